"""The command `autograder regrade`: grade again, or compare two bundles with --diff; and what it prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.cli.instructor_grade import Request, grading_options, requested
from autograder.cli.instructor_options import DONE, OURS, RESULTS, SHORT, steps
from autograder.cli.instructor_scale import place_options
from autograder.course.errors import UsageError
from autograder.reports.words import number

if TYPE_CHECKING:
    from autograder.classroom.regrade import Change, Comparison

FEW = 8  # names in one line
DIGITS = 12  # of a digest that are shown


class _PathFirst(click.Command):
    """`regrade --diff PATH` takes PATH for a bundle; this says so."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(context, args)
        except click.MissingParameter as error:
            if taken := context.params.get("earlier"):
                raise UsageError(f"--diff took '{taken}' for a bundle; write PATH before --diff.") from error
            raise


@click.command(cls=_PathFirst)
@grading_options
@place_options
@click.option(
    "--diff", "earlier", is_flag=False, flag_value="", metavar="[BUNDLE]",
    help="Compare with an earlier bundle (how its digest begins; default: that of the pages in OUT) instead.",
)  # fmt: skip
def regrade(earlier: str | None, **options: Any) -> None:
    """Grade PATH again: every record must come out the same, but for timings. Exit code 1 where one does not.

    After the checks, the reference or the points were changed, --diff says whose score changes and why. It grades who
    has no grade with the present bundle and leaves the pages alone; `autograder grade` then writes them.

    \b
    Examples:
      autograder regrade hand-ins/ --out results
      autograder regrade hand-ins/ --out results --diff
    """
    from autograder.classroom.gradebook_file import gradebook_in

    gradebook_in(options["out"] or RESULTS)
    request = requested(**options)
    sys.exit(_again(request) if earlier is None else _diff(request, earlier))


def _again(request: Request) -> int:
    """Show what grading everybody anew gives, and only then let it take the place of the stored grades."""
    from autograder.classroom.class_page import leave_results
    from autograder.classroom.grading import run_here
    from autograder.classroom.regrade import refuse_ungraded, settle
    from autograder.classroom.regrade import regrade as grade_anew
    from autograder.cli.instructor_feedback import beside

    refuse_ungraded(request.order, request.sources)
    with steps(len(request.sources), "submissions") as step:
        graded, found = grade_anew(request.order, request.sources, step, request.engine or run_here)
    _show(request, found, show_regrade)
    settle(graded)
    around = beside(request.order.out, request.order.course, whole=False)
    expected = request.answers or request.alone
    leave_results(request.order.out, graded, expected=expected, beside=around, part=request.part)
    return OURS if found.broken else SHORT if found.changes else DONE


def _diff(request: Request, earlier: str) -> int:
    from autograder.classroom.grading import run_here
    from autograder.classroom.regrade import diff

    with steps(len(request.sources), "submissions") as step:
        found = diff(request.order, request.sources, earlier, step, request.engine or run_here)
    _show(request, found, show_diff)
    return OURS if found.broken else DONE


def _show(request: Request, found: Comparison, in_words: Callable[[Console, Comparison], None]) -> None:
    from autograder.cli import instructor_text as show

    if request.machine:
        click.echo(json.dumps(found.to_json(), indent=1))
    else:
        in_words(show.console(), found)


def show_regrade(out: Console, found: Comparison) -> None:
    """How many grades came out the same, and every one that did not."""
    if found.changes:
        out.print(_changes("Not the same again", found.changes))
    out.print(f"{_students(found.same)} the same again.", style=None if found.changes else "green")
    if found.changes:
        out.print(f"{_students(len(found.changes))} not: a fault of ours, or code that answers by chance.", style="red")
    _show_apart(out, found)


def show_diff(out: Console, found: Comparison) -> None:
    """Whose score changes and why, then what each blank costs the class."""
    out.print(f"Bundle {found.old[:DIGITS]} -> {found.new[:DIGITS]}", style="bold")
    if found.others:
        out.print(f"others: {', '.join(digest[:DIGITS] for digest in found.others)}", style="dim")
    moved = [change for change in found.changes if change.difference.moved]
    if moved:
        out.print(_changes("Whose score changes", moved))
    if found.changes:
        out.print(_tolls(found))
    kept = len(found.changes) - len(moved)
    of_them = f" ({kept} of them with other points per blank)" if kept else ""
    out.print(f"{_students(found.up)} up, {found.down} down, {found.level} same{of_them}.")
    _show_apart(out, found)


def _changes(title: str, changes: Iterable[Change]) -> Table:
    table = Table(title=title, title_style="bold", header_style="bold", pad_edge=False)
    table.add_column("Student", overflow="fold")
    table.add_column("Was", justify="right")
    table.add_column("Is", justify="right")
    table.add_column("Why", overflow="fold")
    for change in changes:
        table.add_row(Text(change.student), *_scores(change), Text("\n".join(_reasons(change))))
    return table


def _scores(change: Change) -> tuple[str, Text]:
    old, new = change.difference.old, change.difference.new
    style = "green" if new.score > old.score else "red" if new.score < old.score else ""
    was, now = (f"{number(scored.score)} / {number(scored.points)}" for scored in (old, new))
    return was, Text(now, style=style)


def _reasons(change: Change) -> list[str]:
    return [*map(str, change.difference.blanks), *change.difference.other] or ["the stored record differs"]


def _tolls(found: Comparison) -> Table:
    from autograder.classroom.regrade import tolls

    table = Table(title="Points per blank", title_style="bold", header_style="bold", pad_edge=False)
    table.add_column("Blank")
    table.add_column("Task")
    for name in ("Up", "Down", "Points"):
        table.add_column(name, justify="right")
    for toll in tolls(found):
        sign = "+" if toll.points > 0 else ""
        table.add_row(Text(toll.symbol), toll.task, str(toll.up), str(toll.down), f"{sign}{number(toll.points)}")
    return table


def _show_apart(out: Console, found: Comparison) -> None:
    """Who could not be compared: by name where they are few."""
    by_reason: dict[str, list[str]] = {}
    for student, why in found.apart:
        by_reason.setdefault(why, []).append(student)
    for why, students in by_reason.items():
        names = ", ".join(students) if len(students) <= FEW else _students(len(students))
        out.print(f"Not compared: {names} ({why})", style="yellow", soft_wrap=True)
    if found.broken:
        names = ", ".join(found.broken)
        out.print(f"Our fault, so the stored grade stays; run it again: {names}", style="magenta", soft_wrap=True)


def _students(count: int) -> str:
    return f"{count} student" if count == 1 else f"{count} students"
