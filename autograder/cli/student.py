"""`tt`, the student's command. Here: watch, status, next, check; student_work.py and student_tools.py hold the others.

Exit codes: 0 done, 1 the work falls short, 2 wrong use, 3 our fault.
"""

from __future__ import annotations

import io
import signal
import sys
import traceback
from dataclasses import asdict
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this file with an old Python should be told so
    sys.exit("tt needs Python 3.11 or newer: make the virtual environment again with one.")

from autograder.loop.sync_apply import finish_interrupted

if finish_interrupted():  # before any other import: until here, files may have been half of a newer release
    sys.exit("tt: a `tt sync` that was interrupted is finished now; give your command once more.")

import click

from autograder.cli import student_text as show
from autograder.cli.student_screen import show_scene
from autograder.cli.student_sync import sync
from autograder.cli.student_tools import bench, doctor, milestone, with_reference
from autograder.cli.student_viz import viz
from autograder.cli.student_work import diff, hint, reset, solution, start, submit
from autograder.course.errors import CourseError
from autograder.loop.launch import launcher
from autograder.loop.progress import Progress, is_done, joined, next_step
from autograder.loop.refused import refused_imports
from autograder.loop.runner import Runner
from autograder.loop.selection import select
from autograder.loop.watch import Changes, Watch
from autograder.loop.workspace import Workspace, open_workspace

SHORT, WRONG, OURS = 1, 2, 3

limit_option = click.option(
    "--limit",
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    type=click.FloatRange(0.1),
    help="The longest that a test may compute; by the clock it has three times as long.",
)
json_option = click.option("--json", "machine", is_flag=True, help="Print JSON for a program to read.")


@click.group(
    invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@limit_option
@click.pass_context
def tt(context: click.Context, limit: float) -> None:
    """Build tinytorch, one blank at a time.

    Without a command: watch. Shows the next task, and its verdict after every save.

    \b
    The usual round:
      tt              watch in one terminal while you write in your editor
      tt next         what to do now, and where
      tt hint mul     a little help, more each time
      tt start        unlock the next assignment
      tt submit       the zip to hand in
    """
    if context.invoked_subcommand is None:
        watch(open_workspace(Path.cwd()), limit)


def watch(workspace: Workspace, limit: float) -> None:
    out = show.console()
    changes = Changes(workspace.package, workspace.root / "assignments")
    try:
        with Runner(workspace, launcher(workspace.root), limit) as runner:
            for scene in Watch(Progress(runner), changes).scenes():
                show_scene(out, workspace, scene)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever presses it twice gets the same farewell
        out.print("\nStopped. Your progress is kept.")
    finally:
        changes.close()


@tt.command(short_help="Show every task, and what passes.")
@click.option("--recorded", is_flag=True, help="Run nothing: what is not known for sure is shown as UNKNOWN.")
@json_option
def status(recorded: bool, machine: bool) -> None:
    """Show every task with its points, what passes, and the next step.

    Example: tt status
    """
    workspace = open_workspace(Path.cwd())
    with show.spinner("Checking what has changed"):
        report = Progress(Runner(workspace)).refresh(workspace.unlocked(), run=not recorded)
    step = next_step(workspace, report)
    if machine:
        click.echo(show.as_json(report.to_json() | step.to_json()))
        return
    show.show_status(show.console(), workspace, report, step)
    show.show_notes(show.console(stderr=True), report.notices)


@tt.command("next", short_help="Show the next blank, and what it must do.")
def next_command() -> None:
    """Show what to do now: the first blank that does not pass, where it is and what it must do.

    Example: tt next
    """
    workspace = open_workspace(Path.cwd())
    with show.spinner("Checking what has changed"):
        report = Progress(Runner(workspace)).refresh(workspace.unlocked())
    show.show_problems(show.console(), report.problems)
    step, blocked = next_step(workspace, report), show.is_blocked(report.verdicts)
    show.show_step(show.console(), workspace, step, full=True, blocked=blocked)
    show.show_notes(show.console(stderr=True), report.notices)


@tt.command(short_help="Run the public tests of tasks, blanks, assignments.")
@click.argument("names", nargs=-1, metavar="[TASK | SYMBOL | NN]...")
@limit_option
@json_option
@click.pass_context
def check(context: click.Context, names: tuple[str, ...], limit: float, machine: bool) -> None:
    """Run the public tests of tasks, blanks or assignments; by default of all that is unlocked.

    \b
    Examples:
      tt check 1.2
      tt check ReLU.forward
      tt check 00
    """
    workspace = open_workspace(Path.cwd())
    selected = select(workspace, names)
    progress = Progress(Runner(workspace, limit=limit))
    with show.spinner("Running tests"):
        report = joined([progress.check(layer, blanks) for layer, blanks in selected])
    refused = refused_imports(workspace, [layer for layer, _ in selected])
    if machine:
        click.echo(show.as_json(report.to_json() | {"imports": [asdict(each) for each in refused]}))
    else:
        show.show_check(show.console(), workspace, report, refused)
    if report.problems or refused or not is_done(report.verdicts):
        context.exit(SHORT)


for command in (start, hint, solution, reset, diff, submit, sync, with_reference, bench, milestone, viz, doctor):
    tt.add_command(command)


def main() -> None:
    """Run `tt`; an error that a person is meant to read is one sentence, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        tt(prog_name="tt")
    except CourseError as error:
        print(f"tt: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except OSError as error:
        print(f"tt: {error.filename or 'a file'} cannot be used: {error.strerror}.", file=sys.stderr)
        sys.exit(WRONG)
    except Exception:
        traceback.print_exc()
        print("tt: this is a fault of ours; please report the lines above.", file=sys.stderr)
        sys.exit(OURS)


if __name__ == "__main__":
    main()
