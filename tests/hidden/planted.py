"""What the tests of the hidden checks share: the course, its variants, and what a student hands in."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from autograder.classroom.variants import Variant, variants_of
from autograder.course.manifest import load_course
from autograder.course.model import Assignment
from autograder.course.stubs import make_stub
from autograder.judge.records import AssignmentRecord

ROOT = Path(__file__).resolve().parents[2]
COURSE = load_course(ROOT)
FOLDERS = [assignment.folder for assignment in COURSE.assignments]

GradeVariant = Callable[[str, Variant | None], AssignmentRecord]
GradeStub = Callable[[str], AssignmentRecord]
Grade = Callable[[str, dict[str, bytes], Collection[str] | None], AssignmentRecord]


def variants(folder: str) -> list[Variant]:
    """The wrong and the right variants of an assignment."""
    return variants_of(ROOT / "autograder" / "hidden" / "mutants" / folder)


def submission(assignment: Assignment) -> dict[str, bytes]:
    """What a student hands in who wrote the reference."""
    return {f"tinytorch/{file}": (COURSE.solutions / file).read_bytes() for file in assignment.files_with_blanks}


def stub(assignment: Assignment) -> dict[str, bytes]:
    """What a student hands in who has not begun."""
    sources = {path: source.decode() for path, source in submission(assignment).items()}
    return {path: make_stub(source, assignment.number, path).encode() for path, source in sources.items()}
