"""Say which row of Canvas' file is which student's: `rows_of(table, layout, people)`.

An id is believed before a login, a login before an e-mail address, and that before a name; a name only where it is one
person's in the class and in the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from autograder.course.errors import UsageError
from autograder.reports.exports.canvas_table import Layout, Table
from autograder.reports.grades import Person
from autograder.reports.likeness import folded

T = TypeVar("T")


@dataclass(frozen=True)
class Rows:
    """`students` maps a row to its student; `strangers` are rows of nobody in the class, `absent` who has no row."""

    students: Mapping[int, str]
    strangers: tuple[str, ...]
    absent: tuple[str, ...]


# A column of the file, and what it may say of a person: tried from above.
KEYS: Sequence[tuple[str, Callable[[Person], str]]] = (
    ("canvas", lambda person: person.ids.get("canvas", "")),
    ("sis", lambda person: person.ids.get("sis", "")),
    ("login", lambda person: person.ids.get("login", "")),
    ("login", lambda person: person.student),
    ("sis", lambda person: person.student),
    ("canvas", lambda person: person.student),
    ("login", lambda person: person.email),
    ("name", lambda person: person.name or person.student),
)


def rows_of(table: Table, layout: Layout, people: Sequence[Person]) -> Rows:
    """Each row's student; UsageError where two rows are the same person's."""
    _refuse_twins(table, layout)
    found: dict[int, str] = {}
    for kind, of_person in KEYS:
        if kind in layout.ids:
            left = [row for row in layout.students if row not in found]
            by_row = _alone((_said(table, layout, kind, row), row) for row in left)
            taken = set(found.values())
            free = (person for person in people if person.student not in taken)
            by_person = _alone((_norm(of_person(person), kind), person.student) for person in free)
            found |= {row: by_person[key] for key, row in by_row.items() if key in by_person}
    strangers = tuple(table.value(row, 0) for row in layout.students if row not in found)
    taken = set(found.values())
    return Rows(found, strangers, tuple(person.student for person in people if person.student not in taken))


def _refuse_twins(table: Table, layout: Layout) -> None:
    seen: dict[str, int] = {}
    for row in layout.students:
        key = _said(table, layout, "canvas", row)
        if key and key in seen:
            who = f"'{table.value(row, 0)}', ID {table.value(row, layout.ids['canvas'][0])}"
            raise UsageError(
                f"{table.name}: rows {seen[key] + 1} and {row + 1} are both for {who}; take one of them out."
            )
        seen[key] = row


def _said(table: Table, layout: Layout, kind: str, row: int) -> str:
    return _norm(" ".join(table.value(row, place) for place in layout.ids[kind]), kind)


def _norm(text: str, kind: str) -> str:
    """Folded; "Lovelace, Ada" is "Ada Lovelace"."""
    if kind == "name" and text.count(",") == 1:
        last, _, first = text.partition(",")
        text = f"{first} {last}"
    return folded(text)


def _alone(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    """The pairs whose key is one pair's only, and says something."""
    listed = [(key, value) for key, value in pairs if key]
    counts = Counter(key for key, _ in listed)
    return {key: value for key, value in listed if counts[key] == 1}
