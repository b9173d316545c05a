"""A table of class.toml: what a Table (course/tables.py) reads, and times, assignments, choices, all with a default."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo

from autograder.classroom.layouts.moments import NoZoneError, utc
from autograder.course.errors import UsageError
from autograder.course.ranges import picked
from autograder.course.tables import Table

ASSIGNMENT = re.compile(r"(\d{1,2})(_\w+)?")

T = TypeVar("T", bound=str)
D = TypeVar("D", int, None)


class RulesTable(Table):
    """One table of the file."""

    def inner(self, key: str, keys: Sequence[str]) -> RulesTable:
        """The table [key]; empty where it is absent."""
        return RulesTable(f"{self.where}: [{key}]", self.table(key), keys)

    def inner_list(self, key: str, keys: Sequence[str]) -> list[RulesTable]:
        """Every table [[key]]; none where there is none."""
        found = self.tables(key) if key in self.values else ()
        return [RulesTable(f"{self.where}: [[{key}]] {n}", values, keys) for n, values in enumerate(found, 1)]

    def amount(self, key: str, most: float = float("inf")) -> float:
        """A number from 0 to `most`; 0 where the key is absent."""
        value = self.number(key) if key in self.values else 0.0
        if value > most:
            self.refuse(f"'{key}' must be a number from 0 to {most:g} (got {value:g}).")
        return value

    def count(self, key: str, default: D) -> int | D:
        """A whole number, 0 or more."""
        value = self.values.get(key, default)
        if value is default:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.refuse(f"'{key}' must be a whole number that is 0 or more (got {value!r}).")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.refuse(f"'{key}' must be true or false (got {value!r}).")
        return value

    def choice(self, key: str, words: Sequence[T]) -> T:
        """One of these words; the first where the key is absent."""
        value = self.values.get(key, words[0])
        found = [word for word in words if word == value]
        if not found:
            self.refuse(f"'{key}' must be {' or '.join(map(repr, words))} (got {value!r}).")
        return found[0]

    def zone(self, key: str) -> tzinfo | None:
        """A time zone by its name; None where the key is absent."""
        if key not in self.values:
            return None
        try:
            return ZoneInfo(self.text(key))
        except (LookupError, ValueError, OSError):
            self.refuse(f"'{key}' must name a time zone, such as \"Europe/Berlin\" (got {self.values[key]!r}).")

    def moment(self, key: str, zone: tzinfo | None) -> str:
        """A date with a time, in UTC; it names its zone, or `zone` is meant."""
        value = self._value(key, "a date with a time")
        if not isinstance(value, datetime):
            self.refuse(f"'{key}' must be a date with a time, such as 2026-09-14T23:59:00, not quoted (got '{value}').")
        try:
            return utc(value.isoformat(), zone)
        except NoZoneError:
            self.refuse(
                f"'{key}' is {value.isoformat()} without a time zone; write one behind it, such as +02:00, or "
                'timezone = "Europe/Berlin" at the top of the file.'
            )
        except ValueError:
            self.refuse(f"'{key}' must be a time of our days (got {value.isoformat()}).")

    def assignment(self, key: str, name: str | None = None) -> str:
        """The number, "00", of an assignment that is named by folder or number; the key itself may be the name."""
        found = ASSIGNMENT.fullmatch(key if name is None else name)
        if found is None:
            self.refuse(
                f"'{key}' must be an assignment's folder or number, such as 00_scalars or 00 (got '{name or key}')."
            )
        return found[1].zfill(2)

    def assignments(self, key: str) -> frozenset[str] | None:
        """The numbers in "00-02,04"; None where the key is absent."""
        if key not in self.values:
            return None
        try:
            places = picked(self.text(key), lambda name: int(self.assignment(key, name)))
        except UsageError as error:
            raise (
                error if str(error).startswith(self.where) else UsageError(f"{self.where}: '{key}': {error}")
            ) from error
        return frozenset(f"{place:02}" for place in places)
