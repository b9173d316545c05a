# Made from solutions/tinytorch/optim/rmsprop.py by `autograder build`.
"""RMSprop: gradients divided by the root of the running mean of their squares."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Any, ClassVar

from tinytorch.optim.optimizer import Group, Optimizer, State
from tinytorch.tensors.creation import zeros_like
from tinytorch.tensors.tensor import Tensor


class RMSprop(Optimizer):
    """p -= lr * gradient / (sqrt(v) + eps), where v is a running mean of the squares of the gradients.

    alpha         how much of v is left after a step
    eps           keeps the quotient finite where all gradients were 0
    weight_decay  its product with p is added to the gradient
    momentum      the share of the last step that is added to this one
    centered      divide by the root of the variance: v less the square of the mean gradient
    maximize      go up instead of down

    Sources: Hinton, Neural networks for machine learning, lecture 6, 2012; centered: Graves, Generating sequences with
    recurrent neural networks, 2013.
    """

    below: ClassVar[dict[str, float]] = dict.fromkeys(("lr", "alpha", "eps", "weight_decay", "momentum"), inf)

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        defaults = {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay, "momentum": momentum}
        super().__init__(params, {**defaults, "centered": centered, "maximize": maximize})

    def start(self, p: Tensor, group: Group) -> State:
        """No steps yet, and all means 0."""
        means = {"square_avg": True, "momentum_buffer": group["momentum"] > 0, "grad_avg": group["centered"]}
        return {"step": 0, **{name: zeros_like(p) for name, wanted in means.items() if wanted}}

    def update(self, p: Tensor, gradient: Tensor, state: State, group: Group) -> None:
        """v = alpha * v + (1 - alpha) * g^2, and p -= lr * g / (sqrt(v) + eps)."""
        alpha = group["alpha"]
        state["step"] += 1
        if group["weight_decay"] != 0:
            gradient = gradient + group["weight_decay"] * p
        square = state["square_avg"]
        square *= alpha
        square += (1 - alpha) * gradient.square()
        if group["centered"]:
            mean = state["grad_avg"]
            mean *= alpha
            mean += (1 - alpha) * gradient
            square = square - mean.square()
        step = gradient / (square.sqrt() + group["eps"])
        if group["momentum"] > 0:
            velocity = state["momentum_buffer"]
            velocity *= group["momentum"]
            velocity += step
            step = velocity
        p -= group["lr"] * step
