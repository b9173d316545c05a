"""SGD: stochastic gradient descent, a step down the slope of one batch; with momentum, a ball that rolls down."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Any, ClassVar

from tinytorch.optim import fused as kernels
from tinytorch.optim.optimizer import Group, Optimizer, State
from tinytorch.tensors.arguments import check_number
from tinytorch.tensors.tensor import Tensor


class SGD(Optimizer):
    """p -= lr * gradient; with momentum, p -= lr * velocity, where the velocity is a running sum of gradients.

    momentum      the share of the velocity that is left after a step: 0.9 is common
    dampening     the share of each gradient that does not enter the velocity
    weight_decay  how strongly parameters are drawn to 0: its product with p is added to the gradient
    nesterov      look ahead: step along the gradient and the velocity that it leaves behind
    maximize      go up instead of down
    fused         None: by one kernel where the device has one ("cpu"), else by `update`; True: on "numpy", too, with
                  less memory in between; False: always by `update`

    Source: Sutskever et al., On the importance of initialization and momentum in deep learning, 2013.
    """

    below: ClassVar[dict[str, float]] = {"lr": inf, "momentum": inf, "weight_decay": inf}

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        fused: bool | None = None,
    ) -> None:
        defaults = {"lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay}
        super().__init__(params, {**defaults, "nesterov": nesterov, "maximize": maximize, "fused": fused})

    def check(self, group: Group) -> None:
        """Nesterov's step is one with momentum, and without dampening."""
        super().check(group)
        check_number("SGD", dampening=group["dampening"])
        if group["nesterov"] and (group["momentum"] <= 0 or group["dampening"] != 0):
            raise ValueError(
                f"nesterov wants a momentum above 0 and no dampening, got momentum {group['momentum']} and dampening "
                f"{group['dampening']}"
            )

    def update(self, p: Tensor, gradient: Tensor, state: State, group: Group) -> None:
        """Change p in place: p -= lr * step, where the step depends on the momentum.

        With g = gradient + weight_decay * p, the numbers `lr`, `momentum`, `dampening`, `weight_decay` and `nesterov`
        from `group`, and the velocity v in state["momentum_buffer"], which is not there before the first step:

        1. Without momentum (0), the step is g.
        2. With momentum, the velocity is a copy of g (`clone`) at first, later v = momentum * v + (1 - dampening) * g,
           changed in place or put into the state anew.
        3. The step is then v; with nesterov it is g + momentum * v.

        Do not change `gradient` in place: it is p.grad, and somebody may still want to look at it.
        """
        ### BEGIN SOLUTION 5
        if group["weight_decay"] != 0:
            gradient = gradient + group["weight_decay"] * p
        step = gradient
        if group["momentum"] != 0:
            velocity = state.get("momentum_buffer")
            if velocity is None:
                velocity = state["momentum_buffer"] = gradient.clone()
            else:
                velocity *= group["momentum"]
                velocity += (1 - group["dampening"]) * gradient
            step = gradient + group["momentum"] * velocity if group["nesterov"] else velocity
        p -= group["lr"] * step
        ### END SOLUTION

    def shortcut(self, p: Tensor, gradient: Tensor, state: State, group: Group) -> bool:
        """The same by one kernel, where the device has it."""
        return kernels.sgd(p, gradient, state, group)
