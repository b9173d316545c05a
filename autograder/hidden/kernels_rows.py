"""Hidden checks of Task 3.1, second part: many numbers to one, and rows by their numbers, without a race."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import check, law_check
from autograder.checks import strategies as draw
from autograder.hidden.kernels_tools import (
    SUMS,
    apart,
    copied,
    is_apart,
    is_shared_out,
    numbers,
    out_of,
    placed,
    row,
    shared_out,
)
from autograder.hidden.tensors_layout import Drawn

LINE, BOX = np.zeros(4, np.float32), (1, 1, 2, 2)  # examples of types: an array, and a shape or strides
TABLE, NAMED = np.zeros((2, 2), np.float32), np.zeros(2, np.int64)


# --- reduce_strided


@st.composite
def reductions(drawn: st.DrawFn, sides: tuple[int, ...] = draw.SIDES) -> list[Any]:
    """[layout, axes that go], one of them at least, the axes rising."""
    layout = drawn(draw.layouts(draw.shapes(least=1, most=4, sides=sides)))
    axes = [axis for axis in range(len(layout[0])) if drawn(st.booleans())]
    return [layout, axes or [drawn(st.integers(0, len(layout[0]) - 1))]]


def halves(layout: Drawn, axes: list[int]) -> list[Any]:
    """kept_shape, kept_strides, gone_shape, gone_strides, offset."""
    shape, strides, offset = layout
    kept = [axis for axis in range(len(shape)) if axis not in axes]
    return [tuple(each[axis] for axis in part) for part in (kept, axes) for each in (shape, strides)] + [offset]


def results(layout: Drawn, axes: list[int]) -> int:
    """How many results there are."""
    return prod(halves(layout, axes)[0])


COLUMNS = [[[3, 2, 4], [8, 4, 1], 5], [0, 2]]  # two axes go, one from each side


@check(
    "reduce_strided",
    compare=SUMS,
    case=reductions(),
    start=st.sampled_from([0.0, 1.0, -2.5]),
    also=[{"case": [[[2, 3], [3, 1], 0], [0]], "start": 0.5}, {"case": COLUMNS, "start": 0.0}],
)
def reduce_strided_in_order(tt: Any, case: list[Any], start: float) -> Any:
    """out[i] is f(...f(f(start, x), y)..., z) along the axes that go, in reading order; [layout, axes]."""
    layout, axes = case
    out, a = out_of(tt, results(layout, axes)), copied(tt, row(layout))
    kernel = placed(tt, tt.kernels.cpu.reduce.reduce_strided)
    kernel(lambda result, x: result * 0.5 - x, start, out, a, *halves(layout, axes))
    return [out, a]


@check(
    "reduce_strided",
    compare=SUMS,
    examples=15,
    case=reductions((2, 3, 0, 1)),
    start=st.sampled_from([3.0, -1.5]),
    also=[{"case": [[[2, 0], [3, 1], 0], [1]], "start": 7.0}, {"case": [[[2, 3], [3, 1], 0], [1]], "start": 7.0}],
)
def reduce_strided_begins_at_the_start(tt: Any, case: list[Any], start: float) -> Any:
    """Each result begins as the start, once, and stays that where nothing goes; the largest of some numbers, too."""
    layout, axes = case
    operators = tt.scalars.operators
    kernel = placed(tt, tt.kernels.cpu.reduce.reduce_strided)
    found = []
    for f in (operators.add, operators.max):
        out = out_of(tt, results(layout, axes))
        kernel(f, start, out, -10.0 + row(layout), *halves(layout, axes))
        found.append(out)
    return found


@law_check("reduce_strided", law=is_shared_out, structure=True)
def reduce_strided_is_parallel(tt: Any) -> Any:
    """Numba makes the loop over results of reduce_strided parallel."""
    kernel, f = tt.kernels.cpu.reduce.reduce_strided, tt.scalars.operators.add
    layout, axes = [[6, 2, 2], [4, 2, 1], 0], [1, 2]
    arguments = (f, 0.0, out_of(tt, 6), row(layout), *halves(layout, axes))
    return shared_out(tt, kernel, (0.0, LINE, LINE, BOX, BOX, BOX, BOX, 0), f, placed(tt, kernel), arguments)


@law_check("reduce_strided", law=is_apart, structure=True, examples=6, case=reductions(), also=[{"case": COLUMNS}])
def reduce_strided_has_no_race(tt: Any, case: list[Any]) -> Any:
    """No turn of the parallel loop of reduce_strided touches what another writes, and no index lies outside."""
    layout, axes = case
    out, kernel = out_of(tt, results(layout, axes)), placed(tt, tt.kernels.cpu.reduce.reduce_strided)
    return apart(tt, kernel, tt.scalars.operators.add, 0.0, out, row(layout), *halves(layout, axes))


# --- gather_rows


@st.composite
def picks(drawn: st.DrawFn) -> list[Any]:
    """[rows, how many there are to take from, how long they are]"""
    count = drawn(st.integers(1, 5))
    return [drawn(draw.row_picks(count)), count, drawn(st.sampled_from([3, 2, 1, 4, 0]))]


def table(rows: int, width: int) -> np.ndarray:
    """Different numbers in so many rows."""
    return numbers(rows * width).reshape(rows, width)


def places_of(rows: list[int]) -> np.ndarray:
    """Numbers of rows, as kernels get them."""
    return np.array(rows, np.int64)


PICKS: list[Any] = [[2, 0, 2, 3, 1, 2], 4, 3]


@check("gather_rows", examples=25, case=picks(), also=[{"case": PICKS}])
def gather_rows_takes_rows(tt: Any, case: list[Any]) -> Any:
    """out[i] is row rows[i] of a, in the order asked for, repeated ones too; [rows, rows of a, width]."""
    rows, count, width = case
    out, a, asked = out_of(tt, len(rows), width), copied(tt, table(count, width)), copied(tt, places_of(rows))
    tt.kernels.cpu.rows.gather_rows(out, a, asked)
    return [out, a, asked]


@law_check("gather_rows", law=is_shared_out, structure=True)
def gather_rows_is_parallel(tt: Any) -> Any:
    """Numba makes the loop over rows of gather_rows parallel."""
    kernel = tt.kernels.cpu.rows.gather_rows
    arguments = (out_of(tt, 6, 3), table(4, 3), places_of(PICKS[0]))
    return shared_out(tt, kernel, (TABLE, TABLE, NAMED), None, kernel, arguments)


@law_check("gather_rows", law=is_apart, structure=True, examples=4, case=picks(), also=[{"case": PICKS}])
def gather_rows_has_no_race(tt: Any, case: list[Any]) -> Any:
    """No turn of the parallel loop of gather_rows touches what another writes, and no index lies outside."""
    rows, count, width = case
    return apart(
        tt, tt.kernels.cpu.rows.gather_rows, out_of(tt, len(rows), width), table(count, width), places_of(rows)
    )


# --- scatter_rows

parts_ = st.sampled_from([2, 3, 1, 4, 7])
SAME: list[Any] = [[1, 1, 0, 1], 2, 3]  # three rows are added to one


@check(
    "scatter_rows",
    compare=SUMS,
    case=picks(),
    parts=parts_,
    also=[{"case": PICKS, "parts": 2}, {"case": SAME, "parts": 1}, {"case": [[4, 0, 4, 2], 5, 2], "parts": 3}],
)
def scatter_rows_adds_rows(tt: Any, case: list[Any], parts: int) -> Any:
    """Row i of a is added to row rows[i] of out, whatever was there, once; [rows, rows of out, width]."""
    rows, count, width = case
    out, a, asked = (
        copied(tt, 5.0 - table(count, width)),
        copied(tt, table(len(rows), width)),
        copied(tt, places_of(rows)),
    )
    tt.kernels.cpu.rows.scatter_rows(out, a, asked, parts)
    return [out, a, asked]


@law_check("scatter_rows", law=is_shared_out, structure=True)
def scatter_rows_is_parallel(tt: Any) -> Any:
    """Numba makes the loop over parts of scatter_rows parallel."""
    kernel = tt.kernels.cpu.rows.scatter_rows
    arguments = (out_of(tt, 8, 5), table(6, 5), places_of([0, 7, 3, 3, 5, 0]), 4)
    return shared_out(tt, kernel, (TABLE, TABLE, NAMED, 2), None, kernel, arguments)


@law_check(
    "scatter_rows",
    law=is_apart,
    structure=True,
    examples=8,
    case=picks(),
    parts=parts_,
    also=[{"case": SAME, "parts": 2}, {"case": PICKS, "parts": 4}, {"case": [[2, 1, 2, 0], 3, 2], "parts": 2}],
)
def scatter_rows_has_no_race(tt: Any, case: list[Any], parts: int) -> Any:
    """No two turns of the parallel loop of scatter_rows add to the same number; [rows, rows of out, width]."""
    rows, count, width = case
    out, a = out_of(tt, count, width, number=0.0), table(len(rows), width)
    return apart(tt, tt.kernels.cpu.rows.scatter_rows, out, a, places_of(rows), parts)
