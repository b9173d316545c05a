"""A course of two small assignments, written into a folder: what the generators' tests work on."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "assignments/00_numbers/assignment.toml": """\
title = "Numbers"
needs = []
owns = ["numbers/plain.py", "numbers/operators.py"]
given = ["numbers/plain.py"]

[exports."numbers"]
"numbers/operators.py" = ["mul", "Twice"]

[[task]]
n = 1
title = "Products"

[[task.blank]]
symbol = "mul"
points = 1
hints = ["gentle", "nearly the answer"]

[[task]]
n = 3
title = "Classes"

[[task.blank]]
symbol = "Twice.apply"
points = 2.5
hints = []
""",
    "assignments/00_numbers/README.md": "# Numbers\n",
    "assignments/00_numbers/picture.svg": "<svg/>\n",
    "assignments/00_numbers/notes-for-instructors.md": "never released\n",
    "assignments/00_numbers/tests/test_numbers.py": "from tinytorch.numbers import mul\n",
    "assignments/01_graphs/assignment.toml": """\
title = "Graphs"
needs = ["00_numbers"]
owns = ["graphs/walk.py"]

[exports."graphs"]
"graphs/walk.py" = ["walk"]

[exports.""]
"graphs" = ["walk"]

[[task]]
n = 1
title = "Walks"

[[task.blank]]
symbol = "walk"
points = 3
hints = ["one step", "then the next"]
""",
    "assignments/01_graphs/README.md": "# Graphs\n",
    "assignments/01_graphs/tests/test_graphs.py": "from tinytorch.graphs import walk\n",
    "assignments/conftest.py": "",
    "assignments/pytest.ini": """\
[pytest]
minversion = 8.4
pythonpath = ..
addopts = -ra --import-mode=importlib
markers =
    task(n): a task
""",
    "solutions/tinytorch/numbers/plain.py": '"""Given."""\n\nONE = 1.0\n',
    "solutions/tinytorch/numbers/operators.py": '''\
"""Operators."""

from __future__ import annotations

from tinytorch.numbers.plain import ONE


def mul(x: float, y: float) -> float:
    """The product."""
    ### BEGIN SOLUTION 1
    secret_product = x * y * ONE
    return secret_product
    ### END SOLUTION


class Twice:
    """Doubles."""

    @staticmethod
    def apply(x: float) -> float:
        """2x."""
        before = 2.0
        ### BEGIN SOLUTION 3
        secret_double = before * x
        return secret_double
        ### END SOLUTION
''',
    "solutions/tinytorch/graphs/walk.py": '''\
"""Walks."""

from __future__ import annotations

from tinytorch.numbers.operators import mul


def walk(steps: int) -> float:
    """So far."""
    ### BEGIN SOLUTION 1
    secret_distance = mul(float(steps), 2.0)
    return secret_distance
    ### END SOLUTION
''',
    "notebooks/src/00_numbers.py": """\
# %% [markdown]
# # Numbers

# %%
from tinytorch.numbers import mul

# %% nbgrader={"grade": false, "grade_id": "a", "locked": false, "schema_version": 3, "solution": true, "task": false}
def half(x):
    ### BEGIN SOLUTION
    secret_half = mul(x, 0.5)
    return secret_half
    ### END SOLUTION
""",
    "pyproject.toml": """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "small-course"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["numpy>=1.26", "pyseccomp; sys_platform == 'linux'"]

[project.optional-dependencies]
notebook = ["jupytext"]
test = ["griffe"]

[project.scripts]
tt = "autograder.cli.student:main"
autograder = "autograder.cli.instructor:main"
""",
    "LICENSE": "free\n",
    ".gitignore": ".tinytorch/\n",
}


def write_course(root: Path) -> Path:
    """Write the small course, without any generated file, and return its root."""
    for path, text in FILES.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return root


def edit(root: Path, path: str, old: str, new: str) -> None:
    """Replace the first `old` in a file of the course; it must be there."""
    text = (root / path).read_text(encoding="utf-8")
    assert old in text, f"{path} does not hold {old!r}"
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")
