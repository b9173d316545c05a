"""Curves: each number stands at its place, of runs, of their logs and of plain numbers, and in words as well."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinytorch.training.run import History
from tinytorch.training.runlog import RunLog

from tinytorch.viz.axes import Axis, powers, round_step
from tinytorch.viz.charts import apart, curves, spark
from tinytorch.viz.strokes import smoothed, thinned

SVG = "{http://www.w3.org/2000/svg}"


def drawn(runs: Any, **how: Any) -> ElementTree.Element:
    return ElementTree.fromstring(curves(runs, **how).svg)


def polylines(root: ElementTree.Element) -> list[list[tuple[float, float]]]:
    return [
        [tuple(map(float, pair.split(","))) for pair in line.attrib["points"].split()]  # type: ignore[misc]
        for line in root.iter(f"{SVG}polyline")
    ]


def words(root: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def test_larger_numbers_stand_higher_and_later_ones_further_right() -> None:
    ((a, b, c),) = polylines(drawn({"train": [3.0, 1.0, 2.0]}))
    assert a[0] < b[0] < c[0] and a[1] < c[1] < b[1]
    assert b[0] - a[0] == pytest.approx(c[0] - b[0], abs=0.2)
    assert b[1] - c[1] == pytest.approx(c[1] - a[1], abs=0.2)


def test_curves_share_their_axes_whatever_their_lengths_and_steps_are() -> None:
    short, long = polylines(drawn({"a": {2: 1.0, 4: 2.0}, "b": [1.0, 1.0, 1.0, 2.0]}))
    assert short[-1] == long[-1] and short[0][0] == long[1][0]


def test_on_a_logarithmic_axis_equal_factors_are_equal_ways() -> None:
    ((a, b, c),) = polylines(drawn({"a": [100.0, 10.0, 1.0]}, logarithmic=True))
    assert b[1] - a[1] == pytest.approx(c[1] - b[1], abs=0.2)


def test_what_is_not_finite_is_a_gap_and_a_point_alone_a_dot() -> None:
    root = drawn({"a": [3.0, 2.0, math.nan, 1.0, math.inf, 2.0, 1.0]})
    assert [len(line) for line in polylines(root)] == [2, 2]
    assert len(list(root.iter(f"{SVG}circle"))) == 1


def test_numbers_of_0_and_below_have_no_place_on_a_logarithmic_axis() -> None:
    assert [len(line) for line in polylines(drawn({"a": [3.0, 2.0, 0.0, 1.0, 2.0]}, logarithmic=True))] == [2, 2]


@pytest.mark.parametrize("numbers", [[], [math.nan], [math.inf]])
def test_nothing_to_draw_is_one_sentence(numbers: list[float]) -> None:
    with pytest.raises(ValueError, match="expected at least one finite number to draw, got none"):
        curves({"a": numbers})


@pytest.mark.parametrize("number", [0.0, 1.0, -3.0, 1e-30])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_one_number_can_be_drawn(number: float, logarithmic: bool) -> None:
    if number > 0 or not logarithmic:
        assert len(list(drawn({"a": [number]}, logarithmic=logarithmic).iter(f"{SVG}circle"))) == 1


def test_names_are_escaped_and_stand_in_the_legend_inside_the_picture() -> None:
    names = ["<script>", "a & b", *[f"a run with a name that is long, number {k}" for k in range(9)]]
    root = drawn({name: [1.0, 2.0] for name in names}, title="<T>")
    assert {"<T>", "<script>", "a & b", "epoch", "loss"} <= {*words(root)}
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    for text in root.iter(f"{SVG}text"):
        ends = 7 * len(text.text or "") if text.attrib.get("class") == "soft" else 0
        assert 0 < float(text.attrib["x"]) + ends < width and 0 < float(text.attrib["y"]) < height
    assert all(0 < x < width and 0 < y < height for line in polylines(root) for x, y in line)


def test_curves_are_told_apart_by_more_than_their_colour() -> None:
    strokes = [line.attrib["style"] for line in drawn({str(k): [k, 1.0] for k in range(12)}).iter(f"{SVG}polyline")]
    assert len({*strokes}) == 12
    assert len({re.sub("stroke:.*?;", "", stroke) for stroke in strokes[:6]}) == 6


def test_the_picture_says_in_words_what_it_shows() -> None:
    root = drawn({"train": [0.5, 0.25], "test": [0.75]}, title="First run")
    assert root.attrib["aria-label"] == (
        "First run. loss of train: 0.5 at first, 0.25 at last; test: 0.75 at first, 0.75 at last"
    )


def test_the_words_are_a_table_with_a_row_for_each_curve() -> None:
    title, head, train, test = curves({"train": [4.0, 1.0, 2.0], "test": [math.nan]}, title="First run").words.split(
        "\n"
    )
    assert title == "First run" and head.split() == ["loss", "first", "least", "at", "epoch", "last"]
    assert train.split() == ["train", "4", "1", "2", "2", "█▁▃"]
    assert test.split() == ["test", "no", "finite", "number"]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
@settings(max_examples=30)
def test_a_row_of_bars_has_its_highest_where_the_numbers_have_theirs(numbers: list[float]) -> None:
    bars = spark(numbers, 60)
    assert len(bars) == len(numbers)
    if max(numbers) > min(numbers):
        assert bars[numbers.index(max(numbers))] == "█" and bars[numbers.index(min(numbers))] == "▁"


def test_the_last_numbers_stand_at_the_ends_and_none_covers_another() -> None:
    names = [f"1.5{k}" for k in range(1, 7)]
    root = drawn({f"run {name}": [5.0, float(name)] for name in names})
    ends = [float(text.attrib["y"]) for text in root.iter(f"{SVG}text") if text.text in names]
    assert len(ends) == 6 and all(low + 13.9 <= high for low, high in pairwise(sorted(ends)))


@given(st.lists(st.floats(0, 300), max_size=12))
@settings(max_examples=50)
def test_labels_are_moved_apart_in_order_and_stay_within_their_room(heights: list[float]) -> None:
    moved = apart(heights, 0.0, 300.0)
    order = sorted(range(len(heights)), key=heights.__getitem__)
    assert all(moved[low] + 13.99 <= moved[high] for low, high in pairwise(order))
    assert all(-0.01 <= height <= 300.01 for height in moved)


def test_of_very_many_curves_the_first_are_drawn_below_a_legend_with_room_for_all() -> None:
    picture = curves({f"a run with a long name {k}": [2.0, 1.0] for k in range(100)})
    root = ElementTree.fromstring(picture.svg)
    assert len(polylines(root)) == 24 and picture.words.endswith("24 of 100 curves are shown, the first ones")
    lowest = max(float(text.attrib["y"]) for text in root.iter(f"{SVG}text") if "run with" in (text.text or ""))
    assert all(y > lowest for line in polylines(root) for _, y in line)
    assert all(float(text.attrib["y"]) < float(root.attrib["height"]) for text in root.iter(f"{SVG}text"))


def test_numbers_too_large_for_a_difference_are_gaps() -> None:
    assert [len(line) for line in polylines(drawn({"a": [1.0, 2.0, 1.7e308, -1.7e308, 3.0, 4.0]}))] == [2, 2]


# --- Smoothing


@given(st.lists(st.floats(-100, 100), max_size=30), st.integers(1, 8))
@settings(max_examples=50)
def test_a_smooth_curve_is_the_mean_of_each_number_and_those_before_it(numbers: list[float], over: int) -> None:
    found = smoothed([(float(k), number) for k, number in enumerate(numbers)], over)
    for k, (x, y) in enumerate(found):
        window = numbers[max(0, k - over + 1) : k + 1]
        assert x == k and y == pytest.approx(sum(window) / len(window))


def test_smoothing_keeps_gaps_and_draws_the_numbers_themselves_faintly() -> None:
    root = drawn({"a": [1.0, 3.0, math.nan, 5.0, 7.0]}, smooth=2)
    lines = [line.attrib["style"] for line in root.iter(f"{SVG}polyline")]
    assert [("opacity:0.3" in style) for style in lines] == [True, True, False, False]
    assert [y for _, y in smoothed([(1.0, 1.0), (2.0, math.nan), (3.0, 5.0)], 2)][2] == 5.0
    with pytest.raises(ValueError, match="smooth over a whole number of points, 1 or more, got 0"):
        curves({"a": [1.0]}, smooth=0)


# --- Runs


def log_of(path: Path, *events: dict[str, Any]) -> Path:
    with RunLog(path) as log:
        for event in events:
            log.write(**event)
    return path


def test_a_run_gives_its_training_and_its_validation_loss() -> None:
    history = History([{"epoch": 1, "loss": 4.0, "valid_loss": 5.0}, {"epoch": 2, "loss": 2.0, "valid_loss": 3.0}])
    first, second = polylines(drawn(history))
    assert {"training", "validation"} <= {*words(drawn(history))}
    assert {"a", "a, validation"} <= {*words(drawn({"a": history}))}
    assert [x for x, _ in first] == [x for x, _ in second] and first[1][1] > first[0][1]
    assert len(polylines(drawn({"a": history, "numbers": [1.0, 2.0]}))) == 3


def test_a_log_gives_epochs_or_steps_and_what_was_done_again_counts(tmp_path: Path) -> None:
    path = log_of(
        tmp_path / "run.jsonl",
        {"event": "step", "epoch": 1, "step": 1, "loss": 8.0, "lr": 0.1},
        {"event": "step", "epoch": 1, "step": 2, "loss": 6.0, "lr": 0.2},
        {"event": "epoch", "epoch": 1, "step": 2, "loss": 7.0, "lr": 0.1},
        {"event": "step", "epoch": 2, "step": 2, "loss": 5.0, "lr": 0.2},
    )
    assert curves(path, x="step").words.split("\n")[2].split()[:2] == ["training", "8"]
    assert [len(line) for line in polylines(drawn(str(path), x="step"))] == [2]
    assert curves(path, x="step").words.split()[-2] == "5" and "0.2" in curves(path, x="step", y="lr").words
    assert len(list(drawn(path).iter(f"{SVG}circle"))) == 1


def test_a_log_that_cannot_be_drawn_is_one_sentence(tmp_path: Path) -> None:
    path = log_of(tmp_path / "run.jsonl", {"event": "step", "step": 1, "loss": 8.0})
    with pytest.raises(ValueError, match=r"the log .*run\.jsonl has no epoch yet: .*draw it over x=\"step\", or wait"):
        curves(path)
    with pytest.raises(ValueError, match="has no 'accuracy': there are loss, seconds, step"):
        curves(path, x="step", y="accuracy")
    with path.open("a", encoding="utf-8") as file:
        file.write("{oops}\n[1]\n")
    with pytest.raises(ValueError, match=r"line 2 of .*run\.jsonl is not JSON: is it the log of a run\?"):
        curves(path)
    path.write_text("[1]\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 1 of .*run\.jsonl is no event: is it the log of a run\?"):
        curves(path)


@pytest.mark.parametrize("runs", [{"a": "no file"}, [1.0], 3, {"a": [[1.0, 2.0]]}, {"a": ["one"]}, {"a": None}])
def test_what_is_no_run_and_no_numbers_is_one_sentence(runs: Any) -> None:
    with pytest.raises((TypeError, FileNotFoundError)) as error:
        curves(runs)
    assert "\n" not in str(error.value) and ("wants" in str(error.value) or "no file" in str(error.value))


def test_a_long_curve_keeps_its_spikes_in_a_small_file() -> None:
    numbers = [1.0] * 50_000
    numbers[12_345], numbers[40_000] = 9.0, -5.0
    picture = curves({"a": numbers})
    ys = [y for _, y in polylines(ElementTree.fromstring(picture.svg))[0]]
    assert len(picture.svg) < 30_000
    flat = sorted(ys)[len(ys) // 2]
    assert min(ys) < flat < max(ys)
    kept = thinned([(float(k), number) for k, number in enumerate(numbers)])
    assert kept == sorted(kept) and (12_345.0, 9.0) in kept and (40_000.0, -5.0) in kept


@pytest.mark.parametrize("span", [1e-9, 0.37, 1.0, 2.0, 9.99, 10.0, 12345.0])
def test_a_step_between_ticks_is_1_2_or_5_times_a_power_of_ten_and_four_to_ten_make_the_span(span: float) -> None:
    step = round_step(span)
    assert f"{step:.0e}"[0] in "125" and step == pytest.approx(float(f"{step:.0e}"))
    assert 3.99 < span / step < 10.01


def test_ticks_lie_on_the_axis_and_whole_numbers_get_whole_ticks() -> None:
    axis = Axis([1.0, 2.0, 3.0], 0.0, 100.0)
    assert axis.ticks == [1.0, 2.0, 3.0] and [axis.place(tick) for tick in axis.ticks] == [0.0, 50.0, 100.0]
    assert powers(0.02, 3000.0) == [0.1, 1.0, 10.0, 100.0, 1000.0]
    assert powers(0.3, 7.0) == [0.5, 1.0, 2.0, 5.0]
    assert len(powers(1e-30, 1e30)) <= 9 and len(powers(2.0, 8.0)) >= 3
