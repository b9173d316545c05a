"""Task 1.3, second half: ordinary arithmetic on Scalars calls the right functions in the right order."""

import pytest
from hypothesis import given
from tinytorch.autograd.variable import Scalar

from .strategies import not_zero, numbers, whole


@pytest.mark.task("1.3", "Variable.__mul__")
@given(x=numbers, y=numbers)
def test_mul(x, y):
    """A Scalar times a Scalar, and a Scalar times a number."""
    assert (Scalar(x) * Scalar(y)).data == x * y
    assert (Scalar(x) * y).data == x * y


@pytest.mark.task("1.3", "Variable.__rmul__")
@given(x=numbers, y=numbers)
def test_rmul(x, y):
    """A number times a Scalar."""
    assert (x * Scalar(y)).data == x * y


@pytest.mark.task("1.3", "Variable.__neg__")
@given(x=numbers)
def test_neg(x):
    """Minus a Scalar."""
    assert (-Scalar(x)).data == -x


@pytest.mark.task("1.3", "Variable.__sub__")
@given(x=numbers, y=numbers)
def test_sub(x, y):
    """A Scalar minus a Scalar, and a Scalar minus a number."""
    assert (Scalar(x) - Scalar(y)).data == x - y
    assert (Scalar(x) - y).data == x - y


@pytest.mark.task("1.3", "Variable.__rsub__")
@given(x=numbers, y=numbers)
def test_rsub(x, y):
    """A number minus a Scalar."""
    assert (x - Scalar(y)).data == x - y


@pytest.mark.task("1.3", "Variable.__truediv__")
@given(x=numbers, y=not_zero)
def test_truediv(x, y):
    """A Scalar divided by a Scalar, and a Scalar divided by a number."""
    assert (Scalar(x) / Scalar(y)).data == pytest.approx(x / y)
    assert (Scalar(x) / y).data == pytest.approx(x / y)


@pytest.mark.task("1.3", "Variable.__rtruediv__")
@given(x=numbers, y=not_zero)
def test_rtruediv(x, y):
    """A number divided by a Scalar."""
    assert (x / Scalar(y)).data == pytest.approx(x / y)


@pytest.mark.task("1.3", "Variable.__lt__")
@given(x=whole, y=whole)
def test_lt(x, y):
    """x < y is a Scalar, 1.0 or 0.0."""
    assert (Scalar(x) < Scalar(y)).data == float(x < y)
    assert (Scalar(x) < y).data == float(x < y)


@pytest.mark.task("1.3", "Variable.__gt__")
@given(x=whole, y=whole)
def test_gt(x, y):
    """x > y is a Scalar, 1.0 or 0.0."""
    assert (Scalar(x) > Scalar(y)).data == float(x > y)
    assert (Scalar(x) > y).data == float(x > y)
