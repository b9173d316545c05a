# Made from solutions/tinytorch/viz/gating.py by `autograder build`.
"""What the gates of a recurrent cell do over time: how far each is open, unit by unit, above the tokens that were read.

gates(input=i, forget=f, output=o, cell=c, tokens="the cat sat".split())    # an LSTM: arrays (T, H) or (T,)
gates(reset=r, update=z)                                                    # a GRU
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tinytorch.viz.canvas import UP, Canvas, kind_of, number, short, wide
from tinytorch.viz.cells import fitting, named_axis, numbers, seamless, shaded, table
from tinytorch.viz.picture import Picture
from tinytorch.viz.sheets import Scale, draw_scale, scale_of

WIDTH = 760
STEPS, UNITS = 48, 16  # of time, and of a layer, that are drawn
LEFT = 92  # room for the names of the gates
CHART = 40  # the height of a line of means
MEAN = 30  # the side from which a mean is written below its place
EDGE = 1e-6  # how far outside of 0 to 1 a float32 sigmoid may round


def gates(
    *unnamed: Any, cell: Any = None, tokens: Iterable[str] | None = None, title: str = "Gates over time", **named: Any
) -> Picture:
    """A gate is a sigmoid: 0 lets nothing through, 1 everything. Its line is the mean over the units.

    named   the gates, each (T, H), T steps of H units, or (T,): `input=i, forget=f, output=o`, under any names
    cell    the cell state (T, H) or (T,), which may be any number
    tokens  what was read at each of the T steps

    Gates that leave 0 to 1 are marked: they have not been through a sigmoid. Raises TypeError for what is no array or
    has no name, ValueError for no gate, no elements, another rank, or lengths that do not agree.
    """
    if unnamed:
        raise TypeError(f"gates wants each gate by its name, such as gates(forget=f), got {kind_of(unnamed[0])}")
    if not named and cell is None:
        raise ValueError("gates wants at least one gate, such as gates(forget=f), got none")
    strips = [strip(name, given) for name, given in named.items()]
    strips += [] if cell is None else [strip("cell", cell)]
    steps = len(strips[0][1])
    for name, found in strips:
        if len(found) != steps:
            lengths = f"{steps} in {strips[0][0]} and {len(found)} in {name}"
            raise ValueError(f"gates wants equally many steps in each, got {lengths}")
    labels = named_axis("gates", tokens, steps, "tokens")
    canvas, shown = Canvas(WIDTH, title), min(steps, STEPS)
    room = canvas.width - 2 * canvas.margin - LEFT - 40
    side = int(10 * max(8.0, min(56.0, room / shown))) / 10  # in tenths, as places are written: no gaps between cells
    for name, found in strips:
        scale = state_scale(found) if name == "cell" and cell is not None else Scale(0.0, 1.0, UP)
        draw_strip(canvas, name, found[:STEPS], side, scale, labels)
    draw_labels(canvas, labels or [str(k) for k in range(steps)], shown, side)
    canvas.y += 12
    draw_scale(canvas, Scale(0.0, 1.0, UP))
    remarks = notes(strips, cell is not None)
    for note, kind in remarks:
        canvas.note(note, kind)
    words = [title, *in_words(strips, labels), *(note for note, _ in remarks)]
    return Picture(canvas.svg(description=f"{len(strips)} strips of {steps} steps"), "\n".join(words))


def strip(name: str, given: Any) -> tuple[str, np.ndarray]:
    """The name of a gate, and its numbers as (T, H)."""
    found = numbers("gates", given, name)
    if found.ndim == 1:
        found = found[:, None]
    if found.ndim != 2:
        raise ValueError(f"gates wants {name} of shape (T, H) or (T,), got {found.shape}: pick a sequence of the batch")
    return name, found.astype(np.float64)


def state_scale(found: np.ndarray) -> Scale:
    """A cell state has 0 in the middle, whatever its signs."""
    most = max(abs(scale_of(found).low), abs(scale_of(found).high)) or 1.0
    return Scale(-most, most, scale_of(-np.ones(1)).anchors)


def means(found: np.ndarray) -> np.ndarray:
    """The mean over the units at each step."""
    with np.errstate(invalid="ignore"):  # of infinities, which are drawn as such
        return np.asarray(found.mean(1))


# --- The drawing


def draw_strip(
    canvas: Canvas, name: str, found: np.ndarray, side: float, scale: Scale, labels: Sequence[str] | None
) -> None:
    """The line of means, and below it the units as rows."""
    left, top = canvas.margin + LEFT, canvas.y + 14
    right = left + side * len(found)
    canvas.text(canvas.margin, top + 14, short(name, 10), "strong")
    canvas.text(canvas.margin, top + 30, "mean", "soft")
    draw_means(canvas, means(found), left, top, side, scale)
    canvas.text(right + 8, top + 5, number(scale.high, 2), "soft")
    canvas.text(right + 8, top + CHART + 4, number(scale.low, 2), "soft")
    units = found[:, :UNITS].T
    high = 22.0 if len(units) <= 4 else 14.0 if len(units) <= 8 else 9.0
    y = top + CHART + (22 if side >= MEAN else 8)
    few = f"{found.shape[1]} unit{'s' * (found.shape[1] != 1)}"
    canvas.text(canvas.margin, y + max(11, high / 2 + 4), few, "soft")
    if found.shape[1] > UNITS:
        canvas.text(canvas.margin, y + 26, f"{UNITS} shown", "soft")
    with seamless(canvas):
        for k, row in enumerate(units):
            for t, value in enumerate(row.tolist()):
                step = labels[t] if labels else f"step {t}"
                words = fitting(round(value, 2)) if side >= 36 and high > 20 else ""
                tip = f"{name}, unit {k}, {step}: {number(value)}"
                place = (left + t * side, y + k * high, side, high)
                shaded(canvas, *place, scale.share(value), words if len(words) < 6 else "", tip, scale.anchors)
    canvas.rect(left, y, right - left, high * len(units), "edge")
    canvas.y = y + high * len(units) + 6


def draw_means(canvas: Canvas, values: np.ndarray, left: float, top: float, side: float, scale: Scale) -> None:
    """A line with a dot at each step, between the ends of the scale; it has a gap where a mean is no number."""
    for share in (0.0, 0.5, 1.0):
        y = top + CHART * (1 - share)
        canvas.line(left, y, left + side * len(values), y, "grid" if share != 0.5 else "grid dashed")
    way, pen = "", "M"
    for t, value in enumerate(values.tolist()):
        share = scale.share(value)
        if np.isnan(share):
            pen = "M"
            continue
        x, y = left + (t + 0.5) * side, top + CHART * (1 - min(max(share, 0.0), 1.0))
        way, pen = f"{way} {pen} {x:.1f} {y:.1f}", "L"
        canvas.circle(x, y, 2.5, "f0")
        if side >= MEAN:
            canvas.text(x, top + CHART + 16, fitting(round(value, 2)), "soft mid")
    if way:
        canvas.path(way.strip(), "curve c0")


def draw_labels(canvas: Canvas, labels: Sequence[str], shown: int, side: float) -> None:
    """The tokens below, upright where they are too long."""
    left, names = canvas.margin + LEFT, [short(label, 14) for label in labels[:shown]]
    longest = max(wide(name, 12) for name in names)
    upright = longest > side - 4
    for t in range(0, shown, max(1, int(np.ceil((14 if upright else longest + 4) / side)))):
        x = left + (t + 0.5) * side
        if upright:
            canvas.text(x + 4, canvas.y + 6 + wide(names[t], 12), names[t], "soft", turned=-90)
        else:
            canvas.text(x, canvas.y + 14, names[t], "mid")
    canvas.y += longest + 14 if upright else 24


# --- In words


def notes(strips: Sequence[tuple[str, np.ndarray]], state: bool) -> list[tuple[str, str]]:
    """What was left out, and what is no gate."""
    found = []
    steps = len(strips[0][1])
    if state:
        found.append(("The cell state has a scale of its own: orange below 0, white at 0, blue above.", "soft"))
    if steps > STEPS:
        found.append((f"{STEPS} of {steps:,} steps are shown.", "soft"))
    for name, values in strips[: len(strips) - state]:
        if ((values < -EDGE) | (values > 1 + EDGE)).any():
            low, high = number(float(np.nanmin(values)), 3), number(float(np.nanmax(values)), 3)
            found.append((f"{name} goes from {low} to {high}, not from 0 to 1: has it been through a sigmoid?", "bad"))
    lost = sum(int((~np.isfinite(values)).sum()) for _, values in strips)
    if lost:
        found.append((f"{lost} cell{'s are' if lost > 1 else ' is'} crossed out: no finite number.", "bad"))
    return found


def in_words(strips: Sequence[tuple[str, np.ndarray]], labels: Sequence[str] | None) -> list[str]:
    """The means over the units, a line for each step."""
    rows = [["step", *(f"{name} (mean of {found.shape[1]})" for name, found in strips)]]
    columns = [means(found[:STEPS]) for _, found in strips]
    for t in range(min(len(strips[0][1]), STEPS)):
        rows.append([labels[t] if labels else str(t), *(f"{column[t]:.2f}" for column in columns)])
    return table(rows)
