"""How parameters begin: the variance that each scheme promises, bounds, seeds, and PyTorch's fans and gains."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from tinytorch.nn import init
from tinytorch.nn.parameter import Parameter
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.random import Generator

import tinytorch as tt

SHAPES = [(300, 200), (64, 16, 3, 3), (40, 30, 7)]
each_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)


@pytest.fixture(scope="module")
def torch() -> Any:
    return pytest.importorskip("torch")


def filled(name: str, shape: tuple[int, ...], *args: Any, **options: Any) -> np.ndarray:
    """The numbers that init.name writes into a parameter, from a generator of its own."""
    return getattr(init, name)(Parameter(tt.empty(shape)), *args, generator=Generator(1), **options).detach().numpy()


def has_variance(numbers: np.ndarray, variance: float, fourth: float) -> None:
    """Raise unless they are 0 and `variance` within 5 sigma; `fourth` is the mean of z^4 where the variance is 1."""
    n, wide = numbers.size, numbers.astype(float)
    assert abs(wide.mean()) < 5 * math.sqrt(variance / n)
    assert abs(np.square(wide).mean() - variance) < 5 * variance * math.sqrt((fourth - 1) / n)


EVEN, NORMAL = 9 / 5, 3.0  # the mean of z^4


@each_shape
def test_xavier_has_the_variance_2_over_both_fans(shape: tuple[int, ...]) -> None:
    variance = 2.0 / sum(init.fans(tt.empty(shape)))
    has_variance(filled("xavier_uniform_", shape), variance, EVEN)
    has_variance(filled("xavier_normal_", shape), variance, NORMAL)
    has_variance(filled("xavier_uniform_", shape, gain=3.0), 9.0 * variance, EVEN)


@each_shape
@pytest.mark.parametrize("mode", ["fan_in", "fan_out"])
def test_kaiming_has_the_variance_of_its_gain_over_one_fan(shape: tuple[int, ...], mode: str) -> None:
    fan = init.fans(tt.empty(shape))[mode == "fan_out"]
    for options, gain in (
        ({}, 2.0),
        ({"nonlinearity": "relu"}, 2.0),
        ({"a": 2.0}, 2.0 / 5.0),
        ({"nonlinearity": "tanh"}, 25 / 9),
    ):
        has_variance(filled("kaiming_uniform_", shape, mode=mode, **options), gain / fan, EVEN)
        has_variance(filled("kaiming_normal_", shape, mode=mode, **options), gain / fan, NORMAL)


def test_uniform_and_normal_are_what_they_say() -> None:
    even = filled("uniform_", (300, 300), -1.0, 3.0)
    assert -1.0 <= even.min() < -0.99 < 2.99 < even.max() <= 3.0
    has_variance(even - 1.0, 16 / 12, EVEN)
    has_variance(filled("normal_", (300, 300), 2.0, 0.5) - 2.0, 0.25, NORMAL)


@pytest.mark.parametrize(
    ("mean", "std", "low", "high"), [(0, 1, -2, 2), (0, 0.02, -2, 2), (1, 2, 0.5, 1.5), (0, 1, 3, 4)]
)
def test_a_truncated_normal_is_spread_as_the_normal_is_between_the_bounds(
    mean: float, std: float, low: float, high: float
) -> None:
    """The share below each of nine marks is that of the normal distribution, within 5 sigma."""
    numbers = filled("trunc_normal_", (200, 200), mean, std, low, high)
    assert low <= numbers.min()
    assert numbers.max() <= high
    normal = NormalDist(mean, std)
    whole = normal.cdf(high) - normal.cdf(low)
    for mark in np.quantile(numbers, np.arange(0.1, 1.0, 0.1)):
        share = (normal.cdf(mark) - normal.cdf(low)) / whole
        assert abs((numbers <= mark).mean() - share) < 5 * math.sqrt(share * (1 - share) / numbers.size)


def test_the_inverse_of_erf_undoes_erf() -> None:
    x = np.linspace(-4.0, 4.0, 2001)
    y = np.array([math.erf(v) for v in x])
    assert np.abs(init.inverse_erf(y) - x).max() < 1e-7  # near 4 erf is 1 - 1.5e-8, and has 8 digits left
    assert np.isfinite(init.inverse_erf(np.array([-1.0, 1.0]))).all()


def test_constants_fill_the_tensor() -> None:
    p = Parameter(tt.empty(2, 3))
    assert init.ones_(p).tolist() == [[1.0] * 3] * 2
    assert init.zeros_(p).tolist() == [[0.0] * 3] * 2
    assert init.constant_(p, 2.5).tolist() == [[2.5] * 3] * 2


def test_all_of_them_write_in_place_record_nothing_and_return_the_tensor() -> None:
    names = [name for name in vars(init) if name.endswith("_") and not name.startswith("_")]
    assert len(names) == 10
    for name in names:
        p = Parameter(tt.zeros(20, 30, dtype=tt.float64, device="cpu"))
        memory = p.value.buffer
        assert getattr(init, name)(p, *[0.5] * (name == "constant_")) is p
        assert p.value.buffer is memory
        assert (p.requires_grad, p.node, p.dtype, p.device) == (True, None, tt.float64, "cpu")
        assert p.detach().numpy().any() == (name != "zeros_")


def test_a_seed_repeats_the_numbers_and_another_does_not() -> None:
    for name in ("uniform_", "normal_", "trunc_normal_", "xavier_normal_", "kaiming_uniform_"):
        write = getattr(init, name)
        first, again, other = (write(tt.empty(4, 5), generator=Generator(seed)).tolist() for seed in (1, 1, 2))
        assert first == again
        assert first != other
        made = []
        for _ in range(2):
            tt.manual_seed(3)
            made.append(write(tt.empty(4, 5)).tolist())
        assert made[0] == made[1]


def test_gains_are_pytorchs(torch: Any) -> None:
    for name in (*init.STRAIGHT, *init.GAINS, "leaky_relu"):
        assert init.calculate_gain(name) == pytest.approx(torch.nn.init.calculate_gain(name))
    assert init.calculate_gain("leaky_relu", 0.2) == pytest.approx(torch.nn.init.calculate_gain("leaky_relu", 0.2))


def test_fans_are_pytorchs(torch: Any) -> None:
    for shape in SHAPES:
        assert init.fans(tt.empty(shape)) == torch.nn.init._calculate_fan_in_and_fan_out(torch.empty(shape))


def test_what_does_not_fit_is_refused_in_one_sentence() -> None:
    for refused, kind, text in (
        (lambda: init.xavier_normal_(tt.zeros(3)), LayoutError, r"at least 2 axes, got shape \(3,\)"),
        (lambda: init.calculate_gain("swish"), ValueError, "calculate_gain knows linear, .*, got 'swish'"),
        (lambda: init.kaiming_normal_(tt.zeros(3, 3), mode="in"), ValueError, "\"fan_out\", got 'in'"),
        (lambda: init.trunc_normal_(tt.zeros(3), a=1.0, b=1.0), ValueError, "a below b .* got a=1.0, b=1.0"),
    ):
        with pytest.raises(kind, match=text):
            refused()
