"""The benchmark compares like with like, and says who did not take part and why. No time is judged here."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from autograder.bench import arena, main, scalars
from autograder.bench.show import rows
from autograder.course.errors import UsageError


@pytest.fixture(scope="module")
def results(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, arena.Result]:
    """Two rounds on a few points, with a course in which assignment 01 is unlocked and not written."""
    course = tmp_path_factory.mktemp("course")
    shutil.copytree(root / "assignments" / "01_autograd" / "stubs" / "tinytorch", course / "tinytorch")
    shutil.copytree(root / "solutions", course / "solutions")
    shutil.copytree(root / "tinytorch" / "scalars", course / "tinytorch" / "scalars", dirs_exist_ok=True)
    problem: dict[str, Any] = scalars.problem()
    small = {**problem, "points": problem["points"][45:55], "labels": problem["labels"][45:55]}
    return {result.name: result for result in arena.compete(scalars.entries(course), small, rounds=2)}


def test_everybody_who_takes_part_trains_the_same_network(results: dict[str, arena.Result]) -> None:
    losses = {name: result.losses for name, result in results.items() if result.absent is None}
    assert {"reference", "reference in train()", "NumPy"} <= set(losses)
    for name, found in losses.items():
        assert found == pytest.approx(losses["NumPy"], rel=1e-9), name
        assert len(results[name].seconds) == 2


def test_a_student_who_has_not_written_it_yet_is_told_which_task(results: dict[str, arena.Result]) -> None:
    assert results["yours"].absent == "Need to implement for Task 1.5"


def test_speed_is_a_ratio_to_the_baseline_of_the_same_run() -> None:
    table = rows(
        [
            arena.Result("ours", (0.2, 0.2), (1.0, 0.5)),
            arena.Result("micrograd", (0.8, 0.8), (1.0, 0.5)),
            arena.Result("absent", absent="not installed"),
        ],
        "micrograd",
    )
    assert table[0]["speed_against"] == {"micrograd": pytest.approx(4.0)}
    assert (table[0]["first_loss"], table[0]["last_loss"]) == (1.0, 0.5)
    assert table[2] == {"name": "absent", "absent": "not installed"}


def test_a_contestant_whose_process_ends_is_absent(tmp_path: Path) -> None:
    program = tmp_path / "quits.py"
    program.write_text("import sys\nsys.stdin.readline()\n")
    (result,) = arena.compete([arena.Entry("quits", program)], {}, rounds=2)
    assert result.absent is not None and result.absent.startswith("its process ended")


def test_an_unknown_benchmark_is_named_with_those_there_are(root: Path) -> None:
    with pytest.raises(UsageError, match="no benchmark 'nothing'; there are: scalars"):
        main(["nothing"], root, False)
