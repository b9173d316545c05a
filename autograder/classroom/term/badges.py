"""Small honours that the data proves: `badges(grade, columns, evidence)`; which there are stands in BADGES.

A badge is for work as it was judged: what lateness takes does not matter, and no override earns one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from autograder.classroom.gradebook_file import Database, parsed
from autograder.classroom.statistics_rows import CATCHES
from autograder.classroom.term.moments import DAY, seconds
from autograder.judge.scoring import DIGITS
from autograder.reports.grades import Attempt, Column, Grade, Mark
from autograder.reports.words import blanks_of

GAIN = 0.3  # of the points, from one attempt to a later one: a comeback


@dataclass(frozen=True)
class Evidence:
    """What attempts alone do not show: (submission, bundle, assignment) whose own laws catch every wrong version."""

    caught: frozenset[tuple[str, str, str]]

    @staticmethod
    def of(database: Database) -> Evidence:
        """Found in one record per bundle, which says what is a law, and in the results of those blanks."""
        laws = _laws(database)
        rows = database.rows(
            "SELECT a.submission, a.bundle, p.assignment FROM attempts a JOIN results r ON r.attempt=a.number"
            f" JOIN places p ON p.number=r.place WHERE a.anew=0 AND r.place IN ({', '.join('?' * len(laws))})"
            " GROUP BY a.number, p.assignment HAVING MIN(r.verdict='pass')",
            laws,
        )
        return Evidence(frozenset((submission, bundle, folder) for submission, bundle, folder in rows))


def _laws(database: Database) -> list[int]:
    """The numbers of the blanks that are laws which the student writes."""
    rows = database.rows(
        "SELECT record FROM attempts WHERE number IN (SELECT MAX(number) FROM attempts WHERE broken=0 GROUP BY bundle)"
    )
    found = {
        (assignment["folder"], task["task"], blank["symbol"])
        for (record,) in rows
        for assignment, task, blank in blanks_of(parsed(record))
        if any(check["law"].startswith(CATCHES) for check in blank["checks"])
    }
    places = database.rows("SELECT number, assignment, task, symbol FROM places ORDER BY number")
    return [number for number, *place in places if tuple(place) in found]


Earned = Callable[[Mark, Column, Evidence], bool]


def _full_marks(mark: Mark, column: Column, evidence: Evidence) -> bool:
    return any(map(_is_full, mark.attempts))


def _every_mutant(mark: Mark, column: Column, evidence: Evidence) -> bool:
    return any((each.submission, each.bundle, mark.folder) in evidence.caught for each in mark.attempts)


def _a_day_early(mark: Mark, column: Column, evidence: Evidence) -> bool:
    due = column.due
    return due is not None and any(
        each.moment is not None and seconds(each.moment) <= seconds(due) - DAY and _is_full(each)
        for each in mark.attempts
    )


def _comeback(mark: Mark, column: Column, evidence: Evidence) -> bool:
    lowest = 1.0
    for each in mark.attempts:
        if each.problem is None and not each.broken and each.points:
            share = each.score / each.points
            if round(share - lowest, DIGITS) >= GAIN:
                return True
            lowest = min(lowest, share)
    return False


BADGES: Mapping[str, Earned] = {
    "full marks": _full_marks,
    "every mutant caught": _every_mutant,
    "a day early": _a_day_early,
    "comeback": _comeback,
}


def badges(grade: Grade, columns: Sequence[Column], evidence: Evidence) -> tuple[str, ...]:
    """("full marks: Scalars", ...), assignment by assignment."""
    return tuple(
        f"{name}: {mark.title}"
        for mark, column in zip(grade.marks, columns, strict=True)
        for name, earned in BADGES.items()
        if earned(mark, column, evidence)
    )


def _is_full(attempt: Attempt) -> bool:
    return not attempt.broken and attempt.score >= attempt.points > 0.0
