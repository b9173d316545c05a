"""Task 3.1: loops over rows of numbers and over boxes, as plain Python; test_threads.py compiles them.

The numbers of a box are 10, 11, 12, ..., so that the number 10 + p lies at position p.
"""

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.kernels.cpu.pointwise import map_strided, position, zip_flat, zip_strided
from tinytorch.kernels.cpu.reduce import reduce_strided
from tinytorch.kernels.cpu.rows import gather_rows, scatter_rows

from .strategies import Box, boxes, filled, sides


def double(x):
    return 2.0 * x


def minus(x, y):
    return 3.0 * x - y


def halve(x, y):
    """No two of these may change places."""
    return 0.5 * x - y


# --- zip_flat


@pytest.mark.task("3.1", "zip_flat")
def test_zip_pairs_numbers_of_the_same_place():
    """3 * 10 - 1, 3 * 20 - 2, 3 * 30 - 3."""
    assert filled(zip_flat, 3, minus, np.array([10.0, 20.0, 30.0]), np.array([1.0, 2.0, 3.0])) == [29.0, 58.0, 87.0]


@pytest.mark.task("3.1", "zip_flat")
@given(pairs=st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), max_size=6))
def test_zip_is_f_of_each_pair(pairs):
    """out[i] = f(a[i], b[i]), for no numbers, too."""
    a, b = (np.array([float(pair[k]) for pair in pairs]) for k in (0, 1))
    assert filled(zip_flat, len(pairs), minus, a, b) == [minus(x, y) for x, y in pairs]


# --- position


@pytest.mark.task("3.1", "position")
def test_position_of_each_element_of_a_table():
    """Row by row in memory, and column by column: the elements in reading order, and where they lie."""
    assert [position(i, (2, 3), (3, 1)) for i in range(6)] == [0, 1, 2, 3, 4, 5]
    assert [position(i, (2, 3), (1, 2)) for i in range(6)] == [0, 2, 4, 1, 3, 5]


@pytest.mark.task("3.1", "position")
def test_position_under_odd_strides():
    """A stride may be 0 (always the same element) or negative (backwards); without an axis there is one element."""
    assert [position(i, (2, 2), (0, -1)) for i in range(4)] == [0, -1, 0, -1]
    assert position(0, (), ()) == 0


@pytest.mark.task("3.1", "position")
@given(box=boxes())
def test_position_is_where_numpy_looks(box: Box):
    """The number at offset + position(i) is element number i."""
    found = [float(box.numbers[box.offset + position(i, box.shape, box.strides)]) for i in range(box.expected.size)]
    assert found == box.expected.ravel().tolist()


# --- map_strided


@pytest.mark.task("3.1", "map_strided")
def test_map_reads_a_table_by_columns():
    """Under strides (1, 3) the row 1 2 3 4 5 6 is read as 1 4 / 2 5 / 3 6."""
    numbers = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert filled(map_strided, 6, double, numbers, (3, 2), (1, 3), 0) == [2.0, 8.0, 4.0, 10.0, 6.0, 12.0]


@pytest.mark.task("3.1", "map_strided")
@given(box=boxes())
def test_map_is_f_of_each_element(box: Box):
    """out[i] = f(element i), wherever the elements lie."""
    found = filled(map_strided, box.expected.size, double, *box[:4])
    assert found == (2.0 * box.expected).ravel().tolist()


# --- zip_strided


@pytest.mark.task("3.1", "zip_strided")
def test_zip_repeats_a_row_that_has_stride_0():
    """10 20 30 / 40 50 60 beside 1 2 3, once for each row."""
    table, row = np.array([10.0, 20.0, 30.0, 40.0, 50.0, 60.0]), np.array([1.0, 2.0, 3.0])
    found = filled(zip_strided, 6, minus, (2, 3), table, (3, 1), 0, row, (0, 1), 0)
    assert found == [29.0, 58.0, 87.0, 119.0, 148.0, 177.0]


@pytest.mark.task("3.1", "zip_strided")
@given(data=st.data(), shape=st.lists(sides, min_size=1, max_size=3).map(tuple))
def test_zip_is_f_of_elements_of_the_same_index(data, shape):
    """out[i] = f(element i of a, element i of b), though the two lie in memory in different ways."""
    a, b = data.draw(boxes(st.just(shape))), data.draw(boxes(st.just(shape)))
    found = filled(zip_strided, a.expected.size, minus, shape, a.numbers, *a[2:4], b.numbers, *b[2:4])
    assert found == minus(a.expected, b.expected).ravel().tolist()


# --- reduce_strided


@pytest.mark.task("3.1", "reduce_strided")
def test_reduce_adds_up_rows_or_columns():
    """The rows of 1 2 3 / 4 5 6 add up to 6 and 15, its columns to 5, 7 and 9."""
    numbers = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert filled(reduce_strided, 2, np.add, 0.0, numbers, (2,), (3,), (3,), (1,), 0) == [6.0, 15.0]
    assert filled(reduce_strided, 3, np.add, 0.0, numbers, (3,), (1,), (2,), (3,), 0) == [5.0, 7.0, 9.0]


@pytest.mark.task("3.1", "reduce_strided")
def test_reduce_of_nothing_is_the_start():
    """Two results, and no number along the axis that goes."""
    assert filled(reduce_strided, 2, np.multiply, 7.0, np.array([]), (2,), (0,), (0,), (1,), 0) == [7.0, 7.0]


@pytest.mark.task("3.1", "reduce_strided")
@given(box=boxes(), data=st.data())
def test_reduce_goes_in_reading_order(box: Box, data):
    """f(...f(f(start, x), y)..., z) along any axes; f is not symmetric, so that the order shows."""
    axes = range(len(box.shape))
    gone = sorted(data.draw(st.sets(st.sampled_from(axes), min_size=1)))
    kept = [k for k in axes if k not in gone]
    lines = box.expected.transpose([*kept, *gone]).reshape(
        int(np.prod([box.shape[k] for k in kept])), int(np.prod([box.shape[k] for k in gone]))
    )
    layout = [tuple(part[k] for k in some) for some in (kept, gone) for part in (box.shape, box.strides)]
    found = filled(reduce_strided, len(lines), halve, 7.0, box.numbers, *layout, box.offset)
    assert found == [functools.reduce(halve, line, 7.0) for line in lines.tolist()]


# --- gather_rows


@pytest.mark.task("3.1", "gather_rows")
def test_gather_looks_rows_up():
    """Rows 1, 0 and 1 again of 1 2 / 3 4."""
    table = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert filled(gather_rows, (3, 2), table, np.array([1, 0, 1])) == [[3.0, 4.0], [1.0, 2.0], [3.0, 4.0]]


@pytest.mark.task("3.1", "gather_rows")
@given(rows=st.lists(st.integers(0, 3), max_size=6), width=st.integers(0, 3))
def test_gather_is_numpys(rows, width):
    """out[i] = a[rows[i]]; a row may be looked up several times or never."""
    a = np.arange(4.0 * width).reshape(4, width)
    chosen = np.array(rows, dtype=int)
    assert filled(gather_rows, (len(rows), width), a, chosen) == a[chosen].tolist()


# --- scatter_rows


def scattered(a, rows, count, parts):
    """What is added to zeros by `scatter_rows`."""
    out = np.zeros((count, a.shape[1]))
    scatter_rows(out, a, np.array(rows, dtype=int), parts)
    return out.tolist()


@pytest.mark.task("3.1", "scatter_rows")
@pytest.mark.parametrize("parts", [1, 2, 3])
def test_scatter_adds_rows_up(parts):
    """Rows 1 2, 3 4 and 5 6 go to rows 2, 0 and 2: the last row gets 1 + 5 and 2 + 6, row 1 gets nothing."""
    a = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert scattered(a, [2, 0, 2], 3, parts) == [[3.0, 4.0], [0.0, 0.0], [6.0, 8.0]]


@pytest.mark.task("3.1", "scatter_rows")
@given(
    rows=st.lists(st.integers(0, 4), max_size=7),
    count=st.integers(5, 8),
    width=st.integers(0, 2),
    parts=st.integers(1, 9),
)
def test_scatter_is_numpys_add_at(rows, count, width, parts):
    """out[rows[i]] += a[i], with any number of parts, more of them than rows, too."""
    a = np.arange(1.0, 1.0 + len(rows) * width).reshape(len(rows), width)
    expected = np.zeros((count, width))
    np.add.at(expected, np.array(rows, dtype=int), a)
    assert scattered(a, rows, count, parts) == expected.tolist()


@pytest.mark.task("3.1", "scatter_rows")
def test_scatter_adds_to_what_is_there():
    """out begins as 10 and gets 1."""
    out = np.full((1, 1), 10.0)
    scatter_rows(out, np.ones((1, 1)), np.array([0]), 1)
    assert out.tolist() == [[11.0]]
