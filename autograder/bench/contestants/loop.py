"""The loop that every contestant runs: read the problem, say ready, then time one step for each line."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any


def compete(prepare: Callable[[dict[str, Any]], Callable[[], float]]) -> None:
    """`prepare(problem)` gives the step, a function that trains once and returns the loss before it."""
    answers, sys.stdout = sys.stdout, sys.stderr  # what the contestant prints is not an answer

    def answer(value: dict[str, Any]) -> None:
        print(json.dumps(value), file=answers, flush=True)

    try:
        step = prepare(json.loads(sys.stdin.readline()))
    except ImportError as error:
        missing = error.name or "a part of it"
        reason = "not unlocked" if missing.startswith("tinytorch") else "not installed"
        return answer({"absent": f"{missing} is {reason}"})
    answer({"ready": True})
    for _ in sys.stdin:
        start = time.perf_counter()
        try:
            loss = step()
        except NotImplementedError as error:
            return answer({"absent": str(error)})
        answer({"seconds": time.perf_counter() - start, "loss": loss})
    return None
