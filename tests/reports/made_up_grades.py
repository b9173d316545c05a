"""Made-up grades: a class with every kind of mark, and a large one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from autograder.reports.grades import Attempt, Column, Grade, Mark, Override, Person

SCALARS = Column("00_scalars", "Scalars", 20.0, "2026-09-14T21:59:00Z")
AUTOGRAD = Column("01_autograd", "Automatic differentiation", 10.0)
COLUMNS = (SCALARS, AUTOGRAD)

ADA = Person("ada", "Ada Lovelace", "ada@school.edu", "A", {"canvas": "101", "sis": "S1", "login": "al1815"})
BOB = Person("bob", "Bob Møller-Hansen", "bob@school.edu", "A")
CAT = Person("cat", "=cmd|' /C calc'!A0", "@cat", "-B")
DAN = Person("dan", "", listed=False)
EVE = Person("eve", "Eve Adams", "eve@school.edu", "B")


def attempt(score: float, points: float, **more: object) -> Attempt:
    moment = "2026-09-13T10:00:00Z"
    kept = {"counted": score, "moment": moment, "submission": "ab" * 32, "source": "x.zip", **more}
    return Attempt(number=1, score=score, points=points, **kept)  # type: ignore[arg-type]


def mark(column: Column, *attempts: Attempt, override: Override | None = None, dropped: bool = False) -> Mark:
    chosen = len(attempts) - 1 if attempts else None
    score = override.score if override else attempts[-1].counted if attempts else 0.0
    return Mark(column.folder, column.title, column.points, score, attempts, chosen, override, dropped)


def grade(person: Person, *marks: Mark) -> Grade:
    kept = [mark for mark in marks if not mark.dropped]
    return Grade(person, marks, sum(m.score for m in kept), sum(m.points for m in kept))


def small_class() -> list[Grade]:
    """Late; by hand; missing; unreadable; broken; dropped."""
    by_hand = Override(9.5, "illness", "prof", "2026-09-20T08:00:00Z")
    late = attempt(18.0, 20.0, counted=14.4, days_late=2, moment="2026-09-16T10:00:00Z")
    return [
        grade(ADA, mark(SCALARS, attempt(10.0, 20.0), late), mark(AUTOGRAD, attempt(7.0, 10.0), override=by_hand)),
        grade(BOB, mark(SCALARS, attempt(1 / 3, 20.0)), mark(AUTOGRAD)),
        grade(CAT, mark(SCALARS, attempt(0.0, 20.0, problem="it is damaged")), mark(AUTOGRAD, attempt(10.0, 10.0))),
        grade(DAN, mark(SCALARS, attempt(5.0, 8.0, broken=True)), mark(AUTOGRAD, attempt(1.0, 10.0), dropped=True)),
        grade(EVE, mark(SCALARS), mark(AUTOGRAD, override=by_hand)),
    ]


class LargeClass:
    """`students` students with `assignments` assignments, two hand-ins each."""

    def __init__(self, students: int, assignments: int) -> None:
        self.students = students
        self.columns = tuple(Column(f"{n:02}_layer", f"Layer {n}", 60.0) for n in range(assignments))

    def __iter__(self) -> Iterator[Grade]:
        for number in range(self.students):
            name = f"student{number:05}"
            person = Person(name, f"First{number} Last{number}", f"{name}@school.edu", "A", {"canvas": str(number + 1)})
            score = float(number % 60)
            first = attempt(score / 2, 60.0)
            tries = (first, dataclasses.replace(first, number=2, score=score, counted=score * 0.9, days_late=1))
            yield grade(person, *(mark(column, *tries) for column in self.columns))
