"""The reference of some layers for students: `reference_files` goes into a release, `layers_files` into a zip.

The zip is what `tt start 01 --borrow --from FILE` takes, so that a student whose layer is broken can go on.
"""

from __future__ import annotations

import json

from autograder.course import released
from autograder.course.faces import faces
from autograder.course.model import Assignment, Course, is_python
from autograder.loop.borrow import LAYERS, digest_of_stubs, without_marks


def reference_of(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """tinytorch/FILE -> the reference's bytes, without the lines that mark its solutions."""
    found = {f"tinytorch/{file}": (course.solutions / file).read_bytes() for file in assignment.owns}
    return {
        path: without_marks(content.decode("utf-8")).encode() if is_python(path) else content
        for path, content in found.items()
    }


def reference_files(course: Course, assignments: tuple[Assignment, ...]) -> dict[str, bytes]:
    """solutions/tinytorch/... of the first assignments, with the faces of the last of them."""
    files: dict[str, bytes] = {}
    for assignment in assignments:
        files |= reference_of(course, assignment)
        files |= {path: text.encode() for path, text in faces(course, assignment.number).items()}
    return {f"solutions/{path}": content for path, content in files.items()}


def layers_files(course: Course, assignments: tuple[Assignment, ...], stubs: dict[str, bytes]) -> dict[str, bytes]:
    """The zip's files; `stubs` are those that a release of today would hold, by their path in it."""
    name, version = released.identity(course.root)
    told: dict[str, dict[str, object]] = {}
    files: dict[str, bytes] = {}
    for assignment in assignments:
        folder = f"assignments/{assignment.folder}/stubs/tinytorch/"
        own = reference_of(course, assignment)
        told[assignment.folder] = {
            "stubs": digest_of_stubs({file: stubs[folder + file] for file in assignment.owns}),
            "files": {path: released.digest(content) for path, content in own.items()},
        }
        files |= own
    manifest = {"schema": 1, "course": name, "version": version, "layers": told}
    return {LAYERS: (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode(), **files}
