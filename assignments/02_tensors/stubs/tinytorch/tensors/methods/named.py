# Made from solutions/tinytorch/tensors/methods/named.py by `autograder build`.
"""Comparisons and arithmetic under their names: x.add(y) is x + y, and x.isclose(y) asks whether they nearly agree."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from tinytorch.tensors.arguments import check_number
from tinytorch.tensors.array import Array
from tinytorch.tensors.dtypes import DTypeError
from tinytorch.tensors.functions import pointwise as functions
from tinytorch.tensors.methods.arithmetic import check_tensor
from tinytorch.tensors.methods.choice import Choice


class Named(Choice):
    """Operators as methods, and questions whose answer is yes or no."""

    __slots__ = ()

    # --- Arithmetic

    def add(self, other: Any, *, alpha: float = 1) -> Self:
        """self + alpha * other."""
        return self + (other if alpha == 1 else other * alpha)

    def sub(self, other: Any, *, alpha: float = 1) -> Self:
        """self - alpha * other."""
        return self - (other if alpha == 1 else other * alpha)

    subtract = sub

    def mul(self, other: Any) -> Self:
        """self * other."""
        return self * other

    multiply = mul

    def div(self, other: Any, *, rounding_mode: str | None = None) -> Self:
        """self / other; rounded down with rounding_mode="floor", towards 0 with "trunc"."""
        if rounding_mode is None:
            return self / other
        if rounding_mode == "floor":
            return self // other
        if rounding_mode != "trunc":
            raise ValueError(f'div wants rounding_mode=None, "floor" or "trunc", got {rounding_mode!r}')
        quotient = (self / other).trunc()
        whole = (self._beside(1) * other).value.dtype
        return quotient.cast(whole)

    divide = div

    def true_divide(self, other: Any) -> Self:
        """self / other."""
        return self / other

    def floor_divide(self, other: Any) -> Self:
        """self // other: the quotient, rounded down. Raises ZeroDivisionError where a divisor is 0."""
        return self // other

    def remainder(self, other: Any) -> Self:
        """self % other, which has the sign of `other`. Raises ZeroDivisionError where a divisor is 0."""
        return self % other

    def pow(self, exponent: Any) -> Self:
        """self ** exponent."""
        return self**exponent

    # --- Comparisons

    def eq(self, other: Any) -> Self:
        """self == other."""
        return self == other

    def ne(self, other: Any) -> Self:
        """self != other."""
        return self != other

    not_equal = ne

    def lt(self, other: Any) -> Self:
        """self < other."""
        return self < other

    less = lt

    def le(self, other: Any) -> Self:
        """self <= other."""
        return self <= other

    less_equal = le

    def gt(self, other: Any) -> Self:
        """self > other."""
        return self > other

    greater = gt

    def ge(self, other: Any) -> Self:
        """self >= other."""
        return self >= other

    greater_equal = ge

    # --- Yes and no: 0 is no, all else is yes

    def logical_not(self) -> Self:
        """Where it is 0."""
        return self.eq(0)

    def logical_and(self, other: Any) -> Self:
        """Where neither is 0."""
        return functions.And.apply(*self._fit(other, "logical_and"))

    def logical_or(self, other: Any) -> Self:
        """Where one of them is not 0."""
        return functions.Or.apply(*self._fit(other, "logical_or"))

    def logical_xor(self, other: Any) -> Self:
        """Where exactly one of them is not 0."""
        return functions.Xor.apply(*self._fit(other, "logical_xor"))

    # --- Questions about each number

    def isnan(self) -> Self:
        """Where it is not a number."""
        return functions.IsNan.apply(self)

    def isfinite(self) -> Self:
        """Where it is neither infinite nor nan."""
        return functions.IsFinite.apply(self)

    def isinf(self) -> Self:
        """Where it is infinite."""
        return ~(functions.IsFinite.apply(self) | functions.IsNan.apply(self))

    # --- Whether two tensors agree

    def isclose(self, other: Self, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> Self:
        """Where |self - other| <= atol + rtol * |other|."""
        check_tensor("isclose", other)
        check_number("isclose", rtol=rtol, atol=atol)
        x, y = self._fit(other, "isclose")
        if self.value.dtype != other.value.dtype:
            raise DTypeError(f"isclose wants one dtype on both sides, got {self.value.dtype} and {other.value.dtype}")
        close = np.asarray(np.isclose(x.value.numpy(), y.value.numpy(), rtol, atol, equal_nan))
        return type(self)(Array.from_numpy(close, self.value.backend))

    def allclose(self, other: Self, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
        """Whether |self - other| <= atol + rtol * |other| everywhere."""
        return bool(self.isclose(other, rtol, atol, equal_nan).value.numpy().all())

    def equal(self, other: Self) -> bool:
        """Whether both have the same shape and the same numbers."""
        check_tensor("equal", other)
        return np.array_equal(self.value.numpy(), other.value.numpy())
