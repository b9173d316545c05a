"""The scalar network by NumPy, on whole arrays, the derivatives worked out by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from loop import compete


def prepare(problem: dict[str, Any]) -> Callable[[], float]:
    points, labels = np.array(problem["points"]), np.array(problem["labels"])[:, None]
    weights = [np.array(layer).T for layer in problem["weights"]]
    biases = [np.zeros(weight.shape[1]) for weight in weights]
    decay, rate = problem["decay"], problem["rate"]

    def step() -> float:
        values = [points]
        for i, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
            value = values[-1] @ weight + bias
            values.append(np.maximum(value, 0.0) if i < len(weights) - 1 else value)
        margins = 1.0 - labels * values[-1]
        loss = np.maximum(margins, 0.0).mean() + decay * sum((p * p).sum() for p in (*weights, *biases))
        gradient = np.where(margins > 0.0, -labels, 0.0) / len(points)
        for i in reversed(range(len(weights))):
            d_weight, d_bias = values[i].T @ gradient, gradient.sum(0)
            gradient = (gradient @ weights[i].T) * (values[i] > 0.0)
            weights[i] -= rate * (d_weight + 2.0 * decay * weights[i])
            biases[i] -= rate * (d_bias + 2.0 * decay * biases[i])
        return float(loss)

    return step


compete(prepare)
