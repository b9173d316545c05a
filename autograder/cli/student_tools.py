"""The commands of `tt` around the work: with-reference, bench, doctor."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from autograder.cli import student_report as report
from autograder.cli import student_text as show
from autograder.loop import doctor as doctors
from autograder.loop.milestone import run_milestone
from autograder.loop.with_reference import run_with_reference
from autograder.loop.workspace import open_workspace


@click.command(
    "with-reference",
    short_help="Run a command with the finished framework.",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@click.pass_context
def with_reference(context: click.Context, command: tuple[str, ...]) -> None:
    """Run a command with the finished framework: `import tinytorch` finds solutions/.

    Example: tt with-reference python train.py
    """
    context.exit(run_with_reference(open_workspace(Path.cwd()), command))


@click.command()
@click.argument("names", nargs=-1)
@click.option(
    "--threads",
    default=1,
    type=click.IntRange(min=1),
    help="Threads that each library may use, 1 if you say nothing; more need a machine that does nothing else.",
)
@click.option("--json", "machine", is_flag=True, help="Print JSON for a program to read.")
@click.pass_context
def bench(context: click.Context, names: tuple[str, ...], threads: int, machine: bool) -> None:
    """Measure how fast your framework is, as a ratio to NumPy and to what else is installed.

    `scalars` takes seconds, `viz` (what pictures cost) half a minute, `tensors`, `kernels` and `train` about a minute
    each; without a name, all are measured.

    Example: tt bench tensors
    """
    root = open_workspace(Path.cwd()).root
    # Loaded here: only this command measures, and what it imports would slow every other one down.
    context.exit(import_module("autograder.bench").main(list(names), root, machine, threads))


@click.command(short_help="Train your own framework on a real task.")
@click.argument("assignment", metavar="NN")
@click.option("--out", default=".", type=click.Path(file_okay=False), help="The folder for the pictures; this one.")
@click.option("--json", "machine", is_flag=True, help="Print JSON for a program to read.")
@click.pass_context
def milestone(context: click.Context, assignment: str, out: str, machine: bool) -> None:
    """Train your own framework on a real task, and say truthfully whether it gets there; the exit code says so too.

    Example: tt milestone 04
    """
    workspace = open_workspace(Path.cwd())
    options = ["--out", out, *(["--json"] if machine else [])]
    context.exit(run_milestone(workspace, workspace.course.assignment(assignment), options))


@click.command(short_help="Look whether the set-up is in order.")
@click.option("--json", "machine", is_flag=True, help="Print JSON for a program to read.")
@click.pass_context
def doctor(context: click.Context, machine: bool) -> None:
    """Look whether Python, the packages and the workspace are in order, and say what to do.

    Example: tt doctor
    """
    findings = doctors.examine(Path.cwd())
    report.show_findings(show.console(), findings, machine)
    if not all(finding.well for finding in findings):
        context.exit(2)
