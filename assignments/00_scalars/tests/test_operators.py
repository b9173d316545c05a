"""Task 0.1: float functions, and the functions that carry a gradient back."""

import math

import pytest
from hypothesis import given

from tinytorch.scalars import operators

from .strategies import not_zero, numbers, positive, slope, small

# --- Arithmetic


@pytest.mark.task("0.1", "mul")
@given(x=numbers, y=numbers)
def test_mul(x, y):
    """mul(x, y) is the product."""
    assert operators.mul(x, y) == x * y


@pytest.mark.task("0.1", "id")
@given(x=numbers)
def test_id(x):
    """id(x) is x."""
    assert operators.id(x) == x


@pytest.mark.task("0.1", "add")
@given(x=numbers, y=numbers)
def test_add(x, y):
    """add(x, y) is the sum."""
    assert operators.add(x, y) == x + y


@pytest.mark.task("0.1", "neg")
@given(x=numbers)
def test_neg(x):
    """A number and its opposite add up to 0."""
    assert operators.neg(x) + x == 0.0


@pytest.mark.task("0.1", "neg")
def test_neg_of_an_example():
    """neg(4) is -4."""
    assert operators.neg(4.0) == -4.0


@pytest.mark.task("0.1", "inv")
@given(x=not_zero)
def test_inv(x):
    """A number times its inverse is 1."""
    assert operators.inv(x) * x == pytest.approx(1.0)


@pytest.mark.task("0.1", "inv")
def test_inv_of_zero():
    """The inverse of 0 does not exist, and Python says so."""
    with pytest.raises(ZeroDivisionError):
        operators.inv(0.0)


@pytest.mark.task("0.1", "pow")
@given(x=positive, y=small)
def test_pow(x, y):
    """The exponent comes down: ln(x^y) is y ln(x)."""
    assert math.log(operators.pow(x, y)) == pytest.approx(y * math.log(x), abs=1e-9)


@pytest.mark.task("0.1", "pow")
def test_pow_of_a_negative_base():
    """A negative number has a square, but no real square root."""
    assert operators.pow(-8.0, 2.0) == 64.0
    with pytest.raises(ValueError):
        operators.pow(-8.0, 0.5)


# --- Comparisons


@pytest.mark.task("0.1", "lt")
@given(x=numbers, y=numbers)
def test_lt(x, y):
    """lt(x, y) is 1.0 where x < y and 0.0 elsewhere, and it is a float."""
    assert operators.lt(x, y) == (1.0 if x < y else 0.0)
    assert type(operators.lt(x, y)) is float


@pytest.mark.task("0.1", "lt")
@given(x=numbers)
def test_lt_of_equals(x):
    """No number is less than itself."""
    assert operators.lt(x, x) == 0.0


@pytest.mark.task("0.1", "eq")
@given(x=numbers, y=numbers)
def test_eq(x, y):
    """eq(x, y) is 1.0 where both are the same number, else 0.0, and it is a float."""
    assert operators.eq(x, x) == 1.0
    assert operators.eq(x, y) == (1.0 if x == y else 0.0)
    assert type(operators.eq(x, y)) is float


@pytest.mark.task("0.1", "max")
@given(x=numbers, y=numbers)
def test_max(x, y):
    """max(x, y) is the last of the two in ascending order."""
    assert operators.max(x, y) == sorted([x, y])[-1]


@pytest.mark.task("0.1", "is_close")
@given(x=small)
def test_is_close(x):
    """A millionth is the limit: half of it away is close, twice as much is not."""
    assert operators.is_close(x, x) == 1.0
    assert operators.is_close(x, x + 5e-7) == 1.0
    assert operators.is_close(x, x + 2e-6) == 0.0


@pytest.mark.task("0.1", "is_close")
@given(x=numbers, y=numbers)
def test_is_close_both_ways(x, y):
    """If x is close to y, then y is close to x."""
    assert operators.is_close(x, y) == operators.is_close(y, x)


# --- Curves


@pytest.mark.task("0.1", "exp")
@given(x=small, y=small)
def test_exp(x, y):
    """exp turns sums into products, and exp(1) is e."""
    assert operators.exp(x + y) == pytest.approx(operators.exp(x) * operators.exp(y))
    assert operators.exp(1.0) == pytest.approx(math.e)


@pytest.mark.task("0.1", "log")
@given(x=small)
def test_log(x):
    """log undoes e^x."""
    assert operators.log(math.exp(x)) == pytest.approx(x, abs=1e-12)


@pytest.mark.task("0.1", "log")
def test_log_of_zero():
    """log(0) does not exist: an error is better than a wrong number."""
    with pytest.raises(ValueError):
        operators.log(0.0)


@pytest.mark.task("0.1", "sigmoid")
@given(x=small)
def test_sigmoid(x):
    """sigmoid(x) is 1 / (1 + e^-x)."""
    assert operators.sigmoid(x) == pytest.approx(1.0 / (1.0 + math.exp(-x)))


@pytest.mark.task("0.1", "sigmoid")
@given(x=numbers)
def test_sigmoid_is_point_symmetric(x):
    """sigmoid(x) and sigmoid(-x) add up to 1."""
    assert operators.sigmoid(x) + operators.sigmoid(-x) == pytest.approx(1.0)


@pytest.mark.task("0.1", "sigmoid")
@pytest.mark.parametrize(("x", "end"), [(-1000.0, 0.0), (1000.0, 1.0)])
def test_sigmoid_far_out(x, end):
    """Far out the sigmoid reaches its ends, without an overflow on the way."""
    assert operators.sigmoid(x) == end


@pytest.mark.task("0.1", "relu")
@given(x=positive)
def test_relu(x):
    """relu lets a positive number through and stops its opposite."""
    assert operators.relu(x) == x
    assert operators.relu(-x) == 0.0


@pytest.mark.task("0.1", "relu")
def test_relu_of_zero():
    """relu(0) is 0."""
    assert operators.relu(0.0) == 0.0


@pytest.mark.task("0.1", "tanh")
@given(x=small)
def test_tanh(x):
    """tanh is a stretched sigmoid: 2 / (1 + e^-2x) - 1."""
    assert operators.tanh(x) == pytest.approx(2.0 / (1.0 + math.exp(-2.0 * x)) - 1.0, abs=1e-12)


@pytest.mark.task("0.1", "tanh")
@pytest.mark.parametrize(("x", "end"), [(-1000.0, -1.0), (1000.0, 1.0)])
def test_tanh_far_out(x, end):
    """Far out tanh reaches -1 and 1, without an overflow on the way."""
    assert operators.tanh(x) == end


# --- Derivatives: d times the slope that one can measure from outside


@pytest.mark.task("0.1", "inv_back")
@given(x=not_zero, d=small)
def test_inv_back(x, d):
    """inv_back(x, d) is d times the slope of 1/x."""
    assert operators.inv_back(x, d) == pytest.approx(d * slope(lambda t: 1.0 / t, x), rel=1e-5, abs=1e-6)


@pytest.mark.task("0.1", "pow_back_base")
@given(x=positive, y=small, d=small)
def test_pow_back_base(x, y, d):
    """pow_back_base(x, y, d) is d times the slope of x^y when x moves."""
    assert operators.pow_back_base(x, y, d) == pytest.approx(d * slope(lambda t: t**y, x), rel=1e-5, abs=1e-5)


@pytest.mark.task("0.1", "pow_back_base")
def test_pow_back_base_of_a_constant():
    """x^0 is 1 for every x: its slope is 0, at x = 0 as well."""
    assert operators.pow_back_base(0.0, 0.0, 1.0) == 0.0


@pytest.mark.task("0.1", "pow_back_exponent")
@given(x=positive, y=small, d=small)
def test_pow_back_exponent(x, y, d):
    """pow_back_exponent(x, y, d) is d times the slope of x^y when y moves."""
    assert operators.pow_back_exponent(x, y, d) == pytest.approx(d * slope(lambda t: x**t, y), rel=1e-5, abs=1e-5)


@pytest.mark.task("0.1", "pow_back_exponent")
def test_pow_back_exponent_without_a_slope():
    """At base 0 the slope is 0; a negative base has none, and the answer is nan."""
    assert operators.pow_back_exponent(0.0, 2.0, 1.0) == 0.0
    assert math.isnan(operators.pow_back_exponent(-2.0, 2.0, 1.0))


@pytest.mark.task("0.1", "exp_back")
@given(x=small, d=small)
def test_exp_back(x, d):
    """exp_back(x, d) is d times the slope of e^x."""
    assert operators.exp_back(x, d) == pytest.approx(d * slope(math.exp, x), rel=1e-5, abs=1e-6)


@pytest.mark.task("0.1", "log_back")
@given(x=positive, d=small)
def test_log_back(x, d):
    """log_back(x, d) is d times the slope of the logarithm."""
    assert operators.log_back(x, d) == pytest.approx(d * slope(math.log, x), rel=1e-5, abs=1e-6)


@pytest.mark.task("0.1", "sigmoid_back")
@given(x=small, d=small)
def test_sigmoid_back(x, d):
    """sigmoid_back(x, d) is d times the slope of 1 / (1 + e^-x)."""
    measured = slope(lambda t: 1.0 / (1.0 + math.exp(-t)), x)
    assert operators.sigmoid_back(x, d) == pytest.approx(d * measured, rel=1e-5, abs=1e-6)


@pytest.mark.task("0.1", "sigmoid_back")
@pytest.mark.parametrize("x", [-1000.0, 1000.0])
def test_sigmoid_back_far_out(x):
    """Far out the sigmoid is flat, and finding that out overflows nowhere."""
    assert operators.sigmoid_back(x, 1.0) == 0.0


@pytest.mark.task("0.1", "relu_back")
@given(x=positive, d=small)
def test_relu_back(x, d):
    """relu_back lets the gradient through where x is positive and stops it where x is negative."""
    assert operators.relu_back(x, d) == d
    assert operators.relu_back(-x, d) == 0.0


@pytest.mark.task("0.1", "relu_back")
def test_relu_back_at_the_kink():
    """At 0 there is no slope; the rule of this course is 0."""
    assert operators.relu_back(0.0, 5.0) == 0.0


@pytest.mark.task("0.1", "tanh_back")
@given(x=small, d=small)
def test_tanh_back(x, d):
    """tanh_back(x, d) is d times the slope of tanh."""
    assert operators.tanh_back(x, d) == pytest.approx(d * slope(math.tanh, x), rel=1e-5, abs=1e-6)
