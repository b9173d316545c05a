"""Run one student's programs, child after child: a crash ends a child, not the grading of a task.

`Runner(parent, files, budget, caps, limits).run(batch(programs), seconds)` opens a child when it has none; `renew`
makes the next run start in a fresh one. The budget is shared by all runners of an assignment and bounds what endless
loops and slow answers can cost: nobody waits longer for a class.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace

from autograder.course.model import Caps
from autograder.judge.session import Answer, Batch, Ended, LoadFailed, Outcome, Session
from autograder.judge.verdicts import Verdict
from autograder.sandbox.warm import Exit, Limits, WarmParent

SPARE_CPU = 10  # seconds beyond what its checks may take in all: loading the package, and the kernel's coarse clock

LANE_MB = 400  # a task's laws have a dozen children at a time; with NumPy alone a worker takes 110, with Numba 290


class BudgetSpent(Exception):
    """The submission has used up the time that one assignment may take."""


@dataclass
class Budget:
    """Seconds left for this assignment's children; what they have used of the processor, and the most of memory."""

    seconds: float
    cpu_seconds: float = 0.0
    memory_mb: float = 0.0

    @classmethod
    def for_checks(cls, caps: Caps, seconds: Iterable[float]) -> Budget:
        """For checks that may take these times: the long ones bring their time with them."""
        return cls(caps.submission_seconds + sum(each for each in seconds if each > caps.check_seconds))

    def charge(self, seconds: float) -> None:
        self.seconds -= seconds

    def note(self, exit_: Exit) -> None:
        self.cpu_seconds += exit_.cpu_seconds
        self.memory_mb = max(self.memory_mb, exit_.memory_mb)


class Runner:
    """The children of one check group; the kernel holds each of them to `limits`."""

    def __init__(
        self, parent: WarmParent, files: Mapping[str, bytes], budget: Budget, caps: Caps, limits: Limits
    ) -> None:
        self._parent = parent
        self._files = files
        self._budget = budget
        self._caps = caps
        self._limits = limits
        self._session: Session | None = None
        self._lanes: dict[int, Runner] = {}
        self.spent = 0.0

    def lane(self, number: int) -> Runner:
        """A runner beside this one, the same for the same number: its children know nothing of what runs here."""
        if number not in self._lanes:
            limits = replace(self._limits, memory_mb=min(self._limits.memory_mb, LANE_MB))
            self._lanes[number] = Runner(self._parent, self._files, self._budget, self._caps, limits)
        return self._lanes[number]

    def run(self, programs: Batch, seconds: float, answer: Answer | None = None) -> list[Outcome]:
        """Outcomes; or Ended, LoadFailed, BudgetSpent."""
        if self._budget.seconds <= 0.0:
            raise BudgetSpent
        session = self._session or self._opened()
        before = session.spent
        try:
            return session.run(programs, seconds, answer)
        except Ended as ended:
            self._session = None
            self._budget.note(ended.exit)
            raise
        finally:
            self.spent += session.spent - before
            self._budget.charge(session.spent - before)

    def renew(self) -> None:
        """End the child, if there is one, and those of the lanes: what they remember is gone."""
        with ExitStack() as ending:
            for lane in self._lanes.values():
                ending.callback(lane.renew)
            if self._session:
                session, self._session = self._session, None
                self._budget.note(session.close())

    close = renew

    def _opened(self) -> Session:
        """A child with the package loaded; one whose package took too long to load is tried again."""
        try:
            self._session = self._open()
        except LoadFailed as failed:
            if failed.verdict is not Verdict.TIME:
                raise
            self._session = self._open()
        return self._session

    def _open(self) -> Session:
        """A child; what loading has used is the submission's, also where it failed."""
        caps = self._caps
        try:
            session = Session(self._parent, self._files, self._limits, caps.output_mb << 20, caps.load_seconds)
        except LoadFailed as failed:
            self._budget.note(failed.exit)
            self._budget.charge(failed.spent)
            raise
        self._budget.charge(session.spent)
        return session


def limits_of(caps: Caps, cpu_seconds: float) -> Limits:
    """What the kernel holds one child to: the manifest's limits, and more processor time than its checks may take."""
    return Limits(math.ceil(cpu_seconds) + SPARE_CPU, caps.memory_mb, caps.files_mb, caps.processes, caps.open_files)
