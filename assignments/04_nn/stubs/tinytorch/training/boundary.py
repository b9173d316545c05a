# Made from solutions/tinytorch/training/boundary.py by `autograder build`.
"""What a network answers where: the plane in the colour of the class that it finds at each point, and the data in it.

decision_boundary(model, points, labels).save("boundary.svg")
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

import numpy as np

from tinytorch.autograd.engine import no_grad
from tinytorch.nn.module import Module
from tinytorch.tensors.creation import tensor
from tinytorch.tensors.tensor import Tensor
from tinytorch.training.curves import BOTTOM, COLOURS, HEIGHT, LEFT, RIGHT, STYLE, TOP, WIDTH, Axis, Picture, axes, text

CELLS = 90  # along each axis
MARGIN = 0.1  # of what the data span, around them
SHAPES = (
    '<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2"{look}/>',
    '<rect x="{x:.1f}" y="{y:.1f}" width="6" height="6"{look}/>',
)


def decision_boundary(
    model: Module, points: Tensor, labels: Tensor, title: str = "What the network answers"
) -> Picture:
    """A picture of the classes that the model finds in the plane, with the points of the data and their labels.

    model   (n, 2) -> (n, classes) scores, of which the largest counts, or (n, 1), of which the sign does
    points  (m, 2), and their labels (m,), whole numbers from 0 on

    The model is asked in evaluation mode, and is in the mode afterwards that it was in. Raises ValueError for points
    that do not lie in a plane.
    """
    if points.ndim != 2 or points.shape[1] != 2 or not len(points):
        raise ValueError(f"decision_boundary wants points of shape (m, 2), at least one, got {tuple(points.shape)}")
    data, classes = points.detach().numpy(), labels.detach().numpy().astype(int)
    across, up = (spread(data[:, k], *ends) for k, ends in enumerate(((LEFT, WIDTH - RIGHT), (HEIGHT - BOTTOM, TOP))))
    words = f"{title}: {len(data)} points of {len(set(classes.tolist()))} classes"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="tt-curves" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{escape(words)}">',
        f"  <title>{escape(title)}</title>",
        f"  <style>{STYLE}  </style>",
        f'  <rect class="page" x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="10"/>',
        text(LEFT, 28, "title", title),
        '  <g style="opacity:0.3" shape-rendering="crispEdges">',
        *areas(model, points, across, up),
        "  </g>",
        *axes(across, up, "", ""),
        *marks(data, classes, across, up),
    ]
    return Picture("\n".join([*lines, "</svg>"]))


def spread(numbers: np.ndarray, start: float, end: float) -> Axis:
    """An axis for the numbers, with room at both ends."""
    room = MARGIN * (numbers.max() - numbers.min() or 1.0)
    return Axis([float(numbers.min() - room), float(numbers.max() + room)], start, end)


def areas(model: Module, like: Tensor, across: Axis, up: Axis) -> Iterator[str]:
    """The plane in cells, those of a row that have the same class as one."""
    x, y = (np.linspace(axis.low, axis.high, 2 * CELLS + 1)[1::2] for axis in (across, up))  # the cells' middles
    grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    found = answers(model, tensor(grid, dtype=like.dtype, device=like.device)).reshape(CELLS, CELLS)
    wide, high = (abs(axis.end - axis.start) / CELLS for axis in (across, up))
    for row, line in enumerate(found.tolist()):
        column = 0
        for answer, cells in groupby(line):
            count = len(list(cells))
            yield (
                f'  <rect x="{across.start + column * wide:.2f}" y="{up.start - (row + 1) * high:.2f}" '
                f'width="{count * wide:.2f}" height="{high + 0.5:.2f}" style="fill:var(--c{answer % COLOURS})"/>'
            )
            column += count


def answers(model: Module, points: Tensor) -> np.ndarray:
    """The class that the model finds at each point."""
    mode = model.training
    model.eval()
    try:
        with no_grad():
            scores = model(points).numpy()
    finally:
        model.train(mode)
    return scores.argmax(1) if scores.shape[1] > 1 else (scores[:, 0] > 0).astype(int)


def marks(data: np.ndarray, classes: np.ndarray, across: Axis, up: Axis) -> Iterator[str]:
    """A mark for each point of the data: discs and squares by turns, in the colour of its class."""
    for (x, y), label in zip(data.tolist(), classes.tolist(), strict=True):
        look = f' style="fill:var(--c{label % COLOURS});stroke:var(--page)"'
        shift = 3 * (label % len(SHAPES))  # a square is placed by its corner
        yield "  " + SHAPES[label % len(SHAPES)].format(x=across.place(x) - shift, y=up.place(y) - shift, look=look)
