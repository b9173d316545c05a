"""Operations that make one number of many along some axes, and their gradients.

`axes` are counted from the front, each once, and with keepdim they stay, 1 long. The gradient comes back along them
by `restore`, which undoes the reduction's change of shape.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tinytorch.autograd.engine import Function, Node
from tinytorch.autograd.functions import Comparison
from tinytorch.scalars import operators
from tinytorch.tensors import elementary
from tinytorch.tensors.array import Array
from tinytorch.tensors.dtypes import bool_
from tinytorch.tensors.layout import Layout, Shape

Axes = tuple[int, ...]


def restore(d: Any, shape: Shape, axes: Axes) -> Any:
    """d, the gradient by a reduction of `shape` along `axes`, repeated along those axes to `shape` again."""
    return d.reshape(tuple(1 if k in axes else side for k, side in enumerate(shape))).expand(shape)


class Sum(Function):
    """The sum along some axes."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, axes: Axes, keepdim: bool) -> Any:
        """a.sum(axes, keepdim). Backward needs the shape of a, and the axes."""
        ### BEGIN SOLUTION 4
        ctx.save_for_backward(a.shape, axes)
        return a.sum(axes, keepdim)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """Each summand moves the sum as much as it moves itself: the transpose of a sum is a repeat."""
        ### BEGIN SOLUTION 4
        return restore(d_output, *ctx.saved_values)
        ### END SOLUTION


class Mean(Function):
    """The sum along some axes, divided by how many there are."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, axes: Axes, keepdim: bool) -> Any:
        """a.sum(axes, keepdim) / count; of nothing, 0 times nan, for NumPy would warn of 0 / 0."""
        count = math.prod([a.shape[k] for k in axes])
        ctx.save_for_backward(a.shape, axes, count)
        total = a.sum(axes, keepdim)
        return total / count if count else total * math.nan

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """Each moves the mean by its share."""
        shape, axes, count = ctx.saved_values
        return restore(d_output / max(count, 1), shape, axes)


class AMax(Function):
    """The largest along some axes; where several are, they share the gradient evenly."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, axes: Axes, keepdim: bool) -> Any:
        """a.amax(axes, keepdim). Backward needs a, the result and the axes."""
        ### BEGIN SOLUTION 4
        result = a.amax(axes, keepdim)
        ctx.save_for_backward(a, result, axes)
        return result
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """Only the winners moved the result. A mask of 1 where a equals the result, divided by how many there are.

        `(x == y).to(d_output.dtype)` is 1.0 where two arrays are equal, and 0.0 elsewhere.
        """
        ### BEGIN SOLUTION 4
        a, result, axes = ctx.saved_values
        winners = (a == restore(result, a.shape, axes)).to(d_output.dtype)
        count = winners.sum(axes, keepdim=True).expand(a.shape)
        return restore(d_output, a.shape, axes) * winners / count
        ### END SOLUTION


class AMin(AMax):
    """The smallest along some axes; where several are, they share the gradient evenly."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, axes: Axes, keepdim: bool) -> Any:
        """a.amin(axes, keepdim). Backward is that of AMax: it asks who equals the result."""
        result = a.amin(axes, keepdim)
        ctx.save_for_backward(a, result, axes)
        return result


class Var(Function):
    """The sum of (a - mean)^2 along some axes, divided by `divisor`: how far the numbers lie from their mean."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, axes: Axes, keepdim: bool, divisor: float) -> Any:
        """Two passes, the mean first: the mean of squares less the square of the mean would lose all digits."""
        ctx.save_for_backward(a, axes, divisor)
        apart = centred(a, axes)
        return (apart * apart).sum(axes, keepdim) / divisor

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """2 (a - mean) / divisor: the mean moves, too, but the sum of a - mean, which that is times, is 0."""
        a, axes, divisor = ctx.saved_values
        return restore(d_output, a.shape, axes) * (centred(a, axes) * (2.0 / divisor if divisor else math.inf))


def centred(a: Any, axes: Axes) -> Any:
    """a - mean along the axes; equal numbers give exactly 0, for the first of them is subtracted before the mean is."""
    count = math.prod(a.shape[k] for k in axes)
    if count == 0:
        return a

    def first(layout: Layout) -> Layout:
        for k in axes:
            layout = layout.slice(k, 0, 1, 1)
        return layout

    apart = a - a.pick(first).expand(a.shape)
    return apart - (apart.sum(axes, keepdim=True) / count).expand(a.shape)


class CumSum(Function):
    """The sum of the elements so far along one axis."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, axis: int) -> Any:
        """a.cumsum(axis)."""
        ctx.save_for_backward(axis)
        return a.cumsum(axis)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """An element is in all sums from its own place on: sum from the far end."""
        (axis,) = ctx.saved_values

        def turned(layout: Layout) -> Layout:
            side = layout.shape[axis]
            return layout.slice(axis, side - 1, side, -1) if side else layout

        return d_output.pick(turned).cumsum(axis).pick(turned)


class LogSoftmax(Function):
    """a - ln(sum of e^a) along one axis: the logarithms of probabilities that add up to 1."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, axis: int) -> Any:
        """Subtract the largest along the axis first: the answer is the same, and no e^a overflows.

        Backward is written with the result r alone: save that. `operators.exp` and `operators.log` take arrays.
        """
        ### BEGIN SOLUTION 4
        shifted = a - a.amax((axis,), keepdim=True).expand(a.shape)
        total = operators.exp(shifted).sum((axis,), keepdim=True)
        result = shifted - operators.log(total).expand(a.shape)
        ctx.save_for_backward(result, axis)
        return result
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """d - e^r * (sum of d along the axis); e^r are the probabilities."""
        ### BEGIN SOLUTION 4
        result, axis = ctx.saved_values
        return d_output - operators.exp(result) * d_output.sum((axis,), keepdim=True).expand(result.shape)
        ### END SOLUTION


class Softmax(Function):
    """e^a / (sum of e^a) along one axis: positive numbers that add up to 1."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, axis: int) -> Any:
        """The largest is subtracted first, so that no e^a overflows."""
        powers = operators.exp(a - a.amax((axis,), keepdim=True).expand(a.shape))
        result = powers / powers.sum((axis,), keepdim=True).expand(a.shape)
        ctx.save_for_backward(result, axis)
        return result

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """p * (d - (sum of d * p along the axis))."""
        p, axis = ctx.saved_values
        return p * (d_output - (d_output * p).sum((axis,), keepdim=True).expand(p.shape))


class LogSumExp(Function):
    """ln(sum of e^a) along some axes."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, axes: Axes, keepdim: bool) -> Any:
        """The largest is subtracted first and added again, unless it is infinite: then it is the answer as it is."""
        largest = a.amax(axes, keepdim=True)
        shift = elementary.where(elementary.is_finite(largest), largest, 0.0)
        result = operators.log(operators.exp(a - shift.expand(a.shape)).sum(axes, keepdim=True)) + shift
        if not keepdim:
            result = result.reshape(tuple(side for k, side in enumerate(a.shape) if k not in axes))
        ctx.save_for_backward(a, result, axes)
        return result

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """d * e^(a - result): the probabilities of softmax."""
        a, result, axes = ctx.saved_values
        return restore(d_output, a.shape, axes) * operators.exp(a - restore(result, a.shape, axes))


# --- Answers that jump: no gradient flows through them


class AnyOf(Comparison):
    """Whether any along some axes is not 0."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, axes: Axes, keepdim: bool) -> Any:
        """a.reduce(either), of bools."""
        return bools(a).reduce(elementary.either, False, axes, keepdim)


class AllOf(Comparison):
    """Whether all along some axes are not 0."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, axes: Axes, keepdim: bool) -> Any:
        """a.reduce(both), of bools."""
        return bools(a).reduce(elementary.both, True, axes, keepdim)


def bools(a: Array) -> Array:
    """True where it is not 0."""
    return a if a.dtype == bool_ else a.to(bool_)


class ArgMax(Comparison):
    """The index of the largest along one axis, the first of several; nan is larger than all."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, axis: int) -> Any:
        """An int64 array, 1 long along the axis."""
        return first_best(a, axis, "argmax")


class ArgMin(Comparison):
    """The index of the smallest along one axis, the first of several; nan is smaller than all."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, axis: int) -> Any:
        """An int64 array, 1 long along the axis."""
        return first_best(a, axis, "argmin")


def first_best(a: Array, axis: int, kernel: str) -> Array:
    """The index of the first element along the axis that is the largest (kernel "argmax") or smallest, or nan.

    A backend without such a kernel finds the extreme, and then the smallest index at which it, or nan, stands.
    """
    shape, native = a.shape, getattr(a.backend, kernel, None)
    if native is not None:
        return Array.fresh(native(a, axis), (*shape[:axis], 1, *shape[axis + 1 :]), a.backend)
    extreme = (a.amax if kernel == "argmax" else a.amin)((axis,), keepdim=True)
    winners = elementary.either(a == extreme.expand(shape), elementary.is_nan(a))
    side = [shape[axis] if k == axis else 1 for k in range(a.ndim)]
    numbers = Array.from_numpy(np.arange(shape[axis]).reshape(side), a.backend).expand(shape)
    return elementary.where(winners, numbers, shape[axis]).amin((axis,), keepdim=True)
