"""What stands beside the records is read from a results folder: grades by name, and each one's hand-in before."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.classroom.gradebook import Gradebook, Scope
from autograder.classroom.gradebook_file import GRADEBOOK
from autograder.cli.instructor_feedback import beside
from autograder.course.manifest import load_course
from tests.reports.letters import blank, record


@pytest.mark.parametrize("whole", [False, True])
def test_the_hand_in_before_is_found_by_the_record_alone(tmp_path: Path, whole: bool) -> None:
    old, new = record(t01=[blank("mul", "wrong")]), record(t01=[blank("mul")])
    old, new = old | {"submission": "0" * 64}, new | {"submission": "1" * 64}
    scope = Scope(new["bundle"], ("00_scalars",), whole, new["sandbox"])
    with Gradebook(tmp_path / GRADEBOOK) as book:
        book.learn([("00_scalars", "Scalars", 1.0)])
        for number, each in enumerate((old, new)):
            moment = f"2026-09-1{number}T12:00:00Z"
            book.hand_in(scope, "ada", each["submission"], None, (), moment=moment)
            book.enter(scope, each)
    around = beside(tmp_path)
    before = around.previous(new)
    assert before is not None
    assert before["submission"] == old["submission"]
    assert around.previous(new | {"student": "bob"}) is None
    assert [(grade.person.student, grade.score) for grade in around.grades] == [("ada", 1.0)]


def test_only_of_a_whole_class_it_is_known_who_is_absent(tmp_path: Path, root: Path) -> None:
    with Gradebook(tmp_path / GRADEBOOK) as book:
        book.learn([("00_scalars", "Scalars", 1.0)])
    course = load_course(root)
    assert [column.folder for column in beside(tmp_path).columns] == ["00_scalars"]
    assert beside(tmp_path, course, whole=False).columns == ()
    assert beside(tmp_path, course).help.hints
    assert not beside(tmp_path).help.hints
