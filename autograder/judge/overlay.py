"""Put together the package on which an assignment is graded: `overlay(course, reference, number, files)`.

Assignment N stands on the reference's files of 0..N-1, the student's files with blanks of N (all of 0..N when
`whole`), the reference's given files and the faces of stage N. Nothing of a later layer is there.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograder.course.faces import faces
from autograder.course.model import Course

PACKAGE = "tinytorch/"


def reference_files(course: Course) -> dict[str, bytes]:
    """Every file of the reference that an assignment owns: "tinytorch/..." -> source."""
    owned = (file for assignment in course.assignments for file in assignment.owns)
    return {PACKAGE + file: (course.solutions / file).read_bytes() for file in owned}


def written_files(course: Course, number: int, *, whole: bool) -> list[str]:
    """The files that come from the student when assignment `number` is graded."""
    graded = course.assignments[: number + 1] if whole else course.assignments[number : number + 1]
    return [PACKAGE + file for assignment in graded for file in assignment.files_with_blanks]


def overlay(
    course: Course, reference: Mapping[str, bytes], number: int, files: Mapping[str, bytes], *, whole: bool = False
) -> dict[str, bytes]:
    """Path -> bytes for the worker; `files` must hold every written file."""
    owned = [PACKAGE + file for assignment in course.assignments[: number + 1] for file in assignment.owns]
    mounted = {path: reference[path] for path in owned}
    mounted |= {path: files[path] for path in written_files(course, number, whole=whole)}
    return mounted | {path: text.encode() for path, text in faces(course, number).items()}


def modules(course: Course, number: int) -> frozenset[str]:
    """The dotted names of all modules of stage `number`."""
    owned = [file for assignment in course.assignments[: number + 1] for file in assignment.owns]
    paths = [PACKAGE + file for file in owned] + list(faces(course, number))
    return frozenset(path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in paths)
