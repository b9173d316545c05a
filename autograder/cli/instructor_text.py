"""What `autograder` prints: grades, the demo's outcome, the fate of mutants, findings. Nothing here decides anything.

Every function takes a rich Console and what is to be shown.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.classroom.obstacles import MEANING, Obstacle
from autograder.reports.table import gradebook_table
from autograder.reports.terminal import student_report
from autograder.sandbox.isolation import Level, Probe

if TYPE_CHECKING:
    from autograder.classroom.demo import Demo
    from autograder.classroom.mutants import Fate
    from autograder.classroom.nbgrader_course import Written
    from autograder.course.build import Report
    from autograder.loop.doctor import Finding
    from autograder.reports.summary import Summary
    from autograder.reports.words import Record

WIDE = 120


def console(*, stderr: bool = False) -> Console:
    """Plain text stays as it is: no colour of numbers, no markup in names; a file gets wide lines."""
    out = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not out.is_terminal and "COLUMNS" not in os.environ:
        out.width = WIDE
    return out


def working(what: str) -> AbstractContextManager[object]:
    """Something that moves while we are busy, on a terminal; one line elsewhere."""
    err = console(stderr=True)
    if err.is_terminal:
        return err.status(f"{what} ...")
    err.print(f"{what} ...")
    return nullcontext()


def show_class(out: Console, summary: Summary) -> None:
    """The class as a table."""
    out.print(gradebook_table(summary))


def show_students(out: Console, records: Iterable[Record]) -> None:
    """Every verdict of each record."""
    for record in records:
        out.print(student_report(record, expected=True))


def show_places(out: Console, folder: Path) -> None:
    """Where everything was left."""
    out.print(f"\nPages      {folder / 'reports' / 'index.html'}", soft_wrap=True)
    out.print(f"Records    {folder / 'records'}", soft_wrap=True)
    out.print(f"As judged  {folder / 'gradebook.csv'} (.json)", soft_wrap=True)
    out.print(f"Gradebook  {folder / 'gradebook.sqlite'}; `autograder export` writes what counts", soft_wrap=True)


def show_sandbox(out: Console, found: Probe) -> None:
    """The level that students' code runs at, and why it is not higher."""
    out.print(f"Sandbox: {found.level.value}", style="bold")
    for reason in found.reasons:
        out.print(f"  {reason}", soft_wrap=True)
    if found.reasons:
        out.print("  `autograder doctor` says how to raise it.", soft_wrap=True)


def show_demo(out: Console, demo: Demo, summary: Summary) -> None:
    """The gradebook, who was left out, and every score that is not deserved."""
    show_class(out, summary)
    if demo.left_out:
        names = ", ".join(demo.left_out)
        out.print(f"Left out, because nothing here can shut their code in: {names}.", style="yellow")
    for fault in demo.undeserved:
        out.print(f"Not deserved: {fault}.", style="red")
    if not demo.undeserved:
        out.print("Everybody got what the work deserves.", style="green")


def show_fates(out: Console, fates: Sequence[Fate]) -> None:
    """One line per variant, then the kill rate and the right variants' marks."""
    for fate in fates:
        words = ("ACCEPTED", "REFUSED") if fate.right else ("KILLED", "SURVIVED")
        by = ", ".join(fate.by[:2]) + (f" and {len(fate.by) - 2} more" if len(fate.by) > 2 else "")
        line = Text.assemble(
            (f"{words[0] if fate.good else words[1]:<9}", "green" if fate.good else "bold red"),
            f"{fate.name}  ",
            (f"{fate.why}  {by}", "dim"),
        )
        out.print(line, soft_wrap=True)
    wrong = [fate for fate in fates if not fate.right]
    right = [fate for fate in fates if fate.right]
    killed, accepted = sum(fate.good for fate in wrong), sum(fate.good for fate in right)
    if wrong:
        out.print(f"Kill rate: {killed} of {len(wrong)} wrong implementations ({100 * killed / len(wrong):.1f} %).")
    if right:
        out.print(f"Full marks: {accepted} of {len(right)} right solutions written differently.")
    for what, some in (("Survived", wrong), ("Refused", right)):
        if names := ", ".join(fate.name for fate in some if not fate.good):
            out.print(f"{what}: {names}", style="bold red", soft_wrap=True)


def fates_json(fates: Sequence[Fate]) -> str:
    """Every fate as JSON, with the counts."""
    wrong = [fate.good for fate in fates if not fate.right]
    right = [fate.good for fate in fates if fate.right]
    counts = {"killed": sum(wrong), "wrong": len(wrong), "accepted": sum(right), "right": len(right)}
    return json.dumps(counts | {"variants": [fate.to_json() for fate in fates]}, indent=1)


def show_build(out: Console, report: Report, *, checked: bool) -> None:
    """What differed from the sources; a file that somebody edited is theirs."""
    lines = {"out of date": report.stale, "missing": report.missing, "made from nothing": report.extra}
    for what, paths in lines.items():
        for path in paths:
            out.print(f"{what if checked else 'mended, was ' + what}: {path}", soft_wrap=True)
    for path in report.theirs:
        out.print(f"edited, left alone: {path}", soft_wrap=True, style="dim")
    if not report.notebooks:
        out.print("Notebooks were not compared; the extra `notebook` brings what that needs.", soft_wrap=True)
    if report.clean:
        out.print("Every generated file is up to date.")
    elif checked:
        out.print("Run `autograder build` to mend this.")


def show_notebooks(out: Console, folder: Path, written: Written) -> None:
    """What was written, and what to type next."""
    for what, names in {"new": written.new, "changed": written.changed, "as it was": written.same}.items():
        for name in names:
            out.print(f"{what}: source/{name}/{name}.ipynb", soft_wrap=True)
    first = (written.new + written.changed + written.same)[0]
    out.print(f"Go on there: cd {folder} && nbgrader generate_assignment {first}", soft_wrap=True)


def show_findings(out: Console, findings: Sequence[Finding], found: Probe, ahead: Sequence[Obstacle]) -> None:
    """Each finding with what to do where it is not well, then the sandbox and what would raise its level."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for finding in findings:
        mark = Text("ok", "green") if finding.well else Text("LOOK", "bold red")
        table.add_row(mark, finding.name, Text(finding.found + ("" if finding.well else f"\n{finding.advice}")))
    mark = Text("ok", "green") if found.level is Level.FULL else Text("LOOK", "bold yellow")
    table.add_row(mark, "sandbox", Text(f"{found.level.value}: {MEANING[found.level]}"))
    out.print(table)
    for obstacle in ahead:
        out.print(f"\n{obstacle.sentence}{':' if obstacle.command else '.'}", soft_wrap=True)
        if obstacle.command:
            out.print(f"    {obstacle.command}", soft_wrap=True, style="bold")
    for reason in found.reasons:
        out.print(f"\nThe machine's own words: {reason}", soft_wrap=True, style="dim")
