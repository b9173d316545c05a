"""What is shown beside a verdict: the failing input as text, shrunk where that helps, and what the reference gives.

Shrinking looks for a simpler input with the same verdict: a fixed number of examples, seeded by bundle and submission,
so that the same submission is told the same, unless its code is so slow that the time for this runs out. The text holds
only what we drew and what the reference says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.compare import same_error
from autograder.checks.registry import Check
from autograder.judge.bank import Example
from autograder.judge.drawing import Drawn, simplest_failure
from autograder.judge.judgement import Finding
from autograder.sandbox import wire

MAX_TEXT = 600
SHRINKABLE = 4096  # bytes of input; larger ones are built by hand and stay as they are


@dataclass(frozen=True)
class Failure:
    """An example with what is wrong about it."""

    example: Example
    finding: Finding


Probe = Callable[[Drawn], Failure | None]


def simpler(check: Check, failures: list[Failure], seed: int, probe: Probe | None) -> Failure:
    """The simplest failure known: shrunk by asking `probe`, else the smallest of the bank's."""
    smallest = min(failures, key=lambda failure: len(wire.encode(failure.example.drawn)))
    if probe is None or not check.strategies or len(wire.encode(smallest.example.drawn)) > SHRINKABLE:
        return smallest
    met: dict[bytes, Failure] = {}

    def fails(drawn: Drawn) -> bool:
        failure = probe(drawn)
        if failure is None or failure.finding.verdict is not failures[0].finding.verdict:
            return False
        met[wire.encode(drawn)] = failure
        return True

    found = simplest_failure(check.strategies, seed, fails)
    return smallest if found is None else met[wire.encode(found)]


def input_text(drawn: Drawn) -> str | None:
    """`x = 2.0` and so on, a line each; None for a check without inputs."""
    return _cut("\n".join(f"{name} = {text(value)}" for name, value in drawn.items())) if drawn else None


def expected_text(check: Check, example: Example) -> str | None:
    """What the reference gives; None where many answers are right. Of an exception only the kind counts."""
    if check.judge:
        return None
    if check.compare is same_error():
        return "no exception" if example.answer is None else f"{example.answer[0]} is raised"
    return _cut(text(example.answer))


def text(value: Any) -> str:
    """A plain value as Python writes it; an array as a list with its dtype."""
    if isinstance(value, np.ndarray):
        return f"array({np.array2string(value, separator=', ', threshold=40)}, dtype={value.dtype})"
    if isinstance(value, list):
        return "[" + ", ".join(text(item) for item in value) + "]"
    if isinstance(value, dict):
        return "an object" if value == {"opaque": True} else str({key: value[key] for key in value})
    return repr(value)


def _cut(whole: str) -> str:
    return whole if len(whole) <= MAX_TEXT else whole[: MAX_TEXT - 4] + " ..."
