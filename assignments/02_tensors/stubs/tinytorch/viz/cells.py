# Made from solutions/tinytorch/viz/cells.py by `autograder build`.
"""What all pictures of arrays need: numbers out of whatever holds them, and cells with a number in them.

x = numbers("heatmap", given)               # a Tensor, an Array, an ndarray, nested lists -> an ndarray
cell(canvas, 24, 60, 40, 30, fitting(x[0, 0]), "cell t3")
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from typing import Any

import numpy as np

from tinytorch.tensors.arguments import said
from tinytorch.tensors.array import Array
from tinytorch.tensors.tensor import Tensor
from tinytorch.viz.canvas import MINUS, UP, Canvas, ink_on, number, shade

RANK = 4  # more axes than these find no place on paper
REAL = "biuf"  # NumPy's kinds of number that lie on a line
THIN = 0.4  # how much of its colour a cell has that only stands for another


def numbers(owner: str, given: Any, name: str = "") -> np.ndarray:
    """The numbers of a Tensor, an Array, an ndarray or nested lists, as an ndarray.

    `owner` asks for them, `name` is what it calls them. Raises TypeError for what holds no real numbers, and ValueError
    for an array without elements or with more than four axes.
    """
    wanted = f"{owner} wants {f'{name} as ' if name else ''}an array"
    if isinstance(given, Tensor):
        given = given.value
    if isinstance(given, Array):
        given = given.numpy()
    try:
        found = np.asarray(given)
    except ValueError:
        raise ValueError(f"{wanted}, got rows of different lengths: make them equally long") from None
    if found.dtype.kind not in REAL:
        kind = {"c": "complex ones", "U": "words"}.get(found.dtype.kind, said(given))
        raise TypeError(f"{wanted} of real numbers (a Tensor, an ndarray or nested lists), got {kind}")
    check_shape(wanted, found.shape)
    return found


def check_shape(wanted: str, shape: Sequence[int]) -> None:
    """Raise ValueError for a shape that cannot be drawn."""
    if 0 in shape:
        raise ValueError(f"{wanted} with elements, got shape {tuple(shape)}: there is nothing to draw")
    if len(shape) > RANK:
        raise ValueError(f"{wanted} of at most {RANK} axes, got shape {tuple(shape)}: pick a part of it, such as x[0]")


def texts(owner: str, names: Any, what: str) -> list[str] | None:
    """Names as text; None where there are none. Raises TypeError for what is no row of names."""
    if names is None:
        return None
    if not isinstance(names, Iterable):
        raise TypeError(f"{owner} wants {what} in a list, got {said(names)}")
    return [str(name) for name in names]


def named_axis(owner: str, names: Any, side: int, what: str) -> list[str] | None:
    """A name for each of `side` things, as text. Raises ValueError where there are more or fewer of them."""
    found = texts(owner, names, what)
    if found is not None and len(found) != side:
        raise ValueError(f"{owner} wants {side} {what}, one for each, got {len(found)}")
    return found


def fitting(value: Any, most: int = 5) -> str:
    """A number in at most `most` letters, with as many digits as find room.

    >>> fitting(0.123456), fitting(12345678.0), fitting(float("nan")), fitting(True)
    ('0.123', '1e7', 'nan', 'True')
    """
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    for digits in range(most, 0, -1):
        words = number(float(value), digits)
        if "e" not in words and len(words) <= most:
            return words
    if 0.005 <= abs(value) < 1 and most >= 5:
        return minus(f"{value:.2f}")
    head, _, power = minus(f"{float(value):.0e}").partition("e")
    return f"{head}e{power[0].strip('+')}{power[1:].lstrip('0')}"


def minus(words: object) -> str:
    """The words with minus signs in the place of hyphens."""
    return str(words).replace("-", MINUS)


def cell(
    canvas: Canvas, x: float, y: float, width: float, height: float, words: object = "", kind: str = "cell", *,
    tip: str = "", ghost: bool = False, ink: str = "code",
) -> None:  # fmt: skip
    """A box with words in its middle. `tip` appears under the mouse; a `ghost` only stands for a cell elsewhere."""
    look = f' style="fill-opacity:{THIN};stroke-dasharray:3 3"' if ghost else ""
    box = f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" class="{kind}"{look}'
    canvas.raw([f"{box}><title>{escape(tip)}</title></rect>" if tip else f"{box}/>"])
    centred(canvas, x + width / 2, y + height / 2 + 4, words, ink)


def centred(canvas: Canvas, x: float, y: float, words: object, kind: str = "code") -> None:
    """Words of a size that fits five letters into a cell, with their middle at x."""
    if words != "":
        place = f'x="{x:.1f}" y="{y:.1f}" class="{kind} mid" style="font-size:12px"'
        canvas.raw([f"<text {place}>{escape(str(words))}</text>"])


def shaded(
    canvas: Canvas, x: float, y: float, width: float, height: float, share: float, words: str = "", tip: str = "",
    anchors: tuple[str, ...] = UP,
) -> None:  # fmt: skip
    """A cell of a heat map, in the colour of a share from 0 to 1; crossed out where the share is no number."""
    if math.isnan(share):
        cell(canvas, x, y, width, height, words, "empty", tip=tip)
        return crossed(canvas, x, y, width, height)
    colour = shade(share, anchors)
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    box = f'<rect {place} fill="{colour}"'
    canvas.raw([f"{box}><title>{escape(tip)}</title></rect>" if tip else f"{box}/>"])
    if words:
        place = f'x="{x + width / 2:.1f}" y="{y + height / 2 + 4:.1f}"'
        canvas.raw([f'<text {place} class="mid" style="font-size:12px;fill:{ink_on(colour)}">{escape(words)}</text>'])
    return None


@contextmanager
def seamless(canvas: Canvas) -> Iterator[None]:
    """Cells side by side without the page shining through between them."""
    canvas.raw(['<g shape-rendering="crispEdges">'])
    yield
    canvas.raw(["</g>"])


def crossed(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    """A line through a cell, from corner to corner: nothing to see here."""
    canvas.line(x, y + height, x + width, y, "axis")


def outline(canvas: Canvas, x: float, y: float, width: float, height: float, line: int | None = None) -> None:
    """A thick edge around cells, in ink or in the colour of a line."""
    if line is None:
        return canvas.rect(x, y, width, height, "outline")
    box = f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" class="outline c{line}"'
    canvas.raw([f'{box} style="stroke:var(--c{line})"/>'])
    return None


def table(rows: Sequence[Sequence[str]], gap: str = "  ") -> list[str]:
    """Lines of columns that are aligned, the first at the left and the others at the right."""
    widths = [max(len(row[k]) for row in rows if k < len(row)) for k in range(max(map(len, rows)))]
    lines = []
    for row in rows:
        parts = [
            part.rjust(width) if k else part.ljust(width)
            for k, (part, width) in enumerate(zip(row, widths, strict=False))
        ]
        lines.append(gap.join(parts).rstrip())
    return lines
