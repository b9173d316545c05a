"""A picture of a kernel at work, as SVG: `kernel_picture(seen)` shows which thread touches which element, and when.

Time goes down: a band for what happens between two barriers. Every array that is touched there has cells for what is
read and others for what is written. A cell has its thread's colour and number; where several threads touch it, stripes.
Shared memory is shown for the first block; the others do the same with theirs.
"""

from __future__ import annotations

import colorsys
import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from autograder.loop.viz import Seen

HIGH, LEFT, EDGE = 34, 190, 24  # a cell's height; room for names, and around
WIDEST, FEW, MOST_STRIPES = 16, 2, 8  # cells in a row; threads of a cell that are named; stripes that can be told apart
STYLE = """
    svg{--ink:#1f2937;--soft:#4b5563;--page:#ffffff;--edge:#d1d5db;--bad:#b91c1c;--empty:#f3f4f6}
    @media (prefers-color-scheme:dark){
      svg{--ink:#e5e7eb;--soft:#9ca3af;--page:#111827;--edge:#374151;--bad:#f87171;--empty:#1f2937}}
    text{font-family:Helvetica,Arial,'Liberation Sans',sans-serif;font-size:14px;fill:var(--ink)}
    .title{font-size:18px;font-weight:bold}.soft{fill:var(--soft);font-size:13px}.tiny{fill:var(--soft);font-size:10px}
    .mid{text-anchor:middle}.end{text-anchor:end}.name{font-family:Menlo,Consolas,'DejaVu Sans Mono',monospace}
    .thread{fill:#111827;font-weight:bold}.block{fill:#111827;font-size:9px}.pair{fill:#111827;font-size:12px}.bad{fill:var(--bad)}
    .page{fill:var(--page);stroke:var(--edge)}.empty{fill:var(--empty)}.cell{fill:none;stroke:var(--soft)}
    .written{fill:none;stroke:var(--ink);stroke-width:2.5}.fault{fill:none;stroke:var(--bad);stroke-width:4}
    .barrier{stroke:var(--soft);stroke-width:1.5;stroke-dasharray:6 5}
"""
Index = tuple[int, ...]


@dataclass(frozen=True)
class Strip:
    """The cells of an array as they are read or written in one stretch between barriers."""

    array: str
    space: str
    shape: Index
    write: bool
    touches: Mapping[Index, Sequence[Mapping[str, Any]]]  # index -> who touched it

    @property
    def columns(self) -> int:
        """A row of numbers is broken where it is too long; a table keeps its rows."""
        return min(self.shape[-1], WIDEST) if len(self.shape) == 1 else self.shape[-1]

    @property
    def rows(self) -> int:
        return math.ceil(math.prod(self.shape) / self.columns)

    @property
    def done(self) -> str:
        atomic = any(touch["atomic"] for some in self.touches.values() for touch in some)
        return f"{'written' if self.write else 'read'}{' by atomics' if atomic else ''}"


def kernel_picture(seen: Seen) -> str:
    """The whole picture."""
    return "\n".join(Picture(seen.report, f"{seen.kernel}: {seen.about}").lines())


def stretches(report: Mapping[str, Any]) -> Iterator[list[Strip]]:
    """What is touched before the first barrier, between two, and after the last one, in the order of the arrays."""
    first = report["counts"][0]["block"]
    memories = {memory["name"]: memory for memory in report["memories"] if memory["space"] != "local"}
    last = max((count["barriers"] for count in report["counts"]), default=0)
    for barriers in range(last + 1):
        found: dict[tuple[str, bool], dict[Index, list[Mapping[str, Any]]]] = {}
        for touch in report["touches"]:
            memory = memories.get(touch["array"])
            if memory and touch["barriers"] == barriers and (memory["space"] == "global" or touch["block"] == first):
                cells = found.setdefault((touch["array"], touch["write"]), {})
                cells.setdefault(tuple(touch["index"]), []).append(touch)
        yield [
            Strip(name, memory["space"], tuple(memory["shape"]), write, found[name, write])
            for write in (False, True)
            for name, memory in memories.items()
            if (name, write) in found
        ]


class Picture:
    """Puts one text or cell below the other; `y` is where the next one goes."""

    def __init__(self, report: Mapping[str, Any], title: str) -> None:
        self.report, self.title = report, title
        self.stretches = list(stretches(report))
        self.threads = [count["thread"] for count in report["counts"] if count["block"] == report["counts"][0]["block"]]
        self.blocks = math.prod(report["grid"]) > 1
        self.faults = {(fault["array"], tuple(fault["index"])) for fault in report["faults"]}
        self.side = 60 if len(report["grid"]) > 1 else 42  # of a cell: the name of a block has to find room, twice
        columns = max((strip.columns for some in self.stretches for strip in some), default=1)
        self.width = max(LEFT + columns * self.side + EDGE, 640)
        self.y = EDGE
        self.drawn: list[str] = []

    def lines(self) -> Iterator[str]:
        self.head()
        for number, strips in enumerate(self.stretches):
            if number:
                self.barrier(number)
            for strip in strips:
                self.strip(strip)
        self.foot()
        height = self.y + EDGE - 10
        yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {height}" '
        yield f'     width="{self.width}" height="{height}" role="img" aria-labelledby="title desc">'
        yield f'  <title id="title">{escape(self.title)}</title>'
        yield f'  <desc id="desc">{escape(self.description())}</desc>'
        yield f"  <style>{STYLE}  </style>"
        yield f'  <rect class="page" x="0.5" y="0.5" width="{self.width - 1}" height="{height - 1}" rx="10"/>'
        yield from self.drawn
        yield "</svg>"

    def head(self) -> None:
        self.y += 14
        self.text(EDGE, "title", self.title)
        self.y += 26
        thread = "x,y" if len(self.threads[0]) == 2 else "number"
        label = (
            f"b: block, below it its thread ({thread})" if self.blocks else f"{thread}: the thread, which has a colour"
        )
        self.text(EDGE, "soft", f"{label}. \u00d73: three threads. Thick edge: written.")
        self.y += 18
        if self.blocks and any(strip.space == "shared" for some in self.stretches for strip in some):
            self.text(EDGE, "soft", "Of the shared memories, that of the first block is drawn.")
            self.y += 18

    def description(self) -> str:
        """The picture in words, for who cannot see it."""
        said = []
        for number, strips in enumerate(self.stretches):
            touched = ", ".join(f"{strip.array} {strip.done} at {len(strip.touches)} places" for strip in strips)
            said.append(f"After {number} barriers: {touched or 'nothing'}.")
        return " ".join([*said, *(fault["sentence"] for fault in self.report["faults"])])

    def barrier(self, number: int) -> None:
        self.y += 8
        self.drawn.append(f'  <line class="barrier" x1="{LEFT}" x2="{self.width - EDGE}" y1="{self.y}" y2="{self.y}"/>')
        self.y += 4
        self.text(EDGE, "soft", f"barrier {number}")
        self.y += 14

    def strip(self, strip: Strip) -> None:
        """An array's cells, with their numbers above and what is done to them at the left."""
        self.y += 12
        for column in range(strip.columns):
            self.text(LEFT + column * self.side + self.side / 2, "tiny mid", str(column), -3)
        self.text(EDGE, "name", strip.array, 15)
        self.text(EDGE, "soft", f"{strip.done}{', shared memory' if strip.space == 'shared' else ''}", 31)
        places = list(indices(strip.shape))
        for number, index in enumerate(places):
            x, y = LEFT + number % strip.columns * self.side, self.y + number // strip.columns * HIGH
            if number % strip.columns == 0 and strip.rows > 1:
                self.text(LEFT - 6, "tiny end", str(number if len(index) == 1 else index[0]), y - self.y + HIGH / 2 + 4)
            self.cell(x, y, strip, strip.touches.get(index, ()))
        for number, index in enumerate(places):  # edges last, so that no neighbour covers them
            x, y = LEFT + number % strip.columns * self.side, self.y + number // strip.columns * HIGH
            kind = "written" if strip.write and index in strip.touches else "cell"
            kind = "fault" if (strip.array, index) in self.faults else kind
            self.drawn.append(f'  <rect class="{kind}" x="{x}" y="{y}" width="{self.side}" height="{HIGH}"/>')
        self.y += strip.rows * HIGH + 10

    def cell(self, x: float, y: float, strip: Strip, touches: Sequence[Mapping[str, Any]]) -> None:
        """A stripe for each thread, and its number where there is room."""
        if not touches:
            self.drawn.append(f'  <rect class="empty" x="{x}" y="{y}" width="{self.side}" height="{HIGH}"/>')
            return
        shown = touches[:: math.ceil(len(touches) / MOST_STRIPES)]
        wide = self.side / len(shown)
        for k, touch in enumerate(shown):
            fill, left = self.colour(touch["thread"]), x + k * wide
            self.drawn.append(
                f'  <rect x="{left:.1f}" y="{y}" width="{wide:.1f}" height="{HIGH}" style="fill:{fill}"/>'
            )
            if len(touches) <= FEW:
                self.names(left + wide / 2, y, touch, self.blocks and strip.space == "global")
        if len(touches) > FEW:
            self.text(x + self.side / 2, "thread mid", f"\u00d7{len(touches)}", y - self.y + HIGH / 2 + 5)

    def names(self, x: float, y: float, touch: Mapping[str, Any], with_block: bool) -> None:
        if with_block:
            self.text(x, "block mid", f"b{said(touch['block'])}", y - self.y + 11)
        kind = "thread mid" if len(touch["thread"]) == 1 else "pair mid"
        self.text(x, kind, said(touch["thread"]), y - self.y + HIGH / 2 + (10 if with_block else 5))

    def colour(self, thread: Sequence[int]) -> str:
        """Light colours, evenly around the circle: dark numbers can be read on each."""
        hue = self.threads.index(thread) / len(self.threads)
        return "#" + "".join(f"{round(255 * part):02x}" for part in colorsys.hls_to_rgb(hue, 0.78, 0.75))

    def foot(self) -> None:
        """What is wrong, in words."""
        for fault in self.report["faults"]:
            self.y += 8
            for line in textwrap.wrap(fault["sentence"], (self.width - 2 * EDGE) // 7):
                self.y += 18
                self.text(EDGE, "bad", line)
        self.y += 14

    def text(self, x: float, kind: str, words: str, down: float = 0) -> None:
        self.drawn.append(f'  <text x="{x:.1f}" y="{self.y + down:.1f}" class="{kind}">{escape(words)}</text>')


def indices(shape: Index) -> Iterator[Index]:
    """Every index of an array, in reading order."""
    if not shape:
        yield ()
        return
    for i in range(shape[0]):
        yield from ((i, *rest) for rest in indices(shape[1:]))


def said(place: Sequence[int]) -> str:
    return ",".join(map(str, place))
