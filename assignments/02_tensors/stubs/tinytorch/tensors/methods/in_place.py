# Made from solutions/tinytorch/tensors/methods/in_place.py by `autograder build`.
"""Changing a tensor where it lies in memory: x += y, x[key] = y, x.add_(y), x.fill_(0), and their kin.

x += y is recorded: the name x stands for a new result on the old memory from then on. All other writes leave no
record, so they are refused where a gradient would have to flow through them.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from tinytorch.autograd.engine import GradientError, Mode, Writes, no_grad
from tinytorch.autograd.variable import Variable
from tinytorch.tensors.array import ADD, DIV, MUL, SUB, Array
from tinytorch.tensors.backend import FloatFunction
from tinytorch.tensors.dtypes import CATEGORY, NUMBERS, DType, DTypeError, is_float
from tinytorch.tensors.indexing import ALL, Key, parse, view_of
from tinytorch.tensors.layout import LayoutError, Shape
from tinytorch.tensors.methods.arithmetic import apart, check_tensor
from tinytorch.tensors.methods.choice import Choice
from tinytorch.tensors.methods.index import Indexing


class InPlace(Choice, Indexing):
    """Writing into a tensor."""

    __slots__ = ()

    # --- Recorded: x += y writes into the memory of x

    def __iadd__(self, other: Any) -> Self:
        return self if self._update(ADD, other) else self._in_place(self + other)

    def __isub__(self, other: Any) -> Self:
        return self if self._update(SUB, other) else self._in_place(self - other)

    def __imul__(self, other: Any) -> Self:
        return self if self._update(MUL, other) else self._in_place(self._before(other) * other)

    def __itruediv__(self, other: Any) -> Self:
        return self if self._update(DIV, other) else self._in_place(self._before(other) / other)

    def __ifloordiv__(self, other: Any) -> Self:
        return self._in_place(self // other)

    def __imod__(self, other: Any) -> Self:
        return self._in_place(self._before(other) % other)

    def __ipow__(self, other: Any) -> Self:
        return self._in_place(self._before(other) ** other)

    def _update(self, f: FloatFunction, other: Any) -> bool:
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
        self._writable(value.layout.shape, value.dtype)
        value.update(f, operand)
        return True

    def _before(self, other: Any) -> Self:
        """This as it is before the write: a copy, if what it becomes is recorded, for backward asks for old numbers."""
        recorded = Mode.recording and (self.requires_grad or getattr(other, "requires_grad", False))
        return self.clone() if recorded else self

    def _in_place(self, result: Self) -> Self:
        """`result`, computed from this, written into the memory of this, and with the history of the result.

        The name on the left of `x += y` stands for what is returned: a new vertex of the graph on the old memory. The
        old vertex stays in the record, and if backward needs its numbers, their version tells that they are gone.
        """
        self._writable(result.value.layout.shape, result.value.dtype)
        self.value.write(result.value)
        if result.node is None:
            return self
        written = type(self)(self.value)
        written.node, written.requires_grad = result.node, result.requires_grad
        result.node.done = self.value.buffer.recorded = Writes.count
        return written

    def _on_a_leaf(self) -> bool:
        """Whether this, or what it is a view of at the end of a chain of views, is a leaf that requires a gradient."""
        made: Any = self
        while made.node is not None:
            if made.node.done != made.node.time:  # it was written in place itself, and was allowed to
                return False
            shared = [x for x in made.node.inputs if getattr(x.value, "buffer", None) is self.value.buffer]
            if not shared:
                return False
            made = shared[0]
        return made.requires_grad  # zeros that something was added to are a leaf, but nobody wants their gradient

    def _writable(self, shape: Shape, dtype: DType) -> None:
        """Raise unless numbers of this shape and kind may be written into this tensor."""
        if Mode.recording and self.requires_grad and self._on_a_leaf():
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

    # --- Writes that leave no record

    def __setitem__(self, key: Any, value: Any) -> None:
        """Write a number, an array or a Tensor, broadcast, to what the key picks.

        Raises GradientError where a gradient would have to flow through the write, and DeviceError for a Tensor on
        another device.
        """
        self._check_key(key)
        if isinstance(value, InPlace) and value.value.backend is not self.value.backend:
            raise apart("x[...] = y", self.value, value.value)
        self._check_unrecorded("x[...] = y", "use where, cat or index_add, or x = x + y", value)
        if self.requires_grad:
            self._writable(self.value.layout.shape, self.value.dtype)
        wanted = parse(key, self.value.layout.shape)
        target = type(self)(self.value.pick(lambda layout: view_of(layout, wanted.steps)))
        if wanted.arrays:
            target._writable(target.value.layout.shape, target.value.dtype)
            put(target.value, wanted, self._source(value))
        else:
            target.copy_(value)

    def _source(self, value: Any) -> Array:
        """What is to be written, as an Array of this tensor's kind of number."""
        made = self._filled(value, self).value if type(value) in NUMBERS else self.constant(value).value
        return made if made.dtype == self.value.dtype else made.to(self.value.dtype)

    def _check_unrecorded(self, what: str, instead: str, *others: Any) -> None:
        """Raise GradientError where operations are recorded, and this or what is to be written has a history."""
        if Mode.recording:
            if self.requires_grad and self.node is not None:
                raise GradientError(f"{what} leaves no record, and this tensor is part of one: {instead}")
            if any(getattr(other, "requires_grad", False) for other in others):
                raise GradientError(f"{what} leaves no record, and y requires a gradient: {instead}")

    def _overwrite(self, name: str, result: Any, *others: Any) -> Self:
        """Write what result() gives into this. `others` are the tensors it is computed from."""
        self._check_unrecorded(f"x.{name}(...)", "compute a new tensor (x = x + y), or write x += y", *others)
        with no_grad():
            made = result()
        self._writable(made.value.layout.shape, made.value.dtype)
        self.value.write(made.cast(self.value.dtype).value)
        return self

    def fill_(self, value: Any) -> Self:
        """Write one number everywhere."""
        if type(value) in NUMBERS:
            return self.copy_(value)
        check_tensor("fill_", value)
        return self.copy_(value.reshape(()))

    def zero_(self) -> Self:
        """Write 0 everywhere."""
        return self.copy_(0)

    def copy_(self, src: Any) -> Self:
        """Write the numbers of `src`, broadcast and as this tensor's kind of number."""
        self._check_unrecorded("x.copy_(y)", "compute a new tensor", src)
        self._writable(self.value.layout.shape, self.value.dtype)
        self.value.write(spread(self._source(src), self.value))
        return self

    def add_(self, other: Any, *, alpha: float = 1) -> Self:
        """self += alpha * other."""
        return self._overwrite("add_", lambda: self + (other if alpha == 1 else other * alpha), other)

    def sub_(self, other: Any, *, alpha: float = 1) -> Self:
        """self -= alpha * other."""
        return self._overwrite("sub_", lambda: self - (other if alpha == 1 else other * alpha), other)

    def mul_(self, other: Any) -> Self:
        """self *= other."""
        return self._overwrite("mul_", lambda: self * other, other)

    def div_(self, other: Any) -> Self:
        """self /= other."""
        return self._overwrite("div_", lambda: self / other, other)

    def clamp_(self, min: Any = None, max: Any = None) -> Self:
        """`clamp` into this tensor."""
        return self._overwrite("clamp_", lambda: self.clamp(min, max), min, max)

    def scatter_(self, dim: int, index: Any, src: Any) -> Self:
        """`scatter` into this tensor."""
        return self._overwrite("scatter_", lambda: self.scatter(dim, index, src), src)

    def scatter_add_(self, dim: int, index: Any, src: Self) -> Self:
        """`scatter_add` into this tensor."""
        return self._overwrite("scatter_add_", lambda: self.scatter_add(dim, index, src), src)

    def index_add_(self, dim: int, index: Any, source: Self, *, alpha: float = 1) -> Self:
        """`index_add` into this tensor."""
        return self._overwrite("index_add_", lambda: self.index_add(dim, index, source, alpha=alpha), source)


def spread(source: Array, target: Array) -> Array:
    """`source` expanded to the shape of `target`; as in PyTorch, it may have more axes in front if they are 1 long."""
    shape, wanted = source.layout.shape, target.layout.shape
    if not shape:
        return source.expand(wanted)
    while len(shape) > len(wanted) and shape[0] == 1:
        shape = shape[1:]
    new = len(wanted) - len(shape)
    if new < 0 or any(side not in (1, other) for side, other in zip(shape, wanted[new:], strict=True)):
        raise LayoutError(f"expected numbers that can be repeated to shape {wanted}, got shape {source.layout.shape}")
    return source.reshape(shape).expand(wanted)


def put(target: Array, key: Key, source: Array) -> None:
    """Write where arrays look up. It is done in host memory; elsewhere the whole target goes there and back."""
    rows = dict(key.arrays)
    index = tuple(rows.get(axis, ALL) for axis in range(target.ndim))
    there = target.numpy()
    try:
        there[index] = source.move(target.backend).numpy()
    except ValueError:
        raise LayoutError(
            f"expected numbers that can be repeated to shape {there[index].shape}, got shape {source.layout.shape}"
        ) from None
    if isinstance(target.buffer.data, np.ndarray):
        target.mark_written()
    else:
        target.write(Array.from_numpy(there, target.backend))
