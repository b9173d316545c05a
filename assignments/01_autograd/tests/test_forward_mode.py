"""Task 1.6, optional: carrying a slope forward."""

import pytest
from hypothesis import given
from tinytorch.autograd.forward_mode import Dual, jvp
from tinytorch.autograd.variable import Scalar

from tinytorch.scalars import operators

from .strategies import numbers, slope


@pytest.mark.task("1.6", "Dual.__mul__")
@given(a=numbers, b=numbers)
def test_the_product_rule(a, b):
    """(ab)' is a'b + ab'; here a' = 1 and b' = 10."""
    product = Dual(a, 1.0) * Dual(b, 10.0)
    assert (product.value, product.tangent) == pytest.approx((a * b, b + 10.0 * a))


@pytest.mark.task("1.6", "Dual.pointwise")
@given(x=numbers)
def test_a_curve(x):
    """A lifted function of assignment 00 takes a Dual and moves its tangent by the slope."""
    result = operators.sigmoid(Dual(x, 3.0))
    assert result.value == operators.sigmoid(x)
    assert result.tangent == pytest.approx(3.0 * slope(operators.sigmoid, x), rel=1e-5, abs=1e-6)


@pytest.mark.task("1.6", "jvp")
@given(x=numbers, y=numbers)
def test_jvp(x, y):
    """The derivative of xy + x along (1, 2) is (y + 1) + 2x."""
    value, derivative = jvp(lambda a, b: a * b + a, [x, y], [1.0, 2.0])
    assert (value, derivative) == pytest.approx((x * y + x, y + 1.0 + 2.0 * x))


@pytest.mark.task("1.6", "jvp")
@given(x=numbers, y=numbers, dx=numbers, dy=numbers)
def test_forward_and_backward_agree(x, y, dx, dy):
    """The derivative along a direction is the gradient times the direction."""
    forward = jvp(lambda a, b: operators.tanh(a * b) + a, [x, y], [dx, dy])[1]
    a, b = Scalar(x, requires_grad=True), Scalar(y, requires_grad=True)
    ((a * b).tanh() + a).backward()
    assert forward == pytest.approx(a.grad * dx + b.grad * dy)
