# Made from solutions/tinytorch/training/progress.py by `autograder build`.
"""How far a run is: a bar that moves on a terminal, a line per epoch elsewhere.

bar = Progress(epochs=10, batches=120)
bar.step(epoch=3, batch=17, loss=0.41)      epoch  3/10 [###.................]  17/120  loss 0.41  4 s left
bar.line("epoch 3/10  loss 0.41")           a line that stays
"""

from __future__ import annotations

import sys
import time
from typing import Self, TextIO

WIDE, PAUSE = 20, 0.1  # of the bar, in characters; between two pictures, in seconds: a terminal is slow


class Progress:
    """Writes to `out`, the standard error stream unless told; nothing at all if not `shown`."""

    def __init__(self, epochs: int, batches: int | None, shown: bool = True, out: TextIO | None = None) -> None:
        self.epochs, self.batches, self.shown = epochs, batches, shown
        self.out = sys.stderr if out is None else out
        self.moves = shown and self.out.isatty()
        self.drawn = ""
        self.drawn_at = 0.0
        self.begun = (0, 0.0)  # (batch, time) when the epoch began

    def start(self, batch: int) -> None:
        """An epoch begins, at this batch of it."""
        self.begun = (batch, time.monotonic())

    def step(self, epoch: int, batch: int, loss: float) -> None:
        """Another batch is done."""
        now = time.monotonic()
        if self.moves and (now - self.drawn_at >= PAUSE or batch == self.batches):
            self.drawn_at = now
            which = f"epoch {epoch:>{len(str(self.epochs))}}/{self.epochs}"
            self.draw(f"{which} {self.bar(batch)}  loss {loss:.4g}{self.left(batch, now)}")

    def bar(self, batch: int) -> str:
        """[#####...............] 30/120, or the number of the batch where nobody knows how many there are."""
        if not self.batches:
            return f"batch {batch}"
        full = WIDE * batch // self.batches
        return f"[{'#' * full}{'.' * (WIDE - full)}] {batch:>{len(str(self.batches))}}/{self.batches}"

    def left(self, batch: int, now: float) -> str:
        """How long the epoch will still take."""
        done, since = batch - self.begun[0], now - self.begun[1]
        return f"  {since / done * (self.batches - batch):.0f} s left" if self.batches and done else ""

    def draw(self, text: str) -> None:
        """Write over the line that is there."""
        self.out.write("\r" + text.ljust(len(self.drawn)))
        self.out.flush()
        self.drawn = text

    def line(self, text: str) -> None:
        """Write a line in the place of the bar."""
        if self.shown:
            self.out.write(("\r" + text.ljust(len(self.drawn)) if self.drawn else text) + "\n")
            self.out.flush()
            self.drawn = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """What is written next begins below the bar."""
        if self.drawn:
            self.out.write("\n")
