"""Everybody's grade as plain data: iterate `ClassGrades(out)`, which reads the gradebook and class.toml of a folder.

What counts, first to last: the attempts of each assignment, less what lateness takes; the best or the last of them; an
override in its place; the lowest marks dropped; the sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from autograder.classroom.gradebook_file import gradebook_in, reading
from autograder.classroom.term.badges import Evidence, badges
from autograder.classroom.term.handed_in import UNGRADED, HandIn, hand_ins
from autograder.classroom.term.late import Counted, Try, count, days_late, lowest
from autograder.classroom.term.moments import seconds
from autograder.classroom.term.overrides import overrides
from autograder.classroom.term.people import roster
from autograder.classroom.term.rules import Rules, read_rules
from autograder.judge.scoring import total
from autograder.reports.grades import Attempt, Column, Grade, Mark, Override, Person


class ClassGrades:
    """The grades of the class in a results folder: everybody on the roster, and everybody who handed something in."""

    def __init__(self, out: Path) -> None:
        self._path = gradebook_in(out)
        self.rules = read_rules(out)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The assignments that the class was graded on and that the rules count, in order."""
        with reading(self._path) as database:
            rows = list(database.rows("SELECT folder, title, points FROM assignments ORDER BY folder"))
        counted = (row for row in rows if self.rules.counts(row[0]))
        return tuple(Column(folder, title, points, self.rules.due_for(folder)) for folder, title, points in counted)

    def __iter__(self) -> Iterator[Grade]:
        """One Grade after the other, sorted by student."""
        with reading(self._path) as database:
            people = {person.student: person for person in roster(database)}
            if people:
                self.rules.check_students(people.keys() | {student for (student,) in database.rows(WHO)})
            given = overrides(database)
            evidence = Evidence.of(database) if self.rules.badges else None
            handed_in = dict(hand_ins(database))
        for student in sorted(people.keys() | handed_in.keys() | {student for student, _ in given}):
            person = people.get(student) or Person(student, listed=False)
            yield self._grade(person, handed_in.get(student, ()), given, evidence)

    def _grade(
        self,
        person: Person,
        mine: Sequence[HandIn],
        given: Mapping[tuple[str, str], Override],
        evidence: Evidence | None,
    ) -> Grade:
        attempts = attempts_of(person.student, mine, self.columns, self.rules)
        marks = [
            _mark(
                column,
                *attempts[column.folder],
                given.get((person.student, column.folder)),
                self.rules.due_for(column.folder, person.student),
            )
            for column in self.columns
        ]
        shares = [mark.score / mark.points if mark.points else None for mark in marks]
        dropped = lowest(shares, self.rules.drop_lowest)
        marks = [replace(mark, dropped=True) if place in dropped else mark for place, mark in enumerate(marks)]
        kept = [mark for mark in marks if not mark.dropped]
        grade = Grade(person, tuple(marks), total(mark.score for mark in kept), total(mark.points for mark in kept))
        return grade if evidence is None else replace(grade, badges=badges(grade, self.columns, evidence))


WHO = "SELECT DISTINCT student FROM hand_ins"


def attempts_of(
    student: str, mine: Sequence[HandIn], columns: Sequence[Column], rules: Rules
) -> dict[str, tuple[tuple[Attempt, ...], int | None]]:
    """folder -> the attempts of one student at it, in the order of time, and the place of the one that counts."""
    points = {column.folder: column.points for column in columns}
    placed = list(_once(mine, points))
    tries = [Try(folder, *_late(each, folder, student, rules), each.graded is not None) for each, folder in placed]
    found: dict[str, tuple[list[Attempt], list[int]]] = {folder: ([], []) for folder in points}
    for (each, folder), tried, counted in zip(placed, tries, count(tries, rules.policy), strict=True):
        attempts, chosen = found[folder]
        if counted.chosen:
            chosen.append(len(attempts))
        attempts.append(_attempt(len(attempts) + 1, each, folder, tried, counted, points[folder]))
    return {folder: (tuple(attempts), chosen[0] if chosen else None) for folder, (attempts, chosen) in found.items()}


def _once(mine: Sequence[HandIn], known: Mapping[str, object]) -> Iterator[tuple[HandIn, str]]:
    """(hand-in, assignment) in the order of time; what two scopes saw of one hand-in comes once, the better graded."""
    best: dict[tuple[str, object, object], HandIn] = {}
    for place, each in enumerate(mine):
        for folder in each.folders:
            if folder in known:
                key = (folder, each.source, each.moment) if each.moment else (folder, place, None)
                old = best.get(key)
                if old is None or _rank(old) < _rank(each):
                    best[key] = each
    for (folder, _, _), each in best.items():
        yield each, folder


def _rank(each: HandIn) -> tuple[bool, bool, int, int]:
    return (False, False, 0, 0) if each.graded is None else (True, *each.graded.rank)


def _late(each: HandIn, folder: str, student: str, rules: Rules) -> tuple[float, int]:
    """The score as judged, and by how many days it is late."""
    score = each.graded.scores.get(folder, (0.0, 0.0))[0] if each.graded else 0.0
    due = rules.due_for(folder, student)
    if due is None or each.moment is None:
        return score, 0
    return score, days_late(seconds(each.moment), seconds(due), rules.policy.grace_minutes)


def _attempt(number: int, each: HandIn, folder: str, tried: Try, counted: Counted, points: float) -> Attempt:
    graded = each.graded
    possible = graded.scores.get(folder, (0.0, points))[1] if graded else points
    return Attempt(
        number=number,
        submission=each.submission,
        source=each.source,
        moment=each.moment,
        score=tried.score,
        points=possible,
        counted=counted.score,
        days_late=tried.days,
        free_days=counted.free,
        bundle=graded.bundle if graded else "",
        sandbox=graded.sandbox if graded else "",
        broken=graded is not None and folder in graded.broken,
        problem=each.problem if each.problem or graded else UNGRADED,
        minutes=_minutes(each, folder) if each.minutes else None,
    )


def _minutes(each: HandIn, folder: str) -> float | None:
    """The time that all tasks of an assignment took."""
    number = str(int(folder.partition("_")[0]))
    worked = [minutes for task, minutes in each.minutes.items() if task.partition(".")[0] == number]
    return total(worked) if worked else None


def _mark(
    column: Column, attempts: tuple[Attempt, ...], chosen: int | None, given: Override | None, due: str | None
) -> Mark:
    """An override is out of the column's points; else what was our fault in the attempt has left them."""
    counts = None if chosen is None else attempts[chosen]
    score, points = (counts.counted, counts.points) if counts else (0.0, column.points)
    if given:
        score, points = given.score, column.points
    return Mark(column.folder, column.title, points, score, attempts, chosen, given, due=due)
