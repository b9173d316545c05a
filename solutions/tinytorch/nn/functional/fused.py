"""Layers that a backend may offer whole: one kernel visits each row once, where composed rules visit it often.

Forward and backward ask the backend's kernel. Under `create_graph` the gradient is a Tensor, and a composed rule takes
over, so that it can be differentiated again. What a kernel keeps of a row besides is no Array: nothing of it is lifted.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from tinytorch.autograd.engine import Function, Node
from tinytorch.nn.functional.affine import rows
from tinytorch.scalars import operators
from tinytorch.tensors.array import Array
from tinytorch.tensors.dtypes import int64, is_float
from tinytorch.tensors.tensor import Tensor

# --- Layer norm and RMS norm of rows


class FusedLayerNorm(Function):
    """(a - mean) / sqrt(variance + eps) * weight + bias, for rows along the last axis."""

    @staticmethod
    def forward(ctx: Node, a: Any, weight: Any, bias: Any, *, eps: float) -> Any:
        """The backend's `layer_norm`, which gives the result and what its way back needs."""
        result, kept = a.backend.layer_norm(a, weight, bias, eps)
        ctx.save_for_backward(a, weight, eps, kept)
        return Array.fresh(result, a.shape, a.backend)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, ...]:
        """The backend's `layer_norm_back`."""
        a, weight, eps, kept = ctx.saved_values
        if type(d_output) is not Array:
            return norm_back(a, weight, d_output, eps, centred=True)
        made = a.backend.layer_norm_back(a, weight, d_output, kept)
        return tuple(Array.fresh(d, x.shape, a.backend) for d, x in zip(made, (a, weight, weight), strict=True))


class FusedRMSNorm(Function):
    """a / sqrt(mean of a^2 + eps) * weight, for rows along the last axis."""

    @staticmethod
    def forward(ctx: Node, a: Any, weight: Any, *, eps: float) -> Any:
        """The backend's `rms_norm`, which gives the result and what its way back needs."""
        result, kept = a.backend.rms_norm(a, weight, eps)
        ctx.save_for_backward(a, weight, eps, kept)
        return Array.fresh(result, a.shape, a.backend)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, ...]:
        """The backend's `rms_norm_back`."""
        a, weight, eps, kept = ctx.saved_values
        if type(d_output) is not Array:
            return norm_back(a, weight, d_output, eps, centred=False)[:2]
        made = a.backend.rms_norm_back(a, weight, d_output, kept)
        return tuple(Array.fresh(d, x.shape, a.backend) for d, x in zip(made, (a, weight), strict=True))


def norm_back(a: Any, weight: Any, d: Any, eps: float, *, centred: bool) -> tuple[Any, Any, Any]:
    """The gradients by a, weight and bias, composed; without `centred` those of RMS norm, whose mean is taken to be 0.

    With n = (a - mean) * rate and g = d * weight, row by row: rate * (g - mean(g) - n * mean(g * n)).
    """
    shape, a, d = a.shape, rows(a), rows(d)
    apart = a - a.mean(1, keepdim=True) if centred else a
    rate = (apart.square().mean(1, keepdim=True) + eps).rsqrt()
    normal, g = apart * rate, d * weight
    pull = g - normal * (g * normal).mean(1, keepdim=True)
    d_a = rate * (pull - g.mean(1, keepdim=True) if centred else pull)
    return d_a.reshape(shape), (d * normal).sum(0), d.sum(0)


def fused_layer_norm(input: Tensor, weight: Any, bias: Any, eps: float, count: int) -> Tensor | None:
    """Layer norm over the last `count` axes by the backend's kernel; None where it has none for these numbers."""
    if not offered("layer_norm", input, weight, bias):
        return None
    x = in_rows(input, count)
    result = FusedLayerNorm.apply(x, as_row(weight, x, 1.0), as_row(bias, x, 0.0), eps=eps)
    return result if count == 1 else result.reshape(input.shape)


def fused_rms_norm(input: Tensor, weight: Any, eps: float, count: int) -> Tensor | None:
    """RMS norm over the last `count` axes by the backend's kernel; None where it has none for these numbers."""
    if not offered("rms_norm", input, weight):
        return None
    x = in_rows(input, count)
    result = FusedRMSNorm.apply(x, as_row(weight, x, 1.0), eps=eps)
    return result if count == 1 else result.reshape(input.shape)


def offered(kernel: str, input: Any, *others: Any) -> bool:
    """Whether the input's backend has this kernel, and can use it: elements, all of one kind and on one device."""
    x = input.value
    if not hasattr(x.backend, kernel) or x.layout.size == 0:
        return False
    values = [other.value for other in others if other is not None]
    return all(value.backend is x.backend and value.dtype is x.dtype for value in values)


def in_rows(x: Tensor, count: int) -> Tensor:
    """The last `count` axes made one."""
    return x if count == 1 else x.reshape((*x.shape[:-count], prod(x.shape[-count:])))


def as_row(given: Tensor | None, x: Tensor, number: float) -> Tensor:
    """A weight or bias in one row as wide as those of x; where none is given, the number everywhere."""
    width = x.shape[-1:]
    if given is None:
        return Tensor(Array.full(width, number, x.dtype, x.value.backend))
    return given if given.ndim == 1 else given.reshape(width)


# --- Cross-entropy of rows


UNSIGNED = np.dtype(np.uint64)


class CrossEntropy(Function):
    """scale * the sum over rows i of -log_softmax(a)[i, labels[i]]; where scale is None, each row's by itself.

    The gradient is softmax(a) - one_hot(labels): what makes a right label likely pulls at all scores of its row.
    """

    @staticmethod
    def forward(ctx: Node, a: Any, *, labels: np.ndarray, scale: float | None) -> Any:
        """(n, classes) and n labels in host memory -> () or (n,). What softmax divides is kept for backward."""
        shifted = a - a.amax((1,), keepdim=True).expand(a.shape)
        powers = operators.exp(shifted)
        totals = powers.sum((1,), keepdim=True)  # (n, classes) -> (n, 1)
        where = places(labels, a)
        ctx.save_for_backward(a, powers, totals, where, scale)
        losses = operators.log(totals).reshape(labels.shape) - shifted.reshape((a.layout.size,)).gather_rows(where)
        return losses if scale is None else losses.sum((0,)) * scale

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """scale * d * (softmax(a) - one_hot(labels))."""
        a, powers, totals, where, scale = ctx.saved_values
        if type(d_output) is not Array:
            return cross_entropy_back(a, d_output, where, scale)
        each = column(d_output if scale is None else d_output * scale, a.shape[0])
        return powers * (each / totals).expand(a.shape) - hits(each, where, a.shape)


class FusedCrossEntropy(Function):
    """The same by a kernel that makes the gradient along with the loss."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, labels: np.ndarray, scale: float | None) -> Any:
        """The backend's `cross_entropy`, which gives the losses, or scale * their sum, and the gradient."""
        losses, slopes = a.backend.cross_entropy(a, labels, scale)
        gradient = Array.fresh(slopes, a.shape, a.backend)
        gradient.buffer.owned = True  # by the record: nobody may take it over
        ctx.save_for_backward(a, gradient, labels, scale)
        return Array.fresh(losses, losses.shape, a.backend)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """d times what forward made; which it is already where d is 1, as at the start of backward."""
        a, slopes, labels, scale = ctx.saved_values
        if type(d_output) is not Array:
            return cross_entropy_back(a, d_output, places(labels, a.value), scale)
        if scale is not None and d_output.numpy().item() == 1.0:
            return slopes
        return column(d_output, a.shape[0]).expand(a.shape) * slopes


def cross_entropy_back(a: Any, d: Any, where: Array, scale: float | None) -> Any:
    """The gradient of both, composed of what can be differentiated again."""
    each = column(d if scale is None else d * scale, a.shape[0])
    return a.softmax(1) * each.expand(a.shape) - hits(each, where, a.shape)


def hits(each: Any, where: Array, shape: tuple[int, ...]) -> Any:
    """A matrix of zeros with each row's number at the row's label."""
    return each.reshape(where.shape).scatter_rows(where, prod(shape)).reshape(shape)


def places(labels: np.ndarray, a: Array) -> Array:
    """Where the element of each row's label stands among all elements of a, row after row."""
    count, classes = a.shape
    return Array.from_numpy(labels + np.arange(count) * classes, a.backend)


def column(d: Any, count: int) -> Any:
    """One number, or one for each row, as a column with a number for each row."""
    return d.reshape((*d.shape, 1) if d.shape else (1, 1)).expand((count, 1))


def cross_entropy_rows(input: Tensor, labels: np.ndarray, scale: float | None) -> Tensor:
    """CrossEntropy of a matrix, by the backend's kernel where it has one."""
    value = input.value
    fused = hasattr(value.backend, "cross_entropy") and 0 not in value.layout.shape
    return (FusedCrossEntropy if fused else CrossEntropy).apply(input, labels=labels, scale=scale)


def ready(input: Any, target: Any, ignore_index: int) -> np.ndarray | None:
    """The labels in host memory, if all is as it mostly is: a matrix of scores, a class for each row; else None."""
    x, y = getattr(input, "value", None), getattr(target, "value", None)
    if x is None or y is None or y.buffer.data.dtype is not int64 or not is_float(x.buffer.data.dtype):
        return None
    shape = x.layout.shape
    if len(shape) != 2 or y.layout.shape != shape[:1] or y.backend is not x.backend or 0 <= ignore_index < shape[1]:
        return None
    labels: np.ndarray = y.numpy()
    return labels if labels.size and is_class(labels, shape[1]) else None


def is_class(labels: np.ndarray, classes: int) -> bool:
    """Whether all labels lie between 0 and the number of classes: without a sign, -1 is 2^64 - 1."""
    numbers = labels.view(UNSIGNED)
    return int(numbers.item(numbers.argmax())) < classes  # for a batch `max` takes longer
