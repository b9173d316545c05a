"""What judging one assignment of one submission needs, in one place, and the processes of the reference.

A Desk lives as long as the grading of one assignment; `Reference` outlives it and answers for every submission.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property

from autograder.checks.registry import Check
from autograder.checks.scenario import Program
from autograder.course.errors import InternalError
from autograder.course.model import Assignment
from autograder.judge.bank import Bank, Example, record_check
from autograder.judge.bundle import Bundle
from autograder.judge.drawing import Drawn
from autograder.judge.judgement import Finding
from autograder.judge.overlay import modules, overlay
from autograder.judge.runner import Budget, limits_of
from autograder.judge.session import Ended, LoadFailed, Outcome, Session, batch
from autograder.judge.static import Reading
from autograder.judge.variants import Subjects, variant_files
from autograder.sandbox.warm import WarmParent

LIFETIME = 24 * 3600  # seconds of the processor: one process answers for a whole class
PATIENCE = 5.0


class ReferenceFailed(Exception):
    """The reference itself does not load: our fault."""


class Reference:
    """The reference at one assignment's stage, in processes of its own that start when they are first asked."""

    def __init__(self, bundle: Bundle, assignment: Assignment, parent: Callable[[], WarmParent]) -> None:
        self._parent = parent
        self._files = overlay(bundle.course, bundle.reference, assignment.number, bundle.reference)
        self._checks = [banked.check for banked in bundle.banks[assignment.folder].checks]
        self._versions = variant_files(self._checks, bundle.reference)
        self._limits = limits_of(assignment.limits, LIFETIME)
        self._session: Session | None = None
        self.modules = modules(bundle.course, assignment.number)

    @cached_property
    def subjects(self) -> Subjects:
        """Answers the proxies of students' laws."""
        return Subjects(lambda: self._open(self._files | self._versions))

    def example(self, check: Check, drawn: Drawn) -> Example | None:
        """An input that no bank holds, answered; None where it is none that the check is meant for."""
        try:
            program: Program = record_check(check, self.modules, drawn)
        except InternalError:  # the check was not written for such an input, which no bank would hold
            return None
        self._session = self._session or self._open(self._files)
        try:
            outcome = self._session.run(batch([program]), PATIENCE * check.seconds)[0]
        except Ended:
            self._session = None
            return None
        return Example(drawn, program, outcome.value) if _is_meant(check, outcome, drawn) else None

    def _open(self, files: dict[str, bytes]) -> Session:
        try:
            return Session(self._parent(), files, self._limits)
        except LoadFailed as failed:
            raise ReferenceFailed(f"importing the reference {failed}") from failed

    def close(self) -> None:
        """End the processes."""
        with ExitStack() as ending:
            ending.callback(self.subjects.close)
            if self._session:
                self._session.close()


def _is_meant(check: Check, outcome: Outcome, drawn: Drawn) -> bool:
    """Whether the reference has an answer, and the check's law, where it has one, holds for that."""
    try:
        return outcome.kind is None and (check.judge is None or check.judge(outcome.value, drawn) is None)
    except Exception:  # the law was not written for such an input
        return False


@dataclass
class Desk:
    """One assignment of one submission, while it is judged; `failure` holds for all once the package will not load."""

    assignment: Assignment
    bank: Bank
    reading: Reading
    files: dict[str, bytes]
    kernel_files: dict[str, bytes]  # as `files`, but the student's files with kernels only: what their tasks run on
    reference: Callable[[], Reference]
    tasks: frozenset[str]
    seed: bytes  # of what is drawn for this submission alone; anybody can know it
    secret: bytes  # the same, for whoever holds the course's secret seed
    budget: Budget
    failure: Finding | None = None
