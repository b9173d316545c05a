"""What the tensor benchmark computes: the numbers that everybody starts from, and the same text for every library.

A problem names its `work`, the `shapes` of its inputs, and whether it goes `backward`; a `chain` repeats the operation
on its own result. The rules in COMMON are valid NumPy and valid PyTorch; a library adds those that it spells otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

SAMPLE = 64  # values of each result that are compared; a smaller result is compared whole

PERIOD = 100_003  # a prime: numbers that are drawn; larger arrays repeat them, which is sooner done

COMMON: dict[str, Callable[..., Any]] = {
    "add": lambda x, y: x + y,
    "mul": lambda x, y: x * y,
    "matmul": lambda x, y: x @ y,
    "rows": lambda x, index: x[index],
    "slice": lambda x: x[:, 1:] + x[:, :-1],
    "mask": lambda x, mask: x[mask],
}


def add_chain(x: Any, y: Any, length: int) -> Any:
    """x + y + ... + y, in so many operations: no call of ours stands between two of the library's."""
    for _ in range(length):
        x = x + y
    return x


def mul_chain(x: Any, y: Any, length: int) -> Any:
    """x * y * ... * y, in so many operations."""
    for _ in range(length):
        x = x * y
    return x


CHAINS = {"add": add_chain, "mul": mul_chain}


def operation(problem: Mapping[str, Any], rules: Mapping[str, Callable[..., Any]]) -> Callable[..., Any]:
    """What is done with the problem's inputs, by a library's rules."""
    if "chain" not in problem:
        return rules[problem["work"]]
    chain, length = CHAINS[problem["work"]], problem["chain"]
    return lambda x, y: chain(x, y, length)


def inputs(problem: Mapping[str, Any]) -> list[np.ndarray]:
    """The arrays that gradients flow to. The second lies near 1: 20 factors in a row keep clear of 0 and infinity."""
    draw = np.random.default_rng(1337)
    first, *others = problem["shapes"]
    normal = draw.standard_normal(PERIOD, dtype=np.float32)
    near_one = draw.uniform(0.9, 1.1, PERIOD).astype(np.float32)
    return [np.resize(normal, first), *(np.resize(near_one, shape) for shape in others)]


def constants(problem: Mapping[str, Any]) -> list[np.ndarray]:
    """The row numbers or the mask that an index takes."""
    draw = np.random.default_rng(7)
    shape = problem["shapes"][0]
    if problem["work"] == "rows":
        return [draw.integers(0, shape[0], problem["take"])]
    if problem["work"] == "mask":
        return [draw.random(shape, dtype=np.float32) < 0.5]
    return []


def upstream(shape: tuple[int, ...]) -> np.ndarray:
    """The gradient that arrives at a result of this shape: no two neighbours alike."""
    return np.resize(np.linspace(-1.0, 1.0, 1009, dtype=np.float32), shape)


def training_inputs(problem: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Images (B, I), labels (B, 1), and the parameters of two layers: w1 (I, H), b1 (H,), w2 (H, O), b2 (O,)."""
    draw = np.random.default_rng(1337)
    size, hidden, classes = problem["layers"]
    images = draw.standard_normal((problem["batch"], size), dtype=np.float32)
    labels = draw.integers(0, classes, (problem["batch"], 1))
    parameters = []
    for rows, columns in ((size, hidden), (hidden, classes)):
        parameters.append(draw.standard_normal((rows, columns), dtype=np.float32) / np.float32(np.sqrt(rows)))
        parameters.append(np.zeros(columns, dtype=np.float32))
    return images, labels, parameters


def describe(arrays: list[np.ndarray]) -> dict[str, Any]:
    """The shape of every array, and values from all over it: enough to see that it is wrong."""
    samples = []
    for array in arrays:
        flat = array.ravel()
        places = np.linspace(0, max(flat.size - 1, 0), min(flat.size, SAMPLE)).astype(int)
        samples.append([list(array.shape), flat[places].tolist()])
    return {"values": samples}
