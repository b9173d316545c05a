"""The loop that every contestant runs: read a problem, say ready, then time one slice of it for each line "step".

A slice is one step, or the problem's number of `steps`, or as many as take about `slice` seconds. The first slice of a
problem is always a single step, which warms up.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

Step = Callable[[], Any]


def compete(
    prepare: Callable[[dict[str, Any]], Step],
    describe: Callable[[Any], dict[str, Any]] = lambda outcome: {"loss": outcome},
) -> None:
    """`prepare(problem)` gives the step, and `describe` what to tell of its outcome; without it, that is a loss."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the contestant prints is not an answer
    slices: Iterator[dict[str, Any]] = iter(())
    for line in sys.stdin:
        try:
            if line.strip() == "step":
                answer = next(slices)
            else:
                slices = iter(())  # lets go of the last problem's arrays before the next one's are made
                problem = json.loads(line)
                slices = timed(prepare(problem), problem, describe)
                answer = {"ready": True}
        except Exception as error:
            answer = {"absent": reason(error)}
        print(json.dumps(answer), file=answers, flush=True)


def reason(error: Exception) -> str:
    """Why a contestant does not take part: one sentence without its full stop."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"{error.name} is not {'unlocked' if error.name.startswith('tinytorch') else 'installed'}"
    if isinstance(error, NotImplementedError) and str(error):
        return str(error)
    return " ".join(f"{type(error).__name__}: {error}".split()).rstrip(".")


def timed(step: Step, problem: dict[str, Any], describe: Callable[[Any], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Seconds of one operation, slice after slice; a step holds a `chain` of operations, or one."""

    def slice_of(count: int) -> dict[str, Any]:
        seconds, outcome = clocked(step, count)
        return {"seconds": seconds / count / problem.get("chain", 1), **describe(outcome)}

    yield slice_of(1)
    count = calibrated(step, problem["slice"]) if "slice" in problem else problem.get("steps", 1)
    while True:
        yield slice_of(count)


def calibrated(step: Step, seconds: float) -> int:
    """How many steps take about so long: at least one."""
    count = 1
    while (taken := clocked(step, count)[0]) < seconds / 4.0:
        count *= 2
    return max(1, round(count * seconds / taken))


def clocked(step: Step, count: int) -> tuple[float, Any]:
    """The seconds that `count` steps take, and the outcome of the last."""
    start = time.perf_counter()
    for _ in range(count):
        outcome = step()
    return time.perf_counter() - start, outcome
