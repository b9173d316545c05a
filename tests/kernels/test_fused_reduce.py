"""Reductions and running results of contiguous numbers, against NumPy in float64: no order of adding is promised."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from tinytorch.kernels.fused import reduce as kernels
from tinytorch.tensors import elementary
from tinytorch.tensors.backend import plain

from tests.kernels.fused_ways import COMPILED, Way, each_way
from tinytorch.scalars import operators

RNG = np.random.default_rng(9)
ADD, MUL = plain(operators.add), plain(operators.mul)
MAXIMUM, MINIMUM = plain(elementary.maximum), plain(elementary.minimum)

# the float function, where it starts, the same in NumPy
ALL = [
    (ADD, 0.0, np.add),
    (MAXIMUM, -math.inf, np.maximum),
    pytest.param(MUL, 1.0, np.multiply, marks=pytest.mark.slow),
    pytest.param(MINIMUM, math.inf, np.minimum, marks=pytest.mark.slow),
]
each_function = pytest.mark.parametrize(("f", "start", "ufunc"), ALL, ids=lambda x: getattr(x, "__name__", ""))
SIZES = [0, 1, 7, 127, 300, 1300, kernels.CHUNK + 1]
WIDTHS = [0, 1, 5, 16, 67, 255, 256, 1030]


def numbers(way: Way, shape: Any) -> np.ndarray:
    """Numbers around 1, of both signs, so that products neither vanish nor overflow."""
    return way.array(RNG.choice([-1.0, 1.0], shape) * RNG.uniform(0.99, 1.01, shape))


@each_way
@each_function
def test_all_numbers_become_one(way: Way, f: Any, start: float, ufunc: np.ufunc) -> None:
    for size in SIZES:
        a, out = numbers(way, size), np.empty(1, way.dtype)
        way.run(kernels.reduce_all, start, out, a, f=f)
        np.testing.assert_allclose(out[0], ufunc.reduce(a.astype(float), initial=start), rtol=1e-3, atol=1e-4)


@each_way
@each_function
def test_every_row_becomes_one_number(way: Way, f: Any, start: float, ufunc: np.ufunc) -> None:
    """By both ways to go through rows, for any number of parts."""
    for width in WIDTHS:
        a, out = numbers(way, (5, width)), np.empty(5, way.dtype)
        wanted = ufunc.reduce(a.astype(float), axis=1, initial=start)
        ways = [kernels.reduce_rows, kernels.sum_rows] if f in (ADD, MUL) else [kernels.reduce_rows]
        for kernel in ways:
            for parts in (1, 3):
                out.fill(math.nan)
                way.run(kernel, start, out, a.ravel(), width, parts, f=f)
                np.testing.assert_allclose(out, wanted, rtol=1e-4, atol=1e-4)


@each_way
@each_function
@pytest.mark.parametrize("shape", [(1, 0, 3), (2, 1, 1), (2, 5, 0), (3, 7, 5), (1, 9, kernels.STRIP + 3)], ids=str)
def test_an_axis_in_the_middle_is_brought_together(way: Way, shape: Any, f: Any, start: float, ufunc: np.ufunc) -> None:
    a, out = numbers(way, shape), np.empty((shape[0], shape[2]), way.dtype)
    way.run(kernels.reduce_middle, start, out, a, f=f)
    way.close(out, ufunc.reduce(a.astype(float), axis=1, initial=start), digits=1e-5)


def test_a_float32_sum_of_ten_million_is_as_exact_as_numpys() -> None:
    a = RNG.uniform(0, 1, 10**7).astype(np.float32)
    out, exact = np.empty(1, np.float32), a.sum(dtype=float)
    COMPILED.run(kernels.reduce_all, 0.0, out, a, f=ADD)
    spacing = float(np.spacing(np.float32(exact)))
    assert abs(float(out[0]) - exact) <= max(spacing, abs(float(a.sum()) - exact))


@each_way
@pytest.mark.parametrize("place", [0, 3, 66, 700, 1299])
def test_one_nan_is_the_largest_of_all(way: Way, place: int) -> None:
    a = numbers(way, 1300)
    a[place] = math.nan
    out, rows, columns = (np.zeros(1, way.dtype) for _ in range(3))
    way.run(kernels.reduce_all, -math.inf, out, a, f=MAXIMUM)
    way.run(kernels.reduce_rows, -math.inf, rows, a, 1300, 1, f=MAXIMUM)
    way.run(kernels.reduce_middle, -math.inf, columns[None], a.reshape(1, 1300, 1), f=MAXIMUM)
    assert np.isnan([out[0], rows[0], columns[0]]).all()


@each_way
@pytest.mark.parametrize("shape", [(0, 3), (2, 0), (1, 1), (3, 67)], ids=str)
def test_running_results_go_along_rows_and_down_columns(way: Way, shape: Any) -> None:
    a = way.array(RNG.normal(size=shape))
    out = np.empty_like(a)
    way.run(kernels.scan_rows, out.ravel(), a.ravel(), shape[1], f=ADD)
    way.close(out, a.cumsum(1, dtype=float), digits=1e-5)
    boxes = np.empty((2, *shape), way.dtype)
    way.run(kernels.scan_middle, boxes, np.stack([a, -a]), f=ADD)
    way.close(boxes, np.stack([a, -a]).cumsum(1, dtype=float), digits=1e-5)
