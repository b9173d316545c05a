"""Write all that a grading leaves behind: `leave_results(out, records)`; the class's page alone: `write_class_page`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from autograder.classroom.statistics import class_statistics
from autograder.reports.class_report.page import class_page
from autograder.reports.feedback.beside import Beside
from autograder.reports.files import telling, write_file
from autograder.reports.folder import NOTHING, write_results
from autograder.reports.html import page_name
from autograder.reports.statistics import Statistics
from autograder.reports.summary import Summary
from autograder.reports.words import Record

PAGE = Path("reports") / "index.html"


def leave_results(
    out: Path, records: Iterable[Record], *, expected: bool, beside: Beside = NOTHING, part: bool = False
) -> Summary:
    """Records, a page for each student, sheets (not for a `part` of a class), and the class's page with statistics."""
    summary = write_results(out, records, expected=expected, beside=beside, part=part)
    write_class_page(class_statistics(out), out)
    return summary


def write_class_page(statistics: Statistics, results: Path, page: Path | None = None) -> Path:
    """Where the page was written to; it links to the students' own pages in the results folder."""
    page = page or results / PAGE
    with telling(page):
        write_file(page, [class_page(statistics, _links(statistics, results / PAGE.parent, page.parent))])
    return page


def _links(statistics: Statistics, reports: Path, start: Path) -> Mapping[str, str]:
    """Student -> the address of the own page, seen from a folder; of those who have one."""
    there = {file.name for file in reports.iterdir()} if reports.is_dir() else set()
    way = Path(os.path.relpath(reports, start)).as_posix()
    before = "" if way == "." else f"{quote(way)}/"
    names = {line.person.student: f"{page_name(line.person.student)}.html" for line in statistics.lines}
    return {student: before + quote(name) for student, name in names.items() if name in there}
