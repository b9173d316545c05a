"""The command `tt sync`: a newer release comes into the student's checkout, and their work stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from autograder.cli import student_text as show
from autograder.course.errors import UsageError
from autograder.course.manifest import find_root
from autograder.loop.sync import carry_out, plan_sync, release_of
from autograder.loop.sync_plan import TOLD, Clash, Plan
from autograder.loop.sync_source import fetch

WORDS = {
    "added": ("new", ""),
    "renewed": ("renewed", ""),
    "merged": ("merged", "your work and what is new, together; yours as it was is in .tinytorch/backups/"),
    "mended": ("mended", "yours is taken as it is"),
    "replaced": ("replaced", "yours was another: it is in .tinytorch/backups/"),
    "beside": ("beside", "the new notebook; yours stays as it is"),
    "removed": ("removed", ""),
    "kept": ("kept", "no longer part of the course, but you have edited it"),
}
SHORT, MANY = 1, 6


@click.command(short_help="Bring in a newer release of the course; your work stays.")
@click.argument("source", required=False)
@click.option("--dry-run", is_flag=True, help="Change nothing, and say what would change.")
@click.option("--mended", is_flag=True, help="After a conflict: your file, as it is now, has in it what is new.")
@click.pass_context
def sync(context: click.Context, source: str | None, dry_run: bool, mended: bool) -> None:
    """Bring in a newer release of the course from SOURCE: a folder, a zip, or the address of a git repository.

    Your work stays: in a file with blanks, what you wrote and what is new are merged. Where both changed the same
    lines, your file is left as it is, and you are told what to do. Without SOURCE: from where the release says it is.

    \b
    Examples:
      tt sync https://github.com/OWNER/NAME
      tt sync class-main.zip --dry-run
    """
    root = find_root(Path.cwd())
    known = release_of(root).address
    source = source or known
    if not source:
        raise UsageError("This release does not say where newer ones are; name a folder, a zip or an address.")
    with show.spinner("Reading the release"):
        incoming = fetch(source)
        plan = plan_sync(root, incoming, mended)
    lines = list(told(plan))
    if not (dry_run or plan.is_current):
        carry_out(root, plan, incoming)
    show_sync(plan, lines, dry_run)
    if plan.clashes:
        context.exit(SHORT)


def show_sync(plan: Plan, lines: list[str], dry_run: bool) -> None:
    out = show.console()
    if plan.is_current and not plan.clashes:
        out.print(f"You have the newest release, of {plan.new.when()}; nothing is changed.")
        return
    would = "Would bring in" if dry_run else "Brought in"
    before = "" if plan.old.moment == plan.new.moment else f" (you had that of {plan.old.when()})"
    out.print(f"{would} the release of {plan.new.when()}{before}.")
    for line in lines:
        out.print(line, soft_wrap=True)
    if "pyproject.toml" in plan.renewed + plan.replaced:
        out.print("pyproject.toml is new: run `pip install -e .` once more.")
    out.print("Nothing is changed: this was a dry run." if dry_run else "Now: `tt status`.")


def told(plan: Plan) -> Iterator[str]:
    """A line or a few for each kind of change: all paths where they are few or the student's, else a number."""
    for kind in TOLD:
        word, meaning = WORDS[kind]
        paths = sorted(getattr(plan, kind))
        if meaning or len(paths) <= MANY:
            yield from (f"  {word:<10}{path}{': ' if meaning else ''}{meaning}" for path in paths)
        else:
            folders = sorted({path.partition("/")[0] for path in paths})
            yield f"  {word:<10}{len(paths)} files in {', '.join(folders)}"
    for clash in plan.clashes:
        yield from conflict(clash)


def conflict(clash: Clash) -> Iterator[str]:
    yield f"  CONFLICT  {clash.path} stays as you have it, the new stub is {clash.beside}: {clash.why}"
    for each in clash.conflicts:
        yield f"            yours {span(clash.path, each.mine)}, the new one {span(clash.beside, each.theirs)}"
    yield "            Write what is new there into your file by hand, then run the same command again with --mended."


def span(path: str, lines: tuple[int, int]) -> str:
    """ "a.py:31-35"; "a.py:31" for one line, and for the place where lines are missing."""
    first, last = lines
    return f"{path}:{first}-{last}" if last > first else f"{path}:{first}"
