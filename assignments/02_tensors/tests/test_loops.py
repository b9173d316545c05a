"""Task 2.3: the six kernels as loops, on boxes that lie in memory in every possible way.

The numbers of a box are 10, 11, 12, ..., so that the number 10 + p lies at position p.
"""

import functools
import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.tensors.layout import Layout
from tinytorch.tensors.loops import (
    gather_loop,
    map_loop,
    matmul_loop,
    reduce_loop,
    scatter_loop,
    split_axes,
    zip_loop,
)

from .strategies import Box, boxes, moved_last, shapes, sides, subset

ROWS = Layout((2, 3), (3, 1))  # 0 1 2 / 3 4 5
COLUMNS = Layout((3, 2), (1, 3))  # the same memory, transposed


# --- map_loop


@pytest.mark.task("2.3", "map_loop")
def test_map_writes_in_reading_order():
    """Read under the transposed layout, 1 2 3 4 5 6 comes as 1 4 2 5 3 6, and twice that is written."""
    out = [0.0] * 6
    map_loop(lambda x: 2.0 * x, out, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], COLUMNS)
    assert out == [2.0, 8.0, 4.0, 10.0, 6.0, 12.0]


@pytest.mark.task("2.3", "map_loop")
@given(box=boxes())
def test_map_is_f_of_each_element(box: Box):
    """out[i] = f(element i), wherever the elements lie."""
    out = [0.0] * box.expected.size
    map_loop(lambda x: x * x - 1.0, out, box.numbers.tolist(), box.layout)
    assert out == [x * x - 1.0 for x in box.expected.ravel().tolist()]


# --- zip_loop


@pytest.mark.task("2.3", "zip_loop")
def test_zip_pairs_elements_of_the_same_index():
    """One row beside two: the row is read twice, with stride 0."""
    out = [0.0] * 6
    zip_loop(operator.sub, out, [10.0, 20.0, 30.0, 40.0, 50.0, 60.0], ROWS, [1.0, 2.0, 3.0], Layout((2, 3), (0, 1)))
    assert out == [9.0, 18.0, 27.0, 39.0, 48.0, 57.0]


@pytest.mark.task("2.3", "zip_loop")
@given(pair=shapes.flatmap(lambda shape: st.tuples(boxes(st.just(shape)), boxes(st.just(shape)))))
def test_zip_is_f_of_each_pair(pair: tuple[Box, Box]):
    """out[i] = f(element i of a, element i of b), though the two lie in memory in different ways."""
    a, b = pair
    out = [0.0] * a.expected.size
    zip_loop(lambda x, y: 3.0 * x - y, out, a.numbers.tolist(), a.layout, b.numbers.tolist(), b.layout)
    assert out == (3.0 * a.expected - b.expected).ravel().tolist()


# --- split_axes


@pytest.mark.task("2.3", "split_axes")
def test_split_a_box_into_rows_and_the_way_along_a_row():
    """Rows start at 5 and 8, the offset included; along a row it is 0, 1, 2."""
    kept, gone = split_axes(Layout((2, 3), (3, 1), 5), (1,))
    assert kept == Layout((2,), (3,), 5)
    assert gone == Layout((3,), (1,), 0)


@pytest.mark.task("2.3", "split_axes")
@given(box=boxes(), data=st.data())
def test_split_reaches_every_element(box: Box, data):
    """A position of the first part plus one of the second is the position of an element, and all are reached."""
    axes = data.draw(subset(box.expected.ndim))
    kept, gone = split_axes(box.layout, axes)
    reached = [[box.numbers[first + step] for step in gone.positions()] for first in kept.positions()]
    assert reached == moved_last(box.expected, axes).tolist()


# --- reduce_loop


@pytest.mark.task("2.3", "reduce_loop")
def test_reduce_adds_up_rows_or_columns():
    """The rows of 1 2 3 / 4 5 6 add up to 6 and 15, its columns to 5, 7 and 9, and everything to 21."""
    numbers = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    rows, columns, everything = [0.0] * 2, [0.0] * 3, [0.0]
    reduce_loop(operator.add, 0.0, rows, numbers, ROWS, (1,))
    reduce_loop(operator.add, 0.0, columns, numbers, ROWS, (0,))
    reduce_loop(operator.add, 0.0, everything, numbers, ROWS, (0, 1))
    assert (rows, columns, everything) == ([6.0, 15.0], [5.0, 7.0, 9.0], [21.0])


@pytest.mark.task("2.3", "reduce_loop")
def test_reduce_of_nothing_is_the_start():
    """Two rows without elements: each result is the start."""
    out = [5.0, 5.0]
    reduce_loop(operator.mul, 1.0, out, [], Layout((2, 0), (0, 1)), (1,))
    assert out == [1.0, 1.0]


@pytest.mark.task("2.3", "reduce_loop")
@given(box=boxes(), data=st.data())
def test_reduce_goes_in_reading_order(box: Box, data):
    """f(...f(f(start, x), y)..., z) over the elements along any axes; here f is not symmetric, so that order shows."""

    def f(x, y):
        return 0.5 * x - y

    axes = data.draw(subset(box.expected.ndim))
    rows = moved_last(box.expected, axes).tolist()
    out = [0.0] * len(rows)
    reduce_loop(f, 7.0, out, box.numbers.tolist(), box.layout, axes)
    assert out == [functools.reduce(f, row, 7.0) for row in rows]


# --- matmul_loop


@pytest.mark.task("2.3", "matmul_loop")
def test_matmul_of_two_small_matrices():
    """(1 2 / 3 4) (5 6 / 7 8) = (19 22 / 43 50): the first is 1 * 5 + 2 * 7."""
    square = Layout((2, 2), (2, 1))
    out = [-1.0] * 4
    matmul_loop(out, [1.0, 2.0, 3.0, 4.0], square, [5.0, 6.0, 7.0, 8.0], square)
    assert out == [19.0, 22.0, 43.0, 50.0]


@pytest.mark.task("2.3", "matmul_loop")
@given(data=st.data(), n=sides, k=sides, m=sides)
def test_matmul_is_numpys(data, n, k, m):
    """(n, k) @ (k, m), wherever rows and columns lie; an empty sum is 0, and what stood in out is gone."""
    a, b = data.draw(boxes(st.just((n, k)))), data.draw(boxes(st.just((k, m))))
    out = [-1.0] * (n * m)
    matmul_loop(out, a.numbers.tolist(), a.layout, b.numbers.tolist(), b.layout)
    assert out == (a.expected @ b.expected).ravel().tolist()


# --- gather_loop


@pytest.mark.task("2.3", "gather_loop")
def test_gather_looks_rows_up():
    """Rows 1, 0 and 1 again of 1 2 3 / 4 5 6, one after the other."""
    out = [0.0] * 9
    gather_loop(out, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], ROWS, [1, 0, 1])
    assert out == [4.0, 5.0, 6.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]


@pytest.mark.task("2.3", "gather_loop")
@given(box=boxes(st.tuples(st.integers(1, 4), sides) | st.tuples(st.integers(1, 4))), data=st.data())
def test_gather_is_numpys_take(box: Box, data):
    """A row may be looked up several times or never; a row of a box with one axis is one number."""
    rows = data.draw(st.lists(st.integers(0, box.expected.shape[0] - 1), max_size=5))
    expected = box.expected[np.array(rows, dtype=int)].ravel().tolist()
    out = [0.0] * len(expected)
    gather_loop(out, box.numbers.tolist(), box.layout, rows)
    assert out == expected


# --- scatter_loop


@pytest.mark.task("2.3", "scatter_loop")
def test_scatter_adds_rows_up():
    """Rows 1 2, 3 4 and 5 6 go to rows 2, 0 and 2: the last row gets 1 + 5 and 2 + 6, row 1 gets nothing."""
    out = [0.0] * 6
    scatter_loop(out, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [2, 0, 2], 2)
    assert out == [3.0, 4.0, 0.0, 0.0, 6.0, 8.0]


@pytest.mark.task("2.3", "scatter_loop")
@given(n=st.integers(1, 4), size=st.integers(0, 3), data=st.data())
def test_scatter_is_numpys_add_at(n, size, data):
    """Each row of a is added to the row of out that it is sent to."""
    rows = data.draw(st.lists(st.integers(0, n - 1), max_size=5))
    a = np.arange(10.0, 10.0 + len(rows) * size).reshape(len(rows), size)
    expected = np.zeros((n, size))
    np.add.at(expected, np.array(rows, dtype=int), a)
    out = [0.0] * (n * size)
    scatter_loop(out, a.ravel().tolist(), rows, size)
    assert out == expected.ravel().tolist()
