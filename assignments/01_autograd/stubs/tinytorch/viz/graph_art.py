# Made from solutions/tinytorch/viz/graph_art.py by `autograder build`.
"""Draw a graph's boxes and arrows at their places, or its words where there are no places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from tinytorch.viz.boxes import GAP, Box
from tinytorch.viz.canvas import Canvas, wide
from tinytorch.viz.places import HELP, Places, Point

HEADS = {"parameter": "t0 cell", "constant": "empty", "module": "t6 cell"}  # of a computed value: as the box
PILLS = {"module": "t6 c6", "chain": "t3 c3"}
INKS = {"data": "code mid f0", "grad": "code mid f3", "soft": "soft mid"}
LEGEND = (("parameter", "leaf that collects a gradient"), ("constant", "constant"), ("module", "folded module"))


def placed(canvas: Canvas, at: Places) -> Point:
    """Where the top left corner of the graph comes on the canvas: in its middle."""
    return (canvas.width - at.width) / 2, canvas.y + 8


def draw_box(canvas: Canvas, box: Box, centre: Point, down: bool, root: bool = False, hot: bool = False) -> None:
    """An operation and its value, around this point."""
    (a, b), (c, d) = box.pill, box.card
    width, height = box.size(down)
    x, y = centre[0] - width / 2, centre[1] - height / 2
    left, top = (centre[0] - c / 2, y + height - d) if down else (x + width - c, centre[1] - d / 2)
    canvas.raw([f"<g><title>{escape(told(box))}</title>"])
    if a:
        draw_pill(canvas, box, (x, y, a, b), centre, down)
    draw_card(canvas, box, left, top)
    if root or hot:
        canvas.rect(left, top, c, d, "curve c3" if hot else "outline", round_=6)
    canvas.raw(["</g>"])


def draw_pill(canvas: Canvas, box: Box, frame: tuple[float, float, float, float], centre: Point, down: bool) -> None:
    """The rounded box of the operation, and the short way to its value."""
    x, y, width, height = frame
    mid_x, mid_y = (centre[0], y + height / 2) if down else (x + width / 2, centre[1])
    if down:
        canvas.arrow(mid_x, y + height, mid_x, y + height + GAP)
    else:
        canvas.arrow(x + width, mid_y, x + width + GAP, mid_y)
    kind = PILLS.get(box.part.kind, "t4 c4")
    canvas.rect(mid_x - width / 2, mid_y - height / 2, width, height, kind, round_=height / 2)
    canvas.text(mid_x, mid_y + 4.5, box.part.operation, "mid")


def draw_card(canvas: Canvas, box: Box, left: float, top: float) -> None:
    """Name and shape above the cells."""
    width, height = box.card
    bare = not (box.title or box.side)  # then nothing but the whole box can have the colour of its kind
    look = {"more": "box dashed", **(HEADS if bare else {"constant": "empty"})}.get(box.part.kind, "box")
    canvas.rect(left, top, width, height, look, round_=6)
    if not bare:
        way = f"M {left:.1f} {top + 24:.1f} v -18 q 0 -6 6 -6 h {width - 12:.1f} q 6 0 6 6 v 18 z"
        if not box.cells:
            canvas.rect(left, top, width, height, HEADS.get(box.part.kind, "box"), round_=6)
        else:
            canvas.path(way, HEADS.get(box.part.kind, "box"))
        if box.title and box.side:
            canvas.text(left + 9, top + 16.5, box.title, "strong")
            canvas.text(left + width - 9, top + 16.5, box.side, "soft end")
        else:
            canvas.text(left + width / 2, top + 16.5, box.title or box.side, "mid strong" if box.title else "soft mid")
        top += 24
    inks = dict.fromkeys(INKS, "code mid") if look == HEADS["parameter"] else INKS  # colours are pale on blue
    for row in box.cells:
        part = width / len(row)
        for k, (kind, text) in enumerate(row):
            if k:
                canvas.line(left + k * part, top, left + k * part, top + 24, "grid")
            draw_cell(canvas, left + k * part, top, part, inks[kind], text)
        top += 24


def draw_cell(canvas: Canvas, left: float, top: float, width: float, ink: str, text: str) -> None:
    """A number in the middle; a tensor's data or grad with this word at the left and the numbers at the right."""
    word, _, numbers = text.partition(" ")
    if word in ("data", "grad"):
        canvas.text(left + 9, top + 16.5, word, "soft")
        canvas.text(left + width - 9, top + 16.5, numbers, ink.replace("mid", "end"))
    else:
        canvas.text(left + width / 2, top + 16.5, text, ink)


def draw_way(canvas: Canvas, way: Sequence[Point], corner: Point, kind: str = "edge") -> None:
    """A curve with a head at its end."""
    points = [(x + corner[0], y + corner[1]) for x, y in way]
    (x, y), (u, v) = points[-1], next((p for p in reversed(points[:-1]) if math.dist(p, points[-1]) > 0.5), points[0])
    length = math.dist((x, y), (u, v)) or 1.0
    ux, uy = (x - u) / length, (y - v) / length
    points[-1] = (x - 6 * ux, y - 6 * uy)
    curves = " ".join(f"{p:.1f} {q:.1f}" for p, q in points[1:])
    canvas.path(f"M {points[0][0]:.1f} {points[0][1]:.1f} C {curves}", kind)
    bx, by = x - 8 * ux, y - 8 * uy
    head = f"M {x:.1f} {y:.1f} L {bx - 4 * uy:.1f} {by + 4 * ux:.1f} L {bx + 4 * uy:.1f} {by - 4 * ux:.1f} Z"
    canvas.path(head, "head" if kind.startswith("edge") else "f3")


def told(box: Box) -> str:
    """What a mouse over the box is told."""
    cells = ", ".join(text for row in box.cells for _, text in row)
    return ": ".join(filter(None, (box.title or box.name, box.part.operation, f"{box.side} {cells}".strip())))


def draw_legend(canvas: Canvas, boxes: Sequence[Box], key: str) -> None:
    """What the colours mean, of those that are there, and `key`: what stands in a box."""
    canvas.y += 22
    x = canvas.margin
    kinds = {box.part.kind for box in boxes}
    for kind, text in LEGEND:
        if kind in kinds:
            canvas.rect(x, canvas.y - 11, 18, 13, HEADS[kind], round_=3)
            canvas.text(x + 24, canvas.y, text, "soft")
            x += 24 + wide(text, 10) + 20
    if key:
        if x + wide(key, 12) > canvas.width - canvas.margin:
            x, canvas.y = canvas.margin, canvas.y + 18
        canvas.text(x, canvas.y, key, "soft")
    canvas.y += 4


def written(title: str, lines: Sequence[str], width: float = 0) -> Canvas:
    """A canvas with the words as they are, for where Graphviz is missing."""
    width = max([560.0, width, *(wide(line, 13, fixed=True) + 48 for line in lines)])
    canvas = Canvas(width, title)
    canvas.y += 6
    for line in lines:
        canvas.y += 18
        canvas.raw(
            [f'<text x="{canvas.margin:g}" y="{canvas.y:.1f}" class="code" xml:space="preserve">{escape(line)}</text>']
        )
    canvas.y += 8
    canvas.note(HELP)
    return canvas
