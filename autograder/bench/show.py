"""Run benchmarks and show them: a table of ratios on a terminal, JSON for a machine."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from autograder.bench import scalars
from autograder.bench.arena import Result, compete
from autograder.course.errors import UsageError

BENCHMARKS = {"scalars": scalars}


def main(names: Sequence[str], root: Path, as_json: bool) -> int:
    """Run the named benchmarks, all of them if none is named. The exit code: 0."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        raise UsageError(f"There is no benchmark {unknown[0]!r}; there are: {', '.join(BENCHMARKS)}.")
    reports = []
    for name in names or BENCHMARKS:
        benchmark = BENCHMARKS[name]
        results = compete(benchmark.entries(root), benchmark.problem(), benchmark.ROUNDS)
        reports.append({"benchmark": name, "title": benchmark.TITLE, "results": rows(results, benchmark.BASELINE)})
    if as_json:
        print(json.dumps(reports, indent=1))
    else:
        for report in reports:
            show(report)
    return 0


def rows(results: Sequence[Result], baseline: str) -> list[dict[str, Any]]:
    """One row per contestant; its speed as a ratio to the baseline's and to NumPy's, where those took part."""
    medians = {result.name: result.median for result in results if result.absent is None}
    table: list[dict[str, Any]] = []
    for result in results:
        if result.absent is not None:
            table.append({"name": result.name, "absent": result.absent})
            continue
        speeds = {to: medians[to] / result.median for to in (baseline, "NumPy") if to in medians}
        losses = {"first_loss": result.losses[0], "last_loss": result.losses[-1]}
        table.append(
            {"name": result.name, "seconds": result.median, "spread": result.spread, "speed_against": speeds, **losses}
        )
    return table


def show(report: dict[str, Any]) -> None:
    """The report as a table, and under it who did not take part, and why."""
    console = Console(highlight=False)
    measured = [row for row in report["results"] if "absent" not in row]
    against = sorted({name for row in measured for name in row["speed_against"]})
    table = Table(title=f"{report['benchmark']}: {report['title']}", title_justify="left", title_style="bold")
    for title in ("", "ms/step", "noise", *(f"speed/{name}" for name in against), "first loss", "last loss"):
        table.add_column(title, justify="right" if title else "left", no_wrap=True)
    for row in measured:
        speeds = [f"{row['speed_against'][name]:.4g}" for name in against]
        losses = [f"{row[when]:.5f}" for when in ("first_loss", "last_loss")]
        table.add_row(row["name"], f"{row['seconds'] * 1e3:.3g}", f"{row['spread']:.0%}", *speeds, *losses)
    console.print(table)
    for row in report["results"]:
        if "absent" in row:
            console.print(f"{row['name']}: not measured, {row['absent']}.")
    console.print("In turn in one run, one thread each, medians. Only ratios carry from one machine to another.")
