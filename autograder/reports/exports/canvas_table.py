"""A gradebook file that Canvas exported, cell by cell as it was written: `read_table(bytes, name)`, `table.text()`.

What nobody sets keeps its bytes: byte order mark, quotation marks, line ends, the separator of the instructor's
language. The layout is that of Canvas' own exporter and importer (lib/gradebook_exporter.rb, gradebook_importer.rb of
instructure/canvas-lms): a heading, perhaps a row "Manual Posting", a row "Points Possible", then the students.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.course.errors import UsageError

BOM = "\ufeff"
POSTING = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)
READ_ONLY = re.compile(r"read\s+only", re.IGNORECASE)
COMPUTED = re.compile(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
WITH_ID = re.compile(r"(.*?)\s*\((\d+)\)\s*")  # "Scalars (12345)"
KINDS = {"ID": "canvas", "SIS User ID": "sis", "SIS Login ID": "login"}  # a heading -> the name of that id in a roster
TEST_STUDENT = "Student, Test"


@dataclass
class Table:
    """Rows of cells as they are written; `ends` are the line ends."""

    name: str
    bom: str
    separator: str
    rows: list[list[str]]
    ends: list[str]

    def value(self, row: int, column: int) -> str:
        """What a cell says."""
        return _value(self.rows[row][column])

    def values(self, row: int) -> list[str]:
        return [_value(cell) for cell in self.rows[row]]

    def text(self) -> Iterator[str]:
        """The file again."""
        yield self.bom
        for cells, end in zip(self.rows, self.ends, strict=True):
            yield self.separator.join(cells) + end


@dataclass(frozen=True)
class Column:
    """An assignment in the file: `place` of its cells, its heading, and the points there, None where there are none."""

    place: int
    heading: str
    points: float | None

    @property
    def title(self) -> str:
        """The heading without Canvas' number."""
        found = WITH_ID.fullmatch(self.heading)
        return found[1] if found else self.heading

    @property
    def number(self) -> str:
        found = WITH_ID.fullmatch(self.heading)
        return found[2] if found else ""


@dataclass(frozen=True)
class Layout:
    """Where a file has what: `ids` maps "name", "canvas", "sis", "login" to columns, `students` are row numbers."""

    ids: Mapping[str, Sequence[int]]
    columns: tuple[Column, ...]
    students: tuple[int, ...]


def read_table(data: bytes, name: str) -> Table:
    """The cells of a file; UsageError where it is no table."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8, as Canvas writes it; export it again and edit nothing.") from error
    bom, text = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    rows, ends = _split(text, separator, name)
    return Table(name, bom, separator, rows, ends)


def layout_of(table: Table) -> Layout:
    """Where the table has what; UsageError where it is no gradebook of Canvas."""
    heading = table.values(0) if table.rows else []
    fixed = _fixed(heading, table.name)
    body = [row for row in range(1, len(table.rows)) if any(table.values(row))]
    for row in body:
        if len(table.rows[row]) != len(heading):
            what = f"{len(table.rows[row])} cells, its heading {len(heading)}"
            raise UsageError(f"{table.name}: row {row + 1} has {what}; export it from Canvas again and edit nothing.")
    possible = next((row for row in body if "Points Possible" in table.value(row, 0)), None)
    students = [row for row in body if row != possible and not _aside(table.values(row))]
    points = table.values(possible) if possible is not None else [""] * len(heading)
    columns = (Column(place, heading[place], number(points[place])) for place in range(fixed, len(heading)))
    writable = (c for c in columns if not READ_ONLY.search(points[c.place]) and not COMPUTED.search(c.heading))
    return Layout(_ids(heading[:fixed]), tuple(writable), tuple(students))


def number(text: str) -> float | None:
    """12.5 of "12.5" and of "12,5", by Canvas' rule that the last of the two signs is the decimal one."""
    whole, _, part = text.strip().replace(",", ".").rpartition(".")
    try:
        return float(f"{whole.replace('.', '')}.{part}" if whole else part)
    except ValueError:
        return None


def _split(text: str, separator: str, name: str) -> tuple[list[list[str]], list[str]]:
    cell = re.compile(rf'("[^"]*(?:""[^"]*)*"|[^{separator}\r\n"][^{separator}\r\n]*|)({separator}|\r\n|\n|\r|\Z)')
    rows: list[list[str]] = []
    ends: list[str] = []
    cells: list[str] = []
    place = 0
    while place < len(text) or cells:
        found = cell.match(text, place)
        if found is None:
            raise UsageError(f"{name}: row {len(rows) + 1} has a quotation mark without its other; export it again.")
        cells.append(found[1])
        place = found.end()
        if found[2] != separator:
            rows.append(cells)
            ends.append(found[2])
            cells = []
    return rows, ends


def _value(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def _fixed(heading: Sequence[str], name: str) -> int:
    """How many columns at the start are about the student: up to "Section"."""
    named = heading[:2] == ["LastName", "FirstName"] or (heading and "Student" in heading[0])
    if not named or "ID" not in heading or "Section" not in heading:
        begins = ", ".join(heading[:4]) or "nothing"
        raise UsageError(
            f"{name} is no gradebook as Canvas exports it: expected columns Student, ID, ..., Section at the start, "
            f"got {begins}; export it again and rename nothing."
        )
    return list(heading).index("Section") + 1


def _ids(fixed: Sequence[str]) -> dict[str, tuple[int, ...]]:
    names: tuple[int, ...] = (1, 0) if fixed[0] == "LastName" else (0,)
    return {"name": names, **{kind: (fixed.index(title),) for title, kind in KINDS.items() if title in fixed}}


def _aside(values: Sequence[str]) -> bool:
    """The row that says how grades are posted, and Canvas' own test student."""
    return all(POSTING.fullmatch(value) for value in values) or values[0] == TEST_STUDENT
