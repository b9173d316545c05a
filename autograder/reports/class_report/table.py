"""Show a class's statistics on a terminal: `class_tables(statistics)`, first where the class struggles.

A table that would be empty is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from autograder.reports.class_report.words import HARDEST, failure_words, middle, minutes, of, percent
from autograder.reports.statistics import Statistics
from autograder.reports.words import number

LOW, HIGH = 0.5, 0.8  # pass rates below and from which on a number is red and green


def class_tables(statistics: Statistics) -> Iterator[RenderableType]:
    """The assignments, the blanks that fewest solve, the tasks' time, and the laws that students wrote."""
    yield _assignments(statistics)
    for table in (_struggles(statistics), _times(statistics), _own_laws(statistics)):
        if table.row_count:
            yield Text("")
            yield table


def _assignments(statistics: Statistics) -> Table:
    table = _table("Assignments")
    for name in (
        "Assignment",
        "Handed in",
        "Graded",
        "Median (quartiles)",
        "Of",
        "Full",
        "Late",
        "By hand",
        "Attempts",
    ):
        table.add_column(name, justify="left" if name == "Assignment" else "right")
    for each in statistics.assignments:
        attempts = number(each.attempts.mean) if each.attempts else "-"
        counts = (each.full, each.late, each.overridden)
        table.add_row(
            Text(each.folder),
            of(each.handed_in, each.students),
            Text(str(each.graded), style="red" if each.not_graded or each.broken else ""),
            middle(each.scores),
            number(each.points),
            *map(str, counts),
            attempts,
        )
    return table


def _struggles(statistics: Statistics) -> Table:
    table = _table("Where the class struggles")
    table.add_column("Blank", overflow="fold")
    for name in ("Task", "Solved", "", "TODO"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("What fails first most often", overflow="fold")
    for _, task, blank in statistics.hardest[:HARDEST]:
        rate = blank.passed / blank.tried
        law = failure_words(blank.failures[0] if blank.failures else None)
        solved = Text(of(blank.passed, blank.tried))
        table.add_row(Text(blank.symbol), task.task, solved, _rate(rate), str(blank.todo), Text(law))
    return table


def _times(statistics: Statistics) -> Table:
    table = _table("Minutes of work, by the students' own tt")
    table.add_column("Task")
    for name in ("Median (quartiles)", "Students"):
        table.add_column(name, justify="right")
    for assignment in statistics.assignments:
        for task in assignment.tasks:
            if task.minutes:
                table.add_row(Text(f"{task.task}  {task.title}"), minutes(task.minutes), str(task.minutes.count))
    return table


def _own_laws(statistics: Statistics) -> Table:
    table = _table("Laws that students wrote")
    table.add_column("Law")
    for name in ("Task", "Wrong versions", "Median caught", "Catch all"):
        table.add_column(name, justify="right")
    for _, task, blank in statistics.blanks:
        if blank.caught_spread:
            every = of(blank.caught[-1], blank.tried)
            caught = percent(blank.caught_spread.median)
            table.add_row(Text(blank.symbol), task.task, str(blank.versions), caught, every)
    return table


def _table(title: str) -> Table:
    return Table(title=title, title_style="bold", title_justify="left", header_style="bold", pad_edge=False)


def _rate(rate: float) -> Text:
    style = "red" if rate < LOW else "green" if rate >= HIGH else "yellow"
    return Text(percent(rate), style=style)
