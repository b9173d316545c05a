"""Bring a gradebook of version 3 to the present one: `migrate(db, path)`, which first leaves a backup beside it.

Version 3 kept of each student only what was last handed in, without a time; so it becomes one hand-in that is never
late, noted at the migration. All gradings are kept.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from autograder.classroom.gradebook_backup import backup, unused
from autograder.classroom.gradebook_rows import Place, result_rows, score_rows
from autograder.classroom.gradebook_schema import make_tables
from autograder.course.log import note
from autograder.course.moments import now

FROM = 3


def migrate(db: sqlite3.Connection, path: Path) -> None:
    """All at once, or not at all."""
    db.execute("BEGIN IMMEDIATE")
    try:
        if db.execute("PRAGMA user_version").fetchone()[0] == FROM:  # else another process has done it meanwhile
            kept = unused(path.with_stem(f"{path.stem}-version{FROM}"))
            backup(path, kept)
            _migrate(db)
            note("gradebook brought to the present version", was=FROM, backup=str(kept))
        db.execute("COMMIT")
    except (ValueError, LookupError, TypeError) as error:
        raise sqlite3.DatabaseError(f"a record in it cannot be read: {error}") from error
    finally:
        if db.in_transaction:
            db.rollback()


def _migrate(db: sqlite3.Connection) -> None:
    for table in ("bundles", "attempts"):
        db.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    make_tables(db)
    db.execute("INSERT INTO bundles SELECT * FROM old_bundles")
    db.execute(
        "INSERT INTO hand_ins (student, scope, submission, holds, noted, source, problem, notices, minutes)"
        " SELECT student, scope, submission, '', ?, '', problem, notices, '{}' FROM submissions ORDER BY rowid",
        (now(),),
    )
    db.execute("UPDATE hand_ins SET holds=REPLACE(scope, 'whole ', '') WHERE problem IS NULL")
    db.execute("INSERT INTO attempts SELECT NULL, * FROM old_attempts ORDER BY rowid")
    places: dict[Place, int] = {}
    for number, text in db.execute("SELECT number, record FROM attempts ORDER BY number"):
        _unfold(db, number, text, places)
    for table in ("submissions", "old_attempts", "old_bundles"):
        db.execute(f"DROP TABLE {table}")


def _unfold(db: sqlite3.Connection, attempt: int, text: str, places: dict[Place, int]) -> None:
    record = json.loads(text)
    for assignment in record["assignments"]:
        db.execute(
            "INSERT INTO assignments VALUES (:folder, :title, :points) ON CONFLICT (folder) DO UPDATE SET"
            " title=excluded.title, points=MAX(points, excluded.points)",
            {key: assignment[key] for key in ("folder", "title", "points")},
        )
    db.executemany("INSERT INTO scores VALUES (?, ?, ?, ?)", [(attempt, *row) for row in score_rows(record)])
    for place, title, result in result_rows(record):
        if place not in places:
            values = (*place[:2], title, place[2])
            made = db.execute("INSERT INTO places (assignment, task, title, symbol) VALUES (?, ?, ?, ?)", values)
            places[place] = made.lastrowid or 0
        db.execute("INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (attempt, places[place], *result))
