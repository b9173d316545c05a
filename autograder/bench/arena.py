"""Measure contestants against each other: row after row, in rounds, each contestant once a round, medians at the end.

A contestant is a Python program. It reads the problem of a row as one JSON line, answers `{"ready": true}` or
`{"absent": "why"}`, and then answers every line "step" with the "seconds" of one step and either its "loss" or samples
of its "values", or again with "absent". It may add "figures", numbers by their names, of which the last are shown. The
next row's problem goes to the same process.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.course.errors import InternalError

ANSWER_SECONDS = 120.0  # for one step of the slowest contestant on a slow machine, or for a large library to load
FEWEST = 2  # slices that are counted, however slow they are
THREADS = (*(f"{name}_NUM_THREADS" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")), "VECLIB_MAXIMUM_THREADS")


@dataclass(frozen=True)
class Entry:
    """Who takes part: a name to show, the program, and the folder that goes first on its path."""

    name: str
    program: Path
    package: Path | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Amount:
    """The bytes that a row must move, or the operations that it must do, and the limit that this is held against.

    The limit is the best rate that those reach whom it is `measured_by`; in most rows by none.
    """

    count: float
    limit: str = "memory"
    measured_by: Sequence[str] = ()


@dataclass(frozen=True)
class Row:
    """One thing to measure: its name, what contestants are told of it, and the heading that it stands under.

    only    the contestants that it is for; all, where none is named
    amount  what it moves or computes, where that is to be shown
    beside  the row whose time it is compared with, as a ratio
    """

    name: str
    problem: Mapping[str, Any]
    group: str = ""
    only: Sequence[str] = ()
    amount: Amount | None = None
    beside: str = ""


@dataclass(frozen=True)
class Benchmark:
    """Rows, and who takes part in a course's folder; how often they are measured, and whose speed is compared with."""

    title: str
    against: Sequence[str]
    rows: Callable[[], list[Row]]
    entries: Callable[[Path], list[Entry]]
    rounds: int
    processes: int = 1  # one after another for each contestant, all of them for `rounds` rounds
    patience: float = math.inf  # seconds of one contestant at one row, after which it takes no more rounds
    note: str = ""
    tolerance: float = 1e-3  # of the largest value: a million float32 numbers, added in any order, stay well inside


@dataclass(frozen=True)
class Sample:
    """The shape of an array, and some of its values."""

    shape: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class Result:
    """What was measured: seconds of every slice, and the losses or the last result; or why there is nothing."""

    name: str
    seconds: tuple[float, ...] = ()
    losses: tuple[float, ...] = ()
    absent: str | None = None
    row: str = ""
    values: tuple[Sample, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def spread(self) -> float:
        """Half the distance between the quartiles, as a share of the median: how noisy the machine was."""
        low, _, high = statistics.quantiles(self.seconds, n=4, method="inclusive")
        return (high - low) / 2.0 / self.median


class Contestant:
    """One contestant's process."""

    def __init__(self, entry: Entry, threads: int) -> None:
        self.entry = entry
        path = {"PYTHONPATH": str(entry.package)} if entry.package else {}
        self.process = subprocess.Popen(
            [sys.executable, "-s", "-P", str(entry.program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={
                **{k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
                **dict.fromkeys(THREADS, str(threads)),
                **path,
            },
        )

    def ask(self, line: str) -> dict[str, Any]:
        """The contestant's answer to one line."""
        assert self.process.stdin is not None and self.process.stdout is not None
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except OSError:
            return {"absent": "its process ended"}
        patience = threading.Timer(ANSWER_SECONDS, self.process.kill)
        patience.start()
        answer = self.process.stdout.readline()
        patience.cancel()
        if not answer:
            return {"absent": f"its process ended, or gave no answer within {ANSWER_SECONDS:.0f} s"}
        result = json.loads(answer)
        if not isinstance(result, dict):
            raise InternalError(f"The contestant {self.entry.name} answered {answer!r} instead of a JSON object.")
        return result

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.communicate()


class Attempt:
    """One contestant at one row: its answers so far, the first of which warms up and is not counted."""

    def __init__(self, contestant: Contestant, row: Row) -> None:
        self.contestant, self.row = contestant, row
        self.spent = 0.0
        self.answers: list[dict[str, Any]] = []
        state = contestant.ask(json.dumps({**row.problem, **contestant.entry.options}))
        self.absent: str | None = state.get("absent")

    def go_on(self, patience: float) -> None:
        """One slice more, unless there is nothing to wait for: it cannot, or it has had its time."""
        if self.absent is not None or (self.spent > patience and len(self.answers) > FEWEST):
            return
        start = time.perf_counter()
        answer = self.contestant.ask("step")
        self.spent += time.perf_counter() - start
        self.absent = answer.get("absent")
        self.answers.append(answer)

    def result(self) -> Result:
        name, row = self.contestant.entry.name, self.row.name
        if self.absent is not None:
            return Result(name, row=row, absent=self.absent)
        return Result(
            name,
            row=row,
            seconds=tuple(answer["seconds"] for answer in self.answers[1:]),
            losses=tuple(answer["loss"] for answer in self.answers if "loss" in answer),
            values=tuple(Sample(tuple(s), tuple(v)) for s, v in self.answers[-1].get("values", ())),
            figures=self.answers[-1].get("figures", {}),
        )


def compete(
    benchmark: Benchmark, root: Path, threads: int = 1, tell: Callable[[str], object] = lambda row: None
) -> list[Result]:
    """The results of everybody at every row; `tell` hears the name of each row before it is measured."""
    runs = [_one_run(benchmark, root, threads, tell) for _ in range(benchmark.processes)]
    return [_pooled(same) for same in zip(*runs, strict=True)]


def _one_run(benchmark: Benchmark, root: Path, threads: int, tell: Callable[[str], object]) -> list[Result]:
    results = []
    with ExitStack() as stack:
        running = [stack.enter_context(Contestant(entry, threads)) for entry in benchmark.entries(root)]
        for row in benchmark.rows():
            tell(row.name)
            attempts = [Attempt(each, row) for each in running if each.entry.name in (row.only or [each.entry.name])]
            for _ in range(benchmark.rounds + 1):
                for attempt in attempts:
                    attempt.go_on(benchmark.patience)
            results += [attempt.result() for attempt in attempts]
    return results


def _pooled(same: Sequence[Result]) -> Result:
    """What several processes of a contestant measured at a row, as one result: absent if one of them was."""
    absent = [result for result in same if result.absent is not None]
    return absent[0] if absent else replace(same[0], seconds=tuple(s for result in same for s in result.seconds))
