"""Read what a student's law says: `accuses(outcome)`, `holds(outcome)`, and who answers its calls.

A law accuses when it is False (0 and 0.0 count as False, as everywhere) or fails an assertion.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.checks.registry import Check
from autograder.checks.scenario import Program
from autograder.judge.session import Answer, AnswerFailed, Outcome
from autograder.judge.variants import Subjects


def answers_for(check: Check, words: str, programs: Sequence[Program], subjects: Subjects) -> Answer:
    """Answers the proxies that the programs make, and no others, with version `words`."""

    def answer(path: str, args: list[Any]) -> Any:
        if not any(part[0] == "proxy" and part[2] == path for program in programs for part in program["code"]):
            raise AnswerFailed("this function is not under test")
        return subjects.answer(check, words, path, args)

    return answer


def accuses(outcome: Outcome) -> bool:
    """The law says that the function under test is wrong."""
    return outcome.kind == "AssertionError" or (outcome.kind is None and _truth(outcome.value) is False)


def holds(outcome: Outcome) -> bool:
    """The law says that all is well."""
    return outcome.kind is None and _truth(outcome.value) is True


def _truth(value: Any) -> bool | None:
    """True or False, or None for anything that is neither."""
    return bool(value) if isinstance(value, bool | int | float) and value in (0, 1) else None
