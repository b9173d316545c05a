"""Put together the package on which an assignment is graded: `overlay(course, reference, number, files)`.

Assignment N stands on the reference's files of 0..N-1, the student's files with blanks of N (all of 0..N when
`whole`), the reference's given files and the faces of stage N. Nothing of a later layer is there.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from functools import lru_cache
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash

from autograder.course.faces import faces
from autograder.course.model import Course

PACKAGE = "tinytorch/"


def reference_files(course: Course) -> dict[str, bytes]:
    """Every file of the reference that an assignment owns: "tinytorch/..." -> its bytes."""
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
    mounted |= {path: text.encode() for path, text in faces(course, number).items()}
    written = written_files(course, number, whole=whole)
    ready = {name: code for path in mounted if path not in written for name, code in compiled(path, mounted[path])}
    return mounted | {path: files[path] for path in written} | ready


@lru_cache(maxsize=1024)
def compiled(path: str, source: bytes) -> tuple[tuple[str, bytes], ...]:
    """The bytecode of one of our own modules, and where Python looks for it; nothing for other files.

    A worker lives for milliseconds, and would spend most of them on compiling what is the same for everybody. The pyc
    is one that Python does not compare with its source (PEP 552): it was made from the very bytes beside it.
    """
    if not path.endswith(".py"):
        return ()
    code = compile(source, path, "exec", dont_inherit=True)
    header = MAGIC_NUMBER + (1).to_bytes(4, "little") + source_hash(source)
    return ((cache_from_source(path), header + marshal.dumps(code)),)


def modules(course: Course, number: int) -> frozenset[str]:
    """The dotted names of all modules of stage `number`."""
    owned = [file for assignment in course.assignments[: number + 1] for file in assignment.modules]
    paths = [PACKAGE + file for file in owned] + list(faces(course, number))
    return frozenset(path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in paths)
