"""The rules of a class, class.toml in its results folder: `read_rules(out)`; a class without one has no deadlines.

What the file may hold is told by the template that `autograder term` writes (rules_text.py). An error names the file,
the key and what was expected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.classroom.term.late import Policy
from autograder.classroom.term.moments import seconds
from autograder.classroom.term.rules_table import RulesTable
from autograder.course.errors import UsageError
from autograder.course.symbols import did_you_mean
from autograder.course.tables import read_toml

RULES = "class.toml"
TOP = ("assignments", "timezone", "attempt", "drop_lowest", "badges", "late", "due", "extension")
LATE = ("grace_minutes", "percent_per_day", "most_days", "free_days")
EXTENSION = ("student", "assignment", "until", "reason")


@dataclass(frozen=True)
class Extension:
    """A later deadline for one student."""

    student: str
    assignment: str  # its number, as in its folder's name: "00"
    until: str  # UTC
    reason: str


@dataclass(frozen=True)
class Rules:
    """Deadlines, late policy, which attempt counts; `due` maps an assignment's number ("00") to a moment in UTC."""

    policy: Policy = field(default_factory=Policy)
    due: Mapping[str, str] = field(default_factory=dict)
    extensions: tuple[Extension, ...] = ()
    drop_lowest: int = 0
    badges: bool = True
    timezone: str | None = None  # of times that name none: "Europe/Berlin"
    assignments: frozenset[str] | None = None  # numbers ("00") of those that count; None: all that were ever graded

    def counts(self, folder: str) -> bool:
        """Whether an assignment is part of the class."""
        return self.assignments is None or _number(folder) in self.assignments

    def due_for(self, folder: str, student: str | None = None) -> str | None:
        """The deadline of an assignment, or of one student at it: an extension never makes it earlier."""
        number = _number(folder)
        due = self.due.get(number)
        return None if due is None else max([due, *self._until.get((student, number), ())], key=seconds)

    @property
    def zone(self) -> tzinfo | None:
        """What a time is in that names no zone; None where the class has not said."""
        return ZoneInfo(self.timezone) if self.timezone else None

    @cached_property
    def _until(self) -> Mapping[tuple[str | None, str], list[str]]:
        found: dict[tuple[str | None, str], list[str]] = {}
        for each in self.extensions:
            found.setdefault((each.student, each.assignment), []).append(each.until)
        return found

    def check_assignments(self, folders: Iterable[str]) -> None:
        """UsageError where a deadline, an extension or `assignments` names none of these."""
        known = {_number(folder): folder for folder in folders}
        for number in (*self.due, *(each.assignment for each in self.extensions), *sorted(self.assignments or ())):
            if number not in known:
                raise UsageError(f"{RULES} names assignment {number}, expected one of {', '.join(known.values())}.")

    def check_students(self, students: Collection[str]) -> None:
        """UsageError where an extension is for none of these."""
        for each in self.extensions:
            if each.student not in students:
                close = did_you_mean(each.student, students)
                raise UsageError(
                    f"{RULES} has an extension for '{each.student}', who is not on the roster and has handed in "
                    f"nothing: take it out, or mend the name{close}"
                )


def read_rules(out: Path) -> Rules:
    """The rules of the class in a results folder."""
    path = out / RULES
    if not path.exists():
        return Rules()
    top = RulesTable(str(path), read_toml(path, str(path)), TOP)
    zone = top.zone("timezone")
    late = top.inner("late", LATE)
    due = top.inner("due", tuple(top.table("due")))
    policy = Policy(
        grace_minutes=late.amount("grace_minutes"),
        percent_per_day=late.amount("percent_per_day", most=100),
        most_days=late.count("most_days", None),
        free_days=late.count("free_days", 0),
        attempt=top.choice("attempt", ("best", "last")),
    )
    return Rules(
        policy=policy,
        due=_deadlines(due, zone),
        extensions=tuple(
            Extension(
                student=each.text("student"),
                assignment=each.assignment("assignment", each.text("assignment")),
                until=each.moment("until", zone),
                reason=each.text("reason"),
            )
            for each in top.inner_list("extension", EXTENSION)
        ),
        drop_lowest=top.count("drop_lowest", 0),
        badges=top.flag("badges", True),
        timezone=top.text("timezone") if zone else None,
        assignments=top.assignments("assignments"),
    )


def _deadlines(table: RulesTable, zone: tzinfo | None) -> dict[str, str]:
    named: dict[str, str] = {}
    for key in table.values:
        other = named.setdefault(table.assignment(key), key)
        if other != key:
            table.refuse(f"'{other}' and '{key}' are one assignment; keep one of them.")
    return {number: table.moment(key, zone) for number, key in named.items()}


def _number(folder: str) -> str:
    return folder.partition("_")[0]
