"""What `tt` prints: verdicts, failures, the tick list, the next step; coloured on a terminal, plain lines elsewhere.

Every function takes a rich Console and records; none decides anything.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext

from rich.console import Console
from rich.text import Text

from autograder.course.model import Assignment, Task
from autograder.loop.outcome import Problem, State, TestOutcome, Verdict
from autograder.loop.progress import NextStep, Report
from autograder.loop.refused import Refused
from autograder.loop.workspace import Workspace, docstring, place, text

STYLES = {
    State.PASS: "bold green",
    State.FAIL: "bold red",
    State.TODO: "bold yellow",
    State.UNKNOWN: "dim",
    State.BORROWED: "cyan",
}
INDENT = "        "


def console(stderr: bool = False) -> Console:
    """Lines are never wrapped by us: a path or a line to paste stays whole."""
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=True)


def spinner(what: str) -> AbstractContextManager[object]:
    """Something that moves, on a terminal and on stderr only, so that output stays clean."""
    return console(stderr=True).status(what) if console(stderr=True).is_terminal else nullcontext()


def as_json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False)


def word(state: State) -> Text:
    return Text(f"{state.upper():<7} ", STYLES[state])


def points(number: float) -> str:
    return f"{number:g} point{'' if number == 1 else 's'}"


def show_verdicts(out: Console, workspace: Workspace, verdicts: Sequence[Verdict], details: int = 1000) -> None:
    """A line per blank; the first `details` failures in full."""
    width = max((len(verdict.blank.symbol) for verdict in verdicts), default=0)
    told: set[str] = set()
    idle = [verdict for verdict in verdicts if verdict.is_not_run]
    if idle:
        show_names(out, State.FAIL, idle, "not run: ")
    for verdict in verdicts:
        if verdict.is_not_run:
            continue
        name = Text(f"{verdict.blank.symbol:<{width}}  ")
        note = f"  {verdict.note}" if verdict.note else ""
        tail = Text(f"Task {verdict.blank.task}  {place(workspace, verdict.blank)}{note}", "dim")
        out.print(Text.assemble(word(verdict.state), name, tail))
        for test in verdict.failed:
            if test.nodeid in told:
                out.print(f"{INDENT}{test.law.rstrip('.')}: see above")
            elif len(told) < details:
                told.add(test.nodeid)
                show_failure(out, test)
            else:
                out.print(f"{INDENT}{test.law.rstrip('.')}: {summary(test)}")


def show_names(out: Console, state: State, verdicts: Sequence[Verdict], before: str = "", margin: str = "") -> None:
    """One entry for blanks of the same state, wrapped to the terminal."""
    names = before + ", ".join(verdict.blank.symbol for verdict in verdicts)
    lines = textwrap.wrap(names, max(out.width - len(margin + INDENT) - 1, 40)) if out.is_terminal else [names]
    for number, line in enumerate(lines):
        out.print(Text.assemble(margin, word(state) if number == 0 else INDENT, line))


def show_groups(out: Console, verdicts: Sequence[Verdict], margin: str = "") -> None:
    """The names of the blanks, those together that share a state and a note."""
    for state in (State.FAIL, State.TODO, State.UNKNOWN, State.BORROWED, State.PASS):
        alike = [verdict for verdict in verdicts if verdict.state is state]
        for note in sorted({verdict.note for verdict in alike}, reverse=True):
            same = [verdict for verdict in alike if verdict.note == note]
            show_names(out, state, same, f"({note}) " if note else "", margin)


def show_briefly(out: Console, workspace: Workspace, verdicts: Sequence[Verdict]) -> None:
    """What fails, the first failure in full; names only for the rest, so that a task of many blanks fits a screen."""
    show_verdicts(out, workspace, [verdict for verdict in verdicts if verdict.failed], details=1)
    show_groups(out, [verdict for verdict in verdicts if verdict.state is not State.FAIL])


def summary(test: TestOutcome) -> str:
    failure = test.failure
    if failure is None:
        return "not run, since the tests before it ended Python"
    told = failure.message.split("\n")[0] or f"expected {cut(failure.expected)}, got {cut(failure.got)}"
    return cut(told, 100)


def cut(value: str, longest: int = 40) -> str:
    return value if len(value) <= longest else f"{value[:longest]}..."


def show_failure(out: Console, test: TestOutcome) -> None:
    """The law, what went in, what was expected, what came, where, and a line to paste."""
    out.print(Text(f"{INDENT}{test.law}", "bold"))
    failure = test.failure
    if failure is None:
        out.print(f"{INDENT}{summary(test)}")
        return
    label = failure.kind if failure.kind in ("time", "crash") else "message"
    shown = [
        ("inputs", ", ".join(f"{name} = {value}" for name, value in failure.inputs.items())),
        ("expected", failure.expected),
        ("got", failure.got),
        ("assert" if failure.kind == "assertion" else "ran", failure.assertion),
        (label, failure.message if failure.message != failure.got else ""),
        ("where", failure.where if failure.where not in failure.message else ""),
        ("test", failure.test),
        ("printed", failure.printed.rstrip()),
        ("paste", failure.paste),
    ]
    for name, value in shown:
        lines = value.split("\n") if value else []
        for number, line in enumerate(lines):
            out.print(Text.assemble((f"{INDENT}{name if number == 0 else '':<9} ", "dim"), line))
    out.print()


def show_problems(out: Console, problems: Iterable[Problem]) -> None:
    """What keeps tests from running, once each, with the line and a caret where there is one."""
    for problem in problems:
        out.print(Text.assemble(word(State.FAIL), (f"{problem.where}: ", "bold"), problem.message))
        for line in problem.excerpt.split("\n") if problem.excerpt else []:
            out.print(f"{INDENT}{line}")


def show_status(out: Console, workspace: Workspace, report: Report, step: NextStep) -> None:
    """The tick list: a line per task, and the names of its blanks where some differ from others."""
    for assignment in workspace.course.assignments:
        if not workspace.is_unlocked(assignment):
            out.print(
                Text(f"{assignment.folder}  {assignment.title}  not unlocked, {points(assignment.points)}", "dim")
            )
            continue
        show_assignment(out, assignment, report)
    show_problems(out, report.problems)
    out.print()
    show_step(out, workspace, step, blocked=is_blocked(report.verdicts))


def show_assignment(out: Console, assignment: Assignment, report: Report) -> None:
    verdicts = report.of(assignment.blanks)
    out.print(Text(f"{assignment.folder}  {assignment.title}  {tally(verdicts)}", "bold"))
    for task in assignment.tasks:
        show_task(out, task, report.of(task.blanks))


def show_task(out: Console, task: Task, verdicts: Sequence[Verdict]) -> None:
    """One line where all blanks stand alike, else their names below it."""
    states = {verdict.state for verdict in verdicts}
    line = f"Task {task.number}  {task.title}  {tally(verdicts)}"
    if states == {State.PASS}:
        out.print(f"  [x] {line}")
    elif len(states) == 1:
        (state,) = states
        out.print(Text.assemble(f"  [ ] {line}  ", (state.upper(), STYLES[state])))
    else:
        out.print(f"  [ ] {line}")
        show_groups(out, verdicts, margin="      ")


def tally(verdicts: Sequence[Verdict]) -> str:
    done = [verdict for verdict in verdicts if verdict.state is State.PASS]
    got, all_points = (sum(v.blank.points for v in some) for some in (done, verdicts))
    blanks = "blank" if len(verdicts) == 1 else "blanks"
    return f"{len(done)} of {len(verdicts)} {blanks}, {got:g} of {points(all_points)}"


def is_blocked(verdicts: Iterable[Verdict]) -> bool:
    """Whether something keeps tests from running at all: then no other step comes before mending it."""
    return any(verdict.is_not_run for verdict in verdicts)


def show_step(out: Console, workspace: Workspace, step: NextStep, full: bool = False, blocked: bool = False) -> None:
    """What to do now; with `full`, the docstring of the blank too."""
    if blocked:
        out.print(Text.assemble(("Next: ", "bold"), "mend what is named above; no test can run before."))
    elif step.blank and step.task:
        worth = f"Task {step.task.number} ({step.task.title}), {points(step.blank.points)}"
        out.print(Text.assemble(("Next: ", "bold"), f"{step.blank.symbol}, {worth}"))
        out.print(f"  write it in  {place(workspace, step.blank)}")
        if full:
            path = workspace.package / step.blank.file
            for line in docstring(text(path), step.blank.symbol).split("\n") if path.is_file() else []:
                out.print(Text(f"    {line}".rstrip(), "italic"))
        out.print(f"  try it with  tt check {step.blank.symbol}")
        if step.blank.hints:
            out.print(f"  if stuck     tt hint {step.blank.symbol}")
    elif step.unlock:
        out.print(
            Text.assemble(("Next: ", "bold"), f"all that is unlocked is done; `tt start {step.unlock.number:02}` ")
        )
        out.print(f"  opens {step.unlock.folder}: {step.unlock.title}")
    else:
        out.print("Every task of the course is done.")


def show_check(out: Console, workspace: Workspace, report: Report, refused: Sequence[Refused]) -> None:
    """The verdicts of `tt check`, what kept tests from running, and a last line that sums up."""
    show_problems(out, report.problems)
    show_verdicts(out, workspace, report.verdicts)
    show_notes(out, [*map(str, refused), *report.notices])
    out.print(Text(tally(report.verdicts), "bold"))


def show_notes(out: Console, notes: Iterable[str]) -> None:
    for note in notes:
        out.print(Text.assemble(("note    ", "bold yellow"), note))
