# Made from solutions/tinytorch/nn/functional/activations.py by `autograder build`.
"""The bends of networks as functions: each is the method of a Tensor under the same name.

`inplace` is taken so that PyTorch's code runs as it stands: the result is the same, in memory of its own.
"""

from __future__ import annotations

from typing import Any

from tinytorch.tensors.functions.pointwise import Softplus
from tinytorch.tensors.methods.arithmetic import check_tensor
from tinytorch.tensors.tensor import Tensor


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """x where it is positive, else 0."""
    check_tensor("relu", input)
    return input.relu()


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x where it is positive, else negative_slope * x."""
    check_tensor("leaky_relu", input)
    return input.leaky_relu(negative_slope)


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x where it is positive, else alpha * (e^x - 1)."""
    check_tensor("elu", input)
    return input.elu(alpha)


def gelu(input: Tensor, approximate: str = "none") -> Tensor:
    """x times the chance that a normal number is below x; with approximate="tanh" by a formula with tanh."""
    check_tensor("gelu", input)
    return input.gelu(approximate)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x * sigmoid(x)."""
    check_tensor("silu", input)
    return input.silu()


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + e^-x)."""
    check_tensor("sigmoid", input)
    return input.sigmoid()


def tanh(input: Tensor) -> Tensor:
    """The hyperbolic tangent."""
    check_tensor("tanh", input)
    return input.tanh()


def softplus(input: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    """ln(1 + e^(beta x)) / beta; x itself where beta x is above the threshold."""
    check_tensor("softplus", input)
    return input.softplus(beta, threshold)


def logsigmoid(input: Tensor) -> Tensor:
    """ln(1 / (1 + e^-x)) = -ln(1 + e^-x), without overflow: near 0 for large x, near x for very negative x."""
    check_tensor("logsigmoid", input)
    return -Softplus.apply(-input)


def softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """e^x / (sum of e^x) along an axis: probabilities."""
    check_tensor("softmax", input)
    return input.softmax(dim, dtype=dtype)


def log_softmax(input: Tensor, dim: int, dtype: Any = None) -> Tensor:
    """The logarithms of softmax, without overflow."""
    check_tensor("log_softmax", input)
    return input.log_softmax(dim, dtype=dtype)
