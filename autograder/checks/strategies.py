"""What checks draw: hypothesis strategies for numbers, lists of numbers and graphs, with the awkward cases in.

Each draws 0.0, -0.0, negative numbers and whole numbers often, and lists that are empty or hold one element; what a
strategy leaves out (large numbers, a kink, zero) its name says. All give plain data that a program can carry.
"""

from __future__ import annotations

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
