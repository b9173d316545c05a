"""The commands of `autograder` that grade on other machines: bundle, merge; and the options for that."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.instructor_options import DONE, RESULTS, SHORT, chosen, json_option, make_ready, weak_option
from autograder.course.errors import UsageError

if TYPE_CHECKING:
    from autograder.classroom.scale.shards import Shard
    from autograder.classroom.scale.site import Site

Command = Callable[..., None]

PLACE_OPTIONS = (
    click.option(
        "--bundle", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Grade with a sealed bundle."
    ),
    click.option("--fingerprint", metavar="ABCD-...", help="Whose bundle it must be, as `autograder bundle` told."),
    click.option(
        "--engine", type=click.Choice(["here", "dask"]), default="here", show_default=True, help="Where to judge."
    ),
    click.option("--scheduler", metavar="ADDRESS", help="Of --engine dask, such as tcp://host:8786."),
)
shard_option = click.option("--shard", metavar="I/N", help="Grade the I-th of N parts of the class, for `merge`.")


def place_options(command: Command) -> Command:
    """The options of a command that may grade on other machines; `site_of(path, **options)` takes them."""
    for option in reversed(PLACE_OPTIONS):
        command = option(command)
    return command


def site_of(
    path: Path, *, bundle: Path | None, fingerprint: str | None, engine: str, scheduler: str | None, weak: bool
) -> Site:
    """Where to grade; it is open until the command ends."""
    from autograder.classroom.scale.site import Where, site
    from autograder.cli.instructor_course import here, sandbox

    if (engine == "dask") != (scheduler is not None):
        raise UsageError("--engine dask and --scheduler ADDRESS go together; give both or neither.")
    where = Where(bundle, fingerprint, scheduler, weak)
    found = site(where, lambda: here(path), lambda: sandbox(weak=weak).level)
    return click.get_current_context().with_resource(found)


def shard_of(text: str | None) -> Shard | None:
    """The part of the class that --shard names."""
    from autograder.classroom.scale.shards import Shard

    return None if text is None else Shard.parse(text)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--assignments", default="", metavar="00-03", help="Those that it has checks of; default: all.")
@weak_option
def bundle(file: Path, assignments: str, weak: bool) -> None:
    """Seal all that another machine needs to grade into FILE: checks, examples, reference; signed, without the seed.

    \b
    Examples:
      autograder bundle term.bundle --assignments 00-03
      autograder grade hand-ins/ --bundle term.bundle --fingerprint 5B1F-0C92-...
    """
    from autograder.classroom.grading import PRIVATE, Order
    from autograder.classroom.scale.seal import seal
    from autograder.cli import instructor_text as show
    from autograder.cli.instructor_course import here, sandbox

    course = here(Path.cwd())
    picked = chosen(course, assignments) if assignments else course.assignments
    private = course.root / PRIVATE
    order = Order(course, picked, sandbox(weak=weak).level, private, private, 1)
    make_ready(order)
    made = seal(order, file)
    out = show.console()
    out.print(f"Bundle       {file} ({made.size / 1e6:.1f} MB), to be kept from students", soft_wrap=True)
    out.print(f"Digest       {made.digest}", soft_wrap=True)
    out.print(f"Fingerprint  {made.fingerprint}", soft_wrap=True)
    out.print(
        "Send the file; tell the fingerprint on another way, once: it stays the same for all your bundles.",
        soft_wrap=True,
    )


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=RESULTS, show_default=True, help="For the class."
)
@click.option("--answers", is_flag=True, help="Put the expected values into the pages: not for handing out.")
@json_option
def merge(folders: tuple[Path, ...], out: Path, answers: bool, machine: bool) -> None:
    """Merge the results of all shards of a class into one results folder.

    \b
    Example:
      autograder grade hand-ins/ --shard 1/2 --out part1
      autograder grade hand-ins/ --shard 2/2 --out part2
      autograder merge part1 part2 --out results
    """
    from autograder.classroom.class_page import leave_results
    from autograder.classroom.scale.merge import merge as merged
    from autograder.cli import instructor_text as show
    from autograder.cli.instructor_feedback import beside
    from autograder.reports.json import class_json

    records = merged(out, folders)
    summary = leave_results(out, records, expected=answers, beside=beside(out))
    if machine:
        for part in class_json(records):
            click.echo(part, nl=False)
    else:
        show.show_class(show.console(), summary)
        show.show_places(show.console(), out)
    sys.exit(SHORT if any(row.problem for row in summary.rows) else DONE)
