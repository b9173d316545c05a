"""`autograder bench`: how fast the judge is on this machine; with a benchmark's name, how fast the framework is."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Literal

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.classroom.speed import PARTS, Report, Sizes, measure
from autograder.classroom.speed_rows import spread
from autograder.cli import instructor_text as show
from autograder.cli.instructor_course import sandbox
from autograder.cli.instructor_options import json_option, steps
from autograder.course.errors import UsageError
from autograder.course.manifest import find_root

JUDGE = "judge"
LONG_CLASS = 1000
COLUMNS: dict[str, Literal["left", "right"]] = {
    "": "left",
    "median": "right",
    "9 of 10": "right",
    "unit": "left",
    "spread": "right",
    "samples": "right",
    "aim": "left",
}


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--long", "thorough", is_flag=True, help=f"Grade a class of {LONG_CLASS} too.")
@json_option
def bench(names: tuple[str, ...], thorough: bool, machine: bool) -> None:
    """Measure the judge on this machine, or with NAME the framework: its ratio to NumPy and to what else is installed.

    \b
    Examples:
      autograder bench
      autograder bench scalars
    """
    if JUDGE not in (names or (JUDGE,)):
        sys.exit(_framework(names, machine))
    if len(names) > 1:
        raise UsageError("The judge is measured alone; run `autograder bench` without further names.")
    level = sandbox(weak=True).level
    with steps(PARTS, "parts") as step:
        report = measure(level, os.cpu_count() or 1, Sizes(long=LONG_CLASS if thorough else 0), step)
    if machine:
        click.echo(json.dumps(report.to_json(), indent=1))
    else:
        show_report(show.console(), report)


def _framework(names: tuple[str, ...], machine: bool) -> int:
    """Run the framework's benchmarks; the exit code."""
    # Loaded here: only this measures, and what it imports would slow every other command down.
    benches = import_module("autograder.bench.show")
    known = (JUDGE, *benches.BENCHMARKS)
    if unknown := [name for name in names if name not in known]:
        raise UsageError(f"There is no benchmark {unknown[0]!r}; there are: {', '.join(known)}.")
    return int(benches.main(list(names), find_root(Path.cwd()), machine))


def show_report(out: Console, report: Report) -> None:
    """All rows in one table; the aims are told, nothing is judged."""
    table = Table(title=f"The judge: sandbox {report.sandbox}, {report.cores} cores", title_justify="left")
    for name, justify in COLUMNS.items():
        table.add_column(name, justify=justify, no_wrap=True)
    for title, rows in report.groups:
        table.add_row(Text(title, style="bold"))
        for row in rows:
            figures = (_figure(row.median), _figure(row.ninth), row.unit)
            table.add_row(f"  {row.what}", *figures, f"{spread(row.samples):.0%}", str(len(row.samples)), row.aim)
    out.print(table)
    out.print(
        "Things that are compared were measured in turn; nine samples of ten reach the second figure. The same loop,"
        f" timed before every sample, took up to {report.noise:.0%} longer than at its best: so noisy was the machine.",
    )


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
