"""The given kernels of kernels/fused for the kernel benchmark: work -> the step, which fills arrays that are there."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from kernels_work import filling, once
from loop import Step

Array = np.ndarray
REAL, EPSILON = "float32", np.float32(1e-5)


def ready(file: str, name: str, f: str | None = None, room: str = "fused", **given: Any) -> Callable[[], object]:
    """A call of a kernel of kernels/<room>, with its arguments taken from what is given by their names.

    f is the name of a float function. `parts`, the threads that share the work, and the `bits` of `a` follow from the
    others. LOOSE of its file lists the kernels that take sums in any order.
    """
    module, compiler = (importlib.import_module(f"tinytorch.kernels.{each}") for each in (f"{room}.{file}", "compiler"))
    found = getattr(module, name)
    kernel = compiler.Kernel(found, loose=found in getattr(module, "LOOSE", ()))
    threads = importlib.import_module("tinytorch.kernels.threads")
    work = max(x.size for x in given.values() if isinstance(x, Array))
    given["parts"] = threads.count() if threads.several(work) else 1
    if "a" in given:
        given["bits"] = given["a"].view(np.int32)
    wanted = [each for each in inspect.signature(found).parameters if each != "f"]
    if lacking := [each for each in wanted if each not in given]:
        raise NotImplementedError(f"{name} wants {lacking[0]}, which is not given here")
    run = kernel.of(None if f is None else function(f), REAL)
    arguments = [given[each] for each in wanted]
    return lambda: run(work, *arguments)


def function(name: str) -> Any:
    """The float function of this name, of tensors/elementary.py."""
    lifted = getattr(importlib.import_module("tinytorch.tensors.elementary"), name)
    return importlib.import_module("tinytorch.tensors.backend").plain(lifted)


def softmax(problem: dict[str, Any], x: Array) -> Step:
    out = np.empty_like(x)
    return filling([out], ready("softmax", "softmax_rows", out=out, a=x))


def log_softmax(problem: dict[str, Any], x: Array) -> Step:
    out = np.empty_like(x)
    return filling([out], ready("softmax", "log_softmax_rows", out=out, a=x))


def softmax_back(problem: dict[str, Any], x: Array, d: Array) -> Step:
    y, out = np.empty_like(x), np.empty_like(x)
    ready("softmax", "softmax_rows", out=y, a=x)()
    return filling([out], ready("softmax", "softmax_rows_back", out=out, y=y, d=d))


def cross_entropy(problem: dict[str, Any], x: Array, labels: Array) -> Step:
    losses, out, scale = np.empty(len(x), x.dtype), np.empty_like(x), np.float32(1.0 / len(x))
    run = ready("softmax", "cross_entropy_rows", losses=losses, out=out, a=x, labels=labels, scale=scale)
    return filling([losses, out], run)


def normalizing(x: Array, weight: Array, bias: Array) -> dict[str, Any]:
    """What layer_norm_rows takes."""
    numbers = {name: np.empty(len(x), x.dtype) for name in ("means", "rates")}
    return {**numbers, "out": np.empty_like(x), "a": x, "weight": weight, "bias": bias, "epsilon": EPSILON}


def layer_norm(problem: dict[str, Any], x: Array, weight: Array, bias: Array) -> Step:
    given = normalizing(x, weight, bias)
    return filling([given["out"]], ready("norm", "layer_norm_rows", **given))


def layer_norm_back(problem: dict[str, Any], x: Array, weight: Array, bias: Array, d: Array) -> Step:
    given = normalizing(x, weight, bias)
    ready("norm", "layer_norm_rows", **given)()
    grown = {"out": np.empty_like(x), "d_weight": np.empty_like(weight), "d_bias": np.empty_like(bias)}
    return filling(list(grown.values()), ready("norm", "layer_norm_rows_back", **{**given, **grown, "d": d}))


def bias(problem: dict[str, Any], x: Array, row: Array) -> Step:
    out = np.empty_like(x)
    return filling([out], ready("bias", "bias_rows", "gelu", out=out, a=x, bias=row))


def bias_back(problem: dict[str, Any], x: Array, row: Array, d: Array) -> Step:
    out, d_row = np.empty_like(x), np.empty_like(row)
    run = ready("bias", "bias_rows_back", "gelu_back", out=out, d_bias=d_row, a=x, bias=row, d=d)
    return filling([out, d_row], run)


def adam(problem: dict[str, Any], p: Array, g: Array) -> Step:
    p, count = p.copy(), 0
    state = {"parameters": p, "gradients": g, "means": np.zeros_like(p), "squares": np.zeros_like(p)}
    plain = {"rate": 1e-3, "share1": 0.1, "share2": 0.001, "epsilon": 1e-8, "coupled": 0.0, "decoupled": 0.0}
    numbers = {name: np.float32(number) for name, number in plain.items()}
    kernel = importlib.import_module("tinytorch.kernels.fused.optimizer").adam_step
    run = importlib.import_module("tinytorch.kernels.compiler").Kernel(kernel).of(None, REAL)
    names = list(inspect.signature(kernel).parameters)

    def step() -> None:
        nonlocal count
        count += 1
        corrections = {f"correction{k}": np.float32(1.0 - beta**count) for k, beta in ((1, 0.9), (2, 0.999))}
        given = {**state, **numbers, **corrections}
        run(p.size, *(given[name] for name in names))

    return once([p], step, np.copy)


def embedding(problem: dict[str, Any], table: Array, rows: Array) -> Step:
    out = np.empty((len(rows), table.shape[1]), table.dtype)
    return filling([out], ready("rows", "gather_rows", room="cpu", out=out, a=table, rows=rows))


def embedding_back(problem: dict[str, Any], x: Array, rows: Array) -> Step:
    out = np.empty((problem["whole"][1], x.shape[1]), x.dtype)
    run = ready("rows", "scatter_rows", room="cpu", out=out, a=x, rows=rows)

    def back() -> None:
        out.fill(0.0)
        run()

    return filling([out], back)


def patches(images: Array, weights: Array) -> dict[str, Any]:
    """What im2col and col2im take, for images (N, C, H, W) with a border; columns are (C, K, K, N, H, W)."""
    (count, channels, high, wide), reach = images.shape, weights.shape[-1]
    return {
        "columns": np.empty((channels, reach, reach, count, high, wide), images.dtype),
        "images": images.reshape(-1),
        "steps": (channels * high * wide, high * wide),
        "side": (high, wide),
        "stride": (1, 1),
        "padding": (reach // 2, reach // 2),
        "dilation": (1, 1),
    }


def convolution(problem: dict[str, Any], images: Array, weights: Array) -> Step:
    given, matrix = patches(images, weights), weights.reshape(len(weights), -1)
    gather, table = ready("patches", "im2col", **given), given["columns"].reshape(matrix.shape[1], -1)
    out = np.empty((len(matrix), table.shape[1]), images.dtype)

    def forward() -> None:
        gather()
        np.matmul(matrix, table, out)

    shape = len(matrix), len(images), *images.shape[2:]
    return filling([out.reshape(shape).swapaxes(0, 1)], forward)  # (F, N, H, W) -> (N, F, H, W)


def convolution_back(problem: dict[str, Any], images: Array, weights: Array, d: Array) -> Step:
    given, matrix = patches(images, weights), weights.reshape(len(weights), -1)
    ready("patches", "im2col", **given)()
    d = np.ascontiguousarray(d.swapaxes(0, 1)).reshape(len(matrix), -1)  # (N, F, H, W) -> (F, N*H*W)
    d_images, d_matrix, d_columns = (np.empty_like(each) for each in (images, matrix, given["columns"]))
    table, d_table = (each.reshape(matrix.shape[1], -1) for each in (given["columns"], d_columns))
    scatter = ready("patches", "col2im", **{**given, "images": d_images.reshape(-1), "columns": d_columns})

    def back() -> None:
        np.matmul(d, table.T, d_matrix)
        np.matmul(matrix.T, d, d_table)
        scatter()

    return filling([d_images, d_matrix.reshape(weights.shape)], back)


FUSED: dict[str, Callable[..., Step]] = {
    "softmax": softmax,
    "softmax back": softmax_back,
    "log_softmax": log_softmax,
    "cross entropy": cross_entropy,
    "layer norm": layer_norm,
    "layer norm back": layer_norm_back,
    "bias": bias,
    "bias back": bias_back,
    "adam": adam,
    "embedding": embedding,
    "embedding back": embedding_back,
    "convolution": convolution,
    "convolution back": convolution_back,
}
