"""Tiny courses for tests that need none of the real one.

`tiny_course` has two files with blanks and one that is given, but no checks; `write_checked_course` has checks.
"""

from __future__ import annotations

from pathlib import Path

from autograder.course.manifest import load_course
from autograder.course.model import Assignment, Blank, Course, Task
from autograder.course.stubs import make_stub

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


CHECKED = "numbers/operators.py"
HIDDEN = "checked_hidden"  # the package of the checks below

SOLUTION = '''\
"""Operators."""


def relu(x):
    """max(0, x)."""
    ### BEGIN SOLUTION 1
    return x if x > 0.0 else 0.0
    ### END SOLUTION


def double(x):
    """2x."""
    ### BEGIN SOLUTION 1
    return 2.0 * x
    ### END SOLUTION
'''

MANIFEST = """\
title = "Numbers"
needs = []
owns = ["numbers/operators.py"]

[exports."numbers"]
"numbers/operators.py" = ["relu", "double"]

[[task]]
n = 1
title = "Operators"
[[task.blank]]
symbol = "relu"
points = 2
hints = []
[[task.blank]]
symbol = "double"
points = {double}
hints = []
"""

CHECKS = '''\
"""Checks of 00_numbers."""

from autograder.checks import check
from hypothesis import strategies as st


@check("relu", seconds=0.6, x=st.floats(0.5, 4.0))
def relu_is_max(tt, x):
    """relu(x) is max(0, x)."""
    return tt.numbers.operators.relu(x), tt.numbers.operators.relu(-x)


@check("double", seconds=0.6, x=st.floats(0.5, 4.0))
def double_doubles(tt, x):
    """double(x) is 2x."""
    return tt.numbers.operators.double(x)
'''

ONE_MORE_CHECK = '''

@check("relu", seconds=0.6, x=st.sampled_from([0.0, -0.0]))
def relu_keeps_zero(tt, x):
    """relu(0) is 0."""
    return tt.numbers.operators.relu(x)
'''


def write_checked_course(root: Path, *, double: int = 1, more: str = "") -> Course:
    """A course that can be graded, with `double` points for double and `more` checks; written again, it is another."""
    files = {
        "tinytorch/.keep": "",
        "assignments/00_numbers/assignment.toml": MANIFEST.format(double=double),
        f"assignments/00_numbers/stubs/tinytorch/{CHECKED}": make_stub(SOLUTION, 0, CHECKED),
        f"solutions/tinytorch/{CHECKED}": SOLUTION,
        f"{HIDDEN}/__init__.py": "",
        f"{HIDDEN}/numbers.py": CHECKS + more,
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return load_course(root)
