"""A small real course for the tests of `tt`: `make_course(folder)` writes it, stubs, faces and public tests included.

`Course.tt("check", "mul")` runs the command as a student does; `Course.write_solution("mul")` puts the reference in.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course.faces import faces
from autograder.course.manifest import load_course
from autograder.course.stubs import make_stub
from autograder.course.symbols import replace_symbol, symbol_source

HERE = Path(__file__).resolve().parents[2]

OPERATORS = '''"""Float functions."""


def mul(x: float, y: float) -> float:
    """x times y."""
    ### BEGIN SOLUTION 1
    return x * y
    ### END SOLUTION


def neg(x: float) -> float:
    """-x."""
    ### BEGIN SOLUTION 1
    return -x
    ### END SOLUTION
'''
GRAPH = '''"""Order a graph."""


def countdown(n: int) -> list[int]:
    """n, n - 1, ..., 1."""
    ### BEGIN SOLUTION 2
    order = []
    while n > 0:
        order.append(n)
        n -= 1
    return order
    ### END SOLUTION


def first(items: list[int]) -> int:
    """items[0]."""
    ### BEGIN SOLUTION 2
    return items[0]
    ### END SOLUTION
'''
FUNCTIONS = '''"""Rules."""

from tinytorch.scalars.operators import mul


class Square:
    """x squared."""

    @staticmethod
    def forward(x: float) -> float:
        """x * x."""
        ### BEGIN SOLUTION 1
        return mul(x, x)
        ### END SOLUTION
'''
SCALARS = """title = "Scalars"
needs = []
owns = ["scalars/operators.py", "scalars/graph.py"]
given = []
[exports."scalars"]
"scalars/operators.py" = ["mul", "neg"]
"scalars/graph.py" = ["countdown", "first"]
[[task]]
n = 1
title = "Operators"
[[task.blank]]
symbol = "mul"
points = 1
hints = ["Python has an operator.", "return x * y"]
[[task.blank]]
symbol = "neg"
points = 2
hints = ["Minus."]
[[task]]
n = 2
title = "Graphs"
[[task.blank]]
symbol = "countdown"
points = 3
hints = ["A loop."]
[[task.blank]]
symbol = "first"
points = 1
hints = ["An index."]
"""
AUTOGRAD = """title = "Autograd"
needs = ["00_scalars"]
owns = ["autograd/functions.py"]
given = []
[exports."autograd"]
"autograd/functions.py" = ["Square"]
[[task]]
n = 1
title = "Rules"
[[task.blank]]
symbol = "Square.forward"
points = 1
hints = ["mul"]
"""
TEST_OPERATORS = '''import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinytorch.scalars import operators

small = st.floats(-100, 100)


@pytest.mark.task("0.1", "mul")
@given(x=small, y=small)
def test_mul(x, y):
    """mul(x, y) is x times y."""
    assert operators.mul(x, y) == pytest.approx(x * y)


@pytest.mark.task("0.1", "neg")
@pytest.mark.parametrize("x", [0.0, 3.5])
def test_neg_turns_the_sign(x):
    assert operators.neg(x) == -x
'''
TEST_GRAPH = '''import pytest

from tinytorch.scalars.graph import countdown, first


@pytest.mark.task("0.2", "countdown")
def test_countdown():
    """countdown(3) is 3, 2, 1."""
    assert countdown(3) == [3, 2, 1]


@pytest.mark.task("0.2", "first")
def test_first():
    assert first([5, 6]) == 5
'''
TEST_FUNCTIONS = """import pytest

from tinytorch.autograd.functions import Square


@pytest.mark.task("1.1", "Square.forward")
def test_square():
    assert Square.forward(3.0) == 9.0
"""
FILES = {
    "solutions/tinytorch/scalars/operators.py": OPERATORS,
    "solutions/tinytorch/scalars/graph.py": GRAPH,
    "solutions/tinytorch/autograd/functions.py": FUNCTIONS,
    "assignments/00_scalars/assignment.toml": SCALARS,
    "assignments/01_autograd/assignment.toml": AUTOGRAD,
    "assignments/00_scalars/tests/test_operators.py": TEST_OPERATORS,
    "assignments/00_scalars/tests/test_graph.py": TEST_GRAPH,
    "assignments/01_autograd/tests/test_functions.py": TEST_FUNCTIONS,
    # As in the course's root: plain pytest there runs tests/ on solutions/.
    "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["solutions", "."]\ntestpaths = ["tests"]\n',
    "tests/test_reference.py": "import tinytorch\n\n\ndef test_it():\n    assert 'solutions' in tinytorch.__file__\n",
}


@dataclass(frozen=True)
class Course:
    """A course in a temporary folder, and the ways a student touches it."""

    root: Path

    here = HERE
    command = (sys.executable, "-m", "autograder.cli.student")

    def file(self, name: str) -> Path:
        return self.root / "tinytorch" / name

    def remove_solutions(self) -> None:
        """As in a student's release."""
        shutil.rmtree(self.root / "solutions")

    def write_solution(self, *symbols: str) -> None:
        """Write the reference's code of some blanks into the student's files."""
        course = load_course(self.root)
        for symbol in symbols:
            reference = (course.solutions / course.blank(symbol).file).read_text(encoding="utf-8")
            self.replace(symbol, symbol_source(reference, symbol))

    def replace(self, symbol: str, source: str) -> None:
        path = self.file(load_course(self.root).blank(symbol).file)
        path.write_text(replace_symbol(path.read_text(encoding="utf-8"), symbol, source), encoding="utf-8")

    def run(self, *command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=cwd or self.root, env=environment(), capture_output=True, text=True, encoding="utf-8"
        )

    def tt(self, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return self.run(*self.command, *arguments, cwd=cwd)

    def states(self, *arguments: str) -> dict[str, str]:
        """Symbol -> state, from `tt check ... --json`."""
        return {blank["symbol"]: blank["state"] for blank in self.checked(*arguments)["blanks"]}

    def checked(self, *arguments: str) -> dict[str, Any]:
        done = self.tt("check", *arguments, "--json")
        assert done.returncode in (0, 1), done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return kept | {"PYTHONPATH": str(HERE), "COLUMNS": "120"}


def make_course(root: Path) -> Course:
    """Write the course, with layer 00 unlocked."""
    for name, content in FILES.items():
        write(root / name, content)
    for name in ("pytest.ini", "conftest.py"):
        shutil.copy(HERE / "assignments" / name, root / "assignments" / name)
    course = load_course(root)
    for assignment in course.assignments:
        for file in assignment.modules:
            source = (course.solutions / file).read_text(encoding="utf-8")
            write(assignment.stubs / file, make_stub(source, assignment.number, file))
    for name, content in faces(course, 1).items():
        write(root / "solutions" / name, content)
    for name, content in faces(course, 0).items():
        write(root / name, content)
    for file in course.assignments[0].owns:
        write(root / "tinytorch" / file, (course.assignments[0].stubs / file).read_text(encoding="utf-8"))
    return Course(root)


def write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
