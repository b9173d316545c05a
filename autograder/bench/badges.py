"""Badges for a student's kernels that are about as fast as the reference's, in one and the same run: never points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Badge:
    """What it is called and for, the rows that count, and the least share of the reference's speed in each of them."""

    name: str
    about: str
    rows: tuple[str, ...]
    least: float


BADGES = (
    Badge("flat path", "zip_flat", ("add 1e5", "add 1e7", "mul 1e5", "mul 1e7"), 1 / 1.5),
    Badge("any strides", "map_strided and zip_strided", ("relu of a transpose", "add a row 1024x1024"), 1 / 1.5),
    Badge("tiles", "matmul_tiled", ("matmul_tiled 256", "matmul_tiled 1024"), 1 / 2),
)


def badges(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each badge with its slowest row's share of the reference's speed; none where a row of it was not measured."""
    speeds = {
        entry["row"]: entry["speed_against"]["reference"]
        for entry in entries
        if entry["name"] == "yours" and "reference" in entry.get("speed_against", {})
    }
    return [
        {
            "name": badge.name,
            "about": badge.about,
            "share": (share := min(speeds[row] for row in badge.rows)),
            "least": badge.least,
            "earned": share >= badge.least,
        }
        for badge in BADGES
        if speeds.keys() >= set(badge.rows)
    ]


def sentences(found: Sequence[dict[str, Any]]) -> list[str]:
    """A sentence for each badge, earned or not yet, with the figure that decided."""
    lines = [
        f"  {'earned ' if badge['earned'] else 'not yet'}  {badge['name']} ({badge['about']}): {badge['share']:.2f}"
        f" of the reference's speed in the slowest row, {badge['least']:.2f} is asked"
        for badge in found
    ]
    return ["Badges of this run, which are worth no points:", *lines] if lines else []
