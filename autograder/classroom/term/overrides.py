"""Scores that a person gives by hand, with reason and author: `override(database, ...)`, `withdraw`, `overrides`."""

from __future__ import annotations

from autograder.classroom.gradebook_file import Database
from autograder.course.moments import now
from autograder.reports.grades import Override

INSERT = "INSERT INTO overrides (student, assignment, score, reason, author, moment) VALUES (?, ?, ?, ?, ?, ?)"


def override(database: Database, student: str, assignment: str, score: float, reason: str, author: str) -> None:
    """From now on this score counts, whatever is handed in or graded."""
    database.write(INSERT, (student, assignment, score, reason, author, now()))


def withdraw(database: Database, student: str, assignment: str, reason: str, author: str) -> bool:
    """What was graded counts again; False where there was nothing to withdraw. The history keeps both."""
    if (student, assignment) not in overrides(database):
        return False
    database.write(INSERT, (student, assignment, None, reason, author, now()))
    return True


def overrides(database: Database) -> dict[tuple[str, str], Override]:
    """(student, assignment) -> the score that holds: the last one, unless it was withdrawn."""
    found: dict[tuple[str, str], Override] = {}
    rows = database.rows("SELECT student, assignment, score, reason, author, moment FROM overrides ORDER BY number")
    for student, assignment, score, *why in rows:
        found.pop((student, assignment), None)
        if score is not None:
            found[student, assignment] = Override(score, *why)
    return found
