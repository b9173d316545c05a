"""A class is graded once, whatever happens in the middle; one bad submission costs nobody else anything."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from autograder.classroom.submissions import Source, Submission
from autograder.reports.json import class_json
from autograder.reports.sheet import class_csv
from autograder.reports.summary import summary_of
from tests.classroom import fake_class
from tests.classroom.fake_class import grade_folder
from tests.classroom.hostile import GOOD, zipped

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve students: ten with work of their own, one with a copy of another's, one with a broken zip."""
    place = tmp_path / "class"
    place.mkdir()
    for number in range(10):
        zipped((GOOD, b"#" * number))(place / f"student{number}.zip")
    zipped((GOOD, b"#" * 3))(place / "copycat.zip")
    (place / "unlucky.zip").write_bytes(b"not a zip")
    return place


def test_everybody_has_a_record_and_every_source_one_step_and_the_log_is_told(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "autograder")
    steps: list[int] = []
    records = grade_folder(folder, tmp_path / "g.sqlite", 0.0, lambda: steps.append(1))
    scores = {record["student"]: record["score"] for record in records}
    assert scores == {f"student{n}": float(n) for n in range(10)} | {"copycat": 3.0, "unlucky": 0.0}
    assert len(steps) == 12
    assert Counter(event.message for event in caplog.records) == {"handed in": 11, "unreadable": 1, "graded": 10}


def test_a_second_run_grades_nothing_again(folder: Path, tmp_path: Path) -> None:
    first = grade_folder(folder, tmp_path / "g.sqlite", 0.0, lambda: None)
    second = grade_folder(folder, tmp_path / "g.sqlite", 0.0, lambda: None)
    assert [record["measured"] for record in first] == [record["measured"] for record in second]


def test_one_name_for_two_submissions_grades_neither_and_everybody_else(folder: Path, tmp_path: Path) -> None:
    (folder / "student1").mkdir()
    records = {r["student"]: r for r in grade_folder(folder, tmp_path / "g.sqlite", 0.0, lambda: None)}
    assert records["student1"]["submission"] == ""
    assert "more than one submission" in records["student1"]["notices"][0]["what"]
    assert records["student2"]["score"] == 2.0


def test_a_hand_in_that_we_fail_on_costs_nobody_a_point_and_the_class_is_graded(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fake_class.read_submission

    def read(source: Source, *course: Any) -> Submission:
        if source.student == "student3":
            raise RecursionError
        return real(source, *course)

    monkeypatch.setattr(fake_class, "read_submission", read)
    records = {record["student"]: record["score"] for record in grade_folder(folder, tmp_path / "g.sqlite", 0.0, print)}
    assert "student3" not in records
    assert len(records) == 11
    monkeypatch.undo()
    again = grade_folder(folder, tmp_path / "g.sqlite", 0.0, lambda: None)
    assert {record["student"]: record["score"] for record in again} == records | {"student3": 3.0}


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_a_run_ended_in_the_middle_goes_on_to_the_same_gradebook(folder: Path, tmp_path: Path, end: int) -> None:
    book = tmp_path / "ended.sqlite"
    command = [sys.executable, "-m", "tests.classroom.fake_class", str(folder), str(book), "0.2"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    for _ in range(4):
        assert process.stdout.readline() == "step\n"
    process.send_signal(end)
    done = 4 + process.stdout.read().count("step")
    process.stdout.close()
    assert process.wait() != 0
    assert done < 12
    resumed = grade_folder(folder, book, 0.0, lambda: None)
    straight = grade_folder(folder, tmp_path / "straight.sqlite", 0.0, lambda: None)
    assert list(class_json(resumed)) == list(class_json(straight))
    assert class_csv(summary_of(resumed)) == class_csv(summary_of(straight))
