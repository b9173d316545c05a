# Made from solutions/tinytorch/viz/charts.py by `autograder build`.
"""Curves of numbers that change while a run goes on.

curves({"train": [0.9, 0.5, 0.3], "test": [0.9, 0.6, 0.5]}).save("loss.svg")
curves({"small": history, "large": "large.jsonl"}, logarithmic=True, smooth=20)

Each curve has a colour and dashes of its own, and its last number stands at its end.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from tinytorch.viz.axes import Axis, draw_axes, shortened
from tinytorch.viz.canvas import Canvas, figures, short, wide
from tinytorch.viz.picture import Picture
from tinytorch.viz.sources import Points, named
from tinytorch.viz.strokes import Logarithmic, colour, is_drawn, is_plain, logarithmic_axes, look, smoothed, strokes

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 360, 84, 78, 56, 48  # the picture, and what is left free around the axes
ROW = 18  # of the legend
ROOM = 0.03  # above and below the curves, as a share of their height
CURVES, LABELS = 24, 12  # at most, and of those that have their last numbers at the right
BARS = "▁▂▃▄▅▆▇█"
End = tuple[int, float, float, str]  # of a curve: its number, where it ends, and the last number as text


def curves(
    runs: Any,
    title: str = "Loss",
    x: str = "epoch",
    y: str = "loss",
    logarithmic: bool | str = False,
    smooth: int = 1,
) -> Picture:
    """A curve for each name: its numbers at 1, 2, 3, ...; or, given a dictionary, its values over its keys.

    runs         {name: numbers}, {name: run} or one run; a run is what fit() returned, or the path of its log
    x, y         what stands at the axes; of a run these numbers are drawn, as are its valid_y, if it has those
    logarithmic  the axes along which equal ways are equal factors: True or "y", "x", or "both"; there, numbers of 0 and
                 below are left out
    smooth       draw the mean of so many numbers, each with those before it, and the numbers themselves faintly

    What is nan or infinite leaves a gap. Raises TypeError for what is no run and no numbers, and ValueError where there
    is nothing to draw, and for a log that is none.
    """
    check_smooth("curves", smooth)
    logs = logarithmic_axes("curves", logarithmic)
    found = named(runs, x, y)
    drawn = dict(list(found.items())[:CURVES])
    all_points = [point for some in drawn.values() for point in some if is_drawn(point, logs)]
    if not all_points:
        raise ValueError(f"expected at least one finite number{' above 0' * any(logs)} to draw, got none")
    entries = [legend_entry(name, some, logs) for name, some in drawn.items()]
    canvas, places = Canvas(WIDTH, title), legend_places(entries)
    height = HEIGHT + places[-1][1] - TOP  # a legend of many rows takes nothing from the curves
    across = Axis([point[0] for point in all_points], LEFT, WIDTH - RIGHT, logs.x)
    up = Axis([point[1] for point in all_points], height - BOTTOM, places[-1][1] + ROW, logs.y, ROOM)
    across.mark({point[0] for point in all_points})
    draw_axes(canvas, across, up, f"{x}, logarithmic" if logs.x else x, f"{y}, logarithmic" if logs.y else y)
    draw_legend(canvas, entries, places)
    for k, some in enumerate(drawn.values()):
        if smooth > 1:
            canvas.raw(strokes(k, some, across, up, faint=True))
        canvas.raw(strokes(k, smoothed(some, smooth, logs), across, up))
    draw_ends(canvas, [smoothed(some, smooth, logs) for some in drawn.values()], across, up)
    note = f"{CURVES} of {len(found):,} curves are shown, the first ones" if len(found) > CURVES else ""
    if note:
        canvas.text(LEFT, height + 6, note, "soft")
    words = table(title, x, y, drawn) + f"\n{note}" * bool(note)
    return Picture(canvas.svg(height + 20 * bool(note), description(y, drawn)), words)


loss_curves = curves  # what tinytorch.training calls it


def check_smooth(owner: str, smooth: Any) -> None:
    """Raise ValueError for what is no number of points."""
    if not isinstance(smooth, int) or smooth < 1:
        raise ValueError(f"{owner} wants to smooth over a whole number of points, 1 or more, got {smooth!r}")


# --- Names and numbers


def legend_entry(name: str, some: Points, logs: Logarithmic) -> str:
    """What the legend calls a curve; of one that cannot be seen it says why."""
    if any(is_drawn(point, logs) for point in some):
        return short(name)
    why = "no number above 0" if any(all(map(is_plain, point)) for point in some) else "no finite number"
    return f"{short(name)}: {why}"


def legend_places(entries: Sequence[str]) -> list[tuple[float, float]]:
    """Where the entries of the legend begin: side by side, and in another row where one is full."""
    places = []
    x, y = float(LEFT), float(TOP)
    for entry in entries:
        wide = 50 + 7 * len(entry)
        if x > LEFT and x + wide > WIDTH:
            x, y = float(LEFT), y + ROW
        places.append((x, y))
        x += wide
    return places


def draw_legend(canvas: Canvas, entries: Sequence[str], places: Sequence[tuple[float, float]]) -> None:
    """A short line and its name for each curve."""
    for k, (entry, (x, y)) in enumerate(zip(entries, places, strict=True)):
        canvas.raw([f'<line class="curve" style="{look(k)}" x1="{x}" x2="{x + 26}" y1="{y - 4}" y2="{y - 4}"/>'])
        canvas.text(x + 32, y, entry, "soft")


def draw_ends(canvas: Canvas, drawn: Sequence[Points], across: Axis, up: Axis) -> None:
    """The last number of each curve: at the right of those that go on to there, else beside the curve's own end."""
    logs = Logarithmic(across.logarithmic, up.logarithmic)
    ends = [
        (k, across.place(last[0]), up.place(last[1]), end_text(last[1]))
        for k, some in enumerate(drawn[:LABELS])
        if (last := last_of(some, logs)) is not None
    ]
    early = [end for end in ends if end[1] < across.end - 1]
    for k, x, y, _ in early:
        if len(drawn[k]) > 1:  # else it is a dot already
            canvas.raw([f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" style="fill:{colour(k)}"/>'])
    inside = [end for end in early if end[1] + 8 + wide(end[3], 12) < across.end]
    column = [end for end in ends if end not in inside]
    for group in together(inside):
        for (_, x, _, text), y in zip(group, apart([y for _, _, y, _ in group], up.end, up.start), strict=True):
            canvas.text(x + 8, y + 4, text, "soft halo")
    for (k, _, _, text), y in zip(column, apart([y for _, _, y, _ in column], up.end, up.start), strict=True):
        x = across.end + 4
        canvas.raw([f'<line class="curve" style="{look(k)}" x1="{x}" x2="{x + 10}" y1="{y:.1f}" y2="{y:.1f}"/>'])
        canvas.text(x + 14, y + 4, text, "soft")


def together(ends: Sequence[End]) -> list[list[End]]:
    """The ends whose labels could touch, from left to right."""
    groups: list[list[End]] = []
    for end in sorted(ends, key=lambda end: end[1]):
        if groups and end[1] - groups[-1][-1][1] < RIGHT:
            groups[-1].append(end)
        else:
            groups.append([end])
    return groups


def end_text(value: float) -> str:
    """A number of few letters, to stand at the end of a curve."""
    text = shortened(figures(value, 3))
    return text if len(text) <= 7 else shortened(f"{value:.1e}")


def last_of(some: Points, logs: Logarithmic) -> tuple[float, float] | None:
    """The last point that has a place."""
    return next((point for point in reversed(some) if is_drawn(point, logs)), None)


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
    ends = {name: (figures(some[0][1]), figures(some[-1][1])) for name, some in drawn.items() if some}
    said = [f"{name}: {first} at first, {last} at last" for name, (first, last) in ends.items()]
    return f"{y} of " + "; ".join(said)


def table(title: str, x: str, y: str, drawn: Mapping[str, Points]) -> str:
    """A row for each curve: its first, least and last number, and a small drawing of it."""
    wide = max(len(y), *(len(short(name)) for name in drawn))
    lines = [title, f"{y:<{wide}}  {'first':>10}  {'least':>10}  {f'at {x}':>10}  {'last':>10}"]
    for name, some in drawn.items():
        finite = [point for point in some if all(map(is_plain, point))]
        if finite:
            at, least = min(finite, key=lambda point: point[1])
            first, low, last = (figures(value) for value in (some[0][1], least, some[-1][1]))
            numbers = f"{first:>10}  {low:>10}  {at:>10.6g}  {last:>10}"
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
