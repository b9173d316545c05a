"""Everybody computes the same in every row of `tt bench kernels`; who cannot, says why. No time is judged here."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder.bench import arena, kernels, show
from autograder.bench.agreement import agree
from autograder.bench.arena import Amount, Entry, Result, Row
from autograder.bench.kernels_limits import limits, rated

SMALL = 4  # no dimension is longer
APART = {"first call", "turns"}  # works that start processes of their own


def small(row: Row) -> Row:
    """The same on arrays of a few numbers, one step at a time."""
    problem = {name: value for name, value in row.problem.items() if name != "slice"}
    shapes = [[min(side, SMALL) for side in shape] for shape in problem.get("shapes", [])]
    if problem["work"].startswith("convolution"):
        shapes = [[2, 3, 5, 4], [2, 3, 3, 3], [2, 2, 5, 4]][: len(shapes)]
    whole = {"whole": [min(number, SMALL) for number in problem["whole"]]} if "whole" in problem else {}
    return replace(row, problem={**problem, "shapes": shapes, **whole})


def kinds() -> list[Row]:
    """One row of each kind: others differ in size alone."""
    found = {tuple(row.problem.get(name) for name in ("work", "f", "axis")): small(row) for row in kernels.rows()}
    return [row for row in found.values() if row.problem["work"] not in APART]


SHORT = replace(kernels.BENCHMARK, rows=kinds, rounds=1)
Results = dict[tuple[str, str], Result]


def by_name(results: list[Result]) -> Results:
    return {(result.name, result.row): result for result in results}


def course_of(root: Path, place: Path) -> Path:
    """A course with the solutions, whose student has unlocked nothing."""
    (place / "tinytorch").mkdir()
    (place / "tinytorch" / "__init__.py").touch()
    (place / "solutions").symlink_to(root / "solutions", target_is_directory=True)
    return place


@pytest.fixture(scope="module")
def environment() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def results(root: Path, tmp_path_factory: pytest.TempPathFactory, environment: pytest.MonkeyPatch) -> Results:
    """Everybody's results; the texts that would be compiled run as Python."""
    environment.setenv("NUMBA_DISABLE_JIT", "1")
    environment.setenv("TINYTORCH_CACHE", str(tmp_path_factory.mktemp("texts")))
    found = arena.compete(SHORT, course_of(root, tmp_path_factory.mktemp("course")))
    environment.delenv("NUMBA_DISABLE_JIT")
    return by_name(found)


@pytest.mark.parametrize("row", [row.name for row in kinds() if not row.name.startswith("GPU")])
def test_everybody_who_does_a_row_computes_the_same(row: str, results: Results) -> None:
    done = {name: result.values for (name, of), result in results.items() if of == row and result.absent is None}
    assert all(done.values())
    expected = done.pop("NumPy" if "NumPy" in done else "reference")
    for name, values in done.items():
        assert agree(values, expected), name


def test_everybody_has_every_row_that_it_is_asked_for_or_a_reason(results: Results) -> None:
    everybody = ("yours", "reference", "NumPy", "PyTorch")
    assert set(results) == {(name, row.name) for row in kinds() for name in row.only or everybody}
    here = {row.name for row in kinds() if not row.name.startswith("GPU")}
    reasons = {key: result.absent for key, result in results.items() if result.absent}
    absent = {name: {row: why for (of, row), why in reasons.items() if of == name} for name in everybody}
    assert set(absent["yours"].values()) == {"tinytorch.kernels is not unlocked"}
    assert {row: reason for row, reason in absent["reference"].items() if row in here} == {}
    assert set(absent["NumPy"].values()) == {"NumPy has no erf"}
    assert all("gelu" in row for row in absent["NumPy"])
    if find_spec("torch"):
        assert {row for row in absent["PyTorch"] if row in here} == set()
    else:
        assert set(absent["PyTorch"].values()) == {"torch is not installed"}


def test_names_of_rows_are_distinct_and_every_kind_of_rate_has_a_limit() -> None:
    rows = kernels.rows()
    assert len({row.name for row in rows}) == len(rows)
    assert {row.beside for row in rows} - {row.name for row in rows} == {""}
    amounts = [row.amount for row in rows if row.amount]
    assert {amount.limit for amount in amounts} == {amount.limit for amount in amounts if amount.measured_by}


def test_kernels_are_compiled_and_one_that_is_not_written_names_its_task(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINYTORCH_CACHE", str(tmp_path / "cache"))
    file = Path("tinytorch", "kernels", "cpu", "pointwise.py")
    shutil.copytree(root / "solutions" / "tinytorch", tmp_path / "tinytorch")
    shutil.copy(root / "assignments" / "03_kernels" / "stubs" / file, tmp_path / file)
    rows = [small(row) for row in kernels.rows() if row.name in ("relu 1e3", "add 1e3")]
    two = [entry for entry in kernels.entries(tmp_path) if entry.name in ("yours", "NumPy")]
    found = by_name(arena.compete(replace(SHORT, rows=lambda: rows, entries=lambda root: two), tmp_path))
    assert found["yours", "add 1e3"].absent == "Need to implement for Task 3.1"
    assert found["yours", "relu 1e3"].absent is None
    assert agree(found["yours", "relu 1e3"].values, found["NumPy", "relu 1e3"].values)
    assert list((tmp_path / "cache").glob("__pycache__/map_flat_relu_float32_*.nbc"))


# --- First calls and turns: processes of their own


def test_the_figures_of_first_calls_come_from_one_pair_of_processes(
    fresh: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def alone(what: str, **environment: str) -> dict[str, float]:
        asked.append(environment["TINYTORCH_CACHE"])
        return {"start": 1.0, "slowest": len(asked)}

    monkeypatch.setattr(fresh, "alone", alone)
    steps = {of: fresh.first_call({"of": of}) for of in ("start", "empty", "full")}
    assert [{of: step()["seconds"] for of, step in steps.items()} for _ in range(2)] == [
        {"start": 1.0, "empty": 1, "full": 2},
        {"start": 1.0, "empty": 3, "full": 4},
    ]
    assert asked[0] == asked[1] != asked[2] == asked[3]
    assert not any(Path(each).exists() for each in asked)


def test_turns_are_taken_on_the_threads_that_the_row_names_whatever_others_use(
    fresh: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_NUM_THREADS", "1")
    monkeypatch.setattr(fresh, "alone", lambda what, **environment: {what: environment["NUMBA_NUM_THREADS"]})
    problems = [row.problem for row in kernels.rows() if row.problem["work"] == "turns"]
    assert [fresh.turns(problem)() for problem in problems] == [{"turns": "1"}, {"turns": "2"}, {"apart": "2"}]


def test_a_process_that_cannot_says_why(root: Path, fresh: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(NotImplementedError, match=r"tinytorch\.kernels.* is not unlocked"):
        fresh.alone("first", PYTHONPATH=str(course_of(root, tmp_path)))


# --- Rates

ROWS = [
    Row("copy", {}, amount=Amount(8e9, measured_by=("NumPy",))),
    Row("add", {}, amount=Amount(12e9)),
    Row("product", {}, amount=Amount(1e9, "products")),
    Row("fast", {}, beside="slow"),
    Row("slow", {}),
]


def test_a_limit_is_the_best_slice_of_those_who_measure_it() -> None:
    results = [
        Result("NumPy", (4.0, 2.0, 3.0), row="copy"),
        Result("PyTorch", (0.1,), row="copy"),
        Result("NumPy", (0.1,), row="add"),
        Result("NumPy", absent="why", row="copy"),
    ]
    assert limits(ROWS, results) == {"memory": 4.0}


def test_a_rate_is_a_share_of_its_limit_where_that_was_measured() -> None:
    entries: list[dict[str, Any]] = [
        {"row": "add", "name": "it", "seconds": 6.0},
        {"row": "product", "name": "it", "seconds": 0.5},
        {"row": "product", "name": "other", "absent": "why"},
        {"row": "slow", "name": "it", "seconds": 3.0},
        {"row": "fast", "name": "it", "seconds": 2.0},
        {"row": "fast", "name": "other", "seconds": 2.0},
    ]
    more = [
        {"rate": 2.0, "unit": "GB/s", "limit": "memory", "share": 0.5},
        {"rate": 2.0, "unit": "GF/s", "limit": "products"},
        {},
        {},
        {"speed_beside": {"slow": 1.5}},
        {},
    ]
    assert rated(entries, ROWS, {"memory": 4.0}) == [{**a, **b} for a, b in zip(entries, more, strict=True)]


# --- What is shown


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`tt bench kernels` measures three rows, by NumPy, as the reference too, and a student who has nothing."""
    names = ("the machine's copy", "add 1e3", "Numba, and a first one")
    rows = [small(row) for row in kernels.rows() if row.name in names]
    program = kernels.PROGRAMS / "kernels_numpy.py"
    (tmp_path / "tinytorch").mkdir()
    (tmp_path / "tinytorch" / "__init__.py").touch()
    entries = [
        Entry("yours", kernels.PROGRAMS / "kernels_tinytorch.py", tmp_path),
        Entry("reference", program, tmp_path),
        Entry("NumPy", program),
    ]
    monkeypatch.setitem(
        show.BENCHMARKS, "kernels", replace(SHORT, rows=lambda: rows, entries=lambda _: entries, rounds=2)
    )


def test_the_json_is_whole(report: None, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert show.main(["kernels"], tmp_path, True, threads=2) == 0
    ((found),) = json.loads(capsys.readouterr().out)
    assert (found["benchmark"], found["threads"], list(found["limits"])) == ("kernels", 2, ["memory"])
    entries = {(entry["row"], entry["name"]): entry for entry in found["results"]}
    everybody = ("yours", "reference", "NumPy")
    assert set(entries) == {
        ("the machine's copy", "NumPy"),
        *(("add 1e3", name) for name in everybody),
        *(("Numba, and a first one", name) for name in everybody[:2]),
    }
    assert entries["add 1e3", "yours"]["absent"] == "tinytorch.kernels is not unlocked"
    reference = entries["add 1e3", "reference"]
    assert {"row", "name", "seconds", "spread", "speed_against", "rate", "unit", "limit", "share"} == set(reference)
    assert set(reference["speed_against"]) == {"NumPy", "reference"}


def test_the_table_shows_rates_and_says_what_the_limits_are(
    report: None, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    show.main(["kernels"], tmp_path, False)
    out = capsys.readouterr().out
    for text in ("add 1e3", "elementwise", "GB/s", "Measured in the same run, at their best: memory "):
        assert text in out
    assert "yours: not measured, tinytorch.kernels is not unlocked." in out
    assert "ref." not in out  # nobody is compared with itself


def test_the_whole_table_fits_into_80_columns(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    rows = kernels.rows()
    figures = {"seconds": 1.234e-4, "spread": 1.0, "speed_against": dict.fromkeys(kernels.BENCHMARK.against, 0.01234)}
    entries = [{"row": row.name, "name": name, **figures} for row in rows for name in kernels.OURS]
    entries = rated(entries, rows, dict.fromkeys(("memory", "products", "GPU memory", "GPU products"), 123.4))
    longest = [{**entry, "rate": 0.123, "share": 9.87} if "rate" in entry else entry for entry in entries]
    head = {"benchmark": "kernels", "title": "", "note": "", "threads": 1, "machine_noise": 0.0, "ours": kernels.OURS}
    show.show({**head, "groups": {row.name: row.group for row in rows}, "results": longest})
    out = capsys.readouterr().out
    assert "ref." in out
    assert "…" not in out
    assert max(map(len, out.splitlines())) <= 80
