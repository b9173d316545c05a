"""What the machine can do, measured in the same run, and what share of it a kernel reaches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.bench.arena import Amount, Result, Row

UNITS = {"memory": "GB/s", "products": "GF/s", "GPU memory": "GB/s", "GPU products": "GF/s"}  # limit -> its unit
GIGA = 1e9


def limits(rows: Sequence[Row], results: Sequence[Result]) -> dict[str, float]:
    """Each limit that was measured, in its unit: the best of all slices of all rows that measure it."""
    amounts = {row.name: row.amount for row in rows}
    found: dict[str, float] = {}
    for result in results:
        amount = amounts.get(result.row)
        if amount is not None and result.name in amount.measured_by and result.absent is None:
            rate = amount.count / min(result.seconds) / GIGA
            found[amount.limit] = max(rate, found.get(amount.limit, 0.0))
    return found


def rated(entries: Sequence[dict[str, Any]], rows: Sequence[Row], found: dict[str, float]) -> list[dict[str, Any]]:
    """The entries; those that were measured with their rate, and with its share of the limit where that was found."""
    amounts = {row.name: row.amount for row in rows}
    beside = {row.name: row.beside for row in rows if row.beside}
    seconds = {(entry["row"], entry["name"]): entry["seconds"] for entry in entries if "seconds" in entry}
    return [
        {**entry, **_rate(entry, amounts.get(entry["row"]), found), **_ratio(entry, beside, seconds)}
        if "seconds" in entry
        else entry
        for entry in entries
    ]


def _rate(entry: dict[str, Any], amount: Amount | None, found: dict[str, float]) -> dict[str, Any]:
    if amount is None:
        return {}
    rate = amount.count / entry["seconds"] / GIGA
    share = {"share": rate / found[amount.limit]} if amount.limit in found else {}
    return {"rate": rate, "unit": UNITS[amount.limit], "limit": amount.limit, **share}


def _ratio(
    entry: dict[str, Any], beside: dict[str, str], seconds: dict[tuple[str, str], float]
) -> dict[str, dict[str, float]]:
    other = beside.get(entry["row"], "")
    there = seconds.get((other, entry["name"]))
    return {} if there is None else {"speed_beside": {other: there / entry["seconds"]}}
