"""Bring what a student uploaded into the form that grading reads: `with upload(folder, assignments) as given:`.

Gradescope unpacks a zip, and the result is then a checkout, which is taken as it is. Students also drag single files
into the browser: where there is no folder tinytorch, a file whose path ends like that of a file with blanks is taken
for it, if it can be no other and no other can be it. A Python file with which that does not work is named.
"""

from __future__ import annotations

import math
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.course.model import Assignment

ARCHIVES = (".tar.gz", ".tgz", ".tar", ".zip")
MOST_FILES = 2_000
MOST_BYTES = 1 << 20  # of one file that a student writes


@dataclass(frozen=True)
class Upload:
    """Where grading finds the submission, and which files could not be placed in it."""

    path: Path
    unplaced: tuple[str, ...] = ()


@contextmanager
def upload(folder: Path, assignments: Iterable[Assignment]) -> Iterator[Upload]:
    """What lies in a folder, for grading these assignments."""
    entries = [entry for entry in sorted(folder.iterdir()) if not entry.name.startswith(".")]
    if len(entries) == 1 and entries[0].name.lower().endswith(ARCHIVES) and _is_file(entries[0]):
        yield Upload(entries[0])
        return
    files = [] if _has_package(folder) else _files(folder)
    loose = _placed(folder, files, [file for assignment in assignments for file in assignment.files_with_blanks])
    if not loose:
        yield Upload(folder)
        return
    with tempfile.TemporaryDirectory(prefix="tinytorch-upload-") as place:
        for file, path in loose.items():
            target = Path(place) / "tinytorch" / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target, follow_symlinks=False)
        left = sorted(path for path in {*files} - {*loose.values()} if path.suffix == ".py")
        yield Upload(Path(place), tuple(path.relative_to(folder).as_posix() for path in left))


def _has_package(folder: Path) -> bool:
    return (folder / "tinytorch").is_dir() or any(folder.glob("*/tinytorch/"))


def _placed(folder: Path, files: Iterable[Path], blanks: Sequence[str]) -> Mapping[str, Path]:
    """File with blanks -> the one uploaded file that can be meant."""
    found: dict[str, list[Path]] = {}
    for path in files:
        ends = path.relative_to(folder).parts
        fit = [file for file in blanks if PurePosixPath(file).parts[-len(ends) :] == ends or _ends(ends, file)]
        if len(fit) == 1:
            found.setdefault(fit[0], []).append(path)
    return {file: paths[0] for file, paths in found.items() if len(paths) == 1}


def _ends(parts: tuple[str, ...], file: str) -> bool:
    wanted = PurePosixPath(file).parts
    return parts[-len(wanted) :] == wanted


def _files(folder: Path) -> list[Path]:
    """The plain files of a size that code has; links, which could lead anywhere, are none."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [path for name in names if _is_file(path := Path(place) / name, MOST_BYTES)]
        if len(found) > MOST_FILES:
            break
    return found


def _is_file(path: Path, most: float = math.inf) -> bool:
    state = path.lstat()
    return stat.S_ISREG(state.st_mode) and state.st_size <= most
