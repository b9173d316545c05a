"""Keep a class's grades in one SQLite file that survives a kill at any moment.

`Gradebook(path)` opens or makes it; `hand_in` notes what a student handed in, `enter` stores a graded attempt,
`has_grade` finds one again, `class_records` joins both into one record per student. What a machine measured (seconds,
memory) stands in columns of its own, so the rest compares equal between two runs.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from autograder.course.errors import InternalError, UsageError
from autograder.judge.records import Notice
from autograder.reports.words import is_broken

SCHEMA_VERSION = 2
SCHEMA = """
CREATE TABLE IF NOT EXISTS submissions (   -- who handed in what, as last seen under one assignment set
    student     TEXT NOT NULL,
    scope       TEXT NOT NULL,             -- "00_scalars 01_autograd", or "whole 00_scalars ..." for --whole
    submission  TEXT,                      -- SHA-256 of the graded files; NULL where it could not be read
    problem     TEXT,                      -- the one sentence that says why not
    notices     TEXT NOT NULL,             -- JSON list of {"path", "what"}
    PRIMARY KEY (student, scope)
);
CREATE TABLE IF NOT EXISTS attempts (      -- graded once for all who handed in the same bytes
    submission  TEXT NOT NULL,
    bundle      TEXT NOT NULL,             -- SHA-256 of checks, examples and reference
    scope       TEXT NOT NULL,
    sandbox     TEXT NOT NULL,             -- the isolation level it ran under
    broken      INTEGER NOT NULL,          -- 1: our fault somewhere in it, so a rerun grades it again
    record      TEXT NOT NULL,             -- JSON, canonical: without the student and what was measured
    seconds     REAL NOT NULL,
    cpu_seconds REAL NOT NULL,
    memory_mb   REAL NOT NULL,
    PRIMARY KEY (submission, bundle, scope, sandbox)
);
"""

MEASURED = ("seconds", "cpu_seconds", "memory_mb")

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


class Gradebook:
    """One class, one file. Each entry is committed before the call returns; use as a context manager."""

    def __init__(self, path: Path) -> None:
        try:
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
        except sqlite3.DatabaseError as error:
            raise _unusable(path, error) from error
        try:
            self._open(path)
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise _unusable(path, error) from error
        except UsageError:
            self._db.close()
            raise

    def _open(self, path: Path) -> None:
        """Make the tables, where the file is new; UsageError where it is another version's."""
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(SCHEMA)
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, SCHEMA_VERSION):
            raise UsageError(f"{path} has gradebook version {version}, expected {SCHEMA_VERSION}; use another --out")
        self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

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

    def enter(self, scope: Scope, record: Record) -> None:
        """Store one graded attempt for everybody who handed in the same bytes."""
        kept = {key: value for key, value in record.items() if key not in ("student", "measured")}
        measured = record["measured"]
        key = (record["submission"], scope.bundle, scope.name, scope.sandbox)
        rest = (int(is_broken(record)), canonical(kept), *(measured[name] for name in MEASURED))
        self._write("INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*key, *rest))

    def has_grade(self, scope: Scope, submission: str) -> bool:
        """Whether these bytes have a sound grade already."""
        found = self._db.execute(
            "SELECT 1 FROM attempts WHERE submission=? AND bundle=? AND scope=? AND sandbox=? AND broken=0",
            (submission, scope.bundle, scope.name, scope.sandbox),
        )
        return found.fetchone() is not None

    def class_records(self, scope: Scope, points: float, students: Iterable[str]) -> list[Record]:
        """One record per student of the class, sorted by name: the grade, or score 0 with the problem's sentence."""
        wanted = set(students)
        rows = self._db.execute(
            "SELECT s.student, s.submission, s.problem, s.notices, a.record, a.seconds, a.cpu_seconds, a.memory_mb FROM submissions s"
            " LEFT JOIN attempts a ON a.submission=s.submission AND a.scope=s.scope AND a.bundle=? AND a.sandbox=?"
            " WHERE s.scope=? ORDER BY s.student",
            (scope.bundle, scope.sandbox, scope.name),
        )
        return [_joined(scope, points, row) for row in rows if row[0] in wanted]

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        try:
            self._db.execute(statement, values)
        except sqlite3.OperationalError as error:
            raise UsageError(
                f"The gradebook cannot be written ({error}); make room or choose another --out."
            ) from error


def _joined(scope: Scope, points: float, row: tuple[Any, ...]) -> Record:
    student, _, problem, notices, graded, *measured = row
    if problem is None and graded is None:
        raise InternalError(f"The gradebook has no grade for {student}; run the same command again.")
    record: Record = json.loads(graded) if graded is not None else _ungraded(scope, points)
    record["student"] = student
    record["notices"] += json.loads(notices) if problem is None else [{"path": student, "what": problem}]
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


def _unusable(path: Path, error: sqlite3.DatabaseError) -> UsageError:
    return UsageError(f"{path} cannot be used as a gradebook ({error}); give another folder with --out")
