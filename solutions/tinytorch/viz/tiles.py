"""A matrix product by tiles, step by step: which part of A and B a block holds in shared memory, and its sums so far.

matmul_tiles(a, b, tile=2).save("tiles.html")     with your numbers
matmul_tiles(3, 5, 4, 2)                          (3, 4) @ (4, 5), with numbers of its own
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinytorch.tensors.arguments import said
from tinytorch.viz.canvas import Canvas, number, short
from tinytorch.viz.cells import cell, fitting, numbers, outline, table
from tinytorch.viz.picture import Animation

WIDTH, EDGE, GAP = 760, 24, 44  # the page, its margin, and what lies between the matrices
MOST_CELLS = 20  # side by side, or one below the other: k of A and n of B, with their ragged edges
MOST_TILES = 8  # of an axis that are drawn, where there is a square for a tile
MOST_PRODUCTS = 4  # of a sum that are written out
Place = tuple[int, int]
COLOURS = {"A": 0, "B": 1, "C": 2}


def matmul_tiles(
    a: Any,
    b: Any,
    k: int | None = None,
    tile: int = 2,
    *,
    block: tuple[int, int] | None = None,
    title: str | None = None,
) -> Animation:
    """C = A @ B, one block's tile of it: C_ij = sum over steps of A_is @ B_sj, a frame for each step s along k.

    a, b   the matrices, (m, k) and (k, n); or, with `k`, the sizes m and n
    tile   the side of a tile, and of a block of threads
    block  the row and the column of the block, counted in tiles; by default the last one, which has the ragged edges

    Where there are too many elements to draw, a square stands for a tile. Raises ValueError for matrices that do not
    fit each other, a tile below 1 and a block that is not there.

    >>> print(matmul_tiles([[1, 2]], [[3], [4]], tile=1).words)
    (1, 2) @ (2, 1) in tiles of 1 x 1: block (0, 0)
                   reads of A  reads of B  together
    without tiles           2           2         4
    with tiles              2           2         4
    1. C[0, 0] = 0 + 1*3 = 3
    2. C[0, 0] = 3 + 2*4 = 11
    """
    a, b = matrices(a, b, k)
    if not isinstance(tile, int) or tile < 1:
        raise ValueError(f"matmul_tiles wants a tile of at least 1, got {tile!r}")
    grid = math.ceil(a.shape[0] / tile), math.ceil(b.shape[1] / tile)
    row, column = block or (grid[0] - 1, grid[1] - 1)
    if not (0 <= row < grid[0] and 0 <= column < grid[1]):
        raise ValueError(f"matmul_tiles wants a block of a grid of {grid[0]} x {grid[1]}, got {(row, column)}")
    title = title or f"{a.shape} @ {b.shape} in tiles of {tile} x {tile}: block {(row, column)}"
    work = Work(a, b, tile, row, column)
    steps = range(0, a.shape[1], tile)
    drawn = Drawing(work, title)
    shown = steps if drawn.of_elements else steps[:MOST_TILES]
    frames = [drawn.frame(left) for left in shown]
    return Animation(frames, [work.said(left) for left in shown], "\n".join([title, *work.reads()]), seconds=1.5)


def matrices(a: Any, b: Any, k: int | None) -> tuple[np.ndarray, np.ndarray]:
    """The two matrices; of given sizes, small whole numbers, so that sums can be checked by hand."""
    if k is not None:
        if not all(isinstance(side, int) and side > 0 for side in (a, b, k)):
            raise ValueError(f"matmul_tiles wants sizes m, n, k of at least 1, got {said(a)}, {said(b)}, {said(k)}")
        return np.arange(a * k).reshape(a, k) % 7 % 4, np.arange(k * b).reshape(k, b) % 5
    if isinstance(a, int) or isinstance(b, int):
        raise ValueError(f"matmul_tiles wants two matrices, or the sizes m, n, k and the tile, got {a!r}, {b!r}")
    left, right = numbers("matmul_tiles", a, "a"), numbers("matmul_tiles", b, "b")
    if left.ndim != 2 or right.ndim != 2 or left.shape[1] != right.shape[0]:
        raise ValueError(f"matmul_tiles wants matrices (m, k) and (k, n), got shapes {left.shape} and {right.shape}")
    return left, right


@dataclass(frozen=True)
class Work:
    """What one block does: rows `top` to `bottom` of C, columns `first` to `last`, ends excluded."""

    a: np.ndarray
    b: np.ndarray
    tile: int
    row: int
    column: int

    @property
    def sides(self) -> tuple[int, int, int]:
        """m, n and k."""
        return self.a.shape[0], self.b.shape[1], self.a.shape[1]

    @property
    def rows(self) -> range:
        return range(self.row * self.tile, min((self.row + 1) * self.tile, self.a.shape[0]))

    @property
    def columns(self) -> range:
        return range(self.column * self.tile, min((self.column + 1) * self.tile, self.b.shape[1]))

    def inner(self, left: int) -> range:
        """The step that begins at `left`, along k."""
        return range(left, min(left + self.tile, self.a.shape[1]))

    def sums(self, end: int) -> np.ndarray:
        """The block's part of C when the steps up to `end` are added."""
        return self.a[self.rows.start : self.rows.stop, :end] @ self.b[:end, self.columns.start : self.columns.stop]

    def said(self, left: int) -> str:
        """What a step adds to the first sum of the block."""
        i, j, inner = self.rows.start, self.columns.start, self.inner(left)
        before, after = (self.sums(end)[0, 0] if end else 0 for end in (left, inner.stop))
        products = [f"{number(self.a[i, t])}*{number(self.b[t, j])}" for t in inner[:MOST_PRODUCTS]]
        more = [f"{len(inner) - MOST_PRODUCTS} more"] * (len(inner) > MOST_PRODUCTS)
        return f"C[{i}, {j}] = {' + '.join([number(before), *products, *more])} = {number(after)}"

    def reads(self) -> list[str]:
        """How often elements come from slow memory, in the whole product."""
        m, n, k = self.sides
        times_a, times_b = math.ceil(n / self.tile), math.ceil(m / self.tile)
        counts = [("without tiles", m * k * n, k * n * m), ("with tiles", m * k * times_a, k * n * times_b)]
        rows = [[name, f"{of_a:,}", f"{of_b:,}", f"{of_a + of_b:,}"] for name, of_a, of_b in counts]
        return table([["", "reads of A", "reads of B", "together"], *rows])

    def often(self) -> str:
        """The same for one element."""
        m, n, _ = self.sides
        times_a, times_b = math.ceil(n / self.tile), math.ceil(m / self.tile)
        return (
            f"An element of A is read {n} times without tiles and {times_a} with them, one of B {m} and {times_b} "
            f"times: a block reads it once, for {self.tile} rows or columns."
        )


class Drawing:
    """B above C, A to the left of it: the row of a tile of A and the column of one of B meet at the block of C."""

    def __init__(self, work: Work, title: str) -> None:
        self.work, self.title, tile = work, title, work.tile
        tiles = [math.ceil(side / tile) for side in work.sides]
        m, n, k = tiles
        self.of_elements = max(k + n, k + m) * tile <= MOST_CELLS
        self.unit = 1 if self.of_elements else tile  # elements that a square stands for
        if self.of_elements:
            ends = work.row + 1, work.column + 1, k  # only what this block reads goes beyond the edges
            self.m, self.n, self.k = (range(max(side, end * tile)) for side, end in zip(work.sides, ends, strict=True))
        else:
            self.m, self.n, self.k = (
                range(max(0, place + 1 - MOST_TILES), min(side, max(place + 1, MOST_TILES)))
                for side, place in zip(tiles, (work.row, work.column, 0), strict=True)
            )
        self.side = min(42.0, (WIDTH - 2 * EDGE - 2 * GAP) / (len(self.n) + len(self.k)))
        self.left = EDGE + GAP + len(self.k) * self.side + GAP  # of B and C
        self.top = 118.0  # of B
        self.middle = self.top + len(self.k) * self.side + GAP  # of A and C

    def frame(self, left: int) -> str:
        """One step along k."""
        work, canvas = self.work, Canvas(WIDTH, self.title, EDGE)
        rows, columns, inner = (part.start for part in (work.rows, work.columns, work.inner(left)))
        m, n, k = work.sides
        step, steps = left // work.tile + 1, math.ceil(k / work.tile)
        canvas.note(
            f"Step {step} of {steps}: {span('A', work.rows, work.inner(left))} and "
            f"{span('B', work.inner(left), work.columns)} go to shared memory; their product is added."
        )
        sums = work.sums(work.inner(left).stop)
        self.matrix(canvas, "A", (m, k), (self.m, self.k), (rows, inner), work.a)
        self.matrix(canvas, "B", (k, n), (self.k, self.n), (inner, columns), work.b)
        self.matrix(canvas, "C", (m, n), (self.m, self.n), (rows, columns), sums)
        canvas.y = self.middle + len(self.m) * self.side + 20
        canvas.y += 14
        canvas.text(EDGE, canvas.y, short(work.said(left), 88), "code")
        canvas.y += 4
        canvas.note(work.often())
        if not self.of_elements:
            canvas.note(self.left_out())
        return canvas.svg(description=work.said(left))

    def matrix(
        self,
        canvas: Canvas,
        name: str,
        shape: tuple[int, int],
        drawn: tuple[range, range],
        at: tuple[int, int],
        values: Any,
    ) -> None:
        """One of the three, with the tile that begins at `at`; of C, `values` are those of the tile."""
        x0, y0 = self.left if name in "BC" else EDGE + GAP, self.middle if name in "AC" else self.top
        canvas.text(x0, y0 - 24, f"{name} {shape}", "strong")
        self.indices(canvas, x0, y0, shape, drawn)
        for row, i in enumerate(drawn[0]):
            for column, j in enumerate(drawn[1]):
                index = i * self.unit, j * self.unit
                inside = [start <= place < start + self.work.tile for place, start in zip(index, at, strict=True)]
                exists = index[0] < shape[0] and index[1] < shape[1]
                place = x0 + column * self.side, y0 + row * self.side
                if exists:
                    origin = at if name == "C" else (0, 0)
                    shown = self.of_elements and (name != "C" or all(inside))
                    words = (
                        fitting(values[index[0] - origin[0], index[1] - origin[1]], 5 if self.side >= 38 else 4)
                        if shown
                        else ""
                    )
                    self.square(canvas, *place, name, inside, words)
                elif all(inside):
                    cell(
                        canvas, *place, self.side, self.side, "0" if name != "C" else "", "empty dashed", ink="soft mid"
                    )
        self.edge(canvas, name, (x0, y0), drawn, at)

    def square(self, canvas: Canvas, x: float, y: float, name: str, inside: list[bool], words: str) -> None:
        """An element, or a tile: full of colour in the step's tile, pale where the block comes in other steps."""
        colour = f"var(--t{COLOURS[name]})"
        comes = inside[0] if name == "A" else inside[1] if name == "B" else False
        fill = colour if all(inside) else f"{colour};fill-opacity:.3" if comes else ""
        canvas.rect(x, y, self.side, self.side, "cell" if fill else "empty", fill)
        if words:
            ink = "mid strong" if all(inside) else "mid" if comes else "soft mid"
            canvas.text(x + self.side / 2, y + self.side / 2 + 4.5, words, ink)

    def edge(
        self, canvas: Canvas, name: str, corner: tuple[float, float], drawn: tuple[range, range], at: Place
    ) -> None:
        """A thick line around the tile, also where it goes beyond the matrix."""
        row, column = (start // self.unit - axis.start for start, axis in zip(at, drawn, strict=True))
        size = self.work.tile // self.unit * self.side
        x, y = corner[0] + column * self.side, corner[1] + row * self.side
        outline(canvas, x, y, size, size, COLOURS[name])

    def indices(self, canvas: Canvas, x0: float, y0: float, shape: Place, drawn: tuple[range, range]) -> None:
        """The numbers of rows and columns that there are."""
        rows, columns = (
            [i * self.unit for i in axis if i * self.unit < side] for axis, side in zip(drawn, shape, strict=True)
        )
        for row, i in enumerate(rows):
            canvas.text(x0 - 7, y0 + (row + 0.5) * self.side + 4, i, "soft end")
        for column, j in enumerate(columns):
            canvas.text(x0 + (column + 0.5) * self.side, y0 - 6, j, "soft mid")

    def left_out(self) -> str:
        """What a square is, and which tiles are not drawn."""
        m, n, k = (math.ceil(side / self.work.tile) for side in self.work.sides)
        parts = [("m", self.m, m), ("n", self.n, n), ("k", self.k, k)]
        few = [f"{len(drawn)} of {all_} along {name}" for name, drawn, all_ in parts if len(drawn) < all_]
        cut = f" Drawn are {', '.join(few)}." if few else ""
        return f"A square is a tile of {self.unit} x {self.unit} elements.{cut}"


def span(name: str, rows: range, columns: range) -> str:
    """A part as it is written: A[0:2, 4:6]."""
    return f"{name}[{rows.start}:{rows.stop}, {columns.start}:{columns.stop}]"
