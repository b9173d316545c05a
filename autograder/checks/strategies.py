"""What checks draw: hypothesis strategies for numbers, lists, graphs and layouts, with the awkward cases in.

Each draws 0.0, -0.0, negative numbers and whole numbers often, lists that are empty or hold one element, shapes with
sides of 0 and 1, and layouts that are turned, have gaps, go backwards or repeat; what a strategy leaves out (large
numbers, a kink, zero) its name says. All give plain data that a program can carry.
"""

from __future__ import annotations

from math import prod
from typing import Any

from hypothesis import strategies as st

AWKWARD = (0.0, -0.0, 1.0, -1.0, 0.5, -2.0, 3.0)
BINARY_OPS = ("add", "mul", "sub")
UNARY_OPS = ("neg", "sigmoid", "tanh", "relu")


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    """Finite floats in [low, high], awkward ones among them often; the simplest is 0 where it lies inside."""
    inside = [value for value in AWKWARD if low <= value <= high]
    spread = st.floats(low, high, allow_nan=False, allow_subnormal=False)
    return st.one_of(st.sampled_from(inside), spread, spread) if inside else spread


small_floats = floats(-10.0, 10.0)
moderate_floats = floats(-100.0, 100.0)  # exp of these does not overflow
large_floats = st.one_of(floats(-1e6, 1e6), st.sampled_from([1e4, -1e4, 1e8, -1e8, 700.0, -700.0, 745.0, -745.0]))
huge_floats = st.one_of(large_floats, st.sampled_from([1e150, -1e150, 1e300, -1e300]))
any_floats = st.one_of(
    small_floats, huge_floats, st.sampled_from([float("inf"), float("-inf"), float("nan"), 5e-324, 1.7e308])
)
positive = st.one_of(st.sampled_from([1.0, 0.5, 2.0, 1e-3]), st.floats(1e-3, 100.0))
away_from_zero = st.tuples(positive, st.sampled_from([1.0, -1.0])).map(lambda drawn: drawn[0] * drawn[1])
off_the_kink = st.tuples(st.floats(0.01, 10.0), st.sampled_from([1.0, -1.0])).map(lambda drawn: drawn[0] * drawn[1])
unit_floats = floats(-1.0, 1.0)
whole_numbers = st.integers(-20, 20)
often_equal = st.one_of(st.sampled_from([0.0, 1.0, -1.0, 2.0, -2.0]), small_floats)  # for laws on x == y


def float_lists(
    elements: st.SearchStrategy[float] = small_floats, *, least: int = 0, most: int = 8
) -> st.SearchStrategy[list[float]]:
    """Lists of floats; empty and one-element lists come often."""
    sized = st.lists(elements, min_size=least, max_size=most)
    return st.one_of(st.lists(elements, min_size=least, max_size=min(most, max(least, 1))), sized, sized)


def list_pairs(
    elements: st.SearchStrategy[float] = small_floats, *, least: int = 0, most: int = 8
) -> st.SearchStrategy[list[list[float]]]:
    """[xs, ys], two lists of the same length."""
    return float_lists(elements, least=least, most=most).flatmap(
        lambda xs: st.lists(elements, min_size=len(xs), max_size=len(xs)).map(lambda ys: [xs, ys])
    )


def float_tuples(count: int, elements: st.SearchStrategy[float] = small_floats) -> st.SearchStrategy[list[float]]:
    """Exactly `count` floats, as a list."""
    return st.lists(elements, min_size=count, max_size=count)


@st.composite
def graphs(draw: st.DrawFn, *, most: int = 12) -> list[list[int]]:
    """A directed acyclic graph as data: item i lists the earlier nodes that node i points to, with repeats allowed."""
    count = draw(st.integers(1, most))
    return [[] if node == 0 else draw(st.lists(st.integers(0, node - 1), max_size=3)) for node in range(count)]


@st.composite
def expressions(
    draw: st.DrawFn,
    *,
    inputs: int = 2,
    most: int = 10,
    binary: tuple[str, ...] = BINARY_OPS,
    unary: tuple[str, ...] = UNARY_OPS,
) -> list[list[Any]]:
    """A random expression as steps [op, i, j] or [op, i]: values 0..inputs-1 are given, each step adds the next one."""
    steps: list[list[Any]] = []
    for position in range(inputs, inputs + draw(st.integers(1, most))):
        earlier = st.integers(0, position - 1)
        op = draw(st.sampled_from(binary + unary))
        steps.append([op, draw(earlier), draw(earlier)] if op in binary else [op, draw(earlier)])
    return steps


# --- Shapes, and layouts [shape, strides, offset], all as lists

SIDES = (2, 3, 1, 4, 2, 3, 0, 1, 4)
FULL_SIDES = (2, 3, 1, 4)  # no side of 0: there is an element to ask for
WAYS = ("plain", "plain", "plain", "gaps", "backwards", "repeated")  # in which an axis lies in memory

Layout = list[Any]


def shapes(*, least: int = 0, most: int = 3, sides: tuple[int, ...] = SIDES) -> st.SearchStrategy[list[int]]:
    """The sides of a box of `least` to `most` axes; sides of 1 and 0 come often."""
    return st.integers(least, most).flatmap(lambda rank: st.lists(st.sampled_from(sides), min_size=rank, max_size=rank))


@st.composite
def layouts_of(draw: st.DrawFn, shape: list[int], ways: tuple[str, ...] = WAYS) -> Layout:
    """A layout of this shape: its axes in any order in memory, each plain, with gaps, backwards or repeated."""
    reading = list(reversed(range(len(shape))))
    strides, offset, extent = [0] * len(shape), draw(st.sampled_from([0, 0, 1, 5])), 1
    for axis in draw(st.one_of(st.just(reading), st.permutations(reading))):
        way = draw(st.sampled_from(ways))
        if way == "repeated":
            continue
        strides[axis] = extent * (2 if way == "gaps" else -1 if way == "backwards" else 1)
        offset += (shape[axis] - 1) * extent if way == "backwards" and shape[axis] else 0
        extent = max(1, shape[axis] * abs(strides[axis]))
    return [shape, strides, offset]


def layouts(of: st.SearchStrategy[list[int]] | None = None) -> st.SearchStrategy[Layout]:
    """A layout of a shape drawn from `of` (by default any), as `layouts_of` makes them."""
    return (shapes() if of is None else of).flatmap(layouts_of)


@st.composite
def contiguous_layouts(draw: st.DrawFn, of: st.SearchStrategy[list[int]] | None = None) -> Layout:
    """A layout in reading order, from any offset on; where no step is ever taken, the stride is anything."""
    shape = draw(shapes() if of is None else of)
    strides = [prod(shape[axis + 1 :]) for axis in range(len(shape))]
    idle = [0 in shape or side == 1 for side in shape]
    anything = st.sampled_from([0, 1, 7, -2])
    return [shape, [draw(anything) if i else s for i, s in zip(idle, strides, strict=True)], draw(st.integers(0, 5))]


def layout_pairs(of: st.SearchStrategy[list[int]] | None = None) -> st.SearchStrategy[list[Layout]]:
    """Two layouts of one shape, whose strides have nothing to do with each other."""
    return (shapes() if of is None else of).flatmap(lambda shape: st.lists(layouts_of(shape), min_size=2, max_size=2))


@st.composite
def cuts_of(draw: st.DrawFn, side: int, steps: tuple[int, ...] = (1, 2, -1, -2, 3)) -> list[int]:
    """[start, count, step] of a slice along an axis of that side: any start that there is, and any count, 0 too."""
    step = draw(st.sampled_from(steps))
    if side == 0:
        return [0, 0, step]
    start = draw(st.integers(0, side - 1))
    room = (side - 1 - start) // step if step > 0 else start // -step
    return [start, draw(st.sampled_from([room + 1, *range(room + 1)])), step]


@st.composite
def larger_shapes(draw: st.DrawFn, shape: list[int], *, most: int = 2) -> list[int]:
    """A shape to which this one can be expanded: sides of 1 become any side, and up to `most` axes come in front."""
    sides = [draw(st.sampled_from(SIDES)) if side == 1 else side for side in shape]
    return [*draw(shapes(most=most)), *sides]


@st.composite
def fitting_shapes(draw: st.DrawFn, count: int, *, most: int = 4) -> list[list[int]]:
    """Shapes that can be expanded to one: each has 1 in the place of some of its sides, and lacks some in front."""
    whole = draw(shapes(most=most, sides=(2, 3, 0, 5, 1)))
    found = [[draw(st.sampled_from([side, side, 1])) for side in whole] for _ in range(count)]
    return [sides[draw(st.sampled_from([0, 1, 0, 2, 4])) :] for sides in found]


@st.composite
def regroupings(draw: st.DrawFn, shape: list[int]) -> list[int]:
    """Another shape for as many elements: neighbours merged, sides split, sides of 1 here and there."""
    if 0 in shape:
        return draw(st.permutations([*shape, 1]))
    factors = [part for side in shape for part in _SPLIT[side]]
    if draw(st.sampled_from([False, False, False, True])):
        factors = draw(st.permutations(factors))
    sides: list[int] = []
    for factor in factors:
        merged: bool = draw(st.booleans())
        if sides and merged:
            sides[-1] *= factor
        else:
            sides += [1] * draw(st.sampled_from([0, 0, 0, 1])) + [factor]
    return sides


_SPLIT: dict[int, tuple[int, ...]] = {1: (), 2: (2,), 3: (3,), 4: (2, 2), 6: (2, 3)}


@st.composite
def row_picks(draw: st.DrawFn, rows: int, *, most: int = 6) -> list[int]:
    """Numbers of rows, in any order, some twice and some never; none where there are no rows."""
    return draw(st.lists(st.integers(0, rows - 1), max_size=most)) if rows else []
