# Made from solutions/tinytorch/viz/masks.py by `autograder build`.
"""Who may see whom: a mask of attention, and what is wrong with it.

causal_mask(6)                          # position i sees 0 to i
causal_mask(mask, tokens)               # any mask: True, or 0, where a query may look
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tinytorch.viz.canvas import UP, Canvas, short
from tinytorch.viz.cells import cell, centred, crossed, numbers, outline, table, texts
from tinytorch.viz.picture import Picture
from tinytorch.viz.sheets import LABEL, MOST, Scale, Sheet, edges

WIDTH = 760
LONGEST = 4096  # positions of a mask that is made here
FINE = 15  # the side of a cell that has room for a sign


def causal_mask(mask: Any, tokens: Iterable[str] | None = None, *, title: str = "Who may see whom") -> Picture:
    """Query i may look at key j where j <= i: at itself and at what came before.

    mask    how many positions there are, of which the causal mask is drawn; or a mask (t, s): True where a query may
            look, or numbers that are added to the scores, 0 where it may and minus infinity where it may not
    tokens  t names of the positions

    Cells above the diagonal that are open (a look into the future) and rows without an open cell (softmax of nothing is
    nan) are marked. Raises TypeError and ValueError for what is no mask.
    """
    allowed = opened(mask)
    rows, columns = edges("causal_mask", *two(tokens, allowed.shape), allowed.shape)
    rows, columns = [short(name, LABEL) for name in rows[:MOST]], [short(name, LABEL) for name in columns[:MOST]]
    canvas, part = Canvas(WIDTH, title), allowed[:MOST, :MOST]
    canvas.text(canvas.margin, canvas.y + 8, "rows: queries, columns: keys; ✓ may look, crossed out: may not", "soft")
    canvas.y += 20
    draw_mask(canvas, part, rows, columns)
    notes = mask_notes(allowed)
    for note, kind in notes:
        canvas.note(note, kind)
    lines = [["", *columns[:24]]]
    lines += [[name, *("x" if one else "." for one in row[:24])] for name, row in zip(rows, part[:24], strict=False)]
    words = [title, "rows: queries, columns: keys; x may look, . may not", *table(lines), *(note for note, _ in notes)]
    return Picture(canvas.svg(description=notes[0][0]), "\n".join(words))


def two(tokens: Iterable[str] | None, shape: Sequence[int]) -> tuple[list[str] | None, list[str] | None]:
    """The names for the rows, and for the columns where there are as many."""
    named = texts("causal_mask", tokens, "tokens")
    return named, named if shape[0] == shape[1] else None


def opened(mask: Any) -> np.ndarray:
    """Where a mask lets a query look, as True and False."""
    if isinstance(mask, int | np.integer) and not isinstance(mask, bool):
        if not 1 <= mask <= LONGEST:
            raise ValueError(f"causal_mask wants 1 to {LONGEST:,} positions, got {mask}")
        return np.tri(int(mask), dtype=bool)
    found = numbers("causal_mask", mask, "a mask")
    if found.ndim != 2:
        raise ValueError(f"causal_mask wants a mask of shape (t, s), got {found.shape}: pick one, such as mask[0]")
    if found.dtype == bool:
        return found
    if not (np.isneginf(found) | (found == 0)).all():
        raise ValueError("causal_mask wants True and False, or 0 and minus infinity, got other numbers: compare them")
    return found == 0


def draw_mask(canvas: Canvas, allowed: np.ndarray, rows: Sequence[str], columns: Sequence[str]) -> None:
    """The cells, with names at the edges and marks around what is wrong."""
    scale = Scale(0.0, 1.0, UP)
    frame = Sheet(allowed.astype(np.float64), rows, columns, scale)
    left = canvas.margin + frame.left()
    side = min(frame.side(canvas.width - 2 * canvas.margin), 34)
    high = min(side, 30)
    top = canvas.y + frame.draw_columns(canvas, left, canvas.y, side) + 5
    every = math.ceil(13 / high)
    for (i, j), one in np.ndenumerate(allowed):
        x, y, tip = left + j * side, top + i * high, f"{rows[i]} · {columns[j]}: {'may' if one else 'may not'} look"
        cell(canvas, x, y, side, high, kind="cell t2" if one else "empty", tip=tip)
        if not one and side > FINE:
            crossed(canvas, x + side / 4, y + high / 4, side / 2, high / 2)
        elif side > FINE:
            centred(canvas, x + side / 2, y + high / 2 + 4, "✓")
        if one and j > i + allowed.shape[1] - allowed.shape[0]:
            canvas.rect(x + 2, y + 2, side - 4, high - 4, "fault")
    for i, row in enumerate(allowed):
        if i % every == 0:
            canvas.text(left - 6, top + i * high + high / 2 + 4, rows[i], "soft end")
        if not row.any():
            canvas.rect(left, top + i * high + 2, side * len(row), high - 4, "fault")
    outline(canvas, left, top, side * allowed.shape[1], high * allowed.shape[0])
    canvas.y = top + high * len(allowed) + 8


def mask_notes(allowed: np.ndarray) -> list[tuple[str, str]]:
    """What a mask allows, and what is wrong with it. Of more keys than queries, the last ones are the queries' own."""
    ahead = np.triu(allowed, 1 + allowed.shape[1] - allowed.shape[0])
    found = [(f"{int(allowed.sum()):,} of {allowed.size:,} pairs are open.", "soft")]
    many = int(ahead.sum())
    if many:
        found.append((f"{many:,} of them look{'s' * (many == 1)} into the future: this mask is not causal.", "bad"))
    empty = np.flatnonzero(~allowed.any(1)).tolist()
    if empty:
        listed = ", ".join(map(str, empty[:8])) + (" …" if len(empty) > 8 else "")
        found.append((f"Nothing is open for query {listed}: softmax of nothing is nan.", "bad"))
    if max(allowed.shape) > MOST:
        found.append((f"The first {MOST} rows and columns of {allowed.shape} are shown.", "soft"))
    return found
