"""Inputs depend on the seed and on nothing else."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from autograder.checks import strategies
from autograder.judge.drawing import draw, simplest_failure
from autograder.sandbox import wire

NUMBERS = {"x": strategies.small_floats, "n": st.integers(-(10**6), 10**6)}


def encoded(inputs: list[dict[str, Any]]) -> list[bytes]:
    return [wire.encode(drawn) for drawn in inputs]


def test_a_seed_draws_the_same_inputs_each_time() -> None:
    assert encoded(draw(NUMBERS, (), 40, 7)) == encoded(draw(NUMBERS, (), 40, 7))
    assert encoded(draw(NUMBERS, (), 40, 7)) != encoded(draw(NUMBERS, (), 40, 8))


def test_what_else_is_loaded_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = encoded(draw(NUMBERS, (), 300, 7))
    (tmp_path / "full_of_constants.py").write_text("\n".join(f"X{n} = {777 * n + 3}" for n in range(1000)))
    monkeypatch.setattr("hypothesis.internal.conjecture.providers.is_local_module_file", lambda path: "full_of" in path)
    monkeypatch.syspath_prepend(tmp_path)
    __import__("full_of_constants")
    assert encoded(draw(NUMBERS, (), 300, 7)) == before
    del sys.modules["full_of_constants"]


def test_given_inputs_come_first_then_the_simplest() -> None:
    inputs = draw(NUMBERS, ({"x": 2.5, "n": 3},), 20, 1)
    assert inputs[:2] == [{"x": 2.5, "n": 3}, {"x": 0.0, "n": 0}]
    assert len(set(encoded(inputs))) == len(inputs) == 20


def test_a_small_set_is_drawn_whole_and_nothing_twice() -> None:
    assert sorted(drawn["b"] for drawn in draw({"b": st.booleans()}, (), 40, 1)) == [False, True]
    assert draw({}, (), 40, 1) == [{}]


def test_inputs_are_as_a_stored_bank_gives_them_back() -> None:
    assert all(type(drawn["p"]) is list for drawn in draw({"p": st.tuples(st.integers(0, 9))}, (), 5, 1))


def test_the_simplest_failure_is_found_within_a_budget() -> None:
    asked: list[float] = []

    def fails(drawn: dict[str, Any]) -> bool:
        asked.append(drawn["n"])
        return bool(drawn["n"] >= 17)

    assert simplest_failure({"n": st.integers(0, 1000)}, 3, fails) == {"n": 17}
    assert len(asked) <= 60
    assert simplest_failure({"n": st.integers(0, 1000)}, 3, lambda drawn: False) is None


@pytest.mark.parametrize(
    ("name", "low", "high"), [("small_floats", -10, 10), ("moderate_floats", -100, 100), ("unit_floats", -1, 1)]
)
def test_floats_stay_in_their_range_with_the_awkward_ones_among_them(name: str, low: float, high: float) -> None:
    values = [drawn["x"] for drawn in draw({"x": getattr(strategies, name)}, (), 60, 5)]
    assert all(low <= value <= high for value in values)
    assert {"0.0", "-0.0", "1.0"} <= {str(value) for value in values}


def test_lists_are_often_empty_or_single_and_pairs_have_one_length() -> None:
    lengths = [len(drawn["xs"]) for drawn in draw({"xs": strategies.float_lists()}, (), 40, 5)]
    assert {0, 1} <= set(lengths) and max(lengths) > 3
    pairs = [drawn["p"] for drawn in draw({"p": strategies.list_pairs()}, (), 40, 5)]
    assert all(len(xs) == len(ys) for xs, ys in pairs)


def test_graphs_point_backwards_only() -> None:
    drawn = draw({"g": strategies.graphs(), "e": strategies.expressions()}, (), 40, 5)
    assert all(parent < node for each in drawn for node, parents in enumerate(each["g"]) for parent in parents)
    assert all(i < 2 + place for each in drawn for place, (_, *ids) in enumerate(each["e"]) for i in ids)
    assert all(abs(value["x"]) >= 0.01 for value in draw({"x": strategies.off_the_kink}, (), 40, 5))


def test_layouts_are_drawn_in_every_way_that_an_array_may_lie() -> None:
    """Empty, with sides of 1, permuted, repeated (stride 0), backwards, with gaps, from an offset on."""
    drawn = [each["layout"] for each in draw({"layout": strategies.layouts()}, (), 60, 5)]
    seen = {
        "empty": [0 in shape for shape, _, _ in drawn],
        "of one element": [shape != [] and set(shape) == {1} for shape, _, _ in drawn],
        "without axes": [shape == [] for shape, _, _ in drawn],
        "a side of 1": [1 in shape for shape, _, _ in drawn],
        "permuted": [any(0 < a < b for a, b in pairwise(strides)) for _, strides, _ in drawn],
        "repeated": [any(s == 0 and n > 1 for n, s in zip(shape, strides, strict=True)) for shape, strides, _ in drawn],
        "backwards": [any(s < 0 for s in strides) for _, strides, _ in drawn],
        "with gaps": [strides != [] and min(map(abs, strides)) > 1 for _, strides, _ in drawn],
        "from an offset on": [offset > 0 for _, _, offset in drawn],
    }
    assert [way for way, found in seen.items() if not any(found)] == []
