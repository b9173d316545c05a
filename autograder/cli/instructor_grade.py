"""The commands of `autograder` that grade a class: grade, report. Others ask for a grading with `requested`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from autograder.classroom.grading import PRIVATE, Order, grade_class
from autograder.classroom.submissions import Source, assignments_in, find_submissions, only, refuse_results_among
from autograder.cli import instructor_text as show
from autograder.cli.instructor_course import here, sandbox
from autograder.cli.instructor_options import (
    DONE,
    OURS,
    SHORT,
    jobs_option,
    json_option,
    make_ready,
    out_option,
    steps,
    weak_option,
)
from autograder.course.model import Assignment, Course
from autograder.reports.folder import read_records, write_pages, write_results
from autograder.reports.json import class_json
from autograder.reports.summary import Row

Command = Callable[..., None]
RESULTS = Path("results")  # without --out

OPTIONS = (
    click.argument("path", type=click.Path(path_type=Path)),
    out_option,
    jobs_option,
    click.option(
        "--assignments",
        default="",
        metavar="00,01",
        help="Grade these only; default: all, or what one submission holds.",
    ),
    click.option("--whole", is_flag=True, help="On the student's own earlier layers, not the reference's."),
    click.option("--student", help="Grade this one student of the folder and show every verdict."),
    click.option("--answers", is_flag=True, help="Put the expected values into the pages: not for handing out."),
    weak_option,
    json_option,
)


@dataclass(frozen=True)
class Request:
    """What a grading command was asked for."""

    order: Order
    sources: list[Source]
    alone: bool  # one student: every verdict is shown, with the answers
    answers: bool
    machine: bool


def grading_options(command: Command) -> Command:
    """The options of every command that grades PATH; `requested(**options)` makes a Request of them."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def requested(
    path: Path, out: Path | None, jobs: int, assignments: str, whole: bool,
    student: str | None, answers: bool, weak: bool, machine: bool,
) -> Request:  # fmt: skip
    """Find the course, the submissions and the sandbox; draw the examples."""
    course = here(path)
    out = out or RESULTS
    sources = only(find_submissions(path), student)
    refuse_results_among(path, out)
    chosen = _assignments(course, assignments, sources)
    order = Order(course, chosen, sandbox(weak=weak).level, course.root / PRIVATE, out, jobs, whole)
    make_ready(order)
    return Request(order, sources, student is not None or len(sources) == 1, answers, machine)


@click.command()
@grading_options
def grade(**options: Any) -> None:
    """Grade PATH: a submission zip, a folder of them (one per student), or a student's checkout.

    Stopped at any moment, the same command goes on where it was. Results go to --out, by default results/.

    \b
    Examples:
      autograder grade hand-ins/ --out results
      autograder grade .
    """
    request = requested(**options)
    order, alone = request.order, request.alone
    with steps(len(request.sources), "submissions") as step:
        records = grade_class(order, request.sources, step)
    summary = write_results(order.out, records, expected=request.answers or alone)
    if request.machine:
        for part in class_json(records):
            click.echo(part, nl=False)
    else:
        if alone:
            show.show_students(show.console(), records)
        else:
            show.show_class(show.console(), summary)
        show.show_places(show.console(), order.out)
    sys.exit(_exit_code(summary.rows, alone=alone))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--answers", is_flag=True, help="Put the expected values into the pages: not for handing out.")
def report(folder: Path, answers: bool) -> None:
    """Make the HTML pages of a results folder again, from its records.

    Example: autograder report results --answers
    """
    show.show_class(show.console(), write_pages(folder, read_records(folder), expected=answers))
    show.show_places(show.console(), folder)


def _assignments(course: Course, names: str, sources: Sequence[Source]) -> tuple[Assignment, ...]:
    """The named assignments; without names all, or those that a single submission holds."""
    if names:
        chosen = {course.assignment(name.strip()).number for name in names.split(",")}
        return tuple(assignment for assignment in course.assignments if assignment.number in chosen)
    return assignments_in(sources[0], course) if len(sources) == 1 else course.assignments


def _exit_code(rows: Sequence[Row], *, alone: bool) -> int:
    """3 where we failed, 1 where a submission could not be graded or the only one misses points, else 0."""
    if any(row.broken for row in rows):
        return OURS
    short = any(row.problem or (alone and row.score < row.points) for row in rows)
    return SHORT if short else DONE
