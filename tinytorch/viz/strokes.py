# Made from solutions/tinytorch/viz/strokes.py by `autograder build`.
"""The line of a curve: which of its points have a place, how they are thinned and smoothed, and how the line looks.

canvas.raw(strokes(0, [(1.0, 0.9), (2.0, 0.5)], across, up))
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from tinytorch.viz.axes import Axis
from tinytorch.viz.canvas import COLOURS
from tinytorch.viz.sources import Points

MOST = 600  # points of a curve: more than there are columns to draw them in
LARGEST = 1e300  # what is beyond has no place: differences would overflow
DASHES = ("none", "8 4", "2 3", "10 3 2 3", "4 2", "14 4")


class Logarithmic(NamedTuple):
    """Along which of the two axes equal ways are equal factors: there, numbers of 0 and below have no place."""

    x: bool = False
    y: bool = False


PLAIN = Logarithmic()
LOGARITHMIC: dict[bool | str, Logarithmic] = {
    False: PLAIN, True: Logarithmic(y=True),
    "x": Logarithmic(x=True), "y": Logarithmic(y=True), "both": Logarithmic(x=True, y=True),
}  # fmt: skip


def logarithmic_axes(owner: str, asked: Any) -> Logarithmic:
    """Which axes are logarithmic. Raises ValueError for another word."""
    if not isinstance(asked, bool | str) or asked not in LOGARITHMIC:
        raise ValueError(f'{owner} wants logarithmic to be True, False, "x", "y" or "both", got {asked!r}')
    return LOGARITHMIC[asked]


def is_drawn(point: tuple[float, float], logs: Logarithmic) -> bool:
    """Whether there is a place for it in the picture."""
    return all(map(is_plain, point)) and (point[0] > 0 or not logs.x) and (point[1] > 0 or not logs.y)


def is_plain(value: float) -> bool:
    """Neither nan nor infinite nor as large as makes no difference."""
    return abs(value) < LARGEST


def strokes(k: int, some: Points, across: Axis, up: Axis, faint: bool = False) -> Iterator[str]:
    """The pieces of one curve between its gaps. A point alone is a dot."""
    faded = ";opacity:0.3;stroke-width:1" if faint else ""
    for piece in pieces(some, Logarithmic(across.logarithmic, up.logarithmic)):
        placed = [(across.place(x), up.place(y)) for x, y in thinned(piece)]
        if len(placed) == 1:
            yield f'<circle cx="{placed[0][0]:.1f}" cy="{placed[0][1]:.1f}" r="3" style="fill:{colour(k)}{faded}"/>'
        else:
            way = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
            yield f'<polyline class="curve" style="{look(k)}{faded}" points="{way}"/>'


def colour(k: int) -> str:
    return f"var(--c{k % COLOURS})"


def look(k: int) -> str:
    """The colour and the dashes of a curve."""
    return f"stroke:{colour(k)};stroke-dasharray:{DASHES[(k + k // COLOURS) % len(DASHES)]}"


def pieces(some: Points, logs: Logarithmic) -> Iterator[Points]:
    """The stretches of points without a gap."""
    piece: Points = []
    for point in some:
        if is_drawn(point, logs):
            piece.append(point)
        elif piece:
            yield piece
            piece = []
    if piece:
        yield piece


def thinned(piece: Points) -> Points:
    """At most MOST points or so: of each bucket the lowest and the highest, in order, so that no spike is lost."""
    if len(piece) <= MOST:
        return piece
    size = math.ceil(2 * len(piece) / MOST)
    kept = []
    for start in range(0, len(piece), size):
        bucket = piece[start : start + size]
        ends = {min(bucket, key=lambda point: point[1]), max(bucket, key=lambda point: point[1])}
        kept += sorted(ends)
    return kept


def smoothed(some: Points, over: int, logs: Logarithmic = PLAIN) -> Points:
    """y[k] -> the mean of y[k - over + 1], ..., y[k]: of fewer at the beginning, and behind a gap, which stays one."""
    if over == 1:
        return some
    result: Points = []
    window: list[float] = []
    for x, y in some:
        if is_drawn((x, y), logs):
            window = [*window[-over + 1 :], y]
            result.append((x, math.fsum(window) / len(window)))
        else:
            window = []
            result.append((x, math.nan))
    return result
