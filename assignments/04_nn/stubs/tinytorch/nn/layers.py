# Made from solutions/tinytorch/nn/layers.py by `autograder build`.
"""The layers that a network is put together from.

Linear(784, 256), Flatten(), Dropout(0.2), LayerNorm(256), RMSNorm(256), Identity()

Names, arguments and first values are PyTorch's. What they compute stands in functional/; the bends have a file of their
own, activations.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tinytorch.nn.functional.affine import linear
from tinytorch.nn.functional.dropout import check_chance, dropout
from tinytorch.nn.functional.normalization import as_sides, layer_norm, rms_norm
from tinytorch.nn.init import ones_, uniform_, zeros_
from tinytorch.nn.module import Module
from tinytorch.nn.parameter import Parameter
from tinytorch.tensors.arguments import check_number
from tinytorch.tensors.creation import empty, ones, zeros
from tinytorch.tensors.methods.arithmetic import check_tensor
from tinytorch.tensors.methods.shape import several
from tinytorch.tensors.tensor import Tensor


class Linear(Module):
    """y = x W^T + b: (..., in_features) -> (..., out_features)."""

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, device: str | None = None, dtype: Any = None
    ) -> None:
        """The parameters: `self.weight` (out_features, in_features) and `self.bias` (out_features,), or None without.

        `empty(*shape, dtype=dtype, device=device)` makes a tensor, and Parameter one that training changes. Then
        `self.reset_parameters()` fills them with their first numbers. `extra_repr` and others want `self.in_features`
        and `self.out_features`.
        """
        # TODO: Implement for Task 4.2
        raise NotImplementedError("Need to implement for Task 4.2")

    def reset_parameters(self) -> None:
        """Both even over [-r, r) with r = 1 / sqrt(in_features): PyTorch's choice."""
        reach = 1.0 / math.sqrt(self.in_features) if self.in_features else 0.0
        for parameter in self.parameters():
            uniform_(parameter, -reach, reach)

    def forward(self, input: Tensor) -> Tensor:
        """(..., in_features) -> (..., out_features)."""
        return linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class Identity(Module):
    """What comes in. It takes any arguments, so that it can stand in for another layer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def forward(self, input: Tensor) -> Tensor:
        """The input."""
        return input


class Flatten(Module):
    """The axes from start_dim to end_dim, made one: pictures (N, C, H, W) become rows (N, C * H * W)."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input: Tensor) -> Tensor:
        """input.flatten(start_dim, end_dim)."""
        check_tensor("Flatten", input)  # an ndarray has a flatten of another kind
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """One axis, made several again: rows (N, C * H * W) become pictures (N, C, H, W) by Unflatten(1, (C, H, W))."""

    def __init__(self, dim: int, unflattened_size: Sequence[int]) -> None:
        self.dim, self.unflattened_size = dim, several(unflattened_size)

    def forward(self, input: Tensor) -> Tensor:
        """input.unflatten(dim, unflattened_size)."""
        check_tensor("Unflatten", input)
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


class Dropout(Module):
    """In training each number is 0 with the chance p, else divided by 1 - p; after eval() nothing is changed."""

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        check_chance(p)
        self.p, self.inplace = p, inplace

    def forward(self, input: Tensor) -> Tensor:
        """functional.dropout, as long as the module is being trained."""
        return dropout(input, self.p, self.training)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class LayerNorm(Module):
    """(x - mean) / sqrt(variance + eps) * weight + bias, for each row by itself; `normalized_shape` is that of a row.

    weight, bias   of the shape of a row, 1 and 0 at first; None without elementwise_affine, or the bias without `bias`
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        device: str | None = None,
        dtype: Any = None,
    ) -> None:
        check_number("LayerNorm", eps=eps)
        self.normalized_shape = as_sides(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        shape, kind = self.normalized_shape, {"dtype": dtype, "device": device}
        self.weight = Parameter(ones(shape, **kind)) if elementwise_affine else None
        self.bias = Parameter(zeros(shape, **kind)) if elementwise_affine and bias else None

    def reset_parameters(self) -> None:
        """The weight 1, the bias 0."""
        if self.weight is not None:
            ones_(self.weight)
        if self.bias is not None:
            zeros_(self.bias)

    def forward(self, input: Tensor) -> Tensor:
        """(..., *normalized_shape) -> the same shape."""
        return layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        affine = f"elementwise_affine={self.elementwise_affine}, bias={self.bias is not None}"
        return f"{self.normalized_shape}, eps={self.eps}, {affine}"


class RMSNorm(Module):
    """x / sqrt(mean of x^2 + eps) * weight, for each row by itself; `normalized_shape` is that of a row.

    weight   of the shape of a row, 1 at first; None without elementwise_affine
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        device: str | None = None,
        dtype: Any = None,
    ) -> None:
        if eps is not None:
            check_number("RMSNorm", eps=eps)
        self.normalized_shape = as_sides(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        shape = self.normalized_shape
        self.weight = Parameter(ones(shape, dtype=dtype, device=device)) if elementwise_affine else None

    def reset_parameters(self) -> None:
        """The weight 1."""
        if self.weight is not None:
            ones_(self.weight)

    def forward(self, input: Tensor) -> Tensor:
        """(..., *normalized_shape) -> the same shape."""
        return rms_norm(input, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
