"""What the kernel benchmark computes with: the same numbers for every library, and how a result is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from loop import Step
from tensors_work import PERIOD, describe

NO_GPU = "there is no GPU here that CUDA can use"


def inputs(problem: Mapping[str, Any]) -> list[np.ndarray]:
    """The arrays of a problem, normal numbers; then, where it wants them, whole numbers: row numbers or labels."""
    draw = np.random.default_rng(1337)
    normal = draw.standard_normal(PERIOD, dtype=np.float32)
    arrays = [np.resize(np.roll(normal, 7919 * k), shape) for k, shape in enumerate(problem.get("shapes", []))]
    if "whole" in problem:
        count, below = problem["whole"]
        arrays.append(draw.integers(0, below, count))
    return arrays


def filling(outs: list[Any], function: Callable[..., object], *args: Any) -> Step:
    """A step that calls a function which fills `outs`."""

    def step() -> list[Any]:
        function(*args)
        return outs

    return step


def once(outs: list[Any], function: Callable[[], object], copied: Callable[[Any], Any]) -> Step:
    """The same for what grows from step to step: told is what `outs` hold after the first."""
    function()
    first = [copied(out) for out in outs]
    return filling(first, function)


def told(outcome: Any) -> dict[str, Any]:
    """Seconds that a step has measured itself, or samples of its arrays or tensors."""
    if isinstance(outcome, dict):
        return outcome
    return describe([x if isinstance(x, np.ndarray | np.generic) else x.numpy() for x in outcome])
