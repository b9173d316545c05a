"""What a notebook says, instead of a page of calls, of a blank that is not written or a layer that is locked."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import TracebackType
from typing import Any

from autograder.course.errors import CourseError
from autograder.course.model import Blank
from autograder.loop.workspace import Workspace, place
from autograder.notebook.cards import Card, Link

KINDS = (NotImplementedError, ImportError, AttributeError)
TASK = re.compile(r"Need to implement for Task (\d+\.\d+)")
PACKAGE = "tinytorch"
CELL = "Need to write this cell"  # what a question's cell raises until it has an answer


def stop(
    workspace: Workspace | None, error: BaseException, trace: TracebackType | None, link: Callable[[str], Link]
) -> Card | None:
    """What to say of the error; None where it is not one of ours."""
    if isinstance(error, NotImplementedError):
        found = TASK.search(str(error))
        if found:
            return not_written(workspace, found[1], symbol_of(trace), link)
        return yours(trace) if str(error) == CELL else None
    missing = missing_module(error)
    return locked(workspace, missing) if missing else None


def yours(trace: TracebackType | None) -> Card:
    """Which cell waits for an answer: the one that runs, or the one above that defines what it has called."""
    codes = []
    while trace is not None:
        codes.append(trace.tb_frame.f_code)
        trace = trace.tb_next
    cell = next((code for code in codes if code.co_name == "<module>"), None)
    if cell is None or codes[-1].co_filename == cell.co_filename:
        return Card("This cell is yours to write", "Put your answer where it says so, and run the cell again.")
    above = "Put your answer in the cell above, where it says so; run that cell, and then this one again."
    return Card(f"`{codes[-1].co_name}` is yours to write", above)


def not_written(workspace: Workspace | None, task: str, symbol: str, link: Callable[[str], Link]) -> Card:
    """Where the blank is, and how to go on."""
    blank = blank_of(workspace, task, symbol)
    if workspace is None or blank is None:
        return Card(f"Task {task} is not written yet", "Write it and save the file; then run this cell again.")
    return Card(
        f"Task {task} is not written yet",
        (f"`{blank.symbol}` is a blank in ", link(place(workspace, blank)), "."),
        "Write it and save the file; then run this cell again. "
        f"`%check {task}` judges it, `%hint {blank.symbol}` helps.",
    )


def blank_of(workspace: Workspace | None, task: str, symbol: str) -> Blank | None:
    """The blank of this name in the task, or else its first."""
    try:
        blanks = workspace.course.task(task).blanks if workspace else ()
    except CourseError:
        return None
    return next((blank for blank in blanks if blank.symbol == symbol), blanks[0] if blanks else None)


def symbol_of(trace: TracebackType | None) -> str:
    """The function of tinytorch that raised: "ReLU.forward"."""
    symbol = ""
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.split(".")[0] == PACKAGE:
            symbol = trace.tb_frame.f_code.co_qualname
        trace = trace.tb_next
    return symbol


# --- What is not unlocked


def missing_module(error: BaseException) -> str:
    """The name in tinytorch that is not there, "tinytorch.tensors"; "" where something else is missing."""
    if isinstance(error, ImportError):
        name = error.name or ""
        if isinstance(error, ModuleNotFoundError):
            return name if name.split(".")[0] == PACKAGE else ""
        found = re.match(r"cannot import name '(\w+)'", str(error))
        return f"{name}.{found[1]}" if found and name.split(".")[0] == PACKAGE else ""
    owner: Any = getattr(error, "obj", None)
    name = getattr(owner, "__name__", "") if type(owner).__name__ == "module" else ""
    return f"{name}.{getattr(error, 'name', '')}" if name.split(".")[0] == PACKAGE else ""


def locked(workspace: Workspace | None, name: str) -> Card | None:
    """Which assignment brings a name that is missing; None where none does, or it is unlocked."""
    for assignment in workspace.course.assignments if workspace else ():
        if workspace and not workspace.is_unlocked(assignment) and brings(assignment.exports, assignment.faced, name):
            number = f"{assignment.number:02}"
            return Card(
                f"`{name}` comes with assignment {number}, which is not unlocked",
                f"Run `tt start {number}` in a terminal, and then this cell again; or have the reference's layers for "
                f"this notebook alone: `%borrow 00-{number}`.",
            )
    return None


def brings(exports: Any, files: tuple[str, ...], name: str) -> bool:
    """Whether one of the assignment's faces hands on the name, or it is one of its modules or packages."""
    inner = name.removeprefix(f"{PACKAGE}.").replace(".", "/")
    package, _, last = inner.rpartition("/")
    handed = {handed for names in exports.get(package, {}).values() for handed in names}
    return last in handed or any(f"{file.removesuffix('.py')}/".startswith(f"{inner}/") for file in files)
