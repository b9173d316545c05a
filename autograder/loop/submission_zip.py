"""Hand in: `pack(workspace, assignments, path)` writes a zip of exactly the files with blanks, and says what is wrong.

manifest.json holds a SHA-256 per file and the minutes of work on each task, if they are to go along. The same work
gives the same bytes. Nothing is asked; a submission with faults is written all the same, and its faults are named.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.errors import UsageError
from autograder.course.model import Assignment, Blank
from autograder.course.symbols import replace_symbol, symbol_source
from autograder.loop.borrow import is_borrowed
from autograder.loop.minutes import minutes
from autograder.loop.outcome import Problem
from autograder.loop.refused import Refused, refused_imports
from autograder.loop.runner import syntax_problems
from autograder.loop.workspace import Workspace, text

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date of the format


@dataclass(frozen=True)
class Packed:
    """What was written, and what grading will not like about it."""

    path: Path
    files: dict[str, str]  # "tinytorch/scalars/operators.py" -> SHA-256
    missing: tuple[str, ...]
    syntax: tuple[Problem, ...]
    lost: tuple[Problem, ...]  # blanks whose name is defined nowhere in their file
    imports: tuple[Refused, ...]
    borrowed: tuple[str, ...]  # symbols, handed in as the stubs they were
    minutes: dict[str, int]  # of work on each task, as told to the instructor: {"0.1": 34}

    @property
    def is_sound(self) -> bool:
        return not (self.syntax or self.lost or self.imports or self.missing)


def pack(workspace: Workspace, assignments: Sequence[Assignment], path: Path, *, timed: bool = True) -> Packed:
    """Write the zip for some assignments; the minutes of work on them go along if it is `timed`."""
    locked = [assignment for assignment in assignments if not workspace.is_unlocked(assignment)]
    if locked or not assignments:
        number = locked[0].number if locked else 0
        raise UsageError(f"There is nothing to hand in yet; run `tt start {number:02}` first.")
    owned = [file for assignment in assignments for file in assignment.files_with_blanks]
    contents = {f"tinytorch/{file}": content(workspace, file) for file in owned if (workspace.package / file).is_file()}
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}
    borrowed = [blank.symbol for assignment in assignments for blank in borrowed_of(workspace, assignment.blanks)]
    tasks = [task.number for assignment in assignments for task in assignment.tasks]
    worked = minutes(workspace.memory(), tasks) if timed else {}
    manifest = {
        "schema": 1,
        "assignments": [assignment.folder for assignment in assignments],
        "files": digests,
        "borrowed": borrowed,
        **({"minutes": worked} if worked else {}),
    }
    write_zip(path, {"manifest.json": (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode()} | contents)
    blanks = [blank for assignment in assignments for blank in assignment.blanks]
    return Packed(
        path=path,
        files=digests,
        missing=tuple(f"tinytorch/{file}" for file in owned if f"tinytorch/{file}" not in contents),
        syntax=tuple(problem for problem in syntax_problems(workspace) if problem.where.partition(":")[0] in contents),
        lost=tuple(lost_blanks(contents, blanks)),
        imports=tuple(refused_imports(workspace, assignments)),
        borrowed=tuple(borrowed),
        minutes=worked,
    )


def lost_blanks(contents: dict[str, bytes], blanks: Sequence[Blank]) -> Iterator[Problem]:
    """The blanks that a file neither defines nor assigns: renamed or deleted, and so worth nothing."""
    for blank in blanks:
        name = re.escape(blank.symbol.rpartition(".")[2])
        made = re.compile(rf"^\s*((async\s+)?def\s+{name}\b|class\s+{name}\b|{name}\s*[:=])", re.MULTILINE)
        file = f"tinytorch/{blank.file}"
        if file in contents and not made.search(contents[file].decode("utf-8", errors="replace")):
            yield Problem(file, f"`{blank.symbol}` is not in it any more; `tt reset {blank.symbol}` says what to do.")


def borrowed_of(workspace: Workspace, blanks: Sequence[Blank]) -> list[Blank]:
    remembered = workspace.memory()
    return [blank for blank in blanks if is_borrowed(workspace, remembered, blank)]


def content(workspace: Workspace, file: str) -> bytes:
    """The bytes to hand in: the student's, with each borrowed blank as its stub, since it is not the student's work."""
    owner = workspace.course.owner(file)
    blanks = [blank for blank in owner.blanks if blank.file == file] if owner else []
    borrowed = borrowed_of(workspace, blanks)
    if not borrowed:
        return (workspace.package / file).read_bytes()
    source, stub = text(workspace.package / file), text(workspace.stub(file))
    for blank in borrowed:
        source = replace_symbol(source, blank.symbol, symbol_source(stub, blank.symbol))
    return source.encode()


def write_zip(path: Path, contents: dict[str, bytes]) -> None:
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in contents.items():
                archive.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror}); choose another place with `-o FILE`."
        ) from error
