# Made from solutions/tinytorch/viz/live.py by `autograder build`.
"""A loss curve that grows while a model trains, and costs hardly anything.

with LiveCurve() as live:
    fit(model, loader, loss, optimizer, epochs=20, log=live, progress=False)

with LiveCurve() as live:               # in a loop of your own
    for inputs, targets in loader:
        ...
        live.add(loss=value.item())

A notebook shows a picture that changes, a terminal a line of bars; a program without either shows nothing until
`picture` is called.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any, Self, TextIO

from tinytorch.viz.charts import check_smooth, curves, spark
from tinytorch.viz.picture import Picture
from tinytorch.viz.strokes import is_drawn, logarithmic_axes

MOST = 2000  # points that are kept of a curve
PAUSE = {"notebook": 0.5, "terminal": 0.1}  # seconds at least between two drawings: nobody sees more
GUESS = {"notebook": 0.05, "terminal": 0.001}  # what the first drawing may cost, in seconds


class LiveCurve:
    """Curves of numbers that are added one by one.

    share                of the time since it was made: drawing never takes more. It measures what it costs, and waits
    logarithmic, smooth  as in curves(); where points were joined, for there are many, each counts as one
    out                  the stream of a terminal, the standard error stream unless told

    spent  seconds that it has taken so far; `cost` is their share of all the time
    """

    def __init__(
        self,
        title: str = "Loss",
        share: float = 0.05,
        logarithmic: bool | str = False,
        out: TextIO | None = None,
        clock: Callable[[], float] = time.perf_counter,
        smooth: int = 1,
    ) -> None:
        if not 0 < share < 1:
            raise ValueError(f"LiveCurve wants a share of the time above 0 and below 1, got {share!r}")
        check_smooth("LiveCurve", smooth)
        self.title, self.share, self.clock = title, share, clock
        self.logarithmic, self.smooth, self.axes = logarithmic, smooth, logarithmic_axes("LiveCurve", logarithmic)
        self.out = sys.stderr if out is None else out
        self.place = "notebook" if in_notebook() else "terminal" if self.out.isatty() else "nowhere"
        self.kept: dict[str, Kept] = {}
        self.step = 0
        self.handle: Any = None
        self.line = ""
        self.spent = 0.0
        self.next_cost = GUESS.get(self.place, 0.0)
        self.begun = self.drawn_at = self.ended = clock()

    # --- Numbers come

    def add(self, **numbers: float) -> None:
        """Another step is done: live.add(loss=0.4), or several numbers, each of which has a curve."""
        self.note(self.step + 1, numbers)

    def write(self, event: str, **values: Any) -> None:
        """An event of fit(): the loss of each step, and the validation loss of each epoch."""
        if event == "step":
            self.note(values["step"], {"training": values["loss"]})
        elif event == "epoch" and "valid_loss" in values:
            self.note(values["step"], {"validation": values["valid_loss"]})

    def note(self, step: int, numbers: dict[str, float]) -> None:
        """Keep the numbers, and draw if there is time for it."""
        start = self.clock()
        self.step = step
        for name, value in numbers.items():
            if name not in self.kept:
                self.kept[name] = Kept()
            self.kept[name].add(step, float(value))
        if self.may_draw(start):
            self.draw()
            self.drawn_at = self.clock()
            self.next_cost = self.drawn_at - start
        self.ended = self.clock()
        self.spent += self.ended - start

    def may_draw(self, now: float) -> bool:
        """Whether another drawing leaves the whole cost below the share, and the last one is not too fresh."""
        if self.place == "nowhere" or now - self.drawn_at < PAUSE[self.place]:
            return False
        return self.spent + 1.5 * self.next_cost < self.share * (now - self.begun)  # a little more than last time

    @property
    def cost(self) -> float:
        """The share of the time so far that this has taken."""
        return self.spent / max(self.ended - self.begun, 1e-9)

    # --- Drawings go out

    def draw(self) -> None:
        """Show how things stand, in the place of what was shown before."""
        if self.place == "notebook" and self.has_points():
            if self.handle is None:
                self.handle = import_module("IPython.display").display(self.picture(), display_id=True)
            else:
                self.handle.update(self.picture())
        elif self.place == "terminal":
            line = self.in_a_line(shutil.get_terminal_size().columns - 1)
            self.out.write("\r" + line.ljust(len(self.line)))
            self.out.flush()
            self.line = line

    def has_points(self) -> bool:
        """Whether there is anything to draw: a loss that is nan from the first step on must not stop the training."""
        return any(is_drawn(point, self.axes) for kept in self.kept.values() for point in kept.points)

    def in_a_line(self, columns: int) -> str:
        """The last numbers, each with as many bars as find a place."""
        said = [f"  {name} {kept.last:.4g} " for name, kept in self.kept.items()]
        head = f"step {self.step}"
        room = (columns - len(head) - sum(map(len, said))) // len(said)
        bars = [spark([y for _, y in kept.points], min(room, 40)) if room > 0 else "" for kept in self.kept.values()]
        return (head + "".join(map("".join, zip(said, bars, strict=True))))[:columns]

    def picture(self) -> Picture:
        """The curves so far. Raises ValueError where there are none."""
        runs = {name: dict(kept.points) for name, kept in self.kept.items()}
        return curves(runs, self.title, "step", "loss", self.logarithmic, self.smooth)

    def close(self) -> None:
        """Draw a last time; what is written to a terminal then begins on a line of its own."""
        start = self.clock()
        if self.kept:
            self.draw()
        self.ended = self.clock()
        self.spent += self.ended - start
        if self.line:
            self.out.write("\n")
            self.out.flush()
            self.line = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class Kept:
    """The points of a curve: where there are more than MOST, the means of two, then of four, and so on."""

    def __init__(self) -> None:
        self.points: list[tuple[float, float]] = []
        self.waiting: list[tuple[float, float]] = []
        self.size = 1
        self.last = 0.0

    def add(self, x: float, y: float) -> None:
        """Another point."""
        self.last = y
        self.waiting.append((x, y))
        if len(self.waiting) == self.size:
            self.points.append(middle(self.waiting))
            self.waiting = []
        if len(self.points) == MOST:
            self.points = [middle(self.points[k : k + 2]) for k in range(0, MOST, 2)]
            self.size *= 2


def middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The last x, up to which the mean counts, and the mean of the ys."""
    return points[-1][0], sum(y for _, y in points) / len(points)


def in_notebook() -> bool:
    """Whether cells are run that can show a picture: IPython is not imported to find that out."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and hasattr(shell, "kernel")
