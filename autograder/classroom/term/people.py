"""The class as the gradebook keeps it: `roster(database)`, `enrol(database, people)` puts a new roster in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.classroom.gradebook_file import Database, parsed
from autograder.classroom.gradebook_rows import canonical
from autograder.reports.grades import Person


@dataclass(frozen=True)
class Moved:
    """What a new roster changed: who came, who left, whose entry reads otherwise now."""

    came: tuple[str, ...]
    left: tuple[str, ...]
    changed: tuple[str, ...]


def roster(database: Database) -> list[Person]:
    """Everybody on the roster, sorted by student."""
    rows = database.rows("SELECT student, name, email, section, ids FROM students ORDER BY student")
    return [Person(student, name, email, section, parsed(ids)) for student, name, email, section, ids in rows]


def enrol(database: Database, people: Sequence[Person]) -> Moved:
    """Replace the roster, all at once; what somebody who left has handed in stays, and so does its grade."""
    values = [(each.student, each.name, each.email, each.section, canonical(dict(each.ids))) for each in people]
    with database.together():
        old = {person.student: person for person in roster(database)}
        database.write("DELETE FROM students")
        database.write_all("INSERT INTO students VALUES (?, ?, ?, ?, ?)", values)
    new = {person.student: person for person in people}
    changed = (student for student in new.keys() & old.keys() if new[student] != old[student])
    return Moved(tuple(sorted(new.keys() - old.keys())), tuple(sorted(old.keys() - new.keys())), tuple(sorted(changed)))
