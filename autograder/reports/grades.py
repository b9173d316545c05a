"""What a class's grades are, as plain data: what every export, page and table reads, and no report ever computes.

A Grade is one student's whole; it has a Mark for each assignment of the class; a Mark has an Attempt for each time the
student handed that assignment in, and says which of them counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Person:
    """A student: `student` is the name that submissions are kept under; the rest comes from the roster, "" without."""

    student: str
    name: str = ""
    email: str = ""
    section: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)  # "canvas", "sis", "login", "github", "moodle" -> the id there
    listed: bool = True  # False: handed something in, and stands in no line of the roster


@dataclass(frozen=True, slots=True)
class Attempt:
    """One hand-in of an assignment, as judged (`score` of `points`) and as it counts (`counted`)."""

    number: int  # 1, 2, ... of this student at this assignment, in the order of time
    submission: str  # SHA-256 of the graded files; "" where they could not be read
    source: str  # the name of the file or folder that it came in
    moment: str | None  # when, in UTC: "2026-09-14T21:59:00Z"; None where nobody knows: such a one is never late
    score: float
    points: float
    counted: float  # the score less what lateness takes
    days_late: int = 0  # begun days after the deadline, the grace and the extension
    free_days: int = 0  # so many of them cost nothing
    bundle: str = ""
    sandbox: str = ""
    broken: bool = False  # our fault somewhere in it
    problem: str | None = None  # the sentence that says why it could not be graded
    minutes: float | None = None  # of work, where the student's `tt` counted them and the student said so


@dataclass(frozen=True, slots=True)
class Override:
    """A score that a person gave by hand, with the reason."""

    score: float
    reason: str
    author: str
    moment: str  # UTC


@dataclass(frozen=True, slots=True)
class Mark:
    """One student's grade of one assignment; `attempts` is empty where nothing was handed in."""

    folder: str
    title: str
    points: float  # as the attempt that counts was graded, less what was our fault; else, and by hand, the column's
    score: float  # what counts: the override, or else the chosen attempt's `counted`
    attempts: tuple[Attempt, ...] = ()
    chosen: int | None = None  # the place in `attempts` of the one that counts
    override: Override | None = None
    dropped: bool = False  # one of the lowest, which the sum leaves out
    due: str | None = None  # this student's deadline in UTC, with the extension

    @property
    def attempt(self) -> Attempt | None:
        """The attempt that counts."""
        return None if self.chosen is None else self.attempts[self.chosen]


@dataclass(frozen=True, slots=True)
class Grade:
    """One student's whole: `score` of `points` over the marks that are not dropped."""

    person: Person
    marks: tuple[Mark, ...]  # of every assignment of the class, in the order of their numbers
    score: float
    points: float
    badges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """An assignment of the class."""

    folder: str
    title: str
    points: float
    due: str | None = None  # UTC
