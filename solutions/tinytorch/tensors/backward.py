"""Carry gradients back from a Tensor: into `.grad` of the leaves (`backward`), or as an answer (`grad`).

Both run the very `backpropagate` of assignment 01. Around it stands what a library needs: hooks, gradients of
gradients, letting memory go.

Gradients of gradients: for the pass, the arrays that forward saved are exchanged for the Tensors that they came from.
Then the rules, which are ordinary arithmetic, are recorded in their turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from tinytorch.autograd.engine import Function, GradientError, Mode, Node, backpropagate, no_grad, parents
from tinytorch.autograd.variable import Variable
from tinytorch.scalars.graph import topological_order
from tinytorch.tensors.arguments import check_function
from tinytorch.tensors.array import Array
from tinytorch.tensors.dtypes import is_float
from tinytorch.tensors.functions.pointwise import Cast
from tinytorch.tensors.layout import Layout, LayoutError
from tinytorch.tensors.methods.arithmetic import DeviceError, check_tensor


def run_backward(root: Any, gradient: Any, retain_graph: bool | None, create_graph: bool) -> None:
    """Add to every leaf's `.grad` the derivative of `root` by that leaf, times `gradient`."""
    start = first_gradient(root, gradient)
    order = topological_order(root, parents)
    carry = backpropagate
    if stand_ins := {v: Watched(v) for v in order if v.hooks}:
        carry = watched(stand_ins)(backpropagate)
    with lifted(order) if create_graph else no_grad():
        carry(order, start if create_graph else start.value)
        if create_graph:
            own_gradients(order)
    if not (create_graph if retain_graph is None else retain_graph):
        let_go(order)


def grad(
    outputs: Any,
    inputs: Any,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool = False,
) -> tuple[Any, ...]:
    """The derivatives of `outputs` (a Tensor, or several, whose gradients add up) by each of `inputs`.

    Nothing is added to any `.grad`. With create_graph the answers have a history, and can be differentiated again.
    An input that the outputs do not depend on is an error, or None with allow_unused. Source: torch.autograd.grad.
    """
    results, wanted, given = listed(outputs), listed(inputs), listed(grad_outputs)
    if len(given) not in (0, len(results)):
        raise GradientError(f"grad() wants a gradient for each of {len(results)} outputs, got {len(given)}")
    for x in (*results, *wanted):
        check_tensor("grad()", x)
    for x in wanted:
        if not x.requires_grad:
            raise GradientError("an input of grad() does not require a gradient: make it with requires_grad=True")
    starts = [first_gradient(r, d) for r, d in zip(results, given or [None] * len(results), strict=True)]
    root = Above(results, starts if create_graph else [start.value for start in starts])
    sought = set(wanted)
    order, passed = way_to(sought, root)
    onward = set(passed)
    arrived: dict[Any, Any] = {}
    stand_ins = {v: Watched(v, v in onward, arrived) for v in order if v.hooks or v in sought}
    with lifted(passed) if create_graph else no_grad(), watched(stand_ins):
        backpropagate(order, None)
    if not (create_graph if retain_graph is None else retain_graph):
        let_go(passed)
    answers = [arrived.get(x) for x in wanted]
    unused = [d is None for d in answers]
    if any(unused) and not allow_unused:
        raise GradientError(
            f"input {unused.index(True)} of grad() was not used to compute the outputs: leave it out, "
            "or pass allow_unused=True to get None for it"
        )
    return tuple(taken(x, d) if type(d) is Array else d for x, d in zip(wanted, answers, strict=True))


def first_gradient(root: Any, gradient: Any) -> Any:
    """The Tensor that backward starts with: 1 for a single number, else what was given, of the root's shape."""
    if not root.requires_grad:
        raise GradientError(root.why_no_gradient())
    if root.value.written and Node(Function, (root,)).reads_too_late():  # by whoever reads it now
        raise GradientError(
            "backward() starts at a tensor that was written to in place under another name, and its record does not "
            "know of that: start at the new one, or compute a new array instead (x = x + 1, not x += 1)"
        )
    value = root.value
    if gradient is None:
        if value.layout.size != 1:
            raise GradientError(
                f"backward() starts at a single number, got a tensor of shape {value.layout.shape}: "
                "take a sum or a mean first, or pass the gradient of your loss by it"
            )
        return type(root)(Array.full(value.layout.shape, 1, value.dtype, value.backend))
    gradient = root.constant(gradient)
    if gradient.value.backend is not value.backend:
        raise DeviceError(f"expected a gradient on {value.backend.name}, got one on {gradient.value.backend.name}")
    if gradient.value.layout.shape != value.layout.shape:
        raise LayoutError(f"expected a gradient of shape {value.layout.shape}, got {gradient.value.layout.shape}")
    return gradient.cast(value.dtype)


# --- Gradients of gradients


@contextmanager
def lifted(order: Sequence[Any]) -> Iterator[None]:
    """Inside, each node's saved arrays are Tensors with their history, and what is computed is recorded."""
    saved = [(v.node, v.node.saved_values) for v in order if v.node is not None]
    for variable in order:
        if variable.node is not None:
            variable.node.saved_values = tuple(lift(variable, x) for x in variable.node.saved_values)
    before, Mode.recording = Mode.recording, True
    try:
        yield
    finally:
        Mode.recording = before
        for node, values in saved:
            node.saved_values = values


def lift(result: Any, saved: Any) -> Any:
    """What a Node kept, as the Variable that it is the value of; a constant where it is nobody's (a mask, indices)."""
    if type(saved) is not Array:
        return saved
    for variable in (*result.node.inputs, result):
        if variable.value is saved:
            return variable
    return type(result)(saved) if is_float(saved.dtype) else saved


# --- Hooks


KEEP = -1  # among the hooks of an inner variable: leave the gradient in its `.grad`, as a leaf does


class Watched:
    """What stands in for a variable's Node during one backward: it shows the gradient that arrives to the hooks.

    onward   whether the gradient is carried on to what the variable was made from
    arrived  where the gradient is put down for `grad`; None for backward, which adds it to the `.grad` of leaves
    """

    function = property(lambda self: self)  # not an attribute: that would be a reference cycle

    def __init__(self, variable: Any, onward: bool = True, arrived: dict[Any, Any] | None = None) -> None:
        self.variable = variable
        self.node = variable.node
        self.inputs = self.node.inputs if onward and self.node is not None else ()
        self.arrived = arrived

    def backward(self, node: Any, d_output: Any) -> Any:
        """The gradient as the hooks want it, put down where it belongs and carried on."""
        variable = self.variable
        d = show(variable, d_output) if variable.hooks else d_output
        if self.arrived is not None:
            self.arrived[variable] = d
        elif self.node is None or KEEP in variable.hooks:
            variable.grad = d if variable.grad is None else variable.grad + d
        return self.node.function.backward(self.node, d) if self.inputs else ()


@contextmanager
def watched(stand_ins: dict[Any, Watched]) -> Iterator[None]:
    """Inside, each variable has its stand-in for a node."""
    for variable, stand_in in stand_ins.items():
        variable.node = stand_in
    try:
        yield
    finally:
        for variable, stand_in in stand_ins.items():
            variable.node = stand_in.node


def show(variable: Any, d: Any) -> Any:
    """The gradient after the variable's hooks have seen it; each may give another one in its place."""
    bare = type(d) is Array
    for key, hook in list(variable.hooks.items()):
        answer = None if key == KEEP else hook(type(variable)(d) if bare else d)
        if answer is not None:
            d = answer.value if bare else answer
    return d


class Handle:
    """What register_hook gives: `remove()` takes the hook away."""

    count = count()

    def __init__(self, hooks: dict[int, Callable[..., Any]]) -> None:
        self.hooks = hooks
        self.key = next(Handle.count)

    def add(self, hook: Any) -> Handle:
        """Register it under this handle. Raises TypeError where it cannot be called."""
        check_function("a hook", hook[0] if isinstance(hook, tuple) else hook)
        self.hooks[self.key] = hook
        return self

    def remove(self) -> None:
        """Take the hook away; a second time does nothing."""
        self.hooks.pop(self.key, None)


# --- Who holds a gradient


def taken(variable: Any, d: Array) -> Any:
    """A gradient as a Tensor like `variable`, on its own memory: copied, if somebody else holds that or it has gaps."""
    layout = d.layout
    in_order = layout is Layout.contiguous(layout.shape) or layout.is_contiguous  # nearly always the first
    return type(variable)(d if in_order and not d.buffer.owned else d.copy())


def own_gradients(order: Sequence[Any]) -> None:
    """Give the recorded gradients of leaves memory of their own: rules hand one Tensor to several inputs."""
    for v in order:
        if v.node is None or (v.hooks and KEEP in v.hooks):
            v.grad = Cast.apply(v.grad, dtype=v.grad.dtype)


def let_go(order: Iterable[Any]) -> None:
    """Forget what forward saved."""
    for variable in order:
        if variable.node is not None:
            variable.node.saved_values = None


# --- For grad(): only the way to the inputs is gone, and nothing is left behind


class Starts:
    """The rule of a call above all results: it hands each of them the gradient that it starts with."""

    __name__ = "grad"

    def __init__(self, gradients: Sequence[Any]) -> None:
        self.gradients = tuple(gradients)

    def backward(self, node: Any, d_output: Any) -> Any:
        """The gradients to start with."""
        return self.gradients


class Above:
    """A vertex above all results, so that one pass starts at each of them."""

    hooks = None

    def __init__(self, results: Sequence[Any], starts: Sequence[Any]) -> None:
        self.node = Node(Starts(starts), results)  # type: ignore[arg-type]


def way_to(wanted: set[Any], root: Above) -> tuple[list[Any], list[Any]]:
    """(the vertices on the way from root to the wanted ones, in order; those of them that have a wanted one below)."""
    reached = topological_order(root, lambda v: [x for x in v.node.inputs if x.requires_grad] if v.node else ())
    above: set[Any] = set()
    for v in reversed(reached):
        if v.node and any(x in above or x in wanted for x in v.node.inputs):
            above.add(v)
    order = topological_order(
        root, lambda v: [x for x in parents(v) if x in above or x in wanted] if v in above else ()
    )
    return order, [v for v in order if v in above and v is not root]


def listed(given: Any) -> list[Any]:
    """One Tensor, several (also from a generator such as parameters()) or none, as a list."""
    if given is None:
        return []
    return [given] if isinstance(given, Variable) or not isinstance(given, Iterable) else list(given)
