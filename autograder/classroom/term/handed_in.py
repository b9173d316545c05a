"""What every student handed in, with the scores: `hand_ins(database)`. Reads narrow tables only, and no record.

One thing that was handed in at one moment counts once, however often it was graded: of several gradings the one against
earlier reference layers (not --whole), then the newest bundle, then the strongest sandbox.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from autograder.classroom.gradebook_file import Database, parsed
from autograder.sandbox.isolation import Level

UNGRADED = "it still waits; run `autograder grade` again"
STRENGTH = {level.value: strength for strength, level in enumerate((Level.NONE, Level.REDUCED, Level.FULL))}
SOUND: frozenset[str] = frozenset()
ORDER = "student, COALESCE(moment, noted), number"


@dataclass(frozen=True, slots=True)
class Graded:
    """One grading; `rank` orders the gradings of one hand-in."""

    number: int
    rank: tuple[bool, int, int]
    bundle: str
    sandbox: str
    broken: frozenset[str]  # the assignments with a blank that is our fault
    scores: Mapping[str, tuple[float, float]]  # assignment -> score, points


@dataclass(frozen=True, slots=True)
class HandIn:
    """One thing that a student handed in, as one scope saw it."""

    student: str
    submission: str
    folders: tuple[str, ...]  # of the scope: those that it holds, or all where it could not be read
    moment: str | None
    source: str
    problem: str | None
    minutes: Mapping[str, float]
    graded: Graded | None


def hand_ins(database: Database) -> Iterator[tuple[str, list[HandIn]]]:
    """(student, hand-ins in the order of time) for everybody who handed something in, sorted by student."""
    gradings = _gradings(database)
    rows = database.rows(
        "SELECT student, scope, submission, holds, moment, source, problem, minutes FROM hand_ins ORDER BY " + ORDER
    )
    for student, mine in groupby((_hand_in(row, gradings) for row in rows), key=lambda each: each.student):
        yield student, list(mine)


def _hand_in(row: tuple[str, ...], gradings: Mapping[tuple[str, str], Graded]) -> HandIn:
    student, scope, submission, holds, moment, source, problem, minutes = row
    folders = holds if problem is None else scope.removeprefix("whole ")
    return HandIn(
        student,
        submission or "",
        tuple(folders.split()),
        moment,
        source,
        problem,
        {} if minutes == "{}" else parsed(minutes),
        gradings.get((submission, scope)),
    )


def _gradings(database: Database) -> dict[tuple[str, str], Graded]:
    """(submission, scope) -> the grading of it that holds."""
    scores: dict[int, dict[str, tuple[float, float]]] = {}
    for attempt, folder, score, points in database.rows("SELECT attempt, assignment, score, points FROM scores"):
        scores.setdefault(attempt, {})[folder] = score, points
    broken = _broken(database)
    found: dict[tuple[str, str], Graded] = {}
    rows = database.rows(
        "SELECT a.submission, a.scope, a.number, b.number, a.bundle, a.sandbox"
        " FROM attempts a INDEXED BY grade JOIN bundles b ON b.digest=a.bundle WHERE a.anew=0"
    )
    for submission, scope, number, age, bundle, sandbox in rows:
        rank = not scope.startswith("whole "), age, STRENGTH.get(sandbox, -1)
        new = Graded(number, rank, bundle, sandbox, broken.get(number, SOUND), scores.get(number, {}))
        old = found.get((submission, scope))
        if old is None or old.rank < new.rank:
            found[submission, scope] = new
    return found


def _broken(database: Database) -> dict[int, frozenset[str]]:
    """attempt -> the assignments in which something is our fault."""
    rows = database.rows(
        "SELECT DISTINCT r.attempt, p.assignment FROM attempts a INDEXED BY grade JOIN results r ON r.attempt=a.number"
        " JOIN places p ON p.number=r.place WHERE a.broken AND r.verdict='broken' ORDER BY r.attempt"
    )
    each = groupby(rows, key=lambda row: int(row[0]))
    return {attempt: frozenset(folder for _, folder in mine) for attempt, mine in each}
