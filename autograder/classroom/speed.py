"""What `autograder bench` measures: `measure(level, jobs, sizes, step)` gives a Report on the judge of this machine.

All on a course of its own, written into a temporary folder, whose code costs next to nothing: what is left is the
judge. The course's aims stand beside the figures; nothing passes or fails.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.classroom import speed_class, speed_course, speed_workers
from autograder.classroom.grading import Order, prepare
from autograder.classroom.speed_rows import Noise, Row
from autograder.course.model import Course
from autograder.judge.overlay import overlay
from autograder.sandbox.terms import Level

PARTS = 5


@dataclass(frozen=True)
class Sizes:
    """How many samples of what."""

    cold: int = 5
    warm: int = 50
    batches: int = 30
    arrays: int = 9
    submissions: int = 100
    classes: int = 3
    dear: int = 5


@dataclass(frozen=True)
class Report:
    """The rows by group, and on what they were measured; `noise` is 0 on a quiet machine, 1 where all takes twice."""

    sandbox: str
    cores: int
    noise: float
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    benchmark: str = "judge"

    def to_json(self) -> dict[str, Any]:
        """For a program to read."""
        groups = [{"title": title, "rows": [row.to_json() for row in rows]} for title, rows in self.groups]
        return {
            "benchmark": self.benchmark,
            "sandbox": self.sandbox,
            "cores": self.cores,
            "noise": self.noise,
            "groups": groups,
        }


def measure(level: Level, jobs: int, sizes: Sizes, step: Callable[[], None]) -> Report:
    """Measure one thing after the other; `step` is called PARTS times."""
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as folder:
        course = speed_course.write_course(Path(folder))
        with speed_course.importable(course):
            return _measured(course, level, jobs, sizes, step)


def _measured(course: Course, level: Level, jobs: int, sizes: Sizes, step: Callable[[], None]) -> Report:
    cheap, dear = (_order(course, number, level, jobs) for number in (0, 1))
    bundle = prepare(cheap)
    files = overlay(course, bundle.reference, 0, bundle.reference)
    programs = [example.program for example in bundle.banks[cheap.assignments[0].folder].checks[0].examples]
    noise = Noise()
    parts: dict[str, Callable[[], list[Row]]] = {
        "start of a worker": lambda: speed_workers.starts(level, files, sizes.cold, sizes.warm, noise),
        "questions to a worker": lambda: speed_workers.calls(level, files, programs, sizes.batches, noise),
        "arrays": lambda: speed_workers.arrays(level, files, sizes.arrays, noise),
        "cheap code": lambda: speed_class.classes(cheap, sizes.submissions, sizes.classes, noise),
        "dear code": lambda: speed_class.dear(dear, sizes.dear, noise),
    }
    groups = []
    for title, part in parts.items():
        groups.append((title, tuple(part())))
        step()
    return Report(level.value, jobs, noise.share, tuple(groups))


def _order(course: Course, number: int, level: Level, jobs: int) -> Order:
    private, out = course.root / "private", course.root / "out"
    assignments = (course.assignments[number],)
    return Order(course, assignments, level, private, out, jobs, hidden=speed_course.HIDDEN)
