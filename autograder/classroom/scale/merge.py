"""Make one class of its shards: `merge(out, folders)` writes a gradebook that holds all of theirs.

The books are sets of rows: the order of the shards changes nothing, and neither does merging them again. What stands in
the gradebook of `out` already (overrides, earlier attempts) is one more of them. The new book is made beside the old
one and takes its place when it is whole. Shards are believed: who can write one can write its students' grades.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from autograder.classroom.gradebook import Gradebook, Scope
from autograder.classroom.gradebook_file import GRADEBOOK, gradebook_in, reading
from autograder.classroom.grading import ClassRecords
from autograder.classroom.results_folder import make_folder
from autograder.classroom.scale.shards import FILE, Note, read_note
from autograder.classroom.scale.union import write_union
from autograder.course.errors import UsageError
from autograder.course.log import note

AGAIN = "grade one of them again as the other"


def merge(out: Path, folders: Sequence[Path]) -> ClassRecords:
    """The records of the whole class, from the results folders of all its shards."""
    if any(folder.resolve() == out.resolve() for folder in folders):
        raise UsageError(f"{out} is both a shard and the place for the class; choose another place.")
    notes = {folder: read_note(folder) for folder in folders}
    _refuse_others(notes)
    _refuse_gaps(notes)
    first = next(iter(notes.values()))
    make_folder(out)
    old = [out / GRADEBOOK] if (out / GRADEBOOK).exists() else []
    with tempfile.TemporaryDirectory(dir=out, prefix=".merged-") as beside:
        new = Path(beside) / GRADEBOOK
        parts = [gradebook_in(folder) for folder in folders]
        write_union(new, [*old, *parts])
        _renew(new, parts, first.scope)
        if (out / f"{GRADEBOOK}-wal").exists():
            raise UsageError(f"{out / GRADEBOOK} is in use by another process; wait until that one has ended.")
        new.replace(out / GRADEBOOK)
    (out / FILE).unlink(missing_ok=True)  # it is the whole now, whatever it was
    note("merged", bundle=first.scope.bundle, shards=len(notes))
    students = tuple(sorted(student for note in notes.values() for student in note.students))
    return ClassRecords(out / GRADEBOOK, first.scope, first.points, students)


def _renew(new: Path, parts: Sequence[Path], scope: Scope) -> None:
    """The shards' bundle is the newest, and the points of their assignments are those of the class."""
    points: dict[str, tuple[str, str, float]] = {}
    for part in parts:
        with reading(part) as database:
            for folder, *rest in database.rows("SELECT folder, title, points FROM assignments"):
                if folder in scope.assignments:
                    points[folder] = max(points.get(folder, (folder, *rest)), (folder, *rest))
    with Gradebook(new, look=False) as book:
        book.begin(scope.bundle)
        book.learn(points.values())


def _refuse_others(notes: dict[Path, Note]) -> None:
    """UsageError where two shards are not of one whole."""
    for (one, a), (other, b) in pairwise(notes.items()):
        for what, left, right in (
            ("as a part", f"of {a.shard.count}", f"of {b.shard.count}"),
            ("on", a.scope.name, b.scope.name),
            ("with the bundle", a.scope.bundle[:12], b.scope.bundle[:12]),
            ("at the sandbox level", a.scope.sandbox, b.scope.sandbox),
        ):
            if left != right:
                raise UsageError(f"{one} was graded {what} {left}, and {other} {what} {right}; {AGAIN}.")


def _refuse_gaps(notes: dict[Path, Note]) -> None:
    """UsageError where a shard is there twice, or not at all."""
    placed: dict[int, Path] = {}
    for folder, each in notes.items():
        if (other := placed.setdefault(each.shard.number, folder)) is not folder:
            raise UsageError(f"{other} and {folder} are both shard {each.shard}; give each shard once.")
    count = next(iter(notes.values())).shard.count
    missing = [number for number in range(1, count + 1) if number not in placed]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise UsageError(f"Shard {missing[0]}/{count}{more} is missing; name the results folders of all shards.")
