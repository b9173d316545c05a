"""Adam: steps of about the same length for every parameter, whatever the size of its gradients. And AdamW."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Any, ClassVar

from tinytorch.optim import fused as kernels
from tinytorch.optim.optimizer import Group, Optimizer, State
from tinytorch.tensors.creation import zeros_like
from tinytorch.tensors.tensor import Tensor


class Adam(Optimizer):
    """p -= lr * m / (sqrt(v) + eps): m is a running mean of the gradients, v one of their squares.

    betas         how much of m and of v is left after a step
    eps           keeps the quotient finite where all gradients were 0
    weight_decay  its product with p is added to the gradient (AdamW does it otherwise)
    amsgrad       divide by the largest v so far
    maximize      go up instead of down
    fused         None: by one kernel where the device has one ("cpu"), else by `update`; True: on "numpy", too, with
                  less memory in between; False: always by `update`

    Sources: Kingma and Ba, Adam, 2015; Reddi et al., On the convergence of Adam and beyond (amsgrad), 2018.
    """

    below: ClassVar[dict[str, float]] = {"lr": inf, "betas": 1.0, "eps": inf, "weight_decay": inf}

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        fused: bool | None = None,
    ) -> None:
        defaults = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, {**defaults, "amsgrad": amsgrad, "maximize": maximize, "fused": fused})

    def start(self, p: Tensor, group: Group) -> State:
        """No steps yet, and both means 0."""
        means = ("exp_avg", "exp_avg_sq", *(("max_exp_avg_sq",) if group["amsgrad"] else ()))
        return {"step": 0, **{name: zeros_like(p) for name in means}}

    def update(self, p: Tensor, gradient: Tensor, state: State, group: Group) -> None:
        """Change p in place: p -= lr * m' / (sqrt(v') + eps), with m' and v' the corrected running means.

        The numbers `lr`, `betas` (a pair), `eps` and `weight_decay` are in `group`. In `state` are the means m
        ("exp_avg") and v ("exp_avg_sq"), tensors that are 0 at first, and the number of steps so far ("step").
        With g = gradient + weight_decay * p:

        1. Count this step: t = 1 at the first.
        2. m = beta1 * m + (1 - beta1) * g, and v = beta2 * v + (1 - beta2) * g^2, in place or put into the state anew.
        3. Both began at 0, so after t steps the weights of the gradients in m add up to 1 - beta1^t only. Divide by
           it: m' = m / (1 - beta1^t), and v' = squares(state, group) / (1 - beta2^t). `squares`, below, is v, or with
           amsgrad the largest v so far.
        4. p -= lr * m' / (sqrt(v') + eps). Without step 3 the first steps would be several times too long, for v' is
           further from what it should be than m'.

        Do not change `gradient` in place: it is p.grad, and somebody may still want to look at it.
        """
        ### BEGIN SOLUTION 5
        if group["weight_decay"] != 0:
            gradient = gradient + group["weight_decay"] * p
        beta1, beta2 = group["betas"]
        state["step"] += 1
        mean, square = state["exp_avg"], state["exp_avg_sq"]
        mean *= beta1
        mean += (1 - beta1) * gradient
        square *= beta2
        square += (1 - beta2) * gradient.square()
        mean = mean / (1 - beta1 ** state["step"])
        square = squares(state, group) / (1 - beta2 ** state["step"])
        p -= group["lr"] * mean / (square.sqrt() + group["eps"])
        ### END SOLUTION

    def shortcut(self, p: Tensor, gradient: Tensor, state: State, group: Group) -> bool:
        """The same by one kernel, where the device has it."""
        return kernels.adam(p, gradient, state, group, coupled=group["weight_decay"], decoupled=0.0)


class AdamW(Adam):
    """Adam with a weight decay of its own: p becomes (1 - lr * weight_decay) * p, and the gradient knows nothing of it.

    In Adam the decay is a part of the gradient, and is divided by sqrt(v) with it: parameters with large gradients
    hardly decay. Here all decay alike.

    Source: Loshchilov and Hutter, Decoupled weight decay regularization, 2019.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        fused: bool | None = None,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, maximize=maximize, fused=fused)

    def update(self, p: Tensor, gradient: Tensor, state: State, group: Group) -> None:
        """Shrink p in place, by the factor 1 - lr * weight_decay, then change it as Adam does without weight decay.

        `super().update(p, gradient, state, other)` is Adam's step; `other` is a group in which weight_decay is 0, a
        copy: the group itself stays as it is.
        """
        ### BEGIN SOLUTION 5
        p *= 1 - group["lr"] * group["weight_decay"]
        super().update(p, gradient, state, {**group, "weight_decay": 0})
        ### END SOLUTION

    def shortcut(self, p: Tensor, gradient: Tensor, state: State, group: Group) -> bool:
        """The same by one kernel, where the device has it."""
        return kernels.adam(p, gradient, state, group, coupled=0.0, decoupled=group["weight_decay"])


def squares(state: State, group: Group) -> Tensor:
    """The running mean of squares that Adam divides by; with amsgrad, the largest it has been, element by element."""
    if group["amsgrad"]:
        state["max_exp_avg_sq"] = state["max_exp_avg_sq"].maximum(state["exp_avg_sq"])
        return state["max_exp_avg_sq"]
    return state["exp_avg_sq"]
