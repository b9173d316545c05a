"""`autograder demo`: a small made-up class is graded here, and everybody gets what the work deserves."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from autograder.cli import instructor_text as show
from autograder.cli.instructor_course import here, sandbox
from autograder.cli.instructor_options import DONE, OURS, jobs_option, make_ready, out_option, steps


@click.command()
@out_option
@click.option("--keep", is_flag=True, help="Keep the made-up submissions, in OUT/submissions.")
@jobs_option
def demo(out: Path | None, keep: bool, jobs: int) -> None:
    """Grade a small made-up class, and see that everybody gets what the work deserves.

    Example: autograder demo
    """
    from autograder.classroom.class_page import leave_results
    from autograder.classroom.demo import hand_in, run_demo
    from autograder.classroom.grading import Order

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
    show.show_demo(show.console(), result, leave_results(out, result.records, expected=True))
    show.show_places(show.console(), out)
    sys.exit(OURS if result.undeserved else DONE)
