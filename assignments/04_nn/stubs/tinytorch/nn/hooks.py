# Made from solutions/tinytorch/nn/hooks.py by `autograder build`.
"""Hooks of a module: functions that are shown what goes into it, what comes out, and the gradients on the way back.

A gradient crosses the border of a module by a Gate: a call that hands on what it gets. All inputs (or all outputs) go
through one Gate, so that it sees their gradients together, whenever the last of them arrives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tinytorch.autograd.engine import Mode, Node
from tinytorch.tensors.array import Array
from tinytorch.tensors.backward import Handle
from tinytorch.tensors.creation import zeros_like
from tinytorch.tensors.tensor import Tensor

Hook = Callable[..., Any]
Gradients = tuple[Tensor | None, ...]
Seen = Callable[[Gradients], Gradients]


class Hooks:
    """The hooks of one module, in the order in which they are called; the first two with whether they want kwargs.

    before    hook(module, args), or (module, args, kwargs): what it returns takes the place of them
    after     hook(module, args, output), or (module, args, kwargs, output): likewise
    backward  hook(module, grad_input, grad_output): likewise of grad_input
    """

    def __init__(self) -> None:
        self.before: dict[int, Any] = {}
        self.after: dict[int, Any] = {}
        self.backward: dict[int, Any] = {}

    def call(self, module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """module.forward(*args, **kwargs), with all hooks."""
        for hook, with_kwargs in list(self.before.values()):
            args, kwargs = before(hook, with_kwargs, module, args, kwargs)
        border = Border(module, self.backward) if self.backward and Mode.recording else None
        if border:
            args = border.enter(args)
        result = module.forward(*args, **kwargs)
        for hook, with_kwargs in list(self.after.values()):
            answer = hook(module, args, kwargs, result) if with_kwargs else hook(module, args, result)
            result = result if answer is None else answer
        return border.leave(result) if border else result


def add(hooks: dict[int, Any], hook: Any, first: bool = False) -> Handle:
    """The handle of a hook that is called after all there are, or before them."""
    others = list(hooks) if first else []
    handle = Handle(hooks).add(hook)
    for key in others:  # a dict keeps the order in which keys came
        hooks[key] = hooks.pop(key)
    return handle


def before(
    hook: Hook, with_kwargs: bool, module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """(args, kwargs) as a hook before forward wants them."""
    if not with_kwargs:
        answer = hook(module, args)
        return args if answer is None else as_tuple(answer), kwargs
    answer = hook(module, args, kwargs)
    if answer is None:
        return args, kwargs
    if not isinstance(answer, tuple) or len(answer) != 2:
        raise TypeError(f"a hook with kwargs returns (args, kwargs) or None, got a {type(answer).__name__}")
    return as_tuple(answer[0]), answer[1]


def as_tuple(given: Any) -> tuple[Any, ...]:
    """A tuple as it is, anything else as a tuple of one."""
    return given if isinstance(given, tuple) else (given,)


# --- Gradients


class Border:
    """The way into and out of one call of a module, watched for its hooks on gradients."""

    def __init__(self, module: Any, hooks: dict[int, Hook]) -> None:
        self.module = module
        self.hooks = list(hooks.values())
        self.inputs: int | None = None  # how many there are, if no gradient flows back to any of them
        self.d_outputs: Gradients | None = None

    def enter(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments, through a Gate."""
        passed = through_gate(args, self.at_inputs, filled=True)
        if passed is args:
            self.inputs = len(args)
        return passed

    def leave(self, result: Any) -> Any:
        """What forward gave, through a Gate."""
        passed = through_gate(as_tuple(result), self.at_outputs, filled=False)
        return passed if isinstance(result, tuple) else passed[0]

    def at_outputs(self, d_outputs: Gradients) -> Gradients:
        """Keep the gradients by the outputs until those by the inputs are there, if they will ever be."""
        self.d_outputs = d_outputs
        if self.inputs is not None:
            self.at_inputs((None,) * self.inputs)
        return d_outputs

    def at_inputs(self, d_inputs: Gradients) -> Gradients:
        """The gradients by the inputs as the hooks want them; gradients of gradients, which pass no output, unseen."""
        d_outputs, self.d_outputs = self.d_outputs, None
        if d_outputs is None:
            return d_inputs
        for hook in self.hooks:
            answer = hook(self.module, d_inputs, d_outputs)
            if answer is None:
                continue
            if len(as_tuple(answer)) != len(d_inputs):
                raise TypeError(
                    f"a backward hook returns None or a gradient for each of {len(d_inputs)} inputs, "
                    f"got {len(as_tuple(answer))}"
                )
            d_inputs = as_tuple(answer)
        return d_inputs


def through_gate(values: tuple[Any, ...], seen: Seen, filled: bool) -> tuple[Any, ...]:
    """The values; those that require a gradient stand behind a Gate from now on. The same tuple, if none does."""
    places = [k for k, x in enumerate(values) if isinstance(x, Tensor) and x.requires_grad]
    if not places:
        return values
    gate = Gate([values[k] for k in places], Passage(places, len(values), seen, filled))
    passed = list(values)
    for k in places:
        passed[k] = Tensor(values[k].value)
        passed[k].node, passed[k].requires_grad = Node(Behind(k), (gate,)), True  # type: ignore[arg-type]
    return tuple(passed)


class Gate:
    """A vertex of the graph below several tensors and above their sources: its gradient is the Parts of theirs."""

    hooks = value = None
    requires_grad = True

    def __init__(self, sources: list[Tensor], rule: Passage) -> None:
        self.node = Node(rule, sources)  # type: ignore[arg-type]


class Parts(dict[int, Any]):
    """Gradients by the place of the tensor that they belong to; a sum, as the engine makes one, has those of both."""

    def __add__(self, other: Parts) -> Parts:
        return Parts({**self, **other})


class Behind:
    """The rule of a tensor behind a Gate: its gradient is one of the Parts."""

    __name__ = "BackwardHook"

    def __init__(self, place: int) -> None:
        self.place = place

    def backward(self, node: Node, d_output: Any) -> Parts:
        """The gradient with its place."""
        return Parts({self.place: d_output})


class Passage:
    """The rule of a Gate: show the gradients, and hand on what the answer is.

    places  where the tensors behind the Gate stand among all arguments, or all outputs, of which there are `count`
    filled  whether an unused one is shown as zeros. Zeros are handed on in any case, since the engine waits for one.
    """

    __name__ = "BackwardHook"

    def __init__(self, places: list[int], count: int, seen: Seen, filled: bool) -> None:
        self.places = places
        self.count = count
        self.seen = seen
        self.filled = filled

    def backward(self, node: Node, parts: Parts) -> tuple[Any, ...]:
        """A gradient for each source."""
        sources = dict(zip(self.places, node.inputs, strict=True))
        bare = any(type(d) is Array for d in parts.values())
        arrived: dict[int, Tensor | None] = {k: Tensor(d) if bare else d for k, d in parts.items()}
        if self.filled:
            arrived = {k: arrived[k] if k in arrived else zeros_like(x) for k, x in sources.items()}
        answer = self.seen(tuple(arrived.get(k) for k in range(self.count)))
        onward: list[Any] = [zeros_like(x) if answer[k] is None else answer[k] for k, x in sources.items()]
        return tuple(d.value if bare else d for d in onward)
