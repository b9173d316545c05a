"""`autograder simulate`: a class to try everything on before the term begins."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from autograder.cli.instructor_course import here
from autograder.cli.instructor_options import chosen


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--students", type=click.IntRange(1, 99_999), default=30, show_default=True, help="How many.")
@click.option("--assignments", default="00", show_default=True, metavar="00-01,03", help="What they hand in.")
@click.option("--deadline", default="2026-09-14T23:59:00+00:00", show_default=True, help="Of the first assignment.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed, another class.")
def simulate(folder: Path, students: int, assignments: str, deadline: str, seed: int) -> None:
    """Make up a class in FOLDER: zips with the mistakes that students make, a roster, and when each was handed in.

    Example: autograder simulate pretend --students 200 --assignments 00,01
    """
    from autograder.classroom.made_up import write_class
    from autograder.course.errors import UsageError

    course = here(Path.cwd())
    wanted = chosen(course, assignments)
    try:
        due = datetime.fromisoformat(deadline)
    except ValueError as error:
        raise UsageError(f"'{deadline}' is no time; expected one such as 2026-09-14T23:59:00+00:00.") from error
    if due.tzinfo is None:
        raise UsageError(f"'{deadline}' has no time zone; write it behind the time, such as +02:00.")
    count = write_class(folder, course, wanted, students, seed, due)
    click.echo(f"{count} hand-ins of {students} students in {folder}")
    for assignment in wanted:
        given = f"--assignments {assignment.number:02} --times {folder / assignment.folder}.times.csv"
        click.echo(f"  autograder grade {folder / assignment.folder} {given}")
