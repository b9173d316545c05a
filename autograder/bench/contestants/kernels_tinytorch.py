"""The kernel benchmark by whichever tinytorch is first on the path: kernels by themselves, and tensors on "cpu"."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from kernels_fresh import first_call, turns
from kernels_fused import FUSED
from kernels_gpu import gpu
from kernels_work import filling, inputs, told
from loop import Step, compete
from memory import keep_freed_memory

Array = np.ndarray
REAL = "float32"


def named(name: str) -> Any:
    """A module of this package's kernels."""
    return importlib.import_module(f"tinytorch.kernels.{name}")


def kernel(file: str, name: str, **options: Any) -> Any:
    """A kernel of a file in kernels/cpu, to be compiled at its first call."""
    return named("compiler").Kernel(getattr(named(f"cpu.{file}"), name), **options)


def function(name: str) -> Any:
    """The float function of this name."""
    operators = importlib.import_module("tinytorch.scalars.operators")
    elementary = importlib.import_module("tinytorch.tensors.elementary")
    lifted = getattr(operators, name, None) or getattr(elementary, name)
    return importlib.import_module("tinytorch.tensors.backend").plain(lifted)


def layout(x: Array) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Shape and strides in numbers, with as many axes as the backend gives to its kernels."""
    strides = tuple(each // x.itemsize for each in x.strides)
    shape, (steps,) = named("layouts").padded(x.shape, strides)
    return shape, steps


def flat(problem: dict[str, Any], *arrays: Array) -> Step:
    run = kernel("pointwise", "map_flat" if len(arrays) == 1 else "zip_flat").of(function(problem["f"]), REAL)
    out = np.empty_like(arrays[0])
    return filling([out], run, out.size, out, *arrays)


def transposed(problem: dict[str, Any], x: Array) -> Step:
    run, out = kernel("pointwise", "map_strided").of(function(problem["f"]), REAL), np.empty(x.T.shape, x.dtype)
    return filling([out], run, x.size, out.reshape(-1), x.reshape(-1), *layout(x.T), 0)


def beside_a_row(problem: dict[str, Any], x: Array, y: Array) -> Step:
    run, out = kernel("pointwise", "zip_strided").of(function(problem["f"]), REAL), np.empty_like(x)
    strides = tuple(each // 4 for each in x.strides), tuple(each // 4 for each in np.broadcast_to(y, x.shape).strides)
    shape, (left, right) = named("layouts").padded(x.shape, *strides)
    return filling([out], run, x.size, out.reshape(-1), shape, x.reshape(-1), left, 0, y, right, 0)


def reduced(problem: dict[str, Any], x: Array) -> Step:
    run = kernel("reduce", "reduce_strided", loose=True).of(function(problem["f"]), REAL)
    axis, start = problem["axis"], x.dtype.type(0.0 if problem["f"] == "add" else -np.inf)
    kept = x[0, 0] if axis is None else x.take(0, axis)
    out = np.empty(kept.shape, x.dtype)
    whole = x.shape, tuple(each // x.itemsize for each in x.strides)
    stay, go = ([k for k in (0, 1) if (axis in (None, k)) is gone] for gone in (False, True))
    ways = [each for axes in (stay, go) for each in part(*whole, axes)]
    return filling([out], run, x.size, start, out.reshape(-1), x.reshape(-1), *ways, 0)


def part(shape: tuple[int, ...], strides: tuple[int, ...], axes: list[int]) -> tuple[Any, Any]:
    """Shape and strides of some axes."""
    sides, (steps,) = named("layouts").padded(tuple(shape[k] for k in axes), tuple(strides[k] for k in axes))
    return sides, steps


def gathered(problem: dict[str, Any], table: Array, rows: Array) -> Step:
    out = np.empty((len(rows), table.shape[1]), table.dtype)
    return filling([out], kernel("rows", "gather_rows"), out.size, REAL, out, table, rows)


def scattered(problem: dict[str, Any], x: Array, rows: Array) -> Step:
    run, threads = kernel("rows", "scatter_rows"), named("threads")
    out = np.empty((problem["whole"][1], x.shape[1]), x.dtype)
    parts = threads.count() if threads.several(x.size) else 1

    def add() -> None:
        out.fill(0.0)
        run(x.size, REAL, out, x, rows, parts)

    return filling([out], add)


def product(problem: dict[str, Any], x: Array, y: Array) -> Step:
    out = np.empty((len(x), y.shape[1]), x.dtype)
    return filling([out], kernel("matmul", problem["work"]), x.shape[0] * x.shape[1] * y.shape[1], REAL, out, x, y)


OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": lambda x, y: x + y,
    "exp": lambda x: x.exp(),
    "gelu": lambda x: x.gelu(),
    "sum": lambda x: x.sum(),
    "sum 0": lambda x: x.sum(0),
    "sum 1": lambda x: x.sum(1),
    "amax 1": lambda x: x.amax(1),
    "softmax": lambda x: x.softmax(1),
    "log_softmax": lambda x: x.log_softmax(1),
    "matmul": lambda x, y: x @ y,
}


def operation(problem: dict[str, Any], *arrays: Array) -> Step:
    tinytorch, run = importlib.import_module("tinytorch"), OPERATIONS[problem["f"]]
    tensors = [tinytorch.tensor(x, device="cpu") for x in arrays]
    return lambda: [run(*tensors)]


RULES: dict[str, Callable[..., Step]] = {
    "flat": flat,
    "transposed": transposed,
    "beside a row": beside_a_row,
    "reduced": reduced,
    "gathered": gathered,
    "scattered": scattered,
    "matmul_rows": product,
    "matmul_tiled": product,
    "operation": operation,
    **FUSED,
}
ALONE: dict[str, Callable[[dict[str, Any]], Step]] = {"first call": first_call, "turns": turns, "gpu": gpu}


def prepare(problem: dict[str, Any]) -> Step:
    importlib.import_module("tinytorch.kernels")  # says that it is locked
    keep_freed_memory()
    if problem["work"] in ALONE:
        return ALONE[problem["work"]](problem)
    return RULES[problem["work"]](problem, *inputs(problem))


compete(prepare, told)
