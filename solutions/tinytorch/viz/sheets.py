"""A matrix as a sheet of coloured cells, with names at its edges: for heat maps, attention and masks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from tinytorch.viz.canvas import BOTH, UP, Canvas, number, shade, short, wide
from tinytorch.viz.cells import fitting, named_axis, seamless, shaded, table

MOST = 64  # rows and columns that are drawn
LABEL = 14  # letters of a name at the edge
BIG, SMALL = 46, 8  # the side of a cell
SUMS = 52  # room for the sum at the end of a row
SUM = 1e-3  # how far from 1 a row of weights may be: more than float32 rounds, and to be seen in the numbers shown


class Scale(NamedTuple):
    """From numbers to shares of a colour scale: 0 at `low`, 1 at `high`."""

    low: float
    high: float
    anchors: tuple[str, ...]

    def share(self, value: float) -> float:
        """Where a number lies between the ends; nan for what is no finite number."""
        if not math.isfinite(value):
            return math.nan
        return 0.5 if self.high == self.low else (value - self.low) / (self.high - self.low)


def scale_of(found: np.ndarray) -> Scale:
    """From the least to the largest; with 0 in the middle where some are negative."""
    finite = found[np.isfinite(found)].astype(np.float64)
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    most = max(-low, high)
    return Scale(-most, most, BOTH) if low < 0 else Scale(low, high, UP)


def edges(
    owner: str, rows: Iterable[object] | None, columns: Iterable[object] | None, shape: Sequence[int]
) -> tuple[list[str], list[str]]:
    """The names of rows and columns: as given, else their numbers."""
    down = named_axis(owner, rows, shape[0], "names of rows")
    right = named_axis(owner, columns, shape[1], "names of columns")
    return down or [str(i) for i in range(shape[0])], right or [str(j) for j in range(shape[1])]


class Sheet:
    """A matrix, with names at its edges, ready to be drawn.

    sums  whether the sum of each row stands at its end
    most  how many rows and columns are drawn
    """

    def __init__(
        self,
        found: np.ndarray,
        rows: Sequence[str],
        columns: Sequence[str],
        scale: Scale,
        sums: bool = False,
        most: int = MOST,
    ) -> None:
        self.whole, self.found, self.scale, self.sums = found, found[:most, :most], scale, sums
        self.rows = [short(name, LABEL) for name in rows[:most]]
        self.columns = [short(name, LABEL) for name in columns[:most]]

    @cached_property
    def texts(self) -> list[list[str]]:
        """The numbers as they stand in their cells."""
        return [[self.text(value) for value in row] for row in self.found.tolist()]

    def text(self, value: float) -> str:
        """A number as it stands in its cell: a weight has two decimals."""
        return f"{value:.2f}" if self.sums and 0 < value < 1 else fitting(value)

    def side(self, room: float) -> float:
        """The side of a cell, so that all find room: in tenths, as places are written, or there were gaps between."""
        left = self.left() + (SUMS if self.sums else 0)
        return math.floor(10 * max(SMALL, min(BIG, (room - left) / len(self.columns)))) / 10

    def left(self) -> float:
        longest = max(wide(name, 12) for name in self.rows)
        return round(longest + 10, 1) if longest else 0.0

    def draw(self, canvas: Canvas, x: float, y: float, room: float, label: str = "") -> float:
        """Draw it with its top left corner there; the answer is how high it has become."""
        side, left = self.side(room), self.left()
        high = min(side, 30) if side > 20 else side
        top = y + self.draw_columns(canvas, x + left, y, side) + 5
        longest = max(len(text) for row in self.texts for text in row)
        every, wrong = math.ceil(13 / high), self.wrong()
        for i, row in enumerate(self.found):
            if i % every == 0:
                canvas.text(x + left - 6, top + i * high + high / 2 + 4, self.rows[i], "soft end")
            with seamless(canvas):
                for j, value in enumerate(row.tolist()):
                    words = self.texts[i][j] if longest * 7 < side else ""
                    tip = f"{label}{self.rows[i] or i} · {self.columns[j] or j}: {number(float(value))}"
                    place = (x + left + j * side, top + i * high, side, high)
                    shaded(canvas, *place, self.scale.share(value), words, tip, self.scale.anchors)
            if self.sums and (i % every == 0 or i in wrong):
                self.draw_sum(canvas, i, x + left + len(row) * side + 8, top + i * high + high / 2 + 4)
        canvas.rect(x + left, top, len(self.columns) * side, len(self.rows) * high, "edge")
        return top - y + len(self.rows) * high

    def draw_columns(self, canvas: Canvas, x: float, y: float, side: float) -> float:
        """The names above the columns, upright where they are too long; the answer is how high they are."""
        longest = max(wide(name, 12) for name in self.columns)
        if not longest and not self.sums:
            return 0.0
        upright = longest > side - 4
        every = math.ceil((14 if upright else longest + 6) / side)
        for j in range(0, len(self.columns), every):
            if upright:
                canvas.text(x + (j + 0.5) * side + 4, y + longest, self.columns[j], "soft", turned=-90)
            else:
                canvas.text(x + (j + 0.5) * side, y + 12, self.columns[j], "soft mid")
        if self.sums:
            canvas.text(x + len(self.columns) * side + 8, y + (longest if upright else 12), "sum", "soft")
        return longest + 2 if upright else 14

    def draw_sum(self, canvas: Canvas, row: int, x: float, y: float) -> None:
        """The sum of a row, and a mark where it is not 1."""
        total = float(self.whole[row].sum())
        right = abs(total - 1) <= SUM
        canvas.text(x, y, f"{total:.2f}" if right else f"{number(total, 3)} ≠ 1", "soft" if right else "soft bad")

    def wrong(self) -> list[int]:
        """The rows that do not sum to 1."""
        return np.flatnonzero(~(np.abs(self.whole.sum(-1) - 1) <= SUM)).tolist() if self.sums else []

    def notes(self) -> list[str]:
        """What was left out, and what cannot be seen."""
        found = []
        if self.found.shape != self.whole.shape:
            shapes = [" x ".join(f"{side:,}" for side in a.shape) for a in (self.found, self.whole)]
            found.append(f"{shapes[0]} of {shapes[1]} cells are shown.")
        lost = int((~np.isfinite(self.whole)).sum())
        if lost:
            found.append(f"{lost} cell{'s are' if lost > 1 else ' is'} crossed out: no finite number.")
        return found

    def words(self) -> list[str]:
        """The numbers as a table, as much as a terminal has place for."""
        part = self.found[:20, :12]
        total = ["sum"] if self.sums else []
        more = ["…"] if self.whole.shape[1] > part.shape[1] else []
        lines = [["", *self.columns[: part.shape[1]], *more, *total]]
        for i, row in enumerate(part):
            end = [f"{float(self.whole[i].sum()):.2f}"] if self.sums else []
            lines.append([self.rows[i], *self.texts[i][: len(row)], *more, *end])
        named_rows, named_columns = any(self.rows), any(self.columns) or self.sums
        lines = [line if named_rows else ["", *line[1:]] for line in lines[not named_columns :]]
        written = table(lines)
        return (written if named_rows else [line[2:] for line in written]) + ["…"] * (len(self.whole) > len(part))


def draw_scale(canvas: Canvas, scale: Scale) -> None:
    """The colours from one end to the other, with the numbers of the ends."""
    x, steps, long = canvas.margin + 60, 40, 200.0
    for k in range(steps):
        colour = shade((k + 0.5) / steps, scale.anchors)
        canvas.rect(x + k * long / steps, canvas.y, 5.5, 12, fill=colour)
    canvas.rect(x, canvas.y, long + 0.5, 12, "edge")
    canvas.text(x - 8, canvas.y + 11, number(scale.low, 3), "soft end")
    canvas.text(x + long + 8, canvas.y + 11, number(scale.high, 3), "soft")
    canvas.y += 18
