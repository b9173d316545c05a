"""A package of the student's layers and the reference's, for one notebook: `%borrow 00-01`.

The student's files are not touched: the package is put together in a folder of its own, with links to what is theirs.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

from autograder.course.errors import UsageError
from autograder.course.faces import faces
from autograder.course.model import Assignment
from autograder.loop.borrow import Source
from autograder.loop.workspace import Workspace


def overlay(workspace: Workspace, borrowed: Collection[Assignment], source: Source, folder: Path) -> Path:
    """Write folder/tinytorch: `borrowed` assignments from the reference, the others as the student has them."""
    stage = max(assignment.number for assignment in (*workspace.unlocked(), *borrowed))
    layers = workspace.course.assignments[: stage + 1]
    for layer in layers:
        if layer not in borrowed and not workspace.is_unlocked(layer):
            raise UsageError(
                f"assignment {layer.number:02} is neither unlocked nor borrowed, and {stage:02} stands on it: "
                f"borrow it too, as in `%borrow 00-{stage:02}`."
            )
    for layer in layers:
        for file in layer.owns:
            path = folder / "tinytorch" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            if layer in borrowed:
                path.write_bytes(source.read(file))
            else:
                same_file(workspace.package / file, path)
    for name, face in faces(workspace.course, stage).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(face, encoding="utf-8")
    return folder


def same_file(theirs: Path, path: Path) -> None:
    """A link, so that what the student saves is seen; a copy where the system has none."""
    if not theirs.exists():
        raise UsageError(f"{theirs} is gone; `tt start` brings back what is missing.")
    try:
        path.symlink_to(theirs)
    except OSError:
        shutil.copyfile(theirs, path)
