"""Where nan or inf came up first: in which layer, on the way forward or back.

first_bad(model, lambda: loss(model(inputs), targets))    # None, if all numbers are finite
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinytorch.nn.module import Module
from tinytorch.tensors.arguments import check_function, said
from tinytorch.tensors.tensor import Tensor
from tinytorch.training.gradients import tensors_in


@dataclass(frozen=True)
class Bad:
    """Where nan or inf came up first.

    phase  "parameter", "input", "forward", "loss" or "backward"
    path   of the parameter or the layer in the model; "" for the model itself
    what   the whole story, in one sentence
    """

    phase: str
    path: str
    what: str

    def __str__(self) -> str:
        return self.what


def first_bad(model: Module, run: Callable[[], Any]) -> Bad | None:
    """Where nan or inf comes up first in run(), which calls the model and returns the loss; None if it never does.

    Looked at are, in this order: the parameters, what goes into the model, what each layer gives, the loss, and the
    gradients on the way back. The parameters' `.grad` are afterwards what they were before.
    """
    if not isinstance(model, Module):
        raise TypeError(f"first_bad wants a Module as its model, got {said(model)}")
    check_function("first_bad", run, "a function that calls the model and returns the loss")
    for name, p in model.named_parameters():
        if word := badness(p):
            return Bad("parameter", name, f"the parameter {name!r} holds {word} already: an earlier step put it there")
    before = {p: p.grad for p in model.parameters()}
    search = Search(model)
    try:
        with search.hooks, np.errstate(all="ignore"):
            search.follow(run)
    finally:
        for p, gradient in before.items():
            p.grad = gradient
    return search.found


class Search:
    """Hooks at every module and every parameter, which note the first tensor that is bad."""

    def __init__(self, model: Module) -> None:
        self.found: Bad | None = None
        self.hooks = ExitStack()
        add = self.hooks.callback
        add(model.register_forward_pre_hook(self.at_input).remove)
        for path, module in model.named_modules():
            shown = layer_name(path, module)
            add(module.register_forward_hook(self.after(path, shown)).remove)
            add(module.register_full_backward_hook(self.back_through(path, shown)).remove)
            for name, p in module.named_parameters(recurse=False):
                if p.requires_grad:
                    add(p.register_hook(self.back_to(path, name, shown)).remove)

    def follow(self, run: Callable[[], Any]) -> None:
        """Forward, and backward if forward was in order."""
        loss = run()
        if isinstance(loss, Tensor) and not self.found:
            self.look(loss, "loss", "", "the model's output is finite, and the loss computed from it is {}")
            if loss.requires_grad and not self.found:
                loss.backward()

    def look(self, data: Any, phase: str, path: str, what: str) -> None:
        """Note the first bad tensor there is."""
        for tensor in tensors_in(data):
            if not self.found and (word := badness(tensor)):
                self.found = Bad(phase, path, what.format(word))

    def at_input(self, module: Module, inputs: Any) -> None:
        self.look(inputs, "input", "", "what goes into the model holds {} already: look at the data")

    def after(self, path: str, shown: str) -> Callable[..., None]:
        """A hook after forward."""
        return lambda module, inputs, output: self.look(
            output, "forward", path, f"{escaped(shown)} gives {{}}, and what comes before it is finite"
        )

    def back_through(self, path: str, shown: str) -> Callable[..., None]:
        """A hook on the way back."""

        def look_back(module: Module, d_inputs: Any, d_outputs: Any) -> None:
            behind = f"the gradient that arrives at the output of {escaped(shown)} holds {{}}: what follows it, made it"
            self.look(d_outputs, "backward", path, behind)
            self.look(d_inputs, "backward", path, f"backward of {escaped(shown)} gives a gradient with {{}}")

        return look_back

    def back_to(self, path: str, name: str, shown: str) -> Callable[..., None]:
        """A hook on a parameter's gradient."""
        return lambda gradient: self.look(
            gradient, "backward", path, f"backward of {escaped(shown)} gives {name!r} a gradient with {{}}"
        )


def badness(tensor: Tensor) -> str | None:
    """ "nan" or "inf", if there is one."""
    numbers = tensor.detach().numpy()
    if np.isfinite(numbers).all():
        return None
    return "nan" if np.isnan(numbers).any() else "inf"


def layer_name(path: str, module: Module) -> str:
    """How a layer is called in a sentence: "model.layers.2 (Linear(...))"."""
    shown = type(module).__name__ if any(True for _ in module.children()) else repr(module)
    return f"model.{path} ({shown})" if path else f"the model ({shown})"


def escaped(text: str) -> str:
    """Text that str.format leaves as it is."""
    return text.replace("{", "{{").replace("}", "}}")
