"""Badges are told from the ratios of one run, and where a row is missing there is none."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.bench.badges import BADGES, badges, sentences
from autograder.bench.kernels import rows


def measured(badge_rows: tuple[str, ...], *speeds: float) -> list[dict[str, Any]]:
    return [
        {"row": row, "name": "yours", "speed_against": {"reference": speed}}
        for row, speed in zip(badge_rows, speeds, strict=True)
    ]


@pytest.mark.parametrize(("slowest", "earned"), [(0.5, True), (0.49, False)])
def test_the_slowest_row_decides(slowest: float, earned: bool) -> None:
    """matmul_tiled: at least half of the reference's speed in each of its rows."""
    (found,) = badges(measured(("matmul_tiled 256", "matmul_tiled 1024"), 1.2, slowest))
    assert (found["name"], found["share"], found["earned"]) == ("tiles", slowest, earned)
    heading, sentence = sentences([found])
    assert "no points" in heading
    assert sentence.startswith("  earned" if earned else "  not yet")


def test_what_was_not_measured_has_no_badge() -> None:
    """A row that failed, or a copy of the course without the reference."""
    alone = {"row": "matmul_tiled 1024", "name": "yours", "speed_against": {"NumPy": 1.0}}
    failed = {"row": "matmul_tiled 1024", "name": "yours", "absent": "Need to implement for Task 3.2"}
    for entry in (alone, failed):
        assert badges([*measured(("matmul_tiled 256",), 1.0), entry]) == []
    assert sentences([]) == []


def test_badges_count_rows_that_there_are() -> None:
    names = {row.name for row in rows()}
    assert [row for badge in BADGES for row in badge.rows if row not in names] == []
