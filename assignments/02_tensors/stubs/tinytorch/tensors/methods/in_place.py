# Made from solutions/tinytorch/tensors/methods/in_place.py by `autograder build`.
"""Changing a tensor where it lies in memory: x[key] = y, x.add_(y), x.fill_(0), and their kin.

A write leaves no record, so it is refused where a gradient would have to flow through it.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from tinytorch.autograd.engine import GradientError, Mode, no_grad
from tinytorch.tensors.array import Array
from tinytorch.tensors.dtypes import NUMBERS
from tinytorch.tensors.indexing import ALL, Key, parse, view_of
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.methods.index import Indexing


class InPlace(Indexing):
    """Writing into a tensor."""

    __slots__ = ()

    def __setitem__(self, key: Any, value: Any) -> None:
        """Write a number, an array or a Tensor, broadcast, to what the key picks.

        Raises GradientError where a gradient would have to flow through the write.
        """
        self.check_unrecorded("x[...] = y", "use where, cat or index_add, or x = x + y", value)
        if self.requires_grad:
            self.writable(self.value.layout.shape, self.value.dtype)
        wanted = parse(key, self.value.layout.shape)
        target = type(self)(self.value.pick(lambda layout: view_of(layout, wanted.steps)))
        if wanted.arrays:
            target.writable(target.value.layout.shape, target.value.dtype)
            put(target.value, wanted, self.source(value))
        else:
            target.copy_(value)

    def source(self, value: Any) -> Array:
        """What is to be written, as an Array of this tensor's kind of number."""
        made = self.filled(value, self).value if type(value) in NUMBERS else self.constant(value).value
        return made if made.dtype == self.value.dtype else made.to(self.value.dtype)

    def check_unrecorded(self, what: str, instead: str, *others: Any) -> None:
        """Raise GradientError where operations are recorded, and this or what is to be written has a history."""
        if Mode.recording:
            if self.requires_grad and self.node is not None:
                raise GradientError(f"{what} leaves no record, and this tensor is part of one: {instead}")
            if any(getattr(other, "requires_grad", False) for other in others):
                raise GradientError(f"{what} leaves no record, and y requires a gradient: {instead}")

    def overwrite(self, name: str, result: Any, *others: Any) -> Self:
        """Write what result() gives into this. `others` are the tensors it is computed from."""
        self.check_unrecorded(f"x.{name}(...)", "compute a new tensor (x = x + y), or write x += y", *others)
        with no_grad():
            made = result()
        self.writable(made.value.layout.shape, made.value.dtype)
        self.value.write(made.cast(self.value.dtype).value)
        return self

    def fill_(self, value: Any) -> Self:
        """Write one number everywhere."""
        return self.copy_(value if type(value) in NUMBERS else value.reshape(()))

    def zero_(self) -> Self:
        """Write 0 everywhere."""
        return self.copy_(0)

    def copy_(self, src: Any) -> Self:
        """Write the numbers of `src`, broadcast and as this tensor's kind of number."""
        self.check_unrecorded("x.copy_(y)", "compute a new tensor", src)
        self.writable(self.value.layout.shape, self.value.dtype)
        self.value.write(spread(self.source(src), self.value))
        return self

    def add_(self, other: Any, *, alpha: float = 1) -> Self:
        """self += alpha * other."""
        return self.overwrite("add_", lambda: self + (other if alpha == 1 else other * alpha), other)

    def sub_(self, other: Any, *, alpha: float = 1) -> Self:
        """self -= alpha * other."""
        return self.overwrite("sub_", lambda: self - (other if alpha == 1 else other * alpha), other)

    def mul_(self, other: Any) -> Self:
        """self *= other."""
        return self.overwrite("mul_", lambda: self * other, other)

    def div_(self, other: Any) -> Self:
        """self /= other."""
        return self.overwrite("div_", lambda: self / other, other)

    def scatter_(self, dim: int, index: Any, src: Any) -> Self:
        """`scatter` into this tensor."""
        return self.overwrite("scatter_", lambda: self.scatter(dim, index, src), src)

    def scatter_add_(self, dim: int, index: Any, src: Self) -> Self:
        """`scatter_add` into this tensor."""
        return self.overwrite("scatter_add_", lambda: self.scatter_add(dim, index, src), src)

    def index_add_(self, dim: int, index: Any, source: Self, *, alpha: float = 1) -> Self:
        """`index_add` into this tensor."""
        return self.overwrite("index_add_", lambda: self.index_add(dim, index, source, alpha=alpha), source)


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
