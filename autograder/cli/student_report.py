"""What `tt` prints about the student's own work: what was unlocked, hints, what is handed in, the doctor's table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from autograder.cli.student_text import as_json, show_notes, show_problems, word
from autograder.course.model import Blank
from autograder.loop.doctor import Finding
from autograder.loop.hints import Hint
from autograder.loop.outcome import State
from autograder.loop.submission_zip import Packed
from autograder.loop.unlock import Started
from autograder.loop.workspace import Workspace, place


def show_started(out: Console, workspace: Workspace, started: Started) -> None:
    """What unlocking did to each file, and what comes next."""
    layer = started.assignment
    out.print(Text(f"{layer.folder} is unlocked: {layer.title}", "bold"))
    for file in started.added:
        out.print(f"  new       tinytorch/{file}")
    for file in started.borrowed:
        out.print(f"  borrowed  tinytorch/{file}: the reference's, handed in as the stub it was")
    for file, backup in started.aside.items():
        out.print(f"  aside     tinytorch/{file} as you had it: {backup.relative_to(workspace.root).as_posix()}")
    for file in [*started.kept, *started.broken]:
        out.print(f"  kept      tinytorch/{file}: you have edited it")
    if started.broken:
        again = f"tt start {layer.number:02} --borrow --set-aside"
        out.print(f"  What you have kept is not done, and {layer.folder} stands on it; `{again}` moves it into")
        out.print("  .tinytorch/backups/ and takes the reference's there too.")
    readme = layer.path / "README.md"
    out.print(
        f"Read {readme.relative_to(workspace.root).as_posix()}, then `tt next`."
        if readme.exists()
        else "Now: `tt next`."
    )


def show_hint(out: Console, workspace: Workspace, blank: Blank, hint: Hint) -> None:
    out.print(Text(f"Hint {hint.level} of {hint.levels} for {blank.symbol}, {place(workspace, blank)}", "bold"))
    out.print(f"  {hint.text}")
    if hint.level < hint.levels:
        out.print(Text(f"  One more: tt hint {blank.symbol}", "dim"))
    elif (workspace.course.solutions / blank.file).is_file():
        out.print(Text(f"  That was the last; the reference's code: tt solution {blank.symbol}", "dim"))


def show_packed(out: Console, packed: Packed) -> None:
    """What is handed in, and what grading will not like about it."""
    for name, digest in packed.files.items():
        out.print(f"  {digest[:12]}  {name}")
    for name in packed.missing:
        out.print(Text.assemble(word(State.FAIL), f"{name} is not there, so nothing of it is handed in"))
    show_problems(out, [*packed.syntax, *packed.lost])
    show_notes(out, map(str, packed.imports))
    if packed.borrowed:
        out.print(f"Borrowed from the reference, handed in as stubs: {', '.join(packed.borrowed)}")
    if packed.minutes:
        told = ", ".join(f"Task {task}: {minutes}" for task, minutes in packed.minutes.items())
        out.print(f"Minutes of work, handed in with it (`--no-minutes` leaves them out): {told}")
    out.print(Text(f"Written: {packed.path}", "bold"))
    if not packed.is_sound:
        out.print("It can be handed in as it is, but what is named above will cost points; mend it and submit again.")


def show_findings(out: Console, findings: Sequence[Finding], machine: bool) -> None:
    """The table of `tt doctor`."""
    if machine:
        out.print(as_json([asdict(finding) for finding in findings]))
        return
    for finding in findings:
        mark = Text("ok    ", "bold green") if finding.well else Text("FIX   ", "bold red")
        out.print(Text.assemble(mark, f"{finding.name:<18}{finding.found}"))
        if not finding.well:
            out.print(f"      {finding.advice}")


def diff_style(line: str) -> str:
    return {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
