"""Task 1.4: the backward of every function passes on d times the slope that one can measure from outside.

Each test calls forward first, with a fresh ctx, so that backward finds what forward has saved.
"""

import math

import pytest
from hypothesis import given
from tinytorch.autograd.engine import Node
from tinytorch.autograd.functions import Add, Div, Exp, Inv, Log, Mul, Neg, Pow, ReLU, Sigmoid, Sub, Tanh

from .strategies import not_zero, numbers, positive, slope


@pytest.mark.task("1.4", "Add.backward")
@given(a=numbers, b=numbers, d=numbers)
def test_add_backward(a, b, d):
    """Add.backward passes d on to both terms."""
    ctx = Node(Add, ())
    Add.forward(ctx, a, b)
    assert Add.backward(ctx, d) == (d, d)


@pytest.mark.task("1.4", "Mul.backward")
@given(a=numbers, b=numbers, d=numbers)
def test_mul_backward(a, b, d):
    """Mul.backward passes d times the other factor on to each factor."""
    ctx = Node(Mul, ())
    Mul.forward(ctx, a, b)
    assert Mul.backward(ctx, d) == pytest.approx((d * b, d * a))


@pytest.mark.task("1.4", "Neg.backward")
@given(a=numbers, d=numbers)
def test_neg_backward(a, d):
    """Neg.backward turns the sign of d."""
    ctx = Node(Neg, ())
    Neg.forward(ctx, a)
    assert Neg.backward(ctx, d) == -d


@pytest.mark.task("1.4", "Inv.backward")
@given(a=not_zero, d=numbers)
def test_inv_backward(a, d):
    """Inv.backward passes on d times the slope of 1/a."""
    ctx = Node(Inv, ())
    Inv.forward(ctx, a)
    assert Inv.backward(ctx, d) == pytest.approx(d * slope(lambda t: 1.0 / t, a), rel=1e-5, abs=1e-6)


@pytest.mark.task("1.4", "Sub.backward")
@given(a=numbers, b=numbers, d=numbers)
def test_sub_backward(a, b, d):
    """Sub.backward passes d on to the first term and -d to the second."""
    ctx = Node(Sub, ())
    Sub.forward(ctx, a, b)
    assert Sub.backward(ctx, d) == (d, -d)


@pytest.mark.task("1.4", "Div.backward")
@given(a=numbers, b=not_zero, d=numbers)
def test_div_backward(a, b, d):
    """Div.backward passes on d times the slopes of a/b, when a moves and when b moves."""
    ctx = Node(Div, ())
    Div.forward(ctx, a, b)
    expected = tuple(d * slope(lambda s, t: s / t, a, b, arg=i) for i in (0, 1))
    assert Div.backward(ctx, d) == pytest.approx(expected, rel=1e-5, abs=1e-4)


@pytest.mark.task("1.4", "Pow.backward")
@given(a=positive, b=positive, d=numbers)
def test_pow_backward(a, b, d):
    """Pow.backward passes on d times the slopes of a^b, when a moves and when b moves."""
    ctx = Node(Pow, ())
    Pow.forward(ctx, a, b)
    expected = tuple(d * slope(lambda s, t: s**t, a, b, arg=i) for i in (0, 1))
    assert Pow.backward(ctx, d) == pytest.approx(expected, rel=1e-5, abs=1e-4)


@pytest.mark.task("1.4", "Log.backward")
@given(a=positive, d=numbers)
def test_log_backward(a, d):
    """Log.backward passes on d times the slope of the logarithm."""
    ctx = Node(Log, ())
    Log.forward(ctx, a)
    assert Log.backward(ctx, d) == pytest.approx(d * slope(math.log, a), rel=1e-5, abs=1e-6)


@pytest.mark.task("1.4", "Exp.backward")
@given(a=numbers, d=numbers)
def test_exp_backward(a, d):
    """Exp.backward passes on d times the slope of e^a."""
    ctx = Node(Exp, ())
    Exp.forward(ctx, a)
    assert Exp.backward(ctx, d) == pytest.approx(d * slope(math.exp, a), rel=1e-5, abs=1e-6)


@pytest.mark.task("1.4", "Sigmoid.backward")
@given(a=numbers, d=numbers)
def test_sigmoid_backward(a, d):
    """Sigmoid.backward passes on d times the slope of 1 / (1 + e^-a)."""
    ctx = Node(Sigmoid, ())
    Sigmoid.forward(ctx, a)
    measured = slope(lambda t: 1.0 / (1.0 + math.exp(-t)), a)
    assert Sigmoid.backward(ctx, d) == pytest.approx(d * measured, rel=1e-5, abs=1e-6)


@pytest.mark.task("1.4", "ReLU.backward")
@given(a=not_zero, d=numbers)
def test_relu_backward(a, d):
    """ReLU.backward lets d through where a is positive and stops it where a is negative."""
    ctx = Node(ReLU, ())
    ReLU.forward(ctx, a)
    assert ReLU.backward(ctx, d) == (d if a > 0.0 else 0.0)


@pytest.mark.task("1.4", "ReLU.backward")
def test_relu_backward_at_the_kink():
    """At a = 0 ReLU has no slope; the rule of this course is 0."""
    ctx = Node(ReLU, ())
    ReLU.forward(ctx, 0.0)
    assert ReLU.backward(ctx, 5.0) == 0.0


@pytest.mark.task("1.4", "Tanh.backward")
@given(a=numbers, d=numbers)
def test_tanh_backward(a, d):
    """Tanh.backward passes on d times the slope of tanh."""
    ctx = Node(Tanh, ())
    Tanh.forward(ctx, a)
    assert Tanh.backward(ctx, d) == pytest.approx(d * slope(math.tanh, a), rel=1e-5, abs=1e-6)
