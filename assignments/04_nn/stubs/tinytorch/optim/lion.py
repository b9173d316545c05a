# Made from solutions/tinytorch/optim/lion.py by `autograder build`.
"""Lion: only the sign of a mean of gradients counts, so that every number moves by the same amount."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Any, ClassVar

from tinytorch.optim.optimizer import Group, Optimizer, State
from tinytorch.tensors.creation import zeros_like
from tinytorch.tensors.tensor import Tensor


class Lion(Optimizer):
    """p -= lr * (sign(beta1 * m + (1 - beta1) * gradient) + weight_decay * p), where m is a running mean of gradients.

    betas         how much of m counts for the sign, and how much of it is left after a step
    weight_decay  how strongly parameters are drawn to 0, apart from the gradient, as in AdamW
    maximize      go up instead of down

    A good lr is 3 to 10 times smaller than Adam's, and a good weight_decay as many times larger.
    Source: Chen et al., Symbolic discovery of optimization algorithms, 2023 (Algorithm 2).
    """

    below: ClassVar[dict[str, float]] = {"lr": inf, "betas": 1.0, "weight_decay": inf}

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-4,
        betas: tuple[float, float] = (0.9, 0.99),
        weight_decay: float = 0.0,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(params, {"lr": lr, "betas": betas, "weight_decay": weight_decay, "maximize": maximize})

    def start(self, p: Tensor, group: Group) -> State:
        """The mean is 0."""
        return {"exp_avg": zeros_like(p)}

    def update(self, p: Tensor, gradient: Tensor, state: State, group: Group) -> None:
        """p -= lr * (sign(beta1 * m + (1 - beta1) * g) + weight_decay * p), then m = beta2 * m + (1 - beta2) * g."""
        beta1, beta2 = group["betas"]
        mean = state["exp_avg"]
        direction = (beta1 * mean + (1 - beta1) * gradient).sign()
        p *= 1 - group["lr"] * group["weight_decay"]
        p -= group["lr"] * direction
        mean *= beta2
        mean += (1 - beta2) * gradient
