"""The hidden checks kill wrong implementations, and give right ones full marks however they are written.

Quick are a few variants, and the reference on a third of each assignment's blanks, another third after each change;
`pytest -m slow` takes all variants, and the reference on all blanks.
"""

from __future__ import annotations

import pytest
from planted import COURSE, FEW, FOLDERS, VARIANTS, GradeStub, GradeVariant, few_blanks

from autograder.classroom.variants import Variant
from autograder.judge.records import AssignmentRecord


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
    judge(grade_variant(variant.folder, variant, few_blanks(variant.folder)), variant)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_reference_has_full_marks_for_a_few_blanks(folder: str, grade_variant: GradeVariant) -> None:
    record = grade_variant(folder, None, few_blanks(folder))
    points = {blank.symbol: blank.points for blank in COURSE.assignment(folder).blanks}
    assert record.score == record.points == sum(points[symbol] for symbol in few_blanks(folder))


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_the_reference_has_full_marks(folder: str, grade_variant: GradeVariant) -> None:
    record = grade_variant(folder, None, None)
    assert record.score == record.points == COURSE.assignment(folder).points


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_untouched_stub_has_no_points_and_every_check_says_todo(folder: str, grade_stub: GradeStub) -> None:
    untouched(grade_stub(folder, few_blanks(folder)))


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_blank_of_an_untouched_stub_has_no_points(folder: str, grade_stub: GradeStub) -> None:
    untouched(grade_stub(folder, None))


def untouched(record: AssignmentRecord) -> None:
    verdicts = {check.verdict for task in record.tasks for blank in task.blanks for check in blank.checks}
    assert (record.score, verdicts) == (0.0, {"todo"})


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS, ids=names(VARIANTS))
def test_every_wrong_one_dies_and_every_right_one_lives(variant: Variant, grade_variant: GradeVariant) -> None:
    judge(grade_variant(variant.folder, variant, None), variant)
