# Made from solutions/tinytorch/viz/stretched.py by `autograder build`.
"""Arrays side by side, each stretched to the shape that they have together, and what is computed of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import NamedTuple

import numpy as np

from tinytorch.viz.canvas import COLOURS, MINUS, Canvas, short
from tinytorch.viz.cells import cell, centred, fitting, table

MOST = (3, 3, 6, 8)  # elements along the last four axes
SLABS = 3  # that are drawn of those
NARROW, BROAD, HIGH = 26, 42, 28  # a cell
SIGN = 30  # room for a sign between two grids
OPERATORS = {
    "+": (np.add, "+"),
    "-": (np.subtract, MINUS),
    "*": (np.multiply, "·"),
    "/": (np.true_divide, "/"),
}


class Grid(NamedTuple):
    """Numbers in slabs of rows: (slabs, rows, columns).

    ghosts   which of them repeat one before
    colours  one for each element that is in memory; None for what was computed
    places   the index of each slab
    """

    name: str
    numbers: np.ndarray
    ghosts: np.ndarray
    colours: np.ndarray | None
    places: list[tuple[int, ...]]

    def texts(self, columns: int) -> list[list[list[str]]]:
        """What stands in the cells that are drawn."""
        part = self.numbers[:SLABS, :, :columns]
        return [[[fitting(number) for number in row] for row in slab] for slab in part]


def draw_numbers(
    canvas: Canvas, names: Sequence[str], arrays: Sequence[np.ndarray], operator: str, shape: tuple[int, ...] | None
) -> list[str]:
    """The arrays stretched to `shape`, and the result; as they are where there is no such shape. Answers in words."""
    function, sign = OPERATORS[operator]
    parts = [array[corner(array.shape)] for array in arrays]  # before anything is stretched: that may be huge
    whole = None if shape is None else tuple(map(min, shape, MOST[len(MOST) - len(shape) :]))
    grids = [grid(name, part, whole) for name, part in zip(names, parts, strict=True)]
    if whole is not None:
        result = parts[0]
        with np.errstate(all="ignore"):  # what comes out is drawn as it is
            for part in parts[1:]:
                result = np.asarray(function(result + 0, part + 0))  # + 0: True and False are 1 and 0
        grids.append(grid(f" {sign} ".join(names), result, whole, plain=True))
    signs = ["", *[sign] * (len(arrays) - 1), "="]
    columns = draw_grids(canvas, grids, signs)
    if any(cut(array.shape, columns) for array in arrays) or cut(shape or (), columns):
        canvas.note(f"At most {SLABS} slabs of {MOST[2]} rows and {columns} columns of each are shown.")
    if whole is not None:
        canvas.note("Dashed cells are not in memory: they are the same element again.")
    return [line for one in grids for line in ["", *in_words(one, columns)]]


def corner(shape: Sequence[int]) -> tuple[slice, ...]:
    """The part of an array that is drawn."""
    return tuple(slice(most) for most in MOST[len(MOST) - len(shape) :])


def cut(shape: Sequence[int], columns: int) -> bool:
    """Whether not all of an array of this shape is drawn."""
    rows, across = (1, 1, *shape)[-2:]
    return prod(shape[:-2]) > SLABS or rows > MOST[2] or across > columns


def grid(name: str, found: np.ndarray, shape: tuple[int, ...] | None, plain: bool = False) -> Grid:
    """An array stretched to a shape, as slabs of rows."""
    order = np.arange(found.size).reshape(found.shape)
    shape = found.shape if shape is None else shape
    order, found = np.broadcast_to(order, shape), np.broadcast_to(found, shape)
    box = (prod(shape[:-2]), *(1, 1, *shape)[-2:])
    ghosts = np.ones(order.size, bool)
    ghosts[np.unique(order, return_index=True)[1]] = False
    places = list(product(*map(range, shape[:-2])))
    return Grid(name, found.reshape(box), ghosts.reshape(box), None if plain else order.reshape(box), places)


def draw_grids(canvas: Canvas, grids: Sequence[Grid], signs: Sequence[str]) -> int:
    """Side by side, with the signs between them; the answer is how many columns have found room."""
    longest = max(len(text) for one in grids for slab in one.texts(MOST[3]) for row in slab for text in row)
    room = (canvas.width - 2 * canvas.margin - SIGN * (len(grids) - 1)) / len(grids)
    broad = max(NARROW, 9 + 7 * longest, min(BROAD, room / max(one.numbers.shape[2] for one in grids)))
    columns = min(MOST[3], int(room // broad))
    canvas.y += 22
    x, top, bottom = canvas.margin, canvas.y, canvas.y
    deep = max(one.numbers.shape[1] for one in grids) * HIGH
    for k, (one, sign) in enumerate(zip(grids, signs, strict=False)):
        if k:
            canvas.text(x + SIGN / 2, top + 15 + deep / 2 + (20 if one.places[0] else 0), sign, "title mid")
            x += SIGN
        wide = max(min(one.numbers.shape[2], columns) * broad, 44)
        canvas.text(x, top, short(one.name, max(int(wide / 7), 5)), "strong")
        bottom = max(bottom, draw_slabs(canvas, one, (x, top), broad, columns))
        x += wide
    canvas.y = bottom + 6
    return columns


def draw_slabs(canvas: Canvas, one: Grid, place: tuple[float, float], broad: float, columns: int) -> float:
    """The slabs of an array below each other; the answer is where they end."""
    x, y = place
    for k, slab in enumerate(one.texts(columns)):
        if one.places[k]:
            y += 20
            canvas.text(x, y, f"[{', '.join(map(str, one.places[k]))}, :, :]", "soft code")
        y += 10
        for i, row in enumerate(slab):
            for j, text in enumerate(row):
                colour = "empty" if one.colours is None else f"cell t{one.colours[k, i, j] % COLOURS}"
                left, top, ghost = x + j * broad, y + i * HIGH, bool(one.ghosts[k, i, j])
                cell(canvas, left, top, broad, HIGH, kind=colour, ghost=ghost)
                centred(canvas, left + broad / 2, top + 18, text, "code soft" if ghost else "code")
        y += len(slab) * HIGH
    return y


def in_words(one: Grid, columns: int) -> list[str]:
    """The numbers as tables; (7) repeats a 7 that stands before it."""
    lines = [f"{one.name}:"]
    for k, slab in enumerate(one.texts(columns)):
        lines += [f"  [{', '.join(map(str, one.places[k]))}, :, :]"] if one.places[k] else []
        rows = [
            [f"({text})" if ghost else text for text, ghost in zip(row, ghosts, strict=False)]
            for row, ghosts in zip(slab, one.ghosts[k], strict=True)
        ]
        lines += ["  " + line for line in table(rows)]
    return lines
