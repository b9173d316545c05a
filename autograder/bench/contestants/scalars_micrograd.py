"""The scalar network by micrograd, https://github.com/karpathy/micrograd (MIT)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from loop import compete


def prepare(problem: dict[str, Any]) -> Callable[[], float]:
    from micrograd.engine import Value
    from micrograd.nn import MLP

    weights, points, labels = problem["weights"], problem["points"], problem["labels"]
    model = MLP(len(weights[0][0]), [len(layer) for layer in weights])
    for layer, rows in zip(model.layers, weights, strict=True):
        for neuron, row in zip(layer.neurons, rows, strict=True):
            for weight, value in zip(neuron.w, row, strict=True):
                weight.data = value
            neuron.b.data = 0.0
    parameters = model.parameters()

    def step() -> float:
        scores = [model([Value(x) for x in point]) for point in points]
        losses = [(1 + -label * score).relu() for label, score in zip(labels, scores, strict=True)]
        loss = sum(losses) * (1.0 / len(losses)) + problem["decay"] * sum(p * p for p in parameters)
        model.zero_grad()
        loss.backward()
        for p in parameters:
            p.data -= problem["rate"] * p.grad
        return float(loss.data)

    return step


compete(prepare)
