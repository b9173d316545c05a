"""Hidden checks of Tasks 1.2 and 1.4: forward and backward of every Function, called by themselves, and the operators.

A table: one line per law. Backward is judged after the student's own forward, so a Function may save whatever its
backward wants; a forward that keeps nothing at all where backward needs something is seen at once.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from autograder.checks import Check, Comparison, Difference, check, close, exact
from autograder.checks import strategies as draw
from autograder.hidden.autograd_recording import leaf, recording

NEAR = close(atol=1e-12, rtol=1e-10)

whole_exponents = st.integers(-4, 4).map(float)
rates = draw.small_floats  # what arrives as d_output

ANY = {"a": draw.small_floats}
NOT_ZERO = {"a": draw.away_from_zero}
POSITIVE = {"a": draw.positive}
MODERATE = {"a": draw.moderate_floats}
PAIR = {"a": draw.small_floats, "b": draw.small_floats}
QUOTIENT = {"a": draw.small_floats, "b": draw.away_from_zero}
POWER = {"a": draw.positive, "b": draw.floats(-5.0, 5.0)}
WHOLE_POWER = {"a": draw.away_from_zero, "b": whole_exponents}
OFTEN_EQUAL = {"a": draw.often_equal, "b": draw.often_equal}


def called(tt: Any, function: str, values: dict[str, float]) -> tuple[Any, Any]:
    """A ctx and what the forward of `function` gives with it."""
    rule = getattr(tt.autograd.functions, function)
    ctx = tt.autograd.engine.Node(rule, [])
    return ctx, rule.forward(ctx, *(values[name] for name in sorted(values)))


def forward(function: str, law: str, inputs: dict[str, Any], compare: Comparison = NEAR) -> Check:
    """The check that the forward of `function` gives what the reference's gives."""

    def scenario(tt: Any, **values: float) -> Any:
        return called(tt, function, values)[1]

    return named(check(f"{function}.forward", compare=compare, **inputs), scenario, f"{function}_forward", law)


def keeps(function: str, inputs: dict[str, Any]) -> Check:
    """The check that forward saves something: without it there is nothing to compute backward from."""

    def scenario(tt: Any, **values: float) -> Any:
        ctx, result = called(tt, function, values)
        return [result, tt.builtin.len(ctx.saved_values) > 0]

    law = f"{function}.forward saves for backward what backward will need, beside giving its result."
    return named(check(f"{function}.forward", compare=NEAR, examples=10, **inputs), scenario, f"{function}_saves", law)


def backward(function: str, law: str, inputs: dict[str, Any], name: str = "gradient") -> Check:
    """The check that backward, after the forward of the same Function, gives the reference's gradients."""

    def scenario(tt: Any, d: float, **values: float) -> Any:
        ctx, _ = called(tt, function, values)
        return getattr(tt.autograd.functions, function).backward(ctx, d)

    decorate = check(f"{function}.backward", compare=bare_or_tuple, d=rates, **inputs)
    return named(decorate, scenario, f"{function}_{name}", law)


def gives_a_tuple(function: str, inputs: dict[str, Any]) -> Check:
    """The check that the gradients of two inputs come as a tuple, which chain_rule can tell from one gradient."""

    def scenario(tt: Any, d: float, **values: float) -> Any:
        ctx, _ = called(tt, function, values)
        gradients = getattr(tt.autograd.functions, function).backward(ctx, d)
        return [gradients, tt.builtin.isinstance(gradients, tt.builtin.tuple)]

    decorate = check(f"{function}.backward", compare=NEAR, examples=10, d=rates, **inputs)
    return named(decorate, scenario, f"{function}_tuple", f"{function}.backward gives its two gradients as a tuple.")


def named(decorate: Any, scenario: Any, name: str, law: str) -> Check:
    """`scenario` as a check of this name and law."""
    scenario.__name__, scenario.__doc__ = name.lower(), law
    made: Check = decorate(scenario)
    return made


def bare_or_tuple(expected: Any, got: Any) -> Difference | None:
    """One gradient may come bare or as a tuple of one."""
    return NEAR(expected, got[0] if isinstance(got, list) and len(got) == 1 else got)


# --- Forward

add_forward = forward("Add", "Add.forward(ctx, a, b) is a + b.", PAIR)
mul_forward = forward("Mul", "Mul.forward(ctx, a, b) is a * b.", PAIR)
neg_forward = forward("Neg", "Neg.forward(ctx, a) is -a.", ANY)
inv_forward = forward("Inv", "Inv.forward(ctx, a) is 1 / a.", NOT_ZERO)
sub_forward = forward("Sub", "Sub.forward(ctx, a, b) is a - b.", PAIR)
div_forward = forward("Div", "Div.forward(ctx, a, b) is a / b.", QUOTIENT)
pow_forward = forward("Pow", "Pow.forward(ctx, a, b) is a to the power b.", WHOLE_POWER)
log_forward = forward("Log", "Log.forward(ctx, a) is the natural logarithm of a.", POSITIVE)
exp_forward = forward("Exp", "Exp.forward(ctx, a) is e to the power a.", MODERATE)
sigmoid_forward = forward("Sigmoid", "Sigmoid.forward(ctx, a) is 1 / (1 + e^-a), for large a too.", MODERATE)
relu_forward = forward("ReLU", "ReLU.forward(ctx, a) is a where a is positive, and else 0.", ANY)
tanh_forward = forward("Tanh", "Tanh.forward(ctx, a) is the hyperbolic tangent of a.", MODERATE)
lt_forward = forward("LT", "LT.forward(ctx, a, b) is 1.0 where a < b, and else 0.0.", OFTEN_EQUAL, exact())
eq_forward = forward("EQ", "EQ.forward(ctx, a, b) is 1.0 where a equals b, and else 0.0.", OFTEN_EQUAL, exact())

mul_saves = keeps("Mul", PAIR)
inv_saves = keeps("Inv", NOT_ZERO)
div_saves = keeps("Div", QUOTIENT)
pow_saves = keeps("Pow", POWER)
log_saves = keeps("Log", POSITIVE)
exp_saves = keeps("Exp", ANY)
sigmoid_saves = keeps("Sigmoid", ANY)
relu_saves = keeps("ReLU", ANY)
tanh_saves = keeps("Tanh", ANY)

# --- Backward

add_gradient = backward("Add", "Add.backward hands d_output on to both inputs.", PAIR)
mul_gradient = backward("Mul", "Mul.backward gives each factor d_output times the other factor.", PAIR)
neg_gradient = backward("Neg", "Neg.backward gives -d_output.", ANY)
inv_gradient = backward("Inv", "Inv.backward gives -d_output / a^2.", NOT_ZERO)
sub_gradient = backward("Sub", "Sub.backward gives d_output and -d_output.", PAIR)
div_gradient = backward("Div", "Div.backward gives d_output / b and -d_output * a / b^2.", QUOTIENT)
pow_gradient = backward("Pow", "Pow.backward gives d_output * b * a^(b-1) and d_output * a^b * ln(a).", POWER)
pow_whole = backward("Pow", "With a negative base the part of the exponent is nan.", WHOLE_POWER, "whole")
log_gradient = backward("Log", "Log.backward gives d_output / a.", POSITIVE)
exp_gradient = backward("Exp", "Exp.backward gives d_output * e^a.", MODERATE)
sigmoid_gradient = backward("Sigmoid", "With s = sigmoid(a), Sigmoid.backward gives d_output * s * (1 - s).", MODERATE)
relu_gradient = backward("ReLU", "ReLU.backward gives d_output where a is positive, and else 0, at a = 0 too.", ANY)
tanh_gradient = backward("Tanh", "Tanh.backward gives d_output * (1 - tanh(a)^2).", MODERATE)

add_tuple = gives_a_tuple("Add", PAIR)
mul_tuple = gives_a_tuple("Mul", PAIR)
sub_tuple = gives_a_tuple("Sub", PAIR)
div_tuple = gives_a_tuple("Div", QUOTIENT)
pow_tuple = gives_a_tuple("Pow", POWER)


# --- Operators: the value, and whether a gradient can flow to either side


def between(symbol: str, law: str, apply: Any, right: Any = draw.away_from_zero) -> Check:
    """The check of an operator between two Scalars, and between a Scalar and a plain number."""

    def scenario(tt: Any, x: float, y: float) -> Any:
        recording(tt)
        both = [apply(leaf(tt, x), leaf(tt, y, False)), apply(leaf(tt, x, False), leaf(tt, y))]
        constants = apply(leaf(tt, x, False), leaf(tt, y, False))
        results = [*both, constants, apply(leaf(tt, x), y), apply(leaf(tt, x, False), y)]
        return [[z.data, z.requires_grad] for z in results]

    return named(check(symbol, compare=NEAR, x=draw.often_equal, y=right), scenario, operator_name(symbol), law)


def reflected(symbol: str, law: str, apply: Any) -> Check:
    """The check of an operator with a plain number on its left."""

    def scenario(tt: Any, number: float, x: float) -> Any:
        recording(tt)
        results = [apply(number, leaf(tt, x)), apply(number, leaf(tt, x, False))]
        return [[z.data, z.requires_grad] for z in results]

    decorate = check(symbol, compare=NEAR, number=draw.small_floats, x=draw.away_from_zero)
    return named(decorate, scenario, operator_name(symbol), law)


def operator_name(symbol: str) -> str:
    """Variable.__mul__ -> scalar_mul."""
    return f"scalar_{symbol.partition('.')[2].strip('_')}"


scalar_mul = between("Variable.__mul__", "x * y is a product, of Scalars and numbers.", lambda x, y: x * y)
scalar_sub = between("Variable.__sub__", "x - y is a difference, of Scalars and numbers.", lambda x, y: x - y)
scalar_truediv = between("Variable.__truediv__", "x / y is a quotient, of Scalars and numbers.", lambda x, y: x / y)
scalar_lt = between("Variable.__lt__", "x < y is a Scalar: 1 or 0.", lambda x, y: x < y, draw.often_equal)
scalar_gt = between("Variable.__gt__", "x > y is a Scalar: 1 or 0.", lambda x, y: x > y, draw.often_equal)
scalar_rmul = reflected("Variable.__rmul__", "2.0 * x is a product.", lambda n, x: n * x)
scalar_rsub = reflected("Variable.__rsub__", "5.0 - x takes x from 5, not 5 from x.", lambda n, x: n - x)
scalar_rtruediv = reflected("Variable.__rtruediv__", "1.0 / x divides 1 by x, not x by 1.", lambda n, x: n / x)


@check("Variable.__neg__", x=draw.small_floats)
def scalar_neg(tt: Any, x: float) -> Any:
    """-x is a Scalar through which a gradient flows to x."""
    recording(tt)
    results = [-leaf(tt, x), -leaf(tt, x, False), -(leaf(tt, x) * 2.0)]
    return [[z.data, z.requires_grad] for z in results]
