"""Unlock an assignment: `start(progress, assignment, ...)` copies its stubs into tinytorch/ and renews the faces.

A file that the student has edited is never overwritten: it is kept, and named. Only `set_aside` moves one, into
.tinytorch/backups/, and only a file whose blanks do not pass.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course.errors import CourseError, UsageError
from autograder.course.faces import faces
from autograder.course.model import Assignment
from autograder.course.symbols import symbol_source
from autograder.loop import memory
from autograder.loop.borrow import Source, borrowed_entries
from autograder.loop.outcome import Verdict
from autograder.loop.progress import Progress, is_done
from autograder.loop.workspace import Workspace, content, text, write


class NotDoneError(CourseError):
    """Earlier tasks are not done: the student's work falls short."""

    exit_code = 1


@dataclass
class Started:
    """What unlocking did, file by file (paths under tinytorch/)."""

    assignment: Assignment
    added: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # edited by the student
    borrowed: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # kept though blanks in it do not pass
    aside: dict[str, Path] = field(default_factory=dict)  # file -> its backup


def start(progress: Progress, assignment: Assignment, source: Source | None = None, set_aside: bool = False) -> Started:
    """Unlock; with a `source`, layers below that are not done are taken from it as far as the student's work allows."""
    workspace = progress.workspace
    below = workspace.course.assignments[: assignment.number]
    missing = [layer for layer in below if not workspace.is_unlocked(layer)]
    if missing and source is None:
        raise UsageError(f"{missing[0].folder} comes first: run `tt start {missing[0].number:02}`.")
    report = progress.refresh(layer for layer in below if layer not in missing)
    open_blanks = [verdict.blank for verdict in report.verdicts if not is_done([verdict])]
    if open_blanks and source is None and not workspace.is_unlocked(assignment):  # else only what is gone comes back
        raise NotDoneError(
            f"{assignment.folder} opens when the tasks before it are done: {listed([b.symbol for b in open_blanks])} "
            f"still to do (`tt next` shows the first); `tt start {assignment.number:02} --borrow` goes on with the "
            "reference's layers."
        )
    started = Started(assignment)
    if source is not None:
        files = {blank.file for blank in open_blanks} | {file for layer in missing for file in layer.owns}
        wanted = [file for layer in below for file in layer.owns if file in files]
        spared = [file for file in wanted if set_aside and not is_blamed(workspace, file, report.verdicts)]
        borrow(workspace, source, [file for file in wanted if file not in spared], set_aside, started)
        if spared:  # with what was broken mended, their tests can run
            write_faces(workspace)
            again = progress.refresh(below)
            files = {verdict.blank.file for verdict in again.verdicts if not is_done([verdict])}
            borrow(workspace, source, [file for file in spared if file in files], set_aside, started)
    copy_layer(workspace, assignment, started)
    write_faces(workspace)
    return started


def is_blamed(workspace: Workspace, file: str, verdicts: Iterable[Verdict]) -> bool:
    """Whether a file is at fault for certain: not where its tests could not run because of something elsewhere."""
    of_file = [verdict for verdict in verdicts if verdict.blank.file == file]
    if not workspace.is_edited(file) or any(not (verdict.is_not_run or is_done([verdict])) for verdict in of_file):
        return True
    try:
        for verdict in of_file:
            symbol_source(text(workspace.package / file), verdict.blank.symbol)
    except UsageError:  # it is no Python, or the blank is not in it any more
        return True
    return False


def listed(names: list[str]) -> str:
    return ", ".join(names[:5]) + (
        f" and {len(names) - 5} more are" if len(names) > 5 else " is" if len(names) == 1 else " are"
    )


def copy_layer(workspace: Workspace, assignment: Assignment, started: Started) -> None:
    """The layer's stubs and data into tinytorch/ and, as pristine copies, into .tinytorch/."""
    for file in assignment.owns:
        if workspace.is_edited(file):
            started.kept.append(file)
            continue
        stub = assignment.stubs / file
        if not stub.is_file():
            raise UsageError(f"{stub} is missing; get the assignments/ folder again, it is damaged.")
        if not (workspace.package / file).exists():
            started.added.append(file)
        write(workspace.package / file, content(stub))
        write(workspace.pristine / file, content(stub))
    memory.prepare(workspace.private)


def write_faces(workspace: Workspace) -> None:
    """The faces of the highest unlocked stage; one that was edited is backed up first."""
    stage = max(layer.number for layer in workspace.unlocked())
    earlier = [faces(workspace.course, number) for number in range(stage + 1)]
    for name, face in earlier[-1].items():
        path = workspace.root / name
        if (
            path.exists()
            and text(path).strip()
            and text(path) not in [stage_faces.get(name) for stage_faces in earlier]
        ):
            back_up(workspace, name.removeprefix("tinytorch/"))
        write(path, face)


def borrow(workspace: Workspace, source: Source, files: list[str], set_aside: bool, started: Started) -> None:
    """Take files from the reference, lower first; an edited one only where it may be set aside."""
    edited = [file for file in files if workspace.is_edited(file)]
    taken = source.take(workspace, [file for file in files if set_aside or file not in edited])
    started.broken += [file for file in edited if file not in taken]
    for file, reference in taken.items():
        if file in edited:
            started.aside[file] = back_up(workspace, file)
        write(workspace.package / file, reference)
        write(workspace.pristine / file, reference)
    started.borrowed += taken
    blanks = [blank for layer in workspace.course.assignments for blank in layer.blanks]
    entries = borrowed_entries(blanks, taken)
    memory.change(workspace.private, lambda remembered: remembered.borrowed.update(entries))


def back_up(workspace: Workspace, file: str) -> Path:
    """A copy of tinytorch/FILE under .tinytorch/backups/, in a folder named by the time."""
    moment = time.strftime("%Y-%m-%d_%H-%M-%S")
    folder = workspace.private / "backups"
    path = folder / moment / file
    number = 1
    while path.exists():  # two within a second
        number += 1
        path = folder / f"{moment}_{number}" / file
    try:
        memory.prepare(workspace.private)
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(workspace.package / file, path)
    except OSError as error:
        raise UsageError(
            f"Nothing is changed: no backup of tinytorch/{file} can be written to {path.parent} ({error.strerror})."
        ) from error
    return path
