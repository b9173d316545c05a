"""`autograder bench`: how fast the judge is on this machine; with a benchmark's name, how fast the framework is."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli import instructor_text as show
from autograder.cli.instructor_course import here, sandbox
from autograder.cli.instructor_options import json_option, steps
from autograder.course.errors import UsageError
from autograder.course.manifest import find_root

if TYPE_CHECKING:
    from autograder.classroom.speed import Report

JUDGE, CLASS = "judge", "class"  # what is measured here; other names are benchmarks of the framework
SIZES = (100, 1_000, 10_000)


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--students", type=click.IntRange(1, 99_999), multiple=True, default=SIZES, show_default=True,
    help="Sizes for `bench class`.",
)  # fmt: skip
@json_option
def bench(names: tuple[str, ...], students: tuple[int, ...], machine: bool) -> None:
    """Measure the judge on this machine, or with NAME the framework: its ratio to NumPy and to what else is installed.

    `bench class` measures how grading, pages and exports grow with a class; 10,000 students take ten minutes.

    \b
    Examples:
      autograder bench
      autograder bench class --students 100 --students 1000
      autograder bench scalars
    """
    ours = [name for name in names if name in (JUDGE, CLASS)] or ([] if names else [JUDGE])
    if not ours:
        sys.exit(_framework(names, machine))
    if len(names) > 1:
        raise UsageError(f"`autograder bench {ours[0]}` measures alone; run it without further names.")
    report = _class(students) if CLASS in ours else _judge()
    if machine:
        click.echo(json.dumps(report.to_json(), indent=1))
    else:
        from autograder.cli.instructor_figures import show_report

        show_report(show.console(), report)


def _judge() -> Report:
    from autograder.classroom.speed import PARTS, Sizes, measure

    level = sandbox(weak=True).level
    with steps(PARTS, "parts") as step:
        return measure(level, os.cpu_count() or 1, Sizes(), step)


def _class(students: tuple[int, ...]) -> Report:
    from autograder.classroom.speed_growth import growth

    course, level = here(Path.cwd()), sandbox(weak=True).level
    with steps(2 * len(students), "parts") as step:
        return growth(course, level, os.cpu_count() or 1, students, step)


def _framework(names: tuple[str, ...], machine: bool) -> int:
    """Run the framework's benchmarks; the exit code."""
    # Loaded here: only this measures, and what it imports would slow every other command down.
    benches = import_module("autograder.bench.show")
    known = (JUDGE, CLASS, *benches.BENCHMARKS)
    if unknown := [name for name in names if name not in known]:
        raise UsageError(f"There is no benchmark {unknown[0]!r}; there are: {', '.join(known)}.")
    return int(benches.main(list(names), find_root(Path.cwd()), machine))
