"""Gradients of everything that works element by element: each a line of a table, as in a book of calculus.

The arithmetic of assignment 01 (Add, Mul, Exp, ReLU, ...) works on arrays as it stands. Here is what tensors need
beyond it. A rule is written in operators and lifted functions only, so that it is right for a number, for an array,
and, when a gradient is differentiated again, for a Tensor.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from tinytorch.autograd import functions as scalar
from tinytorch.autograd.engine import Function, Node
from tinytorch.scalars import operators
from tinytorch.tensors import elementary

Rule = Callable[[Any, Any], Any]


def of_input(name: str, f: Callable[..., Any], rule: Rule) -> type[Function]:
    """The Function whose forward is f(a), and whose backward is rule(a, d)."""

    def forward(ctx: Node, a: Any) -> Any:
        ctx.save_for_backward(a)
        return f(a)

    def backward(ctx: Node, d_output: Any) -> Any:
        return rule(ctx.saved_values[0], d_output)

    return _named(name, f, forward, backward)


def of_result(name: str, f: Callable[..., Any], rule: Rule) -> type[Function]:
    """The Function whose forward is r = f(a), and whose backward is rule(r, d): it keeps the result, not the input."""

    def forward(ctx: Node, a: Any) -> Any:
        result = f(a)
        ctx.save_for_backward(result)
        return result

    def backward(ctx: Node, d_output: Any) -> Any:
        return rule(ctx.saved_values[0], d_output)

    return _named(name, f, forward, backward)


def step(name: str, f: Callable[..., Any]) -> type[Function]:
    """The Function of an f that is flat wherever it does not jump: its gradient is 0."""

    def forward(ctx: Node, a: Any) -> Any:
        return f(a)

    def backward(ctx: Node, d_output: Any) -> Any:
        return d_output * 0.0

    return _named(name, f, forward, backward)


def comparison(name: str, f: Callable[..., Any]) -> type[Function]:
    """The Function of an f that answers yes or no: no gradient flows through it."""

    def forward(ctx: Node, *operands: Any) -> Any:
        return f(*operands)

    methods = {"forward": staticmethod(forward), "__doc__": f.__doc__}
    return type(name, (scalar.Comparison,), methods)


def _named(name: str, f: Callable[..., Any], forward: Any, backward: Any) -> type[Function]:
    methods = {"forward": staticmethod(forward), "backward": staticmethod(backward), "__doc__": f.__doc__}
    return type(name, (Function,), methods)


# --- One input. sqrt' = 1 / (2 sqrt), and so on.

Sqrt = of_result("Sqrt", elementary.sqrt, lambda r, d: d / (2.0 * r))
Rsqrt = of_result("Rsqrt", elementary.rsqrt, lambda r, d: -0.5 * d * r * r * r)
Expm1 = of_result("Expm1", elementary.expm1, lambda r, d: d * (r + 1.0))
Log1p = of_input("Log1p", elementary.log1p, lambda a, d: d / (a + 1.0))
Log2 = of_input("Log2", elementary.log2, lambda a, d: d / (a * math.log(2.0)))
Log10 = of_input("Log10", elementary.log10, lambda a, d: d / (a * math.log(10.0)))
Sin = of_input("Sin", elementary.sin, lambda a, d: d * elementary.cos(a))
Cos = of_input("Cos", elementary.cos, lambda a, d: -d * elementary.sin(a))
Erf = of_input("Erf", elementary.erf, lambda a, d: d * operators.exp(-(a * a)) * (2.0 / math.sqrt(math.pi)))
Abs = of_input("Abs", elementary.abs, lambda a, d: d * elementary.sign(a))
Softplus = of_input("Softplus", elementary.softplus, lambda a, d: d * operators.sigmoid(a))
SiLU = of_input("SiLU", elementary.silu, elementary.silu_back)
GELU = of_input("GELU", elementary.gelu, elementary.gelu_back)
GELUTanh = of_input("GELUTanh", elementary.gelu_tanh, elementary.gelu_tanh_back)
Square = of_input("Square", lambda a: a * a, lambda a, d: d * (a * 2.0))
Root = of_result("Root", elementary.sqrt, elementary.root_back)

Sign = step("Sign", elementary.sign)
Floor = step("Floor", elementary.floor)
Ceil = step("Ceil", elementary.ceil)
Trunc = step("Trunc", elementary.trunc)
Round = step("Round", elementary.round)

LE = comparison("LE", elementary.le)
GT = comparison("GT", elementary.gt)
GE = comparison("GE", elementary.ge)
NE = comparison("NE", elementary.ne)
And = comparison("And", elementary.both)
Or = comparison("Or", elementary.either)
Xor = comparison("Xor", elementary.one_of)
IsNan = comparison("IsNan", elementary.is_nan)
IsFinite = comparison("IsFinite", elementary.is_finite)
FloorDiv = comparison("FloorDiv", elementary.floordiv)


# --- With a plain number there is one gradient, not two, and nothing is kept for the other


class AddNumber(Function):
    """a + number."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, number: float) -> Any:
        return a + number

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        return d_output


class MulNumber(Function):
    """a * number."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, number: float) -> Any:
        ctx.save_for_backward(number)
        return a * number

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        (number,) = ctx.saved_values
        return d_output * number


class DivNumber(Function):
    """a / number."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, number: float) -> Any:
        ctx.save_for_backward(number)
        return a / number

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        (number,) = ctx.saved_values
        return d_output / number


class PowNumber(Function):
    """a to the power of a number: no logarithm of a is needed, so a may be negative."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, number: float) -> Any:
        ctx.save_for_backward(a, number)
        return operators.pow(a, number)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        a, number = ctx.saved_values
        if number == 0:
            return d_output * 0.0
        return d_output * ((a if number == 2 else operators.pow(a, number - 1)) * number)


class LeakyReLU(Function):
    """a where it is positive, else slope * a."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, slope: float) -> Any:
        ctx.save_for_backward(a, slope)
        return elementary.leaky_relu(a, slope)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        return elementary.leaky_relu_back(*ctx.saved_values, d_output)


class ELU(Function):
    """a where it is positive, else alpha * (e^a - 1)."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, alpha: float) -> Any:
        ctx.save_for_backward(a, alpha)
        return elementary.elu(a, alpha)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        return elementary.elu_back(*ctx.saved_values, d_output)


class Clamp(Function):
    """a, but `low` where it is below that, and then `high` where it is above. At a bound the gradient still flows."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, low: float | None, high: float | None) -> Any:
        result = a if low is None else elementary.maximum(a, low)
        result = result if high is None else elementary.minimum(result, high)
        ctx.save_for_backward(a, result)
        return result

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        a, result = ctx.saved_values
        return elementary.where(a == result, d_output, 0.0)


# --- Several inputs


class Remainder(Function):
    """a - b * floor(a / b)."""

    @staticmethod
    def forward(ctx: Node, a: Any, b: Any) -> Any:
        ctx.save_for_backward(a, b)
        return elementary.remainder(a, b)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any]:
        a, b = ctx.saved_values
        return d_output, -d_output * elementary.floor(a / b)


class Maximum(Function):
    """The larger of the two; where they are equal each has half of the gradient."""

    @staticmethod
    def forward(ctx: Node, a: Any, b: Any) -> Any:
        ctx.save_for_backward(a, b)
        return elementary.maximum(a, b)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any]:
        a, b = ctx.saved_values
        return elementary.maximum_back(a, b, d_output), elementary.minimum_back(a, b, d_output)


class Minimum(Function):
    """The smaller of the two; where they are equal each has half of the gradient."""

    @staticmethod
    def forward(ctx: Node, a: Any, b: Any) -> Any:
        ctx.save_for_backward(a, b)
        return elementary.minimum(a, b)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any]:
        a, b = ctx.saved_values
        return elementary.minimum_back(a, b, d_output), elementary.maximum_back(a, b, d_output)


class Where(Function):
    """a where the condition holds, else b."""

    @staticmethod
    def forward(ctx: Node, condition: Any, a: Any, b: Any) -> Any:
        ctx.save_for_backward(condition)
        return elementary.where(condition, a, b)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[None, Any, Any]:
        (condition,) = ctx.saved_values
        return None, elementary.where(condition, d_output, 0.0), elementary.where(condition, 0.0, d_output)


class MaskedFill(Function):
    """a number where the mask holds, else a: `Where` without a gradient for the number."""

    @staticmethod
    def forward(ctx: Node, mask: Any, a: Any, *, number: float) -> Any:
        ctx.save_for_backward(mask)
        return elementary.where(mask, number, a)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[None, Any]:
        (mask,) = ctx.saved_values
        return None, elementary.where(mask, 0.0, d_output)


class Cast(Function):
    """The same numbers as another kind."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, dtype: Any) -> Any:
        ctx.save_for_backward(a.dtype)
        return a.to(dtype)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        (dtype,) = ctx.saved_values
        return d_output.to(dtype)
