"""Watch mode: `Watch(progress, changes).scenes()` yields what to show, at the start and after every save.

The task in focus is judged first, so that its verdict comes at once; then the rest of the assignment, to see what a
change broke elsewhere. A save in between ends that and starts anew. Editing another task's blank moves the focus there.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import watchfiles

from autograder.course.errors import UsageError
from autograder.course.model import Blank, Task
from autograder.course.symbols import symbol_source
from autograder.loop.borrow import digest
from autograder.loop.outcome import Problem, State, Verdict
from autograder.loop.progress import NextStep, Progress, Report, is_done, next_step
from autograder.loop.refused import Refused, refused_imports
from autograder.loop.runner import CancelledError
from autograder.loop.workspace import Workspace, text


@dataclass(frozen=True)
class Scene:
    """One screen. `finished` is the task that has just become complete; `broke` are blanks that passed before."""

    step: NextStep
    verdicts: tuple[Verdict, ...] = ()
    problems: tuple[Problem, ...] = ()
    refused: tuple[Refused, ...] = ()
    finished: Task | None = None
    broke: tuple[Blank, ...] = ()
    seconds: float | None = None  # from the save to here
    notices: tuple[str, ...] = ()
    running: bool = False  # the verdict is still to come


class Changes:
    """Saves in some folders, noticed by a thread: iterate to wait for the next, ask `pending()` for one meanwhile."""

    def __init__(self, *folders: Path) -> None:
        self.saves: queue.Queue[float] = queue.Queue()
        self.over = threading.Event()
        self.folders = folders
        self.thread = threading.Thread(target=self.follow, daemon=True)
        self.thread.start()

    def follow(self) -> None:
        kinds = watchfiles.PythonFilter(extra_extensions=(".toml", ".ini"))
        stream = watchfiles.watch(*self.folders, watch_filter=kinds, debounce=100, step=20, stop_event=self.over)
        for batch in stream:
            self.saves.put(max((saved_at(Path(path)) for _, path in batch), default=time.time()))

    def pending(self) -> bool:
        return not self.saves.empty()

    def __iter__(self) -> Iterator[float]:
        """The time of each save; several at once count as the last."""
        while True:
            moment = self.saves.get()
            while self.pending():
                moment = self.saves.get()
            yield moment

    def close(self) -> None:
        self.over.set()
        self.thread.join(timeout=5)


def saved_at(path: Path) -> float:
    try:
        return min(path.stat().st_mtime, time.time())
    except OSError:  # removed, or replaced right now
        return time.time()


class Watch:
    """A watching session: which task is in focus, what each blank looked like, how it went when last judged."""

    def __init__(self, progress: Progress, changes: Changes) -> None:
        self.progress, self.changes = progress, changes
        self.workspace = progress.workspace
        self.focus: Task | None = None
        self.states: dict[Blank, State] = {}
        self.prints = fingerprints(self.workspace)
        self.touched: set[Blank] = set()  # what the last save changed

    def scenes(self) -> Iterator[Scene]:
        """What to show now, then after every save, until interrupted."""
        yield self.opening()
        for moment in self.changes:
            self.follow_the_student()
            try:
                yield from self.after_save(moment)
            except CancelledError:  # a newer save is waiting, and its verdict is what counts
                continue

    def opening(self, finished: Task | None = None, seconds: float | None = None) -> Scene:
        """Where the student stands in all that is unlocked; the focus goes to the next open task."""
        before = dict(self.states)
        report = self.progress.refresh(self.workspace.unlocked(), cancelled=self.changes.pending)
        self.note(report)
        step = next_step(self.workspace, report, after=self.focus)
        self.focus = step.task
        return self.scene(report, step, finished=finished, broke=broken(before, self.states), seconds=seconds)

    def after_save(self, moment: float) -> Iterator[Scene]:
        """The verdict of the task in focus at once; then what else the save has changed."""
        if self.focus is None:
            yield self.opening()
            return
        task, before = self.focus, dict(self.states)
        layer = self.workspace.assignment_of(task.blanks[0])
        yield Scene(NextStep(task), running=True)
        report = self.touched_first(self.progress.check(layer, task.blanks, self.changes.pending))
        self.note(report)
        seconds = time.time() - moment
        step = next_step(self.workspace, report)
        yield self.scene(report, NextStep(task, step.blank, step.state), seconds=seconds)
        if is_done(report.verdicts) and not report.problems:
            newly = not all(before.get(blank) is State.PASS for blank in task.blanks)
            yield self.opening(task if newly else None, seconds)
        elif not report.problems:
            whole = self.progress.refresh(self.workspace.unlocked(), cancelled=self.changes.pending)
            self.note(whole)
            broke = tuple(blank for blank in broken(before, self.states) if blank.task != task.number)
            if broke:
                yield self.scene(whole, NextStep(task, step.blank, step.state), broke=broke, seconds=seconds)

    def follow_the_student(self) -> None:
        """Move the focus to the task whose blank was changed; stay where several were, or none."""
        now = fingerprints(self.workspace)
        changed = {blank for blank, mark in now.items() if self.prints.get(blank, mark) != mark}
        self.prints |= now
        self.touched = changed or self.touched
        tasks = {blank.task for blank in changed}
        if len(tasks) == 1:
            self.focus = self.workspace.course.task(tasks.pop())

    def touched_first(self, report: Report) -> Report:
        """What fails in the blank that the student is at comes before what failed all along."""

        def later(verdict: Verdict) -> bool:
            return not (verdict.state is State.FAIL and verdict.blank in self.touched)

        return replace(report, verdicts=tuple(sorted(report.verdicts, key=later)))

    def note(self, report: Report) -> None:
        self.states |= {verdict.blank: verdict.state for verdict in report.verdicts}

    def scene(
        self,
        report: Report,
        step: NextStep,
        finished: Task | None = None,
        broke: tuple[Blank, ...] = (),
        seconds: float | None = None,
    ) -> Scene:
        shown = report.of(step.task.blanks) if step.task else ()
        refused = tuple(refused_imports(self.workspace, self.workspace.unlocked()))
        return Scene(step, shown, report.problems, refused, finished, broke, seconds, report.notices)


def broken(before: dict[Blank, State], now: dict[Blank, State]) -> tuple[Blank, ...]:
    """The blanks that passed before and fail now."""
    return tuple(blank for blank, state in now.items() if state is State.FAIL and before.get(blank) is State.PASS)


def fingerprints(workspace: Workspace) -> dict[Blank, str]:
    """A digest of the source of every blank that can be found."""
    marks = {}
    for assignment in workspace.unlocked():
        for file in assignment.files_with_blanks:
            path = workspace.package / file
            source = text(path) if path.is_file() else ""
            for blank in (blank for blank in assignment.blanks if blank.file == file):
                try:
                    marks[blank] = digest(symbol_source(source, blank.symbol))
                except UsageError:  # half-written, or gone: it counts as changed when it is back
                    continue
    return marks
