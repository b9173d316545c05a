"""Read what a Grader gave: blanks by symbol, and the verdicts of those that do not pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from autograder.judge.records import AssignmentRecord, BlankRecord

Grade = Callable[..., dict[str, BlankRecord]]


def blanks(records: tuple[AssignmentRecord, ...]) -> dict[str, BlankRecord]:
    """The blanks of a record by symbol."""
    return {blank.symbol: blank for record in records for task in record.tasks for blank in task.blanks}


def verdicts(graded: Mapping[str, BlankRecord]) -> dict[str, str]:
    """Symbol -> verdict, of the blanks that do not pass."""
    return {symbol: blank.verdict for symbol, blank in graded.items() if blank.verdict != "pass"}
