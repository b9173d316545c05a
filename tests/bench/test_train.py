"""Everybody trains the same network in `tt bench train`, and tells the same figures of it. No time is judged here."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from itertools import count
from mmap import mmap
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder.bench import arena, show, train
from autograder.bench.agreement import judged
from autograder.bench.arena import Benchmark, Result, Row, Sample

ROWS = {row.name: row for row in train.rows()}
STEP, EPOCH, FIRST = "Adam step", "Adam step, over an epoch with its loader", "first step of a fresh process, by Adam"
YOURS, REFERENCE = list(train.OURS[:2]), list(train.OURS[2:])
LIBRARIES = ["NumPy", "NumPy best", "PyTorch", "PyTorch best"]
GROWTH = {"new MB", "new kB"}
FIGURES = {
    "batch": {"loss", "MB", "faults"},
    "epoch": {"loader %", "faults"},
    "first": {"import s", "whole MB"} | GROWTH,
}


def small(row: Row) -> Row:
    """The same with a network of a few numbers, and a last batch that is not full."""
    sizes: dict[str, Any] = {"layers": [6, 5, 4], "batch": 4, "images": 4, "checked": 3}
    if row.problem["work"] == "epoch":
        sizes |= {"images": 14, "chain": 4}
    return replace(row, problem={**row.problem, **sizes})


def short(names: list[str], rows: list[str]) -> Benchmark:
    """Two rounds of these rows by these contestants."""
    return replace(
        train.BENCHMARK,
        rows=lambda: [small(ROWS[name]) for name in rows],
        entries=lambda root: [entry for entry in train.entries(root) if entry.name in names],
        rounds=2,
    )


@pytest.fixture(scope="module")
def course(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which the student has unlocked nothing."""
    course = tmp_path_factory.mktemp("course")
    (course / "tinytorch").mkdir()
    (course / "tinytorch" / "__init__.py").touch()
    (course / "solutions").symlink_to(root / "solutions", target_is_directory=True)
    return course


@pytest.fixture
def work(root: Path, loop: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """What the contestants' programs share."""
    folder = root / "autograder" / "bench" / "contestants"
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setitem(sys.modules, "loop", loop)
    for name in ("train_memory", "train_work"):
        spec = spec_from_file_location(name, folder / f"{name}.py")
        assert spec is not None and spec.loader is not None
        module = module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
    return sys.modules["train_work"]


def agree_with_numpy(results: list[Result]) -> None:
    """Everybody who took part lost as much as NumPy at every step that is compared, and told every figure."""
    losses = {result.row: result.values[0].values for result in results if result.name in ("NumPy", "NumPy best")}
    for result in results:
        where = (result.name, result.row)
        assert result.absent is None, where
        assert len(result.values[0].values) == (1 if result.row == FIRST else 3), where
        assert result.values[0].values == pytest.approx(losses[result.row], abs=1e-5), where
        figures = FIGURES[ROWS[result.row].problem["work"]]
        assert set(result.figures) == figures - (set() if result.name in REFERENCE else {"new kB"}), where


def test_a_framework_trains_as_numpy_does_by_hand(course: Path) -> None:
    results = arena.compete(short(["reference on numpy", "NumPy"], ["SGD step", STEP, EPOCH]), course)
    assert len(results) == 2 * 3
    agree_with_numpy(results)


def test_a_fresh_process_tells_its_first_loss_and_its_memory(course: Path) -> None:
    (result,) = arena.compete(short(["NumPy best"], [FIRST]), course)
    agree_with_numpy([result])
    assert 0.0 < result.figures["import s"] < result.seconds[-1]


@pytest.mark.slow
@pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not installed")
def test_everybody_trains_as_numpy_does_by_hand(course: Path) -> None:
    names = [*REFERENCE, *LIBRARIES]
    results = arena.compete(short(names, list(ROWS)), course)
    asked = {(name, row.name) for row in ROWS.values() for name in names if name in (row.only or names)}
    assert {(result.name, result.row) for result in results} == asked
    agree_with_numpy(results)


@pytest.mark.slow
def test_a_second_epoch_of_the_reference_holds_no_more_than_the_first(course: Path) -> None:
    for result in arena.compete(short(REFERENCE, [FIRST]), course):
        assert result.figures["new kB"] == 0.0, result.name


def test_who_cannot_take_part_says_why(course: Path) -> None:
    results = arena.compete(short([*YOURS, *train.PEERS], [STEP]), course)
    reasons = {result.name: result.absent for result in results}
    assert reasons == dict.fromkeys(YOURS, "tinytorch.nn is not unlocked") | train.PEERS


def test_losses_that_differ_by_more_than_a_ten_thousandth_are_told() -> None:
    results = [
        Result(name, (1.0, 1.0), row=STEP, values=(Sample((2,), (0.9, last)),))
        for name, last in (("NumPy", 0.5), ("near", 0.50009), ("far", 0.50011))
    ]
    found = judged(results, train.BENCHMARK.tolerance)
    assert [result.absent for result in found] == [None, None, "its result is not NumPy's"]


def test_an_epoch_has_a_step_for_every_batch_and_the_last_may_be_short() -> None:
    assert [train.epoch("SGD", images)["chain"] for images in (128, 129, 60_000)] == [1, 2, 469]


def test_the_loaders_share_is_the_time_before_every_batch_and_after_the_last(
    work: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0

    def later(seconds: float) -> None:
        nonlocal now
        now += seconds

    def loader() -> Any:
        for k in range(3):
            later(1.0)
            yield k, k
        later(2.0)

    monkeypatch.setattr(work.time, "perf_counter", lambda: now)
    assert work.epoch(loader(), lambda images, labels: later(5.0)) == pytest.approx((3 * 1.0 + 2.0) / (5.0 + 3 * 5.0))


def test_faults_are_those_of_a_step_since_they_were_last_told(
    work: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = sys.modules["train_memory"]
    so_far = iter([100, 160, 200])
    monkeypatch.setattr(memory.Faults, "now", lambda self: next(so_far))
    faults = memory.Faults()
    faults.steps += 20
    assert faults.each() == 3.0
    faults.steps += 10
    assert faults.each() == 4.0


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="the system does not tell a process's memory")
def test_the_most_that_a_process_held_is_counted_anew(work: ModuleType) -> None:
    memory, size = sys.modules["train_memory"], 64 << 20
    before = memory.resident()
    with mmap(-1, size) as held:  # not what malloc may have kept from before
        for page in range(0, size, 4096):
            held[page] = 1
        assert memory.most_resident() - before > 0.9 * size
    memory.forget_peak()
    assert memory.most_resident() - before < 0.5 * size


def test_a_figure_that_nobody_knows_is_not_told(work: ModuleType) -> None:
    told = work.outcome([2.0, 1.0], {"new MB": 0.0, "new kB": None})
    assert told == {"values": [[[2], [2.0, 1.0]]], "figures": {"new MB": 0.0}}


def test_growth_is_what_the_second_epoch_held_beyond_the_first(
    work: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Leaking(work.Library):  # type: ignore[misc, name-defined]
        """Every step keeps 1000 bytes; an epoch has two."""

        kept = 0

        def batch(self, images: Any, labels: Any) -> tuple[Any, Any]:
            return images, labels

        def learner(self, problem: Any, parameters: Any) -> Any:
            def learn(images: Any, labels: Any) -> float:
                self.kept += 1000
                return 0.0

            return learn

        def loader(self, images: Any, labels: Any, size: int, shuffle: bool) -> Any:
            return [(images, labels)] * 2

        def most_held(self) -> float:
            return float(self.kept)

    peaks = count(5_000_000, 3_000_000)
    monkeypatch.setattr(work, "most_resident", lambda: next(peaks))
    problem = small(ROWS[FIRST]).problem
    assert work.epochs(Leaking(), problem) == {"new MB": 3.0, "new kB": 2.0}


@pytest.fixture
def report() -> dict[str, Any]:
    """What the benchmark finds, with wide numbers everywhere."""
    names = [*YOURS, *REFERENCE, *LIBRARIES]
    speeds = dict.fromkeys(train.BENCHMARK.against, 0.12345)
    figures = {work: dict.fromkeys(sorted(told), 12.345) for work, told in FIGURES.items()}
    return {
        "benchmark": "train",
        "title": train.BENCHMARK.title,
        "note": train.BENCHMARK.note,
        "threads": 1,
        "machine_noise": 0.0,
        "ours": [*YOURS, *REFERENCE],
        "groups": {row.name: row.group for row in ROWS.values()},
        "results": [
            {
                "row": row.name,
                "name": name,
                "seconds": 1.234e-3,
                "spread": 0.12,
                "speed_against": speeds,
                "figures": figures[row.problem["work"]],
            }
            for row in ROWS.values()
            for name in names
        ],
    }


def test_the_tables_fit_into_80_columns(
    report: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    show.show(report)
    out = capsys.readouterr().out
    assert "…" not in out
    assert max(map(len, out.splitlines())) <= 80


def test_each_row_is_a_table_with_its_figures_and_steps_a_second(
    report: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    show.show(report)
    out = capsys.readouterr().out
    lines = [line.split() for line in out.splitlines() if line.startswith("ref. on cpu")]
    assert ["810" in line for line in lines] == [row.problem["work"] != "first" for row in ROWS.values()]
    for row, line in zip(ROWS.values(), lines, strict=True):
        assert line.count("12.3") == len(FIGURES[row.problem["work"]])
    headings = {word for told in FIGURES.values() for name in told for word in name.split()}
    assert headings <= set(out[: out.index("In turn in one run")].split())


def test_a_copy_with_solutions_does_not_say_that_they_are_left_out(
    report: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    for ours, told in (([*YOURS, *REFERENCE], False), (YOURS, True)):
        show.show({**report, "ours": ours})
        assert ("reference: not measured" in capsys.readouterr().out) is told
