"""Open the SQLite file of a gradebook: `open_file(path)`; what it holds stands in SCHEMA.

An error is one sentence: a full disk is the machine's fault (exit code 3) and loses nothing that was committed.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from autograder.course.errors import CourseError, InternalError, UsageError

SCHEMA_VERSION = 3
SCHEMA = """
CREATE TABLE IF NOT EXISTS submissions (   -- who handed in what, as last seen under one assignment set
    student     TEXT NOT NULL,
    scope       TEXT NOT NULL,             -- "00_scalars 01_autograd", or "whole 00_scalars ..." for --whole
    submission  TEXT,                      -- SHA-256 of the graded files; NULL where it could not be read
    problem     TEXT,                      -- the one sentence that says why not
    notices     TEXT NOT NULL,             -- JSON list of {"path", "what"}
    PRIMARY KEY (student, scope)
);
CREATE TABLE IF NOT EXISTS bundles (       -- what attempts were graded with
    number      INTEGER PRIMARY KEY,       -- 1, 2, ... in the order first seen; no dates, so two gradings are alike
    digest      TEXT NOT NULL UNIQUE       -- SHA-256 of checks, examples and reference
);
CREATE TABLE IF NOT EXISTS attempts (      -- graded once for all who handed in the same bytes
    submission  TEXT NOT NULL,
    bundle      TEXT NOT NULL,             -- a digest of bundles
    scope       TEXT NOT NULL,
    sandbox     TEXT NOT NULL,             -- the isolation level it ran under
    anew        INTEGER NOT NULL,          -- 0: the grade; 1: graded again, not yet compared with the grade
    broken      INTEGER NOT NULL,          -- 1: our fault somewhere in it, so a rerun grades it again
    record      TEXT NOT NULL,             -- JSON, canonical: without the student and what was measured
    seconds     REAL NOT NULL,
    cpu_seconds REAL NOT NULL,
    memory_mb   REAL NOT NULL,
    PRIMARY KEY (submission, bundle, scope, sandbox, anew)
);
"""

NO_ROOM = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})  # the machine's fault, not a wrong use


def open_file(path: Path) -> sqlite3.Connection:
    """The database, its tables made where the file is new; each statement commits by itself."""
    try:
        db = sqlite3.connect(path, timeout=30, isolation_level=None)
    except sqlite3.DatabaseError as error:
        raise _unusable(path, error) from error
    try:
        _prepare(db, path)
    except sqlite3.DatabaseError as error:
        db.close()
        raise _unusable(path, error) from error
    except UsageError:
        db.close()
        raise
    return db


def unwritten(error: sqlite3.OperationalError) -> CourseError:
    """What a failed write is to a person: our machine's fault where there is no room, else wrong use."""
    if _no_room(error):
        return InternalError(
            f"The gradebook cannot be written ({error}); make room and run the same command again, nothing is lost."
        )
    return UsageError(f"The gradebook cannot be written ({error}); choose another --out.")


def damaged(error: Exception) -> CourseError:
    """What a failed read is to a person."""
    return UsageError(
        f"The gradebook is damaged ({error}); move gradebook.sqlite away, and `autograder grade` makes a new one."
    )


def parsed(text: str) -> Any:
    """The JSON that a column holds."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise damaged(error) from error


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    filled = db.execute("SELECT 1 FROM sqlite_master").fetchone() is not None  # asked first: another may make it now
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, SCHEMA_VERSION) or (filled and version == 0):
        raise UsageError(
            f"{path} has gradebook version {version}, expected {SCHEMA_VERSION}; the old grades can be read with the "
            "`autograder` that made them and in gradebook.csv beside it, so leave them and choose another --out."
        )
    if filled and (found := db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise sqlite3.DatabaseError(" ".join(found.split()))
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    if version == 0:
        db.executescript(f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version={SCHEMA_VERSION}; COMMIT;")


def _unusable(path: Path, error: sqlite3.DatabaseError) -> CourseError:
    if _no_room(error):
        return InternalError(f"{path} cannot be opened ({error}); make room and run the same command again.")
    return UsageError(f"{path} cannot be used as a gradebook ({error}); move it away, or choose another --out.")


def _no_room(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in NO_ROOM  # the low byte of an extended code
