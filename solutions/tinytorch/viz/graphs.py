"""`graph(loss)` draws what a value was computed from: the record that `backward` walks back along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tinytorch.scalars.graph import topological_order
from tinytorch.viz.boxes import Box, filled, named_boxes
from tinytorch.viz.canvas import Canvas, wide
from tinytorch.viz.folds import folded_chains, folded_modules, nearest
from tinytorch.viz.graph_art import draw_box, draw_legend, draw_way, placed, written
from tinytorch.viz.graph_texts import Line, dot, mermaid, table
from tinytorch.viz.history import History, Part, arrows, checked_roots, with_constant
from tinytorch.viz.names import given_names, kinds_of, owner_at, parameters_of
from tinytorch.viz.passes import watched_backward
from tinytorch.viz.picture import Picture
from tinytorch.viz.places import Places, places

MOST = 200  # boxes in one drawing
ARROWS = 1200  # between them
FEW = 40  # boxes of numbers with four digits
WIDTH = 760.0  # of a notebook


class GraphPicture(Picture):
    """A Picture of a graph that also knows it in two languages of other programs: `dot` (Graphviz) and `mermaid`."""

    def __init__(self, svg: str, words: str, dot: str, mermaid: str) -> None:
        super().__init__(svg, words)
        self.dot, self.mermaid = dot, mermaid


class Sketch:
    """A graph that is ready to be drawn: boxes, inputs first, the lines between them, and which way they go."""

    def __init__(self, history: History, parts: Sequence[Part], part_of: dict[Any, Part]) -> None:
        self.history = history
        self.flows = arrows(history, parts, part_of)
        sources: dict[Part, list[Part]] = {part: [] for part in parts}
        for tail, head, _ in self.flows:
            sources[head].append(tail)
        ends = [part_of[root] for root in history.roots][::-1]
        above = Part("above", [])
        order = topological_order(above, lambda part: ends if part is above else sources[part][::-1])
        self.parts = order[:0:-1]
        self.boxes: list[Box] = []
        self.lines: list[Line] = []

    def fill(
        self, names: Mapping[Any, str], values: bool, gradients: Mapping[Any, Any] | None, numbered: bool = False
    ) -> None:
        """Write names and numbers into the boxes."""
        arrays = {id(v.value): name for v, name in names.items()}
        for part in self.parts:
            if part.kind == "value":
                part.label = with_constant(part.result, arrays)
        digits = (4 if len(self.parts) <= FEW else 3) if values else 0
        self.boxes = [filled(box, self.history, gradients, digits) for box in named_boxes(self.parts, names, numbered)]
        box_of = {box.part: box for box in self.boxes}
        self.lines = [(box_of[tail], box_of[head], x) for tail, head, x in self.flows]

    @property
    def goes_down(self) -> bool:
        """Whether it is narrower so than from left to right, where that would be too wide for a notebook."""
        level = dict.fromkeys(self.boxes, 0)
        tails: dict[Box, list[Box]] = {box: [] for box in self.boxes}
        for tail, head, _ in self.lines:
            tails[head].append(tail)
        rows: dict[int, list[Box]] = {}
        for box in self.boxes:
            level[box] = 1 + max((level[tail] for tail in tails[box]), default=-1)
            rows.setdefault(level[box], []).append(box)
        right = sum(max(box.size(down=False)[0] for box in row) + 34 for row in rows.values())
        return (
            right > WIDTH - 48 and max(sum(box.size(down=True)[0] + 16 for box in row) for row in rows.values()) < right
        )


def graph(
    x: Any,
    *,
    model: Any = None,
    names: Mapping[str, Any] | None = None,
    values: bool = True,
    gradients: bool = False,
    collapse: bool | int = True,
    depth: int | None = None,
    title: str = "",
) -> GraphPicture:
    """Draw all that x was computed from: operations in rounded boxes, and the values they made as name, data | grad.

        a, b, c = (Scalar(v, requires_grad=True) for v in (2.0, -3.0, 10.0))
        graph((a * b + c) * a, names=locals())
        graph(loss, model=net)              # parameters by name, each layer one box

    x          a Scalar, a Tensor, or a tuple of them
    names      {name: value}, also lists of values; what is neither is passed over, so that locals() will do
    model      a Module, or any object that holds Scalars in its attributes and lists: names its parameters
    collapse   with a model: one box for what a piece of it has computed, which is told by the parameters that an
               operation reads (`folded_modules` has the rule). True: the piece that holds the parameter; a number: the
               piece that this many steps into the model lead to; False: every operation by itself
    values     False leaves the numbers out
    gradients  show the gradient of x by every value, which the engine computes anew without touching any .grad. Else
               .grad is shown where there is one, and inner values keep none
    depth      so many calls before x, one after another, and the leaves that these read

    A tensor has its numbers if they are few, else their mean and norm. A star marks numbers that were written to in
    place after they were read. More than 200 boxes are made fewer: chains are folded, and what is farthest from x is
    counted instead of drawn. Without the extra `viz` the picture is made of words.

    Raises TypeError for what was not computed by tinytorch, ValueError for a depth or a collapse below 1, GradientError
    if the gradients cannot be computed.
    """
    roots = checked_roots(x, "graph")
    check_numbers(collapse, depth)
    parameters = parameters_of(model)
    named = {**{v: name for v, (name, _) in parameters.items()}, **given_names(names)}
    if gradients and len(roots) > 1:
        raise TypeError(f"gradients=True wants one value to start at, got {len(roots)}: draw them one by one")
    arrived = {visit.variable: visit.arrived for visit in watched_backward(roots[0])} if gradients else None
    history = History(roots)
    folds: list[Part] = []
    if parameters and collapse is not False:
        steps, kinds = None if collapse is True else collapse, kinds_of(model)
        folds = folded_modules(history, {v: owner_at(owner, steps, kinds) for v, (_, owner) in parameters.items()})
    sketch = sketched(history, folds, named, MOST, depth)
    sketch.fill(named, values, arrived)
    name = named.get(roots[0], "") if len(roots) == 1 else ""
    return picture(sketch, title or f"Computation graph{f' of {name}' if name else ''}", notes(sketch))


def check_numbers(collapse: bool | int, depth: int | None) -> None:
    """Raise ValueError unless both are what `graph` wants."""
    if not isinstance(collapse, int) or (collapse is not False and collapse < 1):
        raise ValueError(f"collapse wants True, False or a whole number of at least 1, got {collapse!r}")
    if depth is not None and (not isinstance(depth, int) or depth < 1):
        raise ValueError(f"depth wants a whole number of at least 1, got {depth!r}")


def sketched(
    history: History, folds: list[Part], named: Mapping[Any, str], most: int, depth: int | None = None
) -> Sketch:
    """The sketch of a history, with chains folded if it would be too large without, and no thicket of arrows."""
    part_of = {v: part for part in folds for v in part.members}
    if len(history.order) - len(part_of) + len(folds) > most and depth is None:
        folds = folds + folded_chains(history, named, part_of)
    sketch = Sketch(history, *nearest(history, folds, most, depth))
    while len(sketch.flows) > ARROWS and most > FEW:
        most //= 2
        sketch = Sketch(history, *nearest(history, folds, most, depth))
    return sketch


def notes(sketch: Sketch) -> list[str]:
    """What has to be said below the drawing."""
    said = []
    roots = sketch.history.roots
    if all(root.node is None for root in roots):
        said.append(
            "A leaf: it was not computed from anything."
            if any(root.requires_grad for root in roots)
            else "Nothing was recorded: it does not require a gradient, was detached, or was made under no_grad()."
        )
    left = [part for part in sketch.parts if part.kind == "more"]
    if left:
        shown = sum(part.calls for part in sketch.parts) - left[0].calls
        said.append(f"{shown:,} of {shown + left[0].calls:,} operations are shown, the nearest to the result.")
    if any(part.kind == "chain" for part in sketch.parts):
        said.append("Long chains are folded: of each only the last value is shown.")
    if any(text.endswith(" *") for box in sketch.boxes for row in box.cells for _, text in row):
        said.append("* written to in place after it was read: the computation saw other numbers.")
    return said


def picture(sketch: Sketch, title: str, said: Sequence[str]) -> GraphPicture:
    """The drawing, the words, and the other languages."""
    down = sketch.goes_down
    words = [*table(sketch.boxes, sketch.lines), *said]
    at = places({b.key: b.size(down) for b in sketch.boxes}, [(t.key, h.key) for t, h, _ in sketch.lines], down)
    canvas = written(title, words) if at is None else drawn(sketch, at, title, down)
    if at is not None:
        for note in said:
            canvas.note(note)
    counted = counts(sketch.history)
    return GraphPicture(
        canvas.svg(description=counted),
        "\n".join([title, counted, *words]),
        dot(sketch.boxes, sketch.lines, down),
        mermaid(sketch.boxes, sketch.lines, down),
    )


def counts(history: History) -> str:
    """How many operations and leaves there are, drawn or not."""
    calls = sum(v.node is not None for v in history.order)
    parameters = sum(v.node is None and v.requires_grad for v in history.order)
    constants = len(history.order) - calls - parameters
    of_each = (
        (calls, "operation", "operations"),
        (parameters, "leaf that collects a gradient", "leaves that collect a gradient"),
        (constants, "constant", "constants"),
    )
    return ", ".join(f"{n:,} {one if n == 1 else many}" for n, one, many in of_each if n)


def drawn(sketch: Sketch, at: Places, title: str, down: bool) -> Canvas:
    """The graph on a canvas."""
    scalars = any(len(row) > 1 for box in sketch.boxes for row in box.cells)
    canvas = Canvas(max(at.width + 48, wide(title, 17) + 60, 420.0), title)
    left, top = corner = placed(canvas, at)
    roots = {*sketch.history.roots}
    for way in at.ways:
        draw_way(canvas, way, corner)
    for box in sketch.boxes:
        x, y = at.boxes[box.key]
        draw_box(canvas, box, (left + x, top + y), down, root=box.part.kind != "more" and box.part.result in roots)
    canvas.y = top + at.height
    draw_legend(canvas, sketch.boxes, "in a box: data | grad" if scalars else "")
    return canvas
