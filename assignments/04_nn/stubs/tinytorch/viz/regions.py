# Made from solutions/tinytorch/viz/regions.py by `autograder build`.
"""Where one score is larger than the others: areas with smooth edges, out of scores that are known on a grid.

for k, way in layers(scores, xs, ys):       # scores (rows, columns, classes), known at the pixels xs and ys
    canvas.path(way, f"t{k}")
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

LARGEST = 1e30  # scores beyond are cut: their differences would be no numbers
STRAIGHT = 0.05  # pixels that a point may lie beside a straight line and be left out
Edge = tuple[int, int, int]  # (0, i, j): from the corner (i, j) to the right; (1, i, j): down
Point = tuple[float, float]


def layers(scores: np.ndarray, xs: np.ndarray, ys: np.ndarray) -> Iterator[tuple[int, str]]:
    """(class, the way around where it or a later one wins): painted in this order, each class shows where it wins.

    So no gap is left where three classes meet. Classes that win nowhere are left out.
    """
    found = np.nan_to_num(scores.astype(np.float64), nan=-LARGEST).clip(-LARGEST, LARGEST)
    winners = np.unique(found.argmax(-1))
    found = found[..., winners]
    for k, winner in enumerate(winners.tolist()):
        lead = found[..., k:].max(-1) - found[..., :k].max(-1) if k else np.ones(found.shape[:2])
        yield winner, "".join(map(written, loops(lead, xs, ys)))


def loops(field: np.ndarray, xs: np.ndarray, ys: np.ndarray) -> list[list[Point]]:
    """The closed lines around where the field is above 0, as straight between the corners as it can be known.

    Marching squares (Lorensen and Cline 1987, in the plane): a line crosses those edges of the grid whose ends have
    different signs, where the straight line between the two numbers is 0.
    """
    field = np.pad(field, 1, constant_values=-1.0)  # nothing is outside, so that every line is closed
    xs, ys = np.pad(xs, 1, mode="edge"), np.pad(ys, 1, mode="edge")
    after = crossings(field)
    found = []
    while after:
        edge, following = after.popitem()
        loop = [edge]
        while following != edge:
            loop.append(following)
            following = after.pop(following)
        found.append(straightened([point(each, field, xs, ys) for each in loop]))
    return found


def crossings(field: np.ndarray) -> dict[Edge, Edge]:
    """For each edge that a line crosses the one that it crosses next; where the field is above 0 is at its right."""
    inside = field > 0
    count = inside[:-1, :-1].astype(int) + inside[:-1, 1:] + inside[1:, 1:] + inside[1:, :-1]
    after: dict[Edge, Edge] = {}
    for i, j in np.argwhere((count > 0) & (count < 4)).tolist():
        edges = ((0, i, j), (1, i, j + 1), (0, i + 1, j), (1, i, j))  # clockwise
        corners = [bool(inside[at]) for at in ((i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j))]
        enters = [not corners[k] and corners[(k + 1) % 4] for k in range(4)]
        joined = field[i : i + 2, j : j + 2].sum() > 0  # of two corners across: whether they meet in the middle
        for k in range(4):
            if corners[k] and not corners[(k + 1) % 4]:
                ways = [(k + step) % 4 for step in ((1, 2, 3) if joined else (3, 2, 1))]
                after[edges[k]] = edges[next(way for way in ways if enters[way])]
    return after


def point(edge: Edge, field: np.ndarray, xs: np.ndarray, ys: np.ndarray) -> Point:
    """Where on the edge the field is 0."""
    down, i, j = edge
    m, n = i + down, j + 1 - down
    here, there = float(field[i, j]), float(field[m, n])
    share = here / (here - there)
    return float(xs[j] + share * (xs[n] - xs[j])), float(ys[i] + share * (ys[m] - ys[i]))


def straightened(loop: list[Point]) -> list[Point]:
    """The loop without the points that lie on the line between those beside them."""
    kept = [loop[0]]
    for (x, y), (p, q) in zip(loop[1:], [*loop[2:], loop[0]], strict=True):
        dx, dy = p - kept[-1][0], q - kept[-1][1]
        beside = abs(dx * (y - kept[-1][1]) - dy * (x - kept[-1][0]))
        turned = dx * (x - kept[-1][0]) + dy * (y - kept[-1][1]) < 0 or dx * (p - x) + dy * (q - y) < 0
        if turned or beside > STRAIGHT * (dx * dx + dy * dy) ** 0.5:
            kept.append((x, y))
    return kept


def written(loop: list[Point]) -> str:
    """The loop in SVG's words."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in loop) + "Z"
