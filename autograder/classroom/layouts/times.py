"""When things were handed in, from a CSV file that a learning platform exported: a student's column and a time's.

`read_times(path, zone)` reads it: commas, semicolons or tabs, with or without a byte order mark; rows without a time
are those who handed nothing in. A time without a zone is refused, unless `zone` says which one is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from autograder.classroom.layouts.handin import Claim
from autograder.classroom.layouts.moments import NoZoneError, utc
from autograder.classroom.layouts.people import Roll
from autograder.classroom.paths import shown
from autograder.classroom.spreadsheet import read_table
from autograder.course.errors import UsageError
from autograder.reports.likeness import folded

STUDENT = (
    "student", "student id", "student_id", "user", "username", "login", "login id", "sis login id", "sis user id",
    "github_username", "email", "email address", "sid", "name", "full name", "student name", "identifier",
)  # fmt: skip
TIME = (
    "time", "moment", "timestamp", "submitted at", "submitted_at", "submission time", "submission_timestamp",
    "last modified (submission)", "created_at", "date",
)  # fmt: skip


@dataclass(frozen=True)
class Times:
    """What the file says: a name, in whatever way it names students -> its moments in UTC, the earliest first."""

    file: str
    rows: Mapping[str, tuple[str, ...]]

    def by_student(self, roll: Roll, aliases: Mapping[str, str]) -> tuple[dict[str, list[str]], tuple[str, ...]]:
        """(student -> moments, names that nobody has); `aliases` are the folded names known beside the roster."""
        known: dict[str, set[str]] = {}
        strangers = []
        for name, moments in self.rows.items():
            word = name.removeprefix("Participant ")  # Moodle's identifier
            student = roll.find(Claim(name, (("any", word), ("name", name))))[0] or aliases.get(folded(word))
            if not student:
                strangers.append(name)
            else:
                known.setdefault(student, set()).update(moments)
        return {student: sorted(moments) for student, moments in known.items()}, tuple(strangers)


def read_times(path: Path, zone: tzinfo | None = None) -> Times:
    """The times in a CSV file; UsageError by file and line for what is no time, or is one without a zone."""
    table = read_table(path)
    names = [folded(name) for name in table.header]
    student, time = _column(path, names, STUDENT, "student"), _column(path, names, TIME, "time")
    found: dict[str, set[str]] = {}
    for line, row in table.rows:
        if len(row) > max(student, time) and row[student] and row[time] not in ("", "-"):
            found.setdefault(row[student], set()).add(_moment(path, line, row[time], zone))
    return Times(path.name, {name: tuple(sorted(moments)) for name, moments in found.items()})


def paired(own: Sequence[str | None], told: Sequence[str]) -> list[str | None]:
    """The moment of each of a student's hand-ins: the last of `told` for the last, and so on backwards.

    A platform may tell of the latest only. What is left over keeps the moment that its layout knows, or else the
    earliest that was told: it came no later.
    """
    left = max(len(own) - len(told), 0)
    matched = told[max(len(told) - len(own), 0) :]
    return [*(moment or told[0] for moment in own[:left]), *matched]


def _column(path: Path, names: Sequence[str], known: Iterable[str], what: str) -> int:
    for name in known:
        if name in names:
            return names.index(name)
    columns = shown(", ".join(names))
    raise UsageError(f"{path.name} has no column for the {what} (it has: {columns}); call one '{what}'.")


def _moment(path: Path, line: int, text: str, zone: tzinfo | None) -> str:
    try:
        return utc(text, zone)
    except NoZoneError as error:
        raise UsageError(
            f"{path.name}:{line}: expected a time with its zone, such as 2026-09-14T23:59:00+02:00, "
            f"got '{shown(text)}'; write the zone, or timezone = \"Europe/Berlin\" in class.toml."
        ) from error
    except ValueError as error:
        raise UsageError(
            f"{path.name}:{line}: expected a time such as 2026-09-14T23:59:00+02:00, got '{shown(text)}'."
        ) from error
