"""Fewer axes for the same walk: the elements, and their order, stay."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.lib.stride_tricks import as_strided
from tinytorch.kernels.layouts import RANK, merged, padded

NUMBERS = np.arange(4000)
FIRST = 2000  # where element 0 lies: strides may be negative

ranks = st.integers(0, 6)
strides = st.integers(-12, 12) | st.sampled_from([0, 1])


@st.composite
def boxes(draw: st.DrawFn, operands: int = 1) -> tuple[tuple[int, ...], list[tuple[int, ...]]]:
    """A shape and strides of some operands: any, or such that axes can be merged."""
    shape = tuple(draw(st.lists(st.integers(0, 3), max_size=6)))
    steps = []
    for _ in range(operands):
        own = draw(st.lists(strides, min_size=len(shape), max_size=len(shape)))
        for k in reversed(range(len(shape) - 1)):
            if draw(st.booleans()):
                own[k] = own[k + 1] * shape[k + 1]  # it steps on from the end of the row
        steps.append(tuple(own))
    return shape, steps


def read(shape: tuple[int, ...], steps: tuple[int, ...]) -> list[int]:
    """The numbers that are met on the walk."""
    size = NUMBERS.itemsize
    return as_strided(NUMBERS[FIRST:], shape, [step * size for step in steps]).ravel().tolist()


def inside(steps: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    """Whether every element lies among NUMBERS."""
    return sum(abs(step) * side for step, side in zip(steps, shape, strict=True)) < FIRST


@given(boxes(operands=3))
def test_the_walk_is_the_same_for_every_operand(box: tuple[tuple[int, ...], list[tuple[int, ...]]]) -> None:
    shape, steps = box
    new_shape, new_steps = merged(shape, *steps)
    assert len(new_steps) == 3
    assert len(new_shape) <= len(shape)
    for old, new in zip(steps, new_steps, strict=True):
        if inside(old, shape):
            assert read(new_shape, new) == read(shape, old)


@given(boxes(operands=2))
def test_what_is_left_can_be_merged_no_further(box: tuple[tuple[int, ...], list[tuple[int, ...]]]) -> None:
    shape, steps = merged(box[0], *box[1])
    assert 1 not in shape
    for k in range(len(shape) - 1):
        assert any(each[k] != each[k + 1] * shape[k + 1] for each in steps)


@given(boxes())
def test_padding_adds_sides_of_1_in_front_up_to_the_rank_of_kernels(
    box: tuple[tuple[int, ...], list[tuple[int, ...]]],
) -> None:
    shape, steps = merged(box[0], *box[1])
    way = padded(box[0], *box[1])
    if len(shape) > RANK:
        assert way is None
    else:
        more = RANK - len(shape)
        assert way == ((1,) * more + shape, ((0,) * more + steps[0],))


def test_a_contiguous_box_is_one_row() -> None:
    assert merged((2, 3, 4), (12, 4, 1)) == ((24,), ((1,),))


def test_a_repeated_row_beside_a_table_keeps_two_axes() -> None:
    assert merged((2, 3, 4), (12, 4, 1), (0, 4, 1)) == ((2, 12), ((12, 1), (0, 1)))


def test_a_single_number_has_no_axis_left() -> None:
    assert merged((), ()) == ((), ((),))
    assert merged((1, 1), (7, 9)) == ((), ((),))
    assert padded((1, 1), (7, 9)) == ((1,) * RANK, ((0,) * RANK,))


def test_more_axes_than_kernels_have_are_refused() -> None:
    """Every second element along five axes: none of them can be merged."""
    assert padded((2,) * 5, (256, 64, 16, 4, 1)) is None
