"""What happened in a run, line by line: a file that can be read while the run goes on, and after it crashed.

with RunLog("run.jsonl") as log:
    log.write("epoch", epoch=1, loss=0.7)      {"event": "epoch", "seconds": 2.1, "epoch": 1, "loss": 0.7}
read_log("run.jsonl", "epoch")                 [{"event": "epoch", "seconds": 2.1, "epoch": 1, "loss": 0.7}]

TensorBoard("runs/first") takes the same calls, and TensorBoard draws them; it wants the package tensorboardX.
"""

from __future__ import annotations

import json
import math
import os
import time
from pathlib import Path
from typing import Any, Protocol, Self

from tinytorch.tensors.tensor import Tensor

WORDS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}  # JSON has no numbers for these


class Log(Protocol):
    """Anything that notes events."""

    def write(self, event: str, **values: Any) -> None: ...
    def close(self) -> None: ...


class RunLog:
    """A file of JSON, one line per event, which is in the file when `write` returns. An older log goes on at its end.

    A last line that a crash has cut is taken away first.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = self.path.open("ab+")
        self.file.seek(0)
        self.file.truncate(whole(self.file.read()))
        self.begun = time.monotonic()

    def write(self, event: str, **values: Any) -> None:
        """Note an event: numbers, text, lists; of a tensor its only number."""
        row = {"event": event, "seconds": round(time.monotonic() - self.begun, 3), **values}
        line = json.dumps({name: plain(value) for name, value in row.items()}, allow_nan=False) + "\n"
        self.file.write(line.encode())
        self.file.flush()

    def close(self) -> None:
        """Nothing more is written."""
        self.file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class TensorBoard:
    """The same events as curves of TensorBoard: "epoch/loss" over the event's `step`, or else its `epoch`."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        try:
            from tensorboardX import SummaryWriter
        except ImportError:
            raise ModuleNotFoundError(
                "TensorBoard() needs the package tensorboardX: pip install tensorboardX, or write a RunLog"
            ) from None
        self.writer = SummaryWriter(str(folder))

    def write(self, event: str, **values: Any) -> None:
        """Note the numbers among the values; text and lists are left out."""
        place = values.get("step", values.get("epoch"))
        for name, value in values.items():
            number = value.item() if isinstance(value, Tensor) else value
            if isinstance(number, int | float) and name not in ("step", "epoch"):
                self.writer.add_scalar(f"{event}/{name}", number, place)
        self.writer.flush()

    def close(self) -> None:
        """Nothing more is written."""
        self.writer.close()


def read_log(path: str | os.PathLike[str], event: str | None = None) -> list[dict[str, Any]]:
    """The events of a log, or those of one name. A last line that is not whole yet, or was cut, is left out."""
    text = Path(path).read_bytes()
    rows = []
    for number, line in enumerate(text[: whole(text)].splitlines(), 1):
        try:
            row = json.loads(line)
        except ValueError:
            raise ValueError(f"line {number} of {path} is not JSON: is it the log of a run?") from None
        rows.append({name: WORDS.get(value, value) if isinstance(value, str) else value for name, value in row.items()})
    return [row for row in rows if event is None or row["event"] == event]


def whole(text: bytes) -> int:
    """How many bytes the whole lines have."""
    return text.rfind(b"\n") + 1


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value
