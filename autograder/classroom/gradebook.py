"""Keep a class's grades in one SQLite file that survives a kill at any moment.

`Gradebook(path)` opens or makes it; `hand_in` notes what a student handed in, `enter` stores a graded attempt,
`has_grade` finds one again, `class_records` joins both into one record per student, `pairs` two grades of each student.
A grading anew stands beside the grade until `settle`. What a machine measured (seconds, memory) stands in columns of
its own, so the rest compares equal between two runs.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.classroom.gradebook_file import damaged, open_file, parsed, unwritten
from autograder.course.errors import InternalError
from autograder.judge.records import Notice
from autograder.reports.words import is_broken

MEASURED = ("seconds", "cpu_seconds", "memory_mb")
THIS = "submission=? AND bundle=? AND scope=? AND sandbox=? AND anew=?"

Record = dict[str, Any]


@dataclass(frozen=True)
class Scope:
    """What one run grades against: the bundle, the assignments, the isolation level."""

    bundle: str
    assignments: tuple[str, ...]
    whole: bool
    sandbox: str

    @property
    def name(self) -> str:
        """The assignments in words, as the database keeps them."""
        return " ".join((["whole"] if self.whole else []) + list(self.assignments))


@dataclass(frozen=True)
class Pair:
    """Two grades of what one student handed in, as canonical JSON; None where there is none."""

    student: str
    problem: str | None
    old: str | None
    new: str | None


class Gradebook:
    """One class, one file. Each entry is committed before the call returns; use as a context manager."""

    def __init__(self, path: Path) -> None:
        self._db = open_file(path)

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self._db.close()

    def hand_in(
        self, scope: Scope, student: str, submission: str | None, problem: str | None, notices: Iterable[Notice]
    ) -> None:
        """Note what a student handed in; a later hand-in of the same student replaces it."""
        listed = canonical([notice.to_json() for notice in notices])
        self._write(
            "INSERT OR REPLACE INTO submissions VALUES (?, ?, ?, ?, ?)",
            (student, scope.name, submission, problem, listed),
        )

    def enter(self, scope: Scope, record: Record, *, anew: bool = False) -> None:
        """Store one graded attempt for everybody who handed in the same bytes; `anew` leaves the grade as it is."""
        kept = {key: value for key, value in record.items() if key not in ("student", "measured")}
        measured = record["measured"]
        key = _key(scope, record["submission"], anew)
        rest = (int(is_broken(record)), canonical(kept), *(measured[name] for name in MEASURED))
        self._write("INSERT OR IGNORE INTO bundles (digest) VALUES (?)", (scope.bundle,))
        self._write("INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*key, *rest))

    def has_grade(self, scope: Scope, submission: str, *, anew: bool = False) -> bool:
        """Whether these bytes have a sound grade already."""
        key = _key(scope, submission, anew)
        return any(self._rows(f"SELECT 1 FROM attempts WHERE {THIS} AND broken=0", key))

    def was_graded(self, scope: Scope, submission: str) -> bool:
        """Whether these bytes have a grade, be it one that is broken."""
        return any(self._rows(f"SELECT 1 FROM attempts WHERE {THIS}", _key(scope, submission, anew=False)))

    def bundles(self, scope: Scope) -> list[str]:
        """The digests that these assignments were graded with at this sandbox level, in the order first seen."""
        rows = self._rows(
            "SELECT digest FROM bundles WHERE EXISTS"
            " (SELECT 1 FROM attempts WHERE bundle=digest AND scope=? AND sandbox=? AND anew=0) ORDER BY number",
            (scope.name, scope.sandbox),
        )
        return [digest for (digest,) in rows]

    def class_records(self, scope: Scope, points: float, students: Iterable[str]) -> Iterator[Record]:
        """One record per student of the class, sorted by name: the grade, or score 0 with the problem's sentence."""
        wanted = set(students)
        rows = self._rows(
            "SELECT s.student, s.problem, s.notices, a.record, a.seconds, a.cpu_seconds, a.memory_mb"
            " FROM submissions s"
            " LEFT JOIN attempts a ON a.submission=s.submission AND a.scope=s.scope AND a.bundle=? AND a.sandbox=?"
            " AND a.anew=0 WHERE s.scope=? ORDER BY s.student",
            (scope.bundle, scope.sandbox, scope.name),
        )
        return (_joined(scope, points, row) for row in rows if row[0] in wanted)

    def pairs(self, old: Scope, new: Scope, students: Iterable[str], *, anew: bool = False) -> Iterator[Pair]:
        """What `old` and `new` say of each student, sorted by name; `anew` takes what is not yet settled as new."""
        wanted = set(students)
        rows = self._rows(
            "SELECT s.student, s.problem, a.record, b.record FROM submissions s"
            " LEFT JOIN attempts a ON a.submission=s.submission AND a.scope=s.scope AND a.bundle=? AND a.sandbox=?"
            " AND a.anew=0"
            " LEFT JOIN attempts b ON b.submission=s.submission AND b.scope=s.scope AND b.bundle=? AND b.sandbox=?"
            " AND b.anew=? WHERE s.scope=? ORDER BY s.student",
            (old.bundle, old.sandbox, new.bundle, new.sandbox, int(anew), new.name),
        )
        return (Pair(*row) for row in rows if row[0] in wanted)

    def settle(self, scope: Scope, students: Iterable[str]) -> None:
        """What was graded anew becomes these students' grade, all at once; a broken one only where there is none."""
        handed_in = "SELECT submission FROM submissions WHERE student=? AND scope=? AND submission IS NOT NULL"
        self._write("BEGIN IMMEDIATE", ())
        try:
            for student in students:
                for (submission,) in list(self._rows(handed_in, (student, scope.name))):
                    key = _key(scope, submission, anew=True)
                    self._write(f"UPDATE OR REPLACE attempts SET anew=0 WHERE {THIS} AND broken=0", key)
                    self._write(f"UPDATE OR IGNORE attempts SET anew=0 WHERE {THIS}", key)
                    self._write(f"DELETE FROM attempts WHERE {THIS}", key)
            self._write("COMMIT", ())
        finally:
            if self._db.in_transaction:
                self._db.rollback()

    def _rows(self, statement: str, values: tuple[object, ...]) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._db.execute(statement, values)
        except sqlite3.DatabaseError as error:
            raise damaged(error) from error

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        try:
            self._db.execute(statement, values)
        except sqlite3.OperationalError as error:
            raise unwritten(error) from error
        except sqlite3.DatabaseError as error:
            raise damaged(error) from error


def _key(scope: Scope, submission: str, anew: bool) -> tuple[str, str, str, str, int]:
    return submission, scope.bundle, scope.name, scope.sandbox, int(anew)


def _joined(scope: Scope, points: float, row: tuple[Any, ...]) -> Record:
    student, problem, notices, graded, *measured = row
    if problem is None and graded is None:
        raise InternalError(f"The gradebook has no grade for {student}; run the same command again.")
    record: Record = parsed(graded) if graded is not None else _ungraded(scope, points)
    record["student"] = student
    record["notices"] += parsed(notices) if problem is None else [{"path": student, "what": problem}]
    record["measured"] = {name: value or 0.0 for name, value in zip(MEASURED, measured, strict=True)}
    return record


def _ungraded(scope: Scope, points: float) -> Record:
    """The record of a submission that could not be read: no digest, and its one notice says why."""
    return {
        "schema": 1,
        "submission": "",
        "bundle": scope.bundle,
        "sandbox": scope.sandbox,
        "versions": {},
        "score": 0.0,
        "points": points,
        "assignments": [],
        "notices": [],
    }


def canonical(value: object) -> str:
    """JSON with one spelling for one value: sorted keys, no spaces, plain ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
