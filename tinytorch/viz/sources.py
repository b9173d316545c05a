# Made from solutions/tinytorch/viz/sources.py by `autograder build`.
"""Where curves come from: lists of numbers, what `fit` returns, and the log that it writes.

named({"first": "first.jsonl", "second": history}, "epoch", "loss")   # {"first": [(1.0, 0.7), ...], ...}
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tinytorch.logfile import read_log
from tinytorch.viz.canvas import kind_of

Points = list[tuple[float, float]]


def named(runs: Any, x: str, y: str) -> dict[str, Points]:
    """A name and pairs (x, y) for each curve, in the order of the runs.

    runs  a dict from names to runs or numbers; or one run: what fit() returned, or the path of its log
    x, y  which numbers of a run: over x = "epoch" or "step" its y, and as a second curve its valid_y, if it has that
    """
    if isinstance(runs, Mapping):
        return {shown: some for name, run in runs.items() for shown, some in curves_of(str(name), run, x, y).items()}
    if rows_of(runs, x) is None:
        raise TypeError(
            'curves wants a dict from names to numbers, such as {"loss": [...]}, or a run: what fit() returned, '
            f"or the path of its log; got {kind_of(runs)}"
        )
    return curves_of("", runs, x, y)


def curves_of(name: str, run: Any, x: str, y: str) -> dict[str, Points]:
    """The curves of one run, or the only one of plain numbers."""
    rows = rows_of(run, x)
    if rows is None:
        return {name: points(f"curve {name!r}", run)}
    found = {}
    label = f"the run {name!r}" if name else "the run"
    for column, alone, beside in ((y, "training", name), (f"valid_{y}", "validation", f"{name}, validation")):
        if some := {row[x]: row[column] for row in rows if x in row and column in row}:  # what was done again counts
            for at, value in some.items():
                if not isinstance(value, int | float):
                    raise ValueError(
                        f"{label} has no number as its {column} at {x} {at}, but {value!r}: is it damaged?"
                    )
            found[beside if name else alone] = points(label, some)
    if rows and not found:
        known = sorted({key for row in rows for key, value in row.items() if isinstance(value, int | float)})
        missing = x if not any(x in row for row in rows) else y
        raise ValueError(f"{label} has no {missing!r}: there are {', '.join(known)}")
    return found


def rows_of(run: Any, x: str) -> list[dict[str, Any]] | None:
    """The rows of what fit() returned, of a run under way, or of the log at a path; None for what is none of them."""
    if isinstance(run, str | os.PathLike):
        if Path(run).is_dir():
            raise IsADirectoryError(f"curves wants the path of a run's log, got the folder {os.fspath(run)}")
        rows = read_log(run, "step" if x == "step" else "epoch")
        if not rows:
            others = ': draw it over x="step", or wait' if x != "step" else ": wait for the first one"
            raise ValueError(f"the log {run} has no {x} yet{others}")
        return rows
    seen = getattr(getattr(run, "history", run), "rows", None)
    return seen if isinstance(seen, list) else None


def points(name: str, numbers: Sequence[float] | Mapping[float, float]) -> Points:
    """Pairs (x, y): the numbers over 1, 2, 3, ..., or a dictionary's values over its keys; `name` is for errors."""
    try:
        pairs: Iterable[Any] = numbers.items() if isinstance(numbers, Mapping) else enumerate(numbers, 1)
        return [(float(x), float(y)) for x, y in pairs]
    except (TypeError, ValueError):
        raise TypeError(
            f"{name} wants numbers in a row, or a dict from numbers to numbers, got {shortly(numbers)}"
        ) from None


def shortly(value: Any) -> str:
    """A value in an error."""
    text = repr(value)
    return text if len(text) <= 60 else kind_of(value)
