"""Read the course: `load_course(root)` turns every assignments/NN_slug/assignment.toml into frozen dataclasses.

Points, titles, hints and file lists have their only home there. Everything is validated while it is read: a mistake
is one sentence that names the file and the key. Works in a student's release too, where solutions/ is absent.
"""

from __future__ import annotations

import re
from pathlib import Path

from autograder.course.errors import UsageError
from autograder.course.model import Assignment, Blank, Course, Task
from autograder.course.reading import Reader

__all__ = ["Assignment", "Blank", "Course", "Task", "find_root", "load_course"]

FOLDER = re.compile(r"(\d\d)_([a-z][a-z0-9_]*)")


def find_root(start: Path) -> Path:
    """The nearest folder at or above `start` that has assignments/ and tinytorch/."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "assignments").is_dir() and (folder / "tinytorch").is_dir():
            return folder
    raise UsageError(
        f"{start} is not inside a course: no folder above it holds both assignments/ and tinytorch/; "
        "change to the course's folder first."
    )


def load_course(root: Path) -> Course:
    """The validated course in `root`."""
    reader = Reader(root)
    return Course(root, tuple(reader.read(folder) for folder in _folders(root)))


def _folders(root: Path) -> list[Path]:
    """The assignment folders in order; their numbers must run 0, 1, 2, ..."""
    base = root / "assignments"
    found = sorted(
        path for path in base.glob("*") if (path / "assignment.toml").is_file() or FOLDER.fullmatch(path.name)
    )
    if not found:
        raise UsageError(f"{base} holds no assignment; expected folders such as 00_scalars with an assignment.toml.")
    for number, path in enumerate(found):
        match = FOLDER.fullmatch(path.name)
        if not match:
            raise UsageError(f"assignments/{path.name}: an assignment's folder must be called like 00_scalars.")
        if int(match[1]) != number:
            raise UsageError(f"assignments/{path.name}: expected number {number:02} here; numbers run without a gap.")
    return found
