# Made from solutions/tinytorch/viz/axes.py by `autograder build`.
"""Axes: where a number stands in a picture, and which round numbers are written beside it.

across, up = Axis([0.0, 10.0], 72, 580), Axis([0.1, 3.0], 312, 60)
up.place(1.0)       # the pixel of a number
draw_axes(canvas, across, up, "epoch", "loss")
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence

from tinytorch.viz.canvas import MINUS, Canvas, number, wide

FEW = 8  # numbers that stand at an axis themselves


class Axis:
    """Where a number stands on an axis that goes from place `start` to place `end`.

    room   what is left free at each end, as a share of the numbers' span: so none lies on the lines around
    ticks  the numbers that are written at it
    """

    def __init__(
        self, numbers: Sequence[float], start: float, end: float, logarithmic: bool = False, room: float = 0.0
    ) -> None:
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
        free = room * (self.high - self.low)
        self.low, self.high = self.low - free, self.high + free

    def mark(self, given: Collection[float]) -> None:
        """Write these numbers at the axis, in the place of round ones, if they are few and find room."""
        if not 1 < len(given) <= FEW:
            return
        ticks = sorted(given)
        halves = [wide(tick_text(tick), 12) / 2 + 4 for tick in ticks]
        places = [abs(self.place(tick) - self.start) for tick in ticks]
        if all(places[k + 1] - places[k] >= halves[k] + halves[k + 1] for k in range(len(ticks) - 1)):
            self.ticks = ticks

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


def tick_text(value: float) -> str:
    """A number beside an axis: with as many digits as it needs, and short powers of ten.

    >>> tick_text(12000.0), tick_text(0.1 + 0.2), tick_text(1e-05), tick_text(2e7)
    ('12000', '0.3', '1e−5', '2e7')
    """
    return shortened(number(value, 6))


def shortened(text: str) -> str:
    """A number in which a power of ten takes no more letters than it needs, and minus signs are real.

    >>> shortened("-2.3e-04"), shortened("1e+12")
    ('−2.3e−4', '1e12')
    """
    return re.sub(rf"e(?:\+|({MINUS}))0*(\d+)$", r"e\1\2", text.replace("-", MINUS))


def draw_axes(canvas: Canvas, across: Axis, up: Axis, x: str, y: str) -> None:
    """Lines of a grid with their numbers, the axis below, and what the two mean."""
    left, right, bottom = across.start, across.end, up.start
    for tick in up.ticks:
        place = up.place(tick)
        canvas.line(left, place, right, place, "grid")
        canvas.text(left - 8, place + 4, tick_text(tick), "soft end")
    canvas.line(left, bottom, right, bottom)
    for tick in across.ticks:
        place = across.place(tick)
        canvas.line(place, bottom, place, bottom + 5)
        canvas.text(place, bottom + 18, tick_text(tick), "soft mid")
    if x:
        canvas.text((left + right) / 2, bottom + 38, x, "mid")
    if y:
        canvas.text(18, (up.start + up.end) / 2, y, "mid", turned=-90)
