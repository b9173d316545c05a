"""The command `autograder report`: how a class is doing, as tables, JSON, CSV and a page."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.instructor_options import RESULTS, json_option
from autograder.course.errors import UsageError

if TYPE_CHECKING:
    from autograder.reports.statistics import Statistics

TO = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("results", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False)
@click.option("--out", type=click.Path(path_type=Path, exists=True, file_okay=False), help="RESULTS, as elsewhere.")
@click.option("--assignments", default="", metavar="00-02,04", help="Of these only; default: all.")
@json_option
@click.option("--csv", "sheet", type=TO, metavar="FILE", help="Write one row per blank for a spreadsheet.")
@click.option("--html", "page", type=TO, metavar="FILE", help="Where the page goes, if not to RESULTS/reports.")
@click.option("--pages", is_flag=True, help="Make the students' own pages again as well, from their records.")
@click.option("--answers", is_flag=True, help="The same with the expected values in them: not for handing out.")
def report(
    results: Path | None, out: Path | None, assignments: str, machine: bool, sheet: Path | None, page: Path | None,
    pages: bool, answers: bool,
) -> None:  # fmt: skip
    """Say how a class is doing: scores, pass rates, laws that fail, time spent, what students' own laws catch.

    RESULTS is the folder that `autograder grade` wrote, by default results/. The page has it all, with plots; --json
    prints it for a program instead, and writes no page unless --html names one.

    \b
    Examples:
      autograder report results
      autograder report results --assignments 00 --csv blanks.csv
      autograder report results --answers
    """
    from autograder.classroom.class_page import write_class_page
    from autograder.classroom.statistics import class_statistics
    from autograder.reports.class_report.json import statistics_json
    from autograder.reports.class_report.sheet import statistics_csv

    if results and out:
        raise UsageError(f"{results} and {out} are two results folders; name one of them.")
    results = results or out or RESULTS
    statistics = class_statistics(results, assignments)
    if pages or answers:
        _students_pages(results, answers)
    if sheet:
        _write(sheet, statistics_csv(statistics))
    if machine:
        click.echo(statistics_json(statistics), nl=False)
    else:
        _show(statistics)  # before the page: this much can be said where nothing can be written
    if page or not machine:
        page = write_class_page(statistics, results, page)
    if not machine:
        click.echo(f"\nPage  {page}" + (f"\nCSV   {sheet}" if sheet else ""))


def _show(statistics: Statistics) -> None:
    from autograder.cli.instructor_text import console
    from autograder.reports.class_report.table import class_tables

    out = console()
    for part in class_tables(statistics):
        out.print(part)


def _students_pages(results: Path, answers: bool) -> None:
    from autograder.cli.instructor_feedback import beside
    from autograder.course.manifest import find_root, load_course
    from autograder.reports.folder import read_records, write_pages

    course = None
    with suppress(UsageError):  # without the course there are no hints in the pages, and that is all
        course = load_course(find_root(Path.cwd()))
    write_pages(results, read_records(results), expected=answers, beside=beside(results, course))


def _write(file: Path, text: str) -> None:
    from autograder.reports.files import telling, write_file

    with telling(file):
        write_file(file, [text])
