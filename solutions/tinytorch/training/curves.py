"""Curves of numbers that change while a run goes on, as a picture: SVG, for a notebook or a file.

loss_curves({"train": [0.9, 0.5, 0.3], "test": [0.9, 0.6, 0.5]}).save("loss.svg")

Colours are told apart by the colour-blind, too (after Okabe and Ito, 2008), and each curve has dashes of its own; the
page is light or dark as the reader has it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

Points = list[tuple[float, float]]

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 360, 72, 20, 48, 48  # the picture, and what is left free around the axes
ROW = 18  # of the legend
MOST = 600  # points of a curve: more than there are columns to draw them in
STYLE = """
    .tt-curves{--ink:#1f2937;--soft:#4b5563;--page:#ffffff;--edge:#d1d5db;
      --c0:#0072b2;--c1:#d55e00;--c2:#007a5a;--c3:#a8457f;--c4:#8a6d00;--c5:#1f2937}
    @media (prefers-color-scheme:dark){.tt-curves{--ink:#e5e7eb;--soft:#9ca3af;--page:#111827;--edge:#374151;
      --c0:#56b4e9;--c1:#e69f00;--c2:#2bc79a;--c3:#e08fc0;--c4:#f0e442;--c5:#e5e7eb}}
    .tt-curves text{font-family:Helvetica,Arial,'Liberation Sans',sans-serif;font-size:13px;fill:var(--ink)}
    .tt-curves .title{font-size:16px;font-weight:bold}.tt-curves .soft{fill:var(--soft);font-size:12px}
    .tt-curves .mid{text-anchor:middle}.tt-curves .end{text-anchor:end}
    .tt-curves .page{fill:var(--page);stroke:var(--edge)}.tt-curves .grid{stroke:var(--edge)}
    .tt-curves .axis{stroke:var(--soft)}.tt-curves .curve{fill:none;stroke-width:2;stroke-linejoin:round}
"""
DASHES = ("none", "8 4", "2 3", "10 3 2 3", "4 2", "14 4")
COLOURS = 6


class Picture:
    """An SVG: shown by a notebook as the last value of a cell, or saved."""

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it to a file, which any browser shows."""
        Path(path).write_text(self.svg, encoding="utf-8")
        return Path(path)


def loss_curves(
    curves: Mapping[str, Sequence[float] | Mapping[float, float]],
    title: str = "Loss",
    x: str = "epoch",
    y: str = "loss",
    logarithmic: bool = False,
) -> Picture:
    """A curve for each name: its numbers at 1, 2, 3, ...; or, given a dictionary, its values over its keys.

    x, y         what stands at the axes
    logarithmic  whether equal ways up mean equal factors; then numbers of 0 and below are left out

    What is nan or infinite leaves a gap. Raises ValueError where there is nothing to draw.
    """
    if not isinstance(curves, Mapping):
        raise TypeError(
            f'loss_curves wants a dict from names to numbers, such as {{"loss": [...]}}, got a {type(curves).__name__}'
        )
    drawn = {str(name): points(numbers) for name, numbers in curves.items()}
    all_points = [point for some in drawn.values() for point in some if is_drawn(point, logarithmic)]
    if not all_points:
        raise ValueError("expected at least one finite number to draw, got none")
    places = legend_places(list(drawn))
    across = Axis([point[0] for point in all_points], LEFT, WIDTH - RIGHT)
    up = Axis([point[1] for point in all_points], HEIGHT - BOTTOM, places[-1][1] + ROW, logarithmic)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="tt-curves" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{escape(description(title, y, drawn))}">',
        f"  <title>{escape(title)}</title>",
        f"  <style>{STYLE}  </style>",
        f'  <rect class="page" x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="10"/>',
        text(LEFT, 28, "title", title),
        *axes(across, up, x, y),
        *legend(list(drawn), places),
    ]
    for number, some in enumerate(drawn.values()):
        lines += strokes(number, some, across, up)
    return Picture("\n".join([*lines, "</svg>"]))


def points(numbers: Sequence[float] | Mapping[float, float]) -> Points:
    """Pairs (x, y)."""
    pairs = numbers.items() if isinstance(numbers, Mapping) else enumerate(numbers, 1)
    return [(float(x), float(y)) for x, y in pairs]


def is_drawn(point: tuple[float, float], logarithmic: bool) -> bool:
    """Whether there is a place for it in the picture."""
    return all(map(math.isfinite, point)) and (point[1] > 0 or not logarithmic)


# --- Axes


class Axis:
    """Where a number stands on an axis that goes from place `start` to place `end`.

    ticks  the numbers that are written at it
    """

    def __init__(self, numbers: Sequence[float], start: float, end: float, logarithmic: bool = False) -> None:
        self.start, self.end, self.logarithmic = start, end, logarithmic
        low, high = min(numbers), max(numbers)
        if low == high:  # one number alone stands in the middle
            low, high = (low / 2, high * 2) if logarithmic else (low - (abs(low) or 1) / 2, high + (abs(high) or 1) / 2)
        self.low, self.high = self.scaled(low), self.scaled(high)
        if logarithmic:
            self.ticks = powers(low, high)
        else:
            step = max(round_step(high - low), 1.0 if all(number.is_integer() for number in numbers) else 0.0)
            self.ticks = [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]

    def scaled(self, number: float) -> float:
        """A number as it is drawn."""
        return math.log10(number) if self.logarithmic else number

    def place(self, number: float) -> float:
        """Where it stands, in the picture's units."""
        return self.start + (self.scaled(number) - self.low) / (self.high - self.low) * (self.end - self.start)


def round_step(span: float) -> float:
    """1, 2 or 5 times a power of ten: four to ten of them make the span.

    >>> round_step(37), round_step(0.9)
    (5.0, 0.1)
    """
    power = 10.0 ** math.floor(math.log10(span))
    return next(step for step in (0.1 * power, 0.2 * power, 0.5 * power, power, 2 * power) if span / step <= 10)


def powers(low: float, high: float) -> list[float]:
    """Powers of ten from low to high, or round numbers between them where there are fewer than two."""
    exponents = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
    if len(exponents) >= 2:
        return [10.0**k for k in exponents[:: math.ceil(len(exponents) / 8)]]
    step = round_step(high - low)
    return [k * step for k in range(max(1, math.ceil(low / step)), math.floor(high / step) + 1)]


def axes(across: Axis, up: Axis, x: str, y: str) -> Iterator[str]:
    """Lines of a grid with their numbers, the axis below, and what the two mean."""
    for tick in up.ticks:
        place = up.place(tick)
        yield f'  <line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{place:.1f}" y2="{place:.1f}"/>'
        yield text(LEFT - 8, place + 4, "soft end", f"{tick:.4g}")
    bottom = HEIGHT - BOTTOM
    yield f'  <line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{bottom}" y2="{bottom}"/>'
    for tick in across.ticks:
        place = across.place(tick)
        yield f'  <line class="axis" x1="{place:.1f}" x2="{place:.1f}" y1="{bottom}" y2="{bottom + 5}"/>'
        yield text(place, bottom + 18, "soft mid", f"{tick:.6g}")
    yield text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "mid", x)
    middle = (up.start + up.end) / 2
    yield f'  <text x="18" y="{middle}" class="mid" transform="rotate(-90 18 {middle})">{escape(y)}</text>'


# --- Curves


def strokes(number: int, some: Points, across: Axis, up: Axis) -> Iterator[str]:
    """The pieces of one curve between its gaps. A point alone is a dot."""
    colour = f"var(--c{number % COLOURS})"
    for piece in pieces(some, up.logarithmic):
        placed = [(across.place(x), up.place(y)) for x, y in thinned(piece)]
        if len(placed) == 1:
            yield f'  <circle cx="{placed[0][0]:.1f}" cy="{placed[0][1]:.1f}" r="3" style="fill:{colour}"/>'
        else:
            way = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
            yield f'  <polyline class="curve" style="{stroke(number)}" points="{way}"/>'


def stroke(number: int) -> str:
    """The colour and the dashes of a curve."""
    return f"stroke:var(--c{number % COLOURS});stroke-dasharray:{DASHES[(number + number // COLOURS) % len(DASHES)]}"


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


def legend_places(names: Sequence[str]) -> list[tuple[float, float]]:
    """Where the entries of the legend begin: side by side, and in another row where one is full."""
    places = []
    x, y = float(LEFT), float(TOP)
    for name in names:
        wide = 50 + 7 * len(shortened(name))
        if x > LEFT and x + wide > WIDTH:
            x, y = float(LEFT), y + ROW
        places.append((x, y))
        x += wide
    return places


def legend(names: Sequence[str], places: Sequence[tuple[float, float]]) -> Iterator[str]:
    """A short line and its name for each curve."""
    for number, (name, (x, y)) in enumerate(zip(names, places, strict=True)):
        yield f'  <line class="curve" style="{stroke(number)}" x1="{x}" x2="{x + 26}" y1="{y - 4}" y2="{y - 4}"/>'
        yield text(x + 32, y, "soft", shortened(name))


def shortened(name: str) -> str:
    """A name that fits into the legend."""
    return name if len(name) <= 32 else name[:31] + "\u2026"


def description(title: str, y: str, drawn: Mapping[str, Points]) -> str:
    """The picture in words, for who cannot see it."""
    said = [f"{name}: {some[0][1]:.4g} at first, {some[-1][1]:.4g} at last" for name, some in drawn.items() if some]
    return f"{title}. {y} of " + "; ".join(said)


def text(x: float, y: float, kind: str, words: str) -> str:
    return f'  <text x="{x:.1f}" y="{y:.1f}" class="{kind}">{escape(words)}</text>'
