"""A course in a temporary folder whose tinytorch/ has some blanks written and the others not.

tower = Tower(tmp_path)
tower.write(lambda blank: blank.task == "0.1")      # the reference's Task 0.1, stubs for the rest
tower.run("00_scalars").tests                       # what the public tests say of it
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from autograder.course.faces import faces
from autograder.course.manifest import load_course
from autograder.course.model import Blank
from autograder.course.stubs import make_stub
from autograder.course.symbols import replace_symbol, symbol_source
from autograder.loop.launch import launcher
from autograder.loop.outcome import Results
from autograder.loop.runner import Runner
from autograder.loop.workspace import Workspace
from tests.the_course import COURSE, ROOT

BLANKS = [blank for assignment in COURSE.assignments for blank in assignment.blanks]
TASKS = [task.number for assignment in COURSE.assignments for task in assignment.tasks]


class Tower:
    """The temporary course; its warm process is closed by `close`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(
            ROOT / "assignments",
            root / "assignments",
            ignore=shutil.ignore_patterns("stubs", "pictures", "__pycache__"),
        )
        shutil.copytree(ROOT / "solutions", root / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
        (root / "tinytorch").mkdir()
        self.workspace = Workspace(load_course(root))
        self.runner = Runner(self.workspace, launcher(root))

    def write(self, is_written: Callable[[Blank], bool]) -> None:
        """Every layer: the reference's solution of each blank that `is_written`, a stub of each other."""
        for path, text in faces(COURSE, len(COURSE.assignments) - 1).items():
            self.put(path, text)
        for assignment in COURSE.assignments:
            for file in assignment.data:
                shutil.copyfile(COURSE.solutions / file, self.root / "tinytorch" / file)
            for file in assignment.modules:
                written = frozenset(b.symbol for b in assignment.blanks if b.file == file and is_written(b))
                self.put(f"tinytorch/{file}", text_of(assignment.folder, file, written))

    def replace(self, symbol: str, source: str) -> None:
        """Write one blank in another way."""
        path = self.root / "tinytorch" / COURSE.blank(symbol).file
        path.write_text(replace_symbol(path.read_text(encoding="utf-8"), symbol, source), encoding="utf-8")

    def put(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def run(self, folder: str, blanks: list[Blank] | None = None) -> Results:
        """The public tests of one assignment, or only those of `blanks`."""
        return self.runner.run(self.workspace.course.assignment(folder), blanks)

    def close(self) -> None:
        self.runner.launcher.close()


@cache
def text_of(folder: str, file: str, written: frozenset[str]) -> str:
    """A file of a layer with the reference's solutions of these blanks, as it is written time and again."""
    assignment = COURSE.assignment(folder)
    reference = (COURSE.solutions / file).read_text(encoding="utf-8")
    text = reference if file in assignment.given else make_stub(reference, assignment.number, file)
    for symbol in sorted(written):
        text = replace_symbol(text, symbol, symbol_source(reference, symbol))
    return text


def folder_of(blank: Blank) -> str:
    return COURSE.assignment(blank.task.partition(".")[0]).folder
