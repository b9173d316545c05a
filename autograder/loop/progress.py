"""How far the student is: `Progress(runner).refresh()` gives a verdict per blank, and `next_step` says what to do now.

A recorded verdict counts only while its key holds: the digest of the code it was found on, of the tests, and of the
Python and NumPy versions. Everything else is run again, or UNKNOWN; there is never a wrong tick.
"""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from autograder.course.errors import UsageError
from autograder.course.model import Assignment, Blank, Task
from autograder.loop import memory, minutes
from autograder.loop.borrow import is_borrowed
from autograder.loop.memory import Memory
from autograder.loop.outcome import Problem, Results, State, Verdict, verdicts_of
from autograder.loop.refused import is_refused
from autograder.loop.runner import Runner
from autograder.loop.workspace import Workspace, is_stub, name_of

Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Report:
    """The verdict of every blank of some assignments, and what kept tests from running."""

    verdicts: tuple[Verdict, ...]
    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()

    def of(self, blanks: Iterable[Blank]) -> tuple[Verdict, ...]:
        wanted = set(blanks)
        return tuple(verdict for verdict in self.verdicts if verdict.blank in wanted)

    def to_json(self) -> dict[str, object]:
        return {
            "schema": 1,
            "blanks": [verdict.to_json() for verdict in self.verdicts],
            "problems": [asdict(problem) for problem in self.problems],
            "notices": list(self.notices),
        }


def joined(reports: Iterable[Report]) -> Report:
    """Several reports as one; a problem that all of them met is told once."""
    reports = list(reports)
    return Report(
        tuple(verdict for report in reports for verdict in report.verdicts),
        tuple(dict.fromkeys(problem for report in reports for problem in report.problems)),
        tuple(dict.fromkeys(notice for report in reports for notice in report.notices)),
    )


@dataclass(frozen=True)
class NextStep:
    """A blank of the first task that is not done; else the assignment to unlock; else neither: all is done."""

    task: Task | None = None
    blank: Blank | None = None
    state: State = State.PASS
    unlock: Assignment | None = None

    def to_json(self) -> dict[str, object]:
        return {
            "next": self.blank.symbol if self.blank else None,
            "start": self.unlock.folder if self.unlock else None,
        }


def key_of(workspace: Workspace, assignment: Assignment) -> str:
    """A digest of all that the verdicts of an assignment depend on: not of the layers above it."""
    above = workspace.course.assignments[assignment.number + 1 :]
    later = {workspace.package / file for layer in above for file in layer.owns}
    tests = workspace.course.root / "assignments"
    files = [path for path in workspace.package.rglob("*.py") if path not in later]
    here = workspace.course.assignments[: assignment.number + 1]
    files += [workspace.package / file for layer in here for file in layer.data]
    files += [*assignment.tests.rglob("*.py"), tests / "conftest.py", tests / "pytest.ini"]
    digest = hashlib.sha256(f"{platform.python_version()} {version('numpy')} {version('hypothesis')}".encode())
    for path in sorted(files):
        digest.update(f"\n{path.relative_to(workspace.root).as_posix()} {sha256(path)}".encode())
    return digest.hexdigest()


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "absent"


class Progress:
    """Runs what is stale, remembers what it finds out."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.workspace = runner.workspace
        self.notices: list[str] = []

    def check(
        self, assignment: Assignment, blanks: Iterable[Blank] | None = None, cancelled: Cancelled = lambda: False
    ) -> Report:
        """Run the tests now; what a borrowed blank shows is not the student's."""
        wanted = assignment.blanks if blanks is None else tuple(blanks)
        key = key_of(self.workspace, assignment)
        results = self.runner.run(assignment, blanks, cancelled)
        verdicts = self.settled(verdicts_of(wanted, results), self.workspace.memory())
        if key == key_of(self.workspace, assignment):  # else a file was saved meanwhile: nobody knows what was judged
            self.record(verdicts, key)
        return Report(verdicts, (*results.problems, *stray(results)), self.taken_notices())

    def refresh(
        self, assignments: Iterable[Assignment], run: bool = True, cancelled: Cancelled = lambda: False
    ) -> Report:
        """The verdicts of whole assignments: recorded where they hold, else found out, or UNKNOWN without `run`."""
        return joined([self.renewed(assignment, run, cancelled) for assignment in assignments])

    def renewed(self, assignment: Assignment, run: bool, cancelled: Cancelled) -> Report:
        known = self.recorded(assignment)
        if run and any(verdict.state is State.UNKNOWN and not verdict.note for verdict in known):
            return self.check(assignment, cancelled=cancelled)
        return Report(known, notices=self.taken_notices())

    def recorded(self, assignment: Assignment) -> tuple[Verdict, ...]:
        """What the memory says, with UNKNOWN for what is stale."""
        remembered = self.workspace.memory()
        if remembered.notice:
            self.notices.append(remembered.notice)
        key = key_of(self.workspace, assignment)
        verdicts = []
        for blank in assignment.blanks:
            entry = remembered.verdicts.get(name_of(blank))
            holds = entry is not None and entry["key"] == key and entry["state"] in set(State)
            state = State(entry["state"]) if entry and holds else State.UNKNOWN
            verdicts.append(Verdict(blank, state, note="no public test" if holds and state is State.UNKNOWN else ""))
        return self.settled(tuple(verdicts), remembered)

    def settled(self, verdicts: tuple[Verdict, ...], remembered: Memory) -> tuple[Verdict, ...]:
        """Verdicts with what the tests cannot know: what is borrowed, TODO though untested, or refused."""
        return tuple(self.settle(verdict, remembered) for verdict in verdicts)

    def settle(self, verdict: Verdict, remembered: Memory) -> Verdict:
        if is_borrowed(self.workspace, remembered, verdict.blank):
            return Verdict(verdict.blank, State.BORROWED, verdict.tests, "from the reference")
        if verdict.state is State.UNKNOWN and verdict.note and is_stub(self.workspace, verdict.blank):
            return Verdict(verdict.blank, State.TODO, verdict.tests)
        if verdict.state is State.PASS and is_refused(self.workspace, verdict.blank):
            return Verdict(verdict.blank, State.FAIL, verdict.tests, "grading will not take it")
        return verdict

    def record(self, verdicts: Iterable[Verdict], key: str) -> None:
        verdicts = list(verdicts)
        entries = {name_of(verdict.blank): {"state": verdict.state.value, "key": key} for verdict in verdicts}

        def note(remembered: Memory) -> None:
            minutes.note(remembered, verdicts, time.time())
            remembered.verdicts.update(entries)

        try:
            memory.change(self.workspace.private, note)
        except UsageError as error:  # a verdict is worth showing though it cannot be kept
            self.notices.append(str(error))

    def taken_notices(self) -> tuple[str, ...]:
        notices, self.notices = tuple(dict.fromkeys(self.notices)), []
        return notices


def stray(results: Results) -> list[Problem]:
    """Failures of tests that are marked with no blank: they belong to no verdict, and must not be lost."""
    return [
        Problem(test.nodeid, test.failure.message or test.failure.got)
        for test in results.tests
        if test.failure and not test.blanks
    ]


def is_done(verdicts: Iterable[Verdict]) -> bool:
    """Whether nothing is left to do: a blank without a test is done once it is no stub any more."""
    return all(
        verdict.state in (State.PASS, State.BORROWED) or verdict.note == "no public test" for verdict in verdicts
    )


def next_step(workspace: Workspace, report: Report, after: Task | None = None) -> NextStep:
    """What to do now: what fails before what is not begun; `after` a task the search goes on, and comes round."""
    tasks = [task for assignment in workspace.unlocked() for task in assignment.tasks]
    if after in tasks:
        start = tasks.index(after) + 1
        tasks = tasks[start:] + tasks[:start]
    for task in tasks:
        waiting = [verdict for verdict in report.of(task.blanks) if not is_done([verdict])]
        if waiting:
            first = min(waiting, key=lambda verdict: verdict.state is not State.FAIL)
            return NextStep(task, first.blank, first.state)
    locked = [assignment for assignment in workspace.course.assignments if not workspace.is_unlocked(assignment)]
    return NextStep(unlock=locked[0] if locked else None)
