"""Whole steps by one kernel of the device, which reads and writes every number once.

Each function does what the `update` of its optimizer does, if there is a kernel for it (`sgd_step`, `momentum_step`,
`adam_step`) that can work on these arrays, and says whether it did. A backend may offer kernels; for "numpy" there are
numpy_steps.py, if the group says fused=True. A kernel knows the common choices; nesterov, dampening and amsgrad are
left to `update`.
"""

from __future__ import annotations

from collections.abc import Callable

from tinytorch.optim.numpy_steps import STEPS
from tinytorch.optim.optimizer import Group, State
from tinytorch.tensors.array import Array
from tinytorch.tensors.backend import Backend
from tinytorch.tensors.creation import zeros_like
from tinytorch.tensors.tensor import Tensor


def kernel(name: str, device: Backend, group: Group) -> Callable[..., bool] | None:
    """What does this step on this device, if there is something."""
    offered: Callable[..., bool] | None = getattr(device, name, None)
    if offered is None and group.get("fused") and device.name == "numpy":
        return STEPS[name]
    return offered


def sgd(p: Tensor, gradient: Tensor, state: State, group: Group) -> bool:
    """p -= lr * (gradient + weight_decay * p), or with the velocity v = momentum * v + gradient + weight_decay * p."""
    momentum, device = group["momentum"], p.value.backend
    if not momentum:
        step = kernel("sgd_step", device, group)
        return step is not None and run(step, (p.value,), gradient.value, (float(group["lr"]), group["weight_decay"]))
    step = kernel("momentum_step", device, group)
    if step is None or group["nesterov"] or group["dampening"]:
        return False
    velocity = state.get("momentum_buffer")
    if velocity is None:
        velocity = zeros_like(p)
    numbers = float(group["lr"]), momentum, group["weight_decay"]
    done = run(step, (p.value, velocity.value), gradient.value, numbers)
    if done:
        state["momentum_buffer"] = velocity
    return done


def adam(p: Tensor, gradient: Tensor, state: State, group: Group, coupled: float, decoupled: float) -> bool:
    """Adam's step with weight decay in the gradient (coupled) or beside it (decoupled)."""
    step = kernel("adam_step", p.value.backend, group)
    if step is None or group["amsgrad"]:
        return False
    (beta1, beta2), t = group["betas"], state["step"] + 1
    corrections = 1 - beta1**t, 1 - beta2**t
    numbers = float(group["lr"]), 1 - beta1, 1 - beta2, group["eps"], *corrections, coupled, decoupled
    changed = p.value, state["exp_avg"].value, state["exp_avg_sq"].value
    done = run(step, changed, gradient.value, numbers)
    if done:
        state["step"] = t
    return done


def run(step: Callable[..., bool], changed: tuple[Array, ...], gradient: Array, numbers: tuple[float, ...]) -> bool:
    """Run the kernel, which writes to the arrays in `changed`; whether it was done."""
    if gradient.backend is not changed[0].backend or not step(changed, gradient, numbers):
        return False
    for array in changed:
        array.mark_written()
    return True
