"""What every operation on the device stands on: memory, launches of the right size, copies, and NumPy."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable
from math import prod
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from tinytorch.kernels.cuda import fast
from tinytorch.kernels.cuda.copies import copy_kernel, fill_kernel
from tinytorch.kernels.cuda.device import Kernel, Machine, NotBuilt, Row
from tinytorch.kernels.cuda.launch import blocks_for
from tinytorch.kernels.cuda.layouts import pieces
from tinytorch.kernels.cuda.pool import Numbers, Pool
from tinytorch.tensors.backend import BackendError, Strided
from tinytorch.tensors.dtypes import THE_ONE, DType, float32, float64, int64, is_float
from tinytorch.tensors.layout import Layout, Shape
from tinytorch.tensors.numpy_backend import backend as numpy_backend


class Seen(NamedTuple):
    """Numbers of the device, read under a layout. While somebody has this, their block is not given to others."""

    data: Numbers
    layout: Layout

    @property
    def row(self) -> Row:
        """The elements of a contiguous layout."""
        first, size = self.layout.offset, self.layout.size
        return self.data.row if size == self.data.size else self.data.row[first : first + size]


def seen(a: Strided) -> Seen:
    """An array as its numbers and its layout."""
    return Seen(a.buffer.data, a.layout)


def fresh(data: Numbers, shape: Shape) -> Seen:
    """Numbers that were just made, in reading order."""
    return Seen(data, Layout.contiguous(shape))


class Launches:
    """A machine, its pool, and how numbers get in, out and into another order.

    own_kernels  whether your kernels do everything they can, also what those of fast.py would
    on_host      what NumPy did on copies, because no kernel could: operation and function -> how often
    """

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.pool = self.memory = Pool(machine)  # by the second name tinytorch.memory finds it
        self.own_kernels = False
        self.on_host: Counter[str] = Counter()
        self.refused: set[Any] = set()  # float functions of which no kernel can be made

    # --- Launches

    def spread(self, kernel: Kernel, f: Any, dtype: DType, count: int, *args: Any, each: int = 1) -> None:
        """Launch with a thread for every `each` of `count` elements; `args` are the kernel's."""
        blocks = blocks_for(count, each * self.machine.threads)
        if blocks > self.machine.limits[0]:
            raise BackendError(
                f"expected at most {self.machine.limits[0]} blocks of {each * self.machine.threads} elements, which is"
                f" what the device takes in one launch, got {count} elements: work on parts of the tensor"
            )
        self.machine.launch(kernel, f, dtype, blocks, self.machine.threads, *args)

    def tried(self, name: str, here: Callable[..., Numbers], dtype: DType, f: Any, *args: Any) -> Numbers:
        """here(f, *args) on the device; by NumPy's kernel of this name where no kernel can be made."""
        if self.computes(dtype) and f not in self.refused:
            try:
                return here(f, *args)
            except NotBuilt:
                self.refused.add(f)
        return self.through_host(name, f, *args)

    def computes(self, dtype: DType) -> bool:
        """Whether kernels compute with this kind of number here."""
        if dtype is float64 and not self.machine.doubles:
            warnings.warn("this device has no float64, so NumPy computes on copies: use float32", stacklevel=4)
            return False
        return is_float(dtype)

    def through_host(self, name: str, *args: Any) -> Numbers:
        """What NumPy's kernel of this name gives for copies of the arrays."""
        f = args[0]
        self.on_host[f"{name} {f.__name__}" if callable(f) else name] += 1
        with np.errstate(all="ignore"):
            made = getattr(numpy_backend, name)(*(self.on_cpu(x) if hasattr(x, "layout") else x for x in args))
        return self.from_numpy(np.ascontiguousarray(made))

    def on_cpu(self, a: Strided) -> Any:
        """The array as one of the NumPy backend."""
        numbers = self.to_numpy(a)
        return SimpleNamespace(
            buffer=SimpleNamespace(data=numbers), layout=Layout.contiguous(numbers.shape), native=numbers
        )

    # --- Numbers in and out

    def full(self, shape: Shape, number: float, dtype: DType) -> Numbers:
        """The same number everywhere."""
        out = self.pool.numbers(prod(shape), dtype)
        if out.size:
            self.spread(fill_kernel, None, float32, out.size, out.row, dtype.type(number))
            if dtype is int64:
                out.bounds = int(number), int(number)
        return out

    def from_numpy(self, numbers: np.ndarray) -> Numbers:
        """A copy of a contiguous ndarray on the device."""
        out = self.pool.numbers(numbers.size, THE_ONE[numbers.dtype])
        if out.size:
            self.machine.upload(out.row, numbers.reshape(-1))
            if out.dtype is int64:
                out.bounds = int(numbers.min()), int(numbers.max())
        return out

    def to_numpy(self, a: Strided) -> np.ndarray:
        """A copy of the array as an ndarray."""
        shape = a.layout.shape
        if 0 in shape:
            return np.empty(shape, a.buffer.data.dtype)
        return self.machine.download(self.straight(seen(a)).row).reshape(shape)

    # --- Copies on the device

    def copy(self, a: Strided, dtype: DType) -> Numbers:
        """The elements in reading order, as numbers of the given kind."""
        if dtype is int64 and is_float(a.buffer.data.dtype):
            return self.through_host("copy", a, dtype)  # what nan becomes, each machine decides for itself
        return self.copied(seen(a), dtype)

    def copied(self, a: Seen, dtype: DType | None = None) -> Numbers:
        """The elements in reading order, in numbers of their own."""
        out = self.pool.numbers(a.layout.size, dtype or a.data.dtype)
        self.move(fresh(out, a.layout.shape), a)
        if out.dtype is a.data.dtype:
            out.bounds = a.data.bounds
        return out

    def straight(self, a: Seen) -> Seen:
        """The array itself if its elements lie one after the other, else a copy in which they do."""
        return a if a.layout.is_contiguous else fresh(self.copied(a), a.layout.shape)

    def move(self, target: Seen, source: Seen) -> None:
        """Put the elements of source into the places of target; they share no memory."""
        size = target.layout.size
        if size == 0:
            return None
        if target.layout.is_contiguous and source.layout.is_contiguous:
            return self.spread(fast.copy_flat, None, float32, size, target.row, source.row, each=4)
        for shape, (there, here), (p, q) in pieces(target.layout.shape, target.layout.strides, source.layout.strides):
            out = target.data.row, shape, there, target.layout.offset + p
            a = source.data.row, here, source.layout.offset + q
            self.spread(copy_kernel, None, float32, prod(shape), *out, *a, prod(shape))
        return None

    def write(self, target: Strided, source: Strided) -> None:
        """Put the elements of `source` in the places of `target`, also where the two share memory."""
        into, given = seen(target), seen(source)
        if given.data is into.data or (into.data.dtype is int64 and is_float(given.data.dtype)):
            given = fresh(self.copy(source, into.data.dtype), source.layout.shape)
        into.data.bounds = None
        self.move(into, Seen(given.data, given.layout.expand(into.layout.shape)))
