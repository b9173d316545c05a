"""What the backend "cpu" does along axes: reductions, running sums, softmax.

Where the numbers lie in a row, a fused kernel goes through them at the speed of the memory; under any other strides
they are brought together by your `reduce_strided`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from math import prod
from typing import Any

import numpy as np

from tinytorch.kernels import threads
from tinytorch.kernels.compiler import Compiled, CompileError, Kernel
from tinytorch.kernels.cpu.quiet import Quiet
from tinytorch.kernels.cpu.reduce import reduce_strided
from tinytorch.kernels.fused import reduce as fused
from tinytorch.kernels.fused import softmax
from tinytorch.kernels.layouts import padded
from tinytorch.kernels.sources import LoweringError
from tinytorch.scalars import operators
from tinytorch.tensors import elementary
from tinytorch.tensors.backend import FloatFunction, Strided, plain
from tinytorch.tensors.dtypes import float32, float64
from tinytorch.tensors.layout import Shape, Strides
from tinytorch.tensors.numpy_table import BITS, TABLE

ndarray = np.ndarray

KINDS = {float32: "float32", float64: "float64"}  # what kernels are compiled for
REDUCE_STRIDED = Kernel(reduce_strided, loose=True)
REDUCE_ALL, REDUCE_ROWS, SUM_ROWS, REDUCE_MIDDLE = (
    Kernel(function, loose=True)
    for function in (fused.reduce_all, fused.reduce_rows, fused.sum_rows, fused.reduce_middle)
)
SCAN_ROWS, SCAN_MIDDLE = Kernel(fused.scan_rows), Kernel(fused.scan_middle)
SOFTMAX, SOFTMAX_BACK, LOG_SOFTMAX, LOG_SOFTMAX_BACK = (
    Kernel(function, loose=True)
    for function in (
        softmax.softmax_rows,
        softmax.softmax_rows_back,
        softmax.log_softmax_rows,
        softmax.log_softmax_rows_back,
    )
)
ADD, MUL = plain(operators.add), plain(operators.mul)
# Functions that NumPy computes many at once, and Numba one by one, through the C library: kernels of them take 1.5 to 9
# times as long (float32 has polynomials for most). And comparisons, whose results are of another width than numbers.
COMPARISONS = (operators.lt, operators.eq, elementary.le, elementary.gt, elementary.ge, elementary.ne)
POWERS = (operators.pow, operators.pow_back_base, operators.pow_back_exponent)
LOGARITHMS = (operators.log, elementary.log1p, elementary.log2, elementary.log10)
EXPONENTIALS = (
    *(operators.exp, operators.exp_back, operators.tanh, operators.tanh_back),
    *(operators.sigmoid, operators.sigmoid_back, elementary.expm1, elementary.softplus),
    *(elementary.silu, elementary.silu_back),
    *(elementary.gelu_tanh, elementary.gelu_tanh_back),
)
FASTER_IN_NUMPY = {
    "float32": tuple(map(plain, (*COMPARISONS, *POWERS, *LOGARITHMS, elementary.sin, elementary.cos))),
    "float64": tuple(map(plain, (*COMPARISONS, *POWERS, *LOGARITHMS, *EXPONENTIALS))),
}

# What may be brought together in any grouping, if it begins with a number that changes nothing.
NEUTRAL = {ADD: 0, MUL: 1, plain(elementary.maximum): -np.inf, plain(elementary.minimum): np.inf}


class Rowwise(Quiet):
    """Kernels along axes."""

    def __init__(self) -> None:
        super().__init__()
        # float functions that are left to NumPy: no kernel can be made of them, or only a slower one
        self.refused: dict[str, set[Any]] = {kind: set(functions) for kind, functions in FASTER_IN_NUMPY.items()}

    def run(self, kernel: Compiled, work: int, *args: Any) -> bool:
        """Run it; False, from now on for this float function, if it is somebody's own and cannot be compiled.

        Our own functions can be: then the kernel is to blame, and that must be heard.
        """
        try:
            kernel(work, *args)
            return True
        except (LoweringError, CompileError):
            if kernel.f is None or kernel.f in TABLE:
                raise
            self.refused[kernel.dtype].add(kernel.f)
            return False

    def reduce(self, f: FloatFunction, start: float, a: Strided, axes: Sequence[int]) -> ndarray:
        """f over the elements along `axes`, from `start` on."""
        x = self.view(a)
        kind = KINDS.get(x.dtype)
        if kind is None or f in self.refused[kind] or not x.size:
            return super().reduce(f, start, a, axes)
        gone = tuple(axes)
        out = np.empty([1 if k in gone else side for k, side in enumerate(x.shape)], x.dtype)
        first, to = x.dtype.type(start), out.ravel()
        runs = in_runs(x.shape, gone) if x.flags.c_contiguous and NEUTRAL.get(f) == start else ()
        if runs == ("gone",):
            done = self.run(REDUCE_ALL.of(f, kind), x.size, first, to, x.ravel())
        elif runs == ("kept", "gone"):
            parts = threads.count() if threads.several(x.size) else 1
            kernel = SUM_ROWS if f in (ADD, MUL) else REDUCE_ROWS
            done = self.run(kernel.of(f, kind), x.size, first, to, x.ravel(), x.size // out.size, parts)
        elif runs.count("gone") == 1:  # what goes lies between what stays, or before it
            boxes = between(x.shape, gone)
            done = self.run(REDUCE_MIDDLE.of(f, kind), x.size, first, out.reshape(boxes[0], boxes[2]), x.reshape(boxes))
        elif (ways := split(a.layout.shape, a.layout.strides, gone)) is None:
            return super().reduce(f, start, a, axes)
        else:
            source = a.buffer.data.ravel(), *ways, a.layout.offset
            done = self.run(REDUCE_STRIDED.of(f, kind), x.size, first, to, *source)
        return out if done else super().reduce(f, start, a, axes)

    def cumsum(self, a: Strided, axis: int) -> ndarray:
        """The sum of the elements so far along the axis."""
        x = self.view(a)
        kind = KINDS.get(x.dtype)
        if kind is None or not x.size or not x.flags.c_contiguous:
            return super().cumsum(a, axis)
        out = np.empty(x.shape, x.dtype)
        if axis == x.ndim - 1:
            SCAN_ROWS.of(ADD, kind)(x.size, out.ravel(), x.ravel(), x.shape[-1])
        else:
            boxes = between(x.shape, (axis,))
            SCAN_MIDDLE.of(ADD, kind)(x.size, out.reshape(boxes), x.reshape(boxes))
        return out

    # --- Softmax of rows, and the gradients, of arrays with elements

    def softmax(self, a: Strided) -> ndarray:
        """e^a / (sum of e^a) along the last axis."""
        out, rows = self.matrices(a)
        SOFTMAX(out.size, KINDS[rows.dtype], out, rows, rows.view(BITS[rows.itemsize]))
        return out.reshape(a.layout.shape)

    def log_softmax(self, a: Strided) -> ndarray:
        """a - ln(sum of e^a) along the last axis."""
        out, rows = self.matrices(a)
        LOG_SOFTMAX(out.size, KINDS[rows.dtype], out, rows, rows.view(BITS[rows.itemsize]))
        return out.reshape(a.layout.shape)

    def softmax_back(self, y: Strided, d: Strided) -> ndarray:
        """y * (d - (sum of d * y along the last axis)), with the softmax y."""
        out, *rows = self.matrices(y, d)
        SOFTMAX_BACK(out.size, KINDS[out.dtype], out, *rows)
        return out.reshape(y.layout.shape)

    def log_softmax_back(self, y: Strided, d: Strided) -> ndarray:
        """d - e^y * (sum of d along the last axis), with the log-softmax y."""
        out, *rows = self.matrices(y, d)
        LOG_SOFTMAX_BACK(out.size, KINDS[out.dtype], out, *rows)
        return out.reshape(y.layout.shape)

    def matrices(self, *operands: Strided) -> list[ndarray]:
        """Room for a result, and the operands, as contiguous matrices: all axes but the last are one."""
        views = [np.ascontiguousarray(self.view(a)) for a in operands]
        return [x.reshape(-1, views[0].shape[-1]) for x in (np.empty_like(views[0]), *views)]


@lru_cache(maxsize=4096)
def in_runs(shape: Shape, gone: tuple[int, ...]) -> tuple[str, ...]:
    """Which axes stay and which go, in order, neighbours with the same fate as one; sides of 1 count for nothing.

    >>> in_runs((2, 3, 1, 4), (1, 3))
    ('kept', 'gone')
    """
    fates = ["gone" if k in gone else "kept" for k, side in enumerate(shape) if side != 1]
    return tuple(fate for fate, _ in groupby(fates)) or ("gone",)


@lru_cache(maxsize=4096)
def between(shape: Shape, gone: tuple[int, ...]) -> tuple[int, int, int]:
    """The sides of a box of three axes: those before the axes that go, those that go, and those behind.

    >>> between((2, 3, 4, 5), (1, 2))
    (2, 12, 5)
    """
    long = [k for k in gone if shape[k] != 1] or [gone[0]]
    first, last = min(long), max(long) + 1
    return prod(shape[:first]), prod(shape[first:last]), prod(shape[last:])


@lru_cache(maxsize=4096)
def split(shape: Shape, strides: Strides, gone: tuple[int, ...]) -> tuple[Any, ...] | None:
    """Shape and strides of the axes that stay, and of those that go; None where a kernel has too few axes for them."""
    found: list[Any] = []
    for wanted in (False, True):
        part = [k for k in range(len(shape)) if (k in gone) is wanted]
        way = padded(tuple(shape[k] for k in part), tuple(strides[k] for k in part))
        if way is None:
            return None
        found += [way[0], way[1][0]]
    return tuple(found)
