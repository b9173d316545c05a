"""Write a file of the results whole or not at all: `write_file(path, parts)`, one part after the other.

`unwritable(place, error)` says in one sentence why something cannot be written, and whose fault it is; inside
`with telling(place):` that is said of whatever fails.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.course.errors import CourseError, InternalError, UsageError

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def write_file(path: Path, parts: Iterable[str]) -> None:
    """Replace a file by these parts once all of them are written; until then the old one stays."""
    with replaced(path) as new, new.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A place beside a file to write its successor to, which takes its name when the block ends without an error."""
    new = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)  # of one that was killed, or somebody else's
        yield new
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


@contextmanager
def telling(place: Path) -> Iterator[None]:
    """What cannot be written inside is told as one sentence about `place`."""
    try:
        yield
    except OSError as error:
        raise unwritable(place, error) from error


def unwritable(place: Path, error: OSError) -> CourseError:
    """The machine's fault (exit code 3) where there is no room, else wrong use."""
    if error.errno in NO_ROOM:
        return InternalError(f"{place} cannot be written ({error.strerror}); make room and run the same command again.")
    return UsageError(f"{place} cannot be written ({error.strerror}); make it writable, or choose another place.")
