"""Read the log of a run, which is a file of JSON with one line per event: `read_log("run.jsonl", "epoch")`.

It can be read while the run goes on, and after it crashed. training/runlog.py writes it.
"""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any

WORDS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}  # JSON has no numbers for these


def read_log(path: str | os.PathLike[str], event: str | None = None) -> list[dict[str, Any]]:
    """The events of a log, or those of one name. A last line that is not whole yet, or was cut, is left out.

    Raises ValueError, with the number of the line, for a line that is no event.
    """
    try:
        text = Path(path).read_bytes()
    except FileNotFoundError:
        where = f"a name without a folder is looked up in {Path.cwd()}"
        raise FileNotFoundError(f"read_log found no file {path}: {where}") from None
    rows = []
    for number, line in enumerate(text[: whole(text)].splitlines(), 1):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise ValueError(f"line {number} of {path} is not JSON: is it the log of a run?") from None
        if not isinstance(row, dict) or "event" not in row:
            raise ValueError(f"line {number} of {path} is no event: is it the log of a run?")
        rows.append({name: WORDS.get(value, value) if isinstance(value, str) else value for name, value in row.items()})
    return [row for row in rows if event is None or row["event"] == event]


def whole(text: bytes) -> int:
    """How many bytes the whole lines have."""
    return text.rfind(b"\n") + 1
