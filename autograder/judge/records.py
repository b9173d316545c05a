"""The record of one graded submission: frozen dataclasses, `to_json()` and `Record.from_json(data)`.

Reports read nothing else. A record is checked when it is read: a missing, unknown or mistyped entry is a UsageError
that names it. Everything but `measured` is the same for every run on the same submission and bundle.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from autograder.course.errors import UsageError
from autograder.judge.verdicts import Verdict

SCHEMA = 1


class _Json:
    """Dataclass <-> JSON, by the fields' types."""

    def to_json(self) -> dict[str, Any]:
        return {field.name: _plain(getattr(self, field.name)) for field in dataclasses.fields(self)}  # type: ignore[arg-type]

    @classmethod
    def from_json(cls, data: Any, where: str = "the record") -> Self:
        return _read(cls, data, where)


@dataclass(frozen=True)
class CheckRecord(_Json):
    name: str
    law: str
    verdict: str
    detail: str
    input: str | None
    expected: str | None
    passed: int
    examples: int


@dataclass(frozen=True)
class BlankRecord(_Json):
    symbol: str
    file: str
    score: float
    points: float
    verdict: str
    checks: tuple[CheckRecord, ...]


@dataclass(frozen=True)
class TaskRecord(_Json):
    task: str
    title: str
    score: float
    points: float
    blanks: tuple[BlankRecord, ...]


@dataclass(frozen=True)
class AssignmentRecord(_Json):
    folder: str
    title: str
    score: float
    points: float
    tasks: tuple[TaskRecord, ...]


@dataclass(frozen=True)
class Notice(_Json):
    path: str
    what: str


@dataclass(frozen=True)
class Measured(_Json):
    seconds: float
    cpu_seconds: float  # of the sandboxed processes, by their supervisors' word
    memory_mb: float


@dataclass(frozen=True)
class Record(_Json):
    schema: int
    student: str
    submission: str
    bundle: str
    sandbox: str
    versions: Mapping[str, str]
    score: float
    points: float
    assignments: tuple[AssignmentRecord, ...]
    notices: tuple[Notice, ...]
    measured: Measured


T = TypeVar("T")
VERDICTS = {verdict.value for verdict in Verdict}


def _plain(value: Any) -> Any:
    if isinstance(value, _Json):
        return value.to_json()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


@functools.cache
def _hints(kind: type) -> Mapping[str, Any]:
    """The fields' types, looked up once: a class has as many records as students, each of hundreds of parts."""
    return typing.get_type_hints(kind)


def _read(kind: type[T], data: Any, where: str) -> T:
    """A dataclass of `kind` from JSON; every entry must be there, no other, each of its type."""
    if not isinstance(data, dict):
        raise UsageError(f"{where}: expected an object, got {type(data).__name__}.")
    hints = _hints(kind)  # type: ignore[arg-type]
    if odd := sorted(hints.keys() ^ data.keys()):
        word = "misses" if odd[0] in hints else "has the unknown"
        raise UsageError(f"{where} {word} entry '{odd[0]}'; is it a record of schema {SCHEMA}?")
    made = kind(**{name: _value(hint, data[name], f"{where}, {name}") for name, hint in hints.items()})
    if isinstance(made, Record) and made.schema != SCHEMA:
        raise UsageError(f"{where}: expected schema {SCHEMA}, got {made.schema}; grade the submission again.")
    if isinstance(made, CheckRecord | BlankRecord) and made.verdict not in VERDICTS:
        raise UsageError(f"{where}: '{made.verdict}' is no verdict; expected one of {', '.join(sorted(VERDICTS))}.")
    return made


def _value(hint: Any, data: Any, where: str) -> Any:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple and isinstance(data, list):
        return tuple(_value(args[0], item, f"{where}[{index}]") for index, item in enumerate(data))
    if isinstance(hint, types.UnionType) and data is None:
        return None
    if isinstance(hint, types.UnionType):
        return _value(args[0], data, where)
    if origin is not None and origin is not tuple and isinstance(data, dict):
        return {_value(str, key, where): _value(str, value, where) for key, value in data.items()}
    if isinstance(hint, type) and issubclass(hint, _Json):
        return _read(hint, data, where)
    if hint is float and type(data) in (int, float):
        return float(data)
    if isinstance(hint, type) and type(data) is hint:
        return data
    raise UsageError(f"{where}: expected {getattr(hint, '__name__', hint)}, got {type(data).__name__}.")
