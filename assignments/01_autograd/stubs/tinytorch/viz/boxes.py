# Made from solutions/tinytorch/viz/boxes.py by `autograder build`.
"""What stands in the boxes of a graph: a name, a shape, numbers short enough to be read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

import numpy as np

from tinytorch.viz.canvas import number, short, wide
from tinytorch.viz.history import History, Part

SHOWN = 6  # numbers of a tensor at most that are written out
FONTS = {
    "data": (13, True),
    "grad": (13, True),
    "soft": (12, False),
}  # their size, and whether all letters are equally wide
PILL, GAP = 26.0, 14.0  # the height of an operation, and the way from there to its value


class Box:
    """A part as it is drawn: an operation, and beside it a box with a name above rows of cells.

    key    what it is called in DOT and in Mermaid
    name   what it is called in words
    title  what stands above the cells: nothing over a value without a name
    side   its shape
    cells  rows of (kind, text); the kinds are data, grad and soft
    least  a width that it has at least
    """

    def __init__(self, key: str, part: Part, name: str, title: str) -> None:
        self.key, self.part, self.name, self.title = key, part, name, short(title)
        self.side, self.least = "", 40.0
        self.cells: list[list[tuple[str, str]]] = []

    @property
    def pill(self) -> tuple[float, float]:
        """(width, height) of its operation; nothing for a leaf."""
        text = self.part.operation
        return (max(PILL, wide(text) + 16), PILL) if text else (0.0, 0.0)

    @property
    def card(self) -> tuple[float, float]:
        """(width, height) of the box itself."""
        head = wide(self.title, 14) + (wide(self.side, 12) + 14 if self.side else 0) + 20
        rows = [len(row) * max(wide(text, *FONTS[kind]) + 18 for kind, text in row) for row in self.cells]
        return max([head if self.title or self.side else 30.0, *rows, self.least]), 24.0 * (
            bool(self.title or self.side) + len(self.cells)
        )

    @property
    def grad(self) -> str:
        """The text of its gradient; "" where it has none."""
        return next((text for row in self.cells for kind, text in row if kind == "grad"), "")

    def size(self, down: bool) -> tuple[float, float]:
        """(width, height) of both, one beside the other, or one below the other."""
        (a, b), (c, d) = self.pill, self.card
        gap = GAP if a else 0.0
        return (max(a, c), b + gap + d) if down else (a + gap + c, max(b, d))


def filled(box: Box, history: History, gradients: Mapping[Any, Any] | None, digits: int) -> Box:
    """The box with its shape and its numbers, of so many digits; with 0 digits without numbers."""
    part = box.part
    if part.kind == "more":
        box.cells = [[("soft", f"… {part.calls:,} more operation{'s' * (part.calls != 1)}")]]
        return box
    v = part.result
    shape = getattr(v, "shape", None)
    if shape is not None:
        dtype = str(v.dtype)
        box.side = f"{tuple(shape)}" + ("" if dtype == "float32" else f" {dtype}")
    if digits:
        data = in_short(v.value, digits) + (" *" if history.is_overwritten(v) else "")
        grad = getattr(v, "grad", None) if gradients is None else gradients.get(v)  # a plain number's stand-in has none
        box.cells = cells(data, "" if grad is None else in_short(grad, digits), shape is not None)
    if part.kind == "module":
        box.cells += [[("soft", inside(part, gradients))]]
    if not box.cells and not box.title and not box.side:
        box.cells = [[("soft", " ")]]
    return box


def cells(data: str, grad: str, tensor: bool) -> list[list[tuple[str, str]]]:
    """One row for a single number, data | grad; for a tensor a row for each."""
    if not tensor:
        return [[("data", data), ("grad", grad)]] if grad else [[("data", data)]]
    return [[("data", f"data {data}")]] + ([[("grad", f"grad {grad}")]] if grad else [])


def inside(part: Part, gradients: Mapping[Any, Any] | None) -> str:
    """What a folded module holds: operations, parameters, and the norm of their gradients if all have one."""
    own = [v for v in part.members if v.node is None and v.requires_grad]
    grads = [v.grad if gradients is None else gradients.get(v) for v in own]
    numbers = sum(np.size(plain(v.value)) for v in own)
    held = [f"{part.calls:,} operations"] if part.calls > 1 else []
    if own:
        held.append(f"{numbers:,} parameter{'s' * (numbers != 1)}")
    if own and all(grad is not None for grad in grads):
        norm = math.sqrt(sum(float(np.square(plain(grad), dtype=np.float64).sum()) for grad in grads))
        held.append(f"grad norm {number(norm, 3)}")
    return ", ".join(held) or "1 operation"


# --- Numbers


def plain(value: Any) -> Any:
    """A float or an ndarray, of a Variable or of its value."""
    value = getattr(value, "value", value)
    return np.asarray(value.numpy() if hasattr(value, "numpy") else value)


def in_short(value: Any, digits: int = 4) -> str:
    """The numbers themselves where they are few, else their mean and their norm.

    >>> in_short(2.0), in_short([1.0, -2.0]), in_short([float("nan")] * 9)
    ('2', '[1, −2]', '9 of 9 not finite')
    """
    array = plain(value)
    if array.size == 0:
        return "no numbers"
    if array.dtype.kind not in "fiub":
        return short(str(value), 16)
    if array.size == 1:
        return number(array.item(), digits)
    if array.size <= SHOWN and array.ndim <= 2:
        return nested(array.tolist())
    if array.dtype.kind != "f":
        return f"from {number(array.min())} to {number(array.max())}"
    bad = array.size - int(np.isfinite(array).sum())
    if bad:
        return f"{bad:,} of {array.size:,} not finite"
    exact = array.astype(np.float64, copy=False)
    return f"mean {number(exact.mean(), 3)}, norm {number(float(np.sqrt((exact * exact).sum())), 3)}"


def nested(numbers: Any) -> str:
    """Numbers in brackets, as Python writes lists, with few digits."""
    if isinstance(numbers, list):
        return f"[{', '.join(nested(x) for x in numbers)}]"
    return number(numbers, 3)


# --- Names


def named_boxes(parts: Sequence[Part], names: Mapping[Any, str], numbered: bool) -> list[Box]:
    """The boxes of the parts, which come inputs first: what has no name is called v1, v2, ... in words.

    A constant without a name is called by its number, if it is one; `more` is "…". In the picture a module without a
    name has its place in the model above it, and other values without a name have their v1 only if `numbered`.
    """
    boxes: list[Box] = []
    fresh = count(1)
    for k, part in enumerate(parts):
        title = "" if part.kind == "more" else names.get(part.result, part.name)
        name = "" if part.kind == "more" else names.get(part.result, "")
        if part.kind == "more":
            name = "…"
        elif not name and part.kind == "constant" and np.size(plain(part.result.value)) == 1:
            name = in_short(part.result.value)
        elif not name:
            name = f"v{next(fresh)}"
            title = title or (name if numbered else "")
        boxes.append(Box(f"n{k}", part, name, title))
    return boxes
