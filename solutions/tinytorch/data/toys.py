"""Small two-dimensional puzzles: points in the plane with a label, +1 or -1, for a classifier to tell apart.

    points, labels = moons(100, seed=0)         # ([(0.98, 0.12), ...], [1.0, ...])

`TOYS` holds them all by name, easiest first. Each puzzle places its points evenly or at random from the seed alone:
the same call gives the same points on every machine.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable

Points = list[tuple[float, float]]
Labels = list[float]
Toy = Callable[..., tuple[Points, Labels]]


def _labelled(count: int, seed: int, inside: Callable[[float, float], bool]) -> tuple[Points, Labels]:
    """`count` points spread evenly at random over the square from -1 to 1; +1 where inside(x, y)."""
    source = random.Random(seed)
    points = [(source.uniform(-1.0, 1.0), source.uniform(-1.0, 1.0)) for _ in range(count)]
    return points, [1.0 if inside(x, y) else -1.0 for x, y in points]


def simple(count: int = 100, seed: int = 0) -> tuple[Points, Labels]:
    """Left half against right half: one straight line, parallel to an axis."""
    return _labelled(count, seed, lambda x, y: x < 0.0)


def diagonal(count: int = 100, seed: int = 0) -> tuple[Points, Labels]:
    """Below against above a slanted line."""
    return _labelled(count, seed, lambda x, y: x + y < -0.5)


def split(count: int = 100, seed: int = 0) -> tuple[Points, Labels]:
    """Both outer strips against the middle one: no single line will do."""
    return _labelled(count, seed, lambda x, y: abs(x) > 0.6)


def xor(count: int = 100, seed: int = 0) -> tuple[Points, Labels]:
    """Opposite quarters of the square belong together: the puzzle that ended the first age of neural networks."""
    return _labelled(count, seed, lambda x, y: (x < 0.0) != (y < 0.0))


def circle(count: int = 100, seed: int = 0) -> tuple[Points, Labels]:
    """Outside against inside a disc in the middle."""
    return _labelled(count, seed, lambda x, y: x * x + y * y > 0.4)


def moons(count: int = 100, seed: int = 0, noise: float = 0.1) -> tuple[Points, Labels]:
    """Two half circles that reach into each other, blurred by normal noise."""
    source = random.Random(seed)
    half = count // 2
    rest = count - half
    upper = [(math.cos(t) - 0.5, math.sin(t) - 0.25) for t in _angles(half)]
    lower = [(0.5 - math.cos(t), 0.25 - math.sin(t)) for t in _angles(rest)]
    points = [(x + source.gauss(0.0, noise), y + source.gauss(0.0, noise)) for x, y in upper + lower]
    return points, [1.0] * half + [-1.0] * rest


def _angles(count: int) -> list[float]:
    """`count` angles evenly from 0 to pi, both ends included."""
    return [math.pi * i / max(count - 1, 1) for i in range(count)]


def spiral(count: int = 100, seed: int = 0, noise: float = 0.0) -> tuple[Points, Labels]:
    """Two arms that wind around each other, once and a quarter: the hard one."""
    source = random.Random(seed)
    half = count // 2
    points: Points = []
    for size, start in ((half, 0.0), (count - half, math.pi)):
        for t in _angles(size):
            radius, angle = 0.1 + 0.9 * t / math.pi, start + 2.5 * t
            x, y = radius * math.cos(angle), radius * math.sin(angle)
            points.append((x + source.gauss(0.0, noise), y + source.gauss(0.0, noise)))
    return points, [1.0] * half + [-1.0] * (count - half)


TOYS: dict[str, Toy] = {
    "simple": simple,
    "diagonal": diagonal,
    "split": split,
    "xor": xor,
    "circle": circle,
    "moons": moons,
    "spiral": spiral,
}
