"""Task 1.1: a slope measured from outside."""

import math

import pytest
from hypothesis import given
from tinytorch.autograd.numeric import central_difference

from .strategies import numbers, positive


@pytest.mark.task("1.1", "central_difference")
@given(x=numbers)
def test_of_a_square(x):
    """The slope of x^2 is 2x."""
    assert central_difference(lambda t: t * t, x) == pytest.approx(2.0 * x, abs=1e-5)


@pytest.mark.task("1.1", "central_difference")
@given(x=positive)
def test_of_a_logarithm(x):
    """The slope of ln(x) is 1/x."""
    assert central_difference(math.log, x) == pytest.approx(1.0 / x, rel=1e-5)


@pytest.mark.task("1.1", "central_difference")
@given(x=numbers, y=numbers, z=numbers)
def test_moves_one_argument(x, y, z):
    """`arg` says which value moves: the slope of xy + z in y is x."""
    assert central_difference(lambda a, b, c: a * b + c, x, y, z, arg=1) == pytest.approx(x, abs=1e-5)


@pytest.mark.task("1.1", "central_difference")
def test_looks_to_both_sides():
    """At 0 the slope of |x| comes out as 0: as far up on the left as on the right."""
    assert central_difference(abs, 0.0) == 0.0


@pytest.mark.task("1.1", "central_difference")
def test_epsilon_is_how_far():
    """With epsilon = 1 the slope of x^3 at 0 is measured between -1 and 1, and is 1."""
    assert central_difference(lambda t: t**3, 0.0, epsilon=1.0) == 1.0
