"""What a worker of dask does for a class: it opens the sealed bundle once, and judges each job in a process of its own.

The plugin `Judges` brings the bundle to every worker, also to one that comes later. Student code runs in our sandbox
alone, below the process of a Lane, never in the worker itself. Jobs and results are plain data.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker

from autograder.classroom.grading import Job, Order, open_grader
from autograder.classroom.pool import DIED
from autograder.classroom.scale.lanes import Lane
from autograder.classroom.scale.sealed import unpacked
from autograder.course.errors import UsageError
from autograder.judge.grading import Graded
from autograder.judge.records import AssignmentRecord, Measured, Notice
from autograder.sandbox.isolation import Level, probe

Plain = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """What a class is graded on, without anything of the machine that ordered it."""

    bundle: str
    assignments: tuple[str, ...]
    level: Level
    whole: bool


class Judges(WorkerPlugin):
    """The judges of one worker: as many as it has threads, each opened when it is first needed."""

    def __init__(self, task: Task, sealed: bytes, fingerprint: str) -> None:
        self.name = f"tinytorch-{task.bundle[:16]}-{secrets.token_hex(4)}"  # two runs may share a cluster
        self._task, self._sealed, self._fingerprint = task, sealed, fingerprint

    def setup(self, worker: Worker) -> None:
        """Called by dask, in the worker."""
        self._address = worker.address
        self._starting = threading.Lock()
        self._open = ExitStack()
        self._order: Order | None = None
        self._idle: list[Lane] = []
        self._lanes: list[Lane] = []

    def teardown(self, worker: Worker) -> None:
        """Called by dask when the class is graded, or the worker leaves in peace."""
        with self._starting:
            for lane in self._lanes:
                lane.close()
            self._open.close()

    def ready(self) -> Order:
        """The bundle is opened, and this machine is fit for it; UsageError, one sentence, where it is not."""
        with self._starting:
            if self._order is None:
                self._order = self._opened()
            return self._order

    def judge(self, files: Mapping[str, bytes], only: frozenset[str] | None) -> Plain | None:
        """What grading a submission gives; None where the process that judged it died twice."""
        order = self.ready()
        with self._starting:
            if not self._idle:
                self._lanes.append(Lane(open_grader, (order, self._task.bundle)))
                self._idle.append(self._lanes[-1])
            lane = self._idle.pop()
        try:
            graded = lane.do(Job(files, only))
        finally:
            self._idle.append(lane)
        return None if graded is DIED else plain(graded)

    def _opened(self) -> Order:
        level = Level(level_here())
        if level is not self._task.level:
            raise UsageError(
                f"The worker {self._address} shuts code in at the level {level.value}, and this class is graded at "
                f"{self._task.level.value}; take workers that are alike."
            )
        name = f"at the worker {self._address} the bundle"
        found = self._open.enter_context(unpacked(self._sealed, self._fingerprint, name))
        chosen = tuple(found.course.assignment(folder) for folder in self._task.assignments)
        return Order(found.course, chosen, level, found.private, Path(), 1, self._task.whole, found.hidden)


@cache
def level_here() -> str:
    """How well this machine shuts code in; it does not change while a worker lives."""
    return probe().level.value


def make_ready(name: str, dask_worker: Worker) -> None:
    """Open the bundle on this worker now; dask knows its argument by that name."""
    _judges(name, dask_worker).ready()


def judge(name: str, files: Mapping[str, bytes], only: frozenset[str] | None) -> Plain | None:
    """One job, on whatever worker it comes to."""
    return _judges(name, get_worker()).judge(files, only)


def _judges(name: str, worker: Worker) -> Judges:
    plugin = worker.plugins[name]
    assert isinstance(plugin, Judges), "the name is ours"
    return plugin


def plain(graded: Graded) -> Plain:
    """As lists and dictionaries."""
    return {
        "assignments": [assignment.to_json() for assignment in graded.assignments],
        "notices": [notice.to_json() for notice in graded.notices],
        "measured": graded.measured.to_json(),
    }


def graded_from(data: Plain) -> Graded:
    """From what `plain` made; UsageError where it is something else."""
    return Graded(
        tuple(AssignmentRecord.from_json(part, "a worker's result") for part in data["assignments"]),
        tuple(Notice.from_json(part, "a worker's result") for part in data["notices"]),
        Measured.from_json(data["measured"], "a worker's result"),
    )
