"""The part of a class's page that lists the students, folded in bands by their share of all points."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from autograder.reports.class_report.sections import section, table
from autograder.reports.markup import Markup, tag
from autograder.reports.statistics import BINS, Line, Statistics, bin_name, bin_of, share_of
from autograder.reports.words import number, several

FEW = 40  # students that need no folding


def students_section(statistics: Statistics, links: Mapping[str, str]) -> Markup:
    """Everybody, the highest scores first, by name inside a band."""
    bands: dict[int, list[Line]] = {}
    for line in statistics.lines:
        band = bin_of(share_of(line.score, line.points)) if line.scored else -1
        bands.setdefault(band, []).append(line)
    head = [("Student", ""), ("Score", "number"), *((each.title, "number") for each in statistics.assignments)]
    folded = statistics.students > FEW
    content = []
    for band in sorted(bands, reverse=True):
        count = tag("span", several(len(bands[band]), "student"), class_="soft")
        name = tag("summary", tag("span", tag("strong", _name(band)), " ", count, class_="symbol"))
        rows = table(head, [_row(line, links) for line in bands[band]], "people")
        content.append(tag("details", name, rows, open=not folded, class_=folded and "folded"))
    note = "By their share of all points. A name leads to the student's own page."
    return section("students", "Students", note, content)


def _name(band: int) -> str:
    return "No score" if band < 0 else f"{bin_name(band)}{' or more' if band == BINS - 1 else ''}"


def _row(line: Line, links: Mapping[str, str]) -> Markup:
    person = line.person
    link = links.get(person.student)
    name = tag("a", person.student, href=link) if link else person.student
    more = tag("span", person.name, class_="soft") if person.name else None
    score = number(line.score) if line.scored else "-"
    marks = [_cell("-" if mark is None else number(mark)) for mark in line.marks]
    return tag("tr", tag("th", name, more, scope="row"), _cell(score), marks)


@functools.cache
def _cell(text: str) -> Markup:
    """A number; many students have the same one."""
    return tag("td", text, class_="number")
