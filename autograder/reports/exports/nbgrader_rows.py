"""The rows of nbgrader's gradebook, many at a time: `write_students(book, people)`, `write_lines(book, name, lines)`.

nbgrader's own calls ask and commit once per student; these use its classes and its session, and commit nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from autograder.reports.grades import Person

LOGIN = ("nbgrader", "login")  # ids of a roster under which nbgrader may know a student
LMS = ("canvas", "moodle", "sis")


@dataclass(frozen=True)
class Line:
    """One student's score: as judged, as given by hand (None: not), what lateness takes; and the moment, in UTC."""

    student: str
    judged: float
    by_hand: float | None
    penalty: float
    moment: datetime | None


def write_students(book: Any, people: Sequence[Person]) -> tuple[int, dict[str, str]]:
    """(how many are new, each student's name in nbgrader); what nbgrader knows of a person already stays."""
    from nbgrader.api import Student
    from sqlalchemy import insert, select

    known = {student.id: student for student in book.db.scalars(select(Student))}
    new, ids = [], {}
    for person in people:
        names = [person.student, *(person.ids[key] for key in LOGIN if key in person.ids)]
        ids[person.student] = name = next((name for name in names if name in known), person.student)
        facts = _facts(person)
        if name not in known:
            unnamed = {"first_name": "", "last_name": name} if not person.name else {}
            new.append({"id": name, **facts, **unnamed})
        else:
            for key, value in facts.items():
                if value and not getattr(known[name], key):
                    setattr(known[name], key, value)
    if new:
        book.db.execute(insert(Student), new)
    return len(new), ids


def write_lines(book: Any, name: str, lines: Sequence[Line]) -> None:
    """Exactly these scores for the assignment `name`, which has one notebook of that name with one grade cell."""
    from nbgrader import api
    from sqlalchemy import delete, insert, update

    assignment = book.find_assignment(name)
    (notebook,) = assignment.notebooks
    (cell,) = notebook.grade_cells
    there = _there(book, assignment.id)
    rows: dict[tuple[Any, bool], list[dict[str, Any]]] = {}
    for line in lines:
        old = there.pop(line.student, None)
        ids = old or (uuid4().hex, uuid4().hex, uuid4().hex)
        for kind, row in zip(
            (api.SubmittedAssignment, api.SubmittedNotebook, api.Grade),
            _rows(line, ids, assignment.id, notebook.id, cell.id),
            strict=True,
        ):
            rows.setdefault((kind, old is None), []).append(row)
    for (kind, new), values in rows.items():
        book.db.execute(insert(kind) if new else update(kind), values)
    for kind, place in ((api.Grade, 2), (api.SubmittedNotebook, 1), (api.SubmittedAssignment, 0)):
        for ids in there.values():  # a score that was taken back: few, if any
            book.db.execute(delete(kind).where(kind.id == ids[place]))


def _there(book: Any, assignment: str) -> dict[str, tuple[str, str, str]]:
    """Student -> the ids of the rows that hold the score."""
    from nbgrader.api import Grade, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    query = (
        select(SubmittedAssignment.student_id, SubmittedAssignment.id, SubmittedNotebook.id, Grade.id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .where(SubmittedAssignment.assignment_id == assignment)
    )
    return {student: (first, second, third) for student, first, second, third in book.db.execute(query)}


def _rows(
    line: Line, ids: tuple[str, str, str], assignment: str, notebook: str, cell: str
) -> tuple[dict[str, Any], ...]:
    submitted, page, grade = ids
    return (
        {"id": submitted, "assignment_id": assignment, "student_id": line.student, "timestamp": line.moment},
        {"id": page, "assignment_id": submitted, "notebook_id": notebook, "flagged": False,
         "late_submission_penalty": line.penalty},
        {"id": grade, "notebook_id": page, "cell_id": cell, "auto_score": line.judged, "manual_score": line.by_hand,
         "extra_credit": None, "needs_manual_grade": False},
    )  # fmt: skip


def _facts(person: Person) -> dict[str, str | None]:
    first, last = _names(person.name)
    lms = next((person.ids[key] for key in LMS if person.ids.get(key)), None)
    return {"first_name": first, "last_name": last, "email": person.email or None, "lms_user_id": lms}


def _names(name: str) -> tuple[str | None, str | None]:
    """First and last name of "Ada King Lovelace" and of "Lovelace, Ada King"."""
    if "," in name:
        last, _, first = name.partition(",")
    else:
        first, _, last = name.rpartition(" ")
    return first.strip() or None, last.strip() or None
