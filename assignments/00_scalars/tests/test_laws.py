"""Task 0.2: a law accepts every right function, and catches the wrong ones.

The right functions here are Python's own. Each wrong one stands with a word on what is wrong with it; a law catches
it when it is False for at least one of many numbers. The autograder has more wrong functions than these.
"""

import math
import operator
import random

import pytest
from hypothesis import given

from tinytorch.scalars import laws

from .strategies import small, whole

SOURCE = random.Random(0)
TRIPLES = [[SOURCE.uniform(-5.0, 5.0) for _ in range(3)] for _ in range(100)]
WHOLE_TRIPLES = [[float(SOURCE.randint(-4, 4)) for _ in range(3)] for _ in range(100)]


def sigmoid(x):
    return 1.0 / (1.0 + math.exp(-x))


def relu(x):
    return (x + abs(x)) / 2.0


@pytest.mark.task("0.2", "product_law")
@given(x=small, y=small, z=small)
def test_product_law_accepts_the_product(x, y, z):
    """product_law is True for Python's own product."""
    assert laws.product_law(operator.mul, operator.add, x, y, z)


@pytest.mark.task("0.2", "product_law")
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda x, y: x + y, id="the sum"),
        pytest.param(lambda x, y: x * abs(y), id="loses a sign"),
        pytest.param(lambda x, y: 2.0 * x * y, id="twice the product"),
    ],
)
def test_product_law_catches(wrong):
    """product_law is False somewhere for a function that is no product."""
    caught = sum(not laws.product_law(wrong, operator.add, x, y, z) for x, y, z in TRIPLES)
    assert caught > 0


@pytest.mark.task("0.2", "order_law")
@given(x=whole, y=whole, z=whole)
def test_order_law_accepts_less_than(x, y, z):
    """order_law is True for Python's own <."""
    assert laws.order_law(lambda a, b: float(a < b), x, y, z)


@pytest.mark.task("0.2", "order_law")
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda a, b: float(a <= b), id="less than or equal"),
        pytest.param(lambda a, b: float(abs(a) < abs(b)), id="compares sizes"),
        pytest.param(lambda a, b: float(a < b - 1.0), id="needs a distance"),
    ],
)
def test_order_law_catches(wrong):
    """order_law is False somewhere for a function that is not `less than`."""
    caught = sum(not laws.order_law(wrong, x, y, z) for x, y, z in WHOLE_TRIPLES)
    assert caught > 0


@pytest.mark.task("0.2", "sigmoid_law")
@given(x=small, y=small)
def test_sigmoid_law_accepts_the_sigmoid(x, y):
    """sigmoid_law is True for 1 / (1 + e^-x)."""
    assert laws.sigmoid_law(sigmoid, x, y)


@pytest.mark.task("0.2", "sigmoid_law")
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(math.tanh, id="tanh, from -1 to 1"),
        pytest.param(lambda x: 0.5, id="a constant"),
        pytest.param(lambda x: sigmoid(-x), id="falls"),
    ],
)
def test_sigmoid_law_catches(wrong):
    """sigmoid_law is False somewhere for a function that is no sigmoid."""
    caught = sum(not laws.sigmoid_law(wrong, x, y) for x, y, _ in TRIPLES)
    assert caught > 0


@pytest.mark.task("0.2", "relu_law")
@given(x=small)
def test_relu_law_accepts_relu(x):
    """relu_law is True for (x + |x|) / 2, which is relu written differently."""
    assert laws.relu_law(relu, x)


@pytest.mark.task("0.2", "relu_law")
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(abs, id="the absolute value"),
        pytest.param(lambda x: 0.0, id="always 0"),
        pytest.param(lambda x: x if x > 0.0 else 0.1 * x, id="leaks"),
    ],
)
def test_relu_law_catches(wrong):
    """relu_law is False somewhere for a function that is not relu."""
    caught = sum(not laws.relu_law(wrong, x) for x, _, _ in TRIPLES)
    assert caught > 0


@pytest.mark.task("0.2", "inverse_law")
@given(x=small, y=small)
def test_inverse_law_accepts_exp_and_log(x, y):
    """inverse_law is True for e^x and the natural logarithm."""
    assert laws.inverse_law(math.exp, math.log, x, y)


@pytest.mark.task("0.2", "inverse_law")
@pytest.mark.parametrize(
    ("exp", "log"),
    [
        pytest.param(lambda x: 2.0**x, math.log2, id="base 2"),
        pytest.param(math.exp, lambda x: math.log(x + 1e-3), id="something added inside log"),
        pytest.param(lambda x: 1.0 + x, lambda x: x - 1.0, id="a straight line and its inverse"),
    ],
)
def test_inverse_law_catches(exp, log):
    """inverse_law is False somewhere for a pair that is not e^x and its logarithm."""
    caught = sum(not laws.inverse_law(exp, log, x, y) for x, y, _ in TRIPLES)
    assert caught > 0


@pytest.mark.task("0.2", "slope_law")
@given(x=small.map(lambda x: 0.6 * x))
def test_slope_law_accepts_a_derivative(x):
    """slope_law is True for x^3 and for sin with their derivatives."""
    assert laws.slope_law(lambda t: t**3, lambda t, d: d * 3.0 * t**2, x)
    assert laws.slope_law(math.sin, lambda t, d: d * math.cos(t), x)


@pytest.mark.task("0.2", "slope_law")
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda t, d: d * 2.0 * t**2, id="a wrong factor"),
        pytest.param(lambda t, d: 3.0 * t**2, id="forgets d"),
        pytest.param(lambda t, d: -d * 3.0 * t**2, id="a wrong sign"),
    ],
)
def test_slope_law_catches(wrong):
    """slope_law is False somewhere for a function that is not the derivative of x^3."""
    caught = sum(not laws.slope_law(lambda t: t**3, wrong, 0.6 * x) for x, _, _ in TRIPLES)
    assert caught > 0
