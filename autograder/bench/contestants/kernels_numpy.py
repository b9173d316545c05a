"""The kernel benchmark by NumPy: into arrays that are there, with as few passes as its functions allow."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from kernels_work import filling, inputs, once, told
from loop import Step, compete
from memory import keep_freed_memory

Array = np.ndarray
THREADS = int(os.environ.get("OMP_NUM_THREADS", "1"))
EPSILON = np.float32(1e-5)


def relu(x: Array, out: Array | None = None) -> Array:
    return np.maximum(x, 0.0, out=out)


def sigmoid(x: Array, out: Array | None = None) -> Array:
    out = np.negative(x, out)
    np.exp(out, out)
    out += 1.0
    return np.reciprocal(out, out)


def gelu_tanh(x: Array, out: Array | None = None) -> Array:
    out = np.multiply(x, x, out)
    out *= 0.044715
    out += 1.0
    out *= x
    out *= np.sqrt(2.0 / np.pi)
    np.tanh(out, out)
    out += 1.0
    out *= x
    out *= 0.5
    return out


def without_erf(*_: Any) -> Array:
    raise NotImplementedError("NumPy has no erf")


def softmax(x: Array, out: Array | None = None) -> Array:
    out = np.subtract(x, x.max(axis=1, keepdims=True), out)
    np.exp(out, out)
    out /= out.sum(axis=1, keepdims=True)
    return out


def log_softmax(x: Array, out: Array | None = None) -> Array:
    out = np.subtract(x, x.max(axis=1, keepdims=True), out)
    out -= np.log(np.exp(out).sum(axis=1, keepdims=True))
    return out


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "mul": np.multiply,
    "relu": relu,
    "exp": np.exp,
    "tanh": np.tanh,
    "sigmoid": sigmoid,
    "gelu_tanh": gelu_tanh,
    "gelu": without_erf,
    "gelu_back": without_erf,
    "sum": np.sum,
    "sum 0": lambda x: np.add.reduce(x, 0),
    "sum 1": lambda x: np.add.reduce(x, 1),
    "amax 1": lambda x: np.maximum.reduce(x, 1),
    "softmax": softmax,
    "log_softmax": log_softmax,
    "matmul": np.matmul,
}
REDUCTIONS = {"add": np.add.reduce, "maximum": np.maximum.reduce}


def in_parts(function: Callable[..., Any], *arrays: Array) -> Step:
    """Every thread does its share of the numbers; NumPy itself would use one."""
    if THREADS == 1:
        return filling([arrays[-1]], function, *arrays)
    shares = list(zip(*(np.array_split(array, THREADS) for array in arrays), strict=True))
    pool = ThreadPoolExecutor(THREADS)
    return filling([arrays[-1]], lambda: list(pool.map(lambda share: function(*share), shares)))


def flat(problem: dict[str, Any], *arrays: Array) -> Step:
    out = np.empty(np.broadcast_shapes(*(x.shape for x in arrays)), np.float32)
    return filling([out], FUNCTIONS[problem["f"]], *arrays, out)


def reduced(problem: dict[str, Any], x: Array) -> Step:
    axis = (0, 1) if problem["axis"] is None else problem["axis"]
    out = np.empty(() if problem["axis"] is None else x.shape[1 - axis], np.float32)
    return filling([out], REDUCTIONS[problem["f"]], x, axis, None, out)


def scattered(out: Array, x: Array, rows: Array) -> None:
    out.fill(0.0)
    np.add.at(out, rows, x)


def softmax_back(problem: dict[str, Any], x: Array, d: Array) -> Step:
    y, out = softmax(x), np.empty_like(x)

    def back() -> None:
        np.multiply(y, d, out)
        np.subtract(d, out.sum(axis=1, keepdims=True), out)
        np.multiply(out, y, out)

    return filling([out], back)


def cross_entropy(problem: dict[str, Any], x: Array, labels: Array) -> Step:
    losses, out, scale = np.empty(len(x), np.float32), np.empty_like(x), np.float32(1 / len(x))
    lines = np.arange(len(x))

    def loss_and_gradient() -> None:
        np.subtract(x, x.max(axis=1, keepdims=True), out)
        right = out[lines, labels]
        np.exp(out, out)
        totals = out.sum(axis=1, keepdims=True)
        np.subtract(np.log(totals[:, 0]), right, losses)
        np.multiply(out, scale / totals, out)
        out[lines, labels] -= scale

    return filling([losses, out], loss_and_gradient)


def layer_norm(problem: dict[str, Any], x: Array, weight: Array, bias: Array) -> Step:
    out = np.empty_like(x)

    def forward() -> None:
        np.subtract(x, x.mean(axis=1, keepdims=True), out)
        variance = np.einsum("ij,ij->i", out, out)[:, None] / np.float32(x.shape[1])
        np.multiply(out, 1.0 / np.sqrt(variance + EPSILON), out)
        np.multiply(out, weight, out)
        np.add(out, bias, out)

    return filling([out], forward)


def layer_norm_back(problem: dict[str, Any], x: Array, weight: Array, bias: Array, d: Array) -> Step:
    means = x.mean(axis=1, keepdims=True)
    rates = 1.0 / np.sqrt(x.var(axis=1, keepdims=True) + EPSILON)
    out, d_weight, d_bias = np.empty_like(x), np.empty_like(weight), np.empty_like(bias)

    def back() -> None:
        n = x - means
        n *= rates
        np.einsum("ij,ij->j", d, n, out=d_weight)
        np.add.reduce(d, 0, None, d_bias)
        np.multiply(d, weight, out)
        flat, along = out.mean(axis=1, keepdims=True), np.einsum("ij,ij->i", out, n)[:, None] / np.float32(x.shape[1])
        n *= along
        np.subtract(out, flat, out)
        np.subtract(out, n, out)
        np.multiply(out, rates, out)

    return filling([out, d_weight, d_bias], back)


def adam(problem: dict[str, Any], p: Array, g: Array) -> Step:
    p, means, squares, root = p.copy(), np.zeros_like(p), np.zeros_like(p), np.empty_like(p)
    change, count = np.empty_like(p), 0

    def step() -> None:
        nonlocal count
        count += 1
        np.multiply(means, np.float32(0.9), means)
        np.multiply(g, np.float32(0.1), change)
        np.add(means, change, means)
        np.multiply(squares, np.float32(0.999), squares)
        np.multiply(g, g, change)
        np.multiply(change, np.float32(0.001), change)
        np.add(squares, change, squares)
        np.sqrt(squares, root)
        np.multiply(root, np.float32((1.0 - 0.999**count) ** -0.5), root)
        np.add(root, np.float32(1e-8), root)
        np.divide(means, root, root)
        np.multiply(root, np.float32(1e-3 / (1.0 - 0.9**count)), root)
        np.subtract(p, root, p)

    return once([p], step, np.copy)


def patches(images: Array, side: int) -> Array:
    """Every patch, as a view: (N, C, H, W) with a border -> (C, K, K, N, H, W)."""
    windows = np.lib.stride_tricks.sliding_window_view(images, (side, side), axis=(2, 3))  # (N, C, H, W, K, K)
    return windows.transpose(1, 4, 5, 0, 2, 3)


def convolution(problem: dict[str, Any], images: Array, weights: Array) -> Step:
    filters, channels, side, _ = weights.shape
    count, _, high, wide = images.shape
    edge = side // 2
    bordered = np.zeros((count, channels, high + 2 * edge, wide + 2 * edge), np.float32)
    columns = np.empty((channels, side, side, count, high, wide), np.float32)
    out = np.empty((filters, count * high * wide), np.float32)
    matrix = weights.reshape(filters, -1)

    def forward() -> None:
        bordered[:, :, edge:-edge, edge:-edge] = images
        np.copyto(columns, patches(bordered, side))
        np.matmul(matrix, columns.reshape(matrix.shape[1], -1), out)

    return filling([out.reshape(filters, count, high, wide).swapaxes(0, 1)], forward)


def convolution_back(problem: dict[str, Any], images: Array, weights: Array, d: Array) -> Step:
    filters, side = len(weights), weights.shape[-1]
    high, wide = images.shape[2:]
    edge = side // 2
    bordered = np.pad(images, ((0, 0), (0, 0), (edge, edge), (edge, edge)))
    columns = np.ascontiguousarray(patches(bordered, side))
    matrix, d = weights.reshape(filters, -1), np.ascontiguousarray(d.swapaxes(0, 1)).reshape(filters, -1)
    d_weights, d_columns, d_bordered = np.empty_like(matrix), np.empty_like(columns), np.empty_like(bordered)
    size = matrix.shape[1]

    def back() -> None:
        np.matmul(d, columns.reshape(size, -1).T, d_weights)
        np.matmul(matrix.T, d, d_columns.reshape(size, -1))
        d_bordered.fill(0.0)
        for r in range(side):
            for s in range(side):
                d_bordered[:, :, r : r + high, s : s + wide] += d_columns[:, r, s].swapaxes(0, 1)

    d_images = d_bordered[:, :, edge:-edge, edge:-edge]
    return filling([d_images, d_weights.reshape(weights.shape)], back)


def product(problem: dict[str, Any], x: Array, y: Array) -> Step:
    out = np.empty((len(x), y.shape[1]), np.float32)
    return filling([out], np.matmul, x, y, out)


def operation(problem: dict[str, Any], *arrays: Array) -> Step:
    run = FUNCTIONS[problem["f"]]
    return lambda: [run(*arrays)]


def taken(problem: dict[str, Any], table: Array, rows: Array) -> Step:
    out = np.empty((len(rows), table.shape[1]), np.float32)
    return filling([out], lambda: np.take(table, rows, 0, out, "clip"))


def added(problem: dict[str, Any], x: Array, rows: Array) -> Step:
    out = np.empty((problem["whole"][1], x.shape[1]), np.float32)
    return filling([out], scattered, out, x, rows)


RULES: dict[str, Callable[..., Step]] = {
    "copy": lambda problem, x: in_parts(lambda a, out: np.copyto(out, a), x, np.empty_like(x)),
    "triad": lambda problem, x, y: in_parts(np.add, x, y, np.empty_like(x)),
    "product": product,
    "flat": flat,
    "transposed": lambda problem, x: flat(problem, x.T),
    "beside a row": flat,
    "reduced": reduced,
    "gathered": taken,
    "scattered": added,
    "matmul_rows": product,
    "matmul_tiled": product,
    "softmax": lambda problem, x: flat({"f": "softmax"}, x),
    "softmax back": softmax_back,
    "log_softmax": lambda problem, x: flat({"f": "log_softmax"}, x),
    "cross entropy": cross_entropy,
    "layer norm": layer_norm,
    "layer norm back": layer_norm_back,
    "bias": without_erf,
    "bias back": without_erf,
    "adam": adam,
    "embedding": taken,
    "embedding back": added,
    "convolution": convolution,
    "convolution back": convolution_back,
    "operation": operation,
}


def prepare(problem: dict[str, Any]) -> Step:
    keep_freed_memory()
    return RULES[problem["work"]](problem, *inputs(problem))


compete(prepare, told)
