# Made from solutions/tinytorch/kernels/cuda/language.py by `autograder build`.
"""What a kernel finds under the name `cuda` when the block runner runs it: places, shared and local arrays, atomics.

Memory that a kernel asks for begins as NaN, or as a large odd number: whoever reads what nobody wrote will notice.
A `Watch` listens to what happens.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from types import CodeType, FrameType
from typing import Any, NamedTuple, Protocol

import numpy as np

SHARED_BYTES = 48 * 1024  # what every GPU gives a block

Size = int | Sequence[int]


class Dim3(NamedTuple):
    """A size or a place along x, y and z."""

    x: int = 1
    y: int = 1
    z: int = 1

    @property
    def axes(self) -> int:
        """How many of them a size needs: those after are 1."""
        return 3 if self.z > 1 else 2 if self.y > 1 else 1

    def within(self, size: Dim3) -> str:
        """A place as people say it, without the axes along which there is no other: 3, (3, 1) or (3, 1, 2).

        >>> Dim3(3, 0, 0).within(Dim3(32)), Dim3(3, 0, 0).within(Dim3(4, 4))
        ('3', '(3, 0)')
        """
        return str(self.x) if size.axes == 1 else str(self[: size.axes])


def places(size: Dim3) -> Iterator[Dim3]:
    """Every place in a box of this size, x fastest."""
    return (Dim3(x, y, z) for z in range(size.z) for y in range(size.y) for x in range(size.x))


class Watch(Protocol):
    """Who listens to a run: when it starts, when a block does, at each barrier, and at each array that a kernel makes.

    `shared` and `local` return what the kernel gets in the array's place.
    """

    def start(self, cuda: Cuda, codes: Sequence[CodeType]) -> None: ...
    def block(self) -> None: ...
    def barrier(self) -> None: ...
    def shared(self, array: Any, caller: FrameType) -> Any: ...
    def local(self, array: Any, caller: FrameType) -> Any: ...


class Cuda:
    """The running thread's view: `run` puts its place into it before it goes on."""

    def __init__(self, grid: Dim3, block: Dim3, watch: Watch | None, wait: Callable[[FrameType], object]) -> None:
        self.gridDim, self.blockDim = grid, block
        self.blockIdx = self.threadIdx = Dim3(0, 0, 0)
        self.shared, self.local, self.atomic = Shared(watch), Local(watch), Atomic()
        self.wait = wait

    def syncthreads(self) -> None:
        """Wait until every thread of the block is here."""
        self.wait(sys._getframe(1))

    def grid(self, axes: int) -> Any:
        """The thread's place in the whole grid: a number for 1 axis, a tuple for 2 or 3."""
        b, d, t = self.blockIdx, self.blockDim, self.threadIdx
        if axes == 1:
            return b.x * d.x + t.x
        return tuple(b[k] * d[k] + t[k] for k in axis_numbers(axes))

    def gridsize(self, axes: int) -> Any:
        """How many threads the grid has along 1 axis, or a tuple for 2 or 3."""
        sizes = tuple(self.gridDim[k] * self.blockDim[k] for k in axis_numbers(axes))
        return sizes[0] if axes == 1 else sizes


def axis_numbers(axes: int) -> range:
    if axes not in (1, 2, 3):
        raise ValueError(f"a grid has 1, 2 or 3 axes (got {axes})")
    return range(axes)


class Shared:
    """`cuda.shared`: for every call in the kernel's text an array, the same one for all threads of a block.

    Two calls on one line are two arrays here and on a GPU; Numba's own simulator takes them for one.
    """

    def __init__(self, watch: Watch | None) -> None:
        self.watch = watch
        self.made: dict[tuple[int, int], tuple[Any, Any]] = {}  # where it is asked for -> the array, what is given

    def array(self, shape: Size, dtype: Any) -> Any:
        caller = sys._getframe(1)
        call = id(caller.f_code), caller.f_lasti
        if call not in self.made:
            self.make(call, unwritten(shape, dtype), caller)
        array, given = self.made[call]
        if array.shape != extent(shape):
            raise ValueError(f"a shared array has one shape for all threads, not {array.shape} and {extent(shape)}")
        return given

    def make(self, call: tuple[int, int], array: Any, caller: FrameType) -> None:
        self.made[call] = array, (self.watch.shared(array, caller) if self.watch else array)
        taken = sum(each.nbytes for each, _ in self.made.values())
        if taken > SHARED_BYTES:
            raise ValueError(f"a block has {SHARED_BYTES} bytes for its shared arrays (got {taken}); make them smaller")


class Local:
    """`cuda.local`: arrays that one thread has for itself."""

    def __init__(self, watch: Watch | None) -> None:
        self.watch = watch

    def array(self, shape: Size, dtype: Any) -> Any:
        array = unwritten(shape, dtype)
        return self.watch.local(array, sys._getframe(1)) if self.watch else array


class Atomic:
    """`cuda.atomic`: read, change and write with nothing in between; each returns what was there before."""

    def __init__(self) -> None:
        self.busy = False  # while such a step is made, for those who watch

    def add(self, array: Any, index: Any, value: Any) -> Any:
        return self.change(array, index, lambda old: old + value)

    def sub(self, array: Any, index: Any, value: Any) -> Any:
        return self.change(array, index, lambda old: old - value)

    def max(self, array: Any, index: Any, value: Any) -> Any:
        return self.change(array, index, lambda old: max(old, value))

    def min(self, array: Any, index: Any, value: Any) -> Any:
        return self.change(array, index, lambda old: min(old, value))

    def exch(self, array: Any, index: Any, value: Any) -> Any:
        return self.change(array, index, lambda old: value)

    def cas(self, array: Any, index: Any, old: Any, value: Any) -> Any:
        return self.change(array, index, lambda now: value if now == old else now)

    def compare_and_swap(self, array: Any, old: Any, value: Any) -> Any:
        return self.change(array, 0, lambda now: value if now == old else now)

    def change(self, array: Any, index: Any, new: Callable[[Any], Any]) -> Any:
        self.busy = True
        try:
            old = array[index]
            array[index] = new(old)
        finally:
            self.busy = False
        return old


def extent(shape: Size) -> tuple[int, ...]:
    return tuple(shape) if isinstance(shape, Sequence) else (shape,)


def unwritten(shape: Size, dtype: Any) -> Any:
    """An array full of nonsense. Numba's types are taken, too: they have a name that NumPy knows."""
    kind, sides = np.dtype(getattr(dtype, "name", dtype)), extent(shape)
    if any(side < 1 for side in sides):
        raise ValueError(f"an array in a kernel has sides of at least 1 (got {sides})")
    if np.issubdtype(kind, np.inexact):
        return np.full(sides, math.nan, kind)
    return np.frombuffer(b"\x5a" * (math.prod(sides) * kind.itemsize), kind).reshape(sides).copy()
