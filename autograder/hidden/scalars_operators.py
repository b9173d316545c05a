"""Hidden checks of Task 0.1: the float functions and their slopes.

Numbers are drawn with 0, -0, negative, whole and very large ones among them. Relative tolerances leave room for any
formula that is right; where a textbook formula loses digits by subtracting (1 - s), an absolute one is added.
"""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

from autograder.checks import check, close, exact, same_error
from autograder.checks import strategies as draw

DIGITS = close(rtol=1e-12)
NEAR = close(atol=1e-12, rtol=1e-12)  # for results that lie near 0 by cancellation

exponents = draw.floats(-6.0, 6.0)
whole_exponents = st.integers(-5, 5).map(float)
gaps = st.sampled_from([0.0, 4e-7, -9e-7, 2e-6, -2e-6, 1e-3, -1e-3, 1.0, -1.0])


# --- Arithmetic


@check("mul", compare=DIGITS, x=draw.large_floats, y=draw.small_floats)
def mul_is_the_product(tt: Any, x: float, y: float) -> Any:
    """mul(x, y) is x times y."""
    return tt.scalars.operators.mul(x, y)


@check("id", compare=DIGITS, x=draw.large_floats)
def id_changes_nothing(tt: Any, x: float) -> Any:
    """id(x) is x."""
    return tt.scalars.operators.id(x)


@check("add", compare=DIGITS, x=draw.small_floats, y=draw.small_floats)
def add_is_the_sum(tt: Any, x: float, y: float) -> Any:
    """add(x, y) is x plus y."""
    return tt.scalars.operators.add(x, y)


@check("neg", compare=DIGITS, x=draw.large_floats)
def neg_is_the_opposite(tt: Any, x: float) -> Any:
    """neg(x) is -x, for negative x too."""
    return tt.scalars.operators.neg(x)


@check("inv", compare=DIGITS, x=draw.away_from_zero)
def inv_is_the_reciprocal(tt: Any, x: float) -> Any:
    """inv(x) is 1 / x."""
    return tt.scalars.operators.inv(x)


@check("inv", compare=same_error(), examples=1, x=st.just(0.0))
def inv_of_zero_is_an_error(tt: Any, x: float) -> Any:
    """inv(0) raises ZeroDivisionError, as Python's division does."""
    return tt.catch(lambda: tt.scalars.operators.inv(x))


@check("pow", compare=DIGITS, x=draw.positive, y=exponents)
def pow_of_a_positive_base(tt: Any, x: float, y: float) -> Any:
    """pow(x, y) is x to the power y, for any exponent."""
    return tt.scalars.operators.pow(x, y)


@check("pow", compare=DIGITS, x=draw.away_from_zero, y=whole_exponents, also=[{"x": 0.0, "y": 0.0}])
def pow_of_a_whole_exponent(tt: Any, x: float, y: float) -> Any:
    """pow(x, n) keeps its sign for a negative x and a whole number n; pow(x, 0) is 1."""
    return tt.scalars.operators.pow(x, y)


@check(
    "pow",
    compare=same_error(),
    examples=10,
    x=st.floats(-9.0, -0.5),
    y=st.sampled_from([0.5, -0.5, 1.5, 2.25]),
    also=[{"x": 0.0, "y": -1.0}, {"x": -8.0, "y": 0.5}],
)
def pow_stays_real(tt: Any, x: float, y: float) -> Any:
    """pow raises ValueError where no real power exists: a broken exponent of a negative base, 0 to a negative power."""
    return tt.catch(lambda: tt.scalars.operators.pow(x, y))


# --- Comparisons

SAME = [{"x": 0.0, "y": -0.0}, {"x": 2.0, "y": 2.0}, {"x": -1.5, "y": -1.5}, {"x": 3.0, "y": -3.0}]


@check("lt", x=draw.often_equal, y=draw.often_equal, also=SAME)
def lt_is_less_than(tt: Any, x: float, y: float) -> Any:
    """lt(x, y) is 1 where x is less than y, and 0 where it is not, equal numbers included."""
    return tt.scalars.operators.lt(x, y)


@check("lt", compare=exact(strict=True), examples=10, x=draw.often_equal, y=draw.often_equal, also=SAME)
def lt_answers_with_a_float(tt: Any, x: float, y: float) -> Any:
    """lt answers with the number 1.0 or 0.0, not with True or False."""
    return tt.scalars.operators.lt(x, y)


@check("eq", x=draw.often_equal, y=draw.often_equal, also=[*SAME, {"x": 1.0, "y": 1.0 + 1e-9}])
def eq_is_the_same_number(tt: Any, x: float, y: float) -> Any:
    """eq(x, y) is 1 where x and y are the same number, and 0 where they differ, however little."""
    return tt.scalars.operators.eq(x, y)


@check("eq", compare=exact(strict=True), examples=10, x=draw.often_equal, y=draw.often_equal, also=SAME)
def eq_answers_with_a_float(tt: Any, x: float, y: float) -> Any:
    """eq answers with the number 1.0 or 0.0, not with True or False."""
    return tt.scalars.operators.eq(x, y)


@check("max", x=draw.often_equal, y=draw.often_equal, also=[*SAME, {"x": -5.0, "y": 2.0}, {"x": 2.0, "y": -5.0}])
def max_is_the_larger(tt: Any, x: float, y: float) -> Any:
    """max(x, y) is the larger of the two numbers."""
    return tt.scalars.operators.max(x, y)


@check(
    "is_close",
    x=draw.small_floats,
    gap=gaps,
    also=[{"x": 0.0, "gap": gap} for gap in (1e-6, -1e-6, 1.1e-6, 1e-3, -3.0)],
)
def is_close_within_a_millionth(tt: Any, x: float, gap: float) -> Any:
    """is_close(x, y) is 1 where |x - y| is at most 1e-6, the limit included, and else 0."""
    return tt.scalars.operators.is_close(x, x + gap)


@check("is_close", examples=20, x=draw.large_floats, gap=st.sampled_from([0.0, 1.0, -1.0, 0.25]))
def is_close_does_not_stretch(tt: Any, x: float, gap: float) -> Any:
    """is_close means the same distance for large numbers as for small ones."""
    return tt.scalars.operators.is_close(x + gap, x)


# --- Functions with a curve


@check("exp", compare=DIGITS, x=draw.moderate_floats)
def exp_is_the_power_of_e(tt: Any, x: float) -> Any:
    """exp(x) is e to the power x."""
    return tt.scalars.operators.exp(x)


@check("exp", compare=same_error(), examples=1, x=st.just(800.0))
def exp_overflows(tt: Any, x: float) -> Any:
    """exp raises OverflowError where the result is too large for a float."""
    return tt.catch(lambda: tt.scalars.operators.exp(x))


@check("log", compare=NEAR, x=draw.positive)
def log_is_the_natural_logarithm(tt: Any, x: float) -> Any:
    """log(x) is the natural logarithm."""
    return tt.scalars.operators.log(x)


@check("log", compare=same_error(), examples=4, x=st.floats(-9.0, -0.001), also=[{"x": 0.0}, {"x": -1.0}])
def log_has_a_boundary(tt: Any, x: float) -> Any:
    """log raises ValueError at 0 and below."""
    return tt.catch(lambda: tt.scalars.operators.log(x))


@check("sigmoid", compare=NEAR, x=draw.moderate_floats, also=[{"x": 0.0}])
def sigmoid_is_its_formula(tt: Any, x: float) -> Any:
    """sigmoid(x) is 1 / (1 + e^-x), on both sides of 0."""
    return tt.scalars.operators.sigmoid(x)


@check("sigmoid", compare=NEAR, examples=20, x=draw.huge_floats, also=[{"x": -1000.0}, {"x": 1000.0}])
def sigmoid_never_overflows(tt: Any, x: float) -> Any:
    """sigmoid of a very large number is 1, of a very negative one 0, without an overflow."""
    return tt.scalars.operators.sigmoid(x)


@check("relu", compare=DIGITS, x=draw.large_floats, also=[{"x": 0.0}, {"x": -0.0}])
def relu_cuts_negative_numbers(tt: Any, x: float) -> Any:
    """relu(x) is x for positive x, and 0 for all others."""
    return tt.scalars.operators.relu(x)


@check("tanh", compare=NEAR, x=draw.small_floats)
def tanh_is_the_hyperbolic_tangent(tt: Any, x: float) -> Any:
    """tanh(x) is (e^x - e^-x) / (e^x + e^-x)."""
    return tt.scalars.operators.tanh(x)


@check("tanh", compare=NEAR, examples=20, x=draw.huge_floats, also=[{"x": -1000.0}, {"x": 1000.0}])
def tanh_never_overflows(tt: Any, x: float) -> Any:
    """tanh of a very large number is 1, of a very negative one -1, without an overflow."""
    return tt.scalars.operators.tanh(x)


# --- Slopes


@check("inv_back", compare=DIGITS, x=draw.away_from_zero, d=draw.small_floats)
def inv_back_is_the_slope(tt: Any, x: float, d: float) -> Any:
    """inv_back(x, d) is -d / x^2."""
    return tt.scalars.operators.inv_back(x, d)


@check("pow_back_base", compare=close(rtol=1e-10), x=draw.positive, y=exponents, d=draw.small_floats)
def pow_back_base_of_a_positive_base(tt: Any, x: float, y: float, d: float) -> Any:
    """pow_back_base(x, y, d) is d * y * x^(y-1)."""
    return tt.scalars.operators.pow_back_base(x, y, d)


@check("pow_back_base", compare=close(rtol=1e-10), x=draw.away_from_zero, y=whole_exponents, d=draw.small_floats)
def pow_back_base_of_a_whole_exponent(tt: Any, x: float, y: float, d: float) -> Any:
    """pow_back_base is right for a negative base and a whole exponent too."""
    return tt.scalars.operators.pow_back_base(x, y, d)


@check(
    "pow_back_base", compare=NEAR, examples=20, x=draw.small_floats, d=draw.small_floats, also=[{"x": 0.0, "d": 1.0}]
)
def pow_back_base_of_exponent_zero(tt: Any, x: float, d: float) -> Any:
    """For the exponent 0 the power is constant in its base: pow_back_base is 0, at the base 0 too."""
    return tt.scalars.operators.pow_back_base(x, 0.0, d)


@check("pow_back_exponent", compare=close(atol=1e-12, rtol=1e-10), x=draw.positive, y=exponents, d=draw.small_floats)
def pow_back_exponent_of_a_positive_base(tt: Any, x: float, y: float, d: float) -> Any:
    """pow_back_exponent(x, y, d) is d * x^y * ln(x)."""
    return tt.scalars.operators.pow_back_exponent(x, y, d)


@check("pow_back_exponent", examples=10, y=st.floats(0.5, 5.0), d=draw.small_floats)
def pow_back_exponent_of_zero(tt: Any, y: float, d: float) -> Any:
    """At the base 0 pow_back_exponent is 0, the limit from above."""
    return tt.scalars.operators.pow_back_exponent(0.0, y, d)


@check("pow_back_exponent", examples=10, x=st.floats(-9.0, -0.5), y=whole_exponents, d=st.floats(0.5, 5.0))
def pow_back_exponent_of_a_negative_base(tt: Any, x: float, y: float, d: float) -> Any:
    """For a negative base pow_back_exponent is nan: there is no derivative."""
    return tt.scalars.operators.pow_back_exponent(x, y, d)


@check("exp_back", compare=DIGITS, x=draw.moderate_floats, d=draw.small_floats)
def exp_back_is_exp(tt: Any, x: float, d: float) -> Any:
    """exp_back(x, d) is d * e^x."""
    return tt.scalars.operators.exp_back(x, d)


@check("log_back", compare=DIGITS, x=draw.positive, d=draw.small_floats)
def log_back_is_the_reciprocal(tt: Any, x: float, d: float) -> Any:
    """log_back(x, d) is d / x."""
    return tt.scalars.operators.log_back(x, d)


@check("sigmoid_back", compare=NEAR, x=draw.moderate_floats, d=draw.small_floats)
def sigmoid_back_is_the_slope(tt: Any, x: float, d: float) -> Any:
    """sigmoid_back(x, d) is d * s * (1 - s), where s is sigmoid(x)."""
    return tt.scalars.operators.sigmoid_back(x, d)


@check("sigmoid_back", compare=NEAR, examples=20, x=draw.huge_floats, also=[{"x": -1000.0}, {"x": 1000.0}])
def sigmoid_back_never_overflows(tt: Any, x: float) -> Any:
    """sigmoid_back is 0 far from 0 on both sides, without an overflow."""
    return tt.scalars.operators.sigmoid_back(x, 3.0)


@check("relu_back", compare=DIGITS, x=draw.small_floats, d=draw.small_floats)
def relu_back_is_a_switch(tt: Any, x: float, d: float) -> Any:
    """relu_back(x, d) is d where x is positive, and else 0."""
    return tt.scalars.operators.relu_back(x, d)


@check("relu_back", examples=10, d=draw.small_floats, also=[{"d": math.pi}, {"d": -1.0}])
def relu_back_at_the_kink(tt: Any, d: float) -> Any:
    """At the kink x = 0 relu_back is 0."""
    return [tt.scalars.operators.relu_back(0.0, d), tt.scalars.operators.relu_back(-0.0, d)]


@check("tanh_back", compare=NEAR, x=draw.moderate_floats, d=draw.small_floats)
def tanh_back_is_the_slope(tt: Any, x: float, d: float) -> Any:
    """tanh_back(x, d) is d * (1 - tanh(x)^2)."""
    return tt.scalars.operators.tanh_back(x, d)
