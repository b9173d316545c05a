"""How a tensor is shown: as PyTorch shows it, with four decimals, aligned, and the middle of what is long left out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tinytorch.tensors.dtypes import bool_, float32, int64, is_float

LINE = 80
EDGE = 3  # items shown at either end of what is long
LONG = 1000  # a tensor of more elements is shown in part
START = "tensor("


def show(tensor: Any) -> str:
    """tensor([[1., 2.],
    [3., 4.]], requires_grad=True)
    """
    numbers = tensor.value.numpy()
    body = "[]" if numbers.size == 0 else text(numbers, len(START))
    line = START + body
    for note in notes(tensor):
        width = len(line) - line.rfind("\n") - 1
        fits = width + len(note) + 2 <= LINE
        line += f", {note}" if fits else f",\n{' ' * len(START)}{note}"
    return line + ")"


def notes(tensor: Any) -> Iterator[str]:
    """What is said after the numbers: what could not be seen from them."""
    if tensor.value.layout.size == 0:
        if len(tensor.shape) != 1:
            yield f"size={tensor.shape}"
        if tensor.dtype != float32:
            yield f"dtype=tinytorch.{tensor.dtype}"
    elif tensor.dtype not in (float32, int64, bool_):
        yield f"dtype=tinytorch.{tensor.dtype}"
    if tensor.device != "numpy":
        yield f"device='{tensor.device}'"
    if tensor.node is not None and tensor.requires_grad:
        yield f"grad_fn=<{tensor.node.function.__name__}>"
    elif tensor.requires_grad:
        yield "requires_grad=True"


def text(numbers: np.ndarray, indent: int) -> str:
    """The numbers in brackets, rows under one another."""
    part = numbers.size > LONG
    shown = edges(numbers) if part else numbers
    one = number_format(shown)
    return one(numbers.item()).strip() if numbers.ndim == 0 else box(numbers, indent, part, one)


def edges(numbers: np.ndarray) -> np.ndarray:
    """What is left of a large array when the middle of each axis is left out."""
    for axis, side in enumerate(numbers.shape):
        if side > 2 * EDGE:
            numbers = numbers.take([*range(EDGE), *range(side - EDGE, side)], axis)
    return numbers


def box(numbers: np.ndarray, indent: int, part: bool, one: Callable[[Any], str]) -> str:
    """An array of at least one axis."""
    long = part and len(numbers) > 2 * EDGE
    items = [*numbers[:EDGE], *numbers[-EDGE:]] if long else list(numbers)
    if numbers.ndim > 1:
        shown = [box(item, indent + 1, part, one) for item in items]
        if long:
            shown.insert(EDGE, "...")
        return "[" + ("," + "\n" * (numbers.ndim - 1) + " " * (indent + 1)).join(shown) + "]"
    shown = [one(item.item()) for item in items]
    if long:
        shown.insert(EDGE, " ...")
    width = max(len(shown[0]), 1) + 2
    per_line = max(1, (LINE - indent) // width)
    lines = [", ".join(shown[k : k + per_line]) for k in range(0, len(shown), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"


def number_format(numbers: np.ndarray) -> Callable[[Any], str]:
    """How each of these numbers is written: all in one width, with digits that suit the largest and the smallest."""
    form = float_form(numbers) if is_float(numbers.dtype) else str
    width = max((len(form(x)) for x in numbers.reshape(-1).tolist()), default=0)
    return lambda x: form(x).rjust(width)


def float_form(numbers: np.ndarray) -> Callable[[float], str]:
    """Whole numbers with a point; else four decimals, or powers of ten where sizes are far apart."""
    sizes = np.abs(numbers[np.isfinite(numbers) & (numbers != 0)]).astype(np.float64)
    whole = bool(np.all(sizes == np.ceil(sizes)))
    low, high = (sizes.min(), sizes.max()) if sizes.size else (1.0, 1.0)
    if high / low > 1000.0 or high > 1e8 or (low < 1e-4 and not whole):
        return lambda x: f"{x:.4e}"
    if not whole:
        return lambda x: f"{x:.4f}"
    return lambda x: f"{x:.0f}." if math.isfinite(x) else str(x)
