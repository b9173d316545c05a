"""Gradients that are too long, made shorter: one bad batch should not throw the parameters far away.

loss.backward()
clip_grad_norm_(model.parameters(), max_norm=1.0)
optimizer.step()
"""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Real

from tinytorch.autograd.engine import no_grad
from tinytorch.tensors.arguments import said
from tinytorch.tensors.creation import tensor
from tinytorch.tensors.methods.join import stack
from tinytorch.tensors.tensor import Tensor


@no_grad()
def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor], max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False
) -> Tensor:
    """Scale all gradients by one factor, in place, so that their common norm is at most max_norm; the norm before.

    All gradients count as one long vector, so its direction stays. Parameters without a gradient are left out.
    `norm_type` may be math.inf: then the norm is the largest absolute value.

    1. The norm of the long vector is the norm of the gradients' norms: `total_norm`, below, computes it.
    2. The factor is max_norm / (norm + 1e-6), a plain number (`float(...)`). Where it is below 1, multiply every
       gradient by it in place: `gradient *= factor`. A norm that is nan spoils all gradients, as it should: then the
       factor is nan, and `not factor >= 1` holds.
    3. Return the norm, a Tensor.

    Raises RuntimeError for a norm that is infinite or nan, if `error_if_nonfinite`.
    """
    check_limit("max_norm", max_norm)
    gradients = gradients_of(parameters)
    norm = total_norm(gradients, norm_type)
    if error_if_nonfinite and not norm.isfinite():
        raise RuntimeError(
            f"the gradients' norm of order {norm_type} is {norm.item()}, so they cannot be clipped: look for nan or "
            "inf in the loss"
        )
    ### BEGIN SOLUTION 5
    factor = float(max_norm / (norm + 1e-6))
    if not factor >= 1:
        for gradient in gradients:
            gradient *= factor
    return norm
    ### END SOLUTION


@no_grad()
def clip_grad_value_(parameters: Tensor | Iterable[Tensor], clip_value: float) -> None:
    """Bring every number in the gradients, in place, to -clip_value at least and clip_value at most."""
    check_limit("clip_value", clip_value)
    for gradient in gradients_of(parameters):
        gradient.copy_(gradient.clamp(-clip_value, clip_value))


def gradients_of(parameters: Tensor | Iterable[Tensor]) -> list[Tensor]:
    """The gradients of the parameters that have one."""
    given = [parameters] if isinstance(parameters, Tensor) else parameters
    given = list(given) if isinstance(given, Iterable) else [given]
    for p in given:
        if not isinstance(p, Tensor):
            raise TypeError(f"clipping wants a list of parameters, got a {type(p).__name__}: use model.parameters()")
    return [p.grad for p in given if p.grad is not None]


def check_limit(name: str, limit: float) -> None:
    """Raise ValueError unless it is a number of 0 or more."""
    if not isinstance(limit, Real) or not limit >= 0:
        raise ValueError(f"clipping wants {name} of 0 or more, got {said(limit)}")


def total_norm(gradients: list[Tensor], norm_type: float = 2.0) -> Tensor:
    """The norm of all numbers in the gradients together, on the device of the first one; 0 of none."""
    if not gradients:
        return tensor(0.0)
    first = gradients[0]
    return stack([gradient.norm(norm_type).to(device=first.device) for gradient in gradients]).norm(norm_type)
