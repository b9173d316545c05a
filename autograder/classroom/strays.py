"""What a submission holds that is not graded: files that are given, faces, files that belong to no assignment.

`left_aside(course, files, unread)` gives a notice for each that the student may have meant to count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from autograder.classroom.paths import shown
from autograder.course.faces import faces
from autograder.course.model import Assignment, Course
from autograder.judge.records import Notice


def left_aside(course: Course, files: Mapping[str, bytes], unread: Sequence[str]) -> Iterator[Notice]:
    """A notice for each file of a submission that grading leaves aside though it is not the course's own."""
    given = {f"tinytorch/{file}" for assignment in course.assignments for file in assignment.data}
    yield from (Notice(shown(path), "not a Python file: left aside") for path in unread if path not in given)
    own_faces = _faces(_Key(course))
    for path, data in files.items():
        file = path.removeprefix("tinytorch/")
        owner = course.owner(file)
        if owner is not None and file in owner.given:
            if _lines(data) not in _copies(course, owner, file):
                yield Notice(path, "given with the assignment: graded with the course's own copy")
        elif path in own_faces:
            if _lines(data) not in own_faces[path]:
                yield Notice(path, "made by `tt start` and then changed: graded with the course's own")
        elif owner is None:
            yield Notice(shown(path), "belongs to no assignment: left aside, so nothing may import it")


def _copies(course: Course, owner: Assignment, file: str) -> list[list[bytes]]:
    """A given file as the reference has it, and as students get it, with a line on top that says what made it."""
    copies = (course.solutions / file, owner.path / "stubs" / "tinytorch" / file)
    return [_lines(copy.read_bytes()) for copy in copies if copy.is_file()]


class _Key:
    """A course as a key of a cache: this object, whatever it holds."""

    def __init__(self, course: Course) -> None:
        self.course = course

    def __hash__(self) -> int:
        return id(self.course)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.course is other.course


@lru_cache(maxsize=4)  # ten times as long to make as a submission is to read
def _faces(key: _Key) -> dict[str, list[list[bytes]]]:
    """Each face as it reads at every stage: a student's is one of these, unless somebody has changed it."""
    found: dict[str, list[list[bytes]]] = {}
    for assignment in key.course.assignments:
        for path, text in faces(key.course, assignment.number).items():
            found.setdefault(path, []).append(_lines(text.encode()))
    return found


def _lines(source: bytes) -> list[bytes]:
    return source.splitlines()  # an editor on Windows ends them differently
