"""The command `autograder gradescope`: the zip that grades on Gradescope."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.instructor_options import chosen, make_ready


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--assignments", required=True, metavar="00-01,03", help="What is graded there.")
@click.option("--whole", is_flag=True, help="On the student's own earlier layers, not the reference's.")
@click.option(
    "--wheels", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR",
    help="Take the libraries from wheels in DIR: for a place without a network.",
)  # fmt: skip
@click.option(
    "--allow-weak-sandbox", "weak", is_flag=True,
    help="Grade there even where nothing shuts the students' code in: it could read the answers, and write the score.",
)  # fmt: skip
def gradescope(path: Path, assignments: str, whole: bool, wheels: Path | None, weak: bool) -> None:
    """Write PATH, a zip to upload to Gradescope as an autograder.

    It holds the answers, so keep it to yourself. Gradescope has to have Python of this machine's version, or a network
    to get it from. Each result says how strongly the student's code was shut in.

    \b
    Examples:
      autograder gradescope autograder.zip --assignments 00
      autograder gradescope autograder.zip --assignments 01 --wheels wheels/
    """
    from autograder.classroom.gradescope.package import package
    from autograder.classroom.grading import PRIVATE, Order
    from autograder.cli.instructor_course import here, sandbox

    course = here(Path.cwd())
    level = sandbox(weak=False).level
    order = Order(course, chosen(course, assignments), level, course.root / PRIVATE, path.absolute().parent, 1, whole)
    make_ready(order)
    made = package(order, path, wheels, weak=weak)
    click.echo(f"{path}: {made.size / 1e6:.1f} MB, {made.requirements} libraries, bundle {made.digest[:12]}.")
    click.echo(f"On Gradescope, give the assignment {made.points:g} points.")
