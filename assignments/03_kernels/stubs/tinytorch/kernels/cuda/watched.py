# Made from solutions/tinytorch/kernels/cuda/watched.py by `autograder build`.
"""Arrays that tell of every access: what the sanitizer gives to a kernel in the place of NumPy's.

A `Watched` is a whole array or a part of one (`a[2]`, `a[4:8]`). It behaves as an array does in a kernel: size, shape,
dtype, len, single numbers read and written. Each access is told to a listener, which also decides what is read.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from itertools import product
from typing import Any, Protocol

import numpy as np

Index = tuple[int, ...]


class Memory:
    """An array under a name, in one of the spaces "global", "shared" and "local"."""

    def __init__(self, array: Any, name: str, space: str) -> None:
        self.array, self.name, self.space = array, name, space
        self.base, self.strides = array.__array_interface__["data"][0], array.strides

    def address(self, index: Index) -> int:
        """Where an element lies; two arrays on the same memory have the same addresses."""
        return int(self.base + sum(i * stride for i, stride in zip(index, self.strides, strict=True)))

    def indices(self) -> Iterator[Index]:
        return product(*map(range, self.array.shape))


class Listener(Protocol):
    def read(self, array: Watched, index: Index) -> Any: ...
    def write(self, array: Watched, index: Index, value: Any) -> None: ...


class Watched:
    """A memory along `axes`: a range for each axis that is left, a number for each that is fixed."""

    __slots__ = ("axes", "dtype", "listener", "memory", "ndim", "shape", "size")

    def __init__(self, memory: Memory, listener: Listener, axes: tuple[int | range, ...] | None = None) -> None:
        self.memory, self.listener = memory, listener
        self.axes = axes or tuple(map(range, memory.array.shape))
        self.shape = tuple(len(axis) for axis in self.axes if isinstance(axis, range))
        self.dtype, self.ndim, self.size = memory.array.dtype, len(self.shape), int(np.prod(self.shape, dtype=int))

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, index: Any) -> Any:
        parts = self.parts(index)
        if parts is None:
            return self.part(index)
        return self.listener.read(self, parts)

    def __setitem__(self, index: Any, value: Any) -> None:
        parts = self.parts(index)
        if parts is not None:
            self.listener.write(self, parts, value)
            return
        part = self.part(index)
        for place, each in np.ndenumerate(np.broadcast_to(value, part.shape)):
            part[place] = each

    def parts(self, index: Any) -> Index | None:
        """The index as whole numbers, one for each axis; None if it names more than one element."""
        given = index if isinstance(index, tuple) else (index,)
        if len(given) > self.ndim:
            raise IndexError(f"{self.memory.name} has {self.ndim} axes (got an index with {len(given)})")
        if len(given) < self.ndim or any(isinstance(part, slice) for part in given):
            return None
        return tuple(map(operator.index, given))

    def part(self, index: Any) -> Watched:
        """The part that an index of fewer numbers, or with slices, names."""
        given = iter(index if isinstance(index, tuple) else (index,))
        axes = tuple(cut(axis, next(given, slice(None))) if isinstance(axis, range) else axis for axis in self.axes)
        return Watched(self.memory, self.listener, axes)

    def place(self, index: Index) -> Index:
        """The index of an element of this part in the whole memory, be it there or not."""
        numbers = iter(index)
        return tuple(cut(axis, next(numbers)) if isinstance(axis, range) else axis for axis in self.axes)

    def has(self, index: Index) -> bool:
        """Whether there is such an element. A GPU does not count from the end."""
        inside = all(0 <= i < side for i, side in zip(index, self.shape, strict=True))
        return inside and all(0 <= i < side for i, side in zip(self.place(index), self.memory.array.shape, strict=True))

    def naming(self, index: Index) -> tuple[str, Index, tuple[int, ...]]:
        """How to speak of an element: a name, an index, and the shape that the index has to fit: a, (2, 3), (4, 4)."""
        sides = self.memory.array.shape
        if all(not isinstance(axis, range) or axis == range(side) for axis, side in zip(self.axes, sides, strict=True)):
            return self.memory.name, self.place(index), sides
        axes = [f"{axis.start}:{axis.stop}" if isinstance(axis, range) else str(axis) for axis in self.axes]
        return f"{self.memory.name}[{', '.join(axes)}]", index, self.shape


def cut(axis: range, index: Any) -> Any:
    """An axis where a slice or a number cuts it; a number may lie outside, which shows when it is used."""
    return axis[index] if isinstance(index, slice) else axis.start + operator.index(index) * axis.step
