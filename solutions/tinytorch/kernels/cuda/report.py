"""What the sanitizer has seen, as plain data: faults, counts for each thread, and which thread touched which element.

A place of a thread or a block is as long as the launch's sizes say: (3,) in a row, (3, 1) in a square.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

Place = tuple[int, ...]

OUT_OF_BOUNDS = "out of bounds"
UNINITIALISED = "uninitialised"  # read before anybody wrote it
RACE = "race"
REDUNDANT = "redundant write"  # a race of threads that all write the same number: no harm, and no use
DIVERGENT = "divergent barrier"
ENDLESS = "endless"
UNWRITTEN = "unwritten"  # an output that no thread wrote


@dataclass(frozen=True)
class Fault:
    """The first fault of its kind in its array. `block`, `thread` and `line` say who made the access that shows it.

    `other` is the access before it in a race: its block, thread and line. `source` is the text of the line, or "".
    """

    kind: str
    array: str
    index: Place
    block: Place
    thread: Place
    line: int
    sentence: str
    other: tuple[Place, Place, int] | tuple[()] = ()
    source: str = ""


@dataclass(frozen=True)
class Counts:
    """How often one thread read and wrote slow and fast memory, and passed a barrier. An atomic does both."""

    block: Place
    thread: Place
    global_reads: int = 0
    global_writes: int = 0
    shared_reads: int = 0
    shared_writes: int = 0
    barriers: int = 0


COUNTED = ("global_reads", "global_writes", "shared_reads", "shared_writes", "barriers")


@dataclass(frozen=True)
class Touch:
    """A thread read or wrote an element `times` times after so many barriers."""

    array: str
    index: Place
    block: Place
    thread: Place
    barriers: int
    write: bool
    atomic: bool
    times: int


@dataclass(frozen=True)
class Memory:
    """An array that was touched: its space ("global", "shared", "local") and its shape."""

    name: str
    space: str
    shape: Place


@dataclass(frozen=True)
class Report:
    """All of it; `ok` if there is no fault that could make a result wrong."""

    kernel: str
    grid: Place
    block: Place
    faults: tuple[Fault, ...]
    counts: tuple[Counts, ...]
    memories: tuple[Memory, ...]
    touches: tuple[Touch, ...]

    @property
    def ok(self) -> bool:
        return all(fault.kind == REDUNDANT for fault in self.faults)

    def total(self, counted: str) -> int:
        """A count of all threads together, as in total("global_reads")."""
        return self.over(sum, counted)

    def least(self, counted: str) -> int:
        return self.over(min, counted)

    def most(self, counted: str) -> int:
        return self.over(max, counted)

    def over(self, together: Callable[[list[int]], int], counted: str) -> int:
        return together([getattr(each, counted) for each in self.counts])

    def plain(self) -> dict[str, Any]:
        """The report in dicts, tuples, strings and numbers, to be sent elsewhere."""
        return asdict(self)
