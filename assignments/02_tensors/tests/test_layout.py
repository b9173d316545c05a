"""Task 2.1: from an index to a position in memory, and from a count to an index."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.tensors.layout import Layout, contiguous_strides, index_to_position, to_index

from .strategies import Box, boxes

filled = st.lists(st.integers(1, 4), max_size=4).map(tuple)  # shapes with at least one element

# --- index_to_position


@pytest.mark.task("2.1", "index_to_position")
def test_position_of_an_index():
    """In rows of 3, index (1, 2) is one row and two elements on: 1 * 3 + 2 * 1 = 5."""
    assert index_to_position((1, 2), (3, 1)) == 5


@pytest.mark.task("2.1", "index_to_position")
def test_position_counts_from_the_offset():
    """Where the first element is at position 10, index (1, 2) is at 15."""
    assert index_to_position((1, 2), (3, 1), 10) == 15


@pytest.mark.task("2.1", "index_to_position")
def test_position_under_odd_strides():
    """A stride may be 0 (always the same element) or negative (backwards); no index at all is the first element."""
    assert index_to_position((5, 2), (0, -1), 7) == 5
    assert index_to_position((), (), 7) == 7


@pytest.mark.task("2.1", "index_to_position")
@given(box=boxes())
def test_position_is_where_numpy_looks(box: Box):
    """The number at the position of an index is the one that NumPy finds at that index."""
    _, strides, offset = box.layout
    for index in np.ndindex(box.expected.shape):
        assert box.numbers[index_to_position(index, strides, offset)] == box.expected[index]
    assert index_to_position((), (), offset) == offset


# --- to_index


@pytest.mark.task("2.1", "to_index")
def test_to_index_is_a_clock():
    """Second number 3661 of a day is 1 hour, 1 minute and 1 second."""
    assert to_index(3661, (24, 60, 60)) == (1, 1, 1)


@pytest.mark.task("2.1", "to_index")
def test_to_index_in_rows_of_three():
    """Elements 0 to 5 of a box of shape (2, 3), row by row."""
    assert [to_index(i, (2, 3)) for i in range(6)] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]


@pytest.mark.task("2.1", "to_index")
def test_to_index_is_exact():
    """Whole numbers have no last digit that is lost: in rows of 10, number 10^17 + 99 is at (10^16 + 9, 9)."""
    assert to_index(10**17 + 99, (10**17, 10)) == (10**16 + 9, 9)


@pytest.mark.task("2.1", "to_index")
@given(shape=filled)
def test_to_index_counts_in_reading_order(shape):
    """Counting from 0 up goes through all indices as NumPy's ndindex does; a single number has the index ()."""
    assert [to_index(i, shape) for i in range(int(np.prod(shape, dtype=int)))] == list(np.ndindex(shape))


# --- contiguous_strides


@pytest.mark.task("2.1", "contiguous_strides")
def test_strides_of_rows_one_after_the_other():
    """In a box of shape (2, 3, 4) the next number is 1 away, the next row 4, the next page 12."""
    assert contiguous_strides((2, 3, 4)) == (12, 4, 1)
    assert contiguous_strides((5,)) == (1,)
    assert contiguous_strides(()) == ()


@pytest.mark.task("2.1", "contiguous_strides")
@given(shape=filled)
def test_strides_are_numpys(shape):
    """NumPy gives a fresh array the same strides, counted in bytes: 8 for a float64."""
    assert contiguous_strides(shape) == tuple(stride // 8 for stride in np.zeros(shape).strides)


@pytest.mark.task("2.1", "contiguous_strides")
@given(shape=filled)
def test_strides_number_the_elements(shape):
    """Under contiguous strides the element that is read as number i lies at position i."""
    strides = contiguous_strides(shape)
    positions = [sum(i * stride for i, stride in zip(index, strides, strict=True)) for index in np.ndindex(shape)]
    assert positions == list(range(len(positions)))


# --- Layout.is_contiguous


@pytest.mark.task("2.1", "Layout.is_contiguous")
def test_contiguous_or_not():
    """Rows one after the other are contiguous, wherever they begin; columns one after the other are not."""
    assert Layout((2, 3), (3, 1)).is_contiguous is True
    assert Layout((2, 3), (3, 1), offset=6).is_contiguous is True
    assert Layout((2, 3), (1, 2)).is_contiguous is False
    assert Layout((3,), (-1,), offset=2).is_contiguous is False
    assert Layout((3,), (0,)).is_contiguous is False


@pytest.mark.task("2.1", "Layout.is_contiguous")
def test_a_step_that_nobody_takes_may_be_any():
    """The stride of an axis of side 1 does not matter, and no stride does where there is no element."""
    assert Layout((2, 1, 3), (3, 99, 1)).is_contiguous is True
    assert Layout((2, 0), (-5, 7)).is_contiguous is True


@pytest.mark.task("2.1", "Layout.is_contiguous")
@given(box=boxes())
def test_contiguous_as_numpy_says(box: Box):
    """The answer is the one of NumPy's flag `c_contiguous`."""
    assert box.layout.is_contiguous == box.expected.flags.c_contiguous
