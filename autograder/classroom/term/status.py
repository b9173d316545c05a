"""Where a class stands: `status_of(out)` counts what was handed in and graded, and says who needs a look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.classroom.gradebook_file import Database, gradebook_in, reading
from autograder.classroom.gradebook_schema import SCHEMA_VERSION
from autograder.classroom.term.grades import ClassGrades
from autograder.classroom.term.people import roster
from autograder.reports.grades import Grade, Mark
from autograder.reports.words import number

HAND_INS = """
SELECT COUNT(*), SUM(graded), SUM(submission IS NOT NULL AND NOT graded), SUM(submission IS NULL) FROM
 (SELECT submission, EXISTS (SELECT 1 FROM attempts a WHERE a.submission=h.submission AND a.scope=h.scope AND a.anew=0)
   AS graded FROM hand_ins h)
"""


@dataclass(frozen=True)
class Queue:
    """Hand-ins, under each scope that they were graded in: how far grading has come."""

    hand_ins: int
    graded: int
    waiting: int
    unreadable: int
    broken: int  # gradings that are our fault: `autograder grade` tries them again
    anew: int  # gradings of a `regrade` that did not come to its end


@dataclass(frozen=True)
class Tally:
    """One assignment: how many of the class."""

    folder: str
    due: str | None
    handed_in: int
    graded: int
    late: int  # of the attempts that count
    not_graded: int
    overridden: int


@dataclass(frozen=True)
class Line:
    """One student: score, and everything that somebody should know, one remark each."""

    student: str
    name: str
    listed: bool
    score: float
    points: float
    handed_in: int
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Status:
    """The class, the queue, the assignments."""

    students: int
    listed: int
    queue: Queue
    assignments: tuple[Tally, ...]
    lines: tuple[Line, ...]

    def to_json(self) -> dict[str, Any]:
        """All of it, for a program to read."""
        return {"schema": 1, "gradebook": SCHEMA_VERSION, **asdict(self)}


def status_of(out: Path) -> Status:
    """Read from the gradebook, and from class.toml."""
    with reading(gradebook_in(out)) as database:
        queue = _queue(database)
        listed = len(roster(database))
    grades = ClassGrades(out)
    counts = {column.folder: [0] * 5 for column in grades.columns}
    lines = []
    for grade in grades:
        for mark in grade.marks:
            counts[mark.folder] = [sum(pair) for pair in zip(counts[mark.folder], _counted(mark), strict=True)]
        lines.append(_line(grade, rostered=listed > 0))
    tallies = tuple(Tally(column.folder, column.due, *counts[column.folder]) for column in grades.columns)
    return Status(len(lines), listed, queue, tallies, tuple(lines))


def _queue(database: Database) -> Queue:
    ((hand_ins, graded, waiting, unreadable),) = database.rows(HAND_INS)
    ((broken, anew),) = database.rows("SELECT SUM(broken AND NOT anew), SUM(anew) FROM attempts INDEXED BY grade")
    return Queue(hand_ins, *(number or 0 for number in (graded, waiting, unreadable, broken, anew)))


def _counted(mark: Mark) -> tuple[bool, bool, bool, bool, bool]:
    """Whether it was handed in, could be graded, counts as late, was not graded at all, was overridden."""
    chosen = mark.attempt
    graded = chosen is not None and chosen.problem is None
    late = graded and chosen is not None and chosen.days_late > 0
    return bool(mark.attempts), graded, late, bool(mark.attempts) and not graded, mark.override is not None


def _line(grade: Grade, *, rostered: bool) -> Line:
    person = grade.person
    remarks = [] if person.listed or not rostered else ["not on the roster"]
    remarks += [f"{mark.folder}: {remark}" for mark in grade.marks for remark in _remarks(mark)]
    handed_in = sum(bool(mark.attempts) for mark in grade.marks)
    if not handed_in:
        remarks.append("nothing handed in")
    return Line(person.student, person.name, person.listed, grade.score, grade.points, handed_in, tuple(remarks))


def _remarks(mark: Mark) -> Iterator[str]:
    """What is not as usual with a mark."""
    last = mark.attempts[-1] if mark.attempts else None
    if last is not None and last.problem is not None:
        yield f"not graded: {last.problem}"
    if any(each.broken for each in mark.attempts):
        yield "our fault in it: run `autograder grade` again"
    if mark.attempt is not None and mark.attempt.days_late:
        free = f", {mark.attempt.free_days} of them free" if mark.attempt.free_days else ""
        yield f"{_days(mark.attempt.days_late)} late{free}"
    if mark.override is not None:
        yield f"override {number(mark.override.score)} ({mark.override.author}: {mark.override.reason})"


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"
