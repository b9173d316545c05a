"""Numbers as colours: any matrix, and the weights of attention.

heatmap(x, rows=names, columns=names)
attention(weights, tokens)              # rows ask, columns answer; (heads, t, t): one map for each head
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tinytorch.viz.canvas import UP, Canvas, number
from tinytorch.viz.cells import numbers, texts
from tinytorch.viz.picture import Picture
from tinytorch.viz.sheets import MOST, SMALL, SUM, SUMS, Scale, Sheet, draw_scale, edges, scale_of

WIDTH = 760
HEADS = 12  # maps of heads
Names = tuple[list[str], list[str]]  # of rows and columns
CELLS = 100  # all maps together have no more cells than this, squared


def heatmap(
    matrix: Any,
    *,
    rows: Iterable[str] | None = None,
    columns: Iterable[str] | None = None,
    labels: bool = True,
    reduce: str = "mean",
    title: str = "Heat map",
) -> Picture:
    """Cell (i, j) has the colour of matrix[i, j], on a scale from the least to the largest.

    matrix         (n, m), or (m,) as one row: a Tensor, an Array, an ndarray or nested lists
    rows, columns  n and m names for the edges; by default their numbers
    labels         False leaves the edges without names, as an image has them
    reduce         what is drawn of more than 64 rows or columns: the "mean" of neighbours, or the "first" 64

    Where numbers are negative, 0 is white, and the two sides have two colours. Cells without a finite number are
    crossed out. Raises TypeError for what is no array, ValueError for another rank, no elements, too few names or
    another word to reduce by.
    """
    if reduce not in ("mean", "first"):
        raise ValueError(f'heatmap wants to reduce by "mean" or "first", got {reduce!r}')
    found = numbers("heatmap", matrix)
    found = found.reshape(1, -1) if found.ndim == 1 else found
    if found.ndim != 2:
        raise ValueError(f"heatmap wants a matrix, got shape {found.shape}: pick one, such as x[0]")
    names = edges("heatmap", rows, columns, found.shape)
    names = names if labels else ([""] * found.shape[0], [""] * found.shape[1])
    shown, names, mixed = averaged(found, names) if reduce == "mean" else (found, names, [])
    canvas, scale = Canvas(WIDTH, title), scale_of(shown)
    sheet = Sheet(shown, *names, scale)
    room = canvas.width - 2 * canvas.margin
    canvas.y += sheet.draw(canvas, canvas.margin, canvas.y + 8, room) + 20
    draw_scale(canvas, scale)
    notes = [*mixed, *sheet.notes()]
    for note in notes:
        canvas.note(note)
    words = [title, *sheet.words(), f"from {number(scale.low)} to {number(scale.high)}", *notes]
    return Picture(canvas.svg(description=f"A matrix of shape {found.shape}"), "\n".join(words))


def averaged(found: np.ndarray, names: Names) -> tuple[np.ndarray, Names, list[str]]:
    """(means of neighbours so that at most MOST rows and columns are left, their names, a note if there are any)."""
    sizes = [-(-side // MOST) for side in found.shape]
    if max(sizes) == 1:
        return found, names, []
    means = found.astype(np.float64)
    for axis, (size, side) in enumerate(zip(sizes, found.shape, strict=True)):
        starts = np.arange(0, side, size)
        counts = np.diff(starts, append=side)
        with np.errstate(invalid="ignore"):  # infinities of both signs: no number, which is crossed out
            means = np.add.reduceat(means, starts, axis) / (counts if axis else counts[:, None])
    rows, columns = (joined(some, size) for some, size in zip(names, sizes, strict=True))
    whole, part = (" x ".join(f"{side:,}" for side in sides) for sides in (found.shape, sizes))
    return means, (rows, columns), [f"Each cell is the mean of up to {part} numbers; the matrix is {whole}."]


def joined(names: Sequence[str], size: int) -> list[str]:
    """A name for every so many neighbours: the first and the last of theirs."""
    groups = (names[k : k + size] for k in range(0, len(names), size))
    return [f"{group[0]}\N{EN DASH}{group[-1]}" if group[0] != group[-1] else group[0] for group in groups]


# --- Attention


def attention(
    weights: Any, tokens: Iterable[str] | None = None, keys: Iterable[str] | None = None, *, title: str = "Attention"
) -> Picture:
    """Row i: where query i looks; its weights over the keys sum to 1.

    weights  (t, s), or (heads, t, s): one map for each head
    tokens   t names of the queries, and of the keys where t = s and these have no names of their own
    keys     s names of the keys

    The scale goes from 0 to 1. Rows that do not sum to 1 are marked. Raises TypeError for what is no array, ValueError
    for another rank, no elements, or names that are too many or too few.
    """
    found = numbers("attention", weights, "weights")
    if found.ndim not in (2, 3):
        shapes = "(t, s) or (heads, t, s)"
        raise ValueError(f"attention wants weights of shape {shapes}, got {found.shape}: pick some, such as w[0]")
    maps = found[None] if found.ndim == 2 else found
    named = texts("attention", tokens, "tokens")
    if keys is None and maps.shape[1] == maps.shape[2]:
        keys = named
    names = edges("attention", named, keys, maps.shape[1:])
    scale = scale_of(found) if ((found < 0) | (found > 1 + SUM)).any() else Scale(0.0, 1.0, UP)
    most = min(MOST, int(CELLS / math.sqrt(min(len(maps), HEADS))))
    sheets = [Sheet(one, *names, scale, sums=True, most=most) for one in maps]
    canvas = Canvas(WIDTH, title)
    canvas.text(canvas.margin, canvas.y + 8, "rows: queries, columns: keys", "soft")
    canvas.y += 16
    draw_heads(canvas, sheets[:HEADS], found.ndim == 3)
    draw_scale(canvas, scale)
    notes = [*attention_notes(sheets), *sheets[0].notes()]
    for note in notes:
        canvas.note(note)
    words = [title, "rows: queries, columns: keys"]
    for k, sheet in enumerate(sheets[:HEADS]):
        words += ["", f"head {k}"] * (found.ndim == 3) + sheet.words()
    return Picture(canvas.svg(description=f"Weights of shape {found.shape}"), "\n".join([*words, *notes]))


def draw_heads(canvas: Canvas, sheets: Sequence[Sheet], named: bool) -> None:
    """Maps side by side, as many as find room."""
    room = canvas.width - 2 * canvas.margin
    least = sheets[0].left() + SUMS + SMALL * len(sheets[0].columns)
    across = max(1, min(len(sheets), 3, int(room // least)))
    share, low = room / across, 0.0
    for k, sheet in enumerate(sheets):
        if k and k % across == 0:
            canvas.y += low + 14
            low = 0
        x, y = canvas.margin + k % across * share, canvas.y
        if named:
            canvas.text(x, y + 14, f"head {k}", "strong")
            y += 22
        high = sheet.draw(canvas, x, y, share - 12 * (across > 1), f"head {k}, " if named else "")
        low = max(low, y + high - canvas.y)
    canvas.y += low + 16


def attention_notes(sheets: Sequence[Sheet]) -> list[str]:
    """Which heads are left out, and which rows are no weights."""
    found = []
    if len(sheets) > HEADS:
        found.append(f"{HEADS} of {len(sheets)} heads are shown.")
    wrong = [(k, row) for k, sheet in enumerate(sheets) for row in sheet.wrong()]
    if wrong:
        where = ", ".join(f"row {row}" + f" of head {k}" * (len(sheets) > 1) for k, row in wrong[:4])
        more = f" and {len(wrong) - 4} more" if len(wrong) > 4 else ""
        found.append(f"No weights, for they do not sum to 1: {where}{more}. Has softmax run over the keys?")
    if any((sheet.whole < 0).any() for sheet in sheets):
        found.append("Some weights are negative: these are scores, before softmax.")
    return found
