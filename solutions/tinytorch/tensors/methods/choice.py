"""Choosing between numbers, element by element: by a bound, by which one is larger, by a condition."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from tinytorch.autograd.variable import Variable
from tinytorch.tensors.array import Array
from tinytorch.tensors.dtypes import CATEGORY, NUMBERS, DTypeError, bool_, result_dtype
from tinytorch.tensors.functions import pointwise as functions
from tinytorch.tensors.layout import LayoutError, broadcast_shapes
from tinytorch.tensors.methods.arithmetic import DeviceError
from tinytorch.tensors.methods.pointwise import Pointwise


class Choice(Pointwise):
    """Limits and choices."""

    __slots__ = ()

    # --- Limits and choices

    def clamp(self, min: Any = None, max: Any = None) -> Self:
        """x, but `min` where it is below that, and then `max` where it is above; each a number, a Tensor, or None.

        At a bound the gradient still flows to x.
        """
        if min is None and max is None:
            raise TypeError("clamp wants a bound: min, max or both")
        if isinstance(min, Variable) or isinstance(max, Variable):
            x = self if min is None else choose(self < min, min, self)
            return x if max is None else choose(x > max, max, x)
        min, max = (bound.item() if isinstance(bound, np.generic) else bound for bound in (min, max))
        x = self
        for bound in (min, max):
            if bound is not None and type(bound) not in NUMBERS:
                raise TypeError(f"clamp wants bounds that are numbers or tensors, got a {type(bound).__name__}")
            x = x if bound is None else x._beside(bound)
        return functions.Clamp.apply(x._beside(1), low=min, high=max)

    clip = clamp

    def maximum(self, other: Any) -> Self:
        """The larger of the two; nan where one is nan. Where they are equal, each has half of the gradient."""
        return functions.Maximum.apply(*self._fit(other, "maximum"))

    def minimum(self, other: Any) -> Self:
        """The smaller of the two; nan where one is nan. Where they are equal, each has half of the gradient."""
        return functions.Minimum.apply(*self._fit(other, "minimum"))

    def where(self, condition: Any, other: Any) -> Self:
        """This where the condition holds, else `other`."""
        return choose(condition, self, other)

    def masked_fill(self, mask: Any, value: Any) -> Self:
        """The number `value` where the mask holds, else this; the kind of number stays."""
        if isinstance(value, Variable):
            if value.value.layout.shape:
                raise DTypeError(
                    f"masked_fill wants a number, got a tensor of shape {value.value.layout.shape}: use where"
                )
            return choose(mask, value, self).cast(self.value.dtype)
        value = value.item() if isinstance(value, np.generic) else value
        if type(value) not in NUMBERS:
            raise TypeError(f"masked_fill wants a number, got a {type(value).__name__}")
        if CATEGORY[NUMBERS[type(value)]] > CATEGORY[self.value.dtype]:
            raise DTypeError(
                f"masked_fill keeps the dtype {self.value.dtype}, got the value {value!r}: use .to() first"
            )
        mask, x = together("masked_fill", as_mask("masked_fill", mask, self), self)
        return functions.MaskedFill.apply(mask, x, number=value)


def choose(condition: Any, x: Any, y: Any) -> Any:
    """x where the condition, a tensor of bools, holds, else y: tensors or numbers, broadcast together."""
    tensors = [operand for operand in (condition, x, y) if isinstance(operand, Variable)]
    if not tensors:
        raise TypeError(
            f"where wants a tensor among condition, x and y, got a {type(condition).__name__} and no tensor"
        )
    one: Any = tensors[0]
    x, y = (operand if type(operand) in NUMBERS else one.constant(operand) for operand in (x, y))
    dtype = result_dtype(*[operand if type(operand) in NUMBERS else operand.value for operand in (x, y)])
    if type(x) in NUMBERS and type(y) in NUMBERS:
        x = type(one)(Array.full((), x, dtype, one.value.backend))
    x, y = (operand if type(operand) in NUMBERS else operand.cast(dtype) for operand in (x, y))
    fitted = iter(together("where", *[t for t in (as_mask("where", condition, one), x, y) if type(t) not in NUMBERS]))
    operands = [one._number(operand) if type(operand) in NUMBERS else next(fitted) for operand in (condition, x, y)]
    return functions.Where.apply(*operands)


def as_mask(name: str, condition: Any, beside: Any) -> Any:
    """The condition as a tensor on the device of `beside`. Raises DTypeError unless it holds bools."""
    mask = beside.constant(condition)
    if mask.value.dtype != bool_:
        raise DTypeError(f"{name} wants a condition of bools, got {mask.value.dtype}: compare first, as in x > 0")
    return mask


def together(name: str, *tensors: Any) -> list[Any]:
    """Tensors on one device, each broadcast to the shape that all of them fit."""
    devices = {t.value.backend.name for t in tensors}
    if len(devices) > 1:
        raise DeviceError(f"{name} wants all tensors on one device, got {' and '.join(sorted(devices))}: use .to()")
    try:
        shape = broadcast_shapes(*[t.value.layout.shape for t in tensors])
    except LayoutError as error:
        raise LayoutError(f"{name}: {error}") from None
    return [t.broadcast(shape) for t in tensors]
