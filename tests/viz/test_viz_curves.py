"""Where curves end, what has no curve, and axes of equal factors: each fact stands in the drawing."""

from __future__ import annotations

import json
import math
import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinytorch.viz.axes import Axis
from tinytorch.viz.charts import LEFT, RIGHT, WIDTH, curves, end_text

SVG = "{http://www.w3.org/2000/svg}"


def drawn(runs: Any, **how: Any) -> ElementTree.Element:
    return ElementTree.fromstring(curves(runs, **how).svg)


def lines(root: ElementTree.Element) -> list[list[tuple[float, float]]]:
    return [
        [(float(x), float(y)) for x, y in (pair.split(",") for pair in line.attrib["points"].split())]
        for line in root.iter(f"{SVG}polyline")
    ]


def texts(root: ElementTree.Element) -> dict[str, tuple[float, float]]:
    return {text.text or "": (float(text.attrib["x"]), float(text.attrib["y"])) for text in root.iter(f"{SVG}text")}


def test_the_legend_says_why_a_curve_is_not_to_be_seen() -> None:
    shown = texts(drawn({"a": [1.0, 2.0], "b": [math.nan, math.inf], "c": [-1.0, 0.0]}, logarithmic=True))
    assert {"a", "b: no finite number", "c: no number above 0"} <= {*shown}
    assert "c" in texts(drawn({"a": [1.0, 2.0], "c": [-1.0, 0.0]}))


def test_a_curve_that_stops_early_has_its_number_at_its_own_end() -> None:
    root = drawn({"long": [4.0 - k / 10 for k in range(30)], "short": [3.0, 2.5, 2.25, math.nan]})
    _, short = lines(root)
    shown = texts(root)
    assert shown["2.25"] == pytest.approx((short[-1][0] + 8, short[-1][1] + 4), abs=0.2)
    assert shown["1.1"][0] > WIDTH - RIGHT
    dots = [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in root.iter(f"{SVG}circle")]
    assert dots == [short[-1]], "where a curve ends before the others is a dot"


def test_labels_of_curves_that_end_near_each_other_do_not_touch() -> None:
    runs = {str(k): [1.01 + k / 100] * (8 + k % 2) for k in range(5)}
    shown = texts(drawn({"long": [2.0] * 30, **runs}))
    heights = sorted(y for text, (x, y) in shown.items() if text.startswith("1.0") and x < WIDTH - RIGHT)
    assert len(heights) == 5 and all(high - low > 13.9 for low, high in pairwise(heights))


def test_a_constant_does_not_lie_on_the_axis() -> None:
    root = drawn({"falls": [1.0, 0.5, 0.25], "least": [0.0] * 3, "most": [1.0] * 3})
    _, least, _ = lines(root)
    axis = max(float(line.attrib["y1"]) for line in root.iter(f"{SVG}line") if line.attrib.get("class") == "axis")
    assert least[0][1] == texts(root)["0"][1] - 4 and axis - 15 < least[0][1] < axis - 4


@pytest.mark.parametrize(("logarithmic", "straight"), [("both", lambda x: x**-2), ("x", math.log), ("y", math.exp)])
def test_what_is_straight_on_logarithmic_axes_is_straight(logarithmic: str, straight: Any) -> None:
    """Powers on two of them; logarithms and exponentials on one, the x axis and the y axis."""
    root = drawn({"a": {x: straight(x) for x in (1.0, 2.0, 4.0, 8.0)}}, logarithmic=logarithmic, x="n", y="m")
    ((x0, y0), *_, (x1, y1)) = (points := lines(root)[0])
    assert all((x - x0) * (y1 - y0) == pytest.approx((y - y0) * (x1 - x0), abs=60) for x, y in points)
    assert ("n, logarithmic" in texts(root), "m, logarithmic" in texts(root)) == {
        "both": (True, True), "x": (True, False), "y": (False, True),
    }[logarithmic]  # fmt: skip


def test_on_a_logarithmic_x_axis_numbers_at_0_and_below_are_left_out() -> None:
    assert [len(line) for line in lines(drawn({"a": {-1: 1.0, 0: 2.0, 1: 3.0, 10: 4.0}}, logarithmic="x"))] == [2]
    with pytest.raises(ValueError, match="at least one finite number above 0 to draw"):
        curves({"a": {0: 1.0}}, logarithmic="x")
    with pytest.raises(ValueError, match='logarithmic to be True, False, "x", "y" or "both", got 2'):
        curves({"a": [1.0]}, logarithmic=2)  # type: ignore[arg-type]


@given(st.floats(1.0, 10.0), st.integers(-30, 30), st.sampled_from([1, -1]))
@settings(max_examples=50)
def test_the_number_at_an_end_finds_room_and_is_near(part: float, power: int, sign: int) -> None:
    value = sign * part * 10.0**power
    text = end_text(value)
    assert len(text) <= 8
    assert float(text.replace("\N{MINUS SIGN}", "-")) == pytest.approx(value, rel=0.05)


@given(st.integers(-999_999, 999_999))
@settings(max_examples=30)
def test_a_whole_number_of_up_to_six_figures_is_written_out(value: int) -> None:
    row = curves({"a": [0.0, value]}).words.splitlines()[-1].split()
    assert {end_text(value), row[4]} == {str(value).replace("-", "\N{MINUS SIGN}")}


@pytest.mark.parametrize(
    ("given", "logarithmic", "said"),
    [
        ((1, 2, 4, 8), False, "1 2 4 8"),
        ((1, 2, 4, 8), "x", "1 2 4 8"),
        ((1, 2, 3, 1000), False, "100 200 300 400 500 600 700 800 900 1000"),  # the first three would lie on each other
        (range(1, 21), False, "2 4 6 8 10 12 14 16 18 20"),
    ],
)
def test_few_numbers_along_the_axis_stand_at_it_themselves(given: Any, logarithmic: Any, said: str) -> None:
    root = ElementTree.fromstring(curves({"a": dict.fromkeys(given, 1.0)}, logarithmic=logarithmic).svg)
    assert " ".join(part.text or "" for part in root.iter() if part.get("class") == "soft mid") == said


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3), st.booleans())
@settings(max_examples=30)
def test_room_at_the_ends_moves_no_tick_off_the_axis(low: float, span: float, logarithmic: bool) -> None:
    low = abs(low) + 0.1 if logarithmic else low
    axis = Axis([low, low + span], 0.0, 100.0, logarithmic, room=0.05)
    assert axis.place(low) == pytest.approx(100 * 0.05 / 1.1, abs=0.1)
    assert all(4.4 < axis.place(tick) < 95.6 for tick in axis.ticks)


def test_a_damaged_log_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    for value, said in ((None, "None"), ("x", "'x'")):
        path.write_text(json.dumps({"event": "epoch", "epoch": 2, "loss": value}) + "\n", encoding="utf-8")
        with pytest.raises(ValueError, match=re.escape(f"has no number as its loss at epoch 2, but {said}")):
            curves(path)
    with pytest.raises(IsADirectoryError, match="wants the path of a run's log, got the folder"):
        curves(tmp_path)


def test_nothing_lies_outside_the_picture() -> None:
    for value in (-1.23456e-5, 9.87654e11, -0.000123456):
        shown = texts(drawn({"a": [0.0, value]}))
        assert LEFT > 0 and all(x + 7 * len(text) < WIDTH + 1 for text, (x, _) in shown.items() if x > WIDTH - RIGHT)
