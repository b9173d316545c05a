"""`autograder mutants`: do the hidden checks catch what is wrong and accept what is right?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from autograder.cli import instructor_text as show
from autograder.cli.instructor_course import here, sandbox
from autograder.cli.instructor_options import DONE, SHORT, jobs_option, json_option, make_ready, steps


@click.command()
@click.argument("assignment", required=False, metavar="[NN]")
@jobs_option
@json_option
def mutants(assignment: str | None, jobs: int, machine: bool) -> None:
    """Plant every wrong implementation into the reference: each must be caught, and every right variant accepted.

    Example: autograder mutants 00
    """
    from autograder.classroom.grading import PRIVATE, Order
    from autograder.classroom.mutants import all_variants, run_mutants

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
