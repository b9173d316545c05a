"""Test the tests: plant every wrong implementation into the reference and see which hidden check catches it.

`run_mutants(order, variants, step)` gives one Fate per variant. A wrong one must not pass the blank it is planted in;
a right one, written differently, must get every point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from autograder.classroom.grading import Job, Order, died, open_grader, prepare
from autograder.classroom.pool import DIED, run_jobs
from autograder.classroom.variants import FOLDER, Variant, plant, variants_of
from autograder.course.model import Assignment
from autograder.judge.records import AssignmentRecord


@dataclass(frozen=True)
class Fate:
    """What became of one variant: `good` if it died (wrong ones) or got full marks (right ones)."""

    folder: str
    name: str
    why: str
    right: bool
    good: bool
    score: float
    points: float
    by: tuple[str, ...]  # "check: verdict" of each check that ran and did not pass

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def all_variants(assignments: Sequence[Assignment]) -> list[Variant]:
    """The variants of these assignments, in order."""
    return [variant for assignment in assignments for variant in variants_of(FOLDER / assignment.folder)]


def run_mutants(order: Order, variants: Sequence[Variant], step: Callable[[], None]) -> list[Fate]:
    """One Fate per variant, in the order given; each is graded on its own assignment only."""
    fates: dict[tuple[str, str], Fate] = {}
    for assignment in order.assignments:
        chosen = {variant.name: variant for variant in variants if variant.folder == assignment.folder}
        alone = replace(order, assignments=(assignment,))
        for name, record in _graded(alone, chosen):
            fates[assignment.folder, name] = _fate(chosen[name], record)
            step()
    return [fates[variant.folder, variant.name] for variant in variants]


def _graded(order: Order, variants: dict[str, Variant]) -> Iterator[tuple[str, AssignmentRecord]]:
    if not variants:
        return
    (assignment,) = order.assignments
    sources = order.course.solutions
    files = {f"tinytorch/{file}": (sources / file).read_bytes() for file in assignment.files_with_blanks}
    jobs = (
        (name, Job(plant(variant, files), None if variant.right else variant.symbols))
        for name, variant in variants.items()
    )
    for name, graded in run_jobs(jobs, open_grader, (order, prepare(order).digest), order.jobs):
        (record,) = (died(order.assignments) if graded is DIED else graded).assignments
        yield name, record


def _fate(variant: Variant, record: AssignmentRecord) -> Fate:
    blanks = [blank for task in record.tasks for blank in task.blanks]
    checks = [check for blank in blanks for check in blank.checks if check.verdict not in ("pass", "blocked")]
    by = tuple(f"{check.name}: {check.verdict}" for check in checks)
    broken = any(blank.verdict == "broken" for blank in blanks)
    good = not by and record.score == record.points if variant.right else bool(by) and not broken
    return Fate(variant.folder, variant.name, variant.why, variant.right, good, record.score, record.points, by)
