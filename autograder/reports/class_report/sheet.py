"""Write a class's statistics as CSV for a spreadsheet: `statistics_csv(statistics)`, one row per blank, byte-stable."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from autograder.reports.sheet import inert
from autograder.reports.statistics import Assignment, Blank, Statistics, Task
from autograder.reports.words import VERDICTS

HEAD = (
    "assignment", "task", "title", "symbol", "points", "graded", "tried", "passed", "todo", "pass_rate", "share",
    "law", "law_students", "minutes", "minutes_students", "versions", "caught",
    *(f"is_{verdict}" for verdict in VERDICTS),
)  # fmt: skip


def statistics_csv(statistics: Statistics) -> str:
    """Rates and shares go from 0 to 1; `law` fails first most often, `minutes` is the median over the whole task."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    for assignment, task, blank in statistics.blanks:
        writer.writerow([inert(cell) if isinstance(cell, str) else cell for cell in _row(assignment, task, blank)])
    return text.getvalue()


def _row(assignment: Assignment, task: Task, blank: Blank) -> Iterator[object]:
    yield from (assignment.folder, task.task, task.title, blank.symbol, blank.points)
    yield from (blank.graded, blank.tried, blank.passed, blank.todo, _rounded(blank.pass_rate), blank.share)
    commonest = blank.failures[0] if blank.failures else None
    yield from (commonest.law, commonest.students) if commonest else ("", 0)
    yield from (task.minutes.median, task.minutes.count) if task.minutes else ("", 0)
    yield from (blank.versions, blank.caught_spread.median if blank.caught_spread else "")
    yield from (blank.verdicts.get(verdict, 0) for verdict in VERDICTS)


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 6)
