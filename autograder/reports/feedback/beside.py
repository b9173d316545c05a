"""What a letter needs and no record holds, for a whole class: `Beside(grades=..., previous=..., help=...)`.

Grades pass by one at a time beside the records, both sorted by student, so that a large class takes no more memory than
a small one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from autograder.reports.feedback.help import NO_HELP, Help
from autograder.reports.grades import Column, Grade
from autograder.reports.words import Record


def nothing_before(record: Record) -> Record | None:
    """No earlier hand-in is known of anybody."""
    return None


@dataclass(frozen=True)
class Beside:
    """`previous(record)` is the record of the student's hand-in before that one.

    `columns` are the assignments there are, for those who have handed in nothing: without them nobody is told so.
    """

    previous: Callable[[Record], Record | None] = nothing_before
    grades: Iterable[Grade] = ()
    columns: tuple[Column, ...] = ()
    help: Help = NO_HELP


class Passing:
    """The grades of a class as they pass by; `absent` is called with each student's who has handed in nothing."""

    def __init__(self, grades: Iterable[Grade], absent: Callable[[Grade], None]) -> None:
        self._coming: Iterator[Grade] = iter(grades)
        self._absent = absent
        self._next = next(self._coming, None)

    def of(self, student: str) -> Grade | None:
        """The grade of one student; whoever stands before is passed by, and comes no more."""
        while self._next and self._next.person.student < student:
            self._pass()
        if self._next is None or self._next.person.student != student:
            return None
        found = self._next
        self._next = next(self._coming, None)
        return found

    def end(self) -> None:
        """Pass by all that are left."""
        while self._next:
            self._pass()

    def _pass(self) -> None:
        if self._next and not any(mark.attempts for mark in self._next.marks):
            self._absent(self._next)
        self._next = next(self._coming, None)
