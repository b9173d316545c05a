"""The weighted sums of a layer, as one recorded call.

linear(x, weight, bias)     x W^T + b: (..., inputs), (outputs, inputs), (outputs,) -> (..., outputs)

However many axes stand in front, the product is one of two matrices: `rows` makes them one axis.
"""

from __future__ import annotations

from math import prod
from typing import Any, NoReturn

from tinytorch.autograd.engine import Function, Node
from tinytorch.tensors.array import Array
from tinytorch.tensors.dtypes import DTypeError, is_float
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.methods.arithmetic import DeviceError, check_tensor
from tinytorch.tensors.tensor import Tensor


def rows(x: Any) -> Any:
    """x as a matrix: (..., k) -> (n, k), where n counts the rows under all axes in front."""
    return x if len(x.shape) == 2 else x.reshape((prod(x.shape[:-1]), x.shape[-1]))


def under(y: Any, x: Any) -> Any:
    """The rows of y under the axes that x has in front: (n, m), (..., k) -> (..., m). It undoes `rows`."""
    return y if len(x.shape) == 2 else y.reshape((*x.shape[:-1], y.shape[-1]))


class Affine(Function):
    """y = x W^T + b: (..., inputs), (outputs, inputs), (outputs,) -> (..., outputs)."""

    @staticmethod
    def forward(ctx: Node, x: Any, weight: Any, bias: Any) -> Any:
        """rows(x) @ weight.mT + bias, under the axes of x. Backward needs x and the weight.

        Arrays are strict: `bias.expand(shape)` repeats the bias for each row.
        """
        ### BEGIN SOLUTION 2
        ctx.save_for_backward(x, weight)
        y = rows(x) @ weight.mT  # (n, inputs) @ (inputs, outputs) -> (n, outputs)
        return under(y + bias.expand(y.shape), x)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any, Any]:
        """dX = dY W, dW = dY^T X, db = the sum of dY over all rows. The shapes leave no other choice.

        1. D = rows(d_output), a matrix (n, outputs), and X = rows(x), (n, inputs).
        2. By x: D @ weight, which is (n, inputs), under the axes of x again. But None where the Tensor `ctx.inputs[0]`
           does not require a gradient: the first layer stands on data, and a third of its work is saved.
        3. By the weight: (outputs, n) @ (n, inputs). By the bias: `D.sum((0,))`, for it was added to every row.
        """
        ### BEGIN SOLUTION 2
        x, weight = ctx.saved_values
        d = rows(d_output)
        d_x = under(d @ weight, x) if ctx.inputs[0].requires_grad else None
        return d_x, d.mT @ rows(x), d.sum((0,))
        ### END SOLUTION


class FusedAffine(Affine):
    """The same by a backend that adds the bias to the products where they lie, and makes all gradients in one go."""

    @staticmethod
    def forward(ctx: Node, x: Any, weight: Any, bias: Any) -> Any:
        """The backend's `affine`; saved is what Affine saves."""
        ctx.save_for_backward(x, weight)
        made = x.backend.affine(x, weight, bias)
        return Array.fresh(made, made.shape, x.backend)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any, Any]:
        """The backend's `affine_back`; Affine's rule under `create_graph`, where the gradient is a Tensor."""
        if type(d_output) is not Array:
            return Affine.backward(ctx, d_output)
        x, weight = ctx.saved_values
        device = x.backend
        d_x, d_weight, d_bias = device.affine_back(x, weight, d_output, ctx.inputs[0].requires_grad)
        by_x = None if d_x is None else Array.fresh(d_x, d_x.shape, device)
        return by_x, Array.fresh(d_weight, d_weight.shape, device), Array.fresh(d_bias, d_bias.shape, device)


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input W^T + bias: (..., inputs), (outputs, inputs), (outputs,) -> (..., outputs).

    Raises LayoutError, DTypeError or DeviceError for tensors that do not fit.
    """
    if not fits(input, weight, bias):
        refuse(input, weight, bias)
    if bias is None:
        return input.matmul(weight.mT)
    fused = hasattr(weight.value.backend, "affine") and 0 not in weight.value.layout.shape
    return (FusedAffine if fused else Affine).apply(input, weight, bias)


def fits(input: Any, weight: Any, bias: Any) -> bool:
    """Whether the three have the shapes, the one kind of number and the one device that `linear` wants."""
    x, w = getattr(input, "value", None), getattr(weight, "value", None)
    if x is None or w is None:
        return False
    kind, sides = w.buffer.data.dtype, w.layout.shape
    if x.layout.shape[-1:] != sides[1:] or len(sides) != 2 or x.buffer.data.dtype is not kind or not is_float(kind):
        return False
    if x.backend is not w.backend:
        return False
    b = getattr(bias, "value", None)
    if b is None:
        return bias is None
    return b.layout.shape == sides[:1] and b.buffer.data.dtype is kind and b.backend is w.backend


def refuse(input: Any, weight: Any, bias: Any) -> NoReturn:
    """Raise the error for tensors that do not fit."""
    given = [input, weight] if bias is None else [input, weight, bias]
    for x in given:
        check_tensor("linear", x)
    kinds, devices, shapes = (", ".join(str(getattr(x, what)) for x in given) for what in ("dtype", "device", "shape"))
    if len({x.device for x in given}) > 1:
        raise DeviceError(f"linear wants input, weight and bias on one device, got {devices}: use .to()")
    if len({x.dtype for x in given}) > 1 or not is_float(input.dtype):
        raise DTypeError(f"linear wants input, weight and bias of one float dtype, got {kinds}: use .to()")
    if weight.ndim == 2 and input.shape[-1:] != weight.shape[1:]:
        raise LayoutError(
            f"linear wants an input of shape (..., {weight.shape[1]}) for a weight of shape {weight.shape}, "
            f"got {input.shape}"
        )
    wanted = "(..., inputs), (outputs, inputs)" + ("" if bias is None else " and (outputs,)")
    raise LayoutError(f"linear wants shapes {wanted}, got {shapes}")
