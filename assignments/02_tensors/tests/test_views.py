"""Task 2.2: turning, cutting, repeating and reshaping change a layout and leave the numbers where they are.

A view is right if NumPy, reading the same memory under the new layout, sees what its own view shows.
"""

import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tinytorch.tensors.layout import Layout, LayoutError, broadcast_shapes

from .strategies import Box, boxes, read, repeats, shapes, shapes_of_size, shown, shrunk, sides

# --- Layout.permute


@pytest.mark.task("2.2", "Layout.permute")
def test_permute_turns_rows_into_columns():
    """(2, 3) with strides (3, 1), transposed: (3, 2) with strides (1, 3), and the offset stays."""
    assert Layout((2, 3), (3, 1), 4).permute((1, 0)) == Layout((3, 2), (1, 3), 4)


@pytest.mark.task("2.2", "Layout.permute")
def test_permute_says_where_each_axis_comes_from():
    """Axis k of the result is axis order[k]: for the order (2, 0, 1) the last axis comes first."""
    assert Layout((2, 3, 4), (12, 4, 1)).permute((2, 0, 1)) == Layout((4, 2, 3), (1, 12, 4))


@pytest.mark.task("2.2", "Layout.permute")
@given(box=boxes(), data=st.data())
def test_permute_shows_what_numpy_shows(box: Box, data):
    """In any order of the axes the same elements are read as in NumPy's transpose."""
    order = data.draw(st.permutations(range(box.expected.ndim)))
    assert shown(read(box.numbers, box.layout.permute(order))) == shown(box.expected.transpose(order))


# --- Layout.expand


@pytest.mark.task("2.2", "Layout.expand")
def test_expand_steps_on_the_spot():
    """(3, 1) becomes (2, 3, 4): the step along the new axis and along the repeated one is 0."""
    assert Layout((3, 1), (1, 1)).expand((2, 3, 4)) == Layout((2, 3, 4), (0, 1, 0))


@pytest.mark.task("2.2", "Layout.expand")
@given(shapes=repeats(), data=st.data())
def test_expand_shows_what_numpy_shows(shapes, data):
    """The elements are repeated as NumPy's broadcast_to repeats them."""
    small, large = shapes
    box = data.draw(boxes(st.just(small)))
    assert shown(read(box.numbers, box.layout.expand(large))) == shown(np.broadcast_to(box.expected, large))


# --- Layout.slice


@pytest.mark.task("2.2", "Layout.slice")
def test_slice_moves_the_start_and_stretches_the_step():
    """x[:, 8:2:-2] of shape (2, 10) has three columns; it starts at 8, and the next element is two back."""
    assert Layout((2, 10), (10, 1)).slice(1, 8, 3, -2) == Layout((2, 3), (10, -2), 8)


@pytest.mark.task("2.2", "Layout.slice")
def test_a_slice_of_a_slice():
    """Starts and steps count in elements of the view: the second of the odd places, then every second of these."""
    odd = Layout((10,), (1,)).slice(0, 1, 5, 2)
    assert odd.slice(0, 1, 2, 2) == Layout((2,), (4,), 3)


@pytest.mark.task("2.2", "Layout.slice")
@given(box=boxes(st.tuples(sides, st.integers(1, 5), sides)), data=st.data())
def test_slice_shows_what_numpy_shows(box: Box, data):
    """start, count and step leave the elements that NumPy's take leaves."""
    axis, side = 1, box.expected.shape[1]
    start = data.draw(st.integers(0, side - 1))
    step = data.draw(st.sampled_from((1, 2, -1, -2)))
    count = data.draw(st.integers(0, len(range(start, side if step > 0 else -1, step))))
    taken = box.expected.take([start + step * i for i in range(count)], axis)
    assert shown(read(box.numbers, box.layout.slice(axis, start, count, step))) == shown(taken)


# --- Layout.reshape


@pytest.mark.task("2.2", "Layout.reshape")
def test_reshape_of_every_second_number():
    """Six numbers, two apart, as two rows of three: the next number is 2 away, the next row 6."""
    assert Layout((6,), (2,)).reshape((2, 3)) == Layout((2, 3), (6, 2))


@pytest.mark.task("2.2", "Layout.reshape")
def test_no_strides_read_a_transposed_matrix_in_a_row():
    """Reading the columns of (2, 6) one after the other jumps by 6, then back: no single stride says that."""
    assert Layout((6, 2), (1, 6)).reshape((12,)) is None


@pytest.mark.task("2.2", "Layout.reshape")
def test_reshape_cuts_an_axis_of_a_transposed_matrix():
    """Cutting one axis in two goes, however the axes lie: (6, 2) -> (2, 3, 2)."""
    assert Layout((6, 2), (1, 6)).reshape((2, 3, 2)) == Layout((2, 3, 2), (3, 1, 6))


@pytest.mark.task("2.2", "Layout.reshape")
def test_reshape_does_not_look_at_axes_of_side_1():
    """Two rows of three, every second number, between them an axis of side 1 with any stride: six numbers, 2 apart."""
    layout = Layout((2, 1, 3), (6, 99, 2), 5).reshape((6,))
    assert layout == Layout((6,), (2,), 5)


@pytest.mark.task("2.2", "Layout.reshape")
@given(box=boxes(), data=st.data())
def test_reshape_is_a_view_exactly_where_numpy_has_one(box: Box, data):
    """Where NumPy reshapes without a copy the layout says the same; where NumPy copies, the answer is None."""
    assume(not box.expected.flags.c_contiguous)
    shape = data.draw(shapes_of_size(box.expected.size))
    reshaped = box.expected.reshape(shape)
    layout = box.layout.reshape(shape)
    assert (layout is not None) == np.may_share_memory(reshaped, box.numbers)
    assert layout is None or shown(read(box.numbers, layout)) == shown(reshaped)


# --- broadcast_shapes


@pytest.mark.task("2.2", "broadcast_shapes")
def test_broadcast_lines_up_at_the_last_axis():
    """(3, 1) and (2, 1, 4) fit (2, 3, 4), and so do three shapes of which each has one of the sides."""
    assert broadcast_shapes((3, 1), (2, 1, 4)) == (2, 3, 4)
    assert broadcast_shapes((3, 1), (4,), (2, 1, 1)) == (2, 3, 4)


@pytest.mark.task("2.2", "broadcast_shapes")
def test_broadcast_with_nothing():
    """A side of 1 shrinks to 0 beside a 0; a number has no axes and fits everything; no shapes at all give ()."""
    assert broadcast_shapes((1, 3), (0, 1)) == (0, 3)
    assert broadcast_shapes((), (2, 3)) == (2, 3)
    assert broadcast_shapes() == ()


@pytest.mark.task("2.2", "broadcast_shapes")
@given(some=shapes.flatmap(lambda shape: st.lists(shrunk(shape), min_size=1, max_size=3)))
def test_broadcast_as_numpy_does(some):
    """For shapes that fit, however many, the answer is NumPy's."""
    assert broadcast_shapes(*some) == np.broadcast_shapes(*some)


@pytest.mark.task("2.2", "broadcast_shapes")
@pytest.mark.parametrize("pair", [((3,), (4,)), ((2, 3), (2,)), ((0,), (2,)), ((2, 1, 5), (3, 4))], ids=str)
def test_broadcast_refuses_sides_that_differ(pair):
    """Two sides that differ, and neither is 1: a LayoutError that names both shapes."""
    with pytest.raises(LayoutError) as error:
        broadcast_shapes(*pair)
    said = " ".join(re.findall(r"\d+", str(error.value)))
    for shape in pair:
        assert " ".join(map(str, shape)) in said


# --- Array.contiguous, Array.reshape


@pytest.mark.task("2.2", "Array.contiguous")
@given(box=boxes())
def test_contiguous_copies_only_where_it_must(box: Box):
    """What is contiguous stays where it is; anything else becomes a copy in reading order."""
    array = box.array()
    result = array.contiguous()
    assert (result.buffer is array.buffer) == box.expected.flags.c_contiguous
    assert result.layout.is_contiguous
    assert shown(result) == shown(box.expected)


@pytest.mark.task("2.2", "Array.reshape")
@given(box=boxes(), data=st.data())
def test_array_reshape_is_numpys(box: Box, data):
    """The elements in reading order, in the new shape; on the same memory wherever NumPy stays there, too."""
    shape = data.draw(shapes_of_size(box.expected.size))
    array, reshaped = box.array(), box.expected.reshape(shape)
    result = array.reshape(shape)
    assert result.shape == shape
    assert shown(result) == shown(reshaped)
    if box.expected.size:
        assert (result.buffer is array.buffer) == np.may_share_memory(reshaped, box.numbers)
