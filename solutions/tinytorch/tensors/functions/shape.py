"""Operations that move elements without computing, and their gradients.

Each of them is a matrix of zeros and ones, and the gradient goes through its transpose. What permuted is permuted back.
What repeated an element adds up what arrives at the copies: the transpose of a repeat is a sum. What picked some of the
elements puts theirs back among zeros.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinytorch.autograd.engine import Function, Node
from tinytorch.tensors.array import Array
from tinytorch.tensors.indexing import View, element, parts, windows
from tinytorch.tensors.layout import Shape


class Permute(Function):
    """The axes in another order: axis k of the result is axis order[k] of a."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, order: Sequence[int]) -> Any:
        """a.permute(order). Backward needs the order."""
        ### BEGIN SOLUTION 4
        ctx.save_for_backward(order)
        return a.permute(order)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """Undo it: axis order[k] goes back to where k is.

        For order (2, 0, 1) the way back is (1, 2, 0): find the place of each axis in the order.
        """
        ### BEGIN SOLUTION 4
        (order,) = ctx.saved_values
        return d_output.permute(tuple(order.index(axis) for axis in range(len(order))))
        ### END SOLUTION


class Reshape(Function):
    """The same elements in reading order, in a box of another shape."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, shape: Shape) -> Any:
        """a.reshape(shape). Backward needs the old shape."""
        ### BEGIN SOLUTION 4
        ctx.save_for_backward(a.shape)
        return a.reshape(shape)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """The gradient in the shape that a had."""
        ### BEGIN SOLUTION 4
        (shape,) = ctx.saved_values
        return d_output.reshape(shape)
        ### END SOLUTION


class Expand(Function):
    """The same elements, repeated along sides of 1 and along new axes in front: what broadcasting is made of."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, shape: Shape) -> Any:
        """a.expand(shape), as an Array of its own even where the shape is that of a: `lift` tells them apart by it."""
        ctx.save_for_backward(a.shape)
        return a.view(a.layout.expand(shape))

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """An element that stood in n places moved the loss n times: add up what arrives at its copies.

        (3, 1) was expanded to (2, 3, 4): the sum goes along axis 0, which is new, and along axis 2, which was 1 long.
        Then `reshape` gives it the shape (3, 1) again.

        1. Line the old shape up with the new one at the last axis.
        2. Sum along the new axes and along those whose side was 1 and is not any more.
        """
        ### BEGIN SOLUTION 4
        (shape,) = ctx.saved_values
        new = len(d_output.shape) - len(shape)
        repeated = [new + k for k, side in enumerate(shape) if side == 1 and d_output.shape[new + k] != 1]
        return d_output.sum((*range(new), *repeated)).reshape(shape)
        ### END SOLUTION


class Pick(Function):
    """Some of the elements, each at most once: `view` turns the layout of all into the layout of these."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, view: View) -> Any:
        """a.pick(view), for a slice such as a[1:, 0]. Backward needs the shape of a, and the view."""
        ### BEGIN SOLUTION 4
        ctx.save_for_backward(a.shape, view)
        return a.pick(view)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """What was not picked did not move the loss: zeros, and the gradient in the places that were picked."""
        ### BEGIN SOLUTION 4
        shape, view = ctx.saved_values
        return d_output.place(shape, view)
        ### END SOLUTION


class Place(Function):
    """Zeros of `shape`, with a written where `view` picks: padding, dilation, the way back from a slice."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, shape: Shape, view: View) -> Any:
        """a.place(shape, view)."""
        ctx.save_for_backward(view)
        return a.place(shape, view)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """The gradient where a was written; what arrives at the zeros is lost."""
        (view,) = ctx.saved_values
        return d_output.pick(view)


class Pad(Function):
    """An array of `shape` full of one number, with a written where `view` picks: Place, where the number is 0."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, shape: Shape, view: View, number: float) -> Any:
        """Fill, then write."""
        ctx.save_for_backward(view)
        whole = Array.full(shape, number, a.dtype, a.backend)
        whole.pick(view).fill(a)
        return whole

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """The gradient where a was written."""
        (view,) = ctx.saved_values
        return d_output.pick(view)


class Join(Function):
    """Arrays side by side in an array of `shape`: each is written where its view picks, and nothing is left over."""

    @staticmethod
    def forward(ctx: Node, *arrays: Any, shape: Shape, views: Sequence[View]) -> Any:
        """Write each to its place."""
        ctx.save_for_backward(views)
        whole = Array.full(shape, 0, arrays[0].dtype, arrays[0].backend)
        for view, a in zip(views, arrays, strict=True):
            whole.pick(view).fill(a)
        return whole

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, ...]:
        """Each gets the gradient of its place."""
        (views,) = ctx.saved_values
        return tuple(d_output.pick(view) for view in views)


class Windows(Function):
    """All windows of `size` elements along an axis, every `step`-th, as a new axis at the end."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, axis: int, size: int, step: int) -> Any:
        """A view: windows that overlap share their elements."""
        ctx.save_for_backward(a.shape, axis, size, step)
        return a.pick(windows(axis, size, step))

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """No element comes first in two windows, none second in two, ...: place those gradients, and add up."""
        shape, axis, size, step = ctx.saved_values
        last, count = len(shape), d_output.shape[axis]
        total = None
        for k in range(size):
            d = d_output.pick(lambda layout, k=k: element(layout, last, k)).place(shape, parts((axis, k, count, step)))
            total = d if total is None else total + d
        return total


class Copy(Function):
    """The same numbers in memory of their own."""

    @staticmethod
    def forward(ctx: Node, a: Any) -> Any:
        """a.copy()."""
        return a.copy()

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """The gradient as it is."""
        return d_output
