"""The course as frozen dataclasses: Course, Assignment, Task and Blank, and looking one up by the name a person types.

Built by load_course (manifest.py) only, which validates: so whoever holds a Course holds a right one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course.errors import UsageError
from autograder.course.symbols import did_you_mean

LARGEST = 8 << 20  # bytes of one owned file: every worker is sent all of them


@dataclass(frozen=True)
class Blank:
    """A symbol that the student writes, such as `mul` or `ReLU.forward`, in `file` (a path under tinytorch/)."""

    symbol: str
    task: str
    points: float
    hints: tuple[str, ...]
    file: str


@dataclass(frozen=True)
class Task:
    """Task `number`, such as "1.2": one or more blanks."""

    number: str
    title: str
    blanks: tuple[Blank, ...]

    @property
    def points(self) -> float:
        return sum(blank.points for blank in self.blanks)


@dataclass(frozen=True)
class Caps:
    """What a submission's code may use while an assignment is graded: [limits] of its manifest."""

    call_seconds: float = 2.0  # one call, when the calls of a check are looked at one by one
    load_seconds: float = 5.0  # importing the package
    check_seconds: float = 2.0  # all examples of a check that names no time of its own
    submission_seconds: float = 120.0  # all checks together; those that take longer than usual bring their time along
    memory_mb: int = 1024  # the address space of one worker, the preloaded packages included
    processes: int = 64  # threads, that is: a worker cannot fork
    files_mb: int = 16
    open_files: int = 64
    output_mb: int = 16  # what one reply may hold
    preload: tuple[str, ...] = ("numpy",)  # packages that a worker has loaded before it starts


@dataclass(frozen=True)
class Rule:
    """One [[policy]] of a manifest: what is forbidden, where, what it costs and why (course/policy.py)."""

    forbids: tuple[str, ...]
    why: str
    scored: float | None = 0.0  # the share of its points that a blank keeps; None: it is only reported
    where: tuple[str, ...] = ()  # files, tasks, blanks; everywhere in the assignment where none is named
    stays: bool = False  # later assignments have it as well


@dataclass(frozen=True)
class Assignment:
    """A folder assignments/NN_slug: the files it owns (its layer), what its faces hand on, its tasks."""

    folder: str
    number: int
    slug: str
    title: str
    needs: tuple[str, ...]
    owns: tuple[str, ...]
    given: tuple[str, ...]
    exports: Mapping[str, Mapping[str, tuple[str, ...]]]
    tasks: tuple[Task, ...]
    path: Path
    limits: Caps = Caps()
    kernels: tuple[str, ...] = ()  # files with blanks that are taken from a submission by their text only
    aliases: tuple[str, ...] = ()  # packages that hold no file, only a face, for names that people look for there
    apart: tuple[str, ...] = ()  # packages that no other face loads: only who imports one pays for it
    policy: tuple[Rule, ...] = ()  # its own, and those of earlier assignments that stay

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return tuple(blank for task in self.tasks for blank in task.blanks)

    @property
    def points(self) -> float:
        return sum(task.points for task in self.tasks)

    @property
    def files_with_blanks(self) -> tuple[str, ...]:
        return tuple(file for file in self.owns if file not in self.given)

    @property
    def faced(self) -> tuple[str, ...]:
        """A file in each of its packages, those that hold nothing but a face included."""
        return (*self.owns, *(f"{package}/__init__.py" for package in self.aliases))

    @property
    def modules(self) -> tuple[str, ...]:
        return tuple(file for file in self.owns if is_python(file))

    @property
    def data(self) -> tuple[str, ...]:
        """What it owns beside its modules: given, and the same bytes wherever the layer goes."""
        return tuple(file for file in self.owns if not is_python(file))

    @property
    def tests(self) -> Path:
        return self.path / "tests"

    @property
    def stubs(self) -> Path:
        return self.path / "stubs" / "tinytorch"


@dataclass(frozen=True)
class Course:
    """All assignments in order, numbered from 0; the look-ups raise UsageError with the closest known name."""

    root: Path
    assignments: tuple[Assignment, ...]

    @property
    def solutions(self) -> Path:
        return self.root / "solutions" / "tinytorch"

    @property
    def workspace(self) -> Path:
        return self.root / "tinytorch"

    def assignment(self, name: str | int) -> Assignment:
        """By folder ("00_scalars"), slug ("scalars") or number ("0", "00", 0)."""
        text = str(name)
        number = int(text) if text.isdecimal() else None
        for assignment in self.assignments:
            if text in (assignment.folder, assignment.slug) or number == assignment.number:
                return assignment
        raise UsageError(_unknown("assignment", text, (known.folder for known in self.assignments)))

    def task(self, number: str) -> Task:
        """By number, such as "1.2"."""
        tasks = {task.number: task for assignment in self.assignments for task in assignment.tasks}
        if number not in tasks:
            raise UsageError(_unknown("task", number, tasks))
        return tasks[number]

    def blank(self, symbol: str) -> Blank:
        """By symbol, such as "ReLU.forward"."""
        blanks = [blank for assignment in self.assignments for blank in assignment.blanks]
        found = [blank for blank in blanks if blank.symbol == symbol]
        if not found:
            raise UsageError(_unknown("blank", symbol, (blank.symbol for blank in blanks)))
        if len(found) > 1:
            tasks = " and ".join(f"Task {blank.task}" for blank in found)
            raise UsageError(f"'{symbol}' is a blank of {tasks}; name the task instead.")
        return found[0]

    def owner(self, file: str) -> Assignment | None:
        """The assignment that owns a file (a path under tinytorch/); None for faces and files that nobody owns."""
        return next((assignment for assignment in self.assignments if file in assignment.owns), None)


def is_python(file: str) -> bool:
    """Whether an owned file is a module; any other is data."""
    return file.endswith(".py")


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    known = list(known)
    guess = did_you_mean(name, known)
    if guess == ".":
        guess = f"; known are: {', '.join(known[:12])}" + (f" and {len(known) - 12} more." if len(known) > 12 else ".")
    return f"There is no {kind} '{name}'{guess}"
