"""A tiny course for tests that need none of the real one: two files with blanks, one that is given."""

from __future__ import annotations

from pathlib import Path

from autograder.course.model import Assignment, Blank, Course, Task

GIVEN = "scalars/pointwise.py"
FILES = ("scalars/operators.py", "scalars/functional.py")


def tiny_course(root: Path) -> Course:
    given = root / "solutions" / "tinytorch" / GIVEN
    given.parent.mkdir(parents=True)
    given.write_bytes(b"def pointwise(f):\n    return f\n")
    blanks = (Blank("mul", "0.1", 1.0, ("think",), FILES[0]), Blank("map", "0.1", 1.0, ("think",), FILES[1]))
    task = Task("0.1", "Float functions", blanks)
    folder = root / "assignments" / "00_scalars"
    assignment = Assignment("00_scalars", 0, "scalars", "Scalars", (), (GIVEN, *FILES), (GIVEN,), {}, (task,), folder)
    return Course(root, (assignment,))
