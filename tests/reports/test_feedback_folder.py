"""Each student's two files are written, with what the gradebook knows beside the record, one student at a time."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.classroom.course_help import help_of
from autograder.reports.feedback.beside import Beside, Passing
from autograder.reports.feedback.help import Help
from autograder.reports.folder import write_pages, write_results
from autograder.reports.grades import Attempt, Column, Grade, Mark, Person
from autograder.reports.html import page_name
from tests.reports import example
from tests.reports.letters import blank, record

STUDENTS = 6


def grade(student: str, *attempts: Attempt) -> Grade:
    mark = Mark("00_scalars", "Scalars", 1.0, 1.0, attempts, len(attempts) - 1 if attempts else None)
    return Grade(Person(student, student.title()), (mark,), 1.0, 1.0)


ATTEMPT = Attempt(1, "ab" * 32, "x.zip", None, 1.0, 1.0, 0.5, days_late=1)


def read(out: Path, student: str) -> str:
    """Both files of a student."""
    name = page_name(student)
    return "".join((out / "reports" / f"{name}{end}").read_text(encoding="utf-8") for end in (".html", ".md"))


@pytest.mark.parametrize("write", [write_results, write_pages])
def test_every_student_has_a_page_and_a_text(tmp_path: Path, write: Any) -> None:
    write(tmp_path, [example.mixed("ada"), example.refused("eve", "it is damaged")], expected=False)
    found = {path.name for path in (tmp_path / "reports").iterdir()}
    assert found == {"ada.html", "ada.md", "eve.html", "eve.md"}


@pytest.mark.parametrize("write", [write_results, write_pages])
def test_what_stands_beside_a_record_comes_into_both_files(tmp_path: Path, write: Any) -> None:
    now, before = record(t01=[blank("mul")]), record(t01=[blank("mul", "wrong")])
    beside = Beside(
        previous=lambda record: before if record is now else None,
        grades=[grade("ada", ATTEMPT)],
        columns=(Column("00_scalars", "Scalars", 1.0),),
        help=Help({}),
    )
    write(tmp_path, [now], expected=False, beside=beside)
    both = read(tmp_path, "ada")
    for words in ("Passes now: ", "It came 1 day late, which costs 0.5 points of 1.", "Ada"):
        assert both.count(words) >= 2


def test_who_handed_in_nothing_has_files_too_and_is_no_row_of_the_class(tmp_path: Path) -> None:
    beside = Beside(grades=map(grade, ["ada", "bob", "zoe"]), columns=(Column("00_scalars", "Scalars", 1.0),))
    summary = write_results(tmp_path, [record(t01=[blank("mul")]) | {"student": "bob"}], expected=False, beside=beside)
    assert [row.student for row in summary.rows] == ["bob"]
    for student in ("ada", "zoe"):
        assert read(tmp_path, student).count("Nothing has come in from you yet.") == 2
    assert "Nothing has come in" not in read(tmp_path, "bob")


def test_grades_pass_by_once_and_each_meets_its_student() -> None:
    absent: list[str] = []
    grades = [grade("ada", ATTEMPT), grade("bob"), grade("eve", ATTEMPT)]
    passing = Passing(grades, lambda found: absent.append(found.person.name))
    assert passing.of("aaa") is None
    assert [found.person.student if (found := passing.of(name)) else None for name in ("ada", "dan", "eve", "zoe")] == [
        "ada", None, "eve", None
    ]  # fmt: skip
    passing.end()
    assert absent == ["Bob"]


class Remembered(dict[str, Any]):
    """A record that can be seen to be gone."""

    __hash__ = object.__hash__


@pytest.mark.parametrize("write", [write_results, write_pages])
def test_no_more_than_two_records_are_there_at_a_time(tmp_path: Path, write: Any) -> None:
    """The one that comes, and the one that has just been written: however many students there are."""
    alive: weakref.WeakSet[Remembered] = weakref.WeakSet()
    most = []

    def coming() -> Iterator[Remembered]:
        for number in range(STUDENTS):
            one = Remembered(record(t01=[blank("mul")]) | {"student": f"student{number:03}"})
            alive.add(one)
            most.append(len(alive))
            yield one
            del one

    beside = Beside(grades=(grade(f"student{number:03}", ATTEMPT) for number in range(STUDENTS)))
    write(tmp_path, coming(), expected=False, beside=beside)
    assert len(most) == STUDENTS
    assert max(most) <= 2


def test_names_that_no_text_can_hold_are_written_all_the_same(tmp_path: Path) -> None:
    odd = "ad\udce4"  # as a folder is called whose name is no UTF-8
    write_pages(tmp_path, [example.mixed(odd)], expected=False)
    assert "ad\N{REPLACEMENT CHARACTER}" in read(tmp_path, odd)


def test_hints_are_counted_by_the_manifest_and_only_github_s_pages_are_linked(root: Path) -> None:
    from autograder.course.manifest import load_course

    course = load_course(root)
    help = help_of(course, "https://github.com/someone/course.git")
    assert help.site == "https://github.com/someone/course/blob/main"
    assert help_of(course, "https://example.org/course").site == help_of(course).site == ""
    every = {(blank.task, blank.symbol): len(blank.hints) for a in course.assignments for blank in a.blanks}
    assert help.hints == every


def test_links_lead_to_headings_that_the_handouts_have(root: Path) -> None:
    from autograder.course.manifest import load_course

    help = Help({}, "site")
    for assignment in load_course(root).assignments:
        text = (assignment.path / "README.md").read_text(encoding="utf-8")
        for task in assignment.tasks:
            assert f"### Task {task.number} {task.title}\n" in text
            link = help.link({"folder": assignment.folder}, {"task": task.number, "title": task.title})
            assert link.startswith(f"site/{assignment.path.relative_to(root).as_posix()}/README.md#task-")
