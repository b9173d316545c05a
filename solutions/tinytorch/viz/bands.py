"""Draw what a kernel did: `Bands(report, stretches(report), title).svg(...)`. Time goes down, from barrier to barrier.

Every array that is touched in a stretch has cells for what is read and others for what is written. A cell has its
thread's number and colour; where several threads touch it, stripes. What goes wrong has a thick red edge and a word.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from tinytorch.kernels.cuda.report import (
    DIVERGENT,
    RACE,
    REDUNDANT,
    UNINITIALISED,
    UNWRITTEN,
    Fault,
    Place,
    Report,
    Touch,
)
from tinytorch.viz.accesses import Strip, indices
from tinytorch.viz.canvas import COLOURS, Canvas, several, short, wide

WIDTH, EDGE, GUTTER, BEYOND = 760, 24, 122, 130  # the page; room around, for names, and for what is out of bounds
HIGH, SIDE, WIDEST = 34, 36, 60  # a cell
MOST_STRIPES = 8  # of a cell that can be told apart
MOST_ROWS, MOST_STRETCHES = 16, 12  # what is drawn at most


class Bands:
    """Puts one stretch below the other."""

    def __init__(self, report: Report, stretches: Sequence[Sequence[Strip]], title: str) -> None:
        self.report, self.stretches = report, stretches
        first = report.counts[0].block
        self.threads = {counts.thread: n for n, counts in enumerate(c for c in report.counts if c.block == first)}
        self.blocks = math.prod(report.grid) > 1
        strips = [strip for some in stretches for strip in some]
        self.side = max(SIDE, min(WIDEST, max(map(self.room, strips), default=0)))
        self.shared = any(strip.memory.space == "shared" for strip in strips)
        self.left_out: dict[str, str] = {}  # what is not drawn, by array
        self.canvas = Canvas(WIDTH, title, EDGE)

    def svg(self, table: Mapping[str, str], faults: Sequence[tuple[Fault, Sequence[str]]]) -> str:
        """The whole picture; `table` and the lines of each fault are what it says in words."""
        self.head()
        for number, strips in enumerate(self.stretches[:MOST_STRETCHES]):
            if number:
                self.barrier(f"barrier {number}")
            self.stretch(strips)
        self.tail()
        for fault, lines in faults:
            self.fault(fault, lines)
        self.table(table)
        return self.canvas.svg(description=self.description())

    def head(self) -> None:
        """What the marks mean."""
        thread = "x,y,z"[: 2 * len(self.report.block) - 1] if len(self.report.block) > 1 else "number"
        block = "b: its block. " if self.blocks else ""
        self.canvas.note(
            f"In a cell: its thread ({thread}), which has a colour. {block}\u00d73: three threads. "
            f"Thick edge: written.{' Of the shared memories, that of the first block.' * (self.blocks and self.shared)}"
        )

    def description(self) -> str:
        """The picture in words, for who cannot see it."""
        said = []
        for number, strips in enumerate(self.stretches[:MOST_STRETCHES]):
            touched = ", ".join(
                f"{strip.memory.name} {strip.done} at {several(len(strip.touches), 'place')}" for strip in strips
            )
            said.append(f"After {several(number, 'barrier')}: {touched or 'nothing'}.")
        return " ".join([*said, *(fault.sentence for fault in self.report.faults)])

    def barrier(self, words: str, bad: bool = False) -> None:
        """A line across, for all threads of a block."""
        canvas = self.canvas
        canvas.y += 18
        canvas.text(EDGE, canvas.y + 4, words, "bad strong" if bad else "soft")
        start = EDGE + max(GUTTER, wide(words) + 10)
        canvas.line(start, canvas.y, WIDTH - EDGE, canvas.y, f"{'fault' if bad else 'axis'} dashed")
        canvas.y += 4

    def tail(self) -> None:
        """The barrier at which it ended, and what was left out."""
        if any(fault.kind == DIVERGENT for fault in self.report.faults):
            self.barrier("a barrier that some threads never reach", bad=True)
        more = len(self.stretches) - MOST_STRETCHES
        if more > 0:
            self.left_out[""] = f"What came after {more} more barriers is left out."
        if any(strip.beyond for strips in self.stretches for strip in strips):
            self.left_out["beyond"] = "Of an array's accesses out of bounds the first one is drawn: there may be more."
        for words in self.left_out.values():
            self.canvas.note(words)

    # --- Cells

    def stretch(self, strips: Sequence[Strip]) -> None:
        """What is touched between two barriers: the next strip stands beside the last one if there is room."""
        x, high = float(EDGE), 0.0
        for strip in strips:
            places = list(self.places(strip))
            columns = max((column for *_, column in places), default=0) + 1
            wide = GUTTER + columns * self.side + (BEYOND if strip.beyond else 0)
            if x > EDGE and x + wide > WIDTH - EDGE:
                self.canvas.y, x, high = self.canvas.y + high, EDGE, 0.0
            high = max(high, self.strip(strip, places, x))
            x += wide + 28
        self.canvas.y += high

    def strip(self, strip: Strip, places: Sequence[tuple[Place, int, int]], x: float) -> float:
        """An array's cells, with their numbers above and what is done to them at the left; how high it is."""
        canvas, marks = self.canvas, marked(strip, self.report.faults)
        left, top, side = x + GUTTER, self.canvas.y + 24, self.side
        rows = max((row for _, row, _ in places), default=0) + 1
        words = self.words(strip, x, top, sorted({*marks.values(), *(fault.kind for fault in strip.beyond)}))
        for column in sorted({column for *_, column in places}):
            canvas.text(left + (column + 0.5) * side, top - 4, column, "soft mid")
        for index, row, column in places:
            if column == 0 and rows > 1:
                canvas.text(left - 6, top + (row + 0.5) * HIGH + 4, ",".join(map(str, index[:-1] or index)), "soft end")
            self.cell(left + column * side, top + row * HIGH, strip, strip.touches.get(index, ()))
        for index, row, column in places:  # thick edges last, so that no neighbour covers them
            kind = "fault" if index in marks else "outline" if strip.write and index in strip.touches else ""
            if kind:
                canvas.rect(left + column * side, top + row * HIGH, side, HIGH, kind)
        _, row, column = places[-1] if places else ((), 0, -1)
        for fault in strip.beyond:
            rows += self.beyond(strip, fault, left, top + row * HIGH, column + 1)
        return 28 + max(rows * HIGH, words)

    def words(self, strip: Strip, x: float, top: float, bad: Sequence[str]) -> int:
        """What is done to which array, and what is wrong with it, at the left; how high that is."""
        shared = ["in shared memory"] * (strip.memory.space == "shared")
        lines = [*((line, "soft") for line in (strip.done, *shared)), *((word, "bad strong") for word in bad)]
        self.canvas.text(x, top + 12, short(strip.memory.name, 14), "code")
        for number, (line, kind) in enumerate(lines, 1):
            self.canvas.text(x, top + 12 + 16 * number, line, kind)
        return 16 * len(lines) + 16

    def places(self, strip: Strip) -> Iterator[tuple[Place, int, int]]:
        """Each element that is drawn, with its row and column. A row of numbers is broken where it is too long."""
        shape = strip.memory.shape or (1,)
        room = int((WIDTH - 2 * EDGE - GUTTER) // self.side)
        columns = shape[-1] if shape[-1] <= room else room // 4 * 4 if len(shape) == 1 else room
        drawn = 0
        for number, index in enumerate(indices(strip.memory.shape)):
            row, column = divmod(number, columns if len(shape) == 1 else shape[-1])
            if row < MOST_ROWS and column < columns:
                drawn += 1
                yield index, row, column
        if drawn < math.prod(shape):
            name = strip.memory.name
            self.left_out[name] = f"{drawn:,} of {math.prod(shape):,} elements of {name} are drawn."

    def cell(self, x: float, y: float, strip: Strip, touches: Sequence[Touch]) -> None:
        """A stripe for each thread, and its number where there is room."""
        canvas = self.canvas
        if not touches:
            canvas.rect(x, y, self.side, HIGH, "empty")
            return
        shown = touches[:: math.ceil(len(touches) / MOST_STRIPES)]
        part = self.side / len(shown)
        for k, touch in enumerate(shown):
            canvas.rect(x + k * part, y, part, HIGH, f"t{self.threads[touch.thread] % COLOURS}")
        canvas.path(f"M {x:.1f} {y:.1f} h {self.side} v {HIGH} h -{self.side} Z", "edge")
        if len(touches) * self.need(touches[0], strip) > self.side:
            canvas.text(x + self.side / 2, y + HIGH / 2 + 5, f"\u00d7{len(touches)}", "mid strong")
            return
        for k, touch in enumerate(touches):
            self.names(x + (k + 0.5) * part, y, touch, strip)

    def names(self, x: float, y: float, touch: Touch, strip: Strip) -> None:
        """Who touched it: the thread, and above it the block where there are several."""
        if not self.names_block(strip):
            self.canvas.text(x, y + HIGH / 2 + 5, said(touch.thread), "mid strong")
            return
        self.canvas.text(x, y + 13, f"b{said(touch.block)}", "soft mid")
        self.canvas.text(x, y + 28, said(touch.thread), "mid strong")

    def names_block(self, strip: Strip) -> bool:
        return self.blocks and strip.memory.space == "global"

    def need(self, touch: Touch, strip: Strip) -> float:
        """How wide the names of a thread and its block are."""
        block = len(said(touch.block)) + 1 if self.names_block(strip) else 0
        return 6.5 * max(len(said(touch.thread)), block) + 7

    def room(self, strip: Strip) -> int:
        """How wide the cells of a strip should be: two threads are named."""
        cells = [len(some) for some in strip.touches.values()]
        widest = max((self.need(some[0], strip) for some in strip.touches.values()), default=0)
        return math.ceil(widest * (2 if 2 in cells else 1))

    def beyond(self, strip: Strip, fault: Fault, left: float, y: float, column: int) -> int:
        """A cell for what lies out of bounds, behind the last one; how many rows more that takes."""
        x = left + column * self.side + 10
        more = int(x + BEYOND > WIDTH - EDGE)
        x, y = (left, y + HIGH + 10) if more else (x, y)
        self.canvas.rect(x, y, self.side, HIGH, "fault dashed")
        self.canvas.text(x + self.side / 2, y + HIGH / 2 + 5, said(fault.thread), "mid strong")
        self.canvas.text(x + self.side + 8, y + HIGH / 2 + 5, f"{strip.memory.name}[{said(fault.index)}]", "bad")
        return more

    # --- Below the cells

    def fault(self, fault: Fault, lines: Sequence[str]) -> None:
        """What is wrong, in words, and the lines of source that it is about."""
        canvas = self.canvas
        canvas.y += 10
        canvas.note(f"{fault.kind[0].upper()}{fault.kind[1:]}: {fault.sentence}", "bad")
        for line in lines:
            canvas.rect(EDGE, canvas.y, WIDTH - 2 * EDGE, 24, "empty")
            canvas.rect(EDGE, canvas.y, 4, 24, fill="var(--bad)")
            canvas.text(EDGE + 14, canvas.y + 16, line, "code")
            canvas.y += 26

    def table(self, table: Mapping[str, str]) -> None:
        """How often each thread did what."""
        canvas = self.canvas
        canvas.y += 16
        canvas.line(EDGE, canvas.y, WIDTH - EDGE, canvas.y, "grid")
        canvas.y += 4
        for name, words in table.items():
            canvas.y += 18
            canvas.text(EDGE, canvas.y, name, "soft")
            canvas.text(EDGE + GUTTER, canvas.y, words, {"wrong": "bad strong", "right": "good strong"}.get(words, ""))


def marked(strip: Strip, faults: Sequence[Fault]) -> dict[Place, str]:
    """The elements at which something goes wrong in this strip, and what."""
    mine = {fault.kind: fault for fault in faults if fault.array == strip.memory.name}
    marks = dict.fromkeys(strip.racing, RACE if RACE in mine else REDUNDANT)
    for kind in (RACE, REDUNDANT, UNINITIALISED, UNWRITTEN):
        if kind in mine and touched_so(strip, mine[kind]):
            marks[mine[kind].index] = kind
    return marks


def touched_so(strip: Strip, fault: Fault) -> bool:
    """Whether a fault shows in this strip."""
    if fault.kind == UNWRITTEN:
        return strip.write and fault.index not in strip.touches
    if fault.kind == UNINITIALISED and strip.write:
        return False
    makers = {(fault.block, fault.thread), fault.other[:2]}
    touches = strip.touches.get(fault.index, ())
    return any((touch.block, touch.thread) in makers for touch in touches) and fault.kind == UNINITIALISED


def said(place: Sequence[int]) -> str:
    return ",".join(map(str, place))
