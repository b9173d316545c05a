"""The arena compares like with like, and says who did not take part and why. No time is judged here."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from autograder.bench import arena, main, scalars, show
from autograder.bench.arena import Benchmark, Entry, Row
from autograder.bench.noise import Noise
from autograder.bench.report import absences, rows
from autograder.cli.student import tt
from autograder.course.errors import UsageError

ECHO = """import json, os, sys
for line in sys.stdin:
    print(json.dumps({"seconds": 1.0, "loss": float(os.environ["OMP_NUM_THREADS"])}), flush=True)
"""


@pytest.fixture(scope="module")
def results(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, arena.Result]:
    """Two rounds on a few points, with a course in which assignment 01 is unlocked and not written."""
    course = tmp_path_factory.mktemp("course")
    shutil.copytree(root / "assignments" / "01_autograd" / "stubs" / "tinytorch", course / "tinytorch")
    shutil.copytree(root / "solutions", course / "solutions")
    shutil.copytree(root / "tinytorch" / "scalars", course / "tinytorch" / "scalars", dirs_exist_ok=True)
    problem: dict[str, Any] = scalars.problem()
    small = {**problem, "points": problem["points"][45:55], "labels": problem["labels"][45:55]}
    benchmark = replace(scalars.BENCHMARK, rows=lambda: [Row("training step", small)], rounds=2)
    return {result.name: result for result in arena.compete(benchmark, course)}


def one(program: Path, *names: str, **more: Any) -> Benchmark:
    """A benchmark in which one program takes part alone, in rows without a problem."""
    own = [Row(name, {}) for name in names or ("row",)]
    return Benchmark("", (), lambda: own, lambda root: [Entry("it", program)], **{"rounds": 2, **more})


@pytest.fixture
def echo(tmp_path: Path) -> Path:
    program = tmp_path / "echo.py"
    program.write_text(ECHO)
    return program


def test_everybody_who_takes_part_trains_the_same_network(results: dict[str, arena.Result]) -> None:
    losses = {name: result.losses for name, result in results.items() if result.absent is None}
    assert {"reference", "reference in train()", "NumPy"} <= set(losses)
    for name, found in losses.items():
        assert found == pytest.approx(losses["NumPy"], rel=1e-9), name
        assert len(results[name].seconds) == 2


def test_a_student_who_has_not_written_it_yet_is_told_which_task(results: dict[str, arena.Result]) -> None:
    assert results["yours"].absent == "Need to implement for Task 1.5"


def test_speed_is_a_ratio_of_medians_to_the_others_of_the_same_row() -> None:
    table = rows(
        [
            arena.Result("ours", (0.2, 9.0, 0.1), (1.0, 0.5), row="first"),
            arena.Result("micrograd", (0.8, 0.8), (1.0, 0.5), row="first"),
            arena.Result("absent", absent="not installed", row="first"),
            arena.Result("micrograd", (7.0, 7.0), row="second"),
        ],
        ["micrograd", "NumPy"],
    )
    assert table[0]["speed_against"] == {"micrograd": pytest.approx(4.0)}
    assert table[0]["seconds"] == 0.2
    assert (table[0]["first_loss"], table[0]["last_loss"]) == (1.0, 0.5)
    assert table[2] == {"row": "first", "name": "absent", "absent": "not installed"}
    assert "first_loss" not in table[3]


def test_the_last_losses_shown_are_those_after_equally_many_steps() -> None:
    results = [
        arena.Result("quick", (1.0, 1.0, 1.0), (3.0, 2.0, 1.0, 0.5)),
        arena.Result("slow", (9.0, 9.0), (3.0, 2.0)),
    ]
    table = rows([*results, arena.Result("absent", absent="not installed")], [])
    assert [(entry["first_loss"], entry["last_loss"]) for entry in table[:2]] == [(3.0, 2.0), (3.0, 2.0)]


def test_noise_is_half_the_distance_between_the_quartiles_as_a_share_of_the_median() -> None:
    assert arena.Result("it", (1.0, 2.0, 4.0, 5.0, 9.0)).spread == pytest.approx((5.0 - 2.0) / 2.0 / 4.0)


def test_the_machines_noise_is_how_much_longer_the_same_loop_took_nine_times_of_ten() -> None:
    noise = Noise()
    noise.samples = [1.0, 1.5, *[1.1] * 8, 99.0]
    assert noise.share == pytest.approx(0.5)
    noise.listen()
    assert len(noise.samples) == 12


def test_who_is_absent_alike_shares_a_sentence() -> None:
    row = {"seconds": 1.0}
    sentences = absences(
        [
            *({"row": name, "name": "A", "absent": "not installed"} for name in ("r", "s")),
            *({"row": name, "name": "B", "absent": "not installed"} for name in ("r", "s")),
            {"row": "r", "name": "C", **row},
            {"row": "s", "name": "C", "absent": "Need to implement for Task 2.1"},
        ]
    )
    assert sentences == [
        "A and B: not measured, not installed.",
        "C: not measured in s, Need to implement for Task 2.1.",
    ]


def test_a_contestant_whose_process_ends_is_absent(tmp_path: Path) -> None:
    program = tmp_path / "quits.py"
    program.write_text("import sys\nsys.stdin.readline()\n")
    for result in arena.compete(one(program, "first", "second"), tmp_path):
        assert result.absent is not None and result.absent.startswith("its process ended")


def test_every_process_adds_its_rounds_and_the_warm_up_counts_in_none(echo: Path) -> None:
    (result,) = arena.compete(one(echo, rounds=3, processes=2), echo)
    assert (len(result.seconds), len(result.losses)) == (2 * 3, 1 + 3)


def test_a_contestant_that_has_had_its_time_takes_no_more_rounds(echo: Path) -> None:
    (result,) = arena.compete(one(echo, rounds=9, patience=0.0), echo)
    assert len(result.seconds) == arena.FEWEST


def test_every_contestant_has_as_many_threads_as_asked_for(echo: Path) -> None:
    for threads in (1, 2):
        (result,) = arena.compete(one(echo), echo, threads)
        assert set(result.losses) == {float(threads)}


def test_the_rows_are_told_in_turn(echo: Path) -> None:
    told: list[str] = []
    arena.compete(one(echo, "first", "second"), echo, tell=told.append)
    assert told == ["first", "second"]


def test_a_slice_takes_as_many_steps_as_fill_it_but_at_least_one(
    loop: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(loop.time, "perf_counter", lambda: now)

    def steps_of(seconds: float) -> int:
        def step() -> None:
            nonlocal now
            now += seconds

        return int(loop.calibrated(step, 0.02))

    assert [steps_of(seconds) for seconds in (1e-5, 0.001, 0.015, 3.0)] == [2000, 20, 1, 1]


def test_the_seconds_of_a_slice_are_those_of_one_operation(loop: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(loop.time, "perf_counter", lambda: now)

    def step() -> float:
        nonlocal now
        now += 2.0
        return now

    slices = loop.timed(step, {"steps": 5, "chain": 4}, lambda outcome: {"loss": outcome})
    assert [next(slices) for _ in range(2)] == [{"seconds": 0.5, "loss": 2.0}, {"seconds": 0.5, "loss": 12.0}]


def test_an_unknown_benchmark_is_named_with_those_there_are(root: Path) -> None:
    with pytest.raises(UsageError, match="no benchmark 'nothing'; there are: scalars, tensors"):
        main(["nothing"], root, False)


def test_the_command_refuses_no_threads_at_all() -> None:
    assert CliRunner().invoke(tt, ["bench", "scalars", "--threads", "0"]).exit_code == 2


def test_a_copy_without_the_solutions_says_that_the_reference_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    report = {
        "benchmark": "it",
        "title": "",
        "note": "",
        "threads": 1,
        "machine_noise": 0.0,
        "groups": {},
        "results": [],
    }
    sentence = "reference: not measured, the solutions are not part of this copy of the course."
    for ours, told in ((["yours"], True), (["yours", "reference"], False)):
        show.show({**report, "ours": ours})
        assert (sentence in capsys.readouterr().out) is told


@pytest.mark.parametrize(
    ("seconds", "text"), [(2.5, "2.5 s"), (0.0123, "12.3 ms"), (1e-6, "1 us"), (9.87e-7, "987 ns")]
)
def test_a_time_is_shown_in_the_unit_that_leaves_a_digit_before_the_point(seconds: float, text: str) -> None:
    assert show.duration(seconds) == text
