"""Tell how far a long run is: a bar on a terminal, plain lines elsewhere, both with the rate and the time left.

`with progress(console, total, "submissions") as step:` and call `step()` once per finished piece.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

LINES = 10  # a plain log gets about this many lines


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "")


@contextmanager
def progress(console: Console, total: int, what: str) -> Iterator[Callable[[], None]]:
    """A function to call after each of `total` pieces; nothing is shown where there are none."""
    if total == 0:
        yield lambda: None
    elif console.is_terminal:
        with _bar(console) as bar:
            task = bar.add_task(what, total=total)
            yield lambda: bar.advance(task)
    else:
        yield _Lines(console, total, what).step


def _bar(console: Console) -> Progress:
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), _Rate(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True)


class _Lines:
    def __init__(self, console: Console, total: int, what: str) -> None:
        self._console, self._total, self._what = console, total, what
        self._done = 0
        self._start = time.monotonic()

    def step(self) -> None:
        """Count one piece and print a line about every tenth of the way."""
        self._done += 1
        if self._done != self._total and self._done % max(1, self._total // LINES):
            return
        rate = self._done / max(time.monotonic() - self._start, 1e-9)
        left = (self._total - self._done) / rate
        line = f"{self._done}/{self._total} {self._what}, {rate:.1f}/s, {left:.0f} s left"
        self._console.print(line, highlight=False, soft_wrap=True)
