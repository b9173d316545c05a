"""How a student's points count: `counting(record, grade)` tells lateness, attempts and what was set by hand."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.course.moments import spoken
from autograder.reports.feedback.phrase import Phrase, ended
from autograder.reports.grades import Attempt, Grade, Mark
from autograder.reports.words import Record, number, several


def counting(record: Record, grade: Grade | None) -> tuple[Phrase, ...]:
    """One sentence or more for each assignment of the record, or set by hand, and the sum.

    For all assignments, where the hand-in could not be graded.
    """
    if grade is None:
        return ()
    folders = {assignment["folder"] for assignment in record["assignments"]}
    marks = [mark for mark in grade.marks if mark.folder in folders or mark.override or not folders]
    return _summed([(" ".join(_sentences(mark, record)),) for mark in marks], grade)


def by_hand(grade: Grade) -> tuple[Phrase, ...]:
    """The same for who has handed in nothing: only what a person gave, and the sum."""
    return _summed([(" ".join(_sentences(mark)),) for mark in grade.marks if mark.override], grade)


def _summed(said: list[Phrase], grade: Grade) -> tuple[Phrase, ...]:
    if said and len(grade.marks) > 1:
        left_out = _and([mark.title for mark in grade.marks if mark.dropped])
        together = f"All assignments together{f' but the lowest, {left_out}' if left_out else ''}"
        said.append((f"{together}: {number(grade.score)} of {several(grade.points, 'point')}.",))
    return tuple(said)


def _and(titles: list[str]) -> str:
    return " and ".join(part for part in (", ".join(titles[:-1]), *titles[-1:]) if part)


def _sentences(mark: Mark, record: Record | None = None) -> Iterator[str]:
    yield f"{mark.title}: {number(mark.score)} of {several(mark.points, 'point')}."
    if mark.override:
        yield f"Your instructor set this by hand: {ended(mark.override.reason)}"
    elif mark.attempt is None:
        yield "Nothing has been handed in."
    else:
        yield from _attempt(mark, mark.attempt, record)
    if mark.dropped:
        yield "It is one of your lowest, and is left out of the sum."


def _attempt(mark: Mark, attempt: Attempt, record: Record | None) -> Iterator[str]:
    if len(mark.attempts) > 1:
        shown = _shown(mark, record)
        other = f"; what you read here is attempt {shown}" if shown not in (None, attempt.number) else ""
        yield f"Attempt {attempt.number} of {len(mark.attempts)} counts{other}."
    if not attempt.days_late:
        return
    lost = round(attempt.score - attempt.counted, 2)
    free = f", {number(attempt.free_days)} of them free" if attempt.free_days else ""
    cost = f"costs {several(lost, 'point')} of {number(attempt.score)}" if lost else "costs nothing"
    when = f" (at {spoken(attempt.moment)}, due {spoken(mark.due)})" if attempt.moment and mark.due else ""
    yield f"It came {several(attempt.days_late, 'day')} late{when}{free}, which {cost}."


def _shown(mark: Mark, record: Record | None) -> int | None:
    """The number of the attempt that a record is of; None where it cannot be told."""
    same = [
        each.number for each in mark.attempts if record and each.submission == record["submission"] and each.submission
    ]
    return same[-1] if same else None
