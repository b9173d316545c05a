"""What is our fault costs a student nothing: it is shown as such, ends with exit code 3, and is graded again."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable

import pytest

from autograder.cli import instructor, instructor_grade
from autograder.cli.instructor_grade import Request
from autograder.reports.words import blanks_of
from tests.classroom.school import Class

Run = Callable[[], int]


@pytest.fixture
def run(school: Class, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `autograder grade` on the class: the exit code."""

    def call() -> int:
        with pytest.raises(SystemExit) as ended:
            instructor.main(["grade", "class"])
        return int(ended.value.code or 0)

    monkeypatch.setattr(
        instructor_grade, "requested", lambda **_: Request(school.order, school.sources, False, False, False)
    )
    return call


def test_it_is_shown_as_our_fault_and_its_points_leave_the_sum(
    school: Class, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    school.judge.verdicts |= {"bob": "died"}
    assert run() == 3
    out = school.order.out
    record = json.loads((out / "records" / "bob.json").read_text())
    assert (record["score"], record["points"]) == (0.0, 0.0)
    assert {blank["verdict"] for _, _, blank in blanks_of(record)} == {"broken"}
    page = (out / "reports" / "bob.html").read_text()
    assert "OUR FAULT" in page
    assert "no points are lost" in page
    assert "0 of 0 points" in page
    rows = {row["student"]: row for row in csv.DictReader((out / "gradebook.csv").read_text().splitlines())}
    assert (rows["bob"]["score"], rows["bob"]["points"]) == ("0.0", "0.0")
    assert "our fault" in capsys.readouterr().out


def test_the_same_command_grades_what_was_our_fault_again_and_nothing_else(school: Class, run: Run) -> None:
    school.judge.verdicts |= {"bob": "died"}
    assert run() == 3
    school.judge.graded.clear()
    assert run() == 3, "as long as it is broken"
    school.judge.verdicts.clear()
    school.judge.graded.append("-")
    assert run() == 1, "a zip that is none is the only thing left"
    assert school.judge.graded == ["bob", "-", "bob"]
    assert json.loads((school.order.out / "records" / "bob.json").read_text())["score"] == 1.0
    assert run() == 1
    assert school.judge.graded == ["bob", "-", "bob"]
