"""The operators of a Tensor: bring both sides to one shape, one kind of number and one device, then apply a Function.

Broadcasting is an operation of its own, recorded like any other: x of shape (3, 1) becomes Expand(x) of shape (3, 4),
and on the way back Expand adds up. So no rule for a gradient ever sees two shapes.
"""

from __future__ import annotations

from typing import Any, NoReturn, Self

import numpy as np

from tinytorch.autograd.engine import Function, GradientError, Mode
from tinytorch.autograd.functions import EQ, LT, Add, Div, Mul, Neg, Pow, Sub
from tinytorch.autograd.variable import Variable
from tinytorch.tensors.array import ADD, DIV, MUL, SUB, Array
from tinytorch.tensors.backend import FloatFunction
from tinytorch.tensors.convert import as_numbers
from tinytorch.tensors.dtypes import CATEGORY, NUMBERS, DType, DTypeError, bool_, float32, is_float, result_dtype
from tinytorch.tensors.functions import pointwise as functions
from tinytorch.tensors.functions.lifted import LIFTED, SPELLED_OUT
from tinytorch.tensors.functions.shape import Expand
from tinytorch.tensors.layout import LayoutError, Shape, broadcast_shapes

BITS = {"__and__": functions.And, "__or__": functions.Or, "__xor__": functions.Xor}


class DeviceError(RuntimeError):
    """Tensors on different devices met; the text says which."""


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

    def number(self, number: float) -> Self:
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

    def real(self) -> Self:
        """This with numbers that a root or a logarithm can be taken of: whole ones become float32."""
        return self if is_float(self.value.dtype) else self.cast(float32)

    def beside(self, number: float) -> Self:
        """This with numbers of the kind that an operation with `number` gives."""
        dtype = self.value.dtype
        kind = NUMBERS[type(number)]
        return self if CATEGORY[kind] <= CATEGORY[dtype] else self.cast(kind)

    def broadcast(self, shape: Shape) -> Self:
        """This, repeated to `shape`."""
        return self if self.value.layout.shape == shape else Expand.apply(self, shape=shape)

    def fit(self, other: Any, name: str) -> tuple[Self, Self]:
        """Both sides in one shape, of one kind and on one device; `name` is the operation's, for the errors."""
        if not isinstance(other, Variable):
            other = self.constant(other)
        left, right = self.value, other.value
        if left.backend is not right.backend:
            raise DeviceError(
                f"{name} wants both tensors on one device, got {left.backend.name} and {right.backend.name}: use .to()"
            )
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
            return functions.AddNumber.apply(self.beside(other), number=other)
        return Add.apply(*self.fit(other, "add"))

    __radd__ = __add__

    def __sub__(self, other: Any) -> Self:
        self.no_bools(other, "sub")
        if type(other) in NUMBERS:
            return functions.AddNumber.apply(self.beside(other), number=-other)
        return Sub.apply(*self.fit(other, "sub"))

    def __rsub__(self, other: Any) -> Self:
        self.no_bools(other, "sub")
        if type(other) in NUMBERS:
            return functions.AddNumber.apply(Neg.apply(self.beside(other)), number=other)
        return Sub.apply(*reversed(self.fit(other, "sub")))

    def __mul__(self, other: Any) -> Self:
        if type(other) in NUMBERS:
            return functions.MulNumber.apply(self.beside(other), number=other)
        return Mul.apply(*self.fit(other, "mul"))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Self:
        x = self.real()
        if type(other) in NUMBERS:
            return functions.DivNumber.apply(x, number=other)
        x, y = x.fit(other, "div")
        return Div.apply(x, y.cast(x.value.dtype))

    def __rtruediv__(self, other: Any) -> Self:
        return self.filled(other, self.real()) / self

    def __pow__(self, other: Any) -> Self:
        if type(other) in NUMBERS:
            return functions.PowNumber.apply(self.beside(other), number=other)
        return Pow.apply(*self.fit(other, "pow"))

    def __rpow__(self, other: Any) -> Self:
        return self.on_the_left(other) ** self

    def __floordiv__(self, other: Any) -> Self:
        return functions.FloorDiv.apply(*self.divided("floor division", other))

    def __rfloordiv__(self, other: Any) -> Self:
        return self.on_the_left(other) // self

    def __mod__(self, other: Any) -> Self:
        return functions.Remainder.apply(*self.divided("remainder", other))

    def __rmod__(self, other: Any) -> Self:
        return self.on_the_left(other) % self

    def __neg__(self) -> Self:
        self.no_bools(1, "neg")
        return Neg.apply(self)

    def __pos__(self) -> Self:
        return self

    def __abs__(self) -> Self:
        return functions.Abs.apply(self)

    def divided(self, name: str, other: Any) -> tuple[Self, Self]:
        """Both sides of a division that gives whole numbers. Raises ZeroDivisionError where a divisor is 0."""
        if type(other) in NUMBERS:
            x = self.beside(other)
            other = self.filled(other, x)
        x, y = self.fit(other, name)
        if not y.value.numpy().all():
            raise ZeroDivisionError(f"{name} by zero: a divisor is 0")
        return x, y

    def filled(self, number: Any, like: Self) -> Self:
        """A number as a Tensor without axes, of the kind of `like`; what is a Tensor or an array already stays one."""
        if type(number) in NUMBERS:
            return type(self)(Array.full((), number, like.value.dtype, self.value.backend))
        return self.constant(number)

    def on_the_left(self, other: Any) -> Self:
        """`other`, which stands on the left of this, as a Tensor of the kind that an operation of the two has."""
        return self.filled(other, self.beside(other)) if type(other) in NUMBERS else self.constant(other)

    def no_bools(self, other: Any, name: str) -> None:
        """Raise DTypeError for what would subtract or negate yes and no."""
        if self.value.dtype is bool_:
            kind = NUMBERS.get(type(other)) or getattr(other, "dtype", None)
            if kind == bool_ or name == "neg":
                raise DTypeError(f"{name} wants numbers, got bools: use ~x, or x ^ y, or x.to(tinytorch.int64)")

    # --- Comparisons: bools, through which no gradient flows

    def compared(self, function: type[Function], other: Any) -> Self:
        """function(self, other)."""
        if type(other) in NUMBERS:
            return function.apply(self.beside(other), self.number(other))
        return function.apply(*self.fit(other, function.__name__.lower()))

    def __lt__(self, other: Any) -> Self:
        return self.compared(LT, other)

    def __le__(self, other: Any) -> Self:
        return self.compared(functions.LE, other)

    def __gt__(self, other: Any) -> Self:
        return self.compared(functions.GT, other)

    def __ge__(self, other: Any) -> Self:
        return self.compared(functions.GE, other)

    def __eq__(self, other: Any) -> Self:  # type: ignore[override]
        return self.compared(EQ, other)

    def __ne__(self, other: Any) -> Self:  # type: ignore[override]
        return self.compared(functions.NE, other)

    # --- Yes and no

    def logical(self, function: type[Function], other: Any) -> Self:
        """function(self, other) on bools."""
        if self.value.dtype is not bool_ or not (type(other) is bool or getattr(other, "dtype", None) == np.bool_):
            raise DTypeError(
                f"{function.__name__.lower()} wants two bool tensors: compare first, as in (x > 0) & (x < 1)"
            )
        return self.compared(function, other)

    def __and__(self, other: Any) -> Self:
        return self.logical(functions.And, other)

    __rand__ = __and__

    def __or__(self, other: Any) -> Self:
        return self.logical(functions.Or, other)

    __ror__ = __or__

    def __xor__(self, other: Any) -> Self:
        return self.logical(functions.Xor, other)

    __rxor__ = __xor__

    def __invert__(self) -> Self:
        return self.logical(functions.Xor, True)

    # --- In place: x += y writes into the memory of x

    def __iadd__(self, other: Any) -> Self:
        return self if self.update(ADD, other) else self.in_place(self + other)

    def __isub__(self, other: Any) -> Self:
        return self if self.update(SUB, other) else self.in_place(self - other)

    def __imul__(self, other: Any) -> Self:
        return self if self.update(MUL, other) else self.in_place(self * other)

    def __itruediv__(self, other: Any) -> Self:
        return self if self.update(DIV, other) else self.in_place(self / other)

    def __ifloordiv__(self, other: Any) -> Self:
        return self.in_place(self // other)

    def __imod__(self, other: Any) -> Self:
        return self.in_place(self % other)

    def __ipow__(self, other: Any) -> Self:
        return self.in_place(self**other)

    def update(self, f: FloatFunction, other: Any) -> bool:
        """Write f(self, other) straight into this, where there is nothing to record or convert; whether it was done."""
        value = self.value
        if type(other) in NUMBERS:
            if Mode.recording and self.requires_grad:
                return False
            operand = other
        else:
            if not isinstance(other, Variable) or (Mode.recording and (self.requires_grad or other.requires_grad)):
                return False
            operand = other.value
            if operand.backend is not value.backend or operand.dtype is not value.dtype or operand.shape != value.shape:
                return False
        if not is_float(value.dtype) or not hasattr(value.backend, "zip_into"):
            return False
        self.writable(value.layout.shape, value.dtype)
        value.update(f, operand)
        return True

    def in_place(self, result: Self) -> Self:
        """`result`, computed from this, written into the memory of this, and with the history of the result.

        The name on the left of `x += y` stands for what is returned: a new vertex of the graph on the old memory. The
        old vertex stays in the record, and if backward needs its numbers, their version tells that they are gone.
        """
        self.writable(result.value.layout.shape, result.value.dtype)
        self.value.write(result.value)
        if result.node is None:
            return self
        written = type(self)(self.value)
        written.node, written.requires_grad = result.node, result.requires_grad
        result.node.done = self.value.buffer.recorded = Mode.writes
        return written

    def base(self) -> Any:
        """The tensor at the end of a chain of views whose memory this shares; itself if it is no view."""
        made: Any = self
        while made.node is not None:
            shared = [x for x in made.node.inputs if getattr(x.value, "buffer", None) is self.value.buffer]
            if not shared:
                break
            made = shared[0]
        return made

    def writable(self, shape: Shape, dtype: DType) -> None:
        """Raise unless numbers of this shape and kind may be written into this tensor."""
        if Mode.recording and self.requires_grad and self.base().node is None:
            raise GradientError(
                "a leaf that requires a gradient, or a view of one, cannot be written to while operations are "
                "recorded: do it inside `with tinytorch.no_grad():`, or on x.data"
            )
        if shape != self.value.layout.shape:
            raise LayoutError(
                f"an operation in place keeps the shape {self.value.layout.shape}, got a result of {shape}"
            )
        if CATEGORY[dtype] > CATEGORY[self.value.dtype]:
            raise DTypeError(f"an operation in place keeps the dtype {self.value.dtype}, got a result of {dtype}")
        if (
            0 in self.value.layout.strides
            and 0 not in shape
            and any(side > 1 and stride == 0 for side, stride in zip(shape, self.value.layout.strides, strict=True))
        ):
            raise LayoutError(
                "an expanded tensor cannot be written to, for its elements share memory: use .clone() first"
            )

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
        operands = [self.fitted(other) for other in others]
        return function.apply(self, *operands)

    def fitted(self, other: Any) -> Self:
        """A further operand of a float function: a number as it is, all else in this tensor's shape and kind."""
        return self.number(other) if type(other) in NUMBERS else self.fit(other, "pointwise")[1]


def _no_derivative(f: Any) -> NoReturn:
    raise GradientError(f"{f.__name__} has no derivative here, so what is computed with it has no second one")
