"""What several commands of `autograder` share: their options, exit codes, progress, which assignments are meant.

Every command loads this first, so what only some need is loaded where they need it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.course.ranges import picked

if TYPE_CHECKING:
    from autograder.classroom.grading import Order
    from autograder.course.model import Assignment, Course

RESULTS = Path("results")  # without --out
DONE, SHORT, WRONG, OURS = 0, 1, 2, 3
UNREAD = 141  # nobody reads the output: what a shell says of a program that SIGPIPE ends

json_option = click.option("--json", "machine", is_flag=True, help="Print JSON for a program to read.")
jobs_option = click.option(
    "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, show_default="one per core", help="Processes."
)
weak_option = click.option(
    "--allow-weak-sandbox", "weak", is_flag=True, help="Grade even where nothing shuts the students' code in."
)
out_option = click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the results.")


def chosen(course: Course, names: str) -> tuple[Assignment, ...]:
    """ "00-02,04": the assignments that are named, one by one or from ... to."""
    return tuple(course.assignments[place] for place in picked(names, lambda name: course.assignment(name).number))


def make_ready(order: Order) -> None:
    """Have the examples, and say whether they are drawn now, which takes a while."""
    from autograder.classroom.grading import is_prepared, prepare
    from autograder.cli import instructor_text as show

    with show.working(f"{'Reading' if is_prepared(order) else 'Drawing'} the examples"):
        prepare(order)


def steps(total: int, what: str) -> AbstractContextManager[Callable[[], None]]:
    """A function to call after each of `total` pieces; what it shows goes to stderr."""
    from autograder.classroom.progress import progress
    from autograder.cli import instructor_text as show

    return progress(show.console(stderr=True), total, what)
