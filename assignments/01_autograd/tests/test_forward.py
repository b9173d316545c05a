"""Task 1.2: the forward of every function computes, from plain floats, what assignment 00 computes."""

import math

import pytest
from hypothesis import given
from tinytorch.autograd.engine import Node
from tinytorch.autograd.functions import EQ, LT, Add, Div, Exp, Inv, Log, Mul, Neg, Pow, ReLU, Sigmoid, Sub, Tanh

from .strategies import not_zero, numbers, positive, whole


@pytest.mark.task("1.2", "Add.forward")
@given(a=numbers, b=numbers)
def test_add_forward(a, b):
    """Add.forward is a + b."""
    assert Add.forward(Node(Add, ()), a, b) == a + b


@pytest.mark.task("1.2", "Mul.forward")
@given(a=numbers, b=numbers)
def test_mul_forward(a, b):
    """Mul.forward is a * b."""
    assert Mul.forward(Node(Mul, ()), a, b) == a * b


@pytest.mark.task("1.2", "Neg.forward")
@given(a=numbers)
def test_neg_forward(a):
    """Neg.forward is -a."""
    assert Neg.forward(Node(Neg, ()), a) == -a


@pytest.mark.task("1.2", "Inv.forward")
@given(a=not_zero)
def test_inv_forward(a):
    """Inv.forward is 1 / a."""
    assert Inv.forward(Node(Inv, ()), a) == pytest.approx(1.0 / a)


@pytest.mark.task("1.2", "Sub.forward")
@given(a=numbers, b=numbers)
def test_sub_forward(a, b):
    """Sub.forward is a - b."""
    assert Sub.forward(Node(Sub, ()), a, b) == a - b


@pytest.mark.task("1.2", "Div.forward")
@given(a=numbers, b=not_zero)
def test_div_forward(a, b):
    """Div.forward is a / b."""
    assert Div.forward(Node(Div, ()), a, b) == pytest.approx(a / b)


@pytest.mark.task("1.2", "Pow.forward")
@given(a=positive, b=numbers)
def test_pow_forward(a, b):
    """Pow.forward is a to the power b."""
    assert Pow.forward(Node(Pow, ()), a, b) == pytest.approx(a**b)


@pytest.mark.task("1.2", "Log.forward")
@given(a=positive)
def test_log_forward(a):
    """Log.forward is the natural logarithm of a."""
    assert Log.forward(Node(Log, ()), a) == pytest.approx(math.log(a), abs=1e-12)


@pytest.mark.task("1.2", "Exp.forward")
@given(a=numbers)
def test_exp_forward(a):
    """Exp.forward is e^a."""
    assert Exp.forward(Node(Exp, ()), a) == pytest.approx(math.exp(a))


@pytest.mark.task("1.2", "Sigmoid.forward")
@given(a=numbers)
def test_sigmoid_forward(a):
    """Sigmoid.forward is 1 / (1 + e^-a)."""
    assert Sigmoid.forward(Node(Sigmoid, ()), a) == pytest.approx(1.0 / (1.0 + math.exp(-a)))


@pytest.mark.task("1.2", "ReLU.forward")
@given(a=numbers)
def test_relu_forward(a):
    """ReLU.forward is a where a is positive, else 0."""
    assert ReLU.forward(Node(ReLU, ()), a) == sorted([0.0, a])[1]


@pytest.mark.task("1.2", "Tanh.forward")
@given(a=numbers)
def test_tanh_forward(a):
    """Tanh.forward is the hyperbolic tangent of a."""
    assert Tanh.forward(Node(Tanh, ()), a) == pytest.approx(math.tanh(a))


@pytest.mark.task("1.2", "LT.forward")
@given(a=whole, b=whole)
def test_lt_forward(a, b):
    """LT.forward is 1.0 where a < b, else 0.0."""
    assert LT.forward(Node(LT, ()), a, b) == (1.0 if a < b else 0.0)


@pytest.mark.task("1.2", "EQ.forward")
@given(a=whole, b=whole)
def test_eq_forward(a, b):
    """EQ.forward is 1.0 where a and b are equal, else 0.0."""
    assert EQ.forward(Node(EQ, ()), a, b) == (1.0 if a == b else 0.0)
