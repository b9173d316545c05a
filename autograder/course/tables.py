"""Read a TOML table strictly: every wrong, missing or unknown key is one sentence that names the file and the key.

`Table(where, values, keys)` refuses unknown keys at once; its methods hand out checked values.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from autograder.course.errors import UsageError
from autograder.course.symbols import did_you_mean


def read_toml(path: Path, name: str) -> dict[str, object]:
    """The whole file as a dict; `name` is how errors call it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{name} is missing; every assignment folder needs one.") from None
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{name} is not valid TOML: {error}.") from error


class Table:
    """One TOML table; `where` opens each error, such as 'assignments/00_scalars/assignment.toml: task 1'."""

    def __init__(self, where: str, values: Mapping[str, object], keys: Sequence[str]) -> None:
        self.where = where
        self.values = values
        for key in values:
            if key not in keys:
                self.refuse(f"unknown key '{key}'{did_you_mean(key, keys)}")

    def refuse(self, what: str) -> NoReturn:
        """Raise the one-sentence error about this table."""
        raise UsageError(f"{self.where}: {what}")

    def _value(self, key: str, expected: str) -> object:
        if key not in self.values:
            self.refuse(f"the key '{key}' is missing; expected {expected}.")
        return self.values[key]

    def text(self, key: str) -> str:
        """A string that is not empty."""
        value = self._value(key, "text")
        if not isinstance(value, str) or not value.strip():
            self.refuse(f"'{key}' must be text that is not empty (got {value!r}).")
        return value

    def texts(self, key: str, optional: bool = False) -> tuple[str, ...]:
        """A list of different strings; () where an optional key is absent."""
        if optional and key not in self.values:
            return ()
        value = self._value(key, "a list of texts")
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.refuse(f"'{key}' must be a list of texts (got {value!r}).")
        for item in value:
            if value.count(item) > 1:
                self.refuse(f"'{key}' names '{item}' twice; keep one.")
        return tuple(value)

    def integer(self, key: str) -> int:
        """A whole number above 0."""
        value = self._value(key, "a whole number")
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            self.refuse(f"'{key}' must be a whole number above 0 (got {value!r}).")
        return value

    def number(self, key: str) -> float:
        """A finite number that is not negative."""
        value = self._value(key, "a number")
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < float("inf"):
            self.refuse(f"'{key}' must be a number that is 0 or more (got {value!r}).")
        return float(value)

    def positive(self, key: str) -> float:
        """A finite number above 0."""
        value = self.number(key)
        if value == 0:
            self.refuse(f"'{key}' must be a number above 0 (got 0).")
        return value

    def tables(self, key: str) -> tuple[Mapping[str, object], ...]:
        """A list of at least one table."""
        value = self._value(key, f"at least one [[{key}]]")
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            self.refuse(f"'{key}' must be a list of at least one table, written [[...{key}]] (got {value!r}).")
        return tuple(value)

    def table(self, key: str) -> Mapping[str, object]:
        """A table; empty where the key is absent."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.refuse(f"'{key}' must be a table (got {value!r}).")
        return value
