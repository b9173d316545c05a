"""What pools run in the tests: importable by a new process, so in a file of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.course.errors import UsageError
from tests.reports import example


@contextmanager
def doubling() -> Iterator[Callable[[int], int]]:
    yield lambda number: 2 * number


@contextmanager
def dying(marks: str) -> Iterator[Callable[[str], str]]:
    """Dies at "always", at "once" the first time only (it leaves a mark), and answers the rest."""

    def work(job: str) -> str:
        mark = Path(marks) / job
        if job == "always" or (job == "once" and not mark.exists()):
            mark.touch()
            os._exit(1)
        return job.upper()

    yield work


@contextmanager
def refusing() -> Iterator[Callable[[int], int]]:
    raise UsageError("There is nothing to work with; bring something.")
    yield abs


@contextmanager
def never_ready() -> Iterator[Callable[[int], int]]:
    os._exit(1)
    yield abs


@contextmanager
def closing(marks: str) -> Iterator[Callable[[int], int]]:
    """Leaves a mark when it is opened and when it is closed."""
    (Path(marks) / "opened").touch()
    try:
        yield slow
    finally:
        (Path(marks) / "closed").touch()


def slow(number: int) -> int:
    time.sleep(60)
    return number


@contextmanager
def judging(seconds: float) -> Iterator[Callable[[tuple[str, Mapping[str, bytes]]], dict[str, Any]]]:
    """A judge that needs no sandbox: its score is the number of bytes."""

    def work(job: tuple[str, Mapping[str, bytes]]) -> dict[str, Any]:
        digest, files = job
        time.sleep(seconds)
        score = float(sum(len(data) for data in files.values()))
        measured = {"seconds": time.time(), "cpu_seconds": 0.5, "memory_mb": float(os.getpid())}
        return example.record("", submission=digest, score=score, points=100.0, measured=measured)

    yield work
