"""What the letters to students need beside the records: `beside(out, course)`, from a results folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.course.model import Course
    from autograder.reports.feedback.beside import Beside
    from autograder.reports.words import Record


def beside(out: Path, course: Course | None = None, *, whole: bool = True) -> Beside:
    """Everybody's grades, each one's hand-in before, and the course's hints and handouts, where the course is here.

    Only of a `whole` class it is known who has handed in nothing.
    """
    from autograder.classroom.course_help import help_of
    from autograder.classroom.term.grades import ClassGrades
    from autograder.course.notebooks import address_of
    from autograder.reports.feedback.beside import Beside
    from autograder.reports.feedback.help import NO_HELP

    grades = ClassGrades(out)
    help = help_of(course, address_of(course)) if course else NO_HELP
    return Beside(_previous_in(out), grades, grades.columns if whole else (), help)


def _previous_in(out: Path) -> Callable[[Record], Record | None]:
    """record -> that of the student's hand-in before it, which was graded alike."""
    from autograder.classroom.gradebook import Gradebook, Scope
    from autograder.classroom.gradebook_file import gradebook_in

    path = gradebook_in(out)

    def previous(record: Record) -> Record | None:
        folders = tuple(assignment["folder"] for assignment in record["assignments"])
        with Gradebook(path, look=False) as book:
            scopes = (Scope(record["bundle"], folders, whole, record["sandbox"]) for whole in (False, True))
            found = (book.previous(scope, record["points"], record["student"]) for scope in scopes)
            return next((before for before in found if before), None)

    return previous
