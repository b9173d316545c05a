"""Who is in the class, from a file: `read_roster(path)` knows the columns of Canvas, Moodle and GitHub Classroom.

The student's name, which submissions are kept under, is the first of these columns that the file has: student; login;
email up to the @; sis, canvas or moodle id; github; name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.paths import shown
from autograder.classroom.spreadsheet import Table, read_table
from autograder.course.errors import UsageError
from autograder.reports.grades import Person
from autograder.reports.likeness import folded

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "student": (
        "student id",
        "student_id",
        "identifier",
        "roster identifier",
        "roster_identifier",
        "matriculation number",
    ),
    "name": ("name", "full name", "fullname", "student name", "display name", "nom", "nombre"),
    "first": ("first name", "firstname", "given name", "first", "vorname", "prénom"),
    "last": ("last name", "lastname", "surname", "family name", "last", "nachname"),
    "email": ("email", "e-mail", "email address", "mail", "e-mail address"),
    "section": ("section", "sections", "group", "groups", "section name"),
    "login": ("login", "sis login id", "login id", "username", "user name", "user"),
    "sis": ("sis user id", "sis id", "id number", "sid", "sis"),
    "canvas": ("canvas", "canvas id", "canvas user id", "canvas_user_id"),
    "github": ("github", "github_username", "github username", "github login"),
    "github id": ("github_id", "github id"),
    "moodle": ("moodle", "moodle id", "moodle user id"),
}
IDS = ("login", "sis", "canvas", "github", "github id", "moodle")
NAMED_BY = ("student", "login", "email", "sis", "canvas", "moodle", "github", "name")
FEW = 6  # names in one line
LONGEST = 80


@dataclass(frozen=True)
class Roster:
    """The people, sorted by student, and what a person should hear about the file."""

    people: tuple[Person, ...]
    remarks: tuple[str, ...]


def read_roster(path: Path) -> Roster:
    """UsageError, by file and line, where somebody has no name or two have one."""
    table = read_table(path)
    places, unknown = _columns(path, table.header)
    key = next((key for key in NAMED_BY if key in places), None) or ("first" if "last" in places else None)
    if key is None:
        raise UsageError(
            f"{path.name} has no column that names students (it has: {shown(', '.join(table.header))}); "
            "call one student, login or email."
        )
    people: dict[str, tuple[int, Person]] = {}
    remarks = [*table.doubts, *_unused(path, unknown)]
    for line, row in table.rows:
        cells = {name: row[place] for name, place in places.items() if place < len(row) and row[place]}
        if _is_no_student(table, row, cells, key):
            remarks.append(f"{path.name}:{line} is no student ({shown(row[0])}), and was left out.")
            continue
        person = _person(path, line, key, cells)
        other = people.setdefault(folded(person.student), (line, person))[0]
        if other != line:
            raise UsageError(f"{path.name}:{line}: '{shown(person.student)}' stands in line {other} too; keep one.")
    if not people:
        raise UsageError(f"{path.name} has a header and no student below it; give one line per student.")
    return Roster(tuple(sorted((each for _, each in people.values()), key=lambda each: each.student)), tuple(remarks))


def _columns(path: Path, header: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    """What each column means -> its place; and the columns that mean nothing to us."""
    meanings = {word: meaning for meaning, words in COLUMNS.items() for word in (meaning, *words)}
    if "sis user id" in map(folded, header) or "sis login id" in map(folded, header):
        meanings |= {"student": "name", "id": "canvas"}  # Canvas's own gradebook
    elif "student" not in map(folded, header):
        meanings["id"] = "student"
    places: dict[str, int] = {}
    unknown = []
    for place, title in enumerate(header):
        meaning = meanings.get(folded(title))
        if meaning is None:
            unknown.append(title)
        elif meaning in places:
            first = header[places[meaning]]
            raise UsageError(
                f"{path.name} says the {meaning} twice, in '{shown(first)}' and '{shown(title)}'; keep one."
            )
        else:
            places[meaning] = place
    return places, unknown


def _unused(path: Path, unknown: Sequence[str]) -> list[str]:
    if not unknown:
        return []
    named = ", ".join(f"'{shown(title)}'" for title in unknown[:FEW])
    rest = f" and {len(unknown) - FEW} more" if len(unknown) > FEW else ""
    return [f"{path.name} has columns that mean nothing here, and were left out: {named}{rest}."]


def _is_no_student(table: Table, row: Sequence[str], cells: Mapping[str, str], key: str) -> bool:
    """Canvas writes a line of points and a made-up student, who has no login."""
    return row[0] == "Points Possible" or (key not in cells and row[0] in ("Student, Test", "Test Student"))


def _person(path: Path, line: int, key: str, cells: Mapping[str, str]) -> Person:
    name = _name(cells)
    student = name if key in ("name", "first") else cells.get(key, "")
    if key == "email":
        student = student.partition("@")[0]
    if key == "student" and not student:
        student = cells.get("github", "")  # GitHub Classroom: somebody whom nobody has put on its roster
    if not student:
        raise UsageError(f"{path.name}:{line}: the {key} is empty; every student needs one.")
    if not student.isprintable() or len(student) > LONGEST or "/" in student:
        raise UsageError(f"{path.name}:{line}: '{shown(student)}' is no name: it is too long, or has a slash in it.")
    ids = {kind: cells[kind] for kind in IDS if kind in cells}
    return Person(student, name, cells.get("email", ""), cells.get("section", ""), ids)


def _name(cells: Mapping[str, str]) -> str:
    """ "Lovelace, Ada" and first with last name alike: "Ada Lovelace"."""
    if "name" in cells:
        last, comma, first = cells["name"].partition(",")
        return f"{first.strip()} {last.strip()}" if comma else cells["name"]
    return " ".join(cells[part] for part in ("first", "last") if part in cells)
