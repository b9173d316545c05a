"""The student's folder: which layers are unlocked, which files are edited, and where a blank stands.

`open_workspace(path)` finds it from any folder inside. A file counts as edited when it differs from the stub it came
from: the pristine copy kept at unlocking, or the stub as it is delivered now.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from autograder.course.errors import UsageError
from autograder.course.manifest import find_root, load_course
from autograder.course.model import Assignment, Blank, Course, is_python
from autograder.course.symbols import Span, find_symbol, symbol_source, symbols
from autograder.loop import memory
from autograder.loop.memory import Memory


@dataclass(frozen=True)
class Workspace:
    """The course and the folders that the student's side works with."""

    course: Course

    @property
    def root(self) -> Path:
        return self.course.root

    @property
    def package(self) -> Path:
        return self.course.workspace

    @property
    def private(self) -> Path:
        return self.root / ".tinytorch"

    @property
    def pristine(self) -> Path:
        return self.private / "pristine"

    def memory(self) -> Memory:
        return memory.load(self.private)

    def unlocked(self) -> tuple[Assignment, ...]:
        """The assignments whose layer is in tinytorch/."""
        return tuple(assignment for assignment in self.course.assignments if self.is_unlocked(assignment))

    def is_unlocked(self, assignment: Assignment) -> bool:
        return any((self.package / file).exists() for file in assignment.owns)

    def assignment_of(self, blank: Blank) -> Assignment:
        return self.course.assignment(int(blank.task.partition(".")[0]))

    def stub(self, file: str) -> Path:
        """The stub that an owned file starts as."""
        owner = self.course.owner(file)
        if owner is None:
            raise UsageError(f"tinytorch/{file} belongs to no assignment, so it has no stub.")
        return owner.stubs / file

    def is_edited(self, file: str) -> bool:
        """Whether the student has changed tinytorch/FILE since it was unlocked; False where it is absent."""
        path = self.package / file
        if not path.exists():
            return False
        starts = (self.pristine / file, self.stub(file))
        return not any(start.exists() and content(start) == content(path) for start in starts)


def open_workspace(start: Path) -> Workspace:
    """The workspace that `start` lies in."""
    return Workspace(load_course(find_root(start)))


def name_of(blank: Blank) -> str:
    """How the memory names a blank: a symbol alone may occur in two assignments."""
    return f"{blank.task} {blank.symbol}"


def text(path: Path) -> str:
    """The file as text with \\n line ends; bytes that are no UTF-8 become marks, so that nothing else need care."""
    return path.read_bytes().decode("utf-8-sig", errors="replace").replace("\r\n", "\n")


def content(path: Path) -> bytes:
    """What the file holds: Python as text with \\n line ends, data byte for byte."""
    return text(path).encode() if is_python(path.name) else path.read_bytes()


def write(path: Path, new: str | bytes) -> None:
    """Write a file of the workspace; UsageError in one sentence where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(new.encode() if isinstance(new, str) else new)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror}); make the folder writable, then repeat."
        ) from error


def place(workspace: Workspace, blank: Blank) -> str:
    """Where the student finds a blank, "tinytorch/scalars/operators.py:31"; without a line where it is not found."""
    file = f"tinytorch/{blank.file}"
    try:
        span = find_symbol(text(workspace.package / blank.file), blank.symbol)
    except (UsageError, OSError):
        return file
    return f"{file}:{telling_line(text(workspace.package / blank.file), span)}"


def telling_line(source: str, span: Span) -> int:
    """The line to go to: the TODO where there is one, else the `def` below the decorators."""
    lines = list(enumerate(source.split("\n")[span.first - 1 : span.last], span.first))
    for starts in (("# TODO: Implement for Task",), ("def ", "class ", "async def ")):
        for number, line in lines:
            if line.lstrip().startswith(starts):
                return number
    return span.first


def is_stub(workspace: Workspace, blank: Blank) -> bool:
    """Whether the blank still raises its "Need to implement"."""
    try:
        source = symbol_source(text(workspace.package / blank.file), blank.symbol)
    except (UsageError, OSError):
        return False
    return f"Need to implement for Task {blank.task}" in source


def docstring(source: str, symbol: str) -> str:
    """What the docstring of a symbol says; "" where there is none or the source does not parse."""
    try:
        found = dict(symbols(ast.parse(source))).get(symbol)
    except (SyntaxError, ValueError):
        return ""
    return (ast.get_docstring(found) or "") if found else ""
