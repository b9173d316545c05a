"""Run benchmarks and show them: tables of ratios on a terminal, JSON for a machine."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.bench import kernels, scalars, tensors, train, viz
from autograder.bench.agreement import judged
from autograder.bench.arena import Benchmark, compete
from autograder.bench.badges import badges, sentences
from autograder.bench.kernels_limits import UNITS, limits, rated
from autograder.bench.noise import Noise
from autograder.bench.report import absences, rows
from autograder.course.errors import UsageError

BENCHMARKS = {
    "scalars": scalars.BENCHMARK,
    "tensors": tensors.BENCHMARK,
    "kernels": kernels.BENCHMARK,
    "train": train.BENCHMARK,
    "viz": viz.BENCHMARK,
}
SHORT = {"reference": "ref."}  # in the heading of a column
WIDE = 120  # columns where the output is no terminal


def main(names: Sequence[str], root: Path, as_json: bool, threads: int = 1) -> int:
    """Run the named benchmarks, all of them if none is named. The exit code: 0."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        raise UsageError(f"There is no benchmark {unknown[0]!r}; there are: {', '.join(BENCHMARKS)}.")
    reports = [run(name, BENCHMARKS[name], root, threads) for name in names or BENCHMARKS]
    if as_json:
        print(json.dumps(reports, indent=1))
    else:
        for report in reports:
            show(report)
    return 0


def run(name: str, benchmark: Benchmark, root: Path, threads: int) -> dict[str, Any]:
    """What the benchmark found, as plain data."""
    work, noise = benchmark.rows(), Noise()
    noise.listen()
    with announced(name, benchmark.processes * len(work)) as announce:

        def tell(row: str) -> None:
            announce(row)
            noise.listen()

        results = compete(benchmark, root, threads, tell)
    noise.listen()
    found = limits(work, results)
    entries = rated(rows(judged(results, benchmark.tolerance), benchmark.against), work, found)
    return {
        "benchmark": name,
        "title": benchmark.title,
        "note": benchmark.note,
        "threads": threads,
        "machine_noise": noise.share,
        "ours": [entry.name for entry in benchmark.entries(root) if entry.package],
        "groups": {row.name: row.group for row in work},
        "limits": found,
        "results": entries,
        "badges": badges(entries),
    }


@contextmanager
def announced(name: str, count: int) -> Iterator[Callable[[str], None]]:
    """A function that says on a terminal which row is measured now; nothing moves in between, to disturb nothing."""
    width = shutil.get_terminal_size().columns - 1
    done = iter(range(1, count + 1))

    def line(text: str) -> None:
        if sys.stderr.isatty():
            print("\r" + text[:width].ljust(width), end="\r", file=sys.stderr, flush=True)

    yield lambda row: line(f"{name}, {next(done)} of {count}: {row} ...")
    line("")


def show(report: dict[str, Any]) -> None:
    """The report as tables, and under them who did not take part, and why."""
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDE
    measured = [entry for entry in report["results"] if "absent" not in entry]
    against = list(dict.fromkeys(to for entry in measured for to in entry["speed_against"]))
    console.print(f"{report['benchmark']}: {report['title']}", style="bold")
    for name in report["ours"]:
        if own := [entry for entry in measured if entry["name"] == name and not raced(entry)]:
            console.print(ratios(name, own, against, report["groups"]))
    for row in report["groups"]:
        if several := [entry for entry in measured if entry["row"] == row and raced(entry)]:
            console.print(race(row, several, against, report["groups"][row] == train.STEPS))
    if found := report.get("limits"):
        console.print(bounds(found))
    for sentence in absences(report["results"]):
        console.print(sentence)
    if not any(name.startswith("reference") for name in report["ours"]):
        console.print("reference: not measured, the solutions are not part of this copy of the course.")
    console.print(tail(report))
    for sentence in sentences(report.get("badges", ())):
        console.print(sentence)


def tail(report: dict[str, Any]) -> str:
    """How it was measured, and how quiet the machine was."""
    threads = "one thread" if report["threads"] == 1 else f"{report['threads']} threads"
    return (
        f"In turn in one run, {threads} each, medians. speed/X: how many times as fast as X. noise: half the distance"
        " between the quartiles. Only ratios carry from one machine to another. The same loop, timed before every row,"
        f" took up to {report['machine_noise']:.0%} longer than at its best: so noisy was the machine. {report['note']}"
    ).rstrip()


def ratios(name: str, entries: Sequence[dict[str, Any]], against: Sequence[str], groups: dict[str, str]) -> Table:
    """One contestant: a line for every row that it did."""
    against = [to for to in against if to != name]
    with_rates = any("rate" in entry for entry in entries)
    table = table_of(name, against, *(("rate", "of\npeak") if with_rates else ()))
    table.padding = (0, 0 if with_rates else 1, 0, 0)  # where there are more columns, one space between them must do
    heading = ""
    for entry in entries:
        if groups[entry["row"]] != heading:
            heading = groups[entry["row"]]
            table.add_row(Text(heading, style="bold"))
        table.add_row(f" {entry['row']}", *figures(entry, against), *(rate(entry) if with_rates else ()))
    return table


def rate(entry: dict[str, Any]) -> list[str]:
    """How much it moves or computes in a second, and what share that is of what the machine can; else a ratio."""
    if beside := entry.get("speed_beside"):
        return [f"{next(iter(beside.values())):.2g} times", ""]
    if "rate" not in entry:
        return ["", ""]
    number = f"{entry['rate']:.2g}" if entry["rate"] < 1.0 else f"{entry['rate']:.3g}"
    return [f"{number} {entry['unit']}", f"{entry['share']:.0%}" if "share" in entry else ""]


def bounds(found: dict[str, float]) -> str:
    """The sentence that says what the limits are."""
    figures = ", ".join(f"{name} {number:.3g} {UNITS[name]}" for name, number in found.items())
    return f"Measured in the same run, at their best: {figures}."


def raced(entry: dict[str, Any]) -> bool:
    """Whether its row has a table of its own, a line for every contestant."""
    return "first_loss" in entry or "figures" in entry


def race(row: str, entries: Sequence[dict[str, Any]], against: Sequence[str], per_second: bool = False) -> Table:
    """One row: a line for every contestant, with its losses and figures."""
    more = [extras(entry, per_second) for entry in entries]
    against = [to for to in against if any(to in entry["speed_against"] for entry in entries)]
    columns = list(dict.fromkeys(name for each in more for name in each))
    table = table_of(row, against, *(name.replace(" ", "\n") for name in columns))
    table.padding = (0, 1 if len(columns) <= 2 else 0, 0, 0)
    for entry, each in zip(entries, more, strict=True):
        name = entry["name"].replace("reference on", f"{SHORT['reference']} on")
        table.add_row(name, *figures(entry, against), *(each.get(name, "") for name in columns))
    return table


def extras(entry: dict[str, Any], per_second: bool) -> dict[str, str]:
    """What a contestant tells beside its time, by the headings of the columns."""
    losses = {f"{when} loss": f"{entry[f'{when}_loss']:.4f}" for when in ("first", "last") if f"{when}_loss" in entry}
    rates = {"1/s": f"{1.0 / entry['seconds']:.3g}"} if per_second else {}
    return {**losses, **rates, **{name: short(figure) for name, figure in entry.get("figures", {}).items()}}


def short(number: float) -> str:
    """Three digits, or all before the point; nothing smaller than a hundredth."""
    return f"{number:,.0f}" if abs(number) >= 1000.0 else f"{round(number, 2) + 0.0:.3g}"


def table_of(title: str, against: Sequence[str], *more: str) -> Table:
    """An empty table, narrow enough for 80 columns: names of contestants are broken where they have a space."""
    table = Table(title=f"\n{title}", title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, show_edge=False)
    table.padding = (0, 1, 0, 0)
    for column in (
        "",
        "time",
        "noise",
        *(f"speed/\n{SHORT.get(name, name)}".replace(" ", "\n") for name in against),
        *more,
    ):
        table.add_column(column, justify="right" if column else "left", no_wrap=True)
    return table


def figures(entry: dict[str, Any], against: Sequence[str]) -> list[str]:
    """Time, noise and ratios as texts; nothing where there is no ratio."""
    speeds = [entry["speed_against"].get(to) for to in against]
    return [
        duration(entry["seconds"]),
        f"{entry['spread']:.0%}",
        *("" if speed is None else f"{speed:,.0f}" if speed >= 1000.0 else f"{speed:.3g}" for speed in speeds),
    ]


def duration(seconds: float) -> str:
    """Seconds to three digits, in the unit that leaves a digit before the point."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
