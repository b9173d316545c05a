"""The group of `autograder`'s commands. Here: demo, mutants; the other instructor_*.py hold the others.

Results go to stdout, progress to stderr.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from autograder.classroom.demo import hand_in, run_demo
from autograder.classroom.grading import PRIVATE, Order
from autograder.classroom.mutants import all_variants, run_mutants
from autograder.cli import instructor_text as show
from autograder.cli.instructor_bench import bench
from autograder.cli.instructor_check import check
from autograder.cli.instructor_course import build, doctor, here, notebooks, release, sandbox
from autograder.cli.instructor_grade import grade, report
from autograder.cli.instructor_options import (
    DONE,
    OURS,
    SHORT,
    jobs_option,
    json_option,
    make_ready,
    out_option,
    steps,
)
from autograder.cli.instructor_regrade import regrade
from autograder.reports.folder import write_results


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error.")
def autograder(debug: bool) -> None:
    """Grade the course.

    \b
    The usual round:
      autograder demo              see that everything works on this machine
      autograder release ../class  what the students clone
      autograder grade hand-ins/   a folder of zips, one per student
    """


@autograder.command()
@out_option
@click.option("--keep", is_flag=True, help="Keep the made-up submissions, in OUT/submissions.")
@jobs_option
def demo(out: Path | None, keep: bool, jobs: int) -> None:
    """Grade a small made-up class, and see that everybody gets what the work deserves.

    Example: autograder demo
    """
    course = here(Path.cwd())
    out = out or Path(tempfile.mkdtemp(prefix="autograder-demo-"))
    found = sandbox(weak=True)
    show.show_sandbox(show.console(), found)
    with tempfile.TemporaryDirectory(prefix="autograder-class-") as place:
        order = Order(course, course.assignments, found.level, Path(place) / "private", out, jobs)
        handed_in = hand_in(order, out / "submissions" if keep else Path(place) / "submissions")
        make_ready(order)
        with steps(len(handed_in.pupils), "submissions") as step:
            result = run_demo(order, handed_in, step)
    show.show_demo(show.console(), result, write_results(out, result.records, expected=True))
    show.show_places(show.console(), out)
    sys.exit(OURS if result.undeserved else DONE)


@autograder.command()
@click.argument("assignment", required=False, metavar="[NN]")
@jobs_option
@json_option
def mutants(assignment: str | None, jobs: int, machine: bool) -> None:
    """Plant every wrong implementation into the reference: each must be caught, and every right variant accepted.

    Example: autograder mutants 00
    """
    course = here(Path.cwd())
    chosen = course.assignments if assignment is None else (course.assignment(assignment),)
    variants = all_variants(chosen)
    order = Order(course, chosen, sandbox(weak=False).level, course.root / PRIVATE, course.root / PRIVATE, jobs)
    make_ready(order)
    with steps(len(variants), "variants") as step:
        fates = run_mutants(order, variants, step)
    if machine:
        click.echo(show.fates_json(fates))
    else:
        show.show_fates(show.console(), fates)
    sys.exit(DONE if all(fate.good for fate in fates) else SHORT)


for command in (grade, regrade, report, build, check, release, notebooks, doctor, bench):
    autograder.add_command(command)
