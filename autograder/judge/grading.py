"""Grade a submission: `with Grader(bundle, level) as grader: grader.grade(files)` gives a record per assignment.

Student code runs in children of one warm parent, the reference in children of another; this process only sends
programs and judges plain data. When our own side fails, a task is tried again with fresh parents; when that does not
help, its blanks are `broken` and leave the sum.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from autograder.course.model import Assignment, Blank, Caps, Task
from autograder.judge.bundle import Bundle
from autograder.judge.checking import BlankJudge, CheckLine, settled_lines
from autograder.judge.desk import Desk, Reference, ReferenceFailed
from autograder.judge.digests import submission_digest
from autograder.judge.judgement import Finding
from autograder.judge.overlay import PACKAGE, overlay
from autograder.judge.records import AssignmentRecord, BlankRecord, CheckRecord, Measured, Notice, TaskRecord
from autograder.judge.runner import Budget, Runner, limits_of
from autograder.judge.scoring import Line, blank_score, blank_verdict, total
from autograder.judge.static import read_assignment
from autograder.judge.verdicts import Verdict
from autograder.sandbox.isolation import Level
from autograder.sandbox.warm import SandboxError, WarmParent

TRIES = 3
POLICY = "Keeps to what the handout allows; otherwise it earns a share of its points."
OUR_FAULT = Finding(Verdict.BROKEN, "the grader failed here; this costs no points, and your instructor can grade again")


@dataclass(frozen=True)
class Graded:
    """All that grading a submission gives."""

    assignments: tuple[AssignmentRecord, ...]
    notices: tuple[Notice, ...]
    measured: Measured


class Grader:
    """Grades one submission after the other against one bundle."""

    def __init__(self, bundle: Bundle, level: Level) -> None:
        self._bundle = bundle
        self._level = level
        self._parents: dict[tuple[str, tuple[str, ...]], WarmParent] = {}
        self._references: dict[str, Reference] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End all processes; the next submission would start new ones."""
        processes: list[Reference | WarmParent] = [*self._references.values(), *self._parents.values()]
        for process in processes:
            with suppress(SandboxError, OSError):  # one that has failed must not keep the others from ending
                process.close()
        self._references.clear()
        self._parents.clear()

    def grade(self, submission_files: Mapping[str, bytes], *, whole: bool = False) -> tuple[AssignmentRecord, ...]:
        """One record per assignment of the bundle; `whole` mounts the student's own files of lower layers too."""
        return self.grade_fully(submission_files, whole=whole).assignments

    def grade_fully(
        self, submission_files: Mapping[str, bytes], *, whole: bool = False, only: Collection[str] | None = None
    ) -> Graded:
        """As `grade`, with the notices on the files and what was measured; `only` these blanks, where it is given."""
        start = time.perf_counter()
        digest = submission_digest(submission_files).encode()
        wanted = [a for a in self._bundle.course.assignments if a.folder in self._bundle.banks]
        desks = [self._desk(assignment, submission_files, digest, whole=whole) for assignment in wanted]
        records = tuple(self._assignment(desk, only) for desk in desks)
        notices = dict.fromkeys(Notice(path, what) for desk in desks for path, what in desk.reading.notices)
        cpu = sum(desk.budget.cpu_seconds for desk in desks)
        memory = max((desk.budget.memory_mb for desk in desks), default=0.0)
        return Graded(records, tuple(notices), Measured(time.perf_counter() - start, cpu, memory))

    def _desk(self, assignment: Assignment, files: Mapping[str, bytes], digest: bytes, *, whole: bool) -> Desk:
        bundle, number = self._bundle, assignment.number
        reading = read_assignment(bundle.course, bundle.stubs, number, files, whole=whole)
        kernels = {PACKAGE + file: reading.files[PACKAGE + file] for file in assignment.kernels}
        return Desk(
            assignment=assignment,
            bank=bundle.banks[assignment.folder],
            reading=reading,
            files=overlay(bundle.course, bundle.reference, number, reading.files, whole=whole),
            kernel_files=overlay(bundle.course, bundle.reference, number, {**bundle.reference, **kernels}),
            reference=lambda: self._reference(assignment),
            tasks=frozenset(task.number for each in bundle.course.assignments for task in each.tasks),
            seed=bundle.digest.encode() + digest,
            secret=bundle.secret + digest,
            budget=Budget.for_checks(
                assignment.limits, (banked.check.seconds for banked in bundle.banks[assignment.folder].checks)
            ),
        )

    def _assignment(self, desk: Desk, only: Collection[str] | None) -> AssignmentRecord:
        tasks = tuple(self._task(desk, _narrowed(task, only)) for task in desk.assignment.tasks)
        score, points = total(task.score for task in tasks), total(task.points for task in tasks)
        return AssignmentRecord(desk.assignment.folder, desk.assignment.title, score, points, tasks)

    def _task(self, desk: Desk, task: Task) -> TaskRecord:
        """Judge a task's blanks in one group of children, again with fresh processes if our own side fails."""
        left, failure = desk.budget.seconds, desk.failure
        for _ in range(TRIES):
            try:
                blanks = tuple(_blank_record(desk, blank, lines) for blank, lines in self._lines(desk, task))
                break
            except (SandboxError, ReferenceFailed, OSError):
                self.close()
                desk.budget.seconds, desk.failure = left, failure  # what went wrong was not the student's
        else:
            blanks = tuple(_blank_record(desk, blank, _broken_lines(desk, blank)) for blank in task.blanks)
        score, points = total(blank.score for blank in blanks), total(blank.points for blank in blanks)
        return TaskRecord(task.number, task.title, score, points, blanks)

    def _lines(self, desk: Desk, task: Task) -> list[tuple[Blank, list[CheckLine]]]:
        checks = [banked.check for blank in task.blanks for banked in desk.bank.of(blank.symbol)]
        caps, seconds = desk.assignment.limits, sum(check.seconds for check in checks)
        kernels = any(blank.file in desk.assignment.kernels for blank in task.blanks)
        files = desk.kernel_files if kernels else desk.files
        runner = Runner(self._parent("student", caps), files, desk.budget, caps, limits_of(caps, seconds))
        try:
            return [(blank, BlankJudge(desk, runner, blank).lines()) for blank in task.blanks]
        finally:
            runner.close()

    def _reference(self, assignment: Assignment) -> Reference:
        if assignment.folder not in self._references:
            caps = assignment.limits
            opened = Reference(self._bundle, assignment, lambda: self._parent("reference", caps))
            self._references[assignment.folder] = opened
        return self._references[assignment.folder]

    def _parent(self, side: str, caps: Caps) -> WarmParent:
        """The warm parent of one side; students' children never share one with the reference's."""
        if (side, caps.preload) not in self._parents:
            self._parents[side, caps.preload] = WarmParent(self._level, caps.preload)
        return self._parents[side, caps.preload]


def _narrowed(task: Task, only: Collection[str] | None) -> Task:
    """The task with the blanks that are asked for."""
    return task if only is None else replace(task, blanks=tuple(b for b in task.blanks if b.symbol in only))


def _blank_record(desk: Desk, blank: Blank, lines: list[CheckLine]) -> BlankRecord:
    kept = desk.reading.kept.get(blank.symbol)
    if kept:
        lines = [
            *lines,
            CheckLine(CheckRecord("policy", POLICY, Verdict.POLICY.value, kept.detail, None, None, 0, 0), "policy"),
        ]
    counted = [Line(Verdict(line.record.verdict), line.role) for line in lines]
    verdict = blank_verdict(counted)
    points = 0.0 if verdict is Verdict.BROKEN else blank.points
    checks = tuple(line.record for line in lines)
    score = blank_score(points, counted, kept.share if kept else 1.0)
    return BlankRecord(blank.symbol, blank.file, score, points, verdict.value, checks)


def _broken_lines(desk: Desk, blank: Blank) -> list[CheckLine]:
    return [line for banked in desk.bank.of(blank.symbol) for line in settled_lines(banked, OUR_FAULT)]
