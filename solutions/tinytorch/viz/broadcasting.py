"""How shapes that differ fit together: aligned at the last axis, sides of 1 stretched, missing ones put in front.

broadcast(column, row)                  # the shapes as boxes, the numbers as grids, and column + row
broadcast((8, 1, 6), (7, 1), (6,))      # of shapes alone
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np

from tinytorch.viz.canvas import Canvas, short
from tinytorch.viz.cells import RANK, cell, minus, named_axis, numbers, table
from tinytorch.viz.picture import Picture
from tinytorch.viz.stretched import OPERATORS, draw_numbers

WIDTH = 760
AXES = 8  # of a shape that is drawn
OPERANDS = 4
SIDE, HIGH = 84, 30  # a box of a shape


class Operand(NamedTuple):
    """What is broadcast: a shape, and its numbers where it has some."""

    name: str
    shape: tuple[int, ...]
    numbers: np.ndarray | None


def broadcast(
    *operands: Any, operator: str = "+", names: Iterable[str] | None = None, title: str = "Broadcasting"
) -> Picture:
    """Side k of the result is the side that is not 1: shapes are aligned at the last axis, 1 and nothing are stretched.

    operands  2 to 4 Tensors, Arrays, ndarrays or numbers; or tuples of whole numbers, which are shapes
    operator  "+", "-", "*" or "/": what is computed with the numbers

    Dashed cells are not in memory: they repeat an element. Shapes that do not fit are drawn, too, with the axis that is
    at fault in red. Raises TypeError and ValueError for what cannot be drawn.

        broadcast(tensor([[10.0], [20.0], [30.0]]), tensor([1.0, 2.0, 3.0, 4.0]), names=["column", "row"])
    """
    if operator not in OPERATORS:
        raise ValueError(f"broadcast wants one of {', '.join(OPERATORS)} as operator, got {operator!r}")
    if not 2 <= len(operands) <= OPERANDS:
        raise ValueError(f"broadcast wants 2 to {OPERANDS} arrays or shapes, got {len(operands)}")
    called = named_axis("broadcast", names, len(operands), "names") or list("abcd"[: len(operands)])
    found = [operand(name, given) for name, given in zip(called, operands, strict=True)]
    fit = Fit(found)
    canvas = Canvas(WIDTH, title)
    draw_shapes(canvas, fit)
    canvas.note(fit.sentence, "strong bad" if fit.faults else "")
    words = [title, *shape_words(fit), fit.sentence]
    given = [one.numbers for one in found if one.numbers is not None]
    if len(given) == len(found) and len(fit.result) <= RANK:
        words += draw_numbers(canvas, called, given, operator, None if fit.faults else fit.shape)
    return Picture(canvas.svg(description=fit.sentence), "\n".join(words))


def operand(name: str, given: Any) -> Operand:
    """An array, or a shape given as a tuple of whole numbers."""
    if isinstance(given, tuple) and all(type(side) is int for side in given):
        if len(given) > AXES or any(side < 0 for side in given):
            raise ValueError(f"broadcast wants shapes of at most {AXES} sides from 0 on, got {given}")
        return Operand(name, given, None)
    found = numbers("broadcast", given)
    return Operand(name, found.shape, found)


class Fit:
    """Shapes, aligned at the last axis.

    aligned  for each operand its sides, None where it has no such axis
    result   the sides of the result, None where they do not fit
    faults   the axes, counted from the front of the result, where they do not
    """

    def __init__(self, operands: Sequence[Operand]) -> None:
        self.operands = operands
        rank = max(len(one.shape) for one in operands)
        self.aligned = [(*(None for _ in range(rank - len(one.shape))), *one.shape) for one in operands]
        self.result: list[int | None] = []
        for sides in zip(*self.aligned, strict=True):
            longer = {side for side in sides if side is not None} - {1}
            self.result.append(None if len(longer) > 1 else max(longer, default=1))
        self.faults = [axis for axis, side in enumerate(self.result) if side is None]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the result."""
        return tuple(side for side in self.result if side is not None)

    @property
    def sentence(self) -> str:
        """What comes out, or why nothing does."""
        shapes = [str(one.shape) for one in self.operands]
        listed = f"{', '.join(shapes[:-1])} and {shapes[-1]}"
        if not self.faults:
            return f"{listed} fit together: the result has shape {self.shape}."
        axis = self.faults[-1]
        sides = list(dict.fromkeys(row[axis] for row in self.aligned if row[axis] not in (None, 1)))
        where = minus(axis - len(self.result))
        differ = f"{' and '.join(map(str, sides))} differ, and {'neither' if len(sides) == 2 else 'none'} is 1"
        return f"{listed} do not fit together: along axis {where}, {differ}."


# --- The shapes


def draw_shapes(canvas: Canvas, fit: Fit) -> None:
    """A row of boxes for each shape, one below the other, and the result below a line."""
    rank, left = len(fit.result), canvas.margin + 130
    canvas.y += 12
    for axis in range(rank):
        canvas.text(left + axis * SIDE + SIDE / 2, canvas.y, f"axis {minus(axis - rank)}", "soft mid")
    canvas.y += 8
    for one, sides in zip(fit.operands, fit.aligned, strict=True):
        canvas.text(left - 12, canvas.y + 20, short(one.name, 16), "end strong")
        if not one.shape:
            canvas.text(left + rank * SIDE + 14, canvas.y + 20, "a single number", "soft")
        for axis, side in enumerate(sides):
            draw_side(canvas, fit, axis, side, left + axis * SIDE, canvas.y)
        canvas.y += HIGH + 5
    canvas.line(left - 110, canvas.y + 2, left + max(rank, 1) * SIDE, canvas.y + 2)
    canvas.y += 9
    canvas.text(left - 12, canvas.y + 20, "result", "end strong")
    for axis, result in enumerate(fit.result):
        x = left + axis * SIDE
        if result is None:
            cell(canvas, x, canvas.y, SIDE - 4, HIGH, kind="empty")
            canvas.text(x + SIDE / 2 - 2, canvas.y + 20, "does not fit", "bad mid tiny")
        else:
            cell(canvas, x, canvas.y, SIDE - 4, HIGH, result, "cell t5")
    for axis in fit.faults:
        high = (HIGH + 5) * len(fit.operands)
        canvas.rect(left + axis * SIDE - 3, canvas.y - 9 - high - 3, SIDE + 2, high + 4, "fault", round_=5)
    canvas.y += HIGH + 12


def draw_side(canvas: Canvas, fit: Fit, axis: int, side: int | None, x: float, y: float) -> None:
    """One side of a shape: as it is, stretched, or put in front."""
    result, broad = fit.result[axis], SIDE - 4
    if side is None:
        words = "1" if result in (1, None) else f"1 → {result}"
        return cell(canvas, x, y, broad, HIGH, f"({words})", "cell t4", ghost=True, tip="not there: a 1 put in front")
    if side == 1 and result not in (1, None):
        cell(canvas, x, y, broad, HIGH, f"1 → {result}", "cell t4", tip="stretched: one element for all")
        return hatched(canvas, x, y, broad)
    return cell(canvas, x, y, broad, HIGH, side, "cell t1" if axis in fit.faults else "cell t0")


def hatched(canvas: Canvas, x: float, y: float, broad: float) -> None:
    """A stroke at both ends of a box."""
    for k in (4, broad - 10):
        canvas.line(x + k, y + HIGH - 5, x + k + 6, y + 5, "axis")


def shape_words(fit: Fit) -> list[str]:
    """The aligned shapes as a table; (1) is a side that is not there, 1>4 one that is stretched to 4."""
    rank = len(fit.result)
    rows = [["", *(f"axis {axis - rank}" for axis in range(rank))]]
    for one, sides in zip(fit.operands, fit.aligned, strict=True):
        rows.append([one.name, *(side_words(side, whole) for side, whole in zip_longest(sides, fit.result))])
    rows.append(["result", *("does not fit" if side is None else str(side) for side in fit.result)])
    return table(rows)


def side_words(side: int | None, result: int | None) -> str:
    stretched = side in (1, None) and result not in (1, None)
    words = f"1>{result}" if stretched else str(1 if side is None else side)
    return f"({words})" if side is None else words
