# Made from solutions/tinytorch/tensors/elementary.py by `autograder build`.
"""More functions of single numbers, for tensors to map: roots, logarithms, waves, steps, and the bends of networks.

They are written as in assignment 00: plain Python on floats, lifted by `pointwise`. Their gradients stand in one table,
`functions/pointwise.py`.
"""

from __future__ import annotations

import math

from tinytorch.scalars.pointwise import pointwise

# --- Powers, roots, logarithms


@pointwise
def sqrt(x: float) -> float:
    """sqrt(x) = the y >= 0 with y * y = x."""
    return math.sqrt(x)


@pointwise
def root_back(r: float, d: float) -> float:
    """root_back(r, d) = d / (2 r), and 0 where r is 0: the slope of a root r that is a length or a deviation."""
    return d / (2.0 * r) if r != 0.0 else 0.0


@pointwise
def rsqrt(x: float) -> float:
    """rsqrt(x) = 1 / sqrt(x)."""
    return 1.0 / math.sqrt(x)


@pointwise
def expm1(x: float) -> float:
    """expm1(x) = e^x - 1, with all its digits near 0 too, where the subtraction would lose them."""
    return math.expm1(x)


@pointwise
def log1p(x: float) -> float:
    """log1p(x) = ln(1 + x), with all its digits near 0 too."""
    return math.log1p(x)


@pointwise
def log2(x: float) -> float:
    """log2(x) = the y with 2^y = x."""
    return math.log2(x)


@pointwise
def log10(x: float) -> float:
    """log10(x) = the y with 10^y = x."""
    return math.log10(x)


# --- Waves


@pointwise
def sin(x: float) -> float:
    """sin(x), x in radians."""
    return math.sin(x)


@pointwise
def cos(x: float) -> float:
    """cos(x), x in radians."""
    return math.cos(x)


@pointwise
def erf(x: float) -> float:
    """erf(x) = 2 / sqrt(pi) times the area under e^-t^2 from 0 to x."""
    return math.erf(x)


# --- Steps


@pointwise
def abs(x: float) -> float:
    """abs(x) = x without its sign."""
    return math.fabs(x)


@pointwise
def sign(x: float) -> float:
    """sign(x) = 1, 0 or -1."""
    return (x > 0.0) - (x < 0.0) + 0.0


@pointwise
def floor(x: float) -> float:
    """floor(x) = the largest whole number that is not above x."""
    return float(math.floor(x))


@pointwise
def ceil(x: float) -> float:
    """ceil(x) = the smallest whole number that is not below x."""
    return float(math.ceil(x))


@pointwise
def trunc(x: float) -> float:
    """trunc(x) = the whole number next to x on the side of 0."""
    return float(math.trunc(x))


@pointwise
def round(x: float) -> float:
    """round(x) = the nearest whole number; halves go to the even one."""
    return float(x.__round__())


@pointwise
def floordiv(x: float, y: float) -> float:
    """floordiv(x, y) = floor(x / y)."""
    return x // y


@pointwise
def remainder(x: float, y: float) -> float:
    """remainder(x, y) = x - y * floor(x / y), which has the sign of y."""
    return x % y


# --- The larger, the smaller, the chosen


@pointwise
def minimum(x: float, y: float) -> float:
    """minimum(x, y) = the smaller of the two; nan where one is nan."""
    return x if x < y or x != x else y


@pointwise
def maximum(x: float, y: float) -> float:
    """maximum(x, y) = the larger of the two; nan where one is nan."""
    return x if x > y or x != x else y


@pointwise
def maximum_back(x: float, y: float, d: float) -> float:
    """maximum_back(x, y, d) = d where x is the larger one, d / 2 where both are equal, else 0."""
    return d * 0.5 if x == y else 0.0 if x < y else d


@pointwise
def minimum_back(x: float, y: float, d: float) -> float:
    """minimum_back(x, y, d) = d where x is the smaller one, d / 2 where both are equal, else 0."""
    return d * 0.5 if x == y else 0.0 if x > y else d


@pointwise
def where(condition: float, x: float, y: float) -> float:
    """where(c, x, y) = x where c is true, else y."""
    return x if condition else y


# --- Yes or no: 1.0 or 0.0 on floats, True or False in a tensor


@pointwise
def le(x: float, y: float) -> float:
    """le(x, y) = 1.0 if x <= y, else 0.0."""
    return float(x <= y)


@pointwise
def gt(x: float, y: float) -> float:
    """gt(x, y) = 1.0 if x > y, else 0.0."""
    return float(x > y)


@pointwise
def ge(x: float, y: float) -> float:
    """ge(x, y) = 1.0 if x >= y, else 0.0."""
    return float(x >= y)


@pointwise
def ne(x: float, y: float) -> float:
    """ne(x, y) = 1.0 if x and y are different numbers, else 0.0."""
    return float(x != y)


@pointwise
def both(x: float, y: float) -> float:
    """both(x, y) = 1.0 where neither is 0, else 0.0."""
    return float(bool(x) and bool(y))


@pointwise
def either(x: float, y: float) -> float:
    """either(x, y) = 1.0 where one of them is not 0, else 0.0."""
    return float(bool(x) or bool(y))


@pointwise
def one_of(x: float, y: float) -> float:
    """one_of(x, y) = 1.0 where exactly one of them is not 0, else 0.0."""
    return float(bool(x) != bool(y))


@pointwise
def is_nan(x: float) -> float:
    """is_nan(x) = 1.0 where x is not a number, else 0.0."""
    return float(x != x)


@pointwise
def is_finite(x: float) -> float:
    """is_finite(x) = 1.0 where x is neither infinite nor nan, else 0.0."""
    return float(math.isfinite(x))


# --- The bends of networks


@pointwise
def softplus(x: float) -> float:
    """softplus(x) = ln(1 + e^x), a ReLU with its corner rounded off. Written so that e^x never overflows."""
    return (x if x > 0.0 else 0.0) + math.log1p(math.exp(-math.fabs(x)))


@pointwise
def leaky_relu(x: float, slope: float) -> float:
    """leaky_relu(x, slope) = x where x is positive, else slope * x."""
    return x if x > 0.0 else slope * x


@pointwise
def leaky_relu_back(x: float, slope: float, d: float) -> float:
    """leaky_relu_back(x, slope, d) = d where x is positive, else slope * d."""
    return d if x > 0.0 else slope * d


@pointwise
def elu(x: float, alpha: float) -> float:
    """elu(x, alpha) = x where x is positive, else alpha * (e^x - 1)."""
    return x if x > 0.0 else alpha * math.expm1(x)


@pointwise
def elu_back(x: float, alpha: float, d: float) -> float:
    """elu_back(x, alpha, d) = d where x is positive, else d * alpha * e^x."""
    return d if x > 0.0 else d * alpha * math.exp(x)


@pointwise
def gelu(x: float) -> float:
    """gelu(x) = x times the chance that a normal number is below x. Source: Hendrycks and Gimpel, 2016."""
    return 0.5 * x * (1.0 + math.erf(x * math.sqrt(0.5)))


@pointwise
def gelu_back(x: float, d: float) -> float:
    """gelu_back(x, d) = d * (P + x * p), with the chance P that a normal number is below x, and its density p at x."""
    below = 0.5 * (1.0 + math.erf(x * math.sqrt(0.5)))
    return d * (below + x * math.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi))


@pointwise
def gelu_tanh(x: float) -> float:
    """gelu_tanh(x) = gelu by a formula with tanh, off by less than 0.0005."""
    return 0.5 * x * (1.0 + math.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * x * x * x)))


@pointwise
def gelu_tanh_back(x: float, d: float) -> float:
    """gelu_tanh_back(x, d) = d * (1 + t + x * (1 - t^2) * u') / 2, with the t = tanh(u) of gelu_tanh."""
    c = math.sqrt(2.0 / math.pi)
    t = math.tanh(c * (x + 0.044715 * x * x * x))
    return 0.5 * d * (1.0 + t + x * (1.0 - t * t) * c * (1.0 + 3.0 * 0.044715 * x * x))


@pointwise
def silu(x: float) -> float:
    """silu(x) = x * sigmoid(x). Written so that e^-x never overflows."""
    e = math.exp(-math.fabs(x))
    return x / (1.0 + e) if x >= 0.0 else x * e / (1.0 + e)


@pointwise
def silu_back(x: float, d: float) -> float:
    """silu_back(x, d) = d * s * (1 + x * (1 - s)), with s = sigmoid(x)."""
    e = math.exp(-math.fabs(x))
    s = 1.0 / (1.0 + e) if x >= 0.0 else e / (1.0 + e)
    return d * s * (1.0 + x * (1.0 - s))
