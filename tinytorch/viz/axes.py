# Made from solutions/tinytorch/viz/axes.py by `autograder build`.
"""Axes: where a number stands in a picture, and which round numbers are written beside it.

across, up = Axis([0.0, 10.0], 72, 580), Axis([0.1, 3.0], 312, 60)
up.place(1.0)       # the pixel of a number
draw_axes(canvas, across, up, "epoch", "loss")
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from tinytorch.viz.canvas import Canvas, number


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
            step = max(round_step(high - low), 1.0 if all(float(each).is_integer() for each in numbers) else 0.0)
            self.ticks = [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]

    def scaled(self, value: float) -> float:
        """A number as it is drawn."""
        return math.log10(value) if self.logarithmic else value

    def place(self, value: float) -> float:
        """Where it stands, in the picture's units."""
        return self.start + (self.scaled(value) - self.low) / (self.high - self.low) * (self.end - self.start)


def round_step(span: float) -> float:
    """1, 2 or 5 times a power of ten: four to ten of them make the span.

    >>> round_step(37), round_step(0.9)
    (5.0, 0.1)
    """
    power = 10.0 ** math.floor(math.log10(span))
    return next(step for step in (0.1 * power, 0.2 * power, 0.5 * power, power, 2 * power) if span / step <= 10)


def powers(low: float, high: float) -> list[float]:
    """Powers of ten from low to high; where they are few also 2 and 5 times them, and within one round numbers.

    >>> powers(0.1, 1000.0), powers(0.3, 7.0)
    ([0.1, 1.0, 10.0, 100.0, 1000.0], [0.5, 1.0, 2.0, 5.0])
    """
    exponents = range(math.ceil(math.log10(low)), math.floor(math.log10(high)) + 1)
    if len(exponents) >= 4:
        return [10.0**k for k in exponents[:: math.ceil(len(exponents) / 8)]]
    around = range(math.floor(math.log10(low)), math.floor(math.log10(high)) + 1)
    ticks = [tick for k in around for tick in (10.0**k, 2 * 10.0**k, 5 * 10.0**k) if low <= tick <= high]
    if len(ticks) >= 3:
        return ticks
    step = round_step(high - low)
    return [k * step for k in range(max(1, math.ceil(low / step)), math.floor(high / step) + 1)]


def draw_axes(canvas: Canvas, across: Axis, up: Axis, x: str, y: str) -> None:
    """Lines of a grid with their numbers, the axis below, and what the two mean."""
    left, right, bottom = across.start, across.end, up.start
    for tick in up.ticks:
        place = up.place(tick)
        canvas.line(left, place, right, place, "grid")
        canvas.text(left - 8, place + 4, number(tick), "soft end")
    canvas.line(left, bottom, right, bottom)
    for tick in across.ticks:
        place = across.place(tick)
        canvas.line(place, bottom, place, bottom + 5)
        canvas.text(place, bottom + 18, number(tick, 6), "soft mid")
    if x:
        canvas.text((left + right) / 2, bottom + 38, x, "mid")
    if y:
        canvas.text(18, (up.start + up.end) / 2, y, "mid", turned=-90)
