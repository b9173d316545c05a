# Made from solutions/tinytorch/nn/functional/normalization.py by `autograder build`.
"""Layer norm and RMS norm: the numbers of each row brought to one size, whatever came in.

layer_norm(x, (features,), weight, bias)     mean 0 and variance 1, then times weight, plus bias
rms_norm(x, (features,), weight)             mean square 1, then times weight
normalize(x, dim=1)                          length 1 along an axis

`normalized_shape` are the last axes, which make up a row. Where a backend has a kernel, that does it in one visit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tinytorch.nn.functional.fused import fused_layer_norm, fused_rms_norm
from tinytorch.tensors.arguments import check_number, said
from tinytorch.tensors.dtypes import DTypeError, is_float
from tinytorch.tensors.layout import LayoutError, Shape
from tinytorch.tensors.methods.arithmetic import check_tensor
from tinytorch.tensors.tensor import Tensor


def as_sides(normalized_shape: int | Sequence[int]) -> Shape:
    """The sides of a row: 4 stands for (4,)."""
    if isinstance(normalized_shape, int):
        return (normalized_shape,)
    if not isinstance(normalized_shape, Sequence):
        raise TypeError(f"a norm wants a whole number, or several, as normalized_shape, got {said(normalized_shape)}")
    return tuple(normalized_shape)


def row_axes(name: str, input: Any, normalized_shape: int | Sequence[int], *affine: Any) -> tuple[int, ...]:
    """The axes that make up a row, counted from the end: (-1,) for one side. `affine` are weight and bias.

    Raises LayoutError unless the input ends in the sides of a row, and weight and bias have them.
    """
    check_tensor(name, input)
    sides = as_sides(normalized_shape)
    if not sides or input.shape[-len(sides) :] != sides:
        raise LayoutError(f"{name} wants an input of shape (..., {', '.join(map(str, sides))}), got {input.shape}")
    if not is_float(input.dtype):
        raise DTypeError(f"{name} wants float32 or float64, got {input.dtype}: use .float()")
    for x in affine:
        if x is not None and getattr(x, "shape", None) != sides:
            check_tensor(name, x)
            raise LayoutError(f"{name} wants weight and bias of shape {sides}, got {x.shape}")
    return tuple(range(-len(sides), 0))


def layer_norm(
    input: Tensor,
    normalized_shape: int | Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """(x - mean) / sqrt(variance + eps) * weight + bias, with the mean and variance of each row by itself.

    `eps` keeps a row of equal numbers from being divided by 0. Weight and bias, of the shape of a row, may be None.
    Source: Ba, Kiros and Hinton, 2016.

    1. `mean` and `var` take the axes and keepdim=True, so that the result can be broadcast against the input.
    2. The variance is that of all numbers there are: unbiased=False.
    """
    axes = row_axes("layer_norm", input, normalized_shape, weight, bias)
    if type(eps) is not float:
        check_number("layer_norm", eps=eps)
    fused = fused_layer_norm(input, weight, bias, eps, len(axes))
    if fused is not None:
        return fused
    # TODO: Implement for Task 4.2
    raise NotImplementedError("Need to implement for Task 4.2")


def rms_norm(
    input: Tensor, normalized_shape: int | Sequence[int], weight: Tensor | None = None, eps: float | None = None
) -> Tensor:
    """x / sqrt(mean of x^2 + eps) * weight, row by row; without an eps it is the smallest step of 1 in the dtype.

    Source: Zhang and Sennrich, 2019.
    """
    axes = row_axes("rms_norm", input, normalized_shape, weight)
    small = float(np.finfo(input.dtype).eps) if eps is None else eps
    if type(small) is not float:
        check_number("rms_norm", eps=eps)
    fused = fused_rms_norm(input, weight, small, len(axes))
    if fused is not None:
        return fused
    normal = input * (input.square().mean(axes, keepdim=True) + small).rsqrt()
    return normal if weight is None else normal * weight


def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Tensor:
    """x / max(norm of x along an axis, eps): vectors of length 1; what is shorter than eps stays short."""
    check_tensor("normalize", input)
    return input / input.norm(p, dim, keepdim=True).clamp(min=eps)
