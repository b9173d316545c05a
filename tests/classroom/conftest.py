"""A class of three students and one zip that is none, graded by a judge that needs no sandbox."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.classroom import grading
from autograder.classroom.grading import Order
from autograder.classroom.submissions import find_submissions
from autograder.sandbox.isolation import Level
from tests.classroom.courses import tiny_course
from tests.classroom.hostile import GOOD, zipped
from tests.classroom.school import Class, Judge


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Class:
    place = tmp_path / "class"
    place.mkdir()
    for student in ("ada", "bob", "eve"):
        zipped((GOOD, student.encode()))(place / f"{student}.zip")
    (place / "unlucky.zip").write_bytes(b"not a zip")
    course = tiny_course(tmp_path / "course")
    out = tmp_path / "out"
    out.mkdir()
    judge = Judge()
    monkeypatch.setattr(grading, "run_jobs", judge.run_jobs)
    monkeypatch.setattr(grading, "prepare", lambda _: SimpleNamespace(digest=judge.bundle))
    return Class(Order(course, course.assignments, Level.FULL, tmp_path, out, 1), judge, find_submissions(place))
