"""`autograder check NAME`: is a hidden check any good?"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from autograder.cli import instructor_text as show
from autograder.cli.instructor_course import here, sandbox
from autograder.cli.instructor_options import DONE, SHORT, json_option


@click.command()
@click.argument("name")
@json_option
def check(name: str, machine: bool) -> None:
    """Try hidden checks out: NAME is a check's function, or a blank or a task (0.1) for all of its checks.

    A check runs on the reference, on the stub, on every mutant planted in its blank and on every right variant. The
    exit code is 1 where one is weak: the reference fails, the stub passes, it catches no mutant, or it accuses a
    solution that is right; and where a mutant survives all checks of its blank. autograder/checks/README.md says how
    to write one.

    \b
    Examples:
      autograder check sigmoid
      autograder check relu_back_at_the_kink
      autograder check 0.1
    """
    from autograder.classroom.authoring import Workbench, by_blank, survivors
    from autograder.classroom.grading import PRIVATE
    from autograder.cli.instructor_study import show_studies

    course = here(Path.cwd())
    with Workbench(course, course.root / PRIVATE, sandbox(weak=False).level) as bench:
        choices = bench.chosen(name)
        with show.working(f"Trying {len(choices)} check{'s' if len(choices) > 1 else ''}"):
            studies = [bench.study(choice) for choice in choices]
    if machine:
        click.echo(json.dumps({"checks": [study.to_json() for study in studies]}, indent=1))
    else:
        show_studies(show.console(), studies)
    weak = any(study.faults for study in studies) or any(survivors(own) for own in by_blank(studies))
    sys.exit(SHORT if weak else DONE)
