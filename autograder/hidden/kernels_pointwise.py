"""Hidden checks of Task 3.1, first part: functions of every element, and where elements lie.

Each kernel is run as Python, on layouts that are turned, spaced, reversed or repeated; then it is asked of Numba which
loops became parallel, and of the watch whether turns get in each other's way.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import check, law_check
from autograder.checks import strategies as draw
from autograder.hidden.kernels_tools import (
    apart,
    compiles,
    copied,
    in_halves,
    is_apart,
    is_in_any_order,
    is_shared_out,
    numbers,
    out_of,
    placed,
    row,
    shared_out,
    size_of,
)
from autograder.hidden.tensors_layout import Drawn, digits

LINE, BOX = np.zeros(4, np.float32), (1, 1, 2, 2)  # examples of types: an array, and a shape or strides
WIDE = [[5, 3], [1, 5], 2]  # five rows of a transposed table

boxes = draw.layouts(draw.shapes(least=1, most=4))
box_pairs = draw.layout_pairs(draw.shapes(least=1, most=4))


# --- zip_flat


@check("zip_flat", examples=20, pair=draw.list_pairs(least=0, most=9))
def zip_flat_pairs_numbers(tt: Any, pair: list[list[float]]) -> Any:
    """out[i] is f(a[i], b[i]) for every i; f(x, y) is not f(y, x), and a and b stay as they were."""
    a, b = (copied(tt, np.array(numbers)) for numbers in pair)
    out = out_of(tt, len(pair[0]))
    tt.kernels.cpu.pointwise.zip_flat(lambda x, y: x * 2.0 - y, out, a, b)
    return [out, a, b]


@law_check("zip_flat", law=is_shared_out, structure=True)
def zip_flat_is_parallel(tt: Any) -> Any:
    """Numba makes the loop of zip_flat parallel."""
    kernel, f = tt.kernels.cpu.pointwise.zip_flat, tt.scalars.operators.add
    arguments = (f, out_of(tt, 5), numbers(5), numbers(5, 2.0))
    return shared_out(tt, kernel, (LINE, LINE, LINE), f, kernel, arguments)


@law_check("zip_flat", law=is_apart, structure=True, examples=3, size=st.integers(2, 9))
def zip_flat_has_no_race(tt: Any, size: int) -> Any:
    """No turn of the parallel loop of zip_flat touches what another writes."""
    kernel = tt.kernels.cpu.pointwise.zip_flat
    return apart(tt, kernel, tt.scalars.operators.sub, out_of(tt, size), numbers(size), numbers(size, 2.0))


@law_check("zip_flat", law=is_in_any_order, structure=True, examples=2, size=st.integers(3, 8))
def zip_flat_in_any_order(tt: Any, size: int) -> Any:
    """The turns of zip_flat may be taken in any order, by several threads."""
    kernel = tt.kernels.cpu.pointwise.zip_flat
    return in_halves(tt, kernel, tt.scalars.operators.sub, size, numbers(size), numbers(size, 2.0))


# --- position


@check(
    "position",
    pairs=st.lists(st.tuples(st.sampled_from([2, 3, 1, 4, 5]), st.integers(-30, 30)).map(list), max_size=4),
    also=[
        {"pairs": []},
        {"pairs": [[2, 3], [3, 1]]},
        {"pairs": [[2, 1], [3, 2]]},
        {"pairs": [[2, 12], [3, -4], [4, 0]]},
    ],
)
def position_in_reading_order(tt: Any, pairs: list[list[int]]) -> Any:
    """position(0), position(1), ... follow the elements of a box in reading order; [side, stride] pairs."""
    shape, strides = tuple(side for side, _ in pairs), tuple(stride for _, stride in pairs)
    return [tt.kernels.cpu.pointwise.position(i, shape, strides) for i in range(min(prod(shape), 30))]


@check(
    "position",
    examples=15,
    digits=st.lists(digits, min_size=4, max_size=5),
    also=[{"digits": [[4000, 3999]] * 5}],  # one less than 10^18 or so: a float would round it up
)
def position_in_a_large_box(tt: Any, digits: list[list[int]]) -> Any:
    """In a box of trillions of elements a position is exact, and found at once; [side, index] pairs."""
    ordinal = 0
    for side, i in digits:
        ordinal = ordinal * side + i
    strides = tuple(1 + 3 * k for k in range(len(digits)))
    return tt.kernels.cpu.pointwise.position(ordinal, tuple(side for side, _ in digits), strides)


@law_check("position", law=compiles, structure=True)
def position_can_be_compiled(tt: Any) -> Any:
    """Numba can compile position, so that kernels can call it."""
    position = tt.kernels.cpu.pointwise.position
    return [tt.kernels.parallel.loops(position, 5, BOX, BOX), position(5, (2, 3), (3, 1))]


# --- map_strided


@check(
    "map_strided",
    layout=boxes,
    also=[{"layout": WIDE}, {"layout": [[0, 2], [2, 1], 3]}, {"layout": [[2, 0], [1, 1], 3]}],
)
def map_strided_in_reading_order(tt: Any, layout: Drawn) -> Any:
    """out[i] is f of element i in reading order, wherever the layout finds it, and a stays as it was."""
    (shape, strides, offset), a = layout, copied(tt, row(layout))
    out = out_of(tt, size_of(layout))
    kernel = placed(tt, tt.kernels.cpu.pointwise.map_strided)
    kernel(lambda x: x * x - 3.0 * x, out, a, tuple(shape), tuple(strides), offset)
    return [out, a]


@law_check("map_strided", law=is_shared_out, structure=True)
def map_strided_is_parallel(tt: Any) -> Any:
    """Numba makes the loop over rows, or over elements, of map_strided parallel."""
    kernel, f = tt.kernels.cpu.pointwise.map_strided, tt.scalars.operators.neg
    arguments = (f, out_of(tt, 15), row(WIDE), (5, 3), (1, 5), 2)
    return shared_out(tt, kernel, (LINE, LINE, BOX, BOX, 0), f, placed(tt, kernel), arguments)


@law_check("map_strided", law=is_apart, structure=True, examples=6, layout=boxes, also=[{"layout": WIDE}])
def map_strided_has_no_race(tt: Any, layout: Drawn) -> Any:
    """No turn of the parallel loop of map_strided touches what another writes, and no index lies outside."""
    (shape, strides, offset), out = layout, out_of(tt, size_of(layout))
    kernel = placed(tt, tt.kernels.cpu.pointwise.map_strided)
    return apart(tt, kernel, tt.scalars.operators.neg, out, row(layout), tuple(shape), tuple(strides), offset)


@law_check("map_strided", law=is_in_any_order, structure=True, examples=2, rows=st.integers(3, 6))
def map_strided_in_any_order(tt: Any, rows: int) -> Any:
    """The turns of map_strided may be taken in any order, by several threads."""
    kernel, a = placed(tt, tt.kernels.cpu.pointwise.map_strided), numbers(3 * rows)
    return in_halves(tt, kernel, tt.scalars.operators.neg, 3 * rows, a, (rows, 3), (1, rows), 0)


# --- zip_strided

ADDED = [WIDE, [[5, 3], [0, -1], 4]]


def operands(pair: list[Drawn], *arrays: Any) -> list[Any]:
    """What zip_strided is given after f and out."""
    given: list[Any] = [tuple(pair[0][0])]
    for (_, strides, offset), array in zip(pair, arrays, strict=True):
        given += [array, tuple(strides), offset]
    return given


@check(
    "zip_strided",
    pair=box_pairs,
    also=[
        {"pair": ADDED},
        {"pair": [[[4], [0], 2], [[4], [-1], 3]]},
        {"pair": [[[2, 0], [1, 1], 3], [[2, 0], [1, 0], 0]]},
    ],
)
def zip_strided_in_reading_order(tt: Any, pair: list[Drawn]) -> Any:
    """out[i] is f(element i of a, element i of b), each under its own strides and offset; a and b stay as they were."""
    a, b = copied(tt, row(pair[0])), copied(tt, row(pair[1], 0.25))
    out = out_of(tt, size_of(pair[0]))
    kernel = placed(tt, tt.kernels.cpu.pointwise.zip_strided)
    kernel(lambda x, y: x * 2.0 - y, out, *operands(pair, a, b))
    return [out, a, b]


@law_check("zip_strided", law=is_shared_out, structure=True)
def zip_strided_is_parallel(tt: Any) -> Any:
    """Numba makes the loop over rows, or over elements, of zip_strided parallel."""
    kernel, f = tt.kernels.cpu.pointwise.zip_strided, tt.scalars.operators.sub
    examples = (LINE, BOX, LINE, BOX, 0, LINE, BOX, 0)
    arguments = (f, out_of(tt, 15), *operands(ADDED, row(ADDED[0]), row(ADDED[1])))
    return shared_out(tt, kernel, examples, f, placed(tt, kernel), arguments)


@law_check("zip_strided", law=is_apart, structure=True, examples=6, pair=box_pairs, also=[{"pair": ADDED}])
def zip_strided_has_no_race(tt: Any, pair: list[Drawn]) -> Any:
    """No turn of the parallel loop of zip_strided touches what another writes, and no index lies outside."""
    given = operands(pair, row(pair[0]), row(pair[1]))
    kernel = placed(tt, tt.kernels.cpu.pointwise.zip_strided)
    return apart(tt, kernel, tt.scalars.operators.sub, out_of(tt, size_of(pair[0])), *given)


@law_check("zip_strided", law=is_in_any_order, structure=True, examples=2, rows=st.integers(3, 6))
def zip_strided_in_any_order(tt: Any, rows: int) -> Any:
    """The turns of zip_strided may be taken in any order, by several threads."""
    kernel, a = placed(tt, tt.kernels.cpu.pointwise.zip_strided), numbers(3 * rows)
    given = operands([[[rows, 3], [1, rows], 0], [[rows, 3], [3, 1], 0]], a, a + 1.0)
    return in_halves(tt, kernel, tt.scalars.operators.sub, 3 * rows, *given)
