# Made from solutions/tinytorch/viz/passes.py by `autograder build`.
"""One backward pass that is watched: which gradient came where, and when. It runs the engine's own `topological_order`,
`chain_rule` and `backpropagate`, and leaves every `.grad` and every saved value as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from tinytorch.autograd.engine import GradientError, backpropagate, parents
from tinytorch.scalars.graph import topological_order
from tinytorch.viz.boxes import plain


class Visit(NamedTuple):
    """The turn of one value: the gradient that had arrived, and what was handed to each input of the call that made it
    (None where no gradient flows). A leaf hands on nothing; its `arrived` is what it kept in `.grad`."""

    variable: Any
    arrived: Any
    handed: tuple[Any, ...]


class Stand:
    """What stands in for a value's Node during the pass: it notes what its Function's backward is asked and answers."""

    function = property(lambda self: self)

    def __init__(self, variable: Any, visits: list[Visit]) -> None:
        self.variable, self.visits, self.node = variable, visits, variable.node
        self.inputs, self.saved_values = self.node.inputs, self.node.saved_values
        self.__name__ = self.node.function.__name__

    def backward(self, ctx: Any, d_output: Any) -> Any:
        """The answer of the Function, which is asked with the real Node."""
        answer = self.node.function.backward(self.node, d_output)
        given = answer if isinstance(answer, tuple) else (answer,)
        needed = [d if x.requires_grad else None for x, d in zip(self.inputs, given, strict=False)]
        self.visits.append(Visit(self.variable, d_output, tuple(needed)))
        return answer


def watched_backward(root: Any) -> list[Visit]:
    """The turns of a backward that starts at root, in their order: first root itself.

    root has to be a single number that requires a gradient. Hooks are not called. Raises GradientError where backward
    would, for instance after a backward that let the saved values go.
    """
    if not root.requires_grad:
        raise GradientError(root.why_no_gradient())
    if np.size(plain(root.value)) != 1:
        raise GradientError(
            f"a backward pass starts at a single number, got a tensor of shape {tuple(root.shape)}: "
            "take a sum or a mean first"
        )
    order = topological_order(root, parents)
    visits: list[Visit] = []
    with without_grads([v for v in order if v.node is None]) as kept, standing(order, visits):
        backpropagate(order, root.value**0)  # 1, as a float or as an array of root's shape
        for v in kept:
            kept[v] = v.grad
    turns = {visit.variable: visit for visit in visits}
    return [turns[v] if v in turns else Visit(v, kept.get(v), ()) for v in order]


@contextmanager
def without_grads(leaves: list[Any]) -> Iterator[dict[Any, Any]]:
    """Inside, no leaf has a gradient; afterwards each has its own again. Gives an empty place for each."""
    before = [(leaf, leaf.grad) for leaf in leaves]
    try:
        for leaf in leaves:
            leaf.grad = None
        yield dict.fromkeys(leaves)
    finally:
        for leaf, grad in before:
            leaf.grad = grad


@contextmanager
def standing(order: list[Any], visits: list[Visit]) -> Iterator[None]:
    """Inside, each value that was computed has a Stand for its node."""
    nodes = [(v, v.node) for v in order if v.node is not None]
    try:
        for v, _ in nodes:
            v.node = Stand(v, visits)
        yield
    finally:
        for v, node in nodes:
            v.node = node


def slopes(visit: Visit) -> tuple[Any, ...]:
    """For floats, the derivative of the value by each input of its call; they times `arrived` are what is handed on."""
    answer = visit.variable.node.function.backward(visit.variable.node, 1.0)
    return answer if isinstance(answer, tuple) else (answer,)
