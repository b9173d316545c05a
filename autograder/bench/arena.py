"""Measure contestants against each other: one round after another, each contestant once a round, medians at the end.

A contestant is a Python program that reads the shared problem as one JSON line, answers `{"ready": true}` or
`{"absent": "why"}`, and then answers every line "step" with `{"seconds": ..., "loss": ...}` of one training step.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.course.errors import InternalError

ANSWER_SECONDS = 120.0  # for one step of the slowest contestant on a slow machine, or for a large library to load
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Entry:
    """Who takes part: a name to show, the program, and the folder that goes first on its path."""

    name: str
    program: Path
    package: Path | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What was measured: seconds of every step, and the losses; or why there is nothing."""

    name: str
    seconds: tuple[float, ...] = ()
    losses: tuple[float, ...] = ()
    absent: str | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def spread(self) -> float:
        """Half the distance between the quartiles, as a share of the median: how noisy the machine was."""
        low, _, high = statistics.quantiles(self.seconds, n=4)
        return (high - low) / 2.0 / self.median


class Contestant:
    """One contestant's process."""

    def __init__(self, entry: Entry, problem: Mapping[str, Any]) -> None:
        self.entry = entry
        path = {"PYTHONPATH": str(entry.package)} if entry.package else {}
        self.process = subprocess.Popen(
            [sys.executable, "-s", "-P", str(entry.program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**{k: v for k, v in os.environ.items() if k != "PYTHONPATH"}, **ONE_THREAD, **path},
        )
        self.state = self.ask(json.dumps({**problem, **entry.options}))

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


def compete(entries: Sequence[Entry], problem: Mapping[str, Any], rounds: int) -> list[Result]:
    """The results of `rounds` rounds; a first step that is not counted warms everybody up."""
    results = []
    running: list[tuple[Contestant, list[dict[str, Any]]]] = []
    try:
        for entry in entries:
            contestant = Contestant(entry, problem)
            running.append((contestant, []))
        for _ in range(rounds + 1):
            for contestant, answers in running:
                if "absent" not in contestant.state:
                    answer = contestant.ask("step")
                    contestant.state = answer if "absent" in answer else contestant.state
                    answers.append(answer)
        for contestant, answers in running:
            if "absent" in contestant.state:
                results.append(Result(contestant.entry.name, absent=contestant.state["absent"]))
            else:
                seconds = tuple(answer["seconds"] for answer in answers[1:])
                results.append(Result(contestant.entry.name, seconds, tuple(answer["loss"] for answer in answers)))
    finally:
        for contestant, _ in running:
            contestant.__exit__(None, None, None)
    return results
