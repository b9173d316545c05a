"""How parameters begin: random numbers of the right size, written into a tensor in place.

xavier_uniform_(weight)                          for sigmoid and tanh
kaiming_normal_(weight, nonlinearity="relu")     for relu and its like

A layer adds up fan_in products, so the variance of its result is fan_in times that of its weights. Both schemes choose
the variance of the weights such that numbers keep their size from layer to layer. Names and defaults are PyTorch's.
"""

from __future__ import annotations

import math

import numpy as np

from tinytorch.autograd.engine import no_grad
from tinytorch.tensors.arguments import check_number, said
from tinytorch.tensors.dtypes import DTypeError, is_float
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.methods.arithmetic import check_tensor
from tinytorch.tensors.numpy_erf import erf
from tinytorch.tensors.random import Generator, source_of
from tinytorch.tensors.tensor import Tensor

GAINS = {"sigmoid": 1.0, "tanh": 5.0 / 3.0, "relu": math.sqrt(2.0), "selu": 0.75}
STRAIGHT = ("linear", *(f"conv{way}{k}d" for way in ("", "_transpose") for k in (1, 2, 3)))


def written(tensor: Tensor, numbers: np.ndarray | float) -> Tensor:
    """The tensor, with these numbers in its memory; nothing is recorded."""
    check_tensor("an initialisation", tensor)
    with no_grad():
        return tensor.copy_(numbers)


def source(tensor: Tensor, generator: Generator | None) -> np.random.Generator:
    """What draws numbers for the tensor: the default generator, unless one is given. Raises unless it takes floats."""
    check_tensor("an initialisation", tensor)
    if not is_float(tensor.dtype):
        raise DTypeError(f"random numbers want a tensor of float32 or float64, got {tensor.dtype}: use .float()")
    return source_of(generator)


# --- Numbers


def constant_(tensor: Tensor, val: float) -> Tensor:
    """The number `val` everywhere."""
    return written(tensor, val)


def zeros_(tensor: Tensor) -> Tensor:
    """0 everywhere."""
    return written(tensor, 0.0)


def ones_(tensor: Tensor) -> Tensor:
    """1 everywhere."""
    return written(tensor, 1.0)


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Even over [a, b), whose variance is (b - a)^2 / 12."""
    check_number("uniform_", a=a, b=b)
    if not a <= b:
        raise ValueError(f"uniform_ wants a below b, got a={a!r} and b={b!r}")
    return written(tensor, source(tensor, generator).uniform(a, b, tensor.shape))


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Normal, with this mean and standard deviation."""
    check_number("normal_", mean=mean, std=std)
    if not std >= 0.0:
        raise ValueError(f"normal_ wants a std of 0 or more, got {std!r}")
    return written(tensor, source(tensor, generator).normal(mean, std, tensor.shape))


def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Generator | None = None,
) -> Tensor:
    """Normal, but none below a or above b: what a normal generator draws, if all others are thrown away.

    Even numbers between the heights of erf at a and b, and the inverse of erf: as many draws as there are elements.
    """
    check_number("trunc_normal_", mean=mean, std=std, a=a, b=b)
    if not a < b or std <= 0.0:
        raise ValueError(f"trunc_normal_ wants a below b and a std above 0, got a={a!r}, b={b!r}, std={std!r}")
    low, high = erf(np.array([a - mean, b - mean]) / (std * math.sqrt(2.0)))
    heights = source(tensor, generator).uniform(low, high, tensor.shape)
    return written(tensor, (mean + std * math.sqrt(2.0) * inverse_erf(heights)).clip(a, b))


def inverse_erf(y: np.ndarray) -> np.ndarray:
    """x with erf(x) = y: a formula that is right to 3 digits (Winitzki, 2008), then three steps of Newton's method."""
    y = y.clip(-1.0 + 1e-16, 1.0 - 1e-16)
    fall = np.log1p(-y * y)
    half = 2.0 / (0.147 * math.pi) + 0.5 * fall
    x = np.copysign(np.sqrt(np.sqrt(half * half - fall / 0.147) - half), y)
    for _ in range(3):
        x = x - (erf(x) - y) * (0.5 * math.sqrt(math.pi)) * np.exp(x * x)
    return x


# --- The right size


def fans(tensor: Tensor) -> tuple[int, int]:
    """(fan_in, fan_out): how many products one result adds up, and in how many results one input is.

    A Linear's weight is (outputs, inputs): the answer is (inputs, outputs). That of a convolution, (outputs, inputs,
    k1, ...), looks at k1 * ... places at once, so that both are larger: `math.prod(tensor.shape[2:])`
    times, which is 1 where there are no more sides.

    Raises LayoutError for a tensor with fewer than two axes.
    """
    check_tensor("an initialisation", tensor)
    if tensor.ndim < 2:
        raise LayoutError(f"fans are those of a weight with at least 2 axes, got shape {tensor.shape}")
    ### BEGIN SOLUTION 3
    places = math.prod(tensor.shape[2:])
    return tensor.shape[1] * places, tensor.shape[0] * places
    ### END SOLUTION


def check_fans(name: str, tensor: Tensor) -> None:
    """Raise LayoutError where both fans are 0: a weight without inputs and outputs, or one that looks at no places."""
    check_tensor(name, tensor)
    if tensor.ndim > 1 and not (any(tensor.shape[:2]) and all(tensor.shape[2:])):
        raise LayoutError(f"{name} divides by fan_in + fan_out, and both are 0 for shape {tensor.shape}")


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """By how much larger weights make up for the bend that follows: sqrt(2) for relu, which lets half of them through.

    `param` is the slope of leaky_relu on the negative side: 0.01 unless given.
    """
    if not isinstance(nonlinearity, str):
        raise TypeError(f'calculate_gain wants the name of a bend, such as "relu", got {said(nonlinearity)}')
    if nonlinearity in STRAIGHT:
        return 1.0
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        check_number("leaky_relu's gain", slope=slope)
        return math.sqrt(2.0 / (1.0 + slope * slope))
    if nonlinearity not in GAINS:
        known = ", ".join((*STRAIGHT, *GAINS, "leaky_relu"))
        raise ValueError(f"calculate_gain knows {known}, got {nonlinearity!r}")
    return GAINS[nonlinearity]


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Even over [-r, r) with r = gain * sqrt(6 / (fan_in + fan_out)). Source: Glorot and Bengio, 2010.

    The variance is r^2 / 3 = gain^2 * 2 / (fan_in + fan_out): between what is right forwards, 1 / fan_in, and what is
    right for gradients on their way back, 1 / fan_out. Fill the tensor with `uniform_`, and return it.
    """
    check_number("xavier_uniform_", gain=gain)
    check_fans("xavier_uniform_", tensor)
    ### BEGIN SOLUTION 3
    reach = gain * math.sqrt(6.0 / sum(fans(tensor)))
    return uniform_(tensor, -reach, reach, generator)
    ### END SOLUTION


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Normal with variance gain^2 * 2 / (fan_in + fan_out). Source: Glorot and Bengio, 2010."""
    check_number("xavier_normal_", gain=gain)
    check_fans("xavier_normal_", tensor)
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / sum(fans(tensor))), generator)


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Even over [-r, r) with r = gain * sqrt(3 / fan): the variance of kaiming_normal_. Source: He et al., 2015."""
    reach = calculate_gain(nonlinearity, a) * math.sqrt(3.0 / chosen_fan(tensor, mode))
    return uniform_(tensor, -reach, reach, generator)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Normal with mean 0 and standard deviation gain / sqrt(fan). Source: He et al., 2015.

    a             the slope of leaky_relu on the negative side; 0 is relu
    mode          "fan_in" keeps the size of numbers on their way forwards, "fan_out" that of gradients on the way back
    nonlinearity  the bend that follows the layer

    1. `calculate_gain(nonlinearity, a)` is the gain, and `chosen_fan(tensor, mode)` the fan.
    2. Fill the tensor with `normal_`, and return it.
    """
    ### BEGIN SOLUTION 3
    gain = calculate_gain(nonlinearity, a)
    return normal_(tensor, 0.0, gain / math.sqrt(chosen_fan(tensor, mode)), generator)
    ### END SOLUTION


def chosen_fan(tensor: Tensor, mode: str) -> int:
    """The fan that the mode names; no less than 1, so that a tensor without elements can be filled, too."""
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f'expected mode="fan_in" or "fan_out", got {mode!r}')
    return max(1, fans(tensor)[mode == "fan_out"])
