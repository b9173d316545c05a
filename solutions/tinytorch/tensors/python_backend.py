"""The teaching backend: your loops (`loops.py`) as a backend, so that Tensors compute with them.

    x = tinytorch.tensor([[1.0, 2.0], [3.0, 4.0]], device="python")

Numbers lie in host memory, are read into flat lists, and results are written back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tinytorch.tensors.backend import PREDICATES, FloatFunction, Strided
from tinytorch.tensors.layout import Layout
from tinytorch.tensors.loops import (
    Numbers,
    gather_loop,
    map_loop,
    matmul_loop,
    reduce_loop,
    scatter_loop,
    zip_loop,
)
from tinytorch.tensors.numpy_backend import HostBackend
from tinytorch.tensors.numpy_table import TABLE


class PythonBackend(HostBackend):
    """The loops above as a backend: numbers lie in host memory, are read into lists, and written back."""

    name = "python"

    def numbers(self, a: Strided) -> Numbers:
        """The whole buffer, in a row."""
        flat: Numbers = a.buffer.data.reshape(-1).tolist()
        return flat

    def made(self, out: Numbers, shape: tuple[int, ...], dtype: Any) -> np.ndarray:
        """Results as an ndarray of this shape and kind."""
        return np.array(out, dtype).reshape(shape)

    def map(self, f: FloatFunction, a: Strided) -> np.ndarray:
        out = self.room(a.layout)
        map_loop(like_ieee(f), out, self.numbers(a), a.layout)
        return self.made(out, a.layout.shape, result_dtype(f, a))

    def zip(self, f: FloatFunction, *operands: Strided | float) -> np.ndarray:
        arrays = [x for x in operands if hasattr(x, "layout")]
        first = arrays[-1]  # of where(condition, x, y) the first is bool
        layout = Layout.contiguous(first.layout.shape)
        columns = [self.column(x, layout) for x in operands]
        out, safe = self.room(layout), like_ieee(f)
        if len(columns) == 2:
            zip_loop(safe, out, *columns[0], *columns[1])
        else:  # three operands are two, the first of them a pair
            pairs = self.room(layout)
            zip_loop(lambda x, y: (x, y), pairs, *columns[0], *columns[1])  # type: ignore[arg-type, return-value]
            zip_loop(lambda xy, z: safe(*xy, z), out, pairs, layout, *columns[2])  # type: ignore[misc]
        return self.made(out, layout.shape, result_dtype(f, first))

    def column(self, x: Any, layout: Layout) -> tuple[Numbers, Layout]:
        """An operand of zip as numbers and a layout: a plain number is one element, repeated."""
        if hasattr(x, "layout"):
            return self.numbers(x), x.layout
        return [x], Layout((), ()).expand(layout.shape)

    def reduce(self, f: FloatFunction, start: float, a: Strided, axes: Sequence[int]) -> np.ndarray:
        shape = tuple(1 if k in axes else side for k, side in enumerate(a.layout.shape))
        out = self.room(Layout.contiguous(shape))
        reduce_loop(like_ieee(f), start, out, self.numbers(a), a.layout, tuple(axes))
        return self.made(out, shape, result_dtype(f, a))

    def matmul(self, a: Strided, b: Strided) -> np.ndarray:
        (*batch, n, _), m = a.layout.shape, b.layout.shape[-1]
        front = tuple(range(len(batch)))
        a_starts, a_matrix = reversed_split(a.layout, front)
        b_starts, b_matrix = reversed_split(b.layout, front)
        left, right = self.numbers(a), self.numbers(b)
        out: Numbers = []
        for p, q in zip(a_starts.positions(), b_starts.positions(), strict=True):
            product: Numbers = [0] * (n * m)
            matmul_loop(product, left, a_matrix._replace(offset=p), right, b_matrix._replace(offset=q))
            out += product
        return self.made(out, (*batch, n, m), a.buffer.data.dtype)

    def gather(self, a: Strided, rows: Strided) -> np.ndarray:
        shape = (*rows.layout.shape, *a.layout.shape[1:])
        out = self.room(Layout.contiguous(shape))
        gather_loop(out, self.numbers(a), a.layout, self.view(rows).reshape(-1).tolist())
        return self.made(out, shape, a.buffer.data.dtype)

    def scatter(self, a: Strided, rows: Strided, n: int) -> np.ndarray:
        rest = a.layout.shape[len(rows.layout.shape) :]
        size = Layout.contiguous(rest).size
        out = self.room(Layout.contiguous((n, *rest)))
        scatter_loop(out, self.view(a).reshape(-1).tolist(), self.view(rows).reshape(-1).tolist(), size)
        return self.made(out, (n, *rest), a.buffer.data.dtype)

    def room(self, layout: Layout) -> Numbers:
        """Room for as many results as the layout has elements."""
        return [0] * layout.size


def reversed_split(layout: Layout, front: tuple[int, ...]) -> tuple[Layout, Layout]:
    """The layout in two: of the axes in front, at the layout's offset, and of the last two."""
    rank = len(front)
    shape, strides, offset = layout
    return Layout(shape[:rank], strides[:rank], offset), Layout(shape[rank:], strides[rank:])


def result_dtype(f: FloatFunction, a: Any) -> Any:
    """bool for a function that answers yes or no, else the kind of the operand."""
    return np.dtype(bool) if f in PREDICATES else a.buffer.data.dtype


def like_ieee(f: FloatFunction) -> FloatFunction:
    """f, with the answer of floating-point arithmetic where Python raises: 1 / 0 is infinite, and log(-1) nan."""

    def answer(*numbers: Any) -> Any:
        try:
            return f(*numbers)
        except (ZeroDivisionError, OverflowError, ValueError):
            expression = TABLE.get(f)
            if expression is None:
                return np.nan
            with np.errstate(all="ignore"):
                return expression(*map(np.float64, numbers)).item()

    return answer


backend = PythonBackend()
