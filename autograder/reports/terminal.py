"""Show records on a terminal: the class as a table, one student's verdicts with what to do about each.

`gradebook_table(records)` and `student_report(record, expected=...)` give what rich prints. Stands on rich and the
standard library only, for it goes to students too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.reports.words import Record, advice_for, number, problem_of, tally, word_for

STYLES: Mapping[str, str] = {"good": "green", "todo": "yellow", "bad": "red", "ours": "magenta"}


def gradebook_table(records: Sequence[Record]) -> Table:
    """The class, one row per student: total, each assignment, and how many blanks ended in which way."""
    table = Table(title="Gradebook", title_style="bold", header_style="bold", pad_edge=False)
    folders = sorted({a["folder"] for record in records for a in record["assignments"]})
    table.add_column("Student", overflow="fold")
    table.add_column("Score", justify="right")
    for folder in folders:
        table.add_column(folder, justify="right")
    table.add_column("What is left")
    for record in records:
        scores = {a["folder"]: f"{number(a['score'])} / {number(a['points'])}" for a in record["assignments"]}
        total = Text(f"{number(record['score'])} / {number(record['points'])}", style=_score_style(record))
        table.add_row(Text(record["student"]), total, *(scores.get(folder, "-") for folder in folders), _left(record))
    return table


def student_report(record: Record, *, expected: bool) -> RenderableType:
    """One student's verdicts; `expected` adds the reference's answer, for instructors and self-learners."""
    score = f"{number(record['score'])} / {number(record['points'])}"
    parts: list[RenderableType] = [Text.assemble((record["student"], "bold"), "  ", (score, _score_style(record)))]
    problem = problem_of(record)
    if problem:
        return Group(*parts, Text(f"Not graded: {problem}.", style="red"))
    for assignment in record["assignments"]:
        parts.append(Text(""))
        parts.append(_heading(assignment["title"], assignment, "bold"))
        for task in assignment["tasks"]:
            parts.append(Padding(_heading(f"Task {task['task']}  {task['title']}", task, ""), (0, 0, 0, 2)))
            parts += [Padding(part, (0, 0, 0, 4)) for blank in task["blanks"] for part in _blank(task, blank, expected)]
    if "todo" in tally(record):
        parts.append(Text("TODO: `tt next` names the first blank to write, `tt hint SYMBOL` helps.", style="cyan"))
    for notice in record["notices"]:
        parts.append(Text(f"Left aside  {notice['path']}: {notice['what']}", style="dim"))
    return Group(*parts)


def _heading(title: str, scored: Record, style: str) -> Text:
    return Text.assemble((title, style), "  ", (f"{number(scored['score'])} / {number(scored['points'])}", "dim"))


def _blank(task: Record, blank: Record, expected: bool) -> Iterator[RenderableType]:
    yield Text.assemble(_badge(blank["verdict"]), " ", (blank["symbol"], "bold"), "  ", (blank["file"], "dim"))
    if blank["verdict"] in ("pass", "todo"):
        return
    facts = Table.grid(padding=(0, 2, 0, 0))
    facts.add_column(justify="right", style="dim", no_wrap=True, min_width=8)
    facts.add_column(overflow="fold")
    for check in blank["checks"]:
        if check["verdict"] != "pass":
            _add_check(facts, check, expected)
    facts.add_row("next", Text(advice_for(task, blank), style="cyan"))
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


def _left(record: Record) -> Text:
    problem = problem_of(record)
    if problem:
        return Text(f"not graded: {problem}", style="red")
    parts = [
        Text(f"{count} {word_for(verdict).word.lower()}", style=STYLES[word_for(verdict).tone])
        for verdict, count in tally(record).items()
        if verdict != "pass"
    ]
    return Text(", ").join(parts) if parts else Text("nothing", style="green")


def _score_style(record: Record) -> str:
    if record["score"] >= record["points"]:
        return STYLES["good"]
    return STYLES["bad"] if record["score"] == 0 else STYLES["todo"]
