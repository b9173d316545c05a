"""Task 0.5: an order in which every vertex stands before its parents."""

from collections import Counter

import pytest
from hypothesis import given

from tinytorch.scalars.graph import topological_order

from .strategies import graphs


@pytest.mark.task("0.5", "topological_order")
@given(graph=graphs())
def test_a_vertex_stands_before_its_parents(graph):
    """The root is first, and every vertex stands before all of its parents."""
    order = topological_order(max(graph), graph.get)
    assert order[0] == max(graph)
    assert all(order.index(v) < order.index(parent) for v in order for parent in graph[v])


@pytest.mark.task("0.5", "topological_order")
@given(graph=graphs())
def test_each_reachable_vertex_once(graph):
    """What the root reaches is there, once, and nothing else is."""
    reachable = {max(graph)}
    for v in sorted(graph, reverse=True):
        reachable |= set(graph[v]) if v in reachable else set()
    assert sorted(topological_order(max(graph), graph.get)) == sorted(reachable)


@pytest.mark.task("0.5", "topological_order")
def test_the_diamond():
    """In a diamond the two middle vertices may stand in either order."""
    diamond = {"d": ["b", "c"], "c": ["a"], "b": ["a"], "a": []}
    assert topological_order("d", diamond.get) in (["d", "b", "c", "a"], ["d", "c", "b", "a"])


@pytest.mark.task("0.5", "topological_order")
def test_a_long_chain():
    """A chain of 50,000 vertices is no deeper than a chain of five."""
    order = topological_order(50_000, lambda v: [v - 1] if v > 0 else [])
    assert len(order) == 50_001
    assert order == sorted(order, reverse=True)


@pytest.mark.task("0.5", "topological_order")
def test_parents_are_asked_once_per_vertex():
    """61 vertices with two edges from each to the next have 2^60 paths; each is asked for its parents once."""
    asked = Counter()

    def parents(v):
        asked[v] += 1
        assert asked[v] == 1
        return [v - 1, v - 1] if v > 0 else []

    assert len(topological_order(60, parents)) == 61
