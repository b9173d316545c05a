"""The commands of `tt` about the student's own work: start, hint, solution, reset, diff, submit."""

from __future__ import annotations

from pathlib import Path

import click
from rich.syntax import Syntax

from autograder.cli import student_report as report
from autograder.cli import student_text as show
from autograder.course.errors import UsageError
from autograder.course.model import Blank
from autograder.loop import hints, restore, submission_zip, unlock
from autograder.loop.borrow import source_for
from autograder.loop.progress import Progress, next_step
from autograder.loop.runner import Runner
from autograder.loop.selection import chosen_assignments, next_locked
from autograder.loop.workspace import Workspace, open_workspace, place


@click.command(short_help="Unlock the next assignment.")
@click.argument("assignment", required=False, metavar="[NN]")
@click.option("--borrow", is_flag=True, help="Go on though earlier tasks are open, with the reference's layers.")
@click.option(
    "--from", "given", type=click.Path(path_type=Path), help="A zip or folder with the reference's tinytorch/."
)
@click.option(
    "--set-aside", is_flag=True, help="With --borrow: move your unfinished files into .tinytorch/backups/ first."
)
def start(assignment: str | None, borrow: bool, given: Path | None, set_aside: bool) -> None:
    """Unlock the next assignment, when the tasks before it are done.

    A file that you have edited is never overwritten.

    \b
    Examples:
      tt start
      tt start 01 --borrow
    """
    if (given or set_aside) and not borrow:
        raise click.UsageError("--from and --set-aside belong to --borrow; add it.")
    workspace = open_workspace(Path.cwd())
    layer = next_locked(workspace, assignment)
    source = source_for(workspace, given) if borrow else None
    with show.spinner("Checking the tasks before"):
        started = unlock.start(Progress(Runner(workspace)), layer, source, set_aside)
    report.show_started(show.console(), workspace, started)


@click.command(short_help="Show one more hint for a blank.")
@click.argument("symbol", required=False)
@click.option("--level", type=int, help="Which hint, counted from 1; the next one otherwise.")
def hint(symbol: str | None, level: int | None) -> None:
    """Show one more hint for a blank; without a name for the one that `tt next` shows.

    Example: tt hint ReLU.backward
    """
    workspace = open_workspace(Path.cwd())
    blank = workspace.course.blank(symbol) if symbol else next_blank(workspace)
    shown = hints.next_hint(workspace, blank, level)
    report.show_hint(show.console(), workspace, blank, shown)


def next_blank(workspace: Workspace) -> Blank:
    """What `tt next` shows."""
    with show.spinner("Checking what has changed"):
        report = Progress(Runner(workspace)).refresh(workspace.unlocked())
    step = next_step(workspace, report)
    if step.blank is None:
        raise UsageError("Nothing that is unlocked is left to do, so there is nothing to hint at; name a blank.")
    return step.blank


@click.command(short_help="Show the reference's code of a blank, after its hints.")
@click.argument("symbol")
def solution(symbol: str) -> None:
    """Show the reference's code of a blank, after its last hint, and remember that you saw it.

    Example: tt solution mul
    """
    workspace = open_workspace(Path.cwd())
    code = hints.solution(workspace, workspace.course.blank(symbol))
    out = show.console()
    out.print(Syntax(code, "python", background_color="default") if out.is_terminal else code)


@click.command(short_help="Put one blank back to its stub, with a backup.")
@click.argument("symbol")
def reset(symbol: str) -> None:
    """Put one blank back to its stub; the file as it was goes into .tinytorch/backups/.

    Example: tt reset Mul.backward
    """
    workspace = open_workspace(Path.cwd())
    blank = workspace.course.blank(symbol)
    done = restore.reset(workspace, blank)
    if done.backup is None:
        click.echo(f"{symbol} is its stub already; nothing is changed: {place(workspace, blank)}")
        return
    backup = done.backup.relative_to(workspace.root).as_posix()
    click.echo(f"{symbol} is a stub again: {place(workspace, blank)}")
    click.echo(f"Your file as it was: {backup}; copy it over tinytorch/{done.file} to have it back.")


@click.command()
@click.argument("assignment", required=False, metavar="[NN]")
def diff(assignment: str | None) -> None:
    """Show what you have changed since the stubs.

    Example: tt diff 00
    """
    workspace = open_workspace(Path.cwd())
    out = show.console()
    lines = [line for layer in chosen_assignments(workspace, assignment) for line in restore.diff(workspace, layer)]
    for line in lines:
        out.print(line, style=report.diff_style(line))
    if not lines:
        show.show_notes(show.console(stderr=True), ["what you have is what the stubs are; nothing is changed yet."])


@click.command(short_help="Write the zip to hand in.")
@click.argument("assignment", required=False, metavar="[NN]")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to write the zip.")
@click.option("--no-minutes", is_flag=True, help="Leave out how many minutes you have worked on each task.")
@click.pass_context
def submit(context: click.Context, assignment: str | None, output: Path | None, no_minutes: bool) -> None:
    """Write the zip to hand in: exactly the files that are yours to write, with their digests.

    The minutes that you have worked on each task go along, and no point depends on them: --no-minutes leaves them out.

    \b
    Examples:
      tt submit 00 -o me.zip
      tt submit --no-minutes
    """
    workspace = open_workspace(Path.cwd())
    layers = chosen_assignments(workspace, assignment)
    name = layers[0].folder if assignment and layers else "tinytorch"
    path = output or Path(f"{name}-submission.zip")
    packed = submission_zip.pack(workspace, layers, path, timed=not no_minutes)
    report.show_packed(show.console(), packed)
    if not packed.is_sound:
        context.exit(1)
