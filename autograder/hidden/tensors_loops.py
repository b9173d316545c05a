"""Hidden checks of Task 2.3: the kernels as loops on flat lists, and the backend that is made of them.

Each loop is called by itself: with a row of numbers, a layout that may be turned, spaced, reversed or repeated, and a
row of old numbers to write results into. The functions handed in tell their arguments apart, and an order from another.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import check, close
from autograder.checks import strategies as draw
from autograder.hidden.tensors_layout import Drawn, layout_of, places

SUMS = close(atol=1e-9, rtol=1e-12)  # of numbers with few digits, in any order

OLD = 99.0  # what stands in `out` before


def row(layout: Drawn, scale: float = 1.0) -> list[float]:
    """Different numbers in a row, as many as the layout reads from."""
    positions = places(*layout)
    return [scale * (i % 7 - 3 + i / 8) for i in range(1 + int(positions.max(initial=layout[2])))]


def contiguous(shape: list[int]) -> Drawn:
    """The layout of a box whose rows lie one after the other."""
    return [shape, [prod(shape[k + 1 :]) for k in range(len(shape))], 0]


def out_of(tt: Any, size: int, number: float = OLD) -> Any:
    """A list of that many numbers, which a loop will write into."""
    return tt.builtin.list([number] * size)


# --- map_loop


@check("map_loop", layout=draw.layouts(), also=[{"layout": [[2, 3], [1, 2], 4]}, {"layout": [[], [], 3]}])
def map_loop_in_reading_order(tt: Any, layout: Drawn) -> Any:
    """out[i] is f of element i in reading order, wherever the layout finds it."""
    out = out_of(tt, prod(layout[0]))
    tt.tensors.loops.map_loop(lambda x: x * x - 3.0 * x, out, row(layout), layout_of(tt, layout))
    return out


@check("map_loop", examples=5, layout=draw.layouts())
def map_loop_leaves_its_input(tt: Any, layout: Drawn) -> Any:
    """The list that is read stays as it was."""
    out, numbers = out_of(tt, prod(layout[0])), tt.builtin.list(row(layout))
    tt.tensors.loops.map_loop(lambda x: x + 1.0, out, numbers, layout_of(tt, layout))
    return [out, numbers]


# --- zip_loop


@check(
    "zip_loop",
    pair=draw.layout_pairs(),
    also=[{"pair": [[[2, 3], [3, 1], 0], [[2, 3], [1, 2], 5]]}, {"pair": [[[4], [0], 2], [[4], [-1], 3]]}],
)
def zip_loop_in_reading_order(tt: Any, pair: list[Drawn]) -> Any:
    """out[i] is f of element i of a and element i of b, each found under its own layout; f(x, y) is not f(y, x)."""
    a, b = pair
    out = out_of(tt, prod(a[0]))
    f = tt.define(lambda x, y: x * 2.0 - y)
    tt.tensors.loops.zip_loop(f, out, row(a), layout_of(tt, a), row(b, 0.25), layout_of(tt, b))
    return out


# --- split_axes


@st.composite
def axes_cases(drawn: st.DrawFn, most: int = 4) -> list[Any]:
    """[layout, axes], the axes rising."""
    layout = drawn(draw.layouts(draw.shapes(most=most)))
    return [layout, [axis for axis in range(len(layout[0])) if drawn(st.booleans())]]


@check(
    "split_axes",
    case=axes_cases(),
    also=[{"case": [[[2, 3, 4], [12, 4, 1], 7], [0, 2]]}, {"case": [[[2, 3], [3, 1], 5], []]}],
)
def axes_that_stay_and_go(tt: Any, case: list[Any]) -> Any:
    """The first layout has the axes that stay and the offset, the second those that go, from 0 on; [layout, axes]."""
    layout, axes = case
    both = tt.tensors.loops.split_axes(layout_of(tt, layout), tuple(axes))
    return [[both[k].shape, both[k].strides, both[k].offset] for k in range(2)]


# --- reduce_loop


def results(layout: Drawn, axes: list[int]) -> int:
    """How many results there are."""
    return prod(side for axis, side in enumerate(layout[0]) if axis not in axes)


@check(
    "reduce_loop",
    compare=SUMS,
    case=axes_cases(3),
    start=st.sampled_from([0.0, 1.0, -2.5]),
    also=[{"case": [[[2, 3], [3, 1], 0], [0]], "start": 0.5}, {"case": [[[2, 3], [1, 2], 4], [0, 1]], "start": 0.0}],
)
def reduce_loop_in_order(tt: Any, case: list[Any], start: float) -> Any:
    """out[i] is f(...f(f(start, x), y)..., z) along the axes that go, in reading order; [layout, axes]."""
    layout, axes = case
    out = out_of(tt, results(layout, axes))
    f = tt.define(lambda result, x: result * 0.5 - x)
    tt.tensors.loops.reduce_loop(f, start, out, row(layout), layout_of(tt, layout), tuple(axes))
    return out


@check(
    "reduce_loop",
    compare=SUMS,
    examples=20,
    shape=draw.shapes(least=1, most=2, sides=(2, 1, 0, 3)),
    start=st.sampled_from([3.0, -1.5]),
    also=[{"shape": [2, 0], "start": 7.0}],
)
def reduce_loop_begins_at_the_start(tt: Any, shape: list[int], start: float) -> Any:
    """The first of each f is f(start, x), and where there is no x the result is the start; along the last axis."""
    layout, last = contiguous(shape), len(shape) - 1
    out = out_of(tt, results(layout, [last]))
    f = tt.define(lambda result, x: result * 3.0 - x)
    tt.tensors.loops.reduce_loop(f, start, out, row(layout), layout_of(tt, layout), (last,))
    return out


# --- matmul_loop


@st.composite
def matrix_pairs(drawn: st.DrawFn) -> list[Drawn]:
    """Layouts of matrices (n, k) and (k, m)."""
    n, k, m = drawn(draw.shapes(least=3, most=3, sides=(2, 3, 4, 1, 2, 3, 4, 0)))
    return [drawn(draw.layouts_of([n, k])), drawn(draw.layouts_of([k, m]))]


products = [
    {"pair": [[[2, 3], [3, 1], 0], [[3, 4], [4, 1], 0]]},
    {"pair": [[[2, 3], [1, 2], 3], [[3, 2], [1, 3], 1]]},
    {"pair": [[[3, 2], [-2, 1], 4], [[2, 3], [0, 1], 2]]},
]


def product(tt: Any, pair: list[Drawn], old: float) -> Any:
    """What matmul_loop writes over `old`."""
    a, b = pair
    out = out_of(tt, a[0][0] * b[0][1], old)
    tt.tensors.loops.matmul_loop(out, row(a), layout_of(tt, a), row(b, 0.5), layout_of(tt, b))
    return out


@check("matmul_loop", compare=SUMS, pair=matrix_pairs(), also=products)
def matmul_loop_is_the_product(tt: Any, pair: list[Drawn]) -> Any:
    """out[i * m + j] is the sum over t of a[i, t] * b[t, j], of matrices under any layouts."""
    return product(tt, pair, 0.0)


@check(
    "matmul_loop",
    compare=SUMS,
    examples=10,
    pair=matrix_pairs(),
    also=[{"pair": [[[2, 0], [0, 1], 0], [[0, 3], [3, 1], 0]]}],
)
def matmul_loop_overwrites(tt: Any, pair: list[Drawn]) -> Any:
    """What stood in out before does not matter, and a sum of no products is 0."""
    return product(tt, pair, OLD)


# --- gather_loop


@st.composite
def gathers(drawn: st.DrawFn) -> list[Any]:
    """[layout, rows]"""
    layout = drawn(draw.layouts(draw.shapes(least=1, sides=(3, 2, 4, 1, 3, 0))))
    return [layout, drawn(draw.row_picks(layout[0][0]))]


@check(
    "gather_loop",
    case=gathers(),
    also=[{"case": [[[3, 2], [1, 3], 2], [2, 0, 2]]}, {"case": [[[4], [-2], 6], [3, 3, 0]]}],
)
def gather_loop_takes_rows(tt: Any, case: list[Any]) -> Any:
    """out has the rows that are asked for one after the other, in their order, repeated ones too; [layout, rows]."""
    layout, rows = case
    out = out_of(tt, len(rows) * prod(layout[0][1:]))
    tt.tensors.loops.gather_loop(out, row(layout), layout_of(tt, layout), rows)
    return out


# --- scatter_loop


@st.composite
def scatters(drawn: st.DrawFn) -> list[Any]:
    """[rows, size, how many rows out has]"""
    n = drawn(st.integers(1, 4))
    return [drawn(draw.row_picks(n)), drawn(st.sampled_from([2, 3, 1, 4, 0])), n]


@check(
    "scatter_loop", compare=SUMS, case=scatters(), also=[{"case": [[1, 1, 0], 2, 3]}, {"case": [[2, 0, 2, 2], 1, 3]}]
)
def scatter_loop_adds_rows(tt: Any, case: list[Any]) -> Any:
    """Row i of a is added to row rows[i] of out; a row that is named twice gets both; [rows, size, rows of out]."""
    rows, size, n = case
    out = out_of(tt, n * size, 0.0)
    tt.tensors.loops.scatter_loop(out, [i * 0.5 - 2.0 for i in range(len(rows) * size)], rows, size)
    return out


# --- The loops as a backend: Arrays that compute with them


def on_loops(tt: Any, layout: Drawn, scale: float = 1.0) -> Any:
    """An Array of the python backend under the drawn layout."""
    backend = tt.tensors.backend
    buffer = backend.Buffer(np.array(row(layout, scale)))
    return tt.tensors.array.Array(buffer, layout_of(tt, layout), backend.backend("python"))


def whole(tt: Any, shape: list[int]) -> Any:
    """A fresh Array of the python backend."""
    return on_loops(tt, contiguous(shape))


@check("map_loop", compare=SUMS, examples=15, layout=draw.layouts())
def arrays_by_map_loop(tt: Any, layout: Drawn) -> Any:
    """Arrays on the python device are negated by the loop: numbers, shape and dtype."""
    return (-on_loops(tt, layout)).numpy()


@check("zip_loop", compare=SUMS, examples=15, pair=draw.layout_pairs())
def arrays_by_zip_loop(tt: Any, pair: list[Drawn]) -> Any:
    """Arrays on the python device are added, compared and multiplied by a number by the loop."""
    a, b = (on_loops(tt, layout) for layout in pair)
    return [((a - b) * 2.0).numpy(), (a < b).numpy()]


@check("reduce_loop", compare=SUMS, examples=15, case=axes_cases(3))
def arrays_by_reduce_loop(tt: Any, case: list[Any]) -> Any:
    """Arrays on the python device are summed, and their largest elements found, by the loop; [layout, axes]."""
    layout, axes = case
    a = on_loops(tt, layout)
    return [a.sum(tuple(axes)).numpy(), a.amax(tuple(axes), keepdim=True).numpy()]


@check("matmul_loop", compare=SUMS, examples=10, sides=st.lists(st.integers(1, 3), min_size=4, max_size=4))
def arrays_by_matmul_loop(tt: Any, sides: list[int]) -> Any:
    """On the python device stacks of matrices are multiplied by the loop, transposed ones too."""
    count, n, k, m = sides
    return (whole(tt, [count, n, k]) @ whole(tt, [count, m, k]).permute((0, 2, 1))).numpy()


@check("gather_loop", compare=SUMS, examples=10, case=gathers())
def arrays_by_gather_loop(tt: Any, case: list[Any]) -> Any:
    """On the python device rows are taken by the loop, for a box of row numbers too; [layout, rows]."""
    layout, rows = case
    numbers = tt.tensors.array.array(np.array([rows, rows], dtype=np.int64), "python")
    return on_loops(tt, layout).gather_rows(numbers).numpy()


@check("scatter_loop", compare=SUMS, examples=10, case=scatters())
def arrays_by_scatter_loop(tt: Any, case: list[Any]) -> Any:
    """On the python device rows are added up by the loop, where rows have any shape; [rows, size, rows of out]."""
    rows, size, n = case
    numbers = tt.tensors.array.array(np.array(rows, dtype=np.int64), "python")
    return whole(tt, [len(rows), size, 2]).scatter_rows(numbers, n).numpy()
