"""The backend "cpu": your kernels, compiled, with the fused ones beside them.

    x = tinytorch.tensor([1.0, 2.0], device="cpu")

Numbers lie in host memory. Kernels are compiled for float32 and float64; whole numbers and bools, which are indices and
masks, are left to NumPy, and so is a float function of which no kernel can be made. Each operation looks for the
shortest way through its operands:

    all contiguous            one loop along a row of numbers: `map_flat`, `zip_flat`
    any strides               as few axes as say the same (layouts.py), then `map_strided`, `zip_strided`
    few, or too many axes     a contiguous copy first, then the flat kernel
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from tinytorch.kernels import threads
from tinytorch.kernels.compiler import Kernel
from tinytorch.kernels.cpu.layers import Layerwise
from tinytorch.kernels.cpu.matmul import matmul_tiled
from tinytorch.kernels.cpu.pointwise import map_flat, map_strided, zip_flat, zip_strided
from tinytorch.kernels.cpu.rows import gather_rows, scatter_rows
from tinytorch.kernels.cpu.rowwise import KINDS
from tinytorch.kernels.cpu.steps import Steps
from tinytorch.kernels.fused.flat import zip_aaa, zip_aan, zip_an, zip_ana, zip_ann, zip_na
from tinytorch.kernels.layouts import padded
from tinytorch.tensors.backend import PREDICATES, FloatFunction, Strided
from tinytorch.tensors.dtypes import NUMBERS, bool_

ndarray = np.ndarray

BAND = 32  # rows of a product that are multiplied at once
FEW = 1 << 14  # elements; below, a copy into a row takes less time than a strided kernel needs for its arguments
MAP_FLAT, MAP_STRIDED = Kernel(map_flat), Kernel(map_strided)
ZIP_STRIDED = Kernel(zip_strided)
GATHER, SCATTER, MATMUL = Kernel(gather_rows), Kernel(scatter_rows), Kernel(matmul_tiled)
ZIP_FLAT = {  # which operands are arrays and which are plain numbers
    "aa": Kernel(zip_flat),
    "an": Kernel(zip_an),
    "na": Kernel(zip_na),
    "aaa": Kernel(zip_aaa),
    "aan": Kernel(zip_aan),
    "ana": Kernel(zip_ana),
    "ann": Kernel(zip_ann),
}


class CpuBackend(Layerwise, Steps):
    """The six kernels, compiled.

    blas  whether matrices are multiplied by NumPy's library or by `matmul_tiled`
    """

    name = "cpu"

    def __init__(self) -> None:
        super().__init__()
        self.blas = True

    # --- Element by element

    def map(self, f: FloatFunction, a: Strided) -> ndarray:
        """f(x) for each element x."""
        x = a.native if a.native is not None else self.view(a)
        kind = KINDS.get(x.dtype)
        if kind is None or f in self.refused[kind]:
            return super().map(f, a)
        out = np.empty(x.shape, bool_ if f in PREDICATES else x.dtype)
        if x is a.buffer.data or x.flags.c_contiguous:
            done = self.run(MAP_FLAT.of(f, kind), x.size, out.ravel(), x.ravel())
        elif x.size < FEW or (way := padded(a.layout.shape, a.layout.strides)) is None:
            done = self.run(MAP_FLAT.of(f, kind), x.size, out.ravel(), x.ravel())  # ravel copies, in reading order
        else:
            source = a.buffer.data.ravel(), way[0], way[1][0], a.layout.offset
            done = self.run(MAP_STRIDED.of(f, kind), x.size, out.ravel(), *source)
        return out if done else super().map(f, a)

    def zip(self, f: FloatFunction, *operands: Strided | float) -> ndarray:
        """f(x, y, ...) for the elements at the same index."""
        flat, pattern, last, ready = self.flat(operands)
        kind = KINDS.get(last.dtype)
        if kind is None or f in self.refused[kind] or pattern not in ZIP_FLAT:
            return super().zip(f, *operands)
        out = np.empty(last.shape, bool_ if f in PREDICATES else last.dtype)
        if not ready and pattern == "aa":
            done = self.zip_strided(f, kind, out, *operands)  # type: ignore[arg-type]
        else:
            if not ready:
                flat = [self.view(x).ravel() if row is None else row for row, x in zip(flat, operands, strict=True)]  # type: ignore[arg-type]
            done = self.run(ZIP_FLAT[pattern].of(f, kind), out.size, out.ravel(), *flat)
        return out if done else super().zip(f, *operands)

    def zip_strided(self, f: FloatFunction, kind: str, out: ndarray, a: Strided, b: Strided) -> bool:
        """Fill `out` with f(x, y), for operands of any strides; whether it was done."""
        way = padded(a.layout.shape, a.layout.strides, b.layout.strides) if out.size >= FEW else None
        if way is None:
            x, y = (self.view(operand).ravel() for operand in (a, b))  # ravel copies, in reading order
            return self.run(ZIP_FLAT["aa"].of(f, kind), out.size, out.ravel(), x, y)
        shape, (a_strides, b_strides) = way
        left = a.buffer.data.ravel(), a_strides, a.layout.offset
        right = b.buffer.data.ravel(), b_strides, b.layout.offset
        return self.run(ZIP_STRIDED.of(f, kind), out.size, out.ravel(), shape, *left, *right)

    def zip_into(self, f: FloatFunction, target: Strided, *operands: Strided | float) -> None:
        """zip, with the results written to the places of `target`; it may be one of the operands."""
        out = self.view(target)
        flat, pattern, _, ready = self.flat((*operands, target))
        kind = KINDS.get(out.dtype)
        arrays: list[Any] = [x for x in operands if type(x) not in NUMBERS]
        apart = all(same(x, target) or not np.may_share_memory(out, self.view(x)) for x in arrays)
        ready = ready and apart and kind is not None and f not in self.refused[kind] and pattern[:-1] in ZIP_FLAT
        if not ready or not self.run(ZIP_FLAT[pattern[:-1]].of(f, kind), out.size, flat[-1], *flat[:-1]):  # type: ignore[arg-type]
            super().zip_into(f, target, *operands)

    def flat(self, operands: Sequence[Strided | float]) -> tuple[list[Any], str, ndarray, bool]:
        """Each operand as a row of numbers or one number, which it is, the last array, and whether all are ready.

        One that does not lie in a row is None, and not ready. An array that repeats one number is that number, but for
        the last one, whose shape is the result's. Of where(condition, x, y) the first is bool; the last has the
        result's dtype.
        """
        if len(operands) == 2 and fresh(operands[0]) and fresh(operands[1]):  # as it mostly is
            return [x.native.ravel() for x in operands], "aa", operands[1].native, True  # type: ignore[union-attr]
        flat: list[Any] = []
        pattern, ready = "", True
        for x in operands:
            if type(x) in NUMBERS:
                flat.append(x)
                pattern += "n"
                continue
            native = last = x.native if x.native is not None else self.view(x)  # type: ignore[union-attr, arg-type]
            if native is x.buffer.data or native.flags.c_contiguous:  # type: ignore[union-attr]
                flat.append(native.ravel())
                pattern += "a"
            elif x is not operands[-1] and not any(x.layout.strides):  # type: ignore[union-attr]
                flat.append(native.item(0))
                pattern += "n"
            else:
                flat.append(None)
                pattern += "a"
                ready = False
        if "n" in pattern:
            real = last.dtype.type
            flat = [real(x) if kind == "n" else x for x, kind in zip(flat, pattern, strict=True)]
        return flat, pattern, last, ready

    # --- Products, and rows by their numbers

    def product(self, a: ndarray, b: ndarray) -> ndarray:
        """NumPy's matrix product, or `matmul_tiled` for one pair of matrices after the other."""
        if self.blas or a.dtype not in KINDS:
            if in_bands(a, b):
                return super().product(a.reshape(-1, BAND, a.shape[1]), b).reshape(len(a), b.shape[1])
            return super().product(a, b)
        (*batch, n, depth), m = a.shape, b.shape[-1]
        out = np.empty((*batch, n, m), a.dtype)
        threes = (np.ascontiguousarray(x).reshape(prod(batch), *x.shape[-2:]) for x in (out, a, b))
        for matrices in zip(*threes, strict=True):
            MATMUL(n * depth * m, KINDS[a.dtype], *matrices)
        return out

    def gather(self, a: Strided, rows: Strided) -> ndarray:
        """a[rows[i]] for each i; on one thread NumPy copies rows sooner, narrow ones in a third of the time."""
        x, where = self.view(a), self.view(rows)
        kind, work = KINDS.get(x.dtype), where.size * (x.size // max(1, len(x)))
        if kind is None or not threads.several(work) or not x.flags.c_contiguous or not within(where, len(x)):
            return super().gather(a, rows)
        out = np.empty((*where.shape, *x.shape[1:]), x.dtype)
        width = x.size // len(x)
        GATHER(out.size, kind, out.reshape(-1, width), x.reshape(-1, width), where.ravel())
        return out

    def scatter(self, a: Strided, rows: Strided, n: int) -> ndarray:
        """n rows of zeros, to which each a[i] is added at rows[i]."""
        x, where = self.view(a), self.view(rows)
        kind = KINDS.get(x.dtype)
        if kind is None or not x.size or not within(where, n):
            return super().scatter(a, rows, n)
        out = np.zeros((n, *x.shape[where.ndim :]), x.dtype)
        width = x.size // where.size
        parts = threads.count() if threads.several(x.size) else 1
        numbers = np.ascontiguousarray(x).reshape(-1, width)
        SCATTER(x.size, kind, out.reshape(n, width), numbers, where.ravel(), parts)
        return out


def fresh(x: Any) -> bool:
    """Whether it is an array whose numbers are its buffer's, in reading order."""
    return type(x) not in NUMBERS and x.native is x.buffer.data


def in_bands(a: ndarray, b: ndarray) -> bool:
    """Whether a b is sooner made by a few rows of a after the other: X W^T, where many rows meet few outputs.

    The library has a way for small products that spares it bringing the factors into an order of its own. How small
    they must be, it does not say: bands of 32 rows took half the time of 128, and of 1024, for 10 outputs.
    """
    if not 4 < b.shape[-1] <= 16 or a.ndim != 2 or b.ndim != 2:
        return False
    count, depth = a.shape
    return count > 2 * BAND and count % BAND == 0 and depth >= 64 and a.flags.c_contiguous and b.flags.f_contiguous


def same(x: Any, y: Any) -> bool:
    """Whether two arrays are the same places in memory, in the same order: a kernel may write the one it reads."""
    return x is y or (x.buffer.data is y.buffer.data and x.layout == y.layout)


def within(rows: ndarray, n: int) -> bool:
    """Whether all are numbers of one of n rows, counted from the front; a kernel would read whatever lies elsewhere."""
    return bool(rows.size) and rows.min() >= 0 and rows.max() < n


backend = CpuBackend()
