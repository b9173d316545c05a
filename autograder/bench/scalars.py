"""The benchmark `scalars`: one training step of a scalar network (2-16-16-1) on 100 points of the moons.

That is about 65,000 recorded operations, forward and backward. micrograd does the same with the same idea; NumPy does
the same arithmetic on whole arrays at once, with derivatives worked out by hand: what the next layers are for.
"""

from __future__ import annotations

import math
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

from autograder.bench.arena import Benchmark, Entry, Row

SIZES = (2, 16, 16, 1)
PROGRAMS = Path(__file__).parent / "contestants"


def entries(root: Path) -> list[Entry]:
    """The student's package, the reference where it is, and the two to compare with."""
    program = PROGRAMS / "scalars_tinytorch.py"
    packages = [("yours", root)] + ([("reference", root / "solutions")] if (root / "solutions").is_dir() else [])
    ours = [
        Entry(name + suffix, program, package, {"collector": collector})
        for name, package in packages
        for suffix, collector in (("", True), (" in train()", False))
    ]
    return [*ours, Entry("micrograd", PROGRAMS / "scalars_micrograd.py"), Entry("NumPy", PROGRAMS / "scalars_numpy.py")]


def rows() -> list[Row]:
    """The only one."""
    return [Row("training step", problem())]


def problem() -> dict[str, Any]:
    """The points, labels and first weights that every contestant starts from."""
    source = random.Random(1337)
    angles = [math.pi * i / 49 for i in range(50)]
    moons = [(math.cos(t), math.sin(t)) for t in angles] + [(1.0 - math.cos(t), 0.5 - math.sin(t)) for t in angles]
    points = [(x + source.gauss(0.0, 0.1), y + source.gauss(0.0, 0.1)) for x, y in moons]
    weights = [
        [[source.uniform(-1.0, 1.0) for _ in range(inputs)] for _ in range(outputs)]
        for inputs, outputs in pairwise(SIZES)
    ]
    labels = [-1.0] * 50 + [1.0] * 50
    return {"points": points, "labels": labels, "weights": weights, "rate": 0.1, "decay": 1e-4}


BENCHMARK = Benchmark(
    title="2-16-16-1, 100 points, about 65,000 recorded operations",
    against=("micrograd", "NumPy"),
    rows=rows,
    entries=entries,
    rounds=7,
)
