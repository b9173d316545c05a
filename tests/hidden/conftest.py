"""Grade variants of the reference for real: one bundle per assignment and session, drawn from a fixed seed.

The quick tests share a bundle that has the checks of few blanks only; the slow ones have them all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest
from planted import COURSE, Grade, GradeStub, GradeVariant, few_blanks, stub, submission

from autograder.classroom.variants import Variant, plant
from autograder.judge.bank import read_bank
from autograder.judge.bundle import HIDDEN, Bundle, checks_for, draw_bank, make_bundle, secret_of
from autograder.judge.grading import Grader
from autograder.judge.overlay import reference_files
from autograder.judge.records import AssignmentRecord
from autograder.judge.static import stub_files
from autograder.sandbox.isolation import Level, probe
from autograder.sandbox.warm import WarmParent

SEED = b"mutants die on the same inputs in each run"[:32]


def bundle_of_few(folder: str, private: Path, level: Level) -> Bundle:
    """A bundle with the checks of an assignment's few blanks: what make_bundle does, for these alone."""
    assignment, reference, secret = COURSE.assignment(folder), reference_files(COURSE), secret_of(private)
    checks = tuple(check for check in checks_for(assignment, HIDDEN) if check.symbol in few_blanks(folder))
    with WarmParent(level, assignment.limits.preload) as parent:
        data = draw_bank(COURSE, assignment, checks, reference, secret, parent)
    bank = read_bank(folder, checks, data)
    return Bundle(COURSE, bank.digest, secret, reference, stub_files(COURSE.assignments), {folder: bank})


@pytest.fixture(scope="session")
def grade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grade]:
    """The record of files handed in for an assignment, or of some of its blanks only."""
    private = tmp_path_factory.mktemp("mutants")
    (private / "seed").write_bytes(SEED)
    level = probe().level
    with ExitStack() as graders:

        @cache
        def grader_of(folder: str, few: bool) -> Grader:
            whole = [COURSE.assignment(folder)]
            bundle = bundle_of_few(folder, private, level) if few else make_bundle(COURSE, whole, private, level)
            return graders.enter_context(Grader(bundle, level))

        def run(folder: str, files: dict[str, bytes], only: Collection[str] | None) -> AssignmentRecord:
            few = only is not None and few_blanks(folder).issuperset(only)
            return grader_of(folder, few).grade_fully(files, only=only).assignments[0]

        yield run


@pytest.fixture
def grade_variant(grade: Grade) -> GradeVariant:
    """The record of the reference with a variant planted in it, of a wrong one where it is; None is the reference."""

    def run(folder: str, variant: Variant | None, only: Collection[str] | None) -> AssignmentRecord:
        files = submission(COURSE.assignment(folder))
        wrong = variant.symbols if variant and not variant.right else None
        return grade(folder, plant(variant, files) if variant else files, wrong or only)

    return run


@pytest.fixture
def grade_stub(grade: Grade) -> GradeStub:
    """The record of an assignment's untouched stubs."""
    return lambda folder, only: grade(folder, stub(COURSE.assignment(folder)), only)
