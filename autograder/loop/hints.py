"""Help in small steps: `next_hint` shows one more hint of a blank each time, `solution` the reference after the last.

Both are remembered in .tinytorch/, for the student's own eyes; a score does not depend on them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from autograder.course.errors import UsageError
from autograder.course.model import Blank
from autograder.course.symbols import symbol_source
from autograder.loop import memory
from autograder.loop.borrow import without_marks
from autograder.loop.memory import Memory
from autograder.loop.workspace import Workspace, name_of, text


@dataclass(frozen=True)
class Hint:
    """Hint number `level` of `levels`, counted from 1."""

    level: int
    levels: int
    text: str


def next_hint(workspace: Workspace, blank: Blank, level: int | None = None) -> Hint:
    """The first hint not seen yet (the last one again after that), or the one asked for."""
    levels = len(blank.hints)
    if levels == 0:
        raise UsageError(f"'{blank.symbol}' has no hints; its docstring says what it must do (`tt next`).")
    seen = workspace.memory().hints.get(name_of(blank), 0)
    chosen = level if level is not None else min(seen + 1, levels)
    if not 1 <= chosen <= levels:
        raise UsageError(f"'{blank.symbol}' has hints 1 to {levels} (got {chosen}).")
    if chosen > seen:
        memory.change(workspace.private, lambda remembered: remembered.hints.update({name_of(blank): chosen}))
    return Hint(chosen, levels, blank.hints[chosen - 1])


def solution(workspace: Workspace, blank: Blank) -> str:
    """The reference's source of a blank; only where solutions/ is, and after the last hint."""
    path = workspace.course.solutions / blank.file
    if not path.is_file():
        raise UsageError("The solutions are not part of this copy of the course; `tt hint` is as far as it goes here.")
    seen = workspace.memory().hints.get(name_of(blank), 0)
    if seen < len(blank.hints):
        raise UsageError(
            f"See the hints first: {seen} of {len(blank.hints)} seen; `tt hint {blank.symbol}` shows the next."
        )

    def note(remembered: Memory) -> None:
        remembered.solutions.setdefault(name_of(blank), time.strftime("%Y-%m-%dT%H:%M:%S"))

    memory.change(workspace.private, note)
    return without_marks(symbol_source(text(path), blank.symbol)).rstrip("\n")
