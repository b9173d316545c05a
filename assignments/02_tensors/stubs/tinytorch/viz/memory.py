# Made from solutions/tinytorch/viz/memory.py by `autograder build`.
"""Memory as it is: the row of numbers that a tensor reads, and beside it the box that shape and strides make of it.

layout(x)                                            # shape, strides, offset, and where one element lies
layout(x, x.T, x[:, ::2], names=["x", "x.T", "x[:, ::2]"])    # who reads the same numbers, and in which order
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod
from typing import Any

import numpy as np

from tinytorch.viz.canvas import Canvas, short, wide, wrapped
from tinytorch.viz.cells import cell, centred, minus, named_axis, outline, table
from tinytorch.viz.picture import Picture
from tinytorch.viz.storage import PER_LINE, Seen, Shelf, survey

WIDTH, MARGIN = 760, 24
LEFT = 22  # room for what stands at the left of a box
CELL, HIGH = 44, 30  # a cell of a storage
BOX = (40, 34)  # a cell of a tensor: with its position in the corner
GAP = 26  # between the slabs of a tensor of rank 3 or 4
ORDER = 16  # positions named in reading order
ASIDE = 300  # room for the facts beside a box


def layout(
    t: Any, *views: Any, names: Iterable[str] | None = None, index: Sequence[int] | None = None,
    title: str = "Where the numbers lie",
) -> Picture:  # fmt: skip
    """Element (i, j, ...) lies at position offset + i * strides[0] + j * strides[1] + ... of the storage.

    t, views  Tensors, Arrays or ndarrays with at most four axes. Those that share a storage are drawn below it, with
              the same colour for the same element; a copy brings a storage of its own
    names     what they are called
    index     the element of the first that is followed through all; by default one from the middle

    A cell has its number in the middle and its position in the corner. Dashed cells are not there: their element has
    been read before (stride 0). Raises TypeError for what is no array, ValueError for one without elements, with more
    than four axes, or an index outside.

        layout(x, x.T, names=["x", "x.T"]).save("turned.svg")
    """
    arrays = [t, *views]
    called = named_axis("layout", names, len(arrays), "names") or [f"tensor {k + 1}" for k in range(len(arrays))]
    storages, seen = survey(arrays, called)
    if index is not None:
        check_index(index, seen[0].shape)
    canvas, words, shelves = Canvas(WIDTH, title), [title], list[Shelf]()
    for k, storage in enumerate(storages):
        readers = [one for one in seen if one.storage == k]
        shelf = Shelf(storage, readers, seen[0].position(index) if index is not None and k == 0 else None, shelves)
        shelves.append(shelf)
        name = f"storage {chr(ord('A') + k % 26)}" if len(storages) > 1 else "storage"
        line = f"{name}: {len(shelf.numbers):,} element{'s' * (len(shelf.numbers) != 1)} of {shelf.numbers.dtype}"
        line += f", a copy of {shelf.like} in other memory" if shelf.like else ", in other memory" * (k > 0)
        draw_storage(canvas, shelf, line)
        words += ["", *storage_words(shelf, line)]
        aside = max([0.0, *(edge for edge in map(box_edge, seen) if edge + ASIDE <= WIDTH)])
        for one in readers:
            draw_reader(canvas, shelf, one, aside)
            words += ["", *reader_words(shelf, one)]
    return Picture(canvas.svg(description="; ".join(map(facts, seen))), "\n".join(words))


def facts(one: Seen) -> str:
    return f"{one.name}: shape {one.shape}, strides {one.strides}, offset {one.offset}"


def check_index(index: Sequence[int], shape: tuple[int, ...]) -> None:
    """Raise ValueError unless it is the index of an element."""
    fits = isinstance(index, Sequence) and len(index) == len(shape)
    if not fits or not all(type(i) is int and 0 <= i < side for i, side in zip(index, shape, strict=True)):
        raise ValueError(
            f"layout wants an index inside shape {shape}, a whole number from 0 on for each axis, got {index}"
        )


# --- The storage


def draw_storage(canvas: Canvas, shelf: Shelf, name: str) -> None:
    """The row of numbers, broken into lines, with the position below each."""
    canvas.y += 14
    canvas.text(canvas.margin, canvas.y, name, "strong")
    canvas.y += 12
    for start in range(shelf.first, shelf.last, PER_LINE):
        for position in range(start, min(start + PER_LINE, shelf.last)):
            x, look = canvas.margin + (position - start) * CELL, shelf.kind(position)
            cell(canvas, x, canvas.y, CELL, HIGH, shelf.value(position), look, tip=f"position {position}")
            canvas.text(x + CELL / 2, canvas.y + HIGH + 14, position, "soft mid")
        if start <= shelf.followed < min(start + PER_LINE, shelf.last):
            outline(canvas, canvas.margin + (shelf.followed - start) * CELL, canvas.y, CELL, HIGH)
        canvas.y += HIGH + 22
    if shelf.last - shelf.first < len(shelf.numbers):
        canvas.y -= 8
        part = f"{shelf.last - shelf.first} of {len(shelf.numbers):,} positions"
        canvas.note(f"{part} are shown, from {shelf.first:,} on.")
        canvas.y += 4
    canvas.y += 4


# --- A tensor


def box_edge(one: Seen) -> float:
    """Where the box of an array ends at the right."""
    slabs, columns = (1, 1, 1, *one.drawn().shape)[-3], (1, *one.drawn().shape)[-1]
    return MARGIN + LEFT + slabs * (columns * BOX[0] + GAP) - GAP


def draw_reader(canvas: Canvas, shelf: Shelf, one: Seen, aside: float) -> None:
    """The box at the left, its facts beside it, or below it where it is wide."""
    canvas.line(canvas.margin, canvas.y, canvas.width - canvas.margin, canvas.y, "grid")
    canvas.text(canvas.margin, canvas.y + 22, short(one.name, 60), "strong")
    top = canvas.y + 32
    bottom = draw_box(canvas, shelf, one, canvas.margin + LEFT, top)
    x, y = (aside + 36, top + 22) if box_edge(one) <= aside else (canvas.margin + LEFT, bottom + 16)
    y = draw_facts(canvas, fact_lines(shelf, one), x, y, canvas.width - canvas.margin - x)
    canvas.y = max(bottom, y)
    for note in notes(shelf, one):
        canvas.note(note)
    canvas.y += 10


def draw_facts(canvas: Canvas, lines: Sequence[tuple[str, str, str]], x: float, y: float, room: float) -> float:
    for label, words, kind in lines:
        canvas.text(x, y, label, "soft")
        for part in wrapped(words, room - 64, 13 * 0.61 / 0.56):
            canvas.text(x + 64, y, part, f"code {kind}")
            y += 19
    return y - 12


def fact_lines(shelf: Shelf, one: Seen) -> list[tuple[str, str, str]]:
    """Label, words and look of each line beside a box; what is not as in the first reader stands out."""
    first = shelf.readers[0]
    lines = [
        (label, minus(here), "" if here == there else "strong f0")
        for label, here, there in (
            ("shape", one.shape, first.shape),
            ("strides", one.strides, first.strides),
            ("offset", one.offset, first.offset),
        )
    ]
    index = shelf.index(one)
    found = f"none leads to position {shelf.followed}" if index is None else f"{index} is at {formula(one, index)}"
    return [*lines, ("index", found, ""), ("reads", reads(one), "")]


def formula(one: Seen, index: Sequence[int]) -> str:
    """offset + i * stride + ... = position, in numbers.

    >>> formula(Seen("x", (3, 4), (4, 1), 0, 0), (1, 2))
    '0 + 1·4 + 2·1 = 6'
    """
    pairs = zip(index, one.strides, strict=True)
    steps = [f"{i}·{stride}" if stride >= 0 else f"{i}·({stride})" for i, stride in pairs]
    return minus(f"{' + '.join([str(one.offset), *steps])} = {one.position(index)}")


def reads(one: Seen) -> str:
    """The positions in reading order."""
    order = one.positions((ORDER,) * len(one.shape)).reshape(-1)
    return " ".join(map(str, order[:ORDER].tolist())) + (" …" if prod(one.shape) > ORDER else "")


def notes(shelf: Shelf, one: Seen) -> list[str]:
    """What has to be said of a box: what was left out, what is repeated, what is not there."""
    found, positions = [], one.drawn()
    if positions.shape != one.shape:
        found.append(f"{positions.shape} of shape {one.shape} is shown.")
    axes = [k for k, (side, stride) in enumerate(zip(one.shape, one.strides, strict=True)) if side > 1 and not stride]
    if axes:
        which = f"ax{'is' if len(axes) == 1 else 'es'} {', '.join(map(str, axes))}"
        found.append(f"Stride 0 along {which}: the dashed cells are not in memory, the same element is read again.")
    elif len(np.unique(positions)) < positions.size:
        found.append("The dashed cells are not in memory: their element has been read before.")
    if positions.min() < 0 or positions.max() >= len(shelf.numbers):
        found.append(f"Cells with ? lie outside the storage, whose positions are 0 to {len(shelf.numbers) - 1}.")
    return found


def draw_box(canvas: Canvas, shelf: Shelf, one: Seen, x: float, y: float) -> float:
    """The elements as rows and columns, of rank 3 and 4 in slabs; the answer is how far down it reaches."""
    positions = one.drawn()
    rows, columns = (1, 1, *positions.shape)[-2:]
    outer = positions.shape[:-2]
    across, broad, high = (1, *outer)[-1], BOX[0] * columns + GAP, BOX[1] * rows + GAP
    fit = max(1, min(across, int((canvas.width - canvas.margin - x + GAP) // broad)))
    done: set[int] = set()
    y += name_steps(canvas, one, x, y, rows, columns)
    bottom = y
    for k, place in enumerate(product(*map(range, outer))):
        row, column = divmod(k % across, fit)
        left, top = x + column * broad, y + (k // across * -(-across // fit) + row) * high
        if outer:
            canvas.text(left, top + 12, f"[{', '.join(map(str, place))}, :, :]", "soft code")
            top += 17
        draw_slab(canvas, shelf, positions[place].reshape(rows, columns), left, top, done)
        bottom = top + rows * BOX[1]
    return bottom + 8


def draw_slab(canvas: Canvas, shelf: Shelf, positions: np.ndarray, x: float, y: float, done: set[int]) -> None:
    """Rows and columns of cells; `done` are the positions drawn before."""
    followed = []
    for i, row in enumerate(positions.tolist()):
        for j, position in enumerate(row):
            left, top = x + j * BOX[0], y + i * BOX[1]
            look, ghost = shelf.kind(position), position in done
            cell(canvas, left, top, *BOX, kind=look, ghost=ghost, tip=f"position {position}")
            fault = "" if shelf.holds(position) else " bad"
            canvas.text(left + 3, top + 10, minus(position), f"tiny{fault}")
            centred(canvas, left + BOX[0] / 2, top + 27, shelf.value(position), f"code{fault}")
            if position == shelf.followed and not ghost:
                followed.append((left, top))
            done.add(position)
    for left, top in followed:
        outline(canvas, left, top, *BOX)


def name_steps(canvas: Canvas, one: Seen, x: float, y: float, rows: int, columns: int) -> float:
    """What a step along each axis costs: at the edges of a box, above the slabs; the answer is the room it took."""
    steps = [f"axis {k}: {signed(stride)}" for k, stride in enumerate(one.strides)]
    if len(steps) > 2:
        where = ["slab to slab", "down", "right"] if len(steps) == 3 else ["slabs down", "slabs right", "down", "right"]
        canvas.text(x, y + 10, ",   ".join(f"{step} {way}" for step, way in zip(steps, where, strict=True)), "soft")
        return 18
    if steps:
        words = f"{steps[-1]} →"
        fits = wide(words, 12) <= columns * BOX[0] + 40
        canvas.text(x, y + 10, words if fits else f"{signed(one.strides[-1])} →", "soft")
    if len(steps) == 2:
        words = f"{steps[0]} →"
        fits = wide(words, 12) <= rows * BOX[1]
        canvas.text(x - 14, y + 18, words if fits else f"{signed(one.strides[0])} →", "soft", turned=90)
    return 16 if steps else 0


def signed(stride: int) -> str:
    """A step in memory: +4, or -2, or 0, which stays where it is."""
    return minus(f"{stride:+d}") if stride else "0"


# --- In words


def storage_words(shelf: Shelf, line: str) -> list[str]:
    """The row of numbers as two lines of a table, and more where it is long."""
    lines = [line]
    for start in range(shelf.first, shelf.last, PER_LINE):
        places = range(start, min(start + PER_LINE, shelf.last))
        lines += table([["  position", *map(str, places)], ["  number", *(shelf.value(place) for place in places)]])
    if shelf.last - shelf.first < len(shelf.numbers):
        lines.append(f"  ({shelf.last - shelf.first} of {len(shelf.numbers):,} positions)")
    return lines


def reader_words(shelf: Shelf, one: Seen) -> list[str]:
    """The facts of an array, and its numbers with their positions: 7@3 is the number 7 at position 3."""
    lines = [facts(one)]
    positions = one.drawn()
    rows = positions.reshape(-1, (1, *positions.shape)[-1]).tolist()
    high = (1, 1, *positions.shape)[-2]
    for k, line in enumerate(table([[f"{shelf.value(position)}@{position}" for position in row] for row in rows])):
        if positions.ndim > 2 and k % high == 0:
            place = np.unravel_index(k // high, positions.shape[:-2])
            lines.append(f"  [{', '.join(map(str, place))}, :, :]")
        lines.append(f"  {line}")
    index = shelf.index(one)
    if index is not None:
        lines.append(f"  index {index} is at {formula(one, index)}")
    return [*lines, *(f"  {note}" for note in notes(shelf, one))]
