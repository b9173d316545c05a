"""Run one student's programs, child after child: a crash ends a child, not the grading of a task.

`Runner(parent, files, budget).run(programs, seconds)` opens a child when it has none. The budget is shared by all
runners of an assignment and bounds what endless loops can cost.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.checks.scenario import Program
from autograder.judge.session import Answer, Ended, Outcome, Session
from autograder.judge.verdicts import Verdict
from autograder.sandbox.warm import Exit, Limits, WarmParent

BUDGET_SECONDS = 60.0
SPARE_CPU = 10  # seconds beyond what its checks may take in all: loading the package, and the kernel's coarse clock
STARVED = 0.5  # a child that used less than this share of its time waited for the machine, not the machine for it
SECOND_CHANCE = 3.0


class BudgetSpent(Exception):
    """The submission has used up the time that one assignment may take."""


@dataclass
class Budget:
    """Seconds of endless loops and crashes that are left, and the most memory that any child used."""

    seconds: float = BUDGET_SECONDS
    memory_mb: float = 0.0

    def charge(self, seconds: float) -> None:
        self.seconds -= seconds

    def note(self, exit_: Exit) -> None:
        self.memory_mb = max(self.memory_mb, exit_.memory_mb)


class Runner:
    """The children of one check group."""

    def __init__(self, parent: WarmParent, files: Mapping[str, bytes], budget: Budget, cpu_seconds: float) -> None:
        self._parent = parent
        self._files = files
        self._budget = budget
        self._limits = replace(Limits(), cpu_seconds=math.ceil(cpu_seconds) + SPARE_CPU)
        self._session: Session | None = None

    def run(self, programs: Sequence[Program], seconds: float, answer: Answer | None = None) -> list[Outcome]:
        """Outcomes; or Ended, LoadFailed, BudgetSpent. A child that a busy machine starved gets a second chance."""
        try:
            return self._run(programs, seconds, answer)
        except Ended as ended:
            starved = ended.verdict is Verdict.TIME and ended.exit.cpu_seconds < STARVED * seconds
            if not starved:
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
            self._session = self._session or Session(self._parent, self._files, self._limits)
            return self._session.run(programs, seconds, answer)
        except Ended as ended:
            self._session = None
            self._budget.note(ended.exit)
            self._budget.charge(time.monotonic() - start)
            raise
