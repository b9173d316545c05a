"""Layer norm, RMS norm, and a bias with a bend: forward and backward, against float64 and PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tinytorch.kernels.fused import bias as bends
from tinytorch.kernels.fused import norm as kernels
from tinytorch.tensors import elementary
from tinytorch.tensors.backend import plain
from tinytorch.tensors.numpy_table import TABLE

from tests.kernels.fused_ways import COMPILED, Way, each_way
from tinytorch.scalars import operators

RNG = np.random.default_rng(6)
SHAPES = [(0, 4), (3, 1), (7, 5), (40, 67), (2, 2100)]  # the last one is wider than a group of rows
each_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)
EPSILON = 1e-5


def inputs(way: Way, shape: tuple[int, int]) -> tuple[np.ndarray, ...]:
    """Rows, a gradient by the result, weight, bias."""
    count, width = shape
    return tuple(way.array(RNG.normal(size=size)) for size in ((count, width), (count, width), width, width))


def layer_norm(way: Way, a: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> tuple[np.ndarray, ...]:
    out, means, rates = np.empty_like(a), np.empty(len(a), a.dtype), np.empty(len(a), a.dtype)
    way.run(kernels.layer_norm_rows, out, means, rates, a, weight, bias, EPSILON)
    return out, means, rates


@each_way
@each_shape
def test_layer_norm_takes_the_mean_away_and_divides_by_the_deviation(way: Way, shape: tuple[int, int]) -> None:
    a, _, weight, bias = inputs(way, shape)
    out, means, rates = layer_norm(way, a, weight, bias)
    wide = a.astype(float)
    rate = 1 / np.sqrt(wide.var(1, keepdims=True) + EPSILON)
    way.close(out, (wide - wide.mean(1, keepdims=True)) * rate * weight + bias, digits=1e-5)
    way.close(means, wide.mean(1))
    np.testing.assert_allclose(rates, rate[:, 0], rtol=1e-5 if way.dtype is np.float32 else 1e-12)


@each_way
@each_shape
@pytest.mark.parametrize("parts", [1, 3])
def test_the_gradients_of_layer_norm_are_those_of_its_formula(way: Way, shape: tuple[int, int], parts: int) -> None:
    a, d, weight, bias = inputs(way, shape)
    _, means, rates = layer_norm(way, a, weight, bias)
    out, d_weight, d_bias = np.empty_like(a), np.empty_like(weight), np.empty_like(bias)
    way.run(kernels.layer_norm_rows_back, out, d_weight, d_bias, a, means, rates, weight, d, parts)
    normal = (a.astype(float) - means[:, None]) * rates[:, None]
    g = d.astype(float) * weight
    wanted = g - g.mean(1, keepdims=True) - normal * (g * normal).mean(1, keepdims=True)
    way.close(out, rates[:, None] * wanted, digits=2e-3 if shape[1] == 1 else 2e-5)  # 1 column: 0 / sqrt(epsilon)
    way.close(d_weight, (d * normal).sum(0), digits=2e-5)
    way.close(d_bias, d.astype(float).sum(0), digits=2e-5)


@each_way
@each_shape
@pytest.mark.parametrize("parts", [1, 3])
def test_rms_norm_divides_by_the_root_of_the_mean_square(way: Way, shape: tuple[int, int], parts: int) -> None:
    """And its gradients are those of the formula."""
    a, d, weight, _ = inputs(way, shape)
    out, rates = np.empty_like(a), np.empty(len(a), a.dtype)
    way.run(kernels.rms_norm_rows, out, rates, a, weight, EPSILON)
    wide = a.astype(float)
    rate = 1 / np.sqrt((wide * wide).mean(1, keepdims=True) + EPSILON)
    way.close(out, wide * rate * weight)
    made, d_weight = np.empty_like(a), np.empty_like(weight)
    way.run(kernels.rms_norm_rows_back, made, d_weight, a, rates, weight, d, parts)
    g, normal = d.astype(float) * weight, wide * rate
    np.testing.assert_allclose(
        made, rate * (g - normal * (g * normal).mean(1, keepdims=True)), rtol=1e-3, atol=1e-5 * rate.max(initial=0)
    )
    way.close(d_weight, (d * normal).sum(0), digits=2e-5)


def test_a_large_mean_costs_the_variance_no_digits() -> None:
    """Rows around 4096 whose deviation is 1: the mean of the squares less the square of the mean would lose 24 bits."""
    a = COMPILED.array(4096 + RNG.integers(-64, 64, (6, 300)) / 32)
    out, _, _ = layer_norm(COMPILED, a, np.ones(300, np.float32), np.zeros(300, np.float32))
    wide = a.astype(float)
    wanted = (wide - wide.mean(1, keepdims=True)) / np.sqrt(wide.var(1, keepdims=True) + EPSILON)
    np.testing.assert_allclose(out, wanted, atol=4e-4)  # the mean itself has no more digits than this
    equal, _, _ = layer_norm(COMPILED, np.full((2, 33), 0.1, np.float32), *np.ones((2, 33), np.float32))
    np.testing.assert_allclose(equal, 1.0)


def test_layer_norm_and_its_gradients_are_pytorchs() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is the oracle here")
    a, d, weight, bias = inputs(COMPILED, (40, 67))
    there = [torch.from_numpy(x.copy()).requires_grad_() for x in (a, weight, bias)]
    result = torch.nn.functional.layer_norm(there[0], (67,), there[1], there[2], EPSILON)
    result.backward(torch.from_numpy(d))
    out, means, rates = layer_norm(COMPILED, a, weight, bias)
    COMPILED.close(out, result.detach().numpy(), digits=1e-5)
    made = np.empty_like(a), np.empty_like(weight), np.empty_like(bias)
    COMPILED.run(kernels.layer_norm_rows_back, *made, a, means, rates, weight, d, 2)
    for own, theirs in zip(made, there, strict=True):
        COMPILED.close(own, theirs.grad.numpy(), digits=2e-5)


PAIRS = [(operators.relu, operators.relu_back), (elementary.gelu, elementary.gelu_back)]
MORE = [
    (elementary.gelu_tanh, elementary.gelu_tanh_back),
    (elementary.silu, elementary.silu_back),
    (operators.tanh, operators.tanh_back),
    (operators.sigmoid, operators.sigmoid_back),
]
BENDS = [*PAIRS, *(pytest.param(*pair, marks=pytest.mark.slow) for pair in MORE)]


@each_way
@pytest.mark.parametrize(("f", "back"), BENDS, ids=lambda f: plain(f).__name__)
def test_a_bias_and_a_bend_are_a_sum_and_a_function(way: Way, f: Any, back: Any) -> None:
    """And the gradient by the bias is the sum of the gradient by the rows, for any number of parts."""
    for shape in [(0, 4), (3, 1), (7, 5), (40, 67)]:
        a, d, bias, _ = inputs(way, shape)
        out, made, d_bias = np.empty_like(a), np.empty_like(a), np.empty_like(bias)
        way.run(bends.bias_rows, out, a, bias, f=plain(f))
        moved = a.astype(float) + bias
        way.close(out, TABLE[plain(f)](moved))
        way.run(bends.add_bias, place := a.copy(), bias)
        way.close(place, moved)
        way.run(bends.turn_and_add_bias, out, np.ascontiguousarray(a.T), bias)
        way.close(out, moved)
        wanted = TABLE[plain(back)](moved, d.astype(float))
        for parts in (1, 3):
            way.run(bends.bias_rows_back, made, d_bias, a, bias, d, parts, f=plain(back))
            way.close(made, wanted, digits=1e-5)  # 1 - tanh^2 cancels
            way.close(d_bias, wanted.sum(0), digits=2e-5)
