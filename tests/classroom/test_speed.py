"""The judge's bench measures what it says it measures; how fast that is, no test may depend on."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from autograder.classroom import speed_class, speed_course
from autograder.classroom.grading import Order
from autograder.classroom.speed import PARTS, Report, Sizes, measure
from autograder.classroom.speed_rows import Noise, Row, in_turn, rates, spread, times
from autograder.cli import instructor
from autograder.cli.instructor_figures import show_report
from autograder.cli.instructor_text import console
from autograder.course.errors import InternalError
from autograder.sandbox.isolation import probe
from tests.known_seed import shared_seed

TITLES = ["start of a worker", "questions to a worker", "arrays", "cheap code", "dear code"]
SMALLEST = Sizes(cold=1, warm=2, batches=3, arrays=1, submissions=2, classes=1, dear=1)


@pytest.fixture(scope="module")
def measured() -> tuple[Report, int]:
    """A report at the smallest sizes, and how many steps were told."""
    steps: list[int] = []
    report = measure(probe().level, 2, SMALLEST, lambda: steps.append(1))
    return report, len(steps)


@pytest.fixture
def order(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Order:
    course, private = speed_course.write_course(tmp_path), shared_seed(tmp_path_factory)
    cheap = course.assignments[:1]
    return Order(course, cheap, probe().level, private, tmp_path / "out", 1, hidden=speed_course.HIDDEN)


def test_every_part_is_measured_and_told(measured: tuple[Report, int]) -> None:
    report, steps = measured
    assert steps == PARTS == len(report.groups)
    assert [title for title, _ in report.groups] == TITLES
    assert all(rows for _, rows in report.groups)


def test_every_figure_is_positive_and_no_name_comes_twice(measured: tuple[Report, int]) -> None:
    rows = [row for _, group in measured[0].groups for row in group]
    assert all(sample > 0 for row in rows for sample in row.samples)
    assert len({(title, row.what) for title, group in measured[0].groups for row in group}) == len(rows)


def test_there_are_as_many_samples_as_were_asked_for(measured: tuple[Report, int]) -> None:
    groups = {title: [len(row.samples) for row in rows] for title, rows in measured[0].groups}
    assert groups["start of a worker"] == [1, 1, *[2] * 6]
    assert groups["questions to a worker"] == [3] * 5
    assert groups["arrays"] == [1] * 6
    assert groups["dear code"] == [1] * 3


def test_the_aims_of_the_course_stand_beside_the_figures(measured: tuple[Report, int]) -> None:
    aims = {row.aim for _, rows in measured[0].groups for row in rows}
    assert {"10 ms, loaded", "10,000/s", "2 x"} <= aims


def test_the_report_is_shown_whole_and_as_json(
    measured: tuple[Report, int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "150")
    report = measured[0]
    show_report(console(), report)
    shown = capsys.readouterr().out
    told = json.loads(json.dumps(report.to_json()))
    assert (told["benchmark"], told["sandbox"], told["cores"]) == ("judge", probe().level.value, os.cpu_count())
    for group in told["groups"]:
        assert group["title"] in shown
        for row in group["rows"]:
            assert row["what"] in shown
            assert row.keys() == {"what", "unit", "median", "ninth", "spread", "samples", "aim"}


def test_a_large_class_is_graded_where_it_is_asked_for(order: Order) -> None:
    with speed_course.importable(order.course):
        speed, *memory = speed_class.long_class(order, 3, Noise())
    assert speed.what == "3 submissions"
    assert all(row.unit == "MB" and row.median > 1 for row in memory)


def test_a_class_that_does_not_get_its_points_is_an_error_and_no_figure(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speed_course, "right", lambda course, assignment: {})
    with speed_course.importable(order.course), pytest.raises(InternalError, match="deserves"):
        speed_class.long_class(order, 1, Noise())


def test_nine_of_ten_samples_reach_the_second_figure() -> None:
    samples = tuple(float(number) for number in range(1, 12))
    assert Row("time", "ms", samples).ninth == 10.0
    assert Row("rate", "1/s", samples).ninth == 2.0
    assert Row("rate", "1/s", (5.0,)).ninth == 5.0


def test_seconds_become_milliseconds_and_amounts_per_second() -> None:
    assert times("a", [0.5, 0.25]).samples == (500.0, 250.0)
    assert rates("b", "1/s", 10, [0.5, 2.0]).samples == (20.0, 5.0)


def test_what_is_compared_is_measured_in_turn() -> None:
    order: list[str] = []
    noise = Noise()
    results = in_turn(2, {name: lambda name=name: order.append(name) or name for name in "ab"}, noise)  # type: ignore[misc]
    assert order == ["a", "b", "a", "b"]
    assert results == {"a": ["a", "a"], "b": ["b", "b"]}
    assert len(noise.samples) == 4


def test_the_spread_of_equal_samples_is_nothing() -> None:
    assert spread([2.0, 2.0, 2.0]) == 0.0 == spread([3.0])
    assert spread([1.0, 2.0, 3.0]) > 0.0
    assert Noise([1.0, 1.0]).share == 0.0


@pytest.mark.parametrize("names", [["judge", "scalars"], ["nothing"]])
def test_an_impossible_choice_is_wrong_use(names: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        instructor.main(["bench", *names])
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("autograder: ")
