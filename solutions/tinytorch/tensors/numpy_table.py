"""Float function -> the same on whole NumPy arrays: what makes the NumPy backend fast.

Written with care for large numbers where the float function is. A function that is not listed here is called for each
element by itself. `tests/tensors/test_numpy_table.py` holds each entry against its float function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tinytorch.scalars import operators
from tinytorch.tensors import elementary
from tinytorch.tensors.backend import FloatFunction, plain
from tinytorch.tensors.numpy_erf import erf, in_blocks

Array = Any  # an ndarray; or, among several operands, a plain number

# --- Choosing, by bits. np.where looks at its mask one element after the other, and waits whenever the processor has
# guessed the next one wrong: on 100,000 float32 with a mask without pattern it takes 7 times as long as this.

BITS = {1: np.int8, 4: np.int32, 8: np.int64}  # bytes of a number -> the whole number of this length
FEW = 500  # for so few elements np.where is the faster one


def all_bits(condition: Array, size: int) -> Array:
    """Whole numbers of `size` bytes: all bits 1 where the condition holds, else 0. True is 1, and -1 is all bits."""
    return np.negative(condition.view(np.int8), dtype=BITS[size])


def keep(condition: Array, x: Array) -> Array:
    """x where the condition holds, else 0; a product is no substitute, for infinity times 0 is not 0."""
    if x.size < FEW:
        return np.where(condition, x, 0)
    size = x.dtype.itemsize
    return np.bitwise_and(all_bits(condition, size), x.view(BITS[size])).view(x.dtype)


def where(condition: Array, x: Array, y: Array) -> Array:
    """x where the condition holds, else y: y with those bits flipped in which x differs, where it holds."""
    if condition.dtype != bool:
        condition = np.not_equal(condition, 0)
    if condition.size < FEW:
        return np.where(condition, x, y)
    dtype = np.result_type(x, y)
    bits = BITS[dtype.itemsize]
    x, y = (np.asarray(operand, dtype).view(bits) for operand in (x, y))
    flips = np.bitwise_xor(x, y)
    return np.bitwise_xor(np.bitwise_and(flips, all_bits(condition, dtype.itemsize)), y).view(dtype)


# --- Powers


def power(x: Array, y: Array) -> Array:
    """x^y; squares and cubes are products, which are 4 times as fast."""
    if type(y) in (int, float) and y in (2, 3):
        return x * x if y == 2 else x * x * x
    return np.power(x, y)


def pow_back_base(x: Array, y: Array, d: Array) -> Array:
    """d * y * x^(y-1), and 0 where y is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return where(np.equal(y, 0), 0.0, d * y * np.power(x, y - 1))


def pow_back_exponent(x: Array, y: Array, d: Array) -> Array:
    """d * x^y * ln(x) for x > 0, 0 at 0, nan below."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return where(np.equal(x, 0), 0.0, d * np.power(x, y) * np.log(x))


def root_back(r: Array, d: Array) -> Array:
    """d / (2 r), and 0 where r is 0; there the division is by 1."""
    zero = np.equal(r, 0)
    return keep(np.logical_not(zero), d / (2 * r + zero))


# --- Steps and curves


def sign(x: Array) -> Array:
    """1, 0 or -1; 0 for nan, which is neither above nor below."""
    return np.subtract(x > 0, x < 0, dtype=x.dtype)


def sigmoid(x: Array) -> Array:
    """1 / (1 + e^-x): where e^-x overflows, to infinity, the quotient is the 0 that it should be."""
    with np.errstate(over="ignore"):
        e = np.exp(-x)
    e += 1
    return np.reciprocal(e)


def sigmoid_back(x: Array, d: Array) -> Array:
    """d * e / (1 + e)^2 with e = e^-|x|, which never overflows."""
    e = np.exp(-np.abs(x))
    return d * e / np.square(1 + e)


def tanh_back(x: Array, d: Array) -> Array:
    """d * (1 - tanh(x)^2)."""
    return d * (1 - np.square(np.tanh(x)))


def softplus(x: Array) -> Array:
    """max(x, 0) + ln(1 + e^-|x|)."""
    result = np.log1p(np.exp(-np.abs(x)))
    result += np.maximum(x, 0)
    return result


def silu(x: Array) -> Array:
    """x / (1 + e^-x)."""
    with np.errstate(over="ignore"):
        e = np.exp(-x)
    e += 1
    return x / e


@in_blocks
def silu_back(x: Array, d: Array) -> Array:
    """d * s * (1 + x * (1 - s)) with s = sigmoid(x)."""
    s = sigmoid(x)
    return d * s * (1 + x * (1 - s))


def leaky_relu(x: Array, slope: float) -> Array:
    """x where positive, else slope * x: the larger one of the two, for the usual slopes."""
    return np.maximum(x, slope * x) if isinstance(slope, float) and 0 < slope <= 1 else where(x > 0, x, slope * x)


def elu(x: Array, alpha: float) -> Array:
    """x where positive, else alpha * (e^x - 1); of positive x no exponential is taken."""
    return where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def elu_back(x: Array, alpha: float, d: Array) -> Array:
    """d where positive, else d * alpha * e^x."""
    return where(x > 0, d, d * (alpha * np.exp(np.minimum(x, 0))))


def gelu(x: Array) -> Array:
    """x * (1 + erf(x / sqrt(2))) / 2."""
    result = erf(x * 0.5**0.5)
    result += 1
    return result * (0.5 * x)


@in_blocks
def gelu_back(x: Array, d: Array) -> Array:
    """d * (P + x * p): the chance P that a normal number is below x, and the density p there."""
    below = erf(x * 0.5**0.5)
    below += 1
    below *= 0.5
    return d * (below + x * np.exp(np.square(x) * -0.5) * (2 * np.pi) ** -0.5)


C = (2 / np.pi) ** 0.5
CUBE = 0.044715


@in_blocks
def gelu_tanh(x: Array) -> Array:
    """x * (1 + tanh(C * (x + CUBE * x^3))) / 2."""
    return 0.5 * x * (1 + np.tanh(C * x * (1 + CUBE * np.square(x))))


@in_blocks
def gelu_tanh_back(x: Array, d: Array) -> Array:
    """d * (1 + t + x * (1 - t^2) * C * (1 + 3 * CUBE * x^2)) / 2, with the tanh t of gelu_tanh."""
    square = np.square(x)
    t = np.tanh(C * x * (1 + CUBE * square))
    return 0.5 * d * (1 + t + x * (1 - np.square(t)) * (C * (1 + 3 * CUBE * square)))


# --- The larger of two, the smaller of two


def maximum_back(x: Array, y: Array, d: Array) -> Array:
    """d where x is the larger one, half of it where both are equal, else 0."""
    return halved(np.equal(x, y), keep(np.logical_not(x < y), d))


def minimum_back(x: Array, y: Array, d: Array) -> Array:
    """d where x is the smaller one, half of it where both are equal, else 0."""
    return halved(np.equal(x, y), keep(np.logical_not(x > y), d))


def halved(ties: Array, d: Array) -> Array:
    """Half of d at the ties, which are rare."""
    return where(ties, 0.5 * d, d) if ties.any() else d


def is_close(x: Array, y: Array) -> Array:
    """|x - y| <= 1e-6; the difference of two infinities is nan, which is not close to anything."""
    with np.errstate(invalid="ignore"):
        return np.abs(x - y) <= 1e-6


EXPRESSIONS: dict[Any, Callable[..., Array]] = {
    operators.id: np.positive,
    operators.add: np.add,
    operators.sub: np.subtract,
    operators.mul: np.multiply,
    operators.div: np.divide,
    operators.neg: np.negative,
    operators.inv: np.reciprocal,
    operators.pow: power,
    operators.lt: np.less,
    operators.eq: np.equal,
    operators.max: np.maximum,
    operators.is_close: is_close,
    operators.exp: np.exp,
    operators.log: np.log,
    operators.sigmoid: sigmoid,
    operators.relu: lambda x: np.maximum(x, 0),
    operators.tanh: np.tanh,
    operators.inv_back: lambda x, d: -d / (x * x),
    operators.pow_back_base: pow_back_base,
    operators.pow_back_exponent: pow_back_exponent,
    operators.exp_back: lambda x, d: d * np.exp(x),
    operators.log_back: lambda x, d: d / x,
    operators.sigmoid_back: sigmoid_back,
    operators.relu_back: lambda x, d: keep(x > 0, d),
    operators.tanh_back: tanh_back,
    elementary.sqrt: np.sqrt,
    elementary.root_back: root_back,
    elementary.rsqrt: lambda x: 1 / np.sqrt(x),
    elementary.expm1: np.expm1,
    elementary.log1p: np.log1p,
    elementary.log2: np.log2,
    elementary.log10: np.log10,
    elementary.sin: np.sin,
    elementary.cos: np.cos,
    elementary.erf: erf,
    elementary.abs: np.abs,
    elementary.sign: sign,
    elementary.floor: np.floor,
    elementary.ceil: np.ceil,
    elementary.trunc: np.trunc,
    elementary.round: np.rint,
    elementary.floordiv: np.floor_divide,
    elementary.remainder: np.remainder,
    elementary.minimum: np.minimum,
    elementary.maximum: np.maximum,
    elementary.maximum_back: maximum_back,
    elementary.minimum_back: minimum_back,
    elementary.where: where,
    elementary.le: np.less_equal,
    elementary.gt: np.greater,
    elementary.ge: np.greater_equal,
    elementary.ne: np.not_equal,
    elementary.both: np.logical_and,
    elementary.either: np.logical_or,
    elementary.one_of: np.logical_xor,
    elementary.is_nan: np.isnan,
    elementary.is_finite: np.isfinite,
    elementary.softplus: softplus,
    elementary.leaky_relu: leaky_relu,
    elementary.leaky_relu_back: lambda x, slope, d: where(x > 0, d, slope * d),
    elementary.elu: elu,
    elementary.elu_back: elu_back,
    elementary.gelu: gelu,
    elementary.gelu_back: gelu_back,
    elementary.gelu_tanh: gelu_tanh,
    elementary.gelu_tanh_back: gelu_tanh_back,
    elementary.silu: silu,
    elementary.silu_back: silu_back,
}
TABLE: dict[FloatFunction, Callable[..., Array]] = {plain(f): expression for f, expression in EXPRESSIONS.items()}

REDUCTIONS: dict[FloatFunction, np.ufunc] = {
    plain(f): ufunc
    for f, ufunc in {
        operators.add: np.add,
        operators.mul: np.multiply,
        operators.max: np.maximum,
        elementary.maximum: np.maximum,
        elementary.minimum: np.minimum,
        elementary.both: np.logical_and,
        elementary.either: np.logical_or,
    }.items()
}
