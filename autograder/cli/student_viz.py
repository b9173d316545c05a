"""`tt viz`: pictures of what the student's own code does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from autograder.cli import student_text as show
from autograder.loop.viz import Drawn, draw, draw_kernel, kernel_names
from autograder.loop.viz_entries import ENTRIES
from autograder.loop.viz_gallery import gallery_page
from autograder.loop.workspace import open_workspace, write

out_option = click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="The picture's file: .svg, .png, .html or .txt."
)
json_option = click.option(
    "--json", "machine", is_flag=True, help="Print JSON for a program to read; a picture only with --out."
)


@click.group(invoke_without_command=True, short_help="Draw what your own code does.")
@click.pass_context
def viz(context: click.Context) -> None:
    """Draw what your own code does; without a word, say what can be drawn.

    \b
    Examples:
      tt viz graph '(a*b + c)*a' a=2 b=-3 c=10
      tt viz kernel block_sum
    """
    if context.invoked_subcommand is None:
        click.echo("What can be drawn:")
        for command in (graph, layout, kernel, run, gallery):
            click.echo(f"  tt viz {command.name:<8} {command.short_help}")
        click.echo("`tt viz graph --help` and the like say more. In Python: from tinytorch import viz")


@viz.command(short_help="The computation graph of an expression, or of a script's variable.")
@click.argument("expression")
@click.argument("names", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--steps", is_flag=True, help="Backward through the graph, step by step, as a film (.html).")
@out_option
@json_option
def graph(expression: str, names: tuple[str, ...], steps: bool, out: Path | None, machine: bool) -> None:
    """Draw the graph of an EXPRESSION, or of the variable NAME that a script makes: FILE.py:NAME.

    A NAME with a number is a Scalar; with an expression it is what that makes, such as a tensor.

    \b
    Examples:
      tt viz graph '(a*b + c)*a' a=2 b=-3 c=10 --steps
      tt viz graph '(x @ w).relu().sum()' x='randn(2, 3)' w='randn(3, 2)'
      tt viz graph train.py:loss
    """
    request = {"what": "graph", "expression": expression, "names": names, "steps": steps}
    finish(request, "backward.html" if steps else "graph.svg", out, machine)


@viz.command(short_help="Where the numbers of tensors lie: storage, strides, offset.")
@click.argument("expressions", nargs=-1, required=True)
@out_option
@json_option
def layout(expressions: tuple[str, ...], out: Path | None, machine: bool) -> None:
    """Draw where the numbers of each of the EXPRESSIONS lie in memory.

    \b
    Examples:
      tt viz layout 'arange(12).reshape(3, 4).T'
      tt viz layout 'x = arange(12)' 'x.reshape(3, 4)' 'x.reshape(3, 4)[:, 1:3]'
    """
    finish({"what": "layout", "expressions": expressions}, "layout.svg", out, machine)


@viz.command(short_help="Which thread of your CUDA kernel touches what, and its faults.")
@click.argument("name", required=False)
@out_option
@json_option
@click.pass_context
def kernel(context: click.Context, name: str | None, out: Path | None, machine: bool) -> None:
    """Run your CUDA kernel on a small case, without a GPU: count what each thread does, find faults, draw a picture.

    Without a NAME, say which kernels there are.

    Example: tt viz kernel block_sum
    """
    workspace = open_workspace(Path.cwd())
    if name is None:
        names = kernel_names(workspace)
        click.echo(show.as_json(names) if machine else "Kernels that can be drawn: " + ", ".join(names))
        return
    path = out or (None if machine else Path(f"{name}.svg"))
    with show.spinner(f"Running {name}"):
        seen = draw_kernel(workspace, name, str(path) if path else None)
    tell(seen, machine)
    if seen.right is False or not seen.sound:
        context.exit(1)


@viz.command(short_help="The curves of runs, from the logs that fit() writes.")
@click.argument("logs", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option("--x", default="epoch", show_default=True, help="What lies along the axis: epoch or step.")
@click.option("--y", default="loss", show_default=True, help="Which number of the run is drawn.")
@click.option("--log", is_flag=True, help="Equal ways up are equal factors.")
@click.option("--log-x", is_flag=True, help="Equal ways across are equal factors.")
@click.option("--smooth", default=1, type=click.IntRange(1), help="Draw means of so many numbers.")
@out_option
@json_option
def run(logs: tuple[str, ...], out: Path | None, machine: bool, log: bool, log_x: bool, **options: Any) -> None:
    """Draw the curves of one run or several from their LOGS, the files that fit(..., log=PATH) writes.

    Example: tt viz run first.jsonl second.jsonl
    """
    options["logarithmic"] = ("both" if log else "x") if log_x else log
    finish({"what": "run", "logs": logs, **options}, "run.svg", out, machine)


@viz.command(short_help="A page with all pictures, each with the code that makes it.")
@click.option("--out", default=".", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), help="Its folder.")
@json_option
@click.pass_context
def gallery(context: click.Context, out: Path, machine: bool) -> None:
    """Write gallery.html: every picture of the layers that are unlocked, drawn by your own code.

    Example: tt viz gallery
    """
    workspace = open_workspace(Path.cwd())
    with show.spinner(f"Drawing {len(ENTRIES)} pictures"):
        made = gallery_page(workspace)
    path = out / "gallery.html"
    write(path, made.html)
    if machine:
        click.echo(show.as_json({"path": str(path), "pictures": made.states}))
    else:
        for title, state in made.states.items():
            click.echo(f"  {'drawn' if state is None else 'not drawn':<10} {title}{': ' * bool(state)}{state or ''}")
        click.echo(f"Page: {path}")
    if made.unfinished:
        context.exit(1)


def finish(request: Mapping[str, Any], name: str, out: Path | None, machine: bool) -> None:
    """Draw what is asked for, and tell it; a machine gets a file only where it says so."""
    path = out or (None if machine else Path(name))
    with show.spinner("Drawing"):
        drawn = draw(open_workspace(Path.cwd()), {**request, "out": str(path) if path else None})
    tell(drawn, machine)


def tell(drawn: Drawn, machine: bool) -> None:
    """The picture in words, and where it is."""
    if machine:
        click.echo(show.as_json(drawn.to_json()))
    else:
        click.echo(f"{drawn.words}\nPicture: {drawn.path}")
