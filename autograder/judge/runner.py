"""Run one student's programs, child after child: a crash ends a child, not the grading of a task.

`Runner(parent, files, budget, caps, limits).run(batch(programs), seconds)` opens a child when it has none; `renew`
makes the next run start in a fresh one. The budget is shared by all runners of an assignment and bounds what endless
loops and slow answers can cost: nobody waits longer for a class.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from autograder.course.model import Caps
from autograder.judge.session import Answer, Batch, Ended, LoadFailed, Outcome, Session
from autograder.judge.verdicts import Verdict
from autograder.sandbox.warm import Exit, Limits, WarmParent

SPARE_CPU = 10  # seconds beyond what its checks may take in all: loading the package, and the kernel's coarse clock


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
            self._lanes[number] = Runner(self._parent, self._files, self._budget, self._caps, self._limits)
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
            self._charge(session.spent - before)

    def close(self) -> None:
        """End all children, those of the lanes too."""
        for lane in self._lanes.values():
            lane.close()
        self.renew()

    def renew(self) -> None:
        """End the child, if there is one: what it remembers is gone."""
        if self._session:
            session, self._session = self._session, None
            self._budget.note(session.close())

    def _opened(self) -> Session:
        """A child with the package loaded; one whose package took too long to load is tried again."""
        try:
            self._session = self._open()
        except LoadFailed as failed:
            self._budget.note(failed.exit)
            if failed.verdict is not Verdict.TIME:
                raise
            self._session = self._open()
        self._charge(self._session.spent)
        return self._session

    def _charge(self, seconds: float) -> None:
        self.spent += seconds
        self._budget.charge(seconds)

    def _open(self) -> Session:
        caps = self._caps
        return Session(self._parent, self._files, self._limits, caps.output_mb << 20, caps.load_seconds)


def limits_of(caps: Caps, cpu_seconds: float) -> Limits:
    """What the kernel holds one child to: the manifest's limits, and more processor time than its checks may take."""
    return Limits(math.ceil(cpu_seconds) + SPARE_CPU, caps.memory_mb, caps.files_mb, caps.processes, caps.open_files)
