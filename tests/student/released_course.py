"""A small course that can be released, and students who clone what was released: `Class(folder)`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

from student_course import FILES, HERE, write

from autograder.classroom import release as releasing
from autograder.course.manifest import load_course
from autograder.course.symbols import replace_symbol, symbol_source
from autograder.loop.sync import carry_out, plan_sync
from autograder.loop.sync_plan import Plan
from autograder.loop.sync_source import fetch
from autograder.loop.unlock import Started, copy_layer, write_faces
from autograder.loop.workspace import Workspace, open_workspace

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "small-course"
version = "1.0"
requires-python = ">=3.11"
dependencies = ["numpy>=1.26"]
[project.optional-dependencies]
[project.scripts]
tt = "autograder.cli.student:main"
"""
MORE = {
    "pyproject.toml": PYPROJECT,
    "README.md": "",
    ".gitignore": ".tinytorch/\n__pycache__/\n",
    "assignments/00_scalars/README.md": "# Scalars\n",
    "assignments/01_autograd/README.md": "# Autograd\n",
    "solutions/tinytorch/scalars/given.py": '"""Given."""\n\nONE = 1.0\n',
    "solutions/tinytorch/scalars/table.bin": "\x00\x01\n",
}
OWNS = 'owns = ["scalars/operators.py", "scalars/graph.py"]\ngiven = []'
OWNS_MORE = (
    'owns = ["scalars/given.py", "scalars/table.bin", "scalars/operators.py", "scalars/graph.py"]\n'
    'given = ["scalars/given.py", "scalars/table.bin"]'
)
SOLVED = ("mul", "neg", "countdown", "first")


def edit(path: Path, old: str, new: str) -> None:
    """Replace `old`, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} does not hold {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def tree(root: Path) -> dict[str, bytes]:
    """Every file below `root`, but for what Python and `tt` keep to themselves."""
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    private = (
        "__pycache__",
        ".tinytorch/sync",
        ".tinytorch/backups",
        ".tinytorch/hypothesis",
        ".git/",
        ".pytest_cache",
    )
    return {name: path.read_bytes() for name, path in files.items() if not any(part in name for part in private)}


grader = cache(releasing.grader_files)


def no_grader() -> dict[str, bytes]:
    """For tests that run the `tt` of this repository: what it does to a checkout does not depend on the one there."""
    return {}


@dataclass(frozen=True)
class Student:
    """A checkout of a release, and what its owner does in it."""

    root: Path
    solutions: Path  # of the course, for what the student writes

    def file(self, name: str) -> Path:
        return self.root / "tinytorch" / name

    def solve(self, *symbols: str) -> None:
        course = load_course(self.root)
        for symbol in symbols:
            reference = (self.solutions / course.blank(symbol).file).read_text(encoding="utf-8")
            path = self.file(course.blank(symbol).file)
            source = path.read_text(encoding="utf-8")
            lines = [line for line in symbol_source(reference, symbol).split("\n") if "### " not in line]
            path.write_text(replace_symbol(source, symbol, "\n".join(lines)), encoding="utf-8")

    @property
    def workspace(self) -> Workspace:
        return open_workspace(self.root)

    def unlock(self, number: int) -> None:
        """As `tt start` does it, without asking whether the tasks before are done."""
        layer = self.workspace.course.assignments[number]
        copy_layer(self.workspace, layer, Started(layer))
        write_faces(self.workspace)

    def tt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "autograder.cli.student", *arguments)

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Python on the checkout's own autograder/, as `pip install -e .` gives it, if that is whole."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        home = self.root if (self.root / "autograder/cli").is_dir() else HERE
        own = {"PYTHONPATH": str(home), "COLUMNS": "160"}
        return subprocess.run(
            [sys.executable, *arguments], cwd=self.root, env=kept | own | more, capture_output=True, text=True
        )

    def sync(self, source: Path) -> Plan:
        """`tt sync`, in this process."""
        incoming = fetch(str(source))
        plan = plan_sync(self.root, incoming)
        if not plan.is_current:
            carry_out(self.root, plan, incoming)
        return plan


@dataclass(frozen=True)
class Class:
    """An instructor's course in a folder, released again and again; `whole`: with all of the grader that `tt` needs."""

    folder: Path
    whole: bool = False

    @property
    def course(self) -> Path:
        return self.folder / "course"

    def write(self) -> Class:
        for name, content in (FILES | MORE).items():
            write(self.course / name, content)
        edit(self.course / "assignments/00_scalars/assignment.toml", OWNS, OWNS_MORE)
        for name in ("pytest.ini", "conftest.py"):
            shutil.copy(HERE / "assignments" / name, self.course / "assignments" / name)
        (self.course / "tinytorch").mkdir()
        return self

    def edit(self, path: str, old: str, new: str) -> None:
        edit(self.course / path, old, new)

    def release(self, day: int, upto: int = 1, solved: int = 0) -> Path:
        """The release of a day, in a folder named after it."""
        out = self.folder / f"day {day}"
        moment = f"2026-09-{day:02}T08:00:00Z"
        with patch.object(releasing, "grader_files", grader if self.whole else no_grader):
            releasing.release(load_course(self.course), out, range(upto + 1), reference=range(solved), moment=moment)
        return out

    def student(self, released: Path, name: str = "ada") -> Student:
        root = self.folder / name
        shutil.copytree(released, root)
        return Student(root, self.course / "solutions" / "tinytorch")
