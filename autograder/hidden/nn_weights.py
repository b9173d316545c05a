"""Hidden checks of Task 4.3: fans, and the sizes of random weights, which hold within five standard deviations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import check, law_check
from autograder.hidden.nn_tools import SIGMAS, Drawn, read, same, seeds

MATRICES = ([120, 20], [20, 120], [60, 50])
KERNELS = ([60, 8, 5, 2], [8, 40, 3, 3], [100, 4, 9], [10, 5, 3, 2, 10])
GAINS = {"linear": 1.0, "sigmoid": 1.0, "tanh": 5.0 / 3.0, "relu": math.sqrt(2.0)}

gains = st.sampled_from([1.0, 5.0 / 3.0, 0.5])


def fans_of(shape: list[int]) -> tuple[int, int]:
    """(fan_in, fan_out) of a weight of this shape."""
    places = math.prod(shape[2:])
    return shape[1] * places, shape[0] * places


def off(found: float, wanted: float, deviation: float) -> bool:
    """Whether a random number is further from its mean than it should be."""
    return not abs(found - wanted) <= SIGMAS * deviation


def empty(tt: Any, shape: list[int]) -> Any:
    """A weight of this shape, filled with a number that no scheme gives."""
    return tt.tensors.creation.full(shape, 99.0)


# --- fans


@check("fans", examples=10, shape=st.lists(st.integers(1, 9), min_size=2, max_size=2))
def fans_of_a_layer(tt: Any, shape: list[int]) -> Any:
    """For the weight of a Linear, (outputs, inputs), the fans are (inputs, outputs)."""
    return tt.nn.init.fans(empty(tt, shape))


@check("fans", examples=10, shape=st.lists(st.integers(1, 5), min_size=3, max_size=5), also=[{"shape": [6, 2, 3, 5]}])
def fans_of_a_convolution(tt: Any, shape: list[int]) -> Any:
    """For a convolution both fans count as often as its kernel has places, along all of its axes."""
    return tt.nn.init.fans(empty(tt, shape))


# --- xavier_uniform_


def even(weight: Any, drawn: Drawn) -> str | None:
    """The law of numbers even over [-r, r) with r = gain * sqrt(6 / (fan_in + fan_out))."""
    reach, count = drawn["gain"] * math.sqrt(6.0 / sum(fans_of(drawn["shape"]))), math.prod(drawn["shape"])
    if list(weight.shape) != drawn["shape"]:
        return "the weight has another shape than before"
    if np.max(np.abs(weight)) > reach * (1.0 + 1e-6):
        return "a number is further from 0 than gain * sqrt(6 / (fan_in + fan_out))"
    if not np.max(np.abs(weight)) > 0.95 * reach:
        return "no number comes near gain * sqrt(6 / (fan_in + fan_out))"
    if off(float(np.mean(weight)), 0.0, reach / math.sqrt(3.0 * count)):
        return "the mean is not 0"
    if off(float(np.mean(weight.astype(float) ** 2)), reach**2 / 3.0, reach**2 * math.sqrt(4.0 / 45.0 / count)):
        return "the variance is not that of even numbers"
    return None


def repeats(outputs: Any, drawn: Drawn) -> str | None:
    """The law of [three weights, from generators of two equal seeds and another one, whether each came back]."""
    first, second, third, back = outputs
    if not all(back):
        return "the tensor itself was not given back, filled in place"
    if np.ptp(first) == 0.0:
        return "the numbers are not random"
    if not np.array_equal(first, second):
        return "generators of the same seed do not give the same numbers"
    return "generators of two seeds give the same numbers" if np.array_equal(first, third) else None


def filled(tt: Any, fill: Any, shape: list[int], seed: int, *options: Any) -> list[Any]:
    """What `repeats` judges of the function `fill`."""
    weights = [empty(tt, shape) for _ in range(3)]
    generators = [tt.tensors.random.Generator(each) for each in (seed, seed, seed + 1)]
    back = [
        same(tt, fill(weight, *options, generator=generator), weight)
        for weight, generator in zip(weights, generators, strict=True)
    ]
    return [*map(read, weights), back]


@law_check("xavier_uniform_", law=even, examples=6, shape=st.sampled_from(MATRICES), gain=gains, seed=seeds)
def xavier_fills_a_layer(tt: Any, shape: list[int], gain: float, seed: int) -> Any:
    """The numbers are even over [-r, r) with r = gain * sqrt(6 / (fan_in + fan_out))."""
    return read(tt.nn.init.xavier_uniform_(empty(tt, shape), gain, tt.tensors.random.Generator(seed)))


@law_check("xavier_uniform_", law=even, examples=6, shape=st.sampled_from(KERNELS), gain=gains, seed=seeds)
def xavier_fills_a_kernel(tt: Any, shape: list[int], gain: float, seed: int) -> Any:
    """For a convolution the reach counts all places of its kernel."""
    return read(tt.nn.init.xavier_uniform_(empty(tt, shape), gain, tt.tensors.random.Generator(seed)))


@law_check("xavier_uniform_", law=repeats, examples=4, shape=st.sampled_from([[3, 4], [6, 2, 3]]), seed=seeds)
def xavier_fills_in_place(tt: Any, shape: list[int], seed: int) -> Any:
    """The tensor is filled in place and given back, with the numbers of the generator that is handed in."""
    return filled(tt, tt.nn.init.xavier_uniform_, shape, seed, 1.0)


# --- kaiming_normal_


def bell(weight: Any, drawn: Drawn) -> str | None:
    """The law of normal numbers with mean 0 and standard deviation gain / sqrt(fan)."""
    bend = drawn["nonlinearity"]
    gain = math.sqrt(2.0 / (1.0 + drawn["a"] ** 2)) if bend == "leaky_relu" else GAINS[bend]
    deviation = gain / math.sqrt(fans_of(drawn["shape"])[drawn["mode"] == "fan_out"])
    count, x = math.prod(drawn["shape"]), weight.astype(float)
    if list(weight.shape) != drawn["shape"]:
        return "the weight has another shape than before"
    if off(float(np.mean(x)), 0.0, deviation / math.sqrt(count)):
        return "the mean is not 0"
    if off(float(np.mean(x**2)), deviation**2, deviation**2 * math.sqrt(2.0 / count)):
        return "the standard deviation is not gain / sqrt(fan)"
    inside = float(np.mean(np.abs(x) < deviation))
    return "the numbers are not normal" if off(inside, 0.6827, math.sqrt(0.6827 * 0.3173 / count)) else None


BENDS = [{"a": 0.0, "nonlinearity": bend} for bend in GAINS] + [
    {"a": slope, "nonlinearity": "leaky_relu"} for slope in (0.0, 1.0, 2.0)
]
modes = st.sampled_from(["fan_in", "fan_out"])


def kaiming(tt: Any, shape: list[int], a: float, mode: str, nonlinearity: str, seed: int) -> Any:
    """A weight that kaiming_normal_ has filled."""
    generator = tt.tensors.random.Generator(seed)
    return read(tt.nn.init.kaiming_normal_(empty(tt, shape), a, mode, nonlinearity, generator))


@law_check(
    "kaiming_normal_",
    law=bell,
    examples=10,
    shape=st.sampled_from([[120, 20], [20, 120]]),
    a=st.sampled_from([0.0, 1.0]),
    mode=st.just("fan_in"),
    nonlinearity=st.just("leaky_relu"),
    seed=seeds,
    also=[{"shape": [60, 50], "mode": "fan_in", "seed": 7 + k, **bend} for k, bend in enumerate(BENDS)],
)
def kaiming_has_the_gain_of_the_bend(
    tt: Any, shape: list[int], a: float, mode: str, nonlinearity: str, seed: int
) -> Any:
    """The numbers are normal with standard deviation gain / sqrt(fan), where the gain is that of the bend."""
    return kaiming(tt, shape, a, mode, nonlinearity, seed)


@law_check(
    "kaiming_normal_",
    law=bell,
    examples=10,
    shape=st.sampled_from([*MATRICES[:2], *KERNELS]),
    a=st.just(0.0),
    mode=modes,
    nonlinearity=st.sampled_from(["relu", "leaky_relu"]),
    seed=seeds,
)
def kaiming_goes_by_the_chosen_fan(tt: Any, shape: list[int], a: float, mode: str, nonlinearity: str, seed: int) -> Any:
    """The mode says which fan counts, for a layer as for a convolution."""
    return kaiming(tt, shape, a, mode, nonlinearity, seed)


@law_check(
    "kaiming_normal_", law=repeats, examples=4, shape=st.sampled_from([[3, 4], [6, 2, 3]]), seed=seeds, mode=modes
)
def kaiming_fills_in_place(tt: Any, shape: list[int], seed: int, mode: str) -> Any:
    """The tensor is filled in place and given back, with the numbers of the generator that is handed in."""
    return filled(tt, tt.nn.init.kaiming_normal_, shape, seed, 0.0, mode, "relu")
