"""Hidden checks of assignment 00_scalars: here Tasks 0.3 (functions of lists) and 0.5 (an order for a graph).

The checks of Task 0.1 stand in scalars_operators.py, those of Task 0.2 in scalars_laws.py; they are handed on, so that
this module holds all checks of the assignment.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from autograder.checks import check, close, law_check, same_error
from autograder.checks import strategies as draw
from autograder.hidden.scalars_laws import *  # noqa: F403
from autograder.hidden.scalars_operators import *  # noqa: F403

SUMS = close(atol=1e-9, rtol=1e-9)  # sums and products of a few numbers, in any order

Graph = list[list[int]]


# --- map, zip_with, reduce


@check("map", xs=draw.float_lists())
def map_applies_f_to_each(tt: Any, xs: list[float]) -> Any:
    """map(f)([a, b, ...]) is the list [f(a), f(b), ...]."""
    return tt.scalars.functional.map(lambda x: x * x - 1.0)(xs)


@check("map", examples=20, xs=draw.float_lists())
def map_leaves_the_list_alone(tt: Any, xs: list[float]) -> Any:
    """map(f)(values) leaves the given list as it is."""
    given = tt.builtin.list(xs)
    tt.scalars.functional.map(lambda x: x + 1.0)(given)
    return given


@check("map", examples=20, xs=draw.float_lists(), ys=draw.float_lists())
def map_gives_a_function(tt: Any, xs: list[float], ys: list[float]) -> Any:
    """map(f) is a function to use again and again; it takes a tuple as well as a list."""
    triple = tt.scalars.functional.map(lambda x: 3.0 * x)
    return [triple(xs), triple(tuple(ys)), triple(xs)]


@check("zip_with", pair=draw.list_pairs())
def zip_with_pairs_up(tt: Any, pair: list[list[float]]) -> Any:
    """zip_with(f)([a, b, ...], [c, d, ...]) is [f(a, c), f(b, d), ...]."""
    return tt.scalars.functional.zip_with(lambda x, y: x - 2.0 * y)(pair[0], pair[1])


@check(
    "zip_with",
    compare=same_error(),
    examples=10,
    pair=draw.list_pairs(),
    more=draw.float_lists(least=1, most=3),
    also=[{"pair": [[], []], "more": [1.0]}],
)
def zip_with_refuses_different_lengths(tt: Any, pair: list[list[float]], more: list[float]) -> Any:
    """Lists of different lengths are an error, a ValueError, whichever is the longer one."""
    f = tt.define(lambda x, y: x + y)
    return tt.catch(lambda: tt.scalars.functional.zip_with(f)(pair[0], pair[1] + more))


@check("zip_with", compare=same_error(), examples=5, pair=draw.list_pairs(), more=draw.float_lists(least=1, most=3))
def zip_with_refuses_a_longer_first_list(tt: Any, pair: list[list[float]], more: list[float]) -> Any:
    """A first list that is longer than the second is a ValueError too."""
    f = tt.define(lambda x, y: x + y)
    return tt.catch(lambda: tt.scalars.functional.zip_with(f)(pair[0] + more, pair[1]))


@check("reduce", compare=SUMS, xs=draw.float_lists(), start=draw.small_floats, also=[{"xs": [1.0, 2.0], "start": 5.0}])
def reduce_goes_from_the_left(tt: Any, xs: list[float], start: float) -> Any:
    """reduce(f, start)([a, b, c]) is f(f(f(start, a), b), c), from the left."""
    return tt.scalars.functional.reduce(lambda result, x: 0.5 * result - x, start)(xs)


@check("reduce", examples=5, start=draw.small_floats)
def reduce_of_nothing_is_the_start(tt: Any, start: float) -> Any:
    """reduce(f, start) of an empty list is start."""
    return tt.scalars.functional.reduce(lambda result, x: result * x, start)([])


@check("reduce", compare=SUMS, examples=20, xs=draw.float_lists(), ys=draw.float_lists())
def reduce_begins_anew(tt: Any, xs: list[float], ys: list[float]) -> Any:
    """reduce(f, start) is a function to use again and again: each call begins with start."""
    total = tt.scalars.functional.reduce(lambda result, x: result + 2.0 * x, 1.0)
    return [total(xs), total(ys), total(xs)]


# --- The list functions made of them


@check("neg_list", xs=draw.float_lists())
def neg_list_is_the_opposite(tt: Any, xs: list[float]) -> Any:
    """neg_list([a, b, ...]) is [-a, -b, ...], and the given list stays as it is."""
    given = tt.builtin.list(xs)
    return [tt.scalars.functional.neg_list(given), given]


@check("add_lists", compare=SUMS, pair=draw.list_pairs())
def add_lists_adds_pairs(tt: Any, pair: list[list[float]]) -> Any:
    """add_lists([a, b], [c, d]) is [a + c, b + d]."""
    return tt.scalars.functional.add_lists(pair[0], pair[1])


@check("add_lists", compare=same_error(), examples=5, pair=draw.list_pairs(), more=draw.float_lists(least=1, most=3))
def add_lists_refuses_different_lengths(tt: Any, pair: list[list[float]], more: list[float]) -> Any:
    """Lists of different lengths cannot be added: ValueError."""
    return tt.catch(lambda: tt.scalars.functional.add_lists(pair[0] + more, pair[1]))


@check("sum", compare=SUMS, xs=draw.float_lists(), also=[{"xs": []}, {"xs": [2.5]}])
def sum_adds_up(tt: Any, xs: list[float]) -> Any:
    """sum([a, b, c]) is a + b + c, and of an empty list 0."""
    return tt.scalars.functional.sum(xs)


@check("prod", compare=SUMS, xs=draw.float_lists(), also=[{"xs": []}, {"xs": [2.5]}, {"xs": [2.0, 3.0, -4.0]}])
def prod_multiplies(tt: Any, xs: list[float]) -> Any:
    """prod([a, b, c]) is a * b * c, and of an empty list 1."""
    return tt.scalars.functional.prod(xs)


# --- An order for a graph: many are right, so a law judges

CHAIN = 50_000


def judge_order(order: list[int], graph: Graph) -> str | None:
    """None if `order` is a topological order of what the last vertex of `graph` reaches, else what is wrong."""
    reached, waiting = set(), [len(graph) - 1]
    while waiting:
        vertex = waiting.pop()
        if vertex not in reached:
            reached.add(vertex)
            waiting += graph[vertex]
    place = {vertex: index for index, vertex in enumerate(order)}
    if len(place) != len(order):
        return "a vertex comes more than once"
    if place.keys() - reached:
        return "a vertex is listed that the root does not reach"
    if reached - place.keys():
        return "a vertex that the root reaches is missing"
    if order[0] != len(graph) - 1:
        return "the root does not come first"
    late = any(place[vertex] > place[parent] for vertex in reached for parent in graph[vertex])
    return "a vertex comes after one of its parents" if late else None


def drawn_graph(order: Any, drawn: dict[str, Any]) -> str | None:
    """The law for a graph that was drawn."""
    return judge_order(order, drawn["graph"])


def long_chain(order: Any, drawn: dict[str, Any]) -> str | None:
    """The law for a chain: there is one right order."""
    return None if order == list(range(CHAIN, -1, -1)) else "the chain's vertices are not in their order"


def diamonds(count: int) -> Graph:
    """`count` diamonds, each standing on the one before: 2^count paths through 3 * count + 1 vertices."""
    graph: Graph = [[]]
    for _ in range(count):
        foot = len(graph) - 1
        graph += [[foot], [foot], [foot + 2, foot + 1]]
    return graph


# Depth and breadth disagree here: 3 points at 0 directly, and at 2, which leads to 0 by a longer way.
SHORT_CUT: Graph = [[], [0], [1], [0, 2]]
SHORT_CUT_LAST: Graph = [[], [0], [1], [2, 0]]
TWICE: Graph = [[], [0], [1, 1], [2, 0, 1]]
AWKWARD: list[Graph] = [[[]], SHORT_CUT, SHORT_CUT_LAST, TWICE, diamonds(2)]


@law_check(
    "topological_order",
    law=drawn_graph,
    examples=60,
    graph=draw.graphs(),
    also=[{"graph": graph} for graph in AWKWARD],
)
def children_come_before_parents(tt: Any, graph: Graph) -> Any:
    """Every vertex that the root reaches comes once, before all of its parents, and the root is first."""
    parents = tt.builtin.list(graph)
    return tt.scalars.graph.topological_order(len(graph) - 1, lambda vertex: parents[vertex])


@law_check("topological_order", law=long_chain, examples=1, seconds=5.0)
def a_long_chain_is_no_problem(tt: Any) -> Any:
    """A chain of 50,000 vertices has an order too."""
    parents = tt.builtin.list([[]]) + tt.builtin.list(tt.builtin.zip(tt.builtin.range(CHAIN)))  # [], (0,), (1,), ...
    return tt.scalars.graph.topological_order(CHAIN, tt.builtin.getattr(parents, "__getitem__"))


@law_check("topological_order", law=drawn_graph, examples=1, graph=st.just(diamonds(60)))
def a_path_is_not_walked_twice(tt: Any, graph: Graph) -> Any:
    """A graph with 2^60 paths is ordered in no time: it has only 181 vertices."""
    parents = tt.builtin.list(graph)
    return tt.scalars.graph.topological_order(len(graph) - 1, lambda vertex: parents[vertex])
