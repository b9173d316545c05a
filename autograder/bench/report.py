"""What a benchmark found, as plain data: `rows(results, against)` gives medians, noise and ratios, or why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from autograder.bench.arena import Result


def rows(results: Sequence[Result], against: Sequence[str]) -> list[dict[str, Any]]:
    """One entry per result; its speed as a ratio to that of each contestant in `against` who did the same row."""
    medians = {(result.row, result.name): result.median for result in results if result.absent is None}
    return [_entry(result, against, medians, _steps(result.row, results)) for result in results]


def _steps(row: str, results: Sequence[Result]) -> int:
    """How many losses everybody has who did the row: the slow ones take fewer steps, and losses are to compare."""
    return min((len(result.losses) for result in results if result.row == row and result.absent is None), default=0)


def _entry(result: Result, against: Sequence[str], medians: dict[tuple[str, str], float], steps: int) -> dict[str, Any]:
    entry: dict[str, Any] = {"row": result.row, "name": result.name}
    if result.absent is not None:
        return {**entry, "absent": result.absent}
    speeds = {to: medians[result.row, to] / result.median for to in against if (result.row, to) in medians}
    entry |= {"seconds": result.median, "spread": result.spread, "speed_against": speeds}
    if result.figures:
        entry["figures"] = dict(result.figures)
    if steps:
        entry |= {"first_loss": result.losses[0], "last_loss": result.losses[steps - 1]}
    return entry


def absences(entries: Sequence[dict[str, Any]]) -> list[str]:
    """A sentence for everybody who did not take part, or not in all rows, with the reason; who is alike shares one."""
    missed: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        if "absent" in entry:
            missed.setdefault((entry["name"], entry["absent"]), []).append(entry["row"])
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (name, reason), rows in missed.items():
        alike.setdefault((reason, tuple(rows)), []).append(name)
    asked = Counter(entry["name"] for entry in entries)
    return [
        f"{' and '.join(names)}: not measured{_listed(rows, asked[names[0]])}, {reason}."
        for (reason, rows), names in alike.items()
    ]


def _listed(names: Sequence[str], of: int) -> str:
    """In which rows; nothing to say where it is all of them."""
    if len(names) == of:
        return ""
    return " in " + (", ".join(names) if len(names) <= 3 else f"{len(names)} rows, the first of them {names[0]}")
