# Made from solutions/tinytorch/autograd/engine.py by `autograder build`.
"""Record what is computed, and carry gradients back along the record.

A Function is the rule of one operation: how to compute it, and how to pass a gradient back through it. A Node is one
recorded call of a Function. `backpropagate` walks from a result back over the nodes. Nothing here knows what a value
is: today a float, in the next assignment an array.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ContextDecorator
from threading import local
from typing import Any, Self


class GradientError(RuntimeError):
    """A gradient was asked for where there is none; the text says why and what to do."""


class Node:
    """One recorded call: a vertex of the graph, and the `ctx` that the call's forward and backward share.

    function      the Function that was applied
    inputs        the Variables that it was applied to
    saved_values  what forward kept for backward; None once backward has used it and let it go
    time          how many writes in place there had been anywhere when the call was made
    done          the same when its result had its numbers: later, if the result was written over an input
    """

    __slots__ = ("done", "function", "inputs", "saved_values", "time")

    def __init__(self, function: type[Function], inputs: Sequence[Any]) -> None:
        self.function = function
        self.inputs = inputs
        self.saved_values: Any = ()
        self.time = self.done = Writes.count

    def save_for_backward(self, *values: Any) -> None:
        """Keep what backward will need, to be read there as `ctx.saved_values`."""
        self.saved_values = values

    def is_stale(self) -> bool:
        """Whether a kept array has been written to since: then backward would compute with wrong numbers."""
        return any(getattr(value, "written", 0) > self.time for value in self.saved_values)

    def reads_too_late(self) -> bool:
        """Whether an input had been written to under another name when it was read: its record does not know of that.

        With a history (`recorded`), if the input is a constant.
        """
        for x in self.inputs:
            if x.node is None:
                if not x.requires_grad and 0 < getattr(x.value, "recorded", 0) <= self.time:
                    return True
            elif x.node.done != self.time and x.node.done < getattr(x.value, "written", 0) <= self.time:
                return True
        return False


class _Mode(local):
    """Whether calls are being recorded; `no_grad` switches it, for the thread it is in."""

    recording = True


Mode = _Mode()


class Writes:
    """How often any array has been written to in place: the time, as far as gradients are concerned."""

    count = 0


class no_grad(ContextDecorator):
    """Record nothing inside: `with no_grad(): ...`, or `@no_grad()` above a function.

    Updating a parameter is a computation too, but not one that a gradient should flow through. It can be nested,
    and when an error leaves the block, recording is as it was before.
    """

    def _recreate_cm(self) -> Self:
        return type(self)()  # as a decorator: one for each call, for a function may call itself

    def __enter__(self) -> None:
        """Remember whether calls are being recorded (`Mode.recording`), then stop recording."""
        # TODO: Implement for Task 1.3
        raise NotImplementedError("Need to implement for Task 1.3")

    def __exit__(self, *error: object) -> None:
        """Put back what `__enter__` found; whatever error came, let it pass (return None)."""
        # TODO: Implement for Task 1.3
        raise NotImplementedError("Need to implement for Task 1.3")


class Function:
    """The rule of one operation. Subclass it with two static methods, and `apply` makes it an operation.

    forward(ctx, a, ...)       the result, from plain values; `ctx.save_for_backward(...)` keeps what backward needs
    backward(ctx, d_output)    d_output is the gradient of the loss by the result. Returns the gradient by each
                               input: one value for one input, a tuple for several.
    """

    differentiable = True

    @staticmethod
    def forward(ctx: Node, *values: Any, **parameters: Any) -> Any:
        """The result of the operation, computed from plain values."""
        raise NotImplementedError("a Function needs a static method forward(ctx, ...)")

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """The gradient by each input, given the gradient by the result."""
        raise NotImplementedError("a Function needs a static method backward(ctx, d_output)")

    @classmethod
    def apply(cls, *inputs: Any, **parameters: Any) -> Any:
        """The operation on Variables: a new Variable that remembers how it was made.

        Positional arguments are Variables, and gradients flow back to them; keyword arguments go to forward as they
        are. The result has the type of the first input, which is called with the computed value. It carries a node
        (`result.node`) if recording is on and any input requires a gradient; then it requires one itself, unless
        the operation is not differentiable (`cls.differentiable`), like a comparison.

        1. Make a Node for this call. It is the ctx.
        2. Call forward with it and the inputs' values (`x.value`), and wrap the result.
        3. If the call is to be recorded, set the result's `node` and `requires_grad`.
        """
        # TODO: Implement for Task 1.3
        raise NotImplementedError("Need to implement for Task 1.3")


ScalarFunction = Function  # the name it goes by while every value is one float


def chain_rule(node: Node, d_output: Any) -> list[tuple[Any, Any]]:
    """Pairs (input, gradient of the loss by that input), for the inputs of one recorded call.

    d_output is the gradient of the loss by the call's result; the Function's backward turns it into one gradient per
    input. A constant, an input that does not require a gradient, is left out. An input that occurs twice occurs
    twice in the answer. A backward for one input may return its gradient bare, without a tuple around it; one that
    returns too few or too many is a mistake worth an error (zip with `strict=True`).
    """
    # TODO: Implement for Task 1.3
    raise NotImplementedError("Need to implement for Task 1.3")


def parents(variable: Any) -> Sequence[Any]:
    """The inputs of the call that made `variable` through which a gradient flows; none for a leaf."""
    node = variable.node
    if node is None:
        return ()
    if node.saved_values is None:
        raise GradientError(
            f"backward has been through this {node.function.__name__} before and let its saved values go: "
            "compute the result anew, or keep them with backward(retain_graph=True)"
        )
    if node.time != Writes.count and node.is_stale():
        raise GradientError(
            f"backward of {node.function.__name__} needs an array as it was when the result was computed, but it has "
            "been written to in place since: compute a new array instead (x = x + 1, not x += 1)"
        )
    if node.time and node.reads_too_late():
        raise GradientError(
            f"an input of {node.function.__name__} had been written to in place under another name (a view, x.data, or "
            "under no_grad), and its record does not know of that: compute a new array instead (x = x + 1, not x += 1)"
        )
    return [x for x in node.inputs if x.requires_grad]


def backpropagate(order: Sequence[Any], gradient: Any) -> None:
    """Carry `gradient`, the gradient by order[0], back to the leaves and add it to their `.grad`.

    `order` holds variables, each before all that it was made from (`topological_order`). So when a variable's turn
    comes, every gradient that flows to it has arrived, and their sum is its own:

    1. Keep the sums in a dictionary from variable to gradient; at the start it holds order[0] alone.
    2. A variable with a node passes its gradient on by `chain_rule`. What arrives at the same input is added up.
    3. A leaf, a variable without a node, keeps it: `.grad` is None before the first time, later ones are added.
    """
    # TODO: Implement for Task 1.4
    raise NotImplementedError("Need to implement for Task 1.4")
