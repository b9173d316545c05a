"""The float32 polynomials against float64: how far they are off, and what they give at the ends of the line."""

from __future__ import annotations

import inspect
import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tinytorch.kernels.compiler import Kernel
from tinytorch.kernels.cpu.pointwise import map_flat, zip_flat
from tinytorch.kernels.fused.elementary import REPLACED, SINGLE
from tinytorch.tensors.numpy_erf import erf as erf_of_array
from tinytorch.tensors.numpy_table import TABLE

EPS = 2.0**-23
SMALLEST = 2.0**-149  # the distance of two denormal numbers
CHUNK = 1 << 20
MAP, ZIP = Kernel(map_flat), Kernel(zip_flat)


def exp(x: float) -> float:
    return math.exp(x)


def expm1(x: float) -> float:
    return math.expm1(x)


def log(x: float) -> float:
    return math.log(x)


def log1p(x: float) -> float:
    return math.log1p(x)


def log2(x: float) -> float:
    return math.log2(x)


def log10(x: float) -> float:
    return math.log10(x)


def tanh(x: float) -> float:
    return math.tanh(x)


def erf(x: float) -> float:
    return math.erf(x)


# The name in math: the function that is compiled, the same in float64, and the bound in its docstring, in eps.
FUNCTIONS: dict[str, tuple[Callable[[float], float], Callable[[Any], Any], float]] = {
    "exp": (exp, np.exp, 1),
    "expm1": (expm1, np.expm1, 2),
    "log": (log, np.log, 1),
    "log1p": (log1p, np.log1p, 2),
    "log2": (log2, np.log2, 2),
    "log10": (log10, np.log10, 2),
    "tanh": (tanh, np.tanh, 3),
    "erf": (erf, erf_of_array, 3),
}
each_function = pytest.mark.parametrize("name", FUNCTIONS)


def single(name: str, x: np.ndarray) -> np.ndarray:
    """The compiled float32 function of every x."""
    out = np.empty_like(x)
    MAP.of(FUNCTIONS[name][0], "float32")(0, out, x)
    return out


def worst(name: str, step: int) -> float:
    """The largest error in eps on every `step`-th float32; infinite where inf, nan or 0 is not as it should be."""
    largest = 0.0
    for first in range(0, 1 << 32, CHUNK * step):
        x = np.arange(first, min(1 << 32, first + CHUNK * step), step, np.int64).astype(np.uint32).view(np.float32)
        with np.errstate(all="ignore"):
            made, exact = single(name, x), FUNCTIONS[name][1](x.astype(np.float64))
            wanted = exact.astype(np.float32)
            if name == "exp":
                exact = np.where(exact < 2.0**-126, 0.0, exact)  # no denormal numbers
            ordinary = np.isfinite(wanted)
            if not np.array_equal(made[~ordinary], wanted[~ordinary], equal_nan=True):
                return math.inf
            made, exact = made[ordinary].astype(np.float64), exact[ordinary]
            error = np.maximum(np.abs(made - exact) - SMALLEST, 0.0) / np.abs(exact) / EPS
        largest = max(largest, float(np.where(made == exact, 0.0, error).max(initial=0.0)))
    return largest


def test_every_polynomial_is_tested() -> None:
    assert set(SINGLE) == set(FUNCTIONS)


@each_function
def test_the_error_is_below_its_bound_on_every_997th_float32(name: str) -> None:
    assert worst(name, 997) <= FUNCTIONS[name][2]


@pytest.mark.slow
@each_function
def test_the_error_is_below_its_bound_on_every_float32(name: str) -> None:
    assert worst(name, 1) <= FUNCTIONS[name][2]


@each_function
def test_the_docstring_states_the_bound(name: str) -> None:
    assert f"off by at most {FUNCTIONS[name][2]} eps" in inspect.getdoc(SINGLE[name]).replace("\n", " ")


@each_function
def test_the_ends_of_the_line_are_as_in_numpy(name: str) -> None:
    """inf, nan, zeros with their signs, the largest and the smallest numbers, and where exp overflows."""
    line = [0.0, 1.0, 89.0, 104.0, 3.4e38, 1.2e-38, math.inf]
    x = np.array([*line, *(-v for v in line), math.nan, 88.722, -87.336], np.float32)
    with np.errstate(all="ignore"):
        wanted = FUNCTIONS[name][1](x.astype(np.float64)).astype(np.float32)
    if name == "exp":
        wanted[wanted < 2.0**-126] = 0.0
    made = single(name, x)
    np.testing.assert_allclose(made, wanted, rtol=4 * EPS)
    if name in ("expm1", "log1p", "tanh", "erf"):
        assert np.array_equal(np.signbit(made[x == 0]), np.signbit(x[x == 0]))


def test_logarithms_of_powers_are_exact() -> None:
    """A count of bits or digits is often rounded down: it must not come out below the whole number."""
    twos = 2.0 ** np.arange(-140, 128)
    assert np.array_equal(single("log2", twos.astype(np.float32)), np.arange(-140, 128))
    tens = 10.0 ** np.arange(0, 10)
    assert np.array_equal(single("log10", tens.astype(np.float32)), np.arange(0, 10))


@each_function
def test_as_plain_python_the_polynomials_are_what_the_compiler_makes_of_them(name: str) -> None:
    """But for the last digit: the compiler joins a product and a sum into one step with one rounding."""
    x = np.array([0.3, 1.0, 1.7, 3.5, 40.0], np.float32)
    by_hand = np.array([SINGLE[name](number) for number in x], np.float32)
    np.testing.assert_allclose(by_hand, single(name, x), rtol=4 * EPS)


LINE = [0.0, 1e-20, 0.25, 0.5, 1.0, 1.5, 2.5, 10.0, 40.0, 100.0, 1e10, math.inf]
GRID = [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 2.0, -3.0, 7.5, -40.0, math.inf, -math.inf, math.nan]


@pytest.mark.parametrize("f", REPLACED, ids=lambda f: f.__name__)
def test_what_replaces_a_float_function_is_its_numpy_expression(f: Any) -> None:
    """To the bit, but for the sign of 0: with infinities, nan, and numbers that no whole number can hold."""
    if len(inspect.signature(f).parameters) == 1:
        arguments = [np.array([*LINE, *(-v for v in LINE), math.nan], np.float32)]
    else:
        arguments = [np.array(column, np.float32) for column in zip(*itertools.product(GRID, GRID), strict=True)]
    out = np.empty_like(arguments[0])
    (MAP if len(arguments) == 1 else ZIP).of(f, "float32")(0, out, *arguments)
    np.testing.assert_array_equal(out, TABLE[f](*arguments))
