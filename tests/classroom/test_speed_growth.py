"""`autograder bench class` measures real commands on a class that is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.classroom import speed_growth
from autograder.classroom.gradebook import Gradebook
from autograder.classroom.grading import ClassRecords
from autograder.classroom.speed_rows import Noise
from autograder.classroom.term.grades import ClassGrades
from tests.classroom.test_gradebook import SCOPE, graded
from tests.reports import example

STUDENTS = tuple(f"student{number}" for number in range(5))


@pytest.fixture
def pupils(tmp_path: Path) -> ClassRecords:
    """Two students who were judged."""
    assignment = example.assignment("00_scalars", "Scalars", example.task("0.1", "T", example.blank("mul")))
    path = tmp_path / "pupils.sqlite"
    with Gradebook(path) as book:
        for name in ("ada", "eve"):
            book.hand_in(SCOPE, name, name, None, ())
            book.enter(SCOPE, graded(name, assignments=[assignment]))
    return ClassRecords(path, SCOPE, 1.0, ("ada", "eve"))


def test_a_class_of_any_size_is_made_of_real_records(pupils: ClassRecords, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    speed_growth._fill(out / "gradebook.sqlite", pupils, STUDENTS)
    grades = list(ClassGrades(out))
    assert [grade.person.student for grade in grades] == list(STUDENTS)
    digests = {attempt.submission for grade in grades for mark in grade.marks for attempt in mark.attempts}
    assert len(digests) == len(STUDENTS)


@pytest.mark.slow
def test_every_command_runs_and_has_its_row(pupils: ClassRecords, tmp_path: Path) -> None:
    rows = speed_growth._used(tmp_path / "out", pupils, len(STUDENTS), Noise())
    assert {row.what for row in rows} >= speed_growth.COMMANDS.keys()
    assert all(sample > 0 for row in rows for sample in row.samples)
    filled = (tmp_path / "out" / "exports" / "canvas.csv").read_text()
    assert filled.count(",1\n") == len(STUDENTS) + 1, "everybody's score, and the points possible"
