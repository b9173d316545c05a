"""Hidden checks of Task 2.2: views of a layout.

A view is judged by the elements that it reads: two layouts may differ in a stride that nobody steps along. Whether a
view exists at all is a question of whole numbers: the positions, in the new shape, must grow evenly along every axis.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import law_check
from autograder.checks import strategies as draw
from autograder.hidden.tensors_layout import is_tuple, layout_of, places


def parts(tt: Any, layout: Any) -> Any:
    """A Layout of the recording as [shape, strides, offset, whether shape and strides are tuples]."""
    return [*(layout.shape, layout.strides, layout.offset), [is_tuple(tt, layout.shape), is_tuple(tt, layout.strides)]]


def reads(got: Any, expected: np.ndarray) -> str | None:
    """None where a layout, as `parts` gives it, reads the elements at these positions, else what is wrong."""
    shape, strides, offset, kinds = got
    if shape != list(expected.shape):
        return "the shape is another one"
    if len(strides) != len(shape):
        return "there is not one stride for each side"
    if not np.array_equal(places(shape, strides, offset), expected):
        return "other elements are read"
    return None if all(kinds) else "shape and strides must be tuples"  # or layouts could not be compared


# --- Layout.permute


@law_check(
    "Layout.permute",
    law=lambda got, drawn: reads(got, places(*drawn["case"][0]).transpose(drawn["case"][1])),
    case=draw.layouts(draw.shapes(most=4)).flatmap(
        lambda layout: st.tuples(st.just(layout), st.permutations(range(len(layout[0])))).map(list)
    ),
    also=[{"case": [[[2, 3, 4], [12, 4, 1], 5], [1, 2, 0]]}, {"case": [[[2, 3, 4], [12, 4, 1], 0], [2, 0, 1]]}],
)
def axes_in_another_order(tt: Any, case: list[Any]) -> Any:
    """Axis k of the result is axis order[k]; [layout, order]."""
    layout, order = case
    return parts(tt, layout_of(tt, layout).permute(tuple(order)))


# --- Layout.expand


@st.composite
def expansions(drawn: st.DrawFn, old: tuple[int, ...], most: int) -> list[Any]:
    """[layout, shape]: sides of 1 among the `old` ones become any, and up to `most` axes come in front."""
    layout = drawn(draw.layouts(draw.shapes(sides=old)))
    return [layout, drawn(draw.larger_shapes(layout[0], most=most))]


def repeated(got: Any, drawn: dict[str, Any]) -> str | None:
    layout, shape = drawn["case"]
    return reads(got, np.broadcast_to(places(*layout), shape))


def expanded(tt: Any, case: list[Any]) -> Any:
    layout, shape = case
    return parts(tt, layout_of(tt, layout).expand(tuple(shape)))


@law_check("Layout.expand", law=repeated, examples=20, case=expansions((2, 3, 4, 0), 2))
def new_axes_come_in_front(tt: Any, case: list[Any]) -> Any:
    """Along new axes in front the same elements are read again; [layout, new shape]."""
    return expanded(tt, case)


@law_check(
    "Layout.expand",
    law=repeated,
    examples=20,
    case=expansions((1, 2, 1, 3), 0),
    also=[{"case": [[[2, 1], [3, 3], 0], [2, 0]]}],
)
def sides_of_one_are_repeated(tt: Any, case: list[Any]) -> Any:
    """Along a side that was 1 and is more, or 0, the same elements are read again; [layout, new shape]."""
    return expanded(tt, case)


@law_check(
    "Layout.expand",
    law=repeated,
    case=expansions((1, 2, 1, 3, 0), 2),
    also=[{"case": [[[3, 1], [1, 1], 4], [2, 3, 4]]}],
)
def expand_does_both(tt: Any, case: list[Any]) -> Any:
    """New axes and longer sides at once, of layouts with any strides and offset; [layout, new shape]."""
    return expanded(tt, case)


# --- Layout.slice


@st.composite
def slices(drawn: st.DrawFn, steps: tuple[int, ...]) -> list[Any]:
    """[layout, axis, start, count, step]"""
    layout = drawn(draw.layouts(draw.shapes(least=1, sides=(3, 5, 2, 4, 1, 0))))
    axis = drawn(st.integers(0, len(layout[0]) - 1))
    return [layout, axis, *drawn(draw.cuts_of(layout[0][axis], steps))]


def every_step_th(got: Any, drawn: dict[str, Any]) -> str | None:
    layout, axis, start, count, step = drawn["case"]
    return reads(got, places(*layout).take([start + k * step for k in range(count)], axis))


def sliced(tt: Any, case: list[Any]) -> Any:
    layout, axis, start, count, step = case
    return parts(tt, layout_of(tt, layout).slice(axis, start, count, step))


@law_check(
    "Layout.slice",
    law=every_step_th,
    examples=25,
    case=slices((1,)),
    also=[{"case": [[[4, 3], [3, 1], 2], 0, 1, 2, 1]}],
)
def neighbours_from_the_start_on(tt: Any, case: list[Any]) -> Any:
    """`count` neighbours along one axis, from `start` on; [layout, axis, start, count, step]."""
    return sliced(tt, case)


@law_check(
    "Layout.slice",
    law=every_step_th,
    examples=25,
    case=slices((2, 3)),
    also=[{"case": [[[2, 9], [18, 2], 1], 1, 1, 3, 3]}],
)
def every_step_th_element(tt: Any, case: list[Any]) -> Any:
    """`count` elements of one axis from `start` on, every `step`-th; [layout, axis, start, count, step]."""
    return sliced(tt, case)


@law_check(
    "Layout.slice",
    law=every_step_th,
    examples=25,
    case=slices((-1, -2)),
    also=[{"case": [[[2, 9], [18, -2], 16], 1, 8, 3, -2]}],
)
def backwards_from_the_start(tt: Any, case: list[Any]) -> Any:
    """A negative step goes back from `start`, also along an axis that goes back itself; [layout, axis, ...]."""
    return sliced(tt, case)


# --- Layout.reshape


@st.composite
def same_runs(drawn: st.DrawFn) -> list[Any]:
    """[layout, shape]: a layout's sides are split in two ways, so that one can be seen as the other."""
    whole = drawn(draw.shapes(least=1, sides=(6, 4, 1, 2)))
    shape, strides, offset = drawn(draw.layouts_of(whole, ("gaps", "backwards", "plain", "repeated")))
    old = []
    for side, stride in zip(shape, strides, strict=True):
        sides = drawn(draw.regroupings([side]))
        old += [(inner, stride * prod(sides[k + 1 :])) for k, inner in enumerate(sides)]
    new = [part for side in shape for part in drawn(draw.regroupings([side]))]
    return [[[side for side, _ in old], [stride for _, stride in old], offset], new]


any_reshape = draw.layouts(draw.shapes(most=4, sides=(2, 3, 1, 4))).flatmap(
    lambda layout: st.tuples(st.just(layout), draw.regroupings(layout[0])).map(list)
)
in_pairs = st.tuples(st.integers(2, 5), st.integers(2, 5), st.integers(1, 2), st.integers(0, 3)).map(
    lambda drawn: [[[drawn[0], drawn[1]], [drawn[2], drawn[0] * drawn[2]], drawn[3]], [drawn[0] * drawn[1]]]
)  # a transposed matrix, to be read as one row
SPACED, REPEATED = [[3, 4], [8, 2], 1], [[3, 4], [0, 0], 2]  # every second element; one element
VIEWS = [
    {"case": [SPACED, [12]]},
    {"case": [SPACED, [2, 1, 6]]},
    {"case": [REPEATED, [6, 2]]},
    {"case": [[[4, 1, 3], [6, 50, 2], 0], [2, 6]]},
    {"case": [[[3, 2], [-2, -1], 5], [6]]},
    {"case": [[[6, 2], [1, 6], 0], [2, 3, 2]]},
]


def reshaped(tt: Any, case: list[Any]) -> Any:
    """[what `parts` says of the reshaped layout], [] where there is none."""
    layout, shape = case
    found = tt.builtin.filter(None, [layout_of(tt, layout).reshape(tuple(shape))])
    return tt.builtin.list(tt.builtin.map(lambda layout: parts(tt, layout), found))


def is_even(positions: np.ndarray) -> bool:
    """Whether strides can say these positions: whether they grow by the same steps everywhere."""
    if not positions.size:
        return True
    origin = positions.flat[0]
    ends = [positions[(0,) * k + (-1,) + (0,) * (positions.ndim - 1 - k)] for k in range(positions.ndim)]
    strides = [(end - origin) // max(1, side - 1) for end, side in zip(ends, positions.shape, strict=True)]
    return np.array_equal(places(positions.shape, strides, origin), positions)


def a_view_or_none(got: Any, drawn: dict[str, Any]) -> str | None:
    """The same elements in reading order, and None only where no strides say that."""
    layout, shape = drawn["case"]
    wanted = places(*layout).reshape(shape)
    if not got:
        return "None was given where a view exists" if is_even(wanted) else None
    return reads(got[0], wanted)


@law_check("Layout.reshape", law=a_view_or_none, case=any_reshape)
def same_elements_or_none(tt: Any, case: list[Any]) -> Any:
    """The same elements in reading order in another shape, or None where no strides can say that; [layout, shape]."""
    return reshaped(tt, case)


@law_check("Layout.reshape", law=a_view_or_none, case=same_runs(), also=VIEWS)
def a_view_where_there_is_one(tt: Any, case: list[Any]) -> Any:
    """Where strides can say the new shape, reshape finds them: of turned, spaced and repeated axes; [layout, shape]."""
    return reshaped(tt, case)


@law_check("Layout.reshape", law=a_view_or_none, examples=15, case=in_pairs)
def none_where_there_is_no_view(tt: Any, case: list[Any]) -> Any:
    """No strides read a transposed matrix as one row: reshape gives None; [layout, shape]."""
    return reshaped(tt, case)
