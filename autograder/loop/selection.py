"""Which blanks a command line names: `select(workspace, ["1.2", "mul", "00"])`, grouped by assignment."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.course.errors import UsageError
from autograder.course.model import Assignment, Blank, Course
from autograder.loop.workspace import Workspace

# None stands for the whole assignment: then the tests that are marked with no blank run too.
Selected = list[tuple[Assignment, tuple[Blank, ...] | None]]


def select(workspace: Workspace, names: Sequence[str]) -> Selected:
    """The blanks of every name, in the order of the course, each once; without names, all that is unlocked."""
    if not workspace.unlocked():
        raise UsageError("Nothing is unlocked yet; run `tt start 00` first.")
    names = names or [assignment.folder for assignment in workspace.unlocked()]
    wanted = {blank for name in names for blank in blanks_named(workspace.course, name)}
    chosen: Selected = []
    for assignment in workspace.course.assignments:
        blanks = tuple(blank for blank in assignment.blanks if blank in wanted)
        if blanks:
            require_unlocked(workspace, assignment)
            chosen.append((assignment, None if blanks == assignment.blanks else blanks))
    return chosen


def blanks_named(course: Course, name: str) -> tuple[Blank, ...]:
    """One symbol, the blanks of a task ("1.2"), or those of an assignment ("1", "01", "autograd", "01_autograd")."""
    if re.fullmatch(r"\d+\.\d+", name):
        return course.task(name).blanks
    if name.isdecimal() or any(name in (layer.folder, layer.slug) for layer in course.assignments):
        return course.assignment(name).blanks
    return (course.blank(name),)


def require_unlocked(workspace: Workspace, assignment: Assignment) -> None:
    if not workspace.is_unlocked(assignment):
        raise UsageError(f"{assignment.folder} is not unlocked yet; run `tt start {assignment.number:02}` first.")


def chosen_assignments(workspace: Workspace, name: str | None) -> list[Assignment]:
    """The named assignment, or all that are unlocked."""
    if name is None:
        return list(workspace.unlocked())
    assignment = workspace.course.assignment(name)
    require_unlocked(workspace, assignment)
    return [assignment]


def next_locked(workspace: Workspace, name: str | None) -> Assignment:
    """The named assignment, or the first that is not unlocked."""
    if name is not None:
        return workspace.course.assignment(name)
    locked = [assignment for assignment in workspace.course.assignments if not workspace.is_unlocked(assignment)]
    if not locked:
        raise UsageError("Every assignment is unlocked already; `tt next` shows what to do.")
    return locked[0]
