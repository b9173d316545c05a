"""Everybody computes the same in every row of `tt bench tensors`; who cannot, says why. No time is judged here."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from autograder.bench import arena, show, tensors
from autograder.bench.agreement import agree, judged
from autograder.bench.arena import Entry, Result, Row, Sample

Arrays = list[np.ndarray]
SMALL = 4  # no dimension is longer, so that no result has more values than are compared
ROWS = [row for row in tensors.rows() if row.problem["work"] != "training"]

FAKE = '''"""A tinytorch in which add works, mul is wrong, exp is not written, and relu ends the process."""
import os
import numpy as np

class Tensor:
    def __init__(self, array): self.array = np.asarray(array)
    def __add__(self, other): return Tensor(self.array + other.array)
    def __mul__(self, other): return Tensor(self.array * other.array + 1.0)
    def exp(self): raise NotImplementedError("Need to implement for Task 2.3")
    def relu(self): os._exit(0)
    def detach(self): return self
    def numpy(self): return self.array

def tensor(array, requires_grad=False): return Tensor(array)
'''


def small(row: Row) -> Row:
    """The same on arrays of a few numbers, one step at a time."""
    if row.problem["work"] == "training":
        return replace(row, problem={**row.problem, "steps": 1})
    shapes = [[min(size, SMALL) for size in shape] for shape in row.problem["shapes"]]
    problem = {name: value for name, value in row.problem.items() if name != "slice"}
    return replace(row, problem={**problem, "shapes": shapes, **({"take": 5} if "take" in problem else {})})


SHORT = replace(tensors.BENCHMARK, rows=lambda: [small(row) for row in tensors.rows()], rounds=5, processes=1)


@pytest.fixture(scope="module")
def results(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Result]:
    """Everybody's results, where the student has not unlocked the assignment."""
    course = tmp_path_factory.mktemp("course")
    (course / "tinytorch").mkdir()
    (course / "tinytorch" / "__init__.py").touch()
    (course / "solutions").symlink_to(root / "solutions", target_is_directory=True)
    return {(result.name, result.row): result for result in arena.compete(SHORT, course)}


def by_hand(work: ModuleType, problem: dict[str, Any]) -> tuple[np.ndarray, Arrays]:
    """The result of a row and its gradients, in float64."""
    x, *others = (array.astype(np.float64) for array in work.inputs(problem))
    constants = work.constants(problem)
    y = others[0] if others else x
    length = problem.get("chain", 1)

    def mask_back(g: np.ndarray) -> Arrays:
        back = np.zeros_like(x)
        np.add.at(back, constants[0], g)
        return [back]

    def slice_back(g: np.ndarray) -> Arrays:
        return [np.pad(g, ((0, 0), (1, 0))) + np.pad(g, ((0, 0), (0, 1)))]

    def softmax() -> np.ndarray:
        return np.exp(x) / np.exp(x).sum(1, keepdims=True)

    rules: dict[str, tuple[Callable[[], np.ndarray], Callable[[np.ndarray], Arrays]]] = {
        "add": (lambda: x + length * y, lambda g: [g, length * (g if g.shape == y.shape else g.sum(0))]),
        "mul": (lambda: x * y**length, lambda g: [g * y**length, g * x * length * y ** (length - 1)]),
        "exp": (lambda: np.exp(x), lambda g: [g * np.exp(x)]),
        "relu": (lambda: np.where(x > 0, x, 0), lambda g: [np.where(x > 0, g, 0)]),
        "matmul": (lambda: x @ y, lambda g: [g @ y.swapaxes(-1, -2), x.swapaxes(-1, -2) @ g]),
        "sum": (lambda: x.sum(), lambda g: [np.broadcast_to(g, x.shape)]),
        "sum 0": (lambda: x.sum(0), lambda g: [np.broadcast_to(g, x.shape)]),
        "sum 1": (lambda: x.sum(1), lambda g: [np.broadcast_to(g[:, None], x.shape)]),
        "softmax": (softmax, lambda g: [softmax() * (g - (g * softmax()).sum(1, keepdims=True))]),
        "rows": (lambda: x[constants[0]], mask_back),
        "slice": (lambda: x[:, 1:] + x[:, :-1], slice_back),
        "mask": (lambda: x[constants[0]], mask_back),
    }
    forward, backward = rules[problem["work"]]
    result = np.asarray(forward())
    return result, backward(work.upstream(result.shape).astype(np.float64))


@pytest.mark.parametrize("row", [row.name for row in ROWS])
def test_everybody_who_does_a_row_has_the_result_or_the_gradients_worked_out_by_hand(
    row: str, work: ModuleType, results: dict[tuple[str, str], Result]
) -> None:
    problem = next(dict(small(own).problem) for own in ROWS if own.name == row)
    result, gradients = by_hand(work, problem)
    expected = gradients if problem["backward"] else [result]
    found = {name: result for (name, of), result in results.items() if of == row and result.absent is None}
    assert {"reference", *([] if problem["backward"] else ["NumPy", "NumPy best"])} <= set(found)
    for name, samples in ((name, result.values) for name, result in found.items()):
        assert [sample.shape for sample in samples] == [array.shape for array in expected], name
        for sample, array in zip(samples, expected, strict=True):
            assert sample.values == pytest.approx(array.ravel(), rel=1e-5, abs=1e-5), name


def test_every_loss_of_five_training_steps_is_the_same_for_everybody(results: dict[tuple[str, str], Result]) -> None:
    row = tensors.training().name
    losses = {name: result.losses for (name, of), result in results.items() if of == row and not result.absent}
    assert {"reference", "NumPy", "NumPy best"} <= set(losses)
    assert len(losses["NumPy"]) == 1 + 5
    assert losses["NumPy"][-1] < losses["NumPy"][0]
    for name, found in losses.items():
        assert found == pytest.approx(losses["NumPy"], abs=1e-4), name


def test_everybody_has_every_row_or_a_reason(results: dict[tuple[str, str], Result]) -> None:
    names = {"yours", "reference", "NumPy", "NumPy best", "PyTorch", "PyTorch best"}
    rows = [row.name for row in tensors.rows()]
    assert len(set(rows)) == len(rows)
    assert set(results) == {(name, row) for name in names for row in rows}
    assert {results["yours", row].absent for row in rows} == {"tinytorch.tensors is not unlocked"}
    backward = {row.name for row in ROWS if row.problem["backward"]}
    assert {row for row in rows if results["NumPy", row].absent} == backward
    assert {results["NumPy", row].absent for row in backward} == {"NumPy has no gradients"}
    torch = {results[name, row].absent for name in ("PyTorch", "PyTorch best") for row in rows}
    assert torch == {None if find_spec("torch") else "torch is not installed"}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Result]:
    """What is found of a package with every kind of fault, beside NumPy."""
    course = tmp_path_factory.mktemp("faulty")
    (course / "tinytorch" / "tensors").mkdir(parents=True)
    (course / "tinytorch" / "tensors" / "__init__.py").touch()
    (course / "tinytorch" / "__init__.py").write_text(FAKE)
    names = ("mul 1e5", "exp 1e5", "sum of all", "add 1e5", "relu 1e5", "add 1e7")
    rows = [small(row) for name in names for row in tensors.rows() if row.name == name]
    two = [entry for entry in tensors.entries(course) if entry.name in ("yours", "NumPy")]
    benchmark = replace(SHORT, rows=lambda: rows, entries=lambda root: two, rounds=2)
    return {(result.name, result.row): result for result in judged(arena.compete(benchmark, course))}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("mul 1e5", "its result is not NumPy's"),
        ("exp 1e5", "Need to implement for Task 2.3"),
        ("sum of all", "AttributeError: 'Tensor' object has no attribute 'sum'"),
        ("add 1e5", None),
        ("relu 1e5", "its process ended"),
        ("add 1e7", "its process ended"),
    ],
)
def test_what_fails_in_one_row_is_told_and_the_rest_goes_on(
    row: str, reason: str | None, faulty: dict[tuple[str, str], Result]
) -> None:
    found = faulty["yours", row].absent
    assert found == reason if reason is None or found is None else found.startswith(reason)
    assert len(faulty["NumPy", row].seconds) == 2


@pytest.mark.parametrize(
    ("found", "same"),
    [
        ([Sample((2,), (1.0, 2000.0))], True),
        ([Sample((2,), (2.9, 2000.0))], True),
        ([Sample((2,), (3.1, 2000.0))], False),
        ([Sample((2,), (float("nan"), 2000.0))], False),
        ([Sample((1, 2), (1.0, 2000.0))], False),
        ([Sample((3,), (1.0, 2000.0, 0.0))], False),
        ([Sample((2,), (1.0, 2000.0))] * 2, False),
        ([], False),
    ],
)
def test_results_agree_in_shape_and_to_a_thousandth_of_the_largest_value(found: list[Sample], same: bool) -> None:
    assert agree(found, [Sample((2,), (1.0, 2000.0))]) is same


def test_infinities_agree_and_so_do_empty_results() -> None:
    assert agree([Sample((1,), (float("inf"),))], [Sample((1,), (float("inf"),))])
    assert agree([Sample((0, 2), ())], [Sample((0, 2), ())])


def test_where_numpy_has_no_gradients_pytorch_is_the_one_to_agree_with() -> None:
    def results(row: str, **values: float) -> list[Result]:
        return [Result(name, (1.0, 1.0), row=row, values=(Sample((), (value,)),)) for name, value in values.items()]

    found = judged([*results("a", NumPy=1.0, PyTorch=2.0, it=1.0), *results("b", PyTorch=2.0, it=1.0)])
    reasons = {(result.row, result.name): result.absent for result in found if result.absent}
    assert reasons == {("a", "PyTorch"): "its result is not NumPy's", ("b", "it"): "its result is not PyTorch's"}


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`tt bench tensors` measures three rows, by NumPy as yours and as itself, and by a student who has nothing."""
    rows = [small(row) for row in tensors.rows() if row.name in ("add 1", "softmax 1024x64", tensors.training().name)]
    program, none = tensors.PROGRAMS / "tensors_numpy.py", tensors.PROGRAMS / "tensors_tinytorch.py"
    (tmp_path / "tinytorch").mkdir()  # not the installed one, whatever that has unlocked
    (tmp_path / "tinytorch" / "__init__.py").touch()
    entries = [
        Entry("yours", none, tmp_path),
        Entry("reference", program, tmp_path, {"best": False}),
        Entry("NumPy", program, options={"best": False}),
    ]
    benchmark = replace(SHORT, rows=lambda: rows, entries=lambda root: entries, rounds=2)
    monkeypatch.setitem(show.BENCHMARKS, "tensors", benchmark)


def test_the_json_is_whole(report: None, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert show.main(["tensors"], tmp_path, True, threads=2) == 0
    ((found),) = json.loads(capsys.readouterr().out)
    rows = ["add 1", "softmax 1024x64", tensors.training().name]
    assert (found["benchmark"], found["threads"]) == ("tensors", 2)
    assert found["machine_noise"] >= 0.0
    assert list(found["groups"]) == rows
    assert [(entry["row"], entry["name"]) for entry in found["results"]] == [
        (row, name) for row in rows for name in ("yours", "reference", "NumPy")
    ]
    for entry in found["results"]:
        if entry["name"] == "yours":
            assert set(entry) == {"row", "name", "absent"}
        else:
            losses = {"first_loss", "last_loss"} if entry["row"] == rows[-1] else set()
            assert set(entry) == {"row", "name", "seconds", "spread", "speed_against"} | losses
            assert entry["seconds"] > 0.0
            assert set(entry["speed_against"]) == {"NumPy"}


def test_the_tables_hold_every_row_and_the_reasons(
    report: None, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    show.main(["tensors"], tmp_path, False)
    out, err = capsys.readouterr()
    for text in ("add 1 ", "softmax 1024x64", "reduction", "784-256-10", "first", "one thread each"):
        assert text in out
    assert "yours: not measured, tinytorch.tensors is not unlocked." in out
    assert err == ""  # no terminal, so nothing moves


def test_the_whole_table_fits_into_80_columns(
    report: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    speeds = dict.fromkeys(tensors.BENCHMARK.against, 0.12345)
    figures = {"seconds": 1.234e-5, "spread": 1.0, "speed_against": speeds}
    losses = {tensors.training().name: {"first_loss": 2.5, "last_loss": 1.25}}
    rows = {row.name: row.group for row in tensors.rows()}
    names = ("reference", "PyTorch best")
    entries = [{"row": row, "name": name, **figures, **losses.get(row, {})} for row in rows for name in names]
    head = {"benchmark": "tensors", "title": "", "note": "", "threads": 1, "machine_noise": 0.0, "ours": ["reference"]}
    show.show({**head, "groups": rows, "results": entries})
    out = capsys.readouterr().out
    assert "…" not in out
    assert max(map(len, out.splitlines())) <= 80
