"""The hidden checks kill wrong implementations, and give right ones full marks however they are written."""

from __future__ import annotations

import pytest
from planted import COURSE, FOLDERS, GradeStub, GradeVariant, variants

from autograder.classroom.variants import Variant
from autograder.judge.records import AssignmentRecord

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


def names(chosen: list[Variant]) -> list[str]:
    return [variant.name for variant in chosen]


def judge(record: AssignmentRecord, variant: Variant) -> None:
    """A right variant has every point; a wrong one fails a check of a blank that it replaces, by its own fault."""
    blanks = [blank for task in record.tasks for blank in task.blanks]
    failed = {check.name: check.verdict for blank in blanks for check in blank.checks if check.verdict != "pass"}
    if variant.right:
        assert not failed
        assert record.score == record.points
    else:
        own = [blank for blank in blanks if blank.symbol in variant.symbols]
        assert any(blank.verdict not in ("pass", "broken") for blank in own), failed
        assert record.score < record.points


FAST = [variant for name in FEW for variant in VARIANTS if variant.name == name]


@pytest.mark.parametrize("variant", FAST, ids=FEW)
def test_a_few_wrong_ones_die_and_two_right_ones_live(variant: Variant, grade_variant: GradeVariant) -> None:
    judge(grade_variant(variant.folder, variant), variant)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_reference_has_full_marks(folder: str, grade_variant: GradeVariant) -> None:
    record = grade_variant(folder, None)
    assert record.score == record.points == COURSE.assignment(folder).points


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_untouched_stub_has_no_points_and_every_check_says_todo(folder: str, grade_stub: GradeStub) -> None:
    record = grade_stub(folder)
    verdicts = {check.verdict for task in record.tasks for blank in task.blanks for check in blank.checks}
    assert (record.score, verdicts) == (0.0, {"todo"})


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS, ids=names(VARIANTS))
def test_every_wrong_one_dies_and_every_right_one_lives(variant: Variant, grade_variant: GradeVariant) -> None:
    judge(grade_variant(variant.folder, variant), variant)
