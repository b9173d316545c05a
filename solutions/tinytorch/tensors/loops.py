"""The six kernels as loops in plain Python, over the strides that you worked out.

Every loop has the same form: go through the positions of the elements (`layout.positions()`), and write results one
after the other. Wrapped up in `python_backend.py` they compute for real, hundreds of times slower than NumPy; in the
next assignment the same loops are compiled.

`a` is a flat list of numbers, read under `layout`: its element number i, in reading order, is a[position], where
position is number i of layout.positions(). `out` is a list of the right length to write results into, in reading order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tinytorch.tensors.layout import Layout

Numbers = list[Any]


def map_loop(f: Callable[[float], float], out: Numbers, a: Numbers, layout: Layout) -> None:
    """out[i] = f(element i of a)."""
    ### BEGIN SOLUTION 3
    for i, position in enumerate(layout.positions()):
        out[i] = f(a[position])
    ### END SOLUTION


def zip_loop(
    f: Callable[[float, float], float], out: Numbers, a: Numbers, a_layout: Layout, b: Numbers, b_layout: Layout
) -> None:
    """out[i] = f(element i of a, element i of b). Both have the same shape; their strides may differ."""
    ### BEGIN SOLUTION 3
    for i, (p, q) in enumerate(zip(a_layout.positions(), b_layout.positions(), strict=True)):
        out[i] = f(a[p], b[q])
    ### END SOLUTION


def split_axes(layout: Layout, axes: Sequence[int]) -> tuple[Layout, Layout]:
    """The layout in two: of the axes that stay, and of those in `axes`, which starts at offset 0.

    An element's position is the sum of a position from each. For a (2, 3) box and axes (1,) the first has the
    positions 0 and 3, where the rows start, and the second 0, 1, 2, the way along a row.

    >>> split_axes(Layout.contiguous((2, 3)), (1,))
    (Layout(shape=(2,), strides=(3,), offset=0), Layout(shape=(3,), strides=(1,), offset=0))
    """
    ### BEGIN SOLUTION 3
    stay = [axis for axis in range(len(layout.shape)) if axis not in axes]
    kept = Layout(tuple(layout.shape[k] for k in stay), tuple(layout.strides[k] for k in stay), layout.offset)
    return kept, Layout(tuple(layout.shape[k] for k in axes), tuple(layout.strides[k] for k in axes))
    ### END SOLUTION


def reduce_loop(
    f: Callable[[float, float], float], start: float, out: Numbers, a: Numbers, layout: Layout, axes: Sequence[int]
) -> None:
    """out[i] = f(...f(f(start, x), y)..., z), where x, y, ..., z are the elements along `axes` in reading order.

    There is one result for every position of the axes that stay; what is reduced for it lies at that position plus
    each position of the axes that go (`split_axes`).
    """
    ### BEGIN SOLUTION 3
    kept, gone = split_axes(layout, axes)
    for i, first in enumerate(kept.positions()):
        result = start
        for step in gone.positions():
            result = f(result, a[first + step])
        out[i] = result
    ### END SOLUTION


def matmul_loop(out: Numbers, a: Numbers, a_layout: Layout, b: Numbers, b_layout: Layout) -> None:
    """(n, k) @ (k, m) -> (n, m): out[i * m + j] = sum over t of a[i, t] * b[t, j].

    Split both layouts: a into its rows and the way along a row, b into its columns and the way down a column.
    """
    ### BEGIN SOLUTION 3
    rows, along = split_axes(a_layout, (1,))
    columns, down = split_axes(b_layout, (0,))
    steps = list(zip(along.positions(), down.positions(), strict=True))
    i = 0
    for row in rows.positions():
        for column in columns.positions():
            out[i] = sum(a[row + p] * b[column + q] for p, q in steps)
            i += 1
    ### END SOLUTION


def gather_loop(out: Numbers, a: Numbers, layout: Layout, rows: Sequence[int]) -> None:
    """out = the rows a[rows[0]], a[rows[1]], ..., one after the other.

    A row is all that lies at one index of axis 0: `split_axes` gives where the rows start, and the way through one.
    """
    ### BEGIN SOLUTION 3
    inside = range(1, len(layout.shape))
    starts, through = split_axes(layout, inside)
    first = list(starts.positions())
    steps = list(through.positions())
    out[:] = [a[first[row] + step] for row in rows for step in steps]
    ### END SOLUTION


def scatter_loop(out: Numbers, a: Numbers, rows: Sequence[int], size: int) -> None:
    """Add each row of a to the row of out that `rows` says: row i of a goes to row rows[i].

    Here `a` lies in reading order, in rows of `size` elements, and `out` holds zeros, in rows of the same size. Where
    `rows` names a row twice, two rows add up there.
    """
    ### BEGIN SOLUTION 3
    for i, row in enumerate(rows):
        for k in range(size):
            out[row * size + k] += a[i * size + k]
    ### END SOLUTION
