"""A picture of curves is an XML that shows each number at its place, in any page, and says in words what it shows."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from tinytorch.training.curves import Axis, loss_curves, powers, round_step, thinned

SVG = "{http://www.w3.org/2000/svg}"


def drawn(curves: Any, **how: Any) -> ElementTree.Element:
    return ElementTree.fromstring(loss_curves(curves, **how).svg)


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
        loss_curves({"a": numbers})


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
        assert (
            0 < float(text.attrib["x"]) < width - 100 or "soft" not in text.attrib["class"] or len(text.text or "") < 9
        )
        assert 0 < float(text.attrib["y"]) < height
    assert all(0 < x < width and 0 < y < height for line in polylines(root) for x, y in line)


def test_curves_are_told_apart_by_more_than_their_colour() -> None:
    strokes = [line.attrib["style"] for line in drawn({str(k): [k, 1.0] for k in range(12)}).iter(f"{SVG}polyline")]
    assert len({*strokes}) == 12
    assert len({re.sub("stroke:.*?;", "", stroke) for stroke in strokes[:6]}) == 6


def test_the_style_holds_for_this_picture_alone_and_for_dark_pages_too() -> None:
    svg = loss_curves({"a": [1.0, 2.0]}).svg
    style = svg[svg.index("<style>") + 7 : svg.index("</style>")]
    assert "prefers-color-scheme:dark" in style
    rules = re.findall(r"([^{}]+)\{", style.replace("@media (prefers-color-scheme:dark){", ""))
    assert rules and all(rule.strip().startswith(".tt-curves") for rule in rules)


def test_the_picture_says_in_words_what_it_shows() -> None:
    root = drawn({"train": [0.5, 0.25], "test": [0.75]}, title="First run")
    assert root.attrib["aria-label"] == (
        "First run. loss of train: 0.5 at first, 0.25 at last; test: 0.75 at first, 0.75 at last"
    )


def test_a_long_curve_keeps_its_spikes_in_a_small_file() -> None:
    numbers = [1.0] * 50_000
    numbers[12_345], numbers[40_000] = 9.0, -5.0
    picture = loss_curves({"a": numbers})
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
    assert powers(0.02, 30.0) == [0.1, 1.0, 10.0]
    assert len(powers(1e-30, 1e30)) <= 9 and len(powers(2.0, 8.0)) >= 3


def test_a_notebook_shows_it_and_a_file_holds_it(tmp_path: Path) -> None:
    picture = loss_curves({"a": [1.0, 2.0]})
    assert picture.save(tmp_path / "a.svg").read_text(encoding="utf-8") == picture._repr_svg_() == picture.svg
