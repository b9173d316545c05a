# Made from solutions/tinytorch/viz/steps.py by `autograder build`.
"""`backward_steps(loss)` plays a backward pass: which gradient flows along which arrow, and how they add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from typing import Any, NamedTuple

import numpy as np

from tinytorch.viz.boxes import Box, in_short, plain
from tinytorch.viz.canvas import Canvas, number, wide
from tinytorch.viz.graph_art import draw_box, draw_legend, draw_way, placed, written
from tinytorch.viz.graph_texts import formula, table
from tinytorch.viz.graphs import Sketch, notes, sketched
from tinytorch.viz.history import History, checked_roots, inputs
from tinytorch.viz.names import given_names, parameters_of
from tinytorch.viz.passes import Visit, slopes, watched_backward
from tinytorch.viz.picture import Animation
from tinytorch.viz.places import Places, Point, places

MOST = 36  # boxes in one drawing, and so at most as many turns


class Turn(NamedTuple):
    """What one frame adds: the box whose turn it is, what flows from it along which arrows, and that in words."""

    box: Box
    flows: dict[int, Flow]
    label: str


class Flow(NamedTuple):
    """A gradient on its way along an arrow: itself, and how it came about, "2·(−3) = −6"."""

    gradient: Any
    text: str


def backward_steps(
    x: Any, *, names: Mapping[str, Any] | None = None, model: Any = None, title: str = "", seconds: float = 1.5
) -> Animation:
    """Play the backward pass from x, a single number: first the values, then a frame for each value in its turn.

        a, b, c = (Scalar(v, requires_grad=True) for v in (2.0, -3.0, 10.0))
        backward_steps((a * b + c) * a, names=locals())

    A turn comes when all gradients that flow to a value have arrived. Then it passes its own on: along each arrow goes
    the gradient times the derivative of the result by that input, which is written beside it; where several arrive,
    they are added. The engine's own `topological_order`, `chain_rule` and `backpropagate` compute it; no `.grad`
    changes, and nothing that forward has saved is let go.

    names, model  as in `graph`; values without a name are called v1, v2, ...
    seconds       how long a frame stays

    Of more than 36 boxes those nearest to x are shown, and chains are folded. Raises TypeError for what is no Scalar
    and no Tensor, GradientError where backward() would.
    """
    (root,) = checked_roots((x,), "backward_steps")
    history = History([root])
    visits = watched_backward(root)
    named = {v: name for v, (name, _) in parameters_of(model).items()} | given_names(names)
    sketch = sketched(history, [], named, MOST)
    arrived = {visit.variable: visit.arrived for visit in visits}
    sketch.fill(named, True, arrived, numbered=True)
    turns = turned(sketch, visits)
    title = title or f"Backward from {named.get(root, 'the result')}"
    said = notes(sketch)
    words = "\n".join([title, *table(sketch.boxes, sketch.lines), *said])
    labels = ["The values, before any gradient has arrived.", *(turn.label for turn in turns)]
    return Animation(Film(sketch, turns, title, said).frames(), labels, words, seconds)


# --- What happens


def turned(sketch: Sketch, visits: list[Visit]) -> list[Turn]:
    """The turns of the boxes that are drawn, in the order of backpropagate; one turn for all that a box holds."""
    box_of = {v: box for box in sketch.boxes for v in box.part.members}
    grouped: dict[Box, list[Visit]] = {}
    for visit in visits:
        if visit.arrived is not None and box_of[visit.variable].part.kind != "more":
            grouped.setdefault(box_of[visit.variable], []).append(visit)
    return [turn(sketch, box, held) for box, held in grouped.items()]


def turn(sketch: Sketch, box: Box, held: list[Visit]) -> Turn:
    """The turn of one box."""
    arrived = in_short(held[0].arrived)
    if box.part.result.node is None:
        return Turn(box, {}, f"{box.name} is a leaf and keeps {arrived} in .grad.")
    lines = [(k, tail, x) for k, (tail, head, x) in enumerate(sketch.lines) if head is box]
    handed = handed_on(box, held)
    flows = {k: handed[x].pop(0) for k, tail, x in lines if handed.get(x) and tail.part.kind != "more"}
    told = [f"{flows[k].text} to {tail.name}" for k, tail, _ in lines if k in flows]
    made = formula(box, [tail.name for _, tail, _ in lines])
    onward = f" It passes on {', '.join(told)}." if told else ""
    return Turn(box, flows, f"{box.name} = {made}: {arrived} has arrived.{onward}")


def handed_on(box: Box, held: list[Visit]) -> dict[Any, list[Flow]]:
    """What flows to each value that the box reads: for a single call one flow for each place at which it stands."""
    found: dict[Any, list[Flow]] = {}
    single = len(held) == 1
    for visit in held:
        rates = slopes(visit) if single and isinstance(visit.variable.value, float) else visit.handed
        for x, d, rate in zip(inputs(visit.variable), visit.handed, rates, strict=True):
            if d is not None:
                text = of_size(d)
                if rates is not visit.handed:
                    text = f"{bare(in_short(visit.arrived))}·{bare(in_short(rate))} = {text}"
                found.setdefault(x, []).append(Flow(d, text))
    return found if single else {x: [summed(flows)] for x, flows in found.items()}


def summed(flows: list[Flow]) -> Flow:
    """All of them as one."""
    total = flows[0].gradient
    for flow in flows[1:]:
        total = total + flow.gradient
    return Flow(total, of_size(total))


def of_size(gradient: Any) -> str:
    """A gradient in few letters: the number, or the norm of several."""
    numbers = np.asarray(plain(gradient), dtype=np.float64)
    return in_short(numbers) if numbers.size == 1 else f"norm {number(float(np.sqrt((numbers * numbers).sum())), 3)}"


def bare(factor: str) -> str:
    """A factor: in brackets if it is below 0."""
    return f"({factor})" if factor.startswith("−") else factor


# --- What is drawn


class Film:
    """The frames of a pass: one sketch at one set of places, more and more gradients in it."""

    def __init__(self, sketch: Sketch, turns: list[Turn], title: str, said: list[str]) -> None:
        self.sketch, self.turns, self.title, self.said = sketch, turns, title, said
        self.states = list(self.states_of())
        for box in sketch.boxes:
            box.least = max(with_grad(box, state.get(box, "")).card[0] for state in self.states)

    def states_of(self) -> Iterator[dict[Box, str]]:
        """Before the first turn, and after each: the gradient in each box so far."""
        sums: dict[Box, Any] = {}
        state: dict[Box, str] = {}
        yield dict(state)
        for box, flows, _ in self.turns:
            state[box] = box.grad.removeprefix("grad ")
            for k, flow in flows.items():
                tail, _, x = self.sketch.lines[k]
                if tail.part.result is x:
                    sums[tail] = sums[tail] + flow.gradient if tail in sums else flow.gradient
                    state[tail] = in_short(sums[tail])
            yield dict(state)

    def frames(self) -> list[str]:
        """All drawings, of one size; tables where Graphviz is missing."""
        down = self.sketch.goes_down
        self.rooms = rooms = [0.0] * len(self.sketch.lines)
        for turn in self.turns:
            for k, flow in turn.flows.items():
                rooms[k] = wide(flow.text, 12, fixed=True) + 10
        keys = [(tail.key, head.key) for tail, head, _ in self.sketch.lines]
        at = places({box.key: box.size(down) for box in self.sketch.boxes}, keys, down, rooms)
        steps = range(len(self.turns) + 1)
        canvases = [self.told(step) if at is None else self.drawn(step, at, down) for step in steps]
        height = max(canvas.y for canvas in canvases)
        width = max(canvas.width for canvas in canvases)
        for canvas in canvases:
            canvas.width = width
        return [canvas.svg(height + canvas.margin) for canvas in canvases]

    def told(self, step: int) -> Canvas:
        """One frame in words."""
        boxes = {box: with_grad(box, self.states[step].get(box, "")) for box in self.sketch.boxes}
        lines = [(boxes[tail], boxes[head], x) for tail, head, x in self.sketch.lines]
        return written(self.title, [*table(list(boxes.values()), lines), *self.said])

    def drawn(self, step: int, at: Places, down: bool) -> Canvas:
        """One frame: whose turn it is stands out, and so do the arrows along which gradients flow in it."""
        canvas = Canvas(max(at.width + 48, wide(self.title, 17) + 60, 420.0), self.title)
        left, top = corner = placed(canvas, at)
        now = self.turns[step - 1] if step else None
        for k, way in enumerate(at.ways):
            flowing = now is not None and k in now.flows
            draw_way(canvas, way[::-1] if flowing else way, corner, "curve c3" if flowing else "edge")
        for box in self.sketch.boxes:
            x, y = at.boxes[box.key]
            turn = now is not None and now.box is box
            draw_box(canvas, with_grad(box, self.states[step].get(box, "")), (left + x, top + y), down, hot=turn)
        for past in self.turns[:step]:
            for k, flow in past.flows.items():
                draw_flow(canvas, at.labels[k], corner, flow.text, past is now, self.rooms[k] if down else 0)
        canvas.y = top + at.height
        draw_legend(canvas, self.sketch.boxes, "in a box: data | gradient so far")
        for note in self.said:
            canvas.note(note)
        return canvas


def with_grad(box: Box, grad: str) -> Box:
    """The same box with this text for a gradient; empty if there is none yet."""
    made = copy(box)
    word = "grad " if box.grad.startswith("grad ") else ""
    made.cells = [[(kind, f"{word}{grad}" if kind == "grad" else text) for kind, text in row] for row in box.cells]
    return made


def draw_flow(canvas: Canvas, place: Point | None, corner: Point, text: str, now: bool, room: float) -> None:
    """The gradient at its arrow: now with how it came about, later by itself. It begins at the left of a room."""
    if place is None:
        return
    x, y = place[0] + corner[0], place[1] + corner[1]
    text = text if now else text.rpartition("= ")[2]
    width = wide(text, 12, fixed=True) + 6
    x -= max(room / 2 - 8 - width / 2, 0)
    canvas.text(x, y + 4, text, "code mid f3 halo" if now else "soft mid halo")
