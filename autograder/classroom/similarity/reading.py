"""Read what a class wrote: `read_class(sources, task, jobs)` gives a Work per student, the last hand-in of each.

A submission that cannot be read is a Work without pieces that says why; nothing of what students wrote is run.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from autograder.classroom.paths import BadSubmission
from autograder.classroom.similarity.tokens import Stream
from autograder.classroom.similarity.work import Piece, Work, work_of
from autograder.classroom.submissions import Source, read_submission
from autograder.classroom.variants import FOLDER, plant, variants_of
from autograder.course.errors import CourseError
from autograder.course.manifest import load_course
from autograder.course.model import Assignment, Course

CHUNK = 8
REFERENCE = "the reference"


@dataclass(frozen=True)
class Task:
    """Which assignments of which course are compared; small enough to be sent to every process."""

    root: Path
    numbers: tuple[int, ...]

    @property
    def course(self) -> Course:
        return _course(self.root)

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        return tuple(self.course.assignments[number] for number in self.numbers)


@lru_cache(maxsize=2)
def _course(root: Path) -> Course:
    return load_course(root)


@lru_cache(maxsize=4)
def stubs_of(task: Task) -> dict[str, str]:
    """ "tinytorch/..." -> the stub's text."""
    files = ((each, file) for each in task.assignments for file in each.files_with_blanks)
    return {f"tinytorch/{file}": (each.stubs / file).read_text(encoding="utf-8") for each, file in files}


def files_in(source: Source, task: Task) -> dict[str, bytes]:
    """The files with blanks of one submission; BadSubmission where it cannot be read."""
    return dict(read_submission(source, task.course, task.assignments).files)


def read_one(source: Source, task: Task) -> Work:
    """The work of one submission, with lines; without pieces where it cannot be read."""
    try:
        files = files_in(source, task)
    except (BadSubmission, CourseError) as error:
        return Work(source.student, (), (f"cannot be read: {error}",))
    if not files:
        return Work(source.student, (), ("holds none of the files that are compared",))
    return work_of(source.student, files, task.assignments, stubs_of(task))


def read_class(sources: Sequence[Source], task: Task, jobs: int, step: Callable[[], None] = lambda: None) -> list[Work]:
    """One Work per student, sorted by name; lines are left out, and equal pieces are one object: a class is large."""
    known: dict[tuple[str, ...], Stream] = {}
    works = []
    for work in _read(list({source.student: source for source in sources}.values()), task, jobs):
        works.append(replace(work, pieces=tuple(_slim(piece, known) for piece in work.pieces)))
        step()
    return sorted(works, key=lambda work: work.student)


def _read(sources: Sequence[Source], task: Task, jobs: int) -> Iterator[Work]:
    if jobs == 1 or len(sources) < CHUNK * jobs:
        yield from (read_one(source, task) for source in sources)
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs) as pool:
        yield from pool.imap_unordered(_read_pair, ((source, task) for source in sources), chunksize=CHUNK)


def _read_pair(pair: tuple[Source, Task]) -> Work:
    work = read_one(*pair)
    return replace(work, pieces=tuple(_slim(piece, {}) for piece in work.pieces))


def _slim(piece: Piece, known: dict[tuple[str, ...], Stream]) -> Piece:
    return replace(piece, stream=known.setdefault(piece.stream.tokens, Stream(piece.stream.tokens, ())))


def known_solutions(task: Task, folder: Path = FOLDER) -> list[tuple[Work, dict[str, bytes]]]:
    """The reference, and the right variants that the checks are tested with, as works and as files."""
    files = {f"tinytorch/{file}": (task.course.solutions / file).read_bytes() for file in _files(task)}
    solutions = [(REFERENCE, files)]
    for assignment in task.assignments:
        own = {path: data for path, data in files.items() if path.removeprefix("tinytorch/") in assignment.owns}
        for variant in variants_of(folder / assignment.folder):
            if variant.right:
                solutions.append((f"the right variant {variant.name}", files | plant(variant, own)))
    stubs = stubs_of(task)
    return [(work_of(name, data, task.assignments, stubs), data) for name, data in solutions]


def _files(task: Task) -> Iterable[str]:
    return (file for assignment in task.assignments for file in assignment.files_with_blanks)
