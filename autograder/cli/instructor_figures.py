"""What `autograder bench` prints of the judge's speed."""

from __future__ import annotations

from typing import Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.classroom.speed import Report
from autograder.classroom.speed_rows import spread

COLUMNS: dict[str, Literal["left", "right"]] = {
    "": "left",
    "median": "right",
    "9 of 10": "right",
    "unit": "left",
    "spread": "right",
    "samples": "right",
    "aim": "left",
}


def show_report(out: Console, report: Report) -> None:
    """All rows in one table; the aims are told, nothing is judged."""
    table = Table(title=f"The autograder: sandbox {report.sandbox}, {report.cores} cores", title_justify="left")
    for name, justify in COLUMNS.items():
        table.add_column(name, justify=justify, no_wrap=True)
    for title, rows in report.groups:
        table.add_row(Text(title, style="bold"))
        for row in rows:
            figures = (_figure(row.median), _figure(row.ninth), row.unit)
            table.add_row(f"  {row.what}", *figures, f"{spread(row.samples):.0%}", str(len(row.samples)), row.aim)
    out.print(table)
    out.print(
        "Things that are compared were measured in turn; nine samples of ten reach the second figure. The same loop,"
        f" timed before every sample, took up to {report.noise:.0%} longer than at its best: so noisy was the machine.",
    )


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
