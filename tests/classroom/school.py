"""A class that is graded without a sandbox: `Class`, its `Judge` says what it is told to. conftest.py makes one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from autograder.classroom.grading import Order, grade_class
from autograder.classroom.pool import DIED
from autograder.classroom.regrade import Comparison, diff, regrade, settle
from autograder.classroom.submissions import Source
from autograder.judge.grading import Graded
from autograder.judge.records import AssignmentRecord, Measured
from tests.classroom.hostile import GOOD
from tests.reports import example

OLD, NEW = "a1" * 32, "b2" * 32  # digests of bundles


@dataclass
class Judge:
    """The verdict of each student's `mul` as it is set, under the bundle that is set; "died": its process does."""

    bundle: str = OLD
    verdicts: dict[str, str] = field(default_factory=dict)
    more: list[dict[str, Any]] = field(default_factory=list)  # checks that the bundle holds besides
    graded: list[str] = field(default_factory=list)

    def run_jobs(self, jobs: Iterable[tuple[str, Any]], *_: object) -> Iterator[tuple[str, Any]]:
        for digest, job in jobs:
            student = job.files[GOOD].decode()
            self.graded.append(student)
            yield digest, DIED if self.verdicts.get(student) == "died" else self._graded(student)

    def _graded(self, student: str) -> Graded:
        checks = [example.check(self.verdicts.get(student, "pass"), name="mul_multiplies"), *self.more]
        assignment = example.assignment(
            "00_scalars", "Scalars", example.task("0.1", "T", example.blank("mul", *checks))
        )
        return Graded((AssignmentRecord.from_json(assignment),), (), Measured(float(len(self.graded)), 0.0, 0.0))


@dataclass(frozen=True)
class Class:
    """Three students with work of their own, one with a zip that is none, and a judge."""

    order: Order
    judge: Judge
    sources: list[Source]

    def grade(self) -> dict[str, Any]:
        return {record["student"]: record for record in grade_class(self.order, self.sources, lambda: None)}

    def regrade(self) -> Comparison:
        graded, found = regrade(self.order, self.sources, lambda: None)
        settle(graded)
        return found

    def diff(self, earlier: str = "") -> Comparison:
        return diff(self.order, self.sources, earlier, lambda: None)
