"""How a student's points count: `counting(record, grade)` tells lateness, attempts and what was set by hand."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.reports.feedback_phrase import Phrase, count, ended
from autograder.reports.grades import Attempt, Grade, Mark
from autograder.reports.words import Record, number


def counting(record: Record, grade: Grade | None) -> tuple[Phrase, ...]:
    """One sentence or more for each assignment of the record (for all, where it could not be graded), and the sum."""
    if grade is None:
        return ()
    folders = {assignment["folder"] for assignment in record["assignments"]}
    marks = [mark for mark in grade.marks if mark.folder in folders or not folders]
    said: list[Phrase] = [(" ".join(_sentences(mark)),) for mark in marks]
    if said and len(grade.marks) > 1:
        said.append((f"All assignments together: {number(grade.score)} of {count(grade.points, 'point')}.",))
    return tuple(said)


def _sentences(mark: Mark) -> Iterator[str]:
    yield f"{mark.title}: {number(mark.score)} of {count(mark.points, 'point')}."
    if mark.override:
        yield f"Your instructor set this by hand: {ended(mark.override.reason)}"
    elif mark.attempt is None:
        yield "Nothing has been handed in."
    else:
        yield from _attempt(mark, mark.attempt)
    if mark.dropped:
        yield "It is one of your lowest, and is left out of the sum."


def _attempt(mark: Mark, attempt: Attempt) -> Iterator[str]:
    if len(mark.attempts) > 1:
        yield f"Attempt {attempt.number} of {len(mark.attempts)} counts."
    if not attempt.days_late:
        return
    lost = round(attempt.score - attempt.counted, 6)
    free = f", {number(attempt.free_days)} of them free" if attempt.free_days else ""
    cost = f"costs {count(lost, 'point')} of {number(attempt.score)}" if lost else "costs nothing"
    yield f"It came {count(attempt.days_late, 'day')} late{free}, which {cost}."
