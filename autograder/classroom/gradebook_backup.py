"""Copy a gradebook while it may be in use: `backup(path, to)`; `unused(path)` is a name that nothing has yet."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from autograder.course.errors import InternalError, UsageError
from autograder.reports.files import unwritable


def backup(path: Path, to: Path) -> None:
    """What is committed now, as one file, whole or not at all; nothing that is there already is written over."""
    if to.exists():
        raise UsageError(f"{to} is there already; choose another name for the backup.")
    new = to.with_name(f".{to.name}.new")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        new.touch()
        with closing(sqlite3.connect(path, timeout=30)) as source, closing(sqlite3.connect(new)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, also where it is only read
        new.rename(to)
    except OSError as error:
        raise unwritable(to, error) from error
    except sqlite3.OperationalError as error:
        raise InternalError(f"{to} cannot be written ({error}); make room and run the same command again.") from error
    finally:
        with suppress(OSError):  # where nothing can be written, nothing can be removed
            new.unlink(missing_ok=True)


def unused(path: Path) -> Path:
    """The path itself, or the first of name-2, name-3, ... that does not exist."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_stem(f"{path.stem}-{number}")
    return found
