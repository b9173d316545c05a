"""Grade variants of the reference for real: one bundle per assignment and session, drawn from a fixed seed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import ExitStack
from functools import cache

import pytest
from planted import COURSE, Grade, GradeStub, GradeVariant, stub, submission

from autograder.classroom.variants import Variant, plant
from autograder.judge.bundle import make_bundle
from autograder.judge.grading import Grader
from autograder.judge.records import AssignmentRecord
from autograder.sandbox.isolation import probe

SEED = b"mutants die on the same inputs in each run"[:32]


@pytest.fixture(scope="session")
def grade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grade]:
    """The record of files handed in for an assignment, or of some of its blanks only."""
    private = tmp_path_factory.mktemp("mutants")
    (private / "seed").write_bytes(SEED)
    level = probe().level
    with ExitStack() as graders:

        @cache
        def grader_of(folder: str) -> Grader:
            bundle = make_bundle(COURSE, [COURSE.assignment(folder)], private, level)
            return graders.enter_context(Grader(bundle, level))

        def run(folder: str, files: dict[str, bytes], only: Collection[str] | None) -> AssignmentRecord:
            return grader_of(folder).grade_fully(files, only=only).assignments[0]

        yield run


@pytest.fixture
def grade_variant(grade: Grade) -> GradeVariant:
    """The record of the reference with a variant planted in it, of a wrong one where it is; None is the reference."""

    def run(folder: str, variant: Variant | None) -> AssignmentRecord:
        files = submission(COURSE.assignment(folder))
        only = variant.symbols if variant and not variant.right else None
        return grade(folder, plant(variant, files) if variant else files, only)

    return run


@pytest.fixture
def grade_stub(grade: Grade) -> GradeStub:
    """The record of an assignment's untouched stubs."""
    return lambda folder: grade(folder, stub(COURSE.assignment(folder)), None)
