"""`tt viz`: pictures of what the student's own code does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from autograder.cli import student_text as show
from autograder.loop.kernel_picture import kernel_picture
from autograder.loop.viz import Seen, kernel_names, see_kernel
from autograder.loop.workspace import open_workspace, write

COUNTED = ("global_reads", "global_writes", "shared_reads", "shared_writes", "barriers")


@click.group(invoke_without_command=True, short_help="Draw what your own code does.")
@click.pass_context
def viz(context: click.Context) -> None:
    """Draw what your own code does; without a word, say what can be drawn.

    Example: tt viz kernel block_sum
    """
    if context.invoked_subcommand is None:
        click.echo("What can be drawn:\n  tt viz kernel NAME   which CUDA thread touches which number of which array")


@viz.command(short_help="Draw which thread of a CUDA kernel touches what.")
@click.argument("name", required=False)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write the picture; NAME.svg.")
@click.option("--json", "machine", is_flag=True, help="Print JSON for a program to read; a picture only with --out.")
@click.pass_context
def kernel(context: click.Context, name: str | None, out: Path | None, machine: bool) -> None:
    """Run your CUDA kernel on a small case, without a GPU: count what each thread does, find faults, draw a picture.

    Example: tt viz kernel block_sum
    """
    workspace = open_workspace(Path.cwd())
    if name is None:
        names = kernel_names(workspace)
        click.echo(show.as_json(names) if machine else "Kernels that can be drawn: " + ", ".join(names))
        return
    with show.spinner(f"Running {name}"):
        seen = see_kernel(workspace, name)
    path = out or (None if machine else Path(f"{name}.svg"))
    if path:
        write(path, kernel_picture(seen))
    if machine:
        click.echo(show.as_json(asdict(seen)))
    else:
        show_kernel(show.console(), seen)
        click.echo(f"Picture: {path}")
    if not (seen.right and seen.sound):
        context.exit(1)


def show_kernel(out: Console, seen: Seen) -> None:
    """What was run, how often each thread did what, and the faults."""
    report = seen.report
    out.print(Text(f"{seen.kernel}: {seen.about}", "bold"))
    verdict = Text("right", "bold green") if seen.right else Text("wrong", "bold red")
    out.print(Text.assemble("  result         ", verdict))
    out.print(
        f"  threads        {len(report['counts'])}: a grid of {size(report['grid'])}, blocks of {size(report['block'])}"
    )
    for counted in COUNTED:
        out.print(f"  {counted.replace('_', ' '):<15}{spread(report['counts'], counted)}")
    if not report["faults"]:
        out.print(Text.assemble("  faults         ", ("none", "bold green")))
    for fault in report["faults"]:
        out.print(Text.assemble((f"  {fault['kind']:<14} ", "bold red"), fault["sentence"]))
        if fault["source"]:
            out.print(Text(f"{'':<17}line {fault['line']}: {fault['source']}", "dim"))


def size(sides: Sequence[int]) -> str:
    return " x ".join(map(str, sides))


def spread(counts: Sequence[Mapping[str, Any]], counted: str) -> str:
    """A count per thread, from the least to the most, and of all together."""
    each = [count[counted] for count in counts]
    low, high = min(each), max(each)
    return f"{low if low == high else f'{low} to {high}'} in a thread, {sum(each)} together"
