"""Show a class on a terminal: `gradebook_table(summary)` gives what rich prints, one row per student."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from autograder.reports.summary import Row, Summary
from autograder.reports.terminal import STYLES, score_style
from autograder.reports.words import number, word_for


def gradebook_table(summary: Summary) -> Table:
    """The class, one row per student: total, each assignment, and how many blanks ended in which way."""
    table = Table(title="Gradebook", title_style="bold", header_style="bold", pad_edge=False)
    table.add_column("Student", overflow="fold")
    table.add_column("Score", justify="right")
    for folder in summary.folders:
        table.add_column(folder, justify="right")
    table.add_column("What is left")
    for row in summary.rows:
        total = Text(_of(row.score, row.points), style=score_style(row.scored))
        by_folder = (_of(*row.assignments[f]) if f in row.assignments else "-" for f in summary.folders)
        table.add_row(Text(row.student), total, *by_folder, _left(row))
    return table


def _of(score: float, points: float) -> str:
    return f"{number(score)} / {number(points)}"


def _left(row: Row) -> Text:
    if row.problem:
        return Text(f"not graded: {row.problem}", style="red")
    parts = [
        Text(f"{count} {word_for(verdict).word.lower()}", style=STYLES[word_for(verdict).tone])
        for verdict, count in row.tally.items()
        if verdict != "pass"
    ]
    return Text(", ").join(parts) if parts else Text("nothing", style="green")
