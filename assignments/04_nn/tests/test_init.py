"""Task 4.3: weights begin with a size that keeps the numbers of the layers behind them in bounds.

What is random is compared with what theory says of thousands of numbers: within a few per cent.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.nn.init import fans, kaiming_normal_, xavier_uniform_
from tinytorch.nn.parameter import Parameter
from tinytorch.tensors.creation import zeros
from tinytorch.tensors.random import Generator

from .strategies import numbers


def filled(fill, *shape: int, **how) -> np.ndarray:
    """A tensor of zeros of this shape, after `fill` has written into it."""
    return numbers(fill(zeros(*shape), generator=Generator(0), **how))


def stays(fill) -> None:
    """Assert that `fill` writes into the tensor that it is given, gives that one back, and records nothing."""
    p = Parameter(zeros(3, 2))
    assert fill(p) is p
    assert p.is_leaf and p.requires_grad
    assert 0.0 not in numbers(p)


# --- fans


@pytest.mark.task("4.3", "fans")
def test_fans_of_a_linear_layer():
    """A weight (5, 3) makes 5 outputs of 3 inputs: fan_in 3, fan_out 5."""
    assert fans(zeros(5, 3)) == (3, 5)


@pytest.mark.task("4.3", "fans")
def test_fans_of_a_convolution():
    """A weight (8, 3, 5, 4) looks at 5 * 4 places of 3 inputs, and each input is in 20 results of 8 outputs."""
    assert fans(zeros(8, 3, 5, 4)) == (60, 160)
    assert fans(zeros(2, 3, 7)) == (21, 14)


@pytest.mark.task("4.3", "fans")
@given(shape=st.lists(st.integers(1, 4), min_size=2, max_size=5))
def test_fans_count_elements(shape):
    """fan_in times the outputs, and fan_out times the inputs, is how many numbers the weight has."""
    fan_in, fan_out = fans(zeros(*shape))
    assert (fan_in * shape[0], fan_out * shape[1]) == (math.prod(shape), math.prod(shape))


@pytest.mark.task("4.3", "fans")
def test_fans_are_whole_numbers():
    """A pair of ints, fan_in first."""
    answer = fans(zeros(2, 7))
    assert [type(fan) for fan in answer] == [int, int]
    assert tuple(answer) == (7, 2)


# --- xavier_uniform_


@pytest.mark.task("4.3", "xavier_uniform_")
@pytest.mark.parametrize("shape", [(150, 50), (50, 150), (40, 5, 5, 5)], ids=str)
def test_xavier_uniform_stays_within_its_reach(shape):
    """r = sqrt(6 / (fan_in + fan_out)): nothing is outside [-r, r], and of thousands some come close to both ends."""
    places = math.prod(shape[2:])
    reach = math.sqrt(6.0 / ((shape[0] + shape[1]) * places))
    result = filled(xavier_uniform_, *shape)
    assert -1.0001 * reach <= result.min() < -0.99 * reach
    assert 0.99 * reach < result.max() <= 1.0001 * reach


@pytest.mark.task("4.3", "xavier_uniform_")
def test_xavier_uniform_is_even():
    """Mean 0 and variance r^2 / 3, here 2 / (100 + 100) = 0.01: a normal distribution would pass r."""
    result = filled(xavier_uniform_, 100, 100)
    assert result.mean() == pytest.approx(0.0, abs=0.005)
    assert result.var() == pytest.approx(0.01, rel=0.05)
    assert (np.abs(result) < 0.5 * math.sqrt(0.03)).mean() == pytest.approx(0.5, abs=0.03)


@pytest.mark.task("4.3", "xavier_uniform_")
def test_xavier_uniform_with_a_gain():
    """A gain of 3 makes everything 3 times as large."""
    assert filled(xavier_uniform_, 4, 5, gain=3.0) == pytest.approx(3.0 * filled(xavier_uniform_, 4, 5), rel=1e-5)


@pytest.mark.task("4.3", "xavier_uniform_")
def test_xavier_uniform_writes_in_place():
    """The tensor that was given is filled and returned, and still a leaf."""
    stays(xavier_uniform_)


@pytest.mark.task("4.3", "xavier_uniform_")
def test_xavier_uniform_asks_the_generator():
    """The same seed gives the same weights."""
    assert filled(xavier_uniform_, 3, 2).tolist() == filled(xavier_uniform_, 3, 2).tolist()


# --- kaiming_normal_


@pytest.mark.task("4.3", "kaiming_normal_")
@pytest.mark.parametrize(
    ("how", "std"),
    [
        pytest.param({"nonlinearity": "relu"}, math.sqrt(2.0 / 50.0), id="relu: sqrt(2 / fan_in)"),
        pytest.param({}, math.sqrt(2.0 / 50.0), id="as it comes: the same"),
        pytest.param({"mode": "fan_out"}, math.sqrt(2.0 / 200.0), id="fan_out: sqrt(2 / fan_out)"),
        pytest.param({"nonlinearity": "linear"}, math.sqrt(1.0 / 50.0), id="linear: sqrt(1 / fan_in)"),
        pytest.param({"a": 1.0}, math.sqrt(1.0 / 50.0), id="leaky with slope 1: sqrt(1 / fan_in)"),
    ],
)
def test_kaiming_normal_has_its_deviation(how, std):
    """gain / sqrt(fan) is the standard deviation of the 10,000 numbers of a weight (200, 50)."""
    result = filled(kaiming_normal_, 200, 50, **how)
    assert result.std() == pytest.approx(std, rel=0.04)
    assert result.mean() == pytest.approx(0.0, abs=0.05 * std)


@pytest.mark.task("4.3", "kaiming_normal_")
def test_kaiming_normal_is_normal():
    """Two thirds of the numbers are within one standard deviation of 0, and one in a few hundred is beyond three."""
    result = filled(kaiming_normal_, 200, 50) / math.sqrt(2.0 / 50.0)
    assert (np.abs(result) < 1.0).mean() == pytest.approx(0.683, abs=0.03)
    assert 0.0005 < (np.abs(result) > 3.0).mean() < 0.006


@pytest.mark.task("4.3", "kaiming_normal_")
def test_kaiming_normal_of_a_convolution():
    """The fan of (100, 4, 5, 5) is 4 * 25 = 100: the deviation is sqrt(2 / 100)."""
    assert filled(kaiming_normal_, 100, 4, 5, 5).std() == pytest.approx(math.sqrt(0.02), rel=0.04)


@pytest.mark.task("4.3", "kaiming_normal_")
def test_kaiming_normal_keeps_the_size_of_numbers():
    """Through ten layers with relu the mean square stays about what it was; half the variance would leave a 1000th."""
    source = Generator(0)
    x = np.random.default_rng(0).normal(size=(200, 200))
    before = (x * x).mean()
    for _ in range(10):
        x = np.maximum(x @ numbers(kaiming_normal_(zeros(200, 200), nonlinearity="relu", generator=source)).T, 0.0)
    assert 0.2 < (x * x).mean() / before < 5.0


@pytest.mark.task("4.3", "kaiming_normal_")
def test_kaiming_normal_writes_in_place():
    """The tensor that was given is filled and returned, and still a leaf; the same seed gives the same weights."""
    stays(kaiming_normal_)
    assert filled(kaiming_normal_, 3, 2).tolist() == filled(kaiming_normal_, 3, 2).tolist()
