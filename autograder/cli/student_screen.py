"""One screen of watch mode: `show_scene(console, workspace, scene)`."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from autograder.cli.student_text import is_blocked, show_briefly, show_notes, show_problems, show_step, tally
from autograder.loop.watch import Scene
from autograder.loop.workspace import Workspace


def show_scene(out: Console, workspace: Workspace, scene: Scene) -> None:
    """One screen of watch mode."""
    if scene.running and scene.step.task:
        if out.is_terminal:  # a verdict may take its whole time limit
            out.print(Text(f"Saved; running the tests of Task {scene.step.task.number} ...", "dim"))
        return
    blocked = is_blocked(scene.verdicts)
    if out.is_terminal:
        out.clear()
    if scene.finished:
        out.print(Text(f"Task {scene.finished.number} is complete: {scene.finished.title}.", "bold green"))
    if scene.step.task:
        took = f"   {scene.seconds:.2f} s after the save" if scene.seconds is not None else ""
        stands = "" if blocked else f"  {tally(scene.verdicts)}"  # a count of 0 would frighten for nothing
        out.print(Text(f"Task {scene.step.task.number}  {scene.step.task.title}{stands}{took}", "bold"))
        show_problems(out, scene.problems)
        show_briefly(out, workspace, scene.verdicts)
    else:
        show_problems(out, scene.problems)
    for blank in scene.broke:
        out.print(Text(f"{blank.symbol} passed before and fails now: tt check {blank.symbol}", "bold red"))
    show_notes(out, [*map(str, scene.refused), *scene.notices])
    if scene.step.blank or not scene.step.task:
        out.print()
        show_step(out, workspace, scene.step, blocked=blocked)
    out.print(Text("Watching for saves; Ctrl-C ends.", "dim"))
