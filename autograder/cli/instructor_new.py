"""`autograder new NN_slug`: an assignment of one's own, as a whole that works and is then changed."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.instructor_course import here


@click.command()
@click.argument("folder", metavar="NN_SLUG")
@click.option("--title", default="", help="What students call it; by default the slug in words.")
def new(folder: str, title: str) -> None:
    """Write a small assignment that works, to change into your own: manifest, handout, reference, tests, a hidden check
    with wrong and right variants. NN is the next number.

    Example: autograder new 05_signals --title Signals
    """
    from autograder.classroom.skeleton.making import make

    course = here(Path.cwd())
    for path in make(course, folder, title):
        click.echo(f"new: {path}")
    click.echo("\nstubs and faces are built; what next, after each change:")
    click.echo("  autograder build          makes stubs and faces again")
    click.echo("  autograder check blend    is the hidden check any good?")
    click.echo(f"  autograder mutants {folder[:2]}     is every mutant caught, is every right variant accepted?")
