"""What the tests of the hidden checks share: the course, its variants, and what a student hands in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from functools import cache

from autograder.classroom.variants import Variant, variants_of
from autograder.course.model import Assignment
from autograder.course.stubs import make_stub
from autograder.judge.records import AssignmentRecord
from tests.the_course import COURSE, ROOT

FOLDERS = [assignment.folder for assignment in COURSE.assignments]

GradeVariant = Callable[[str, Variant | None, Collection[str] | None], AssignmentRecord]
GradeStub = Callable[[str, Collection[str] | None], AssignmentRecord]
Grade = Callable[[str, dict[str, bytes], Collection[str] | None], AssignmentRecord]


def variants(folder: str) -> list[Variant]:
    """The wrong and the right variants of an assignment."""
    return variants_of(ROOT / "autograder" / "hidden" / "mutants" / folder)


VARIANTS = [variant for folder in FOLDERS for variant in variants(folder)]
FEW = (
    "adam_corrected_once",
    "loops_with_lists",
    "relu_back_at_the_kink",
    "reduce_from_the_right",
    "order_recursive",
    "relu_law_sign_only",
    "lists_by_generators",
    "mul_backward_swaps",
    "backpropagate_overwrites",
    "no_grad_enter_shares",
    "training_step_loss_after",
    "operators_by_each_other",
    "block_sum_barrier_in_the_if",
)

LAZY = {"zip_flat", "matmul_rows", "map_kernel", "block_sum"}


@cache
def few_blanks(folder: str) -> frozenset[str]:
    """Blanks that are graded in every test run: what the FEW and test_hidden_lazy.py need, and a third of the others.

    Which third depends on every byte of the reference and of the checks, so that it is another after each change.
    """
    assignment = COURSE.assignment(folder)
    checks = sorted((ROOT / "autograder" / "hidden").glob(f"{assignment.slug}*.py"))
    state = hashlib.sha256()
    for source in (*(submission(assignment).values()), *(path.read_bytes() for path in checks)):
        state.update(source)
    others = sorted(blank.symbol for blank in assignment.blanks)
    others.sort(key=lambda symbol: hashlib.sha256(state.digest() + symbol.encode()).digest())
    few = [variant for variant in VARIANTS if variant.folder == folder and variant.name in FEW]
    needed = (sorted(variant.symbols)[: 1 if variant.right else None] for variant in few)
    return frozenset(others[::3]).union(*needed, LAZY & {*others})


def submission(assignment: Assignment) -> dict[str, bytes]:
    """What a student hands in who wrote the reference."""
    return {f"tinytorch/{file}": (COURSE.solutions / file).read_bytes() for file in assignment.files_with_blanks}


def stub(assignment: Assignment) -> dict[str, bytes]:
    """What a student hands in who has not begun."""
    sources = {path: source.decode() for path, source in submission(assignment).items()}
    return {path: make_stub(source, assignment.number, path).encode() for path, source in sources.items()}
