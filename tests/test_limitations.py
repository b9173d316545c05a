"""The intentional limitations so far. README.md lists the docstrings, and each test shows that one is true."""

from __future__ import annotations

import pytest
from tinytorch.autograd import GradientError, ReLU, Scalar

from tinytorch.scalars import operators


def test_scalars_are_floats() -> None:
    """A Scalar holds one Python float. Whole numbers become floats; there are no complex numbers."""
    assert type(Scalar(3).data) is float
    with pytest.raises(TypeError):
        Scalar(1j)


def test_numbers_raise_where_arrays_will_give_inf_or_nan() -> None:
    """Numbers follow Python's rules: 1/0 is a ZeroDivisionError, log(0) a ValueError, exp(1000) an OverflowError."""
    with pytest.raises(ZeroDivisionError):
        Scalar(1.0) / 0.0
    with pytest.raises(ValueError, match="domain"):
        Scalar(0.0).log()
    with pytest.raises(OverflowError):
        Scalar(1000.0).exp()


def test_relu_has_slope_zero_at_its_kink() -> None:
    """ReLU has no derivative at 0; like PyTorch we take 0 there, and gradient checks keep away from it."""
    assert operators.relu_back(0.0, 1.0) == 0.0
    x = Scalar(0.0, requires_grad=True)
    ReLU.apply(x).backward()
    assert x.grad == 0.0


def test_comparisons_have_no_gradient() -> None:
    """Comparisons give 1.0 or 0.0 and carry no gradient; asking for one is an error that names the comparison."""
    with pytest.raises(GradientError, match="LT has no derivative"):
        (Scalar(1.0, requires_grad=True) < 2.0).backward()


def test_a_record_serves_one_backward() -> None:
    """backward() lets go of what forward saved; a second one through the same record needs `retain_graph=True`."""
    y = Scalar(2.0, requires_grad=True) * 3.0
    y.backward()
    with pytest.raises(GradientError, match="retain_graph=True"):
        y.backward()


def test_the_power_function_stays_real() -> None:
    """pow stays on the real line: a negative base to a broken exponent is a ValueError, not a complex number."""
    with pytest.raises(ValueError, match="domain"):
        Scalar(-8.0) ** 0.5
