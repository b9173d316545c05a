"""Fill the gradebook file that an instructor exported from Canvas: `fill(data, name, columns, grades, chosen, scale)`.

Only cells of our assignments' columns are written, each with the score that counts, to two decimals. A cell that
says EX or N/A stays, and so does one whose student handed nothing in, or was let down by us; `Filled` says who.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.course.errors import UsageError
from autograder.course.symbols import did_you_mean
from autograder.reports.exports import canvas_table
from autograder.reports.exports.canvas_people import Rows, rows_of
from autograder.reports.exports.canvas_table import Layout, Table
from autograder.reports.exports.plain import plain
from autograder.reports.grades import Column, Grade, Mark, Person

KEPT = {"EX": "excused in Canvas", "N/A": "not assigned in Canvas"}
ENOUGH = 0.005  # scores closer than this are the same to Canvas


@dataclass(frozen=True)
class Filled:
    """The filled file and what was done: headings by folder, folders without a column, who was left out and why."""

    table: Table
    headings: Mapping[str, str]
    without: tuple[str, ...]
    written: int
    same: int
    left: Mapping[str, tuple[str, ...]]  # a reason -> "student folder"
    rows: Rows

    def text(self) -> Iterator[str]:
        return self.table.text()


def fill(
    data: bytes, name: str, columns: Sequence[Column], grades: Iterable[Grade],
    chosen: Sequence[str] = (), *, scale: bool = False,
) -> Filled:  # fmt: skip
    """The file with our scores; `chosen` are mappings "Heading=00", the others are guessed from the headings."""
    table = canvas_table.read_table(data, name)
    layout = canvas_table.layout_of(table)
    asked = _chosen(chosen, columns, layout, name)
    places = {**_guessed([c for c in columns if c.folder not in asked], layout, name), **asked}
    _refuse_shared(places, name)
    if not places:
        raise UsageError(
            f"No column of {name} is named like one of the assignments {', '.join(c.folder for c in columns)}; "
            "say which one is meant with --column 'Heading=00'."
        )
    factors = {c.folder: _factor(c, places[c.folder], name, scale=scale) for c in columns if c.folder in places}
    people: list[Person] = []
    news: dict[str, list[tuple[str, str, str]]] = {}  # student -> (folder, text, or else the reason to leave it)
    for grade in grades:
        people.append(grade.person)
        marks = (mark for mark in grade.marks if mark.folder in places)
        news[grade.person.student] = [(m.folder, *_text(m, factors[m.folder])) for m in marks]
    rows = rows_of(table, layout, people)
    written, same, left = _write(table, rows, news, places)
    headings = {folder: column.heading for folder, column in sorted(places.items())}
    without = tuple(column.folder for column in columns if column.folder not in places)
    return Filled(table, headings, without, written, same, left, rows)


Places = Mapping[str, canvas_table.Column]


def _text(mark: Mark, factor: float) -> tuple[str, str]:
    """(what the cell is to say, "") or ("", why it stays)."""
    attempt = mark.attempt
    if mark.override is None:
        if attempt is None:
            return "", "nothing handed in"
        if attempt.problem is not None:
            return "", "could not be read"
        if attempt.broken:
            return "", "not judged, by our fault"
    return plain(round(mark.score * factor, 2)), ""


def _write(
    table: Table, rows: Rows, news: Mapping[str, Sequence[tuple[str, str, str]]], places: Places
) -> tuple[int, int, dict[str, tuple[str, ...]]]:
    written = same = 0
    left: defaultdict[str, list[str]] = defaultdict(list)
    for row, student in rows.students.items():
        for folder, text, reason in news[student]:
            place = places[folder].place
            said = table.value(row, place).strip()
            reason = KEPT.get(said.upper(), reason)
            old = canvas_table.number(said)
            if reason:
                left[reason].append(f"{student} {folder}")
            elif old is not None and abs(old - float(text)) < ENOUGH:
                same += 1
            else:
                table.rows[row][place] = text
                written += 1
    return written, same, {reason: tuple(whom) for reason, whom in left.items()}


def _chosen(
    chosen: Sequence[str], columns: Sequence[Column], layout: Layout, name: str
) -> dict[str, canvas_table.Column]:
    """What "Heading=00" asks for; a heading may be given without Canvas' number, or as the number alone."""
    places = {}
    for words in chosen:
        heading, sign, folder = (word.strip() for word in words.rpartition("="))
        if not (heading and sign and folder):
            raise UsageError(f"--column expects 'Heading=00', got '{words}'.")
        fit = [c for c in layout.columns if heading == c.heading]
        fit = fit or [c for c in layout.columns if heading in (c.title, c.number)]
        if len(fit) != 1:
            hint = did_you_mean(heading, [c.heading for c in layout.columns])
            what = "more than one column" if fit else "no column that may be written to"
            raise UsageError(f"{name} has {what} '{heading}'{hint}")
        places[_folder(folder, columns)] = fit[0]
    return places


def _folder(name: str, columns: Sequence[Column]) -> str:
    """The folder of '00' or '00_scalars'."""
    fit = [c.folder for c in columns if name in (c.folder, c.folder.partition("_")[0])]
    if not fit:
        raise UsageError(f"The class has no assignment '{name}'{did_you_mean(name, [c.folder for c in columns])}")
    return fit[0]


def _guessed(columns: Sequence[Column], layout: Layout, name: str) -> dict[str, canvas_table.Column]:
    """The one column whose title has the folder in it, or else is the assignment's title, or else has it in it.

    Only a column with Canvas' number is an assignment there; others are an instructor's notes.
    """
    places = {}
    titles = {c: f" {_words(c.title)} " for c in layout.columns if c.number}
    for column in columns:
        folder, title = f" {_words(column.folder)} ", f" {_words(column.title)} "
        for fits in (
            [c for c, text in titles.items() if folder in text],
            [c for c, text in titles.items() if title == text],
            [c for c, text in titles.items() if title in text],
        ):
            if len(fits) > 1:
                both = " and ".join(f"'{c.heading}'" for c in fits[:2])
                raise UsageError(
                    f"{name} has more than one column for {column.folder}: {both}; say which with "
                    f"--column '{fits[0].heading}={column.folder}'."
                )
            if fits:
                places[column.folder] = fits[0]
                break
    return places


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _refuse_shared(places: Places, name: str) -> None:
    seen: dict[int, str] = {}
    for folder, column in places.items():
        if column.place in seen:
            raise UsageError(
                f"{seen[column.place]} and {folder} would both be written to '{column.heading}' of {name}; "
                "say which column is whose with --column 'Heading=00'."
            )
        seen[column.place] = folder


def _factor(column: Column, place: canvas_table.Column, name: str, *, scale: bool) -> float:
    """What a score is multiplied with: 1, unless Canvas has other points and `scale` says that they are meant."""
    if place.points is None or place.points == column.points:
        return 1.0
    if not scale:
        raise UsageError(
            f"{column.folder} is worth {plain(column.points)} points, and '{place.heading}' in {name} "
            f"{plain(place.points)}; make them equal in Canvas and export again, or scale the scores with --scale."
        )
    return place.points / column.points if column.points else 0.0
