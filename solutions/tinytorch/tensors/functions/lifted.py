"""Which Function computes a float function on a Tensor, and so knows its derivative: two tables.

    operators.relu(tensor)          LIFTED: ReLU.apply(tensor), recorded
    operators.exp_back(tensor, d)   SPELLED_OUT: d * exp(tensor), each step of which is recorded

The second table is for gradients of gradients: a rule calls `exp_back`, and then has to be differentiated itself. The
slopes of relu and leaky_relu are not in it, for they jump.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from tinytorch.autograd import functions as scalar
from tinytorch.autograd.engine import Function
from tinytorch.scalars import operators
from tinytorch.tensors import elementary
from tinytorch.tensors.backend import FloatFunction, plain
from tinytorch.tensors.functions import pointwise as rules

LIFTED: dict[FloatFunction, type[Function]] = {
    plain(f): function
    for f, function in (
        (operators.add, scalar.Add),
        (operators.sub, scalar.Sub),
        (operators.mul, scalar.Mul),
        (operators.div, scalar.Div),
        (operators.neg, scalar.Neg),
        (operators.inv, scalar.Inv),
        (operators.pow, scalar.Pow),
        (operators.lt, scalar.LT),
        (operators.eq, scalar.EQ),
        (operators.exp, scalar.Exp),
        (operators.log, scalar.Log),
        (operators.sigmoid, scalar.Sigmoid),
        (operators.relu, scalar.ReLU),
        (operators.tanh, scalar.Tanh),
        (elementary.sqrt, rules.Sqrt),
        (elementary.rsqrt, rules.Rsqrt),
        (elementary.expm1, rules.Expm1),
        (elementary.log1p, rules.Log1p),
        (elementary.log2, rules.Log2),
        (elementary.log10, rules.Log10),
        (elementary.sin, rules.Sin),
        (elementary.cos, rules.Cos),
        (elementary.erf, rules.Erf),
        (elementary.abs, rules.Abs),
        (elementary.sign, rules.Sign),
        (elementary.floor, rules.Floor),
        (elementary.ceil, rules.Ceil),
        (elementary.trunc, rules.Trunc),
        (elementary.round, rules.Round),
        (elementary.softplus, rules.Softplus),
        (elementary.silu, rules.SiLU),
        (elementary.gelu, rules.GELU),
        (elementary.gelu_tanh, rules.GELUTanh),
        (elementary.le, rules.LE),
        (elementary.gt, rules.GT),
        (elementary.ge, rules.GE),
        (elementary.ne, rules.NE),
        (elementary.both, rules.And),
        (elementary.either, rules.Or),
        (elementary.one_of, rules.Xor),
        (elementary.is_nan, rules.IsNan),
        (elementary.is_finite, rules.IsFinite),
        (elementary.floordiv, rules.FloorDiv),
        (elementary.remainder, rules.Remainder),
        (elementary.maximum, rules.Maximum),
        (elementary.minimum, rules.Minimum),
        (elementary.where, rules.Where),
    )
}


def inv_back(x: Any, d: Any) -> Any:
    """(1/x)' = -1 / x^2."""
    return -d / (x * x)


def pow_back_base(x: Any, y: Any, d: Any) -> Any:
    """y x^(y-1); where y is 0 any power of x will do, but 0^-1 is infinite."""
    return d * y * x ** elementary.where(y == 0.0, 1.0, y - 1.0)


def pow_back_exponent(x: Any, y: Any, d: Any) -> Any:
    """x^y ln(x), and 0 at x = 0."""
    return d * x**y * operators.log(elementary.where(x == 0.0, 1.0, x))


def root_back(r: Any, d: Any) -> Any:
    """1 / (2 r), and 0 where r is 0: there the division is by 1."""
    return elementary.where(r == 0.0, 0.0, d / (elementary.where(r == 0.0, 0.5, r) * 2.0))


def exp_back(x: Any, d: Any) -> Any:
    """e^x."""
    return d * operators.exp(x)


def log_back(x: Any, d: Any) -> Any:
    """1 / x."""
    return d / x


def sigmoid_back(x: Any, d: Any) -> Any:
    """s (1 - s)."""
    s = operators.sigmoid(x)
    return d * s * (1.0 - s)


def tanh_back(x: Any, d: Any) -> Any:
    """1 - tanh(x)^2."""
    t = operators.tanh(x)
    return d * (1.0 - t * t)


def elu_back(x: Any, alpha: float, d: Any) -> Any:
    """1 where x is positive, else alpha e^x."""
    return elementary.where(x > 0.0, d, d * operators.exp(x - operators.relu(x)) * alpha)


def silu_back(x: Any, d: Any) -> Any:
    """(x s)' = s + x s (1 - s)."""
    s = operators.sigmoid(x)
    return d * s * (1.0 + x * (1.0 - s))


def gelu_back(x: Any, d: Any) -> Any:
    """(1 + erf(x / sqrt(2))) / 2 + x e^(-x^2 / 2) / sqrt(2 pi)."""
    below = (elementary.erf(x * math.sqrt(0.5)) + 1.0) * 0.5
    return d * (below + x * operators.exp(x * x * -0.5) * (1.0 / math.sqrt(2.0 * math.pi)))


def gelu_tanh_back(x: Any, d: Any) -> Any:
    """(1 + t + x (1 - t^2) u') / 2 with t = tanh(u), u = c (x + 0.044715 x^3)."""
    c = math.sqrt(2.0 / math.pi)
    t = operators.tanh((x + x * x * x * 0.044715) * c)
    return d * (t + 1.0 + x * (1.0 - t * t) * (x * x * (3.0 * 0.044715) + 1.0) * c) * 0.5


def maximum_back(x: Any, y: Any, d: Any) -> Any:
    """1 where x is the larger one, 1/2 where both are equal, else 0."""
    return elementary.where(x < y, 0.0, elementary.where(x == y, d * 0.5, d))


def minimum_back(x: Any, y: Any, d: Any) -> Any:
    """1 where x is the smaller one, 1/2 where both are equal, else 0."""
    return elementary.where(x > y, 0.0, elementary.where(x == y, d * 0.5, d))


SPELLED_OUT: dict[FloatFunction, Callable[..., Any]] = {
    plain(f): formula
    for f, formula in (
        (operators.inv_back, inv_back),
        (operators.pow_back_base, pow_back_base),
        (operators.pow_back_exponent, pow_back_exponent),
        (operators.exp_back, exp_back),
        (operators.log_back, log_back),
        (operators.sigmoid_back, sigmoid_back),
        (operators.tanh_back, tanh_back),
        (elementary.root_back, root_back),
        (elementary.elu_back, elu_back),
        (elementary.silu_back, silu_back),
        (elementary.gelu_back, gelu_back),
        (elementary.gelu_tanh_back, gelu_tanh_back),
        (elementary.maximum_back, maximum_back),
        (elementary.minimum_back, minimum_back),
    )
}
