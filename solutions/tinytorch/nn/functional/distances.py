"""How far numbers, or distributions, are from those that were wanted; and what all losses do in the end.

Each takes what came out (`input`), what should have (`target`), and a `reduction`: "none" gives a loss for every
element, "sum" their sum, "mean" their mean. Names, arguments and meaning are PyTorch's, less what it has retired.
"""

from __future__ import annotations

import warnings
from typing import Any

from tinytorch.tensors.arguments import check_number
from tinytorch.tensors.dtypes import DTypeError, is_float
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.methods.arithmetic import check_tensor
from tinytorch.tensors.methods.choice import choose
from tinytorch.tensors.methods.shape import broadcast_tensors
from tinytorch.tensors.tensor import Tensor

# --- What all of them do


def check_reduction(name: str, reduction: str) -> None:
    """Raise ValueError unless it is one of the three."""
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f'{name} wants reduction="none", "mean" or "sum", got {reduction!r}')


def reduced(name: str, losses: Tensor, reduction: str) -> Tensor:
    """The losses as they are, or their mean or sum. Raises ValueError for any other reduction."""
    check_reduction(name, reduction)
    return losses if reduction == "none" else losses.mean() if reduction == "mean" else losses.sum()


def check_floats(name: str, input: Any, target: Any, *, equal: bool) -> None:
    """Raise unless both are tensors of floats. With `equal` they must have one shape, else warn if they have not."""
    for x in (input, target):
        check_tensor(name, x)
        if not is_float(x.dtype):
            raise DTypeError(f"{name} wants an input and a target of floats, got {input.dtype} and {target.dtype}")
    if input.shape == target.shape:
        return
    text = f"{name} wants input and target of one shape, got {input.shape} and {target.shape}"
    if equal:
        raise LayoutError(f"{text}: reshape or expand one of them")
    warnings.warn(f"{text}: they are broadcast, which may not be what you want", stacklevel=3)


# --- Numbers


def mse_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", weight: Tensor | None = None) -> Tensor:
    """(x - y)^2. With a weight for every element, the mean is divided by the sum of the weights."""
    check_floats("mse_loss", input, target, equal=False)
    return weighted("mse_loss", (input - target).square(), weight, reduction)


def l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", weight: Tensor | None = None) -> Tensor:
    """|x - y|. With a weight for every element, the mean is divided by the sum of the weights."""
    check_floats("l1_loss", input, target, equal=False)
    return weighted("l1_loss", (input - target).abs(), weight, reduction)


def smooth_l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    """With z = |x - y|: z^2 / (2 beta) where z < beta, else z - beta / 2."""
    check_number("smooth_l1_loss", beta=beta)
    if beta < 0:
        raise ValueError(f"smooth_l1_loss wants a beta of 0 or more, got {beta!r}")
    check_floats("smooth_l1_loss", input, target, equal=False)
    z = (input - target).abs()
    losses = choose(z < beta, z.square() * (0.5 / beta), z - 0.5 * beta) if beta > 0 else z
    return reduced("smooth_l1_loss", losses, reduction)


def huber_loss(
    input: Tensor, target: Tensor, *, reduction: str = "mean", delta: float = 1.0, weight: Tensor | None = None
) -> Tensor:
    """With z = |x - y|: z^2 / 2 where z <= delta, else delta * (z - delta / 2). Source: Huber, 1964.

    The mean is that of all losses, whatever their weights.
    """
    check_number("huber_loss", delta=delta)
    if delta <= 0:
        raise ValueError(f"huber_loss wants a delta above 0, got {delta!r}")
    check_floats("huber_loss", input, target, equal=False)
    z = (input - target).abs()
    losses = choose(z <= delta, z.square() * 0.5, (z - 0.5 * delta) * delta)
    return reduced("huber_loss", times_weight("huber_loss", losses, weight), reduction)


def weighted(name: str, losses: Tensor, weight: Tensor | None, reduction: str) -> Tensor:
    """Each loss times its weight, reduced; their mean is the sum divided by the sum of the weights."""
    losses = times_weight(name, losses, weight)
    if weight is None or reduction != "mean":
        return reduced(name, losses, reduction)
    return losses.sum() / weight.sum()


def times_weight(name: str, losses: Tensor, weight: Tensor | None) -> Tensor:
    """Each loss times its weight. Raises LayoutError unless there is one for every element, or none at all."""
    if weight is None:
        return losses
    check_tensor(name, weight)
    if weight.shape != losses.shape:
        raise LayoutError(f"{name} wants a weight for every element, of shape {losses.shape}, got {weight.shape}")
    return losses * weight


# --- Directions


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """<x, y> / (max(|x|, eps) * max(|y|, eps)) along an axis: 1 for one direction, 0 for right angles, -1 opposite."""
    for x in (x1, x2):
        check_tensor("cosine_similarity", x)
    pair: Any = broadcast_tensors(x1, x2)
    lengths = [x.norm(2.0, dim).clamp(min=eps) for x in pair]
    return (x1 * x2).sum(dim) / (lengths[0] * lengths[1])


# --- Distributions


def kl_div(input: Tensor, target: Tensor, *, reduction: str = "mean", log_target: bool = False) -> Tensor:
    """y (ln y - x): how far the chances y are from those whose logarithms x are; a y of 0 adds 0.

    With log_target the target holds logarithms, too. "mean" divides by the number of elements; the mean divergence of a
    batch of distributions is reduction="batchmean", the sum divided by the number of rows.
    """
    check_tensor("kl_div", input)
    check_tensor("kl_div", target)
    if log_target:
        losses = target.exp() * (target - input)
    else:
        losses = target * choose(target == 0.0, 1.0, target).log() - target * input
    if reduction == "batchmean":
        return losses.sum() / input.shape[0] if input.ndim else losses
    return reduced("kl_div", losses, reduction)
