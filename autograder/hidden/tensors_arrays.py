"""Hidden checks of Task 2.2: an Array's views and copies, told apart by writing: what is written shows in a view."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checks import check
from autograder.checks import strategies as draw
from autograder.hidden.tensors_layout import Drawn, layout_of, places
from autograder.hidden.tensors_views import VIEWS, any_reshape, in_pairs, same_runs


def number_row(layout: Drawn) -> np.ndarray:
    """As many different numbers, in a row, as the layout needs."""
    positions = places(*layout)
    return np.arange(1 + positions.max(initial=layout[2])) * 1.5 - 4.0


def array_of(tt: Any, layout: Drawn) -> Any:
    """An Array on such a row of numbers, under the drawn layout."""
    backend = tt.tensors.backend
    return tt.tensors.array.Array(backend.Buffer(number_row(layout)), layout_of(tt, layout), backend.backend("numpy"))


def row_and_change(tt: Any, array: Any, made: Any) -> Any:
    """The numbers of `made`, and those of `array` after all of `made` has been overwritten: new ones in a view."""
    before = tt.builtin.list([made.numpy() + 0.0])
    made.write(made * 0.0 - 99.0)
    return [before, array.numpy()]


# --- Array.contiguous

mostly_turned = draw.layouts(draw.shapes(least=1))


@check("Array.contiguous", layout=mostly_turned, also=[{"layout": [[2, 3], [1, 2], 4]}, {"layout": [[3], [0], 1]}])
def contiguous_is_in_reading_order(tt: Any, layout: Drawn) -> Any:
    """The result has the same numbers, and its layout is contiguous."""
    made = array_of(tt, layout).contiguous()
    return [made.numpy(), made.layout.is_contiguous]


@check("Array.contiguous", examples=20, layout=mostly_turned, also=[{"layout": [[2, 3], [1, 2], 4]}])
def contiguous_copies_what_is_not(tt: Any, layout: Drawn) -> Any:
    """A copy is made where the elements do not lie one after the other: writing to it leaves the array alone."""
    array = array_of(tt, layout)
    return row_and_change(tt, array, array.contiguous())


@check("Array.contiguous", examples=20, layout=draw.contiguous_layouts(draw.shapes(least=1)))
def contiguous_copies_nothing_else(tt: Any, layout: Drawn) -> Any:
    """What is contiguous is not copied, wherever it begins in its buffer: what is written shows in the array."""
    array = array_of(tt, layout)
    return row_and_change(tt, array, array.contiguous())


# --- Array.reshape


@check("Array.reshape", case=any_reshape, also=[{"case": [[[2, 6], [1, 2], 3], [12]]}])
def numbers_in_another_shape(tt: Any, case: list[Any]) -> Any:
    """The same numbers in reading order in the new shape, whether a view can say it or not; [layout, shape]."""
    layout, shape = case
    return array_of(tt, layout).reshape(tuple(shape)).numpy()


@check("Array.reshape", examples=25, case=same_runs(), also=VIEWS[:4])
def reshape_shares_where_it_can(tt: Any, case: list[Any]) -> Any:
    """Where a layout can say it the result is a view: what is written to it shows in the array; [layout, shape]."""
    layout, shape = case
    array = array_of(tt, layout)
    return row_and_change(tt, array, array.reshape(tuple(shape)))


@check("Array.reshape", examples=15, case=in_pairs)
def reshape_copies_where_it_must(tt: Any, case: list[Any]) -> Any:
    """Where no layout can say it the result is a copy, and the array stays as it was; [layout, shape]."""
    layout, shape = case
    array = array_of(tt, layout)
    return row_and_change(tt, array, array.reshape(tuple(shape)))
