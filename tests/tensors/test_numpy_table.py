"""The NumPy expression of every float function gives, element by element, what the function gives."""

from __future__ import annotations

import inspect
import math
import warnings
from collections.abc import Callable, Iterator
from itertools import product
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from tinytorch.tensors import elementary, numpy_table
from tinytorch.tensors.backend import PREDICATES, plain
from tinytorch.tensors.numpy_erf import BLOCK, erf
from tinytorch.tensors.numpy_table import FEW, REDUCTIONS, TABLE

from tinytorch.scalars import operators

INF, NAN = math.inf, math.nan
SMALL = [0.0, 1e-300, 1e-20, 1e-5, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 10.0, 40.0, 100.0, 800.0, 1e10, 1e200, INF]
LINE = [*SMALL, *(-x for x in SMALL), NAN]  # for functions of one number
GRID = [0.0, -0.0, 1e-20, 0.5, -0.5, 1.0, -1.0, 2.0, -3.0, 7.5, -40.0, 800.0, INF, -INF, NAN]  # of two or three

# What a function does where it raises is IEEE's answer; what NumPy answers there is taken from these plain ufuncs.
IEEE: dict[Any, Callable[..., Any]] = {
    plain(operators.div): np.divide, plain(operators.inv): np.reciprocal, plain(operators.pow): np.power,
    plain(operators.exp): np.exp, plain(operators.log): np.log, plain(elementary.sqrt): np.sqrt,
    plain(elementary.expm1): np.expm1, plain(elementary.log1p): np.log1p, plain(elementary.log2): np.log2,
    plain(elementary.log10): np.log10, plain(elementary.rsqrt): lambda x: 1 / np.sqrt(x),
    plain(elementary.sin): np.sin, plain(elementary.cos): np.cos, plain(elementary.floor): np.floor,
    plain(elementary.ceil): np.ceil, plain(elementary.trunc): np.trunc, plain(elementary.round): np.rint,
    plain(elementary.floordiv): np.floor_divide, plain(elementary.remainder): np.remainder,
    plain(operators.inv_back): lambda x, d: -d / (x * x), plain(operators.log_back): lambda x, d: d / x,
}  # fmt: skip

# Where the expression is meant to differ: the float functions of assignment 00 compare, and nothing is larger than nan
# or smaller; an expression shows nan, as PyTorch does.
HIDES_NAN = {plain(f) for f in (operators.relu, operators.max)}
CANCELS = {
    plain(f)
    for f in (
        *(operators.tanh_back, elementary.silu_back, elementary.gelu, elementary.gelu_back),
        *(elementary.gelu_tanh, elementary.gelu_tanh_back),
    )
}
FUNCTIONS = sorted(TABLE, key=lambda f: f.__name__)
each_function = pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)


def float_functions(module: ModuleType) -> Iterator[Any]:
    """The float functions that a file lifts."""
    for lifted in vars(module).values():
        if hasattr(lifted, "__wrapped__") and lifted.__module__ == module.__name__:
            yield plain(lifted)


def arguments(f: Any) -> list[tuple[float, ...]]:
    """The points at which a function is compared; of `where` the condition is yes or no."""
    count = len(inspect.signature(f).parameters)
    if f is plain(elementary.where):
        return list(product([True, False], GRID, GRID))
    return [(x,) for x in LINE] if count == 1 else list(product(GRID, repeat=count))


def columns(points: list[tuple[float, ...]], dtype: Any = np.float64) -> list[np.ndarray]:
    """One array per argument."""
    return [np.array(column, bool if type(column[0]) is bool else dtype) for column in zip(*points, strict=True)]


def answer(f: Any, point: tuple[float, ...]) -> float | None:
    """f at the point; IEEE's answer where f raises, None where nothing is to be said."""
    if f in HIDES_NAN and any(x != x for x in point):
        return NAN
    try:
        return float(f(*point))
    except (ValueError, ZeroDivisionError, OverflowError):
        if f in IEEE:
            return float(IEEE[f](*map(np.float64, point)))
        return None


@each_function
def test_the_expression_is_the_function(f: Any) -> None:
    """To the last digits of the result; where nearly equal numbers are subtracted on the way, of the arguments."""
    points = arguments(f)
    with np.errstate(all="ignore"):
        found = np.asarray(TABLE[f](*columns(points)), np.float64)
        right = [answer(f, point) for point in points]
    for point, mine, wanted in zip(points, found, right, strict=True):
        if wanted is not None:
            lost = 1e-15 * max([1.0, *map(abs, filter(math.isfinite, point))]) if f in CANCELS else 1e-305
            same = (mine != mine and wanted != wanted) or math.isclose(mine, wanted, rel_tol=4e-15, abs_tol=lost)
            assert same, f"{f.__name__}{point}: the expression gives {mine}, the function {wanted}"


@each_function
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (0,), (2, 0, 3), (1,), (3, 4), (FEW + 1,)], ids=str)
def test_the_kind_of_number_and_the_shape_stay(f: Any, dtype: Any, shape: tuple[int, ...]) -> None:
    """float32 stays float32, of any size; answers of yes or no are bools."""
    count = len(inspect.signature(f).parameters)
    operands = [np.full(shape, 0.5, dtype) for _ in range(count)]
    if f is plain(elementary.where):
        operands[0] = np.full(shape, True)
    result = np.asarray(TABLE[f](*operands))
    assert result.dtype == (bool if f in PREDICATES else dtype)
    assert result.shape == shape


@each_function
def test_plain_numbers_beside_an_array_do_not_change_its_kind(f: Any) -> None:
    """A Python float stands for itself everywhere, and float32 stays float32."""
    count = len(inspect.signature(f).parameters)
    for size in (3, FEW + 1):
        for place in range(1, count):
            operands: list[Any] = [np.full(size, 0.5, np.float32) for _ in range(count)]
            operands[place] = 2.0
            if f is plain(elementary.where):
                operands[0] = np.arange(size) % 2 == 0
            elif place == count - 1 and f.__name__.endswith("_back"):
                continue  # the last argument of a slope is the gradient: always an array
            mine = np.asarray(TABLE[f](*operands))
            full = [np.full(size, x, np.float32) if type(x) is float else x for x in operands]
            assert mine.dtype == (bool if f in PREDICATES else np.float32)
            np.testing.assert_allclose(mine, TABLE[f](*full), rtol=1e-6)


QUIET = set(TABLE) - {
    plain(f)
    for f in (
        *(operators.div, operators.inv, operators.pow, operators.exp, operators.log, operators.inv_back),
        *(operators.log_back, operators.exp_back, elementary.sqrt, elementary.rsqrt, elementary.expm1),
        *(elementary.log1p, elementary.log2, elementary.log10, elementary.sin, elementary.cos),
        *(elementary.floordiv, elementary.remainder, operators.sub, operators.mul, operators.add),
        *(operators.pow_back_base, operators.pow_back_exponent),
    )
}


@pytest.mark.parametrize("f", sorted(QUIET, key=lambda f: f.__name__), ids=lambda f: f.__name__)
def test_no_warning_but_numpys_own(f: Any) -> None:
    """Finite numbers that cannot overflow by themselves do not make an expression warn on the way."""
    points = [p for p in arguments(f) if all(math.isfinite(x) and abs(x) <= 1000 for x in p)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with np.errstate(under="ignore"):
            TABLE[f](*columns(points))


def test_every_float_function_has_an_expression() -> None:
    """None of them is called element by element: that would take a hundred times as long."""
    missing = {f.__name__ for module in (operators, elementary) for f in float_functions(module) if f not in TABLE}
    assert missing == set()


@pytest.mark.parametrize("f", REDUCTIONS, ids=lambda f: f.__name__)
def test_a_reduction_is_its_function_from_the_left(f: Any) -> None:
    """REDUCTIONS[f].reduce folds as f does."""
    numbers = np.array([3.0, -1.0, 0.5, 2.0])
    folded = numbers[0]
    for x in numbers[1:]:
        folded = f(folded, x)
    assert REDUCTIONS[f].reduce(numbers) == folded


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64, bool])
@pytest.mark.parametrize("size", [10, FEW - 1, FEW, 3000])
def test_where_chooses_every_bit_as_numpy_does(dtype: Any, size: int) -> None:
    """By bits or by np.where, from arrays, views of any strides and plain numbers: signs of zeros and nan included."""
    rng = np.random.default_rng(size)
    x, y = (rng.choice(np.array([0.0, -0.0, 1.0, -2.0, INF, NAN]), size=(2, size)) for _ in range(2))
    with np.errstate(invalid="ignore"):
        x, y = x.astype(dtype)[0], y.astype(dtype)[1][::-1]
    condition = rng.random(2 * size)[::2] < 0.5
    for left, right in ((x, y), (x, 0.0), (1.0, y)) if np.dtype(dtype).kind == "f" else ((x, y),):
        mine, right_one = numpy_table.where(condition, left, right), np.where(condition, left, right)
        assert mine.dtype == right_one.dtype
        assert mine.tobytes() == right_one.tobytes()


def test_a_condition_of_floats_holds_where_it_is_not_0() -> None:
    """As the float function has it."""
    condition = np.array([0.0, -0.0, 2.0, NAN])
    assert numpy_table.where(condition, np.ones(4), np.zeros(4)).tolist() == [0.0, 0.0, 1.0, 1.0]


def test_erf_has_all_its_digits() -> None:
    """Relative to math.erf, at 60,000 points from 1e-300 to 7: 1e-15 in float64, 4e-7 in float32."""
    x = np.concatenate([np.linspace(0.0, 7.0, 40_001)[1:], 10.0 ** np.linspace(-300, 0, 20_001)])
    for dtype, allowed in ((np.float64, 1e-15), (np.float32, 4e-7)):
        points = x.astype(dtype)
        points = points[points > np.finfo(dtype).tiny]
        right = np.array([math.erf(float(p)) for p in points])
        assert np.max(np.abs(erf(points).astype(np.float64) / right - 1)) <= allowed
        assert np.array_equal(erf(-points), -erf(points))


def test_erf_in_blocks_is_erf() -> None:
    """Of more numbers than a block holds, in any layout."""
    x = np.linspace(-3.0, 3.0, 2 * BLOCK + 10).reshape(2, -1).T
    parts = [erf(part) for part in np.array_split(x, 3)]
    assert np.array_equal(erf(x), np.concatenate(parts))
