# Made from solutions/tinytorch/tensors/methods/arithmetic.py by `autograder build`.
"""The operators of a Tensor: bring both sides to one shape, one kind of number and one device, then apply a Function.

Broadcasting is an operation of its own, recorded like any other: x of shape (3, 1) becomes Expand(x) of shape (3, 4),
and on the way back Expand adds up. So no rule for a gradient ever sees two shapes.
"""

from __future__ import annotations

from typing import Any, NoReturn, Self

import numpy as np

from tinytorch.autograd.engine import Function, GradientError
from tinytorch.autograd.functions import EQ, LT, Add, Div, Mul, Neg, Pow, Sub
from tinytorch.autograd.variable import Variable
from tinytorch.tensors.array import Array
from tinytorch.tensors.convert import as_numbers
from tinytorch.tensors.dtypes import CATEGORY, NUMBERS, DType, DTypeError, bool_, float32, is_float, result_dtype
from tinytorch.tensors.functions import pointwise as functions
from tinytorch.tensors.functions.lifted import LIFTED, SPELLED_OUT
from tinytorch.tensors.functions.shape import Expand
from tinytorch.tensors.layout import LayoutError, Shape, broadcast_shapes

BITS = {"__and__": functions.And, "__or__": functions.Or, "__xor__": functions.Xor}


class DeviceError(RuntimeError):
    """Tensors on different devices met; the text says which."""


def apart(name: str, left: Array, right: Array) -> DeviceError:
    """What is said of two tensors that lie on different devices."""
    names = f"{left.backend.name} and {right.backend.name}"
    return DeviceError(f"{name} wants both tensors on one device, got {names}: use .to()")


def check_tensor(name: str, x: Any) -> None:
    """Raise TypeError unless x is a Tensor; `name` is the operation's."""
    if not isinstance(x, Variable):
        raise TypeError(f"{name} wants a tensor, got a {type(x).__name__}: make it one with tensor()")


class Arithmetic(Variable):
    """Operators, with Tensors, plain numbers and NumPy arrays on either side."""

    __slots__ = ()
    __hash__ = Variable.__hash__
    __array_ufunc__ = None  # so that NumPy leaves `ndarray + tensor` to us

    value: Array

    # --- Both sides alike

    def constant(self, other: Any) -> Self:
        """`other` as a Tensor beside this one: itself if it is one, else a constant on the same device."""
        if isinstance(other, Variable):
            return other  # type: ignore[return-value]
        if type(other) is not Array:
            other = Array.from_numpy(as_numbers(other), self.value.backend)
        return type(self)(other)

    def _number(self, number: float) -> Self:
        """A plain number as a Variable, for a Function that wants one there: it stands for itself everywhere."""
        made = object.__new__(type(self))
        made.value = number  # type: ignore[assignment]
        made.requires_grad, made.node = False, None
        return made

    def cast(self, dtype: DType) -> Self:
        """This with numbers of another kind; recorded, if it is a change and derivatives survive it."""
        if self.value.buffer.data.dtype is dtype:
            return self
        return functions.Cast.apply(self, dtype=dtype) if is_float(dtype) else type(self)(self.value.to(dtype))

    def _real(self) -> Self:
        """This with numbers that a root or a logarithm can be taken of: whole ones become float32."""
        return self if is_float(self.value.dtype) else self.cast(float32)

    def _beside(self, number: float) -> Self:
        """This with numbers of the kind that an operation with `number` gives."""
        dtype = self.value.dtype
        kind = NUMBERS[type(number)]
        return self if CATEGORY[kind] <= CATEGORY[dtype] else self.cast(kind)

    def broadcast(self, shape: Shape) -> Self:
        """This, repeated to `shape`."""
        return self if self.value.layout.shape == shape else Expand.apply(self, shape=shape)

    def _fit(self, other: Any, name: str) -> tuple[Self, Self]:
        """Both sides in one shape, of one kind and on one device; `name` is the operation's, for the errors."""
        if not isinstance(other, Variable):
            other = self.constant(other)
        left, right = self.value, other.value
        if left.backend is not right.backend:
            raise apart(name, left, right)
        if left.buffer.data.dtype is not right.buffer.data.dtype:
            dtype = result_dtype(left, right)
            self, other = self.cast(dtype), other.cast(dtype)
        if left.layout.shape == right.layout.shape:
            return self, other
        try:
            shape = broadcast_shapes(left.layout.shape, right.layout.shape)
        except LayoutError as error:
            raise LayoutError(f"{name}: {error}") from None
        return self.broadcast(shape), other.broadcast(shape)

    # --- Arithmetic

    def __add__(self, other: Any) -> Self:
        if type(other) in NUMBERS:
            return functions.AddNumber.apply(self._beside(other), number=other)
        return Add.apply(*self._fit(other, "add"))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Self:
        self._no_bools(other, "sub")
        if type(other) in NUMBERS:
            return functions.AddNumber.apply(self._beside(other), number=-other)
        return Sub.apply(*self._fit(other, "sub"))

    def __rsub__(self, other: Any) -> Self:
        self._no_bools(other, "sub")
        if type(other) in NUMBERS:
            return functions.AddNumber.apply(Neg.apply(self._beside(other)), number=other)
        return Sub.apply(*reversed(self._fit(other, "sub")))

    def __mul__(self, other: Any) -> Self:
        if type(other) in NUMBERS:
            return functions.MulNumber.apply(self._beside(other), number=other)
        return Mul.apply(*self._fit(other, "mul"))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Self:
        x = self._real()
        if type(other) in NUMBERS:
            return functions.DivNumber.apply(x, number=other)
        x, y = x._fit(other, "div")
        return Div.apply(x, y.cast(x.value.dtype))

    def __rtruediv__(self, other: Any) -> Self:
        return self._filled(other, self._real()) / self

    def __pow__(self, other: Any) -> Self:
        self._no_bools(other, "pow")
        if type(other) in NUMBERS:
            return functions.PowNumber.apply(self._beside(other), number=other)
        return Pow.apply(*self._fit(other, "pow"))

    def __rpow__(self, other: Any) -> Self:
        return self._on_the_left(other) ** self

    def __floordiv__(self, other: Any) -> Self:
        return functions.FloorDiv.apply(*self._divided("floor division", other))

    def __rfloordiv__(self, other: Any) -> Self:
        return self._on_the_left(other) // self

    def __mod__(self, other: Any) -> Self:
        return functions.Remainder.apply(*self._divided("remainder", other))

    def __rmod__(self, other: Any) -> Self:
        return self._on_the_left(other) % self

    def __neg__(self) -> Self:
        self._no_bools(1, "neg")
        return Neg.apply(self)

    def __pos__(self) -> Self:
        return self

    def __abs__(self) -> Self:
        return functions.Abs.apply(self)

    def _divided(self, name: str, other: Any) -> tuple[Self, Self]:
        """Both sides of a division that gives whole numbers. Raises ZeroDivisionError where a divisor is 0."""
        if type(other) in NUMBERS:
            x = self._beside(other)
            other = self._filled(other, x)
        x, y = self._fit(other, name)
        if not y.value.numpy().all():
            raise ZeroDivisionError(f"{name} by zero: a divisor is 0")
        return x, y

    def _filled(self, number: Any, like: Self) -> Self:
        """A number as a Tensor without axes, of the kind of `like`; what is a Tensor or an array already stays one."""
        if type(number) in NUMBERS:
            return type(self)(Array.full((), number, like.value.dtype, self.value.backend))
        return self.constant(number)

    def _on_the_left(self, other: Any) -> Self:
        """`other`, which stands on the left of this, as a Tensor of the kind that an operation of the two has."""
        return self._filled(other, self._beside(other)) if type(other) in NUMBERS else self.constant(other)

    def _no_bools(self, other: Any, name: str) -> None:
        """Raise DTypeError for what would subtract, negate or raise yes and no to a power."""
        if self.value.dtype is bool_:
            kind = NUMBERS.get(type(other)) or getattr(other, "dtype", None)
            if kind == bool_ or name == "neg":
                raise DTypeError(f"{name} wants numbers, got bools: use ~x, or x ^ y, or x.to(tinytorch.int64)")

    # --- Comparisons: bools, through which no gradient flows

    def _compared(self, function: type[Function], other: Any) -> Self:
        """function(self, other)."""
        if type(other) in NUMBERS:
            return function.apply(self._beside(other), self._number(other))
        return function.apply(*self._fit(other, function.__name__.lower()))

    def __lt__(self, other: Any) -> Self:
        return self._compared(LT, other)

    def __le__(self, other: Any) -> Self:
        return self._compared(functions.LE, other)

    def __gt__(self, other: Any) -> Self:
        return self._compared(functions.GT, other)

    def __ge__(self, other: Any) -> Self:
        return self._compared(functions.GE, other)

    def __eq__(self, other: Any) -> Self:  # type: ignore[override]
        return self._compared(EQ, other)

    def __ne__(self, other: Any) -> Self:  # type: ignore[override]
        return self._compared(functions.NE, other)

    # --- Yes and no

    def _logical(self, function: type[Function], other: Any) -> Self:
        """function(self, other) on bools."""
        if self.value.dtype is not bool_ or not (type(other) is bool or getattr(other, "dtype", None) == np.bool_):
            raise DTypeError(
                f"{function.__name__.lower()} wants two bool tensors: compare first, as in (x > 0) & (x < 1)"
            )
        return self._compared(function, other)

    def __and__(self, other: Any) -> Self:
        return self._logical(functions.And, other)

    __rand__ = __and__

    def __or__(self, other: Any) -> Self:
        return self._logical(functions.Or, other)

    __ror__ = __or__

    def __xor__(self, other: Any) -> Self:
        return self._logical(functions.Xor, other)

    __rxor__ = __xor__

    def __invert__(self) -> Self:
        if self.value.dtype is not bool_:
            raise DTypeError(f"not wants a bool tensor, got {self.value.dtype}: compare first, as in ~(x > 0)")
        return self._logical(functions.Xor, True)

    # --- Float functions, when a rule or a person calls one on a Tensor

    def pointwise(self, f: Any, *others: Any) -> Self:
        """f element by element, recorded: what makes `operators.relu(tensor)` work."""
        spelled_out = SPELLED_OUT.get(f)
        if spelled_out is not None:
            return spelled_out(self, *others)
        function = LIFTED.get(f)
        if function is None:
            _no_derivative(f)
        if not others:
            return function.apply(self)
        operands = [self._fitted(other) for other in others]
        return function.apply(self, *operands)

    def _fitted(self, other: Any) -> Self:
        """A further operand of a float function: a number as it is, all else in this tensor's shape and kind."""
        return self._number(other) if type(other) in NUMBERS else self._fit(other, "pointwise")[1]


def _no_derivative(f: Any) -> NoReturn:
    raise GradientError(f"{f.__name__} has no derivative here, so what is computed with it has no second one")
