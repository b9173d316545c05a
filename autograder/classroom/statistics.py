"""Count how a class is doing: `class_statistics(out, names)` makes Statistics of a results folder's gradebook.

What counts (late policy, best or last attempt, overrides) is the grades' word; this file only counts. Rows pass by one
at a time, and students who handed in the same bytes share theirs, so that a large class takes little memory.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from autograder.classroom.gradebook_file import Database, gradebook_in, reading
from autograder.classroom.statistics_rows import Found, Key, Wanted, found_in
from autograder.classroom.term.grades import ClassGrades
from autograder.course.errors import UsageError
from autograder.course.ranges import picked
from autograder.reports.grades import Attempt, Column, Grade, Mark
from autograder.reports.statistics import (
    DIGITS,
    Assignment,
    Group,
    Line,
    Statistics,
    histogram,
    share_of,
    spread,
)

MOST_GROUPS = 10


def class_statistics(out: Path, names: str = "") -> Statistics:
    """How the class of a results folder is doing, over the assignments of "00-02,04" or all."""
    path = gradebook_in(out)
    grades = ClassGrades(out)
    grades.rules = replace(grades.rules, badges=False)  # nobody counts them here, and they take a while
    columns = named(grades.columns, names)
    with reading(path) as db, _nothing_is_garbage():
        return count(db, columns, grades)


def named(columns: Sequence[Column], names: str) -> tuple[Column, ...]:
    """The columns that are named: "00_scalars", "scalars", "00" or from ... to, "00-02"; all without names."""
    if not columns:
        raise UsageError("Nobody in this gradebook has been graded yet; run `autograder grade` first.")
    if not names:
        return tuple(columns)
    return tuple(columns[place] for place in picked(names, lambda name: _place(columns, name)))


def count(db: Database, columns: Sequence[Column], grades: Iterable[Grade]) -> Statistics:
    """Statistics of these grades, whose attempts stand in this gradebook."""
    sums = [_Sum(column) for column in columns]
    lines, keys = [], []
    for grade in grades:
        by_folder = {mark.folder: mark for mark in grade.marks}
        marks = [by_folder[column.folder] for column in columns]
        lines.append(_line(grade, marks))
        keys.append([key for mark, each in zip(marks, sums, strict=True) if (key := each.add(mark)) is not None])
    ranks, groups = _grouped(lines)
    found = found_in(db, _wanted(keys, ranks), len(groups))
    scored = [line for line in lines if line.scored]
    return Statistics(
        assignments=tuple(each.total(found) for each in sums),
        points=max((line.points for line in scored), default=round(sum(column.points for column in columns), DIGITS)),
        scores=spread(line.score for line in scored),
        histogram=histogram(share_of(line.score, line.points) for line in scored),
        groups=groups,
        seconds=found.seconds,
        lines=tuple(lines),
    )


@contextmanager
def _nothing_is_garbage() -> Iterator[None]:
    """Let Python's cycle collector rest: it would look through all grades again and again, and find nothing."""
    resting = not gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not resting:
            gc.enable()


class _Sum:
    """What the marks of one assignment add up to."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.students = self.handed_in = self.not_graded = 0
        self.graded: list[Attempt] = []  # those that count
        self.overridden = 0
        self.scores: list[tuple[float, float]] = []  # of so many points
        self.attempts: list[int] = []
        self.gains: list[float] = []

    def add(self, mark: Mark) -> Key | None:
        """Count one student's mark; where an attempt counts, its place in the gradebook."""
        attempt = _graded(mark)
        self.students += 1
        self.overridden += mark.override is not None
        if has_score(mark):
            self.scores.append((mark.score, mark.points))
        if mark.attempts:
            self.handed_in += 1
            self.not_graded += attempt is None
            self.attempts.append(len(mark.attempts))
            sound = [each.score for each in mark.attempts if each.problem is None]
            if len(sound) > 1:
                self.gains.append(round(sound[-1] - sound[0], DIGITS))
        if attempt is None:
            return None
        self.graded.append(attempt)
        return Key(attempt.submission, attempt.bundle, attempt.sandbox, mark.folder, attempt.score)

    def total(self, found: Found) -> Assignment:
        column = self.column
        return Assignment(
            folder=column.folder,
            title=column.title,
            points=column.points,
            due=column.due,
            students=self.students,
            handed_in=self.handed_in,
            graded=len(self.graded),
            not_graded=self.not_graded,
            broken=sum(attempt.broken for attempt in self.graded),
            late=sum(attempt.days_late > 0 for attempt in self.graded),
            overridden=self.overridden,
            full=sum(score >= points for score, points in self.scores),
            scores=spread(score for score, _ in self.scores),
            histogram=histogram(share_of(score, points) for score, points in self.scores),
            attempts=spread(self.attempts),
            again=len(self.gains),
            gained=sum(gain > 0 for gain in self.gains),
            gain=spread(self.gains),
            tasks=found.tasks(column.folder),
        )


def has_score(mark: Mark) -> bool:
    """Whether anything counts: an attempt of which anything could be judged, or a score that a person gave."""
    attempt = _graded(mark)
    return mark.override is not None or (attempt is not None and (mark.points > 0 or not attempt.broken))


def _graded(mark: Mark) -> Attempt | None:
    return mark.attempt if mark.attempt is not None and mark.attempt.problem is None else None


def _line(grade: Grade, marks: Sequence[Mark]) -> Line:
    counted = [mark for mark in marks if not mark.dropped] or marks  # all of what was asked for may be dropped
    score, points = (round(sum(part), DIGITS) for part in ([m.score for m in counted], [m.points for m in counted]))
    return Line(grade.person, score, points, tuple(mark.score if has_score(mark) else None for mark in marks))


def _grouped(lines: Sequence[Line]) -> tuple[dict[int, int], tuple[Group, ...]]:
    """The place of a scored line -> its group; groups of about equal size, from the lowest share to the highest."""
    shares = {place: share_of(line.score, line.points) for place, line in enumerate(lines) if line.scored}
    ordered = sorted(shares, key=lambda place: (shares[place], lines[place].person.student))
    groups = min(MOST_GROUPS, len(ordered))
    ranks = {place: rank * groups // len(ordered) for rank, place in enumerate(ordered)}
    members = [[shares[place] for place in ordered if ranks[place] == group] for group in range(groups)]
    return ranks, tuple(Group(len(some), some[0], some[-1]) for some in members)


def _wanted(keys: Sequence[Sequence[Key]], ranks: Mapping[int, int]) -> Wanted:
    wanted: Wanted = {}
    for place, mine in enumerate(keys):
        group = ranks.get(place, 0)  # who has no score here has only verdicts that are our fault: in no group's share
        for key in mine:
            groups = wanted.setdefault(key, {})
            groups[group] = groups.get(group, 0) + 1
    return wanted


def _place(columns: Sequence[Column], name: str) -> int:
    for place, column in enumerate(columns):
        number, _, slug = column.folder.partition("_")
        if name in (column.folder, slug) or (name.isdecimal() and number.isdecimal() and int(name) == int(number)):
            return place
    known = ", ".join(column.folder for column in columns)
    raise UsageError(f"There is no assignment '{name}' in this gradebook; it has {known}.")
