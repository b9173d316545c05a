"""The command `autograder status`: where a class stands, and who needs a look."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.instructor_options import json_option
from autograder.cli.instructor_term import results_option

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from autograder.classroom.term.status import Line, Status


@click.command()
@results_option
@click.option("--all", "everybody", is_flag=True, help="List everybody, and not only who needs a look.")
@json_option
def status(out: Path, everybody: bool, machine: bool) -> None:
    """Say where the class stands: who handed in, is graded, is late, is not graded and why, was overridden.

    \b
    Examples:
      autograder status --out results
      autograder status --out results --json
    """
    from autograder.classroom.term.status import status_of
    from autograder.cli.instructor_text import console

    found = status_of(out)
    if machine:
        click.echo(json.dumps(found.to_json(), indent=1))
    else:
        show_status(console(), found, everybody=everybody)


def show_status(out: Console, found: Status, *, everybody: bool) -> None:
    """The assignments, the queue, then the students."""
    out.print(_assignments(found))
    queue = ", ".join(f"{getattr(found.queue, part.name)} {part.name}" for part in fields(found.queue)[1:])
    out.print(f"{found.queue.hand_ins} hand-ins: {queue}".replace("anew", "graded anew"))
    out.print(f"{found.students} students, {found.listed} of them on the roster")
    lines = [line for line in found.lines if everybody or line.remarks]
    if lines:
        out.print(_students(lines))
    if rest := found.students - len(lines):
        more = "more " if lines else ""
        out.print(f"Nothing to say of {rest} {more}student{'s' * (rest != 1)}; --all lists them.", style="dim")


def _assignments(found: Status) -> Table:
    from rich.table import Table

    from autograder.course.moments import spoken

    table = Table(title="Assignments", title_style="bold", header_style="bold", pad_edge=False)
    table.add_column("Assignment")
    table.add_column("Due")
    for name in ("Handed in", "Graded", "Late", "Not graded", "Overridden"):
        table.add_column(name, justify="right")
    for each in found.assignments:
        counts = (each.handed_in, each.graded, each.late, each.not_graded, each.overridden)
        table.add_row(each.folder, spoken(each.due) if each.due else "-", *map(str, counts))
    return table


def _students(lines: list[Line]) -> Table:
    from rich.table import Table
    from rich.text import Text

    from autograder.reports.words import number

    table = Table(title="Students", title_style="bold", header_style="bold", pad_edge=False)
    table.add_column("Student", overflow="fold")
    table.add_column("Name", overflow="fold")
    table.add_column("Score", justify="right")
    table.add_column("To know", overflow="fold")
    for line in lines:
        score = f"{number(line.score)} / {number(line.points)}"
        table.add_row(Text(line.student), Text(line.name), score, Text("\n".join(line.remarks)))
    return table
