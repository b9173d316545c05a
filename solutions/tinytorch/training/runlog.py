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

from tinytorch.logfile import whole
from tinytorch.tensors.arguments import check_path
from tinytorch.tensors.tensor import Tensor


class Log(Protocol):
    """Anything that notes events."""

    def write(self, event: str, **values: Any) -> None: ...
    def close(self) -> None: ...


class RunLog:
    """A file of JSON, one line per event, which is in the file when `write` returns. An older log goes on at its end.

    A last line that a crash has cut is taken away first.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        check_path("a RunLog", path)
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


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value
