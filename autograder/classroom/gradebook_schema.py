"""What a gradebook holds, as SQL: SCHEMA. The file is SQLite in WAL mode, so it can be read while a class is graded.

Who wants other figures than ours reads these tables; they change only with SCHEMA_VERSION (`PRAGMA user_version`).
Moments are UTC, "2026-09-14T21:59:00Z". A student's hand-ins come in the order of COALESCE(moment, noted), number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

SCHEMA_VERSION = 4
SCHEMA = """
CREATE TABLE students (                    -- the roster as it was last read; empty where there is none
    student     TEXT PRIMARY KEY,          -- the name that submissions are kept under
    name        TEXT NOT NULL,             -- "" where the roster does not say it; so email and section
    email       TEXT NOT NULL,
    section     TEXT NOT NULL,
    ids         TEXT NOT NULL              -- JSON object: "canvas", "sis", "login", "github", "moodle" -> the id there
);
CREATE TABLE hand_ins (                    -- one thing that one student handed in at one moment, under one scope
    number      INTEGER PRIMARY KEY,       -- grows with time: what is seen again gets a new one
    student     TEXT NOT NULL,
    scope       TEXT NOT NULL,             -- "00_scalars 01_autograd", or "whole 00_scalars ..." for --whole
    submission  TEXT,                      -- SHA-256 of the graded files; NULL where they could not be read
    holds       TEXT NOT NULL,             -- "00_scalars": the assignments of which it holds a file
    moment      TEXT,                      -- when it was handed in; NULL where nobody knows
    noted       TEXT NOT NULL,             -- when we saw it last
    source      TEXT NOT NULL,             -- the name of the file or folder that it came in
    problem     TEXT,                      -- the one sentence that says why it could not be read
    notices     TEXT NOT NULL,             -- JSON list of {"path", "what"}
    minutes     TEXT NOT NULL              -- JSON object: task -> minutes of work, by the student's own word
);
CREATE UNIQUE INDEX hand_in ON hand_ins (student, scope, COALESCE(submission, problem), COALESCE(moment, ''));
CREATE TABLE bundles (                     -- what attempts were graded with
    number      INTEGER PRIMARY KEY,       -- grows with time: what was graded with last is the newest
    digest      TEXT NOT NULL UNIQUE       -- SHA-256 of checks, examples and reference
);
CREATE TABLE attempts (                    -- one grading of one digest, for all hand-ins of the same bytes
    number      INTEGER PRIMARY KEY,
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
    UNIQUE (submission, bundle, scope, sandbox, anew)
);
-- so that attempts are found, and looked at, without reading records:
CREATE INDEX grade ON attempts (submission, scope, bundle, sandbox, anew, broken, seconds);
CREATE TABLE assignments (                 -- of the class, as last graded
    folder      TEXT PRIMARY KEY,          -- "00_scalars"
    title       TEXT NOT NULL,
    points      REAL NOT NULL
);
CREATE TABLE places (                      -- each blank once
    number      INTEGER PRIMARY KEY,
    assignment  TEXT NOT NULL,
    task        TEXT NOT NULL,             -- "0.1"
    title       TEXT NOT NULL,             -- of the task
    symbol      TEXT NOT NULL,
    UNIQUE (assignment, task, symbol)
);
CREATE TABLE results (                     -- what became of each blank, written together with its attempt
    attempt     INTEGER NOT NULL REFERENCES attempts (number) ON DELETE CASCADE,
    place       INTEGER NOT NULL REFERENCES places (number),
    verdict     TEXT NOT NULL,
    score       REAL NOT NULL,
    points      REAL NOT NULL,
    law         TEXT,                      -- the sentence of the first check that does not pass; NULL where all do
    passed      INTEGER NOT NULL,          -- examples, over all checks of the blank
    examples    INTEGER NOT NULL,
    PRIMARY KEY (attempt, place)
) WITHOUT ROWID;
CREATE TABLE scores (                      -- of each assignment, written together with its attempt
    attempt     INTEGER NOT NULL REFERENCES attempts (number) ON DELETE CASCADE,
    assignment  TEXT NOT NULL,
    score       REAL NOT NULL,
    points      REAL NOT NULL,             -- without those of blanks that are broken
    PRIMARY KEY (attempt, assignment)
) WITHOUT ROWID;
CREATE TABLE overrides (                   -- scores that a person gave; only ever added to, and the last one holds
    number      INTEGER PRIMARY KEY,
    student     TEXT NOT NULL,
    assignment  TEXT NOT NULL,
    score       REAL,                      -- NULL: the override is withdrawn
    reason      TEXT NOT NULL,
    author      TEXT NOT NULL,
    moment      TEXT NOT NULL
);
"""


def make_tables(db: sqlite3.Connection) -> None:
    """Make all tables, inside the transaction that is open."""
    for statement in _statements(SCHEMA):
        db.execute(statement)
    db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.strip().splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
