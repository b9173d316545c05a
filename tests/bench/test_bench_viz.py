"""Every row of `tt bench viz` is measured, on the reference and in small; who lacks it, says so. No time is judged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.bench import arena, viz
from autograder.bench.arena import Entry, Result, Row


def small(row: Row) -> Row:
    return replace(row, problem={**row.problem, **({"nodes": 5} if "nodes" in row.problem else {"seconds": 0.01})})


def measured(rows: list[Row], root: Path, without: Path) -> dict[tuple[str, str], Result]:
    """By (name, row): the reference's results, and those of a student who has nothing."""
    (without / "tinytorch").mkdir()
    (without / "tinytorch" / "__init__.py").touch()
    entries = [Entry("reference", viz.PROGRAM, root / "solutions"), Entry("yours", viz.PROGRAM, without)]
    short = replace(viz.BENCHMARK, rows=lambda: [small(row) for row in rows], entries=lambda _: entries, rounds=1)
    return {(result.name, result.row): result for result in arena.compete(short, root)}


def test_a_graph_is_measured_and_who_cannot_draw_one_says_why(root: Path, tmp_path: Path) -> None:
    row = viz.rows()[0]
    found = measured([row], root, tmp_path)
    assert found["reference", row.name].absent is None and found["reference", row.name].median > 0
    assert found["yours", row.name].absent == "tinytorch.autograd is not unlocked"


@pytest.mark.slow
def test_all_rows_are_measured_and_the_curve_says_which_share_it_took(root: Path, tmp_path: Path) -> None:
    found = measured(viz.rows(), root, tmp_path)
    for row in viz.rows():
        result = found["reference", row.name]
        assert result.absent is None and result.median > 0
        assert ("percent" in result.figures) == (row.problem["work"] == "live")
