"""The SQLite file of a gradebook: `Database(path)` opens or makes it, `reading(path)` only reads it.

An error is one sentence. A full disk is the machine's fault (exit code 3); neither that nor a lock that another process
holds loses anything that was committed. What the file holds stands in gradebook_schema.py.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.classroom.gradebook_migration import FROM, migrate
from autograder.classroom.gradebook_schema import SCHEMA_VERSION, make_tables
from autograder.course.errors import CourseError, InternalError, UsageError

GRADEBOOK = "gradebook.sqlite"
BUSY_SECONDS = 30.0  # how long a lock of another process is waited for

NO_ROOM = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})  # the machine's fault, not a wrong use
LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class Database:
    """An open gradebook: each `write` is committed before it returns, unless it stands in a `with together():`."""

    def __init__(self, path: Path, *, look: bool = True) -> None:
        self._db = _opened(path, look=look)
        self._inside = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def rows(self, statement: str, values: Iterable[object] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows that a question finds, one at a time."""
        try:
            yield from self._db.execute(statement, tuple(values))
        except sqlite3.DatabaseError as error:
            raise _unread(error) from error

    def write(self, statement: str, values: Iterable[object] = ()) -> int:
        """Change something; the number of the row that was last put in."""
        with _told():
            return self._db.execute(statement, tuple(values)).lastrowid or 0

    def write_all(self, statement: str, values: Iterable[tuple[object, ...]]) -> None:
        """The same change with each of these values."""
        with _told():
            self._db.executemany(statement, values)

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is written inside is there, or nothing of it; one inside another belongs to the outer one."""
        if self._inside:
            yield
            return
        self.write("BEGIN IMMEDIATE")
        self._inside = True
        try:
            yield
            self.write("COMMIT")
        finally:
            self._inside = False
            if self._db.in_transaction:
                self._db.rollback()


def gradebook_in(out: Path) -> Path:
    """Where the gradebook of a results folder lies; UsageError where there is none."""
    path = out / GRADEBOOK
    if not path.is_file():
        raise UsageError(f"There is no gradebook in {out}; `autograder grade` makes one.")
    return path


def reading(path: Path) -> Database:
    """An open gradebook that is not looked through for damage first, for who reads a small part of a large file."""
    return Database(path, look=False)


def damaged(error: Exception) -> CourseError:
    """What a failed read is to a person."""
    return UsageError(
        f"The gradebook is damaged ({error}); move gradebook.sqlite away, and `autograder grade` makes a new one."
    )


def parsed(text: str) -> Any:
    """The JSON that a column holds."""
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise damaged(error) from error


def _opened(path: Path, *, look: bool) -> sqlite3.Connection:
    """The database, its tables made where the file is new; each statement commits by itself."""
    db = None
    try:
        db = sqlite3.connect(_address(path), uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        _prepare(db, path, look=look)
    except sqlite3.DatabaseError as error:
        if db is not None:
            db.close()
        raise _unusable(path, error) from error
    except CourseError:
        if db is not None:
            db.close()
        raise
    return db


def _address(path: Path) -> str:
    """Where nothing can be written SQLite could not even read, for it makes files of its own while it does."""
    is_settled = path.is_file() and not path.with_name(f"{path.name}-wal").exists()
    fixed = is_settled and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    return path.absolute().as_uri() + ("?immutable=1" if fixed else "")


def _prepare(db: sqlite3.Connection, path: Path, *, look: bool) -> None:
    filled = db.execute("SELECT 1 FROM sqlite_master").fetchone() is not None  # asked first: another may make it now
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, FROM, SCHEMA_VERSION) or (filled and version == 0):
        raise UsageError(_other_version(path, version))
    if db.execute("SELECT 1 FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone() is not None:
        raise sqlite3.DatabaseError("it has triggers or views, which no gradebook has")  # programs of somebody else's
    if filled and look and (found := db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise sqlite3.DatabaseError(" ".join(found.split()))
    if version == FROM:
        migrate(db, path)
    elif version == 0:
        db.execute("PRAGMA journal_mode=WAL")
        _make(db)
    db.execute("PRAGMA synchronous=NORMAL")
    db.execute("PRAGMA foreign_keys=ON")


def _make(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    if db.execute("PRAGMA user_version").fetchone()[0] == 0:  # else another process has made it meanwhile
        make_tables(db)
    db.execute("COMMIT")


def _other_version(path: Path, version: int) -> str:
    if version > SCHEMA_VERSION:
        return (
            f"{path} has gradebook version {version}, made by a newer `autograder`, expected {SCHEMA_VERSION}; "
            "update this one, or choose another --out."
        )
    return (
        f"{path} has gradebook version {version}, expected {SCHEMA_VERSION}; the old grades can be read with the "
        "`autograder` that made them and in gradebook.csv beside it, so leave them and choose another --out."
    )


@contextmanager
def _told() -> Iterator[None]:
    """What a failed write is to a person."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _unwritten(error) from error
    except sqlite3.DatabaseError as error:
        raise damaged(error) from error


def _unwritten(error: sqlite3.OperationalError) -> CourseError:
    """Our machine's fault where there is no room, else wrong use."""
    if _is(error, NO_ROOM):
        return InternalError(
            f"The gradebook cannot be written ({error}); make room and run the same command again, nothing is lost."
        )
    if _is(error, LOCKED):
        return _locked("The gradebook")
    return UsageError(
        f"The gradebook cannot be written ({error}); make it and its folder writable, or choose another --out."
    )


def _unread(error: sqlite3.DatabaseError) -> CourseError:
    return _locked("The gradebook") if _is(error, LOCKED) else damaged(error)


def _unusable(path: Path, error: sqlite3.DatabaseError) -> CourseError:
    if _is(error, NO_ROOM):
        return InternalError(f"{path} cannot be opened ({error}); make room and run the same command again.")
    if _is(error, LOCKED):
        return _locked(str(path))
    return UsageError(f"{path} cannot be used as a gradebook ({error}); move it away, or choose another --out.")


def _locked(what: str) -> CourseError:
    return UsageError(
        f"{what} has been locked by another process for {BUSY_SECONDS:g} seconds; wait until that one has ended and "
        "run the same command again, nothing is lost."
    )


def _is(error: sqlite3.DatabaseError, codes: frozenset[int]) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in codes  # the low byte of an extended code
