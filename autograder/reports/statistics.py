"""What is to be said of a class, as plain data: `Statistics`, with its assignments, their tasks, their blanks.

`spread(numbers)` is where numbers lie, `histogram(shares)` how many lie where. Every page, table and file of a class is
written from this; classroom/statistics.py makes it from the gradebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.reports.grades import Person

BINS = 11  # tenths of the points, and full marks by themselves
DIGITS = 6
NEARLY = 1e-9  # scores have six digits, so that nothing real is as close to the next bin as this


@dataclass(frozen=True, slots=True)
class Spread:
    """Where `count` numbers lie: a quarter of them below `lower`, half below `median`, a quarter above `upper`."""

    count: int
    mean: float
    least: float
    lower: float
    median: float
    upper: float
    most: float


@dataclass(frozen=True, slots=True)
class Failure:
    """A law that does not hold: `students` have it as the first failing check of this blank."""

    assignment: str
    task: str
    symbol: str
    law: str
    students: int


@dataclass(frozen=True, slots=True)
class Blank:
    """How a class did at one blank. Who has the verdict `broken`, our fault, is not among the `graded`."""

    symbol: str
    points: float
    graded: int
    verdicts: Mapping[str, int]  # as the judge calls them; `broken` only here
    share: float | None  # of the points, the mean over the graded
    failures: tuple[Failure, ...]  # the commonest first
    versions: int = 0  # wrong versions that a law which students write here is tried on; 0: nobody writes one
    caught: tuple[int, ...] = ()  # of those who tried: the histogram of the share that their law catches
    caught_spread: Spread | None = None

    @property
    def passed(self) -> int:
        return self.verdicts.get("pass", 0)

    @property
    def todo(self) -> int:
        return self.verdicts.get("todo", 0)

    @property
    def tried(self) -> int:
        """A blank that is still TODO was not tried."""
        return self.graded - self.todo

    @property
    def pass_rate(self) -> float | None:
        """Of those who tried."""
        return self.passed / self.tried if self.tried else None


@dataclass(frozen=True, slots=True)
class Task:
    """How a class did at one task: `tried` wrote one of its blanks at least, `passed` passed them all."""

    task: str
    title: str
    graded: int
    tried: int
    passed: int
    share: float | None  # of the points, the mean over the graded
    groups: tuple[float | None, ...]  # the same for each of the class's groups; None where nobody was graded
    minutes: Spread | None  # of work, of those whose `tt` counted them
    blanks: tuple[Blank, ...]

    @property
    def points(self) -> float:
        return round(sum(blank.points for blank in self.blanks), DIGITS)

    @property
    def pass_rate(self) -> float | None:
        """Of those who tried."""
        return self.passed / self.tried if self.tried else None


@dataclass(frozen=True, slots=True)
class Assignment:
    """How a class did at one assignment; `scores` and `histogram` are of what counts, of those who have a score."""

    folder: str
    title: str
    points: float
    due: str | None
    students: int
    handed_in: int
    graded: int
    not_graded: int  # handed in, and nothing of it could be graded
    broken: int  # our fault somewhere in what counts
    late: int  # what counts came after the deadline
    overridden: int  # a person gave the score
    full: int
    scores: Spread | None
    histogram: tuple[int, ...]
    attempts: Spread | None  # per student who handed in
    again: int  # were graded twice or more
    gained: int  # of them, whose last attempt is worth more than the first
    gain: Spread | None  # points from the first to the last attempt, of those who were graded twice or more
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """So many students next to each other in the order of their shares of all points."""

    students: int
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Line:
    """One student: points of all assignments together, and of each, None where there is no score."""

    person: Person
    score: float
    points: float
    marks: tuple[float | None, ...]

    @property
    def scored(self) -> bool:
        """Whether there is any score."""
        return any(mark is not None for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Statistics:
    """How a class is doing, over these assignments."""

    assignments: tuple[Assignment, ...]
    points: float  # the most that anybody's sum is out of: without the assignments that are dropped
    scores: Spread | None  # of all points together, of those who have any score
    histogram: tuple[int, ...]
    groups: tuple[Group, ...]  # from the lowest to the highest
    seconds: Spread | None  # of grading, per submission
    lines: tuple[Line, ...]  # one per student, by name

    @property
    def students(self) -> int:
        return len(self.lines)

    @property
    def blanks(self) -> list[tuple[Assignment, Task, Blank]]:
        """Every blank, with what it belongs to."""
        return [(each, task, blank) for each in self.assignments for task in each.tasks for blank in task.blanks]

    @property
    def failures(self) -> list[Failure]:
        """The laws that most students fail at first."""
        found = [failure for _, _, blank in self.blanks for failure in blank.failures]
        return sorted(found, key=lambda failure: -failure.students)

    @property
    def hardest(self) -> list[tuple[Assignment, Task, Blank]]:
        """The blanks that somebody who tried did not pass, from the lowest pass rate."""
        missed = [each for each in self.blanks if each[2].passed < each[2].tried]
        return sorted(missed, key=lambda each: (each[2].passed / each[2].tried, -each[2].tried))


def spread(numbers: Iterable[float]) -> Spread | None:
    """The least, the quartiles and the most of these numbers; None of none.

    Quartiles lie on a straight way between neighbours, as NumPy's `quantile` draws it.
    """
    ordered = sorted(numbers)
    if not ordered:
        return None
    mean = round(sum(ordered) / len(ordered), DIGITS)
    lower, median, upper = (_quantile(ordered, share) for share in (0.25, 0.5, 0.75))
    return Spread(len(ordered), mean, ordered[0], lower, median, upper, ordered[-1])


def histogram(shares: Iterable[float]) -> tuple[int, ...]:
    """How many shares lie in [0, 0.1), [0.1, 0.2), ..., [0.9, 1), and how many are 1 or more."""
    counts = [0] * BINS
    for share in shares:
        counts[bin_of(share)] += 1
    return tuple(counts)


def bin_of(share: float) -> int:
    """The place of a share in a histogram."""
    return min(max(int(share * (BINS - 1) + NEARLY), 0), BINS - 1)


def bin_name(place: int) -> str:
    """What a place of a histogram is called: "30 to 39 %", with full marks by themselves."""
    width = 100 // (BINS - 1)
    return "100 %" if place == BINS - 1 else f"{width * place} to {width * (place + 1) - 1} %"


def share_of(score: float, points: float) -> float:
    """score / points, 1 where there is nothing to score."""
    return score / points if points else 1.0


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return round(ordered[below] + (place - below) * (ordered[above] - ordered[below]), DIGITS)
