"""The command `autograder release`: what students clone, its renewal, and the zip of layers that they may borrow."""

from __future__ import annotations

import re
from pathlib import Path

import click

from autograder.course.errors import UsageError

RANGE = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?")


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--assignments", metavar="00-NN", help="The assignments in it, from 00 on; default: all.")
@click.option("--with-reference", "reference", metavar="00-NN", help="Those whose solutions go out too, or: none.")
@click.option("--layers", metavar="NN-NN", help="Write no release: a zip of these layers' solutions, to borrow.")
@click.option("--url", metavar="URL", help="Where students will find it, on GitHub: notebooks then open in Colab.")
@click.option("--update", "renewing", is_flag=True, help="Renew the release in OUT; what is not said stays as it was.")
def release(
    out: Path, assignments: str | None, reference: str | None, layers: str | None, url: str | None, renewing: bool
) -> None:
    """Write what students clone into OUT: no solutions, no hidden checks, no examples of grading.

    OUT is a new folder, the clone of an empty repository, or a new zip (something.zip).

    \b
    Examples:
      autograder release ../class --assignments 00-01
      autograder release ../class --update --assignments 00-02 --with-reference 00
      autograder release layers.zip --layers 00
    """
    if layers is not None:
        if assignments or reference or url or renewing:
            raise click.UsageError("--layers writes a zip of solutions and nothing else; leave the other options out.")
        write_layers(out, layers)
        return
    from autograder.classroom import release as releases
    from autograder.course.manifest import find_root, load_course

    given = numbers(assignments, "--assignments")
    solved = releases.NOTHING if reference == "none" else numbers(reference, "--with-reference")
    course = load_course(find_root(Path.cwd()))
    if renewing:
        changed = releases.renew(course, out, given, url, reference=solved)
        click.echo(f"{len(changed)} files have changed in {out}" if changed else f"{out} is up to date.")
        return
    whole = range(len(course.assignments))
    written = releases.release(course, out, given or whole, url, reference=solved or releases.NOTHING)
    click.echo(f"{len(written)} files in {out}")


def write_layers(out: Path, layers: str) -> None:
    from autograder.classroom.release import release_layers
    from autograder.course.manifest import find_root, load_course

    chosen = numbers(layers, "--layers")
    assert chosen is not None
    written = release_layers(load_course(find_root(Path.cwd())), out, chosen)
    click.echo(f"{len(written)} files in {out}: `tt start NN --borrow --from {out.name}` takes it")


def numbers(text: str | None, option: str) -> range | None:
    """ "00-03" -> range(0, 4); "01" -> range(1, 2)."""
    if text is None:
        return None
    found = RANGE.fullmatch(text)
    if not found or int(found[2] or found[1]) < int(found[1]):
        raise UsageError(f"{option} takes assignments in a row, as in 00-03 (got '{text}').")
    return range(int(found[1]), int(found[2] or found[1]) + 1)
