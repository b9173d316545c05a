"""A class in parts, for several machines: `Shard.parse("2/5").part(sources)`.

A student's shard follows from the name that their work is kept under, so it is the same on every machine and in any
order, and all attempts of a student are in one. A shard that is graded to its end says so in `shard.json` beside its
gradebook, for who merges it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from autograder.classroom.gradebook import Scope
from autograder.classroom.grading import ClassRecords
from autograder.classroom.submissions import Source
from autograder.course.errors import UsageError
from autograder.reports.files import write_file
from autograder.reports.likeness import folded

FILE = "shard.json"
MOST = 10_000


@dataclass(frozen=True, order=True)
class Shard:
    """Part `number` of `count`, from 1."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """From "2/5"."""
        number, _, count = text.partition("/")
        if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count) <= MOST):
            raise UsageError(f"A shard is a part of a whole, such as 2/5 (got '{text}').")
        return cls(int(number), int(count))

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def part(self, sources: Iterable[Source]) -> list[Source]:
        """The sources of this shard's students."""
        return [source for source in sources if self.holds(source.student)]

    def holds(self, student: str) -> bool:
        """Whether a student is in this shard; names that are taken for one another are in the same."""
        name = hashlib.sha256(folded(student).encode())
        return int.from_bytes(name.digest()[:8], "big") % self.count == self.number - 1


@dataclass(frozen=True)
class Note:
    """What a shard's results folder says of itself: the part that it is, and what it was graded on."""

    shard: Shard
    scope: Scope
    points: float
    students: tuple[str, ...]  # of this part of the class


def begin(out: Path) -> None:
    """A folder that is graded into is no finished shard."""
    (out / FILE).unlink(missing_ok=True)


def finish(out: Path, shard: Shard, records: ClassRecords) -> None:
    """The shard is graded to its end."""
    note = Note(shard, records.scope, records.points, records.students)
    write_file(out / FILE, [json.dumps(asdict(note), indent=1), "\n"])


def read_note(out: Path) -> Note:
    """The note of a finished shard."""
    try:
        data: dict[str, Any] = json.loads((out / FILE).read_text(encoding="utf-8"))
        scope = {**data["scope"], "assignments": tuple(data["scope"]["assignments"])}
        return Note(Shard(**data["shard"]), Scope(**scope), data["points"], tuple(data["students"]))
    except FileNotFoundError as error:
        what = "is no finished shard" if out.is_dir() else "is not there"
        raise UsageError(f"{out} {what}; `autograder grade --shard 1/N --out {out}` grades one to its end.") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{out / FILE} cannot be read; grade that shard again, which takes a moment.") from error
