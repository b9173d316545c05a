"""Hidden checks of Task 2.1: positions, indices, strides, and what is contiguous.

A layout is drawn as [shape, strides, offset]; `layout_of` makes one in the student's package, and `Places` says where
its elements lie, so that a law can ask for the elements and leave free the strides that nobody ever steps along.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import check
from autograder.checks import strategies as draw

Drawn = list[Any]  # a layout: [shape, strides, offset]

steps = st.integers(-30, 30)
full_shapes = draw.shapes(most=4, sides=draw.FULL_SIDES)
digits = st.integers(900, 4000).flatmap(
    lambda side: st.tuples(st.just(side), st.one_of(st.integers(0, side - 1), st.just(side - 1))).map(list)
)


def layout_of(tt: Any, layout: Drawn) -> Any:
    """The drawn layout as a Layout."""
    shape, strides, offset = layout
    return tt.tensors.layout.Layout(tuple(shape), tuple(strides), offset)


def places(shape: Sequence[int], strides: Sequence[int], offset: int) -> np.ndarray:
    """The position of every element, as an array of that shape."""
    found = np.full(tuple(shape), offset)
    for axis, (side, stride) in enumerate(zip(shape, strides, strict=True)):
        found += (np.arange(side) * stride).reshape((side,) + (1,) * (len(shape) - 1 - axis))
    return found


def is_tuple(tt: Any, value: Any) -> Any:
    """Whether a value is a tuple, as a value of the recording."""
    return tt.builtin.isinstance(value, tt.builtin.tuple)


# --- index_to_position


@check(
    "index_to_position",
    pairs=st.lists(st.tuples(st.integers(0, 9), steps).map(list), max_size=4),
    offset=st.integers(0, 50),
)
def position_of_an_index(tt: Any, pairs: list[list[int]], offset: int) -> Any:
    """The position is offset + index[0] * strides[0] + ..., whatever their signs; [index, stride] pairs."""
    index, strides = tuple(i for i, _ in pairs), tuple(stride for _, stride in pairs)
    return tt.tensors.layout.index_to_position(index, strides, offset)


@check("index_to_position", examples=10, pairs=st.lists(st.tuples(st.integers(0, 9), steps).map(list), max_size=3))
def positions_start_at_zero(tt: Any, pairs: list[list[int]]) -> Any:
    """The offset is 0 where none is given."""
    index, strides = tuple(i for i, _ in pairs), tuple(stride for _, stride in pairs)
    return tt.tensors.layout.index_to_position(index, strides)


# --- to_index


@check("to_index", examples=25, shape=full_shapes, also=[{"shape": []}, {"shape": [1, 1]}, {"shape": [2, 3, 4]}])
def indices_in_reading_order(tt: Any, shape: list[int]) -> Any:
    """to_index(0), to_index(1), ... go through a box row by row, the last axis fastest; each index is a tuple."""
    indices = [tt.tensors.layout.to_index(ordinal, tuple(shape)) for ordinal in range(min(prod(shape), 24))]
    return [indices, is_tuple(tt, indices[0])]


@check(
    "to_index",
    examples=20,
    digits=st.lists(digits, min_size=4, max_size=5),
    also=[{"digits": [[4000, 3999]] * 5}],  # one less than 10^18 or so: a float would round it up
)
def index_in_a_large_box(tt: Any, digits: list[list[int]]) -> Any:
    """In a box of trillions of elements an index is exact, and found at once; [side, index] pairs."""
    ordinal = 0
    for side, i in digits:
        ordinal = ordinal * side + i
    return tt.tensors.layout.to_index(ordinal, tuple(side for side, _ in digits))


# --- contiguous_strides


def strides_and_kind(tt: Any, shape: list[int]) -> Any:
    strides = tt.tensors.layout.contiguous_strides(tuple(shape))
    return [strides, is_tuple(tt, strides)]


@check("contiguous_strides", examples=25, shape=draw.shapes(least=1, most=5, sides=(2, 3, 5, 4)))
def strides_of_rows(tt: Any, shape: list[int]) -> Any:
    """strides[k] is the product of all sides behind side k, and the strides are a tuple."""
    return strides_and_kind(tt, shape)


@check(
    "contiguous_strides",
    examples=25,
    shape=draw.shapes(most=4, sides=(1, 0, 2, 3)),
    also=[{"shape": []}, {"shape": [2, 0, 3]}, {"shape": [4, 1]}],
)
def strides_of_awkward_boxes(tt: Any, shape: list[int]) -> Any:
    """Sides of 0 and 1 are sides like all others; a box without axes has no strides."""
    return strides_and_kind(tt, shape)


# --- Layout.is_contiguous


@check(
    "Layout.is_contiguous", layout=draw.layouts(), also=[{"layout": [[2, 3], [1, 2], 0]}, {"layout": [[3], [-1], 2]}]
)
def contiguous_or_not(tt: Any, layout: Drawn) -> Any:
    """A layout is contiguous exactly where its elements lie one after the other in reading order."""
    return layout_of(tt, layout).is_contiguous


@check("Layout.is_contiguous", examples=30, layout=draw.contiguous_layouts())
def idle_strides_do_not_matter(tt: Any, layout: Drawn) -> Any:
    """Offset, strides along sides of 1, and any stride of an empty box make no difference."""
    return layout_of(tt, layout).is_contiguous


@check(
    "Layout.is_contiguous",
    examples=30,
    layout=draw.contiguous_layouts(draw.shapes(least=1, sides=(2, 3, 1))),
    axis=st.integers(0, 2),
    factor=st.sampled_from([2, -1, 0, 3]),
)
def one_wrong_stride_is_enough(tt: Any, layout: Drawn, axis: int, factor: int) -> Any:
    """One wrong stride, along whichever axis of two or more elements, makes a layout not contiguous."""
    shape, strides, offset = layout
    axis %= len(shape)
    changed = [factor * stride if k == axis else stride for k, stride in enumerate(strides)]
    return layout_of(tt, [shape, changed, offset]).is_contiguous
