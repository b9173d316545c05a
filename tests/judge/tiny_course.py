"""A course of two tiny assignments with hidden checks of its own: what the judge's tests grade."""

from __future__ import annotations

from pathlib import Path

from autograder.course.manifest import load_course
from autograder.course.model import Course
from autograder.course.stubs import make_stub

OPERATORS = "tinytorch/numbers/operators.py"
LAWS = "tinytorch/numbers/laws.py"
WAVES = "tinytorch/waves/wave.py"

FILES = {
    "tinytorch/.keep": "",
    "assignments/00_numbers/assignment.toml": """\
title = "Numbers"
needs = []
owns = ["numbers/plain.py", "numbers/operators.py", "numbers/laws.py"]
given = ["numbers/plain.py"]

[exports."numbers"]
"numbers/operators.py" = ["mul", "falling"]

[[task]]
n = 1
title = "Operators"
[[task.blank]]
symbol = "mul"
points = 4
hints = []
[[task.blank]]
symbol = "falling"
points = 1
hints = []
[[task.blank]]
symbol = "power"
points = 1
hints = []

[[task]]
n = 2
title = "Laws"
[[task.blank]]
symbol = "square_law"
points = 3
hints = []
""",
    "assignments/01_waves/assignment.toml": """\
title = "Waves"
needs = ["00_numbers"]
owns = ["waves/wave.py"]

[exports."waves"]
"waves/wave.py" = ["Wave"]

[[task]]
n = 1
title = "Waves"
[[task.blank]]
symbol = "Wave.apply"
points = 2
hints = []
[[task.blank]]
symbol = "ramp"
points = 2
hints = []
""",
    "solutions/tinytorch/numbers/plain.py": "def square(x):\n    return x * x\n",
    "solutions/tinytorch/numbers/operators.py": '''\
"""Operators."""

import math


def mul(x, y):
    """The product."""
    ### BEGIN SOLUTION 1
    return x * y
    ### END SOLUTION


def falling(xs):
    """xs in falling order."""
    ### BEGIN SOLUTION 1
    return sorted(xs, reverse=True)
    ### END SOLUTION


def power(x, n):
    """x to the n, by mul."""
    ### BEGIN SOLUTION 1
    result = 1.0
    for _ in range(n):
        result = mul(result, x)
    return result
    ### END SOLUTION
''',
    "solutions/tinytorch/numbers/laws.py": '''\
"""Laws."""


def square_law(square, x):
    """True where square squares x."""
    ### BEGIN SOLUTION 2
    return bool(square(x) == square(-x) and square(x) == x * x)
    ### END SOLUTION
''',
    "solutions/tinytorch/waves/wave.py": '''\
"""Waves."""

import numpy as np

from tinytorch.numbers.operators import mul


class Wave:
    """A wave."""

    @staticmethod
    def apply(x):
        """2x."""
        ### BEGIN SOLUTION 1
        return mul(2.0, x)
        ### END SOLUTION


def ramp(n):
    """0, 1, ..., n - 1 as float32."""
    ### BEGIN SOLUTION 1
    return np.arange(n, dtype=np.float32)
    ### END SOLUTION
''',
}

HIDDEN = {
    "tiny_hidden/__init__.py": "",
    "tiny_hidden/numbers.py": '''\
"""Checks of 00_numbers."""

from autograder.checks import check, close, law_check, same_error, student_law
from autograder.checks import strategies as draw
from hypothesis import strategies as st


@check("mul", compare=close(rtol=1e-12), seconds=0.6, x=draw.small_floats, y=draw.small_floats)
def mul_is_the_product(tt, x, y):
    """mul(x, y) is x times y."""
    return tt.numbers.operators.mul(x, y)


@check("mul", examples=10, seconds=0.6, x=draw.small_floats)
def mul_by_one(tt, x):
    """mul(x, 1) is x."""
    return tt.numbers.operators.mul(x, 1.0)


@check("mul", examples=30, seconds=0.6, reveal=False, x=draw.small_floats)
def mul_by_zero(tt, x):
    """mul(x, 0) is 0."""
    return tt.numbers.operators.mul(x, 0.0)


@check("mul", examples=2, compare=same_error(), seconds=0.6, x=draw.small_floats)
def mul_refuses_text(tt, x):
    """mul takes numbers."""
    return tt.catch(lambda: tt.numbers.operators.mul("a", x))


def falls(out, drawn):
    if sorted(out) != sorted(drawn["xs"]):
        return "other elements than were given"
    return None if all(a >= b for a, b in zip(out, out[1:])) else "the order does not fall"


@law_check("falling", law=falls, seconds=0.6, xs=draw.float_lists())
def falling_falls(tt, xs):
    """Elements never rise."""
    return tt.numbers.operators.falling(xs)


@check("power", compare=close(rtol=1e-9), seconds=0.6, x=draw.small_floats, n=st.integers(0, 4))
def power_by_mul(tt, x, n):
    """power(x, n) is x to the n."""
    return tt.numbers.operators.power(x, n)


@student_law(
    "square_law",
    file="numbers/plain.py",
    seconds=0.6,
    x=draw.small_floats,
    mutants={
        "the number itself": "def square(x):\\n    return x",
        "twice the square": "def square(x):\\n    return 2 * x * x",
        "a square with its sign": "def square(x):\\n    return x * abs(x)",
    },
    right={"a square of the size": "def square(x):\\n    return abs(x) * abs(x)"},
)
def square_law_catches(tt, x):
    """square_law catches wrong squares."""
    return tt.numbers.laws.square_law(tt.proxy("numbers.plain.square"), x)
''',
    "tiny_hidden/waves.py": '''\
"""Checks of 01_waves."""

from autograder.checks import check
from autograder.checks import strategies as draw
from hypothesis import strategies as st


@check("Wave.apply", seconds=0.6, x=draw.small_floats)
def apply_doubles(tt, x):
    """Wave.apply(x) is 2x."""
    return tt.waves.Wave.apply(x)


@check("ramp", seconds=0.6, n=st.integers(0, 5))
def ramp_counts(tt, n):
    """ramp(n) counts in float32."""
    return tt.waves.wave.ramp(n)
''',
}


def write(root: Path, files: dict[str, str]) -> None:
    """Write files below a folder."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def write_course(root: Path) -> Course:
    """Write the tiny course, stubs and checks, and load it."""
    write(root, FILES)
    write(root, HIDDEN)
    course = load_course(root)
    for assignment in course.assignments:
        for file in assignment.files_with_blanks:
            source = (course.solutions / file).read_text(encoding="utf-8")
            write(assignment.stubs, {file: make_stub(source, assignment.number, file)})
    return course
