# Made from solutions/tinytorch/scalars/graph.py by `autograder build`.
"""Put the vertices of a graph in an order in which every vertex comes before its parents.

A computation is a graph: each result points at the values it was made from, its parents. To carry a gradient back,
a value may be visited only when all that was made from it has been, and this order makes sure of that.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

Vertex = TypeVar("Vertex", bound=Hashable)

FINISHED = object()  # lies on the stack above a vertex whose parents have been dealt with


def topological_order(root: Vertex, parents: Callable[[Vertex], Iterable[Vertex]]) -> list[Vertex]:
    """Every vertex that `root` reaches through `parents`, once, each before all of its own parents; `root` is first.

    There is no recursion in it, so a chain of 50,000 vertices is as good as one of five (Python gives up at about
    1,000 nested calls), and `parents` is asked once per vertex, so a graph with 2^60 paths takes no longer than its
    number of vertices and edges says. This is depth-first search (Cormen et al., Introduction to Algorithms, ch. 20):

    1. Keep a stack, with root on it. A vertex that you take off for the first time goes back on, with the mark
       FINISHED above it and then its parents.
    2. When the mark comes off the stack again, all the parents have been dealt with: the vertex below it is finished.
    3. The vertices in the order in which they were finished, backwards, is the answer.

    >>> topological_order("c", {"c": ["a", "b"], "b": ["a"], "a": []}.get)
    ['c', 'b', 'a']
    """
    # TODO: Implement for Task 0.5
    raise NotImplementedError("Need to implement for Task 0.5")
