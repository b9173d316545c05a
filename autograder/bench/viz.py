"""The benchmark `viz`: what pictures cost. A graph of 200 nodes, the import, and a curve that grows while one trains.

There is nobody to be compared with: the rows say how long a person waits. The goals are 200 ms for the graph, 100 ms
for the import beyond that of tinytorch, and 5 percent of the training for the curve.
"""

from __future__ import annotations

from pathlib import Path

from autograder.bench.arena import Benchmark, Entry, Row

PLACES = ("terminal", "notebook")
SECONDS = 2.0  # that a training takes: a notebook's picture is drawn again every half second
PROGRAM = Path(__file__).parent / "contestants" / "viz_tinytorch.py"


def entries(root: Path) -> list[Entry]:
    """The student's package, and the reference where it is."""
    packages = [("yours", root)] + ([("reference", root / "solutions")] if (root / "solutions").is_dir() else [])
    return [Entry(name, PROGRAM, package) for name, package in packages]


def rows() -> list[Row]:
    """A step of the last two rows is one of a training, with the curve; "percent" is the share that the curve took."""
    return [
        Row("graph of 200 nodes, warm", {"work": "graph", "nodes": 200}),
        Row("import tinytorch.viz, after tinytorch", {"work": "import"}),
        *(
            Row(f"a step with LiveCurve in a {place}", {"work": "live", "place": place, "seconds": SECONDS})
            for place in PLACES
        ),
    ]


BENCHMARK = Benchmark(
    title="what pictures cost",
    against=(),
    rows=rows,
    entries=entries,
    rounds=3,
    note=f"percent: the share of a training of {SECONDS:g} s that LiveCurve took.",
)
