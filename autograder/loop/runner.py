"""Run the public tests of an assignment and say how each one went: `Runner(workspace).run(assignment, blanks)`.

The tests run in another process, which may hang or die: a test that does is named with the student's line, and the
others run again without it.
"""

from __future__ import annotations

import json
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.course.errors import InternalError, UsageError
from autograder.course.model import Assignment, Blank
from autograder.loop import bytecode, stacks
from autograder.loop.launch import Fresh, Launcher
from autograder.loop.outcome import Failure, Problem, Results, State, TestOutcome, outcome_from
from autograder.loop.workspace import Workspace

GRACE = 20.0  # seconds over the limits after which a silent process is ended from outside
SLICE = 0.005  # seconds between two looks at the process


class CancelledError(Exception):
    """The run was given up, because what it judges has changed."""


@dataclass
class Attempt:
    """One process: the tests it collected, those it finished, the one it was in when it ended."""

    collected: list[dict[str, Any]] = field(default_factory=list)
    finished: list[TestOutcome] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    running: str = ""
    package: str = ""
    code: int | None = None  # pytest's exit code; None where the process ended before pytest did


class Runner:
    """Runs tests through a launcher; `limit` is in seconds of processor time per test."""

    def __init__(self, workspace: Workspace, launcher: Launcher | None = None, limit: float = 10.0) -> None:
        self.workspace = workspace
        self.launcher = launcher or Fresh(workspace.root)
        self.limit = limit

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.launcher.close()

    def run(
        self,
        assignment: Assignment,
        blanks: Iterable[Blank] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Results:
        """The results of the tests of `blanks` (None: of the whole assignment, tests without a mark included)."""
        broken = (*missing_files(self.workspace), *syntax_problems(self.workspace))
        if broken:
            return Results(problems=broken)
        wanted = None if blanks is None else [[blank.task, blank.symbol] for blank in blanks]
        written = [file for layer in self.workspace.unlocked() for file in layer.files_with_blanks]
        request = {
            "root": str(self.workspace.root),
            "folder": assignment.folder,
            "wanted": wanted,
            "written": written,
            "limit": self.limit,
        }
        done: dict[str, TestOutcome] = {}
        while True:
            attempt, end = self.attempt(request | {"skip": list(done)}, cancelled)
            done |= {outcome.nodeid: outcome for outcome in attempt.finished}
            if attempt.code is not None or not attempt.running:
                problems = attempt.problems if attempt.code is not None else [*attempt.problems, collecting(end)]
                return Results(tuple(done.values()), tuple(dict.fromkeys(problems)))  # each test file meets the same
            lost = next(test for test in attempt.collected if test["nodeid"] == attempt.running)
            done[attempt.running] = outcome_from(lost | {"state": State.FAIL, "failure": vars(end)})
            done |= given_up(attempt, done)

    def attempt(self, request: dict[str, Any], cancelled: Callable[[], bool]) -> tuple[Attempt, Failure]:
        """One process from start to end, and why it ended early (meaningless where it did not)."""
        with tempfile.TemporaryDirectory(prefix="tt-") as folder:
            names = ("events", "stacks", "log")
            request = request | {name: str(Path(folder) / name) for name in names}
            status = self.wait(request, cancelled)
            attempt = read(Path(request["events"]))
            log = Path(request["log"]).read_text(encoding="utf-8", errors="replace")
            if attempt.code in (3, 4) or (attempt.code is None and not attempt.collected and "Error" in log[-2000:]):
                raise InternalError(f"pytest could not run {request['folder']}: {' '.join(log.split())[-300:]}")
            if attempt.package and Path(attempt.package) != self.workspace.package.resolve():
                raise UsageError(
                    f"The tests took tinytorch from {attempt.package} instead of {self.workspace.package}: "
                    "remove that folder from PYTHONPATH."
                )
            stack = Path(request["stacks"]).read_text(encoding="utf-8", errors="replace")
            return attempt, stacks.why_it_ended(stack, status, self.limit, self.workspace.package)

    def wait(self, request: dict[str, Any], cancelled: Callable[[], bool]) -> int:
        """The exit status; the process is ended where it says nothing for much longer than the limit."""
        started = self.launcher.start(request)
        events, size, heard = Path(request["events"]), -1, time.monotonic()
        try:
            while (status := started.poll()) is None:
                now = events.stat().st_size if events.exists() else 0
                if now != size:
                    size, heard = now, time.monotonic()
                if time.monotonic() - heard > stacks.wall_limit(self.limit) + GRACE:
                    started.kill()
                if cancelled():
                    raise CancelledError
                time.sleep(SLICE)
            return status
        finally:
            if started.poll() is None:
                started.kill()


def read(path: Path) -> Attempt:
    """The events of a process, as far as it came; a last line cut short is left out."""
    attempt = Attempt()
    lines = path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []
    for event in map(json.loads, lines):
        match event["event"]:
            case "collected":
                attempt.collected = event["tests"]
            case "start":
                attempt.running = event["nodeid"]
            case "finish":
                attempt.running = ""
                attempt.finished.append(outcome_from(event))
            case "problem":
                attempt.problems.append(Problem(event["where"], event["message"]))
            case "end":
                attempt.package = event["package"]
            case "exit":
                attempt.code = event["code"]
    return attempt


def collecting(end: Failure) -> Problem:
    """A process that ended while it read the tests: importing the student's files hangs or crashes."""
    return Problem(end.where or "tinytorch", f"while it was imported: {end.message}")


def given_up(attempt: Attempt, done: dict[str, TestOutcome]) -> dict[str, TestOutcome]:
    """The tests left out: a blank that ended two processes has cost two whole limits, and fails anyway."""
    ended = Counter(
        blank
        for outcome in done.values()
        if outcome.failure and outcome.failure.kind in ("time", "crash")
        for blank in outcome.blanks
    )
    hopeless = {blank for blank, times in ended.items() if times >= 2}
    left = [outcome_from(test | {"state": State.FAIL}) for test in attempt.collected if test["nodeid"] not in done]
    return {outcome.nodeid: outcome for outcome in left if outcome.blanks and set(outcome.blanks) <= hopeless}


def missing_files(workspace: Workspace) -> Iterator[Problem]:
    """Every file of an unlocked layer that is gone: its neighbours import it."""
    for layer in workspace.unlocked():
        for file in layer.owns:
            if not (workspace.package / file).exists():
                yield Problem(f"tinytorch/{file}", f"is not there; `tt start {layer.number:02}` brings its stub back.")


def syntax_problems(workspace: Workspace) -> Iterator[Problem]:
    """Every file of the student's package that Python cannot compile: `import tinytorch` needs all of them."""
    for path in sorted(workspace.package.rglob("*.py")):
        where = path.relative_to(workspace.root).as_posix()
        try:
            source = path.read_bytes()
            if not bytecode.is_kept(workspace.root, path, source):
                compile_quietly(source)
        except SyntaxError as error:
            line = (error.text or "").rstrip("\n").expandtabs(1)
            caret = " " * (max(error.offset or 1, 1) - 1) + "^"
            excerpt = f"{line}\n{caret}" if line.strip() else ""
            yield Problem(f"{where}:{error.lineno or 1}", f"{type(error).__name__}: {error.msg}", excerpt)
        except (ValueError, OSError) as error:
            yield Problem(f"{where}:1", f"cannot be read: {error}")


def compile_quietly(source: bytes) -> None:
    """SyntaxError for whatever the compiler refuses: a parser alone lets a late `from __future__` or `return` pass."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        compile(source, "student", "exec", dont_inherit=True)
