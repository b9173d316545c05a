"""The arithmetic of shapes, strides and offsets: NumPy's own strides are the judge."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tinytorch.tensors.layout import (
    Layout,
    LayoutError,
    broadcast_shapes,
    contiguous_strides,
    index_to_position,
    normal_axes,
    normal_axis,
    to_index,
)

from . import strategies as s

# --- Positions


@given(s.layouts)
def test_positions_are_those_that_numpy_looks_at(layout: Layout) -> None:
    assert list(layout.positions()) == s.seen(layout)


@given(s.views())
def test_a_numpy_view_reads_its_own_layouts_positions(view: np.ndarray) -> None:
    assert list(s.layout_of(view).positions()) == view.ravel().tolist()  # each number stands at its own position


@given(s.full_shapes, st.data())
def test_an_index_and_its_ordinal_are_two_ways_to_say_it(shape: tuple[int, ...], data: st.DataObject) -> None:
    ordinal = data.draw(st.integers(0, int(np.prod(shape)) - 1))
    index = to_index(ordinal, shape)
    assert index == tuple(int(i) for i in np.unravel_index(ordinal, shape)) if shape else index == ()
    assert index_to_position(index, contiguous_strides(shape)) == ordinal


@given(s.shapes)
def test_contiguous_strides_are_numpys(shape: tuple[int, ...]) -> None:
    assume(0 not in shape)  # of an empty array NumPy says whatever it likes
    assert contiguous_strides(shape) == tuple(stride // 8 for stride in np.zeros(shape).strides)


@given(s.shapes)
def test_a_fresh_layout_is_contiguous_and_holds_every_element(shape: tuple[int, ...]) -> None:
    layout = Layout.contiguous(shape)
    assert layout.is_contiguous
    assert layout.size == int(np.prod(shape))
    assert list(layout.positions()) == list(range(layout.size))


@given(s.layouts)
def test_contiguous_means_one_after_the_other_in_reading_order(layout: Layout) -> None:
    positions = s.seen(layout)
    assert layout.is_contiguous == (positions == list(range(layout.offset, layout.offset + layout.size)))


# --- Views


@given(s.views(), st.data())
def test_permute_does_what_transpose_does(view: np.ndarray, data: st.DataObject) -> None:
    order = data.draw(s.permutations(view.ndim))
    layout = s.layout_of(view).permute(order)
    assert layout.shape == view.transpose(order).shape
    assert list(layout.positions()) == view.transpose(order).ravel().tolist()


@given(s.views(), st.data())
def test_expand_does_what_broadcast_to_does(view: np.ndarray, data: st.DataObject) -> None:
    wider = tuple(data.draw(st.integers(0, 3)) if side == 1 else side for side in view.shape)
    shape = (*data.draw(st.lists(st.integers(0, 2), max_size=2)), *wider)
    layout = s.layout_of(view).expand(shape)
    assert layout.shape == shape
    assert list(layout.positions()) == np.broadcast_to(view, shape).ravel().tolist()
    assert all(stride == 0 for stride in layout.strides[: len(shape) - view.ndim])


@given(s.views(), st.data())
def test_slice_does_what_slicing_does(view: np.ndarray, data: st.DataObject) -> None:
    assume(view.ndim)
    axis = data.draw(st.integers(0, view.ndim - 1))
    start, stop, step = data.draw(s.slices).indices(view.shape[axis])
    chosen = range(start, stop, step)
    layout = s.layout_of(view).slice(axis, start, len(chosen), step)
    assert list(layout.positions()) == np.take(view, list(chosen), axis).ravel().tolist()


def reshapes(view: np.ndarray, shape: tuple[int, ...]) -> bool:
    """Whether NumPy can reshape without a copy."""
    return np.may_share_memory(view.reshape(shape), view)


@given(s.views(), st.data())
def test_reshape_is_a_view_where_numpy_says_so_and_none_elsewhere(view: np.ndarray, data: st.DataObject) -> None:
    shape = data.draw(shapes_of_size(view.size))
    layout = s.layout_of(view).reshape(shape)
    if view.size:  # an empty box is every shape of it
        assert (layout is not None) == reshapes(view, shape)
    if layout is not None:
        assert layout.shape == shape
        assert list(layout.positions()) == view.ravel().tolist()


@st.composite
def shapes_of_size(draw: st.DrawFn, size: int) -> tuple[int, ...]:
    """A shape of so many elements."""
    if size == 0:
        return tuple(draw(st.permutations((0, *draw(st.lists(st.integers(0, 3), max_size=2))))))
    sides, left = [], size
    while left > 1:
        side = draw(st.sampled_from([d for d in range(2, left + 1) if left % d == 0]))
        sides.append(side)
        left //= side
    return tuple(draw(st.permutations(sides + draw(st.lists(st.just(1), max_size=2)))))


@given(s.layouts)
def test_reshape_to_the_same_shape_changes_nothing_to_see(layout: Layout) -> None:
    again = layout.reshape(layout.shape)
    assert again is not None
    assert list(again.positions()) == s.seen(layout)


def test_reshape_of_every_small_permuted_box_agrees_with_numpy() -> None:
    for sides in itertools.product((1, 2, 3), repeat=3):
        for order in itertools.permutations(range(3)):
            view = np.arange(int(np.prod(sides))).reshape(sides).transpose(order)
            for shape in {(view.size,), (sides[0], -1), (-1, sides[2]), sides, (1, view.size, 1)}:
                shape = np.empty(view.size).reshape(shape).shape
                layout = s.layout_of(view).reshape(shape)
                assert (layout is not None) == reshapes(view, shape), (view.shape, view.strides, shape)
                if layout is not None:
                    assert list(layout.positions()) == view.ravel().tolist()


# --- Broadcasting


@given(st.lists(s.shapes, max_size=3))
def test_broadcast_shapes_does_what_numpys_does(shapes: list[tuple[int, ...]]) -> None:
    try:
        expected = np.broadcast_shapes(*shapes)
    except ValueError:
        with pytest.raises(LayoutError) as caught:
            broadcast_shapes(*shapes)
        assert all(str(shape) in str(caught.value) for shape in shapes)
    else:
        assert broadcast_shapes(*shapes) == expected


# --- Axes


@given(st.integers(-6, 6), st.integers(0, 5))
def test_an_axis_may_be_counted_from_the_back(axis: int, rank: int) -> None:
    if -rank <= axis < rank:
        assert normal_axis(axis, rank) == range(rank)[axis]
    else:
        with pytest.raises(LayoutError, match=f"got {axis}$"):
            normal_axis(axis, rank)


def test_axes_are_sorted_and_none_stands_for_all() -> None:
    assert normal_axes(None, 3) == (0, 1, 2)
    assert normal_axes(-1, 3) == (2,)
    assert normal_axes((2, -3), 3) == (0, 2)
    assert normal_axes((), 3) == ()
    assert normal_axes(None, 0) == ()


def test_no_axis_may_be_named_twice() -> None:
    with pytest.raises(LayoutError, match=r"each axis once, got \(1, -2\)"):
        normal_axes((1, -2), 3)
