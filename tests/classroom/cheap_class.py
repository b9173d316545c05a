"""`autograder grade` on the course of the judge's bench: `python -m tests.classroom.cheap_class ROOT OUT [LEVEL]`.

The very command, but for the package of hidden checks and, where one is named, the level of the sandbox.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from autograder.classroom import speed_course
from autograder.classroom.scale import site
from autograder.cli import instructor, instructor_course
from autograder.loop.submission_zip import write_zip
from autograder.sandbox.isolation import Level, Probe

CLASS = "class"
RIGHT = 4


def write_class(root: Path) -> None:
    """Four right submissions, a copy of one, two that are wrong, one that ends its process, one that is no zip."""
    course = speed_course.write_course(root)
    cheap = course.assignments[0]
    right, wrong = speed_course.right(course, cheap), speed_course.wrong(course, cheap)
    ending = {path: data.replace(b"return sum(", b"__import__('os')._exit(3) or sum(") for path, data in right.items()}
    speed_course.hand_in(right, RIGHT, root / CLASS)
    for name, files in (("copycat", right), ("other", right), ("wrong", wrong), ("ending", ending)):
        more = b"# student 1\n" if name == "copycat" else name.encode().join((b"# ", b"\n"))
        write_zip(root / CLASS / f"{name}.zip", {path: data + more for path, data in files.items()})
    (root / CLASS / "unlucky.zip").write_bytes(b"not a zip")


def main(root: Path, out: Path, level: str | None) -> None:
    """Grade the class; the exit code is the command's."""
    sys.path.insert(0, str(root))  # where the hidden checks are; the pool's processes take the path over
    os.chdir(root)
    site.HIDDEN = speed_course.HIDDEN
    if level is not None:
        instructor_course.sandbox = lambda *, weak: Probe(Level(level), ())
    instructor.main(["grade", CLASS, "--out", str(out), "--jobs", "2", "--assignments", "00"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None)
