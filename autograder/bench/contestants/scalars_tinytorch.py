"""The scalar network by whichever tinytorch is first on the path."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from loop import compete


def prepare(problem: dict[str, Any]) -> Callable[[], float]:
    import importlib

    mlp = importlib.import_module("tinytorch.autograd.mlp")
    weights = problem["weights"]
    model = mlp.MLP([len(weights[0][0]), *[len(layer) for layer in weights]])
    for layer, rows in zip(model.layers, weights, strict=True):
        for neuron, row in zip(layer, rows, strict=True):
            for weight, value in zip(neuron.weights, row, strict=True):
                weight.data = value
    rest = contextlib.nullcontext if problem["collector"] else mlp.collector_at_rest

    def step() -> float:
        with rest():
            return float(
                mlp.training_step(model, problem["points"], problem["labels"], problem["rate"], problem["decay"])
            )

    return step


compete(prepare)
