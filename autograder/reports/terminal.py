"""Show a record on a terminal: what to look at first, then one student's verdicts, with what to do about each.

`student_report(record, expected=...)` gives what rich prints. Stands on rich and the standard library only, for it goes
to students too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.reports.feedback.first import steps
from autograder.reports.feedback.phrase import spoken
from autograder.reports.words import Record, advice_for, number, problem_of, tally, word_for

STYLES: Mapping[str, str] = {"good": "green", "todo": "yellow", "bad": "red", "ours": "magenta"}


def student_report(record: Record, *, expected: bool) -> RenderableType:
    """One student's verdicts; `expected` adds the reference's answer, for instructors and self-learners."""
    score = f"{number(record['score'])} / {number(record['points'])}"
    parts: list[RenderableType] = [Text.assemble((record["student"], "bold"), "  ", (score, score_style(record)))]
    problem = problem_of(record)
    if problem:
        return Group(*parts, Text(f"Not graded: {problem}.", style="red"))
    parts += _first(record)
    for assignment in record["assignments"]:
        parts.append(Text(""))
        parts.append(_heading(assignment["title"], assignment, "bold"))
        for task in assignment["tasks"]:
            parts.append(Padding(_heading(f"Task {task['task']}  {task['title']}", task, ""), (0, 0, 0, 2)))
            parts += [Padding(part, (0, 0, 0, 4)) for blank in task["blanks"] for part in _blank(blank, expected)]
    if "todo" in tally(record):
        parts.append(Text("TODO: `tt next` names the first blank to write, `tt hint SYMBOL` helps.", style="cyan"))
    for notice in record["notices"]:
        parts.append(Text(f"Note  {notice['path']}: {notice['what']}", style="dim"))
    return Group(*parts)


def _first(record: Record) -> Iterator[RenderableType]:
    """The one blank to look at first, and why that one."""
    for step in steps(record, 1):
        where = ((step.blank["symbol"], "bold"), f" in Task {step.task['task']}, {step.blank['file']}")
        yield Text.assemble(("First  ", "cyan"), *where)
        yield Padding(Text(spoken(step.why), style="dim"), (0, 0, 0, len("First  ")))


def _heading(title: str, scored: Record, style: str) -> Text:
    return Text.assemble((title, style), "  ", (f"{number(scored['score'])} / {number(scored['points'])}", "dim"))


def _blank(blank: Record, expected: bool) -> Iterator[RenderableType]:
    yield Text.assemble(_badge(blank["verdict"]), " ", (blank["symbol"], "bold"), "  ", (blank["file"], "dim"))
    if blank["verdict"] in ("pass", "todo"):
        return
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(justify="right", style="dim", no_wrap=True, min_width=8)
    facts.add_column(overflow="fold")
    for check in blank["checks"]:
        if check["verdict"] != "pass":
            _add_check(facts, check, expected)
    facts.add_row("next", Text(advice_for(blank), style="cyan"))
    yield Padding(facts, (0, 0, 0, 5))


def _add_check(facts: Table, check: Record, expected: bool) -> None:
    facts.add_row("law", Text(check["law"]))
    rows = {"what": check["detail"], "input": check["input"], "expected": check["expected"] if expected else None}
    for name, value in rows.items():
        if value:
            facts.add_row(name, Text(value))


def _badge(verdict: str) -> Text:
    word = word_for(verdict)
    return Text(f"{word.word:<13}", style=f"bold {STYLES[word.tone]}")


def score_style(scored: Record) -> str:
    """The style of a score: full marks, nothing, or between."""
    if scored["score"] >= scored["points"]:
        return STYLES["good"]
    return STYLES["bad"] if scored["score"] == 0 else STYLES["todo"]
