"""A graph as text: a table in words, and the languages DOT and Mermaid, which other programs draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinytorch.viz.boxes import Box

Line = tuple[Box, Box, Any]  # from, to, the value that flows
INFIX = "+−×÷^<=@"
FILLS = {
    "parameter": "#bfe0f5", "constant": "#f3f4f6", "value": "#ffffff",
    "module": "#d9d8fb", "chain": "#ffffff", "more": "#f3f4f6",
}  # fmt: skip


def table(boxes: Sequence[Box], lines: Sequence[Line]) -> list[str]:
    """A line for each box, inputs first: its name, how it was made, its shape and its numbers.

    A value that is read several times stands there once, under its name; a plain number stands where it is read.
    """
    rows = []
    for box in boxes:
        if box.part.kind == "more":
            rows.append([text for row in box.cells for _, text in row])
            continue
        made = formula(box, [tail.name for tail, head, _ in lines if head is box])
        number = box.part.kind == "constant" and not box.title and not box.name.startswith("v")
        if not number:
            cells = [text for row in box.cells for _, text in row]
            rows.append([f"{box.name} = {made}" if made else box.name, box.side, *cells])
    widths = [max((len(row[k]) for row in rows if k < len(row)), default=0) for k in range(4)]
    return ["  " + "   ".join(f"{text:<{widths[min(k, 3)]}}" for k, text in enumerate(row)).rstrip() for row in rows]


def formula(box: Box, read: list[str]) -> str:
    """How the value was made: "a × b", "ReLU(v1)"; nothing for a leaf."""
    sign = box.part.operation
    if not sign:
        return ""
    if box.part.kind == "chain":
        return f"{sign}, on {', '.join(read)}" if read else sign
    if box.part.name:
        sign = f"{sign} {box.part.name}"
    if len(read) == 2 and sign in INFIX:
        return f"{read[0]} {sign} {read[1]}"
    if len(read) == 1 and sign == "−":
        return f"−{read[0]}"
    if len(read) == 1 and (sign.endswith(("@", "number")) or sign.startswith("@")):
        return f"{read[0]} {sign}" if sign[0] in INFIX else f"{sign} {read[0]}"
    return f"{sign}({', '.join(read)})" if read else sign


def dot(boxes: Sequence[Box], lines: Sequence[Line], down: bool) -> str:
    """The graph in Graphviz's language, each value a record "name | data | grad" with its operation above."""
    drawn = [f"  rankdir={'TB' if down else 'LR'};", '  node [shape=record, fontname="Helvetica", style=filled];']
    for box in boxes:
        fields = [box.part.operation, f"{box.title} {box.side}".strip(), *(t for row in box.cells for _, t in row)]
        label = " | ".join(recorded(field) for field in fields if field)
        drawn.append(f'  {box.key} [label="{label if down else f"{{{label}}}"}", fillcolor="{FILLS[box.part.kind]}"];')
    drawn += [f"  {tail.key} -> {head.key};" for tail, head, _ in lines]
    return "\n".join(["digraph {", *drawn, "}"])


def recorded(text: str) -> str:
    """The text as a field of a record label, where some signs have a meaning of their own."""
    return "".join(f"\\{sign}" if sign in '\\{}|<>"' else sign for sign in text)


def mermaid(boxes: Sequence[Box], lines: Sequence[Line], down: bool) -> str:
    """The graph in Mermaid's language, which GitHub and many notebooks draw."""
    drawn = []
    for box in boxes:
        fields = [box.part.operation, f"{box.title} {box.side}".strip(), *(t for row in box.cells for _, t in row)]
        text = "<br/>".join(field.replace('"', "#quot;").replace("<", "#lt;") for field in fields if field)
        opened, closed = ("[", "]") if box.part.operation or box.part.kind == "more" else ("([", "])")
        drawn.append(f'  {box.key}{opened}"{text}"{closed}:::{box.part.kind}')
    drawn += [f"  {tail.key} --> {head.key}" for tail, head, _ in lines]
    used = sorted({box.part.kind for box in boxes})
    classes = [f"  classDef {kind} fill:{FILLS[kind]},stroke:#4b5563,color:#1f2937" for kind in used]
    return "\n".join([f"flowchart {'TB' if down else 'LR'}", *drawn, *classes])
