"""Run one student's programs, child after child: a crash ends a child, not the grading of a task.

`Runner(parent, files, budget).run(programs, seconds)` opens a child when it has none. The budget is shared by all
runners of an assignment and bounds what endless loops and slow answers can cost: nobody waits longer for a class.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.checks.scenario import Program
from autograder.judge.session import Answer, Ended, Outcome, Session
from autograder.judge.verdicts import Verdict
from autograder.sandbox.warm import Exit, Limits, WarmParent

BUDGET_SECONDS = 120.0  # the reference needs two: a sleep in every function must not cost a class its evening
ORDINARY_SECONDS = 2.0
SPARE_CPU = 10  # seconds beyond what its checks may take in all: loading the package, and the kernel's coarse clock
STARVED = 0.5  # a child that used less than this share of its time waited for the machine, or slept
SECOND_CHANCE = 3.0


class BudgetSpent(Exception):
    """The submission has used up the time that one assignment may take."""


@dataclass
class Budget:
    """Seconds that are left for this assignment's children, the processor time and the most memory that they used."""

    seconds: float
    cpu_seconds: float = 0.0
    memory_mb: float = 0.0

    @classmethod
    def for_checks(cls, seconds: Iterable[float]) -> Budget:
        """For checks that may take these times: the long ones bring their time with them."""
        return cls(BUDGET_SECONDS + sum(each for each in seconds if each > ORDINARY_SECONDS))

    def charge(self, seconds: float) -> None:
        self.seconds -= seconds

    def note(self, exit_: Exit) -> None:
        self.cpu_seconds += exit_.cpu_seconds
        self.memory_mb = max(self.memory_mb, exit_.memory_mb)


class Runner:
    """The children of one check group."""

    def __init__(self, parent: WarmParent, files: Mapping[str, bytes], budget: Budget, cpu_seconds: float) -> None:
        self._parent = parent
        self._files = files
        self._budget = budget
        self._limits = replace(Limits(), cpu_seconds=math.ceil(cpu_seconds) + SPARE_CPU)
        self._session: Session | None = None
        self._busy = 0.0  # seconds that the child at hand has worked before

    def run(self, programs: Sequence[Program], seconds: float, answer: Answer | None = None) -> list[Outcome]:
        """Outcomes; or Ended, LoadFailed, BudgetSpent. A child that a busy machine starved gets a second chance."""
        try:
            return self._run(programs, seconds, answer)
        except Ended as ended:
            if ended.verdict is not Verdict.TIME or not starved(ended.exit.cpu_seconds, self._busy, seconds):
                raise
        return self._run(programs, SECOND_CHANCE * seconds, answer)

    def close(self) -> None:
        """End the group."""
        if self._session:
            self._budget.note(self._session.close())
            self._session = None

    def _run(self, programs: Sequence[Program], seconds: float, answer: Answer | None) -> list[Outcome]:
        if self._budget.seconds <= 0.0:
            raise BudgetSpent
        start = time.monotonic()
        try:
            if self._session is None:
                self._busy = 0.0
                self._session = Session(self._parent, self._files, self._limits)
            outcomes = self._session.run(programs, seconds, answer)
            self._busy += time.monotonic() - start
            return outcomes
        except Ended as ended:
            self._session = None
            self._budget.note(ended.exit)
            raise
        finally:
            self._budget.charge(time.monotonic() - start)


def starved(cpu_seconds: float, busy: float, seconds: float) -> bool:
    """Whether a child that ran out of `seconds` got too little of the processor; of all it used, `busy` came before."""
    return cpu_seconds - busy < STARVED * seconds
