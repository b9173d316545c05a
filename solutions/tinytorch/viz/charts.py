"""Curves of numbers that change while a run goes on.

curves({"train": [0.9, 0.5, 0.3], "test": [0.9, 0.6, 0.5]}).save("loss.svg")
curves({"small": history, "large": "large.jsonl"}, logarithmic=True, smooth=20)

Each curve has a colour and dashes of its own, and its last number stands at its end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tinytorch.viz.axes import Axis, draw_axes
from tinytorch.viz.canvas import COLOURS, Canvas, number, short
from tinytorch.viz.picture import Picture
from tinytorch.viz.sources import Points, named

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 360, 76, 72, 56, 48  # the picture, and what is left free around the axes
ROW = 18  # of the legend
MOST = 600  # points of a curve: more than there are columns to draw them in
CURVES, LABELS = 24, 12  # at most, and of those that have their last numbers at the right
LARGEST = 1e300  # what is beyond has no place: differences would overflow
DASHES = ("none", "8 4", "2 3", "10 3 2 3", "4 2", "14 4")
BARS = "▁▂▃▄▅▆▇█"


def curves(
    runs: Any, title: str = "Loss", x: str = "epoch", y: str = "loss", logarithmic: bool = False, smooth: int = 1
) -> Picture:
    """A curve for each name: its numbers at 1, 2, 3, ...; or, given a dictionary, its values over its keys.

    runs         {name: numbers}, {name: run} or one run; a run is what fit() returned, or the path of its log
    x, y         what stands at the axes; of a run these numbers are drawn, as are its valid_y, if it has those
    logarithmic  whether equal ways up mean equal factors; then numbers of 0 and below are left out
    smooth       draw the mean of so many numbers, each with those before it, and the numbers themselves faintly

    What is nan or infinite leaves a gap. Raises TypeError for what is no run and no numbers, and ValueError where there
    is nothing to draw, and for a log that is none.
    """
    if not isinstance(smooth, int) or smooth < 1:
        raise ValueError(f"curves wants to smooth over a whole number of points, 1 or more, got {smooth!r}")
    found = named(runs, x, y)
    drawn = dict(list(found.items())[:CURVES])
    all_points = [point for some in drawn.values() for point in some if is_drawn(point, logarithmic)]
    if not all_points:
        raise ValueError(f"expected at least one finite number{' above 0' * logarithmic} to draw, got none")
    canvas, places = Canvas(WIDTH, title), legend_places(list(drawn))
    height = HEIGHT + places[-1][1] - TOP  # a legend of many rows takes nothing from the curves
    across = Axis([point[0] for point in all_points], LEFT, WIDTH - RIGHT)
    up = Axis([point[1] for point in all_points], height - BOTTOM, places[-1][1] + ROW, logarithmic)
    draw_axes(canvas, across, up, x, f"{y}, logarithmic" if logarithmic else y)
    draw_legend(canvas, list(drawn), places)
    for k, some in enumerate(drawn.values()):
        if smooth > 1:
            canvas.raw(strokes(k, some, across, up, faint=True))
        canvas.raw(strokes(k, smoothed(some, smooth, logarithmic), across, up))
    draw_ends(canvas, [smoothed(some, smooth, logarithmic) for some in drawn.values()], up)
    note = f"{CURVES} of {len(found):,} curves are shown, the first ones" if len(found) > CURVES else ""
    if note:
        canvas.text(LEFT, height + 6, note, "soft")
    words = table(title, x, y, drawn) + f"\n{note}" * bool(note)
    return Picture(canvas.svg(height + 20 * bool(note), description(y, drawn)), words)


loss_curves = curves  # what tinytorch.training calls it


def is_drawn(point: tuple[float, float], logarithmic: bool) -> bool:
    """Whether there is a place for it in the picture."""
    return all(map(is_plain, point)) and (point[1] > 0 or not logarithmic)


def is_plain(value: float) -> bool:
    """Neither nan nor infinite nor as large as makes no difference."""
    return abs(value) < LARGEST


# --- Curves


def strokes(k: int, some: Points, across: Axis, up: Axis, faint: bool = False) -> Iterator[str]:
    """The pieces of one curve between its gaps. A point alone is a dot."""
    faded = ";opacity:0.3;stroke-width:1" if faint else ""
    for piece in pieces(some, up.logarithmic):
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


def pieces(some: Points, logarithmic: bool) -> Iterator[Points]:
    """The stretches of points without a gap."""
    piece: Points = []
    for point in some:
        if is_drawn(point, logarithmic):
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


def smoothed(some: Points, over: int, logarithmic: bool = False) -> Points:
    """y[k] -> the mean of y[k - over + 1], ..., y[k]: of fewer at the beginning, and behind a gap, which stays one."""
    if over == 1:
        return some
    result: Points = []
    window: list[float] = []
    for x, y in some:
        if is_drawn((x, y), logarithmic):
            window = [*window[-over + 1 :], y]
            result.append((x, math.fsum(window) / len(window)))
        else:
            window = []
            result.append((x, math.nan))
    return result


# --- Names and numbers


def legend_places(names: Sequence[str]) -> list[tuple[float, float]]:
    """Where the entries of the legend begin: side by side, and in another row where one is full."""
    places = []
    x, y = float(LEFT), float(TOP)
    for name in names:
        wide = 50 + 7 * len(short(name))
        if x > LEFT and x + wide > WIDTH:
            x, y = float(LEFT), y + ROW
        places.append((x, y))
        x += wide
    return places


def draw_legend(canvas: Canvas, names: Sequence[str], places: Sequence[tuple[float, float]]) -> None:
    """A short line and its name for each curve."""
    for k, (name, (x, y)) in enumerate(zip(names, places, strict=True)):
        canvas.raw([f'<line class="curve" style="{look(k)}" x1="{x}" x2="{x + 26}" y1="{y - 4}" y2="{y - 4}"/>'])
        canvas.text(x + 32, y, short(name), "soft")


def draw_ends(canvas: Canvas, drawn: Sequence[Points], up: Axis) -> None:
    """The last number of each curve, at the right of it, one below the other where they would touch."""
    ends = [(k, last) for k, some in enumerate(drawn[:LABELS]) if (last := last_of(some, up.logarithmic)) is not None]
    heights = apart([up.place(value) for _, value in ends], up.end, up.start)
    for (k, value), y in zip(ends, heights, strict=True):
        right = WIDTH - RIGHT
        canvas.raw(
            [f'<line class="curve" style="{look(k)}" x1="{right + 4}" x2="{right + 14}" y1="{y:.1f}" y2="{y:.1f}"/>']
        )
        canvas.text(right + 18, y + 4, number(value, 3), "soft")


def last_of(some: Points, logarithmic: bool = False) -> float | None:
    """The last number that has a place."""
    return next((y for x, y in reversed(some) if is_drawn((x, y), logarithmic)), None)


def apart(heights: Sequence[float], top: float, bottom: float, least: float = 14) -> list[float]:
    """The same heights, moved as little as need be so that two of them are `least` apart, all above the bottom."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    moved = list(heights)
    floor = top
    for k in order:
        moved[k] = floor = max(moved[k], floor)
        floor += least
    ceiling = bottom
    for k in reversed(order):
        moved[k] = ceiling = min(moved[k], ceiling)
        ceiling -= least
    return moved


# --- Words


def description(y: str, drawn: Mapping[str, Points]) -> str:
    """The picture in words, for who cannot see it."""
    said = [f"{name}: {some[0][1]:.4g} at first, {some[-1][1]:.4g} at last" for name, some in drawn.items() if some]
    return f"{y} of " + "; ".join(said)


def table(title: str, x: str, y: str, drawn: Mapping[str, Points]) -> str:
    """A row for each curve: its first, least and last number, and a small drawing of it."""
    wide = max(len(y), *(len(short(name)) for name in drawn))
    lines = [title, f"{y:<{wide}}  {'first':>10}  {'least':>10}  {f'at {x}':>10}  {'last':>10}"]
    for name, some in drawn.items():
        finite = [point for point in some if all(map(is_plain, point))]
        if finite:
            at, least = min(finite, key=lambda point: point[1])
            numbers = f"{some[0][1]:>10.4g}  {least:>10.4g}  {at:>10.6g}  {some[-1][1]:>10.4g}"
            lines.append(f"{short(name):<{wide}}  {numbers}  {spark([value for _, value in some])}")
        else:
            lines.append(f"{short(name):<{wide}}  no finite number")
    return "\n".join(lines)


def spark(numbers: Sequence[float], wide: int = 24) -> str:
    """The numbers as a row of bars, each of them a mean; a blank for a stretch without a finite number.

    >>> spark([1.0, 2.0, 3.0, 4.0])
    '▁▃▆█'
    """
    size = max(1.0, len(numbers) / wide)
    buckets = [numbers[int(k * size) : int((k + 1) * size)] for k in range(min(wide, len(numbers)))]
    means = [mean([value for value in bucket if is_plain(value)]) for bucket in buckets]
    known = [value for value in means if value is not None]
    low, span = (min(known), max(known) - min(known) or 1.0) if known else (0.0, 1.0)
    return "".join(" " if each is None else BARS[round((each - low) / span * (len(BARS) - 1))] for each in means)


def mean(numbers: Sequence[float]) -> float | None:
    return math.fsum(numbers) / len(numbers) if numbers else None
