# Made from solutions/tinytorch/nn/functional/losses.py by `autograder build`.
"""How wrong chances are: losses for yes and no, and for classes.

Arguments are as in distances.py. Names and meaning are PyTorch's, less the arguments that it has retired.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tinytorch.autograd.engine import Function, Node
from tinytorch.nn.functional.activations import logsigmoid
from tinytorch.nn.functional.distances import check_floats, check_reduction, reduced
from tinytorch.nn.functional.fused import cross_entropy_rows, is_class, ready
from tinytorch.scalars import operators
from tinytorch.tensors import elementary
from tinytorch.tensors.arguments import check_number, check_whole
from tinytorch.tensors.creation import full_like
from tinytorch.tensors.dtypes import DTypeError, int64, is_float
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.methods.arithmetic import DeviceError, check_tensor
from tinytorch.tensors.methods.choice import choose
from tinytorch.tensors.tensor import Tensor

# --- Chances of yes and no


class BinaryCrossEntropy(Function):
    """-(y ln x + (1 - y) ln(1 - x)), with logarithms no lower than -100: a wrong 0 or 1 costs 100, not infinity."""

    @staticmethod
    def forward(ctx: Node, x: Any, y: Any) -> Any:
        """Backward needs both."""
        ctx.save_for_backward(x, y)
        return (y - 1.0) * bounded_log(1.0 - x) - y * bounded_log(x)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any]:
        """By x: (x - y) / (x (1 - x)), whose divisor is no lower than 1e-12. By y: ln(1 - x) - ln x."""
        x, y = ctx.saved_values
        slope = (x - y) / elementary.maximum(x * (1.0 - x), 1e-12)
        return d_output * slope, d_output * (log_or(1.0 - x, -math.inf) - log_or(x, -math.inf))


def log_or(x: Any, at_zero: float) -> Any:
    """ln x, and `at_zero` where x is 0, of which NumPy would warn."""
    return elementary.where(x == 0.0, at_zero, operators.log(elementary.where(x == 0.0, 1.0, x)))


def bounded_log(x: Any) -> Any:
    """ln x, but -100 where it is below that."""
    return elementary.maximum(log_or(x, -100.0), -100.0)


def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, reduction: str = "mean"
) -> Tensor:
    """-(y ln x + (1 - y) ln(1 - x)) for chances x of yes, where y is 1 for yes and 0 for no, or between.

    `weight` is broadcast against the losses. Raises ValueError for an x that is no chance; for scores that any number
    may be, take binary_cross_entropy_with_logits.
    """
    check_floats("binary_cross_entropy", input, target, equal=True)
    numbers = input.detach().numpy()
    if not ((numbers >= 0.0) & (numbers <= 1.0)).all():
        raise ValueError(
            "binary_cross_entropy wants an input of chances between 0 and 1: apply sigmoid, or take "
            "binary_cross_entropy_with_logits"
        )
    losses = BinaryCrossEntropy.apply(*input._fit(target, "binary_cross_entropy"))
    return finished("binary_cross_entropy", losses, weight, reduction)


def finished(name: str, losses: Tensor, weight: Tensor | None, reduction: str) -> Tensor:
    """The losses, times a weight that is broadcast against them if there is one, reduced."""
    return reduced(name, losses if weight is None else losses * weight, reduction)


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """-(p y ln s(x) + (1 - y) ln(1 - s(x))), with s the sigmoid, for any scores x; p is `pos_weight`, or 1.

    s(x) would round to 0 or 1 for large x, and its logarithm be infinite. So work with l = `logsigmoid(input)`, which
    is ln s(x) without overflow, and with ln(1 - s(x)) = ln s(-x) = l - x. Put in, and ordered by l, it is

        (1 - y) x - (1 + (p - 1) y) l

    where the factor of l is 1 if there is no pos_weight. `finished("binary_cross_entropy_with_logits", losses, weight,
    reduction)` does the rest. Both weights are broadcast.
    """
    check_floats("binary_cross_entropy_with_logits", input, target, equal=True)
    if pos_weight is not None:
        check_tensor("pos_weight", pos_weight)
    # TODO: Implement for Task 4.4
    raise NotImplementedError("Need to implement for Task 4.4")


# --- Classes


def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> Tensor:
    """-weight[y] * x[y] for logarithms x of the chances of each class, and the label y: the right class.

    input    (N, classes), (N, classes, d1, ...) or (classes,)
    target   int64 labels: (N,), (N, d1, ...) or ()
    weight   (classes,), how much an element of a class counts; None: 1 each. "mean" divides by the sum of weight[y]
    ignore_index   elements with this label do not count, neither in the sum nor in the mean

    Here `chances` (n, classes) are the rows of the input, and `labels` (n,) the label of each.

    1. `kept = labels != ignore_index`; an ignored label may be no class at all, so put 0 in its place (`masked_fill`).
    2. The factors: weight[label], or 1 without weights, and 0 where a row is not kept (`choose(kept, x, 0.0)`).
    3. Pick the right class of each row: `chances.gather(1, labels.unsqueeze(1)).squeeze(1)`. With a minus, 0 where it
       is not kept, and times the factor, these are the losses.
    4. `averaged(losses, factors, target, reduction)` does the rest.

    Raises IndexError for a label that is no class.
    """
    found, _ = check_labels("nll_loss", input, target, weight, ignore_index)
    check_reduction("nll_loss", reduction)
    chances, labels = class_rows(input), target.reshape(found.size)
    # TODO: Implement for Task 4.4
    raise NotImplementedError("Need to implement for Task 4.4")


def averaged(losses: Tensor, factors: Tensor, target: Tensor, reduction: str) -> Tensor:
    """A loss for each label in the target's shape; their sum; or that divided by the sum of the factors."""
    if reduction == "none":
        return losses.reshape(target.shape)
    return losses.sum() if reduction == "sum" else ratio(losses.sum(), factors.sum())


def ratio(total: Tensor, count: Tensor) -> Tensor:
    """total / count, and nan where the count is 0, of which NumPy would warn."""
    return total / count if count.item() else total * math.nan


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """nll_loss of log_softmax: -ln of the chance that softmax gives the right class, from scores of any size.

    Shapes are those of nll_loss. A target of floats in the shape of the input holds the chance of each class instead of
    a label. `label_smoothing` takes that share of the chance from the right class, and gives it to all classes evenly.
    """
    if type(label_smoothing) is not float:
        check_number("cross_entropy", label_smoothing=label_smoothing)
    if weight is None and label_smoothing == 0.0 and (found := ready(input, target, ignore_index)) is not None:
        check_reduction("cross_entropy", reduction)
        return cross_entropy_rows(input, found.copy(), scale_of(reduction, found.size))  # backward needs the labels
    if not 0.0 <= label_smoothing <= 1.0:
        raise ValueError(f"cross_entropy wants a label_smoothing between 0 and 1, got {label_smoothing!r}")
    check_reduction("cross_entropy", reduction)
    for x in (input, target):
        check_tensor("cross_entropy", x)
    if is_float(target.dtype) and target.shape == input.shape:
        return soft_cross_entropy(input, target, weight, reduction, label_smoothing)
    labels, ignored = check_labels("cross_entropy", input, target, weight, ignore_index)
    if weight is None and not ignored and label_smoothing == 0.0:
        losses = cross_entropy_rows(class_rows(input), labels.flatten(), scale_of(reduction, labels.size))
        return losses.reshape(target.shape) if reduction == "none" else losses
    chances = class_rows(input).log_softmax(1)
    loss = smoothed(chances, target.reshape(labels.size), weight, ignore_index, reduction, label_smoothing)
    return loss.reshape(target.shape) if reduction == "none" else loss


def scale_of(reduction: str, count: int) -> float | None:
    """What the sum of so many losses is multiplied by; None where they stay apart."""
    if reduction == "mean":
        return 1.0 / count if count else math.nan
    return 1.0 if reduction == "sum" else None


def smoothed(
    chances: Tensor, labels: Tensor, weight: Tensor | None, ignore_index: int, reduction: str, share: float
) -> Tensor:
    """nll_loss, but `share` of each loss is the mean over all classes, as if each in turn were the right one."""
    if share == 0.0:
        return nll_loss(chances, labels, weight, ignore_index=ignore_index, reduction=reduction)

    def total(x: Tensor, weight: Tensor | None) -> Tensor:
        kind = "none" if reduction == "none" else "sum"
        return nll_loss(x, labels, weight, ignore_index=ignore_index, reduction=kind)

    sums = (chances if weight is None else chances * weight).sum(1, keepdim=True).expand(chances.shape)
    loss = total(chances, weight) * (1.0 - share) + total(sums, None) * (share / chances.shape[1])
    return ratio(loss, total(full_like(chances, -1.0), weight)) if reduction == "mean" else loss


def soft_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None, reduction: str, label_smoothing: float
) -> Tensor:
    """-(sum over classes of weight * y * log_softmax(x)) for chances y of each class; "mean" counts all rows alike."""
    axis = min(1, input.ndim - 1)
    classes = input.shape[axis]
    check_weight("cross_entropy", weight, classes)
    if label_smoothing:
        target = target * (1.0 - label_smoothing) + label_smoothing / classes
    terms = input.log_softmax(axis) * target
    if weight is not None:
        terms = terms * weight.reshape((classes, *[1] * (input.ndim - axis - 1)))
    return reduced("cross_entropy", -terms.sum(axis), reduction)


def class_rows(input: Tensor) -> Tensor:
    """The axis of the classes last, and all others one: (N, classes, d1, ...) -> (N * d1 * ..., classes)."""
    if input.ndim == 2:
        return input
    if input.ndim == 1:
        return input.unsqueeze(0)
    classes = input.shape[1]
    return input.movedim(1, -1).reshape((input.numel() // max(classes, 1), classes))


def check_labels(name: str, input: Any, target: Any, weight: Any, ignore_index: int) -> tuple[np.ndarray, bool]:
    """The labels in host memory, and whether one of them is to be ignored. Raises for what does not fit."""
    check_tensor(name, input)
    check_tensor(name, target)
    if not is_float(input.dtype) or target.dtype is not int64:
        raise DTypeError(
            f"{name} wants an input of floats and labels of int64, got {input.dtype} and {target.dtype}: use .float() "
            "and .long()"
        )
    if input.value.backend is not target.value.backend:
        raise DeviceError(f"{name} wants input and target on one device, got {input.device} and {target.device}")
    shape = input.shape
    if not shape or target.shape != (shape[:1] if len(shape) > 1 else ()) + shape[2:]:
        raise LayoutError(
            f"{name} wants labels of shape (N, d1, ...) for an input (N, classes, d1, ...), "
            f"got {target.shape} for {shape}" + (": use .argmax(1)" if target.shape == shape else "")
        )
    classes = shape[min(1, len(shape) - 1)]
    check_weight(name, weight, classes)
    if type(ignore_index) is not int:
        check_whole(name, ignore_index=ignore_index)
    labels = target.value.numpy()
    if not 0 <= ignore_index < classes and labels.size and is_class(labels, classes):
        return labels, False
    inside = (labels >= 0) & (labels < classes)
    ignored = labels == ignore_index
    wrong = labels[~(inside | ignored)]
    if wrong.size:
        raise IndexError(
            f"{name} wants labels from 0 to {classes - 1}, or {ignore_index} to ignore, got {wrong.flat[0]}"
        )
    return labels, bool(ignored.any())


def check_weight(name: str, weight: Any, classes: int) -> None:
    """Raise LayoutError unless there is a weight for every class, or none at all."""
    if weight is None:
        return
    check_tensor(name, weight)
    if weight.shape != (classes,):
        raise LayoutError(f"{name} wants a weight for each of {classes} classes, got shape {weight.shape}")


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """int64 of shape (..., num_classes): 1 where the label says, else 0; -1 makes as many classes as there must be."""
    check_tensor("one_hot", tensor)
    return tensor.one_hot(num_classes)
