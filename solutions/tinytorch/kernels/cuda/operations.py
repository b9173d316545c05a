"""The six kernels on a device: which kernel serves which layout, from the shortest way to the one that always works."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from tinytorch.kernels.cuda import fast
from tinytorch.kernels.cuda.copies import zip3_kernel
from tinytorch.kernels.cuda.device import NotBuilt, Row
from tinytorch.kernels.cuda.launch import blocks_for
from tinytorch.kernels.cuda.launches import Seen, fresh, seen
from tinytorch.kernels.cuda.matmul import matmul_kernel
from tinytorch.kernels.cuda.patches import Patches
from tinytorch.kernels.cuda.pointwise import map_kernel, zip_kernel
from tinytorch.kernels.cuda.pool import Numbers
from tinytorch.kernels.cuda.reductions import Reductions
from tinytorch.kernels.cuda.rows import gather_kernel, scatter_kernel
from tinytorch.kernels.cuda.rowwise import Rowwise
from tinytorch.kernels.layouts import merged, padded
from tinytorch.tensors.backend import PREDICATES, FloatFunction, Strided
from tinytorch.tensors.dtypes import NUMBERS, DType, bool_, float32
from tinytorch.tensors.layout import Layout, Shape


class CudaBackend(Reductions, Rowwise, Patches):
    """The six kernels on a device, and more."""

    name = "cuda"

    # --- Element by element

    def map(self, f: FloatFunction, a: Strided) -> Numbers:
        """f(x) for each element x."""
        return self.tried("map", self.map_here, a.buffer.data.dtype, f, a)

    def map_here(self, f: FloatFunction, a: Strided) -> Numbers:
        """map, on the device."""
        x, dtype = seen(a), a.buffer.data.dtype
        out = self.pool.numbers(x.layout.size, bool_ if f in PREDICATES else dtype)
        if out.size == 0:
            return out
        if padded(x.layout.shape, x.layout.strides) is None:
            x = self.straight(x)
        if x.layout.is_contiguous and not self.own_kernels:
            self.spread(fast.map_flat, f, dtype, out.size, out.row, x.row, each=4)
        else:
            shape, (strides,) = padded(x.layout.shape, x.layout.strides)  # type: ignore[misc]
            self.spread(map_kernel, f, dtype, out.size, out.row, x.data.row, shape, strides, x.layout.offset)
        return out

    def zip(self, f: FloatFunction, *operands: Strided | float) -> Numbers:
        """f(x, y, ...) for the elements at the same index."""
        return self.tried("zip", self.zip_here, last_array(operands).buffer.data.dtype, f, *operands)

    def zip_here(self, f: FloatFunction, *operands: Strided | float) -> Numbers:
        """zip, on the device."""
        last = last_array(operands)  # of where(condition, x, y) the first is bool
        dtype, shape = last.buffer.data.dtype, last.layout.shape
        out = self.pool.numbers(last.layout.size, bool_ if f in PREDICATES else dtype)
        if out.size:
            self.zip_to(out.row, f, shape, dtype, operands)
        return out

    def zip_into(self, f: FloatFunction, target: Strided, *operands: Strided | float) -> None:
        """zip, with the results written to the places of `target`; it may be one of the operands."""
        out = seen(target)
        dtype, out.data.bounds = out.data.dtype, None
        arrays = [seen(x) for x in operands if type(x) not in NUMBERS]  # type: ignore[arg-type]
        apart = all(x.data is not out.data or x.layout == out.layout for x in arrays)
        fits = out.layout.is_contiguous and arrays[-1].data.dtype is dtype and f not in PREDICATES
        if apart and fits and self.computes(dtype) and f not in self.refused and out.layout.size:
            try:
                return self.zip_to(out.row, f, out.layout.shape, dtype, operands)
            except NotBuilt:
                self.refused.add(f)
        made = fresh(self.zip(f, *operands), out.layout.shape)
        return self.move(out, made)

    def zip_to(self, out: Row, f: FloatFunction, shape: Shape, dtype: DType, operands: Sequence[Any]) -> None:
        """Fill `out` with f(x, y, ...), by the shortest way through the operands."""
        size = prod(shape)
        if not self.own_kernels and self.zip_flat(out, f, size, dtype, operands):
            return
        found = [self.repeated(x, shape, dtype) if type(x) in NUMBERS else seen(x) for x in operands]
        if padded(shape, *(x.layout.strides for x in found)) is None:
            found = [self.straight(x) for x in found]
        sides, steps = merged(shape, *(x.layout.strides for x in found))
        if len(found) == 2 and len(sides) <= 2 and not self.own_kernels:
            self.zip_rows(out, f, dtype, sides, steps, found)
            return
        box, strides = padded(shape, *(x.layout.strides for x in found))  # type: ignore[misc]
        places = [(x.data.row, own, x.layout.offset) for x, own in zip(found, strides, strict=True)]
        kernel = zip_kernel if len(found) == 2 else zip3_kernel
        self.spread(kernel, f, dtype, size, out, box, *(part for place in places for part in place))

    def zip_flat(self, out: Row, f: FloatFunction, size: int, dtype: DType, operands: Sequence[Any]) -> bool:
        """Do it for two contiguous arrays, or one and a number; whether it was done."""
        if len(operands) != 2 or type(operands[0]) in NUMBERS or not operands[0].layout.is_contiguous:
            return False
        x, y = seen(operands[0]), operands[1]
        if type(y) in NUMBERS:
            self.spread(fast.zip_an, f, dtype, size, out, x.row, dtype.type(y), each=4)
        elif y.layout.is_contiguous:
            self.spread(fast.zip_aa, f, dtype, size, out, x.row, seen(y).row, each=4)
        else:
            return False
        return True

    def zip_rows(
        self, out: Row, f: FloatFunction, dtype: DType, sides: Shape, steps: Sequence[Any], found: Sequence[Seen]
    ) -> None:
        """Do it for two operands of at most two axes."""
        rows, side = ((1, 1, *sides))[-2:]
        places = [(x.data.row, *((0, 0, *own)[-2:]), x.layout.offset) for x, own in zip(found, steps, strict=True)]
        grid = blocks_for(side, self.machine.threads), min(rows, self.machine.limits[1])
        args = (part for place in places for part in place)
        self.machine.launch(fast.zip_rows, f, dtype, grid, self.machine.threads, out, side, *args)

    def repeated(self, number: float, shape: Shape, dtype: DType) -> Seen:
        """A plain number as an array of this shape: one element, with strides of 0."""
        return Seen(self.full((), number, dtype), Layout((), ()).expand(shape))

    # --- Matrices

    def matmul(self, a: Strided, b: Strided) -> Numbers:
        """(..., n, k) @ (..., k, m) -> (..., n, m)."""
        if not self.computes(a.buffer.data.dtype):
            return self.through_host("matmul", a, b)
        (*batch, n, depth), m = a.layout.shape, b.layout.shape[-1]
        if depth == 0 or 0 in (*batch, n, m):
            return self.full((*batch, n, m), 0, a.buffer.data.dtype)
        out = self.pool.numbers(prod(batch) * n * m, a.buffer.data.dtype)
        self.multiply(out, tuple(batch), (n, depth, m), seen(a), seen(b))
        return out

    def multiply(self, out: Numbers, batch: Shape, sizes: tuple[int, int, int], a: Seen, b: Seen) -> None:
        """Fill `out` with the products, in as few launches as the largest grid allows."""
        sides, steps = merged(batch, a.layout.strides[:-2], b.layout.strides[:-2])
        if len(sides) > 1:  # the kernel has one axis for the matrices
            a, b = self.straight(a), self.straight(b)
            sides, steps = merged(batch, a.layout.strides[:-2], b.layout.strides[:-2])
        (n, depth, m), count = sizes, prod(sides)
        a_strides, b_strides = ((*each, 0)[:1] + x.layout.strides[-2:] for each, x in zip(steps, (a, b), strict=True))
        tile = self.machine.tile
        large = not self.own_kernels and min(n, m) > 2 * tile  # else most threads of a larger square would be idle
        kernel, square = (fast.matmul_registers, 4 * tile) if large else (matmul_kernel, tile)
        most_rows = self.machine.limits[1] * square
        most = self.machine.limits[2] if n <= most_rows else 1
        for z in range(0, count, most):
            for top in range(0, n, most_rows):
                matrices, rows, first = min(most, count - z), min(most_rows, n - top), (z * n + top) * m
                grid = blocks_for(m, square), blocks_for(rows, square), matrices
                left = a.data.row, a_strides, a.layout.offset + z * a_strides[0] + top * a_strides[1]
                right = b.data.row, b_strides, b.layout.offset + z * b_strides[0]
                part = out.row if rows * matrices == n * count else out.row[first : first + matrices * rows * m]
                self.machine.launch(kernel, None, out.dtype, grid, (tile, tile), part, *left, *right, rows, depth, m)

    # --- Rows by their numbers

    def gather(self, a: Strided, rows: Strided) -> Numbers:
        """a[rows[i]] for each i."""
        if not self.within(rows, a.layout.shape[0]):
            return self.through_host("gather", a, rows)  # negative ones, and NumPy's error for those outside
        width = prod(a.layout.shape[1:])
        out = self.pool.numbers(rows.layout.size * width, a.buffer.data.dtype)
        if out.size:
            x, where = self.straight(seen(a)), self.straight(seen(rows))
            self.spread(gather_kernel, None, float32, out.size, out.row, x.row, where.row, width)
        return out

    def scatter(self, a: Strided, rows: Strided, n: int) -> Numbers:
        """n rows of zeros, to which each a[i] is added at rows[i]."""
        if not self.computes(a.buffer.data.dtype) or not self.within(rows, n):
            return self.through_host("scatter", a, rows, n)
        rest = a.layout.shape[len(rows.layout.shape) :]
        out = self.full((n, *rest), 0, a.buffer.data.dtype)
        if a.layout.size:
            x, where = self.straight(seen(a)), self.straight(seen(rows))
            self.spread(scatter_kernel, None, out.dtype, x.layout.size, out.row, x.row, where.row, prod(rest))
        return out

    def within(self, rows: Strided, n: int) -> bool:
        """Whether all are numbers of one of n rows, counted from the front. A kernel would read what lies elsewhere.

        Of numbers that came from the host, as indices do, this is known; others are fetched.
        """
        if rows.layout.size == 0:
            return True
        bounds = rows.buffer.data.bounds
        if bounds is None or not (0 <= bounds[0] <= bounds[1] < n):
            numbers = self.to_numpy(rows)
            bounds = int(numbers.min()), int(numbers.max())
        return 0 <= bounds[0] <= bounds[1] < n


def last_array(operands: Sequence[Any]) -> Strided:
    """The last operand that is an array."""
    found: Strided = next(x for x in reversed(operands) if type(x) not in NUMBERS)
    return found
