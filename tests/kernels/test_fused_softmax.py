"""Softmax, log-softmax and cross-entropy of rows, forward and backward, against float64 and PyTorch."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tinytorch.kernels.fused import softmax as kernels

from tests.kernels.fused_ways import COMPILED, Way, each_way

RNG = np.random.default_rng(5)
SHAPES = [(0, 4), (3, 0), (3, 1), (2, 5), (40, 67), (2, 2100)]  # the last one is wider than a group of rows
each_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)


def softmax(a: np.ndarray) -> np.ndarray:
    powers = np.exp(a - a.max(1, keepdims=True, initial=-math.inf))
    return powers / powers.sum(1, keepdims=True)


def forward(way: Way, kernel: object, a: np.ndarray) -> np.ndarray:
    out = np.empty_like(a)
    way.run(kernel, out, a, way.bits(a))
    return out


def backward(way: Way, kernel: object, y: np.ndarray, d: np.ndarray) -> np.ndarray:
    out = np.empty_like(y)
    way.run(kernel, out, y, d)
    return out


@each_way
@each_shape
def test_softmax_is_powers_over_their_sum(way: Way, shape: tuple[int, int]) -> None:
    a = way.array(RNG.normal(size=shape) * 5)
    way.close(forward(way, kernels.softmax_rows, a), softmax(a.astype(float)))


@each_way
@each_shape
def test_log_softmax_is_the_logarithm_of_softmax(way: Way, shape: tuple[int, int]) -> None:
    a = way.array(RNG.normal(size=shape) * 5)
    # Numbers of about 20 are subtracted from each other, and their last digits stay where the difference is small.
    way.close(forward(way, kernels.log_softmax_rows, a), np.log(softmax(a.astype(float))), digits=1e-5)


@each_way
@pytest.mark.parametrize("shape", SHAPES[:-1], ids=str)
def test_the_gradient_of_softmax_is_its_jacobian_times_d(way: Way, shape: tuple[int, int]) -> None:
    y, d = way.array(softmax(RNG.normal(size=shape))), way.array(RNG.normal(size=shape))
    wide, wide_d = y.astype(float), d.astype(float)
    jacobians = np.eye(shape[1]) * wide[:, None] - wide[:, :, None] * wide[:, None]
    way.close(backward(way, kernels.softmax_rows_back, y, d), np.einsum("nij,nj->ni", jacobians, wide_d))


@each_way
@each_shape
def test_the_gradient_of_log_softmax_takes_softmax_times_the_sum_of_d_away(way: Way, shape: tuple[int, int]) -> None:
    y, d = way.array(np.log(softmax(RNG.normal(size=shape)))), way.array(RNG.normal(size=shape))
    wide = y.astype(float), d.astype(float)
    wanted = wide[1] - np.exp(wide[0]) * wide[1].sum(1, keepdims=True)
    way.close(backward(way, kernels.log_softmax_rows_back, y, d), wanted, digits=1e-5)


@each_way
@pytest.mark.parametrize("shape", [(0, 4), (3, 1), (2, 5), (40, 67)], ids=str)
def test_cross_entropy_gives_the_loss_of_each_row_and_its_gradient(way: Way, shape: tuple[int, int]) -> None:
    a = way.array(RNG.normal(size=shape) * 3)
    labels = RNG.integers(0, shape[1], shape[0])
    losses, out = np.empty(shape[0], way.dtype), np.empty_like(a)
    way.run(kernels.cross_entropy_rows, losses, out, a, labels, 0.25, way.bits(a))
    chances = softmax(a.astype(float))
    way.close(losses, -np.log(np.take_along_axis(chances, labels[:, None], 1)[:, 0]))
    way.close(out, 0.25 * (chances - np.eye(shape[1])[labels]))


def test_rows_of_infinities_and_nan_are_pytorchs() -> None:
    """nan or +inf anywhere in a row, or only -inf, make it nan; -inf beside numbers is a chance of 0."""
    torch = pytest.importorskip("torch", reason="PyTorch is the oracle here")
    inf, nan = math.inf, math.nan
    row = [1.0, -2.0, 0.5]
    a = COMPILED.array(
        [[nan, *row], [*row, -nan], [inf, *row], [-inf, *row], [-inf] * 4, [inf, -inf, nan, 0.0], [-1e30, *row]]
    )
    there = torch.from_numpy(a)
    for kernel, theirs in (
        (kernels.softmax_rows, torch.softmax),
        (kernels.log_softmax_rows, torch.log_softmax),
    ):
        np.testing.assert_allclose(forward(COMPILED, kernel, a), theirs(there, 1).numpy(), rtol=1e-5, atol=1e-7)


def test_a_row_far_from_zero_loses_nothing() -> None:
    """The largest number is found among numbers that are all negative, all positive, and mixed."""
    a = RNG.normal(size=(3, 50)) * 4
    rows = COMPILED.array([a[0] - 512, a[1] + 512, a[2]])
    COMPILED.close(forward(COMPILED, kernels.softmax_rows, rows), softmax(rows.astype(float)), digits=1e-5)
    bits, tops = COMPILED.bits(rows), np.empty(3, np.float32)
    kernels.largest(COMPILED.bits(tops), bits, 0, 3)
    assert np.array_equal(tops, rows.max(1))


def test_log_softmax_of_numbers_far_from_zero_keeps_its_digits() -> None:
    """(a - m) - rest, in this order: beside a large m the rest has no digits left."""
    a = COMPILED.array(np.round(RNG.normal(size=(5, 67)) * 64) / 64 + 2.0**16)
    made = forward(COMPILED, kernels.log_softmax_rows, a)
    COMPILED.close(made, np.log(softmax(a.astype(float))))


def test_a_loss_and_its_gradient_are_pytorchs() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is the oracle here")
    a, labels = COMPILED.array(RNG.normal(size=(33, 10))), RNG.integers(0, 10, 33)
    losses, out = np.empty(33, np.float32), np.empty_like(a)
    COMPILED.run(kernels.cross_entropy_rows, losses, out, a, labels, 1 / 33, COMPILED.bits(a))
    there = torch.from_numpy(a).requires_grad_()
    loss = torch.nn.functional.cross_entropy(there, torch.from_numpy(labels))
    loss.backward()
    COMPILED.close(losses.mean(), float(loss.detach()))
    COMPILED.close(out, there.grad.numpy())
