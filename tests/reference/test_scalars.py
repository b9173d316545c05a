"""The reference of assignment 00 against the math module, PyTorch and its own docstrings."""

from __future__ import annotations

import doctest
import importlib
import math
import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinytorch
from tinytorch.scalars import functional, graph, laws, operators
from tinytorch.scalars.pointwise import pointwise

from . import strategies as s

MODULES = [info.name for info in pkgutil.walk_packages(tinytorch.__path__, "tinytorch.")]


@pytest.mark.parametrize("name", MODULES)
def test_every_example_in_a_docstring_is_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_docstring_examples_are_found() -> None:
    found = doctest.DocTestFinder().find(operators)
    assert sum(bool(test.examples) for test in found) == 23


@given(s.finite, s.finite)
def test_arithmetic_and_comparisons_are_pythons(x: float, y: float) -> None:
    assert operators.mul(x, y) == x * y
    assert operators.add(x, y) == x + y
    assert operators.sub(x, y) == x - y
    assert operators.neg(x) == -x
    assert operators.id(x) == x
    assert operators.max(x, y) == max(x, y)
    assert operators.lt(x, y) == float(x < y)
    assert operators.eq(x, y) == float(x == y)
    assert operators.eq(x, x) == 1.0


@given(st.floats(-745.0, 745.0))
def test_sigmoid_and_tanh_are_stable_and_symmetric(x: float) -> None:
    assert 0.0 <= operators.sigmoid(x) <= 1.0
    assert operators.sigmoid(x) + operators.sigmoid(-x) == pytest.approx(1.0, abs=1e-15)
    assert operators.tanh(-x) == -operators.tanh(x)
    assert math.isfinite(operators.sigmoid_back(x, 1.0))


SLOPES = {
    "inv": s.away_from_zero,
    "exp": s.moderate,
    "log": s.positive,
    "sigmoid": s.moderate,
    "relu": s.away_from_zero,
    "tanh": s.moderate,
}


@pytest.mark.parametrize("name", SLOPES)
def test_every_back_function_is_the_slope_that_is_measured(name: str) -> None:
    f, f_back = getattr(operators, name), getattr(operators, f"{name}_back")

    @given(SLOPES[name], s.moderate)
    def law(x: float, d: float) -> None:
        slope = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
        assert f_back(x, d) == pytest.approx(d * slope, rel=1e-5, abs=1e-7)

    law()


@given(s.positive, s.moderate)
def test_both_parts_of_the_gradient_of_a_power_are_the_slopes_that_are_measured(x: float, y: float) -> None:
    h = 1e-6
    by_base = (operators.pow(x + h, y) - operators.pow(x - h, y)) / (2 * h)
    by_exponent = (operators.pow(x, y + h) - operators.pow(x, y - h)) / (2 * h)
    assert operators.pow_back_base(x, y, 1.0) == pytest.approx(by_base, rel=1e-4, abs=1e-5)
    assert operators.pow_back_exponent(x, y, 1.0) == pytest.approx(by_exponent, rel=1e-4, abs=1e-5)


def test_a_power_has_the_documented_gradient_at_its_edges() -> None:
    assert operators.pow_back_base(0.0, 0.0, 1.0) == 0.0
    assert operators.pow_back_base(-3.0, 2.0, 1.0) == -6.0
    assert operators.pow_back_exponent(0.0, 2.0, 1.0) == 0.0
    assert math.isnan(operators.pow_back_exponent(-3.0, 2.0, 1.0))


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: operators.inv(0.0), ZeroDivisionError),
        (lambda: operators.div(1.0, 0.0), ZeroDivisionError),
        (lambda: operators.log(0.0), ValueError),
        (lambda: operators.log(-1.0), ValueError),
        (lambda: operators.pow(-8.0, 0.5), ValueError),
        (lambda: operators.exp(1000.0), OverflowError),
        (lambda: functional.add_lists([1.0], [1.0, 2.0]), ValueError),
    ],
)
def test_numbers_follow_pythons_rules_for_errors(call, error: type[Exception]) -> None:
    with pytest.raises(error):
        call()


@given(st.lists(s.finite), s.finite)
def test_list_functions_are_pythons(values: list[float], start: float) -> None:
    before = list(values)
    assert functional.neg_list(values) == [-x for x in values]
    assert functional.add_lists(values, values) == [x + x for x in values]
    assert functional.sum(values) == pytest.approx(math.fsum(values), abs=1e-9)
    assert functional.reduce(operators.sub, start)(values) == pytest.approx(start - math.fsum(values), abs=1e-9)
    assert values == before


def test_pointwise_asks_what_knows_better_and_refuses_what_it_cannot_lift() -> None:
    class Pair:
        def pointwise(self, f, *others):
            return f.__name__, others

    assert operators.relu(Pair()) == ("relu", ())
    assert operators.add(Pair(), 2.0) == ("add", (2.0,))
    assert operators.relu.__wrapped__(-1.0) == 0.0
    with pytest.raises(TypeError, match="one to three floats, got nothing with 0"):

        @pointwise
        def nothing() -> float:
            return 0.0


@given(st.data())
def test_topological_order_names_each_vertex_once_before_its_parents(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 12))
    parents = {v: data.draw(st.lists(st.integers(0, v - 1))) if v else [] for v in range(size)}
    order = graph.topological_order(size - 1, parents.__getitem__)
    assert order[0] == size - 1
    assert len(order) == len(set(order))
    place = {v: i for i, v in enumerate(order)}
    assert all(place[v] < place[p] for v in order for p in parents[v])


def test_topological_order_is_not_afraid_of_depth_or_of_many_paths() -> None:
    assert graph.topological_order(50_000, lambda v: [v - 1] if v else []) == list(range(50_000, -1, -1))
    assert len(graph.topological_order(60, lambda v: [v - 1, v - 1] if v else [])) == 61


@given(s.moderate, s.moderate, s.moderate)
def test_the_laws_hold_for_the_reference(x: float, y: float, z: float) -> None:
    assert laws.product_law(operators.mul, operators.add, x, y, z)
    assert laws.order_law(operators.lt, round(x), round(y), round(z))
    assert laws.sigmoid_law(operators.sigmoid, x, y)
    assert laws.relu_law(operators.relu, x)
    assert laws.inverse_law(operators.exp, operators.log, x, y)
    assert laws.slope_law(operators.tanh, operators.tanh_back, x)
