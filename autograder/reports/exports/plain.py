"""A class's grades as a table or as JSON: `grades_csv(columns, grades)`, `grades_json(columns, grades)`.

Both give the parts of one text, student by student, in the order in which they come; the same grades give the same
bytes. The JSON is `{"schema": 1, "assignments": [Column, ...], "grades": [Grade, ...]}`, every dataclass of
reports/grades.py an object with its fields' names; the number goes up when a name goes or changes its meaning.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from autograder.reports.grades import Column, Grade, Mark
from autograder.reports.sheet import inert

SCHEMA = 1
PERSON = ("student", "name", "email", "section")
PER_ASSIGNMENT = ("", " points", " days late", " note")  # after the folder's name, in one row of the table


def grades_csv(columns: Sequence[Column], grades: Iterable[Grade]) -> Iterator[str]:
    """A heading and a row for each student; a cell that a spreadsheet would compute is made text."""
    heading = [*PERSON, *(column.folder + what for column in columns for what in PER_ASSIGNMENT), "score", "points"]
    yield _row(heading)
    for grade in grades:
        person = grade.person
        cells: list[Any] = [inert(text) for text in (person.student, person.name, person.email, person.section)]
        for mark in grade.marks:
            late = mark.attempt.days_late if mark.attempt else 0
            cells += [plain(mark.score), plain(mark.points), late, note(mark)]
        yield _row([*cells, plain(grade.score), plain(grade.points)])


def note(mark: Mark) -> str:
    """What a reader of the score must know: nothing handed in, unreadable, our fault, given by hand, left out."""
    attempt = mark.attempt
    words = {
        "missing": not mark.attempts,
        "unreadable": attempt is not None and attempt.problem is not None,
        "broken": attempt is not None and attempt.broken,
        "override": mark.override is not None,
        "dropped": mark.dropped,
    }
    return " ".join(word for word, holds in words.items() if holds)


def plain(value: float) -> str:
    """A number without needless digits and never in powers of ten: 3, 2.5, 0.333333."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def grades_json(columns: Sequence[Column], grades: Iterable[Grade]) -> Iterator[str]:
    """One student a line."""
    yield f'{{"schema": {SCHEMA}, "assignments": {_json(list(columns))}, "grades": ['
    between = "\n"
    for grade in grades:
        yield between + _json(grade)
        between = ",\n"
    yield "\n]}\n"


def _row(cells: Sequence[Any]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


def _json(value: Any) -> str:
    return json.dumps(_data(value), ensure_ascii=False, allow_nan=False)


def _data(value: Any) -> Any:
    """Dataclasses as objects, tuples as lists."""
    if is_dataclass(value):
        return {field.name: _data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [_data(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value
