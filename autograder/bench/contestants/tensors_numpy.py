"""The tensor benchmark by NumPy: the bare expressions, and a training step with the derivatives worked out by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from loop import Step, compete
from memory import keep_freed_memory
from tensors_work import COMMON, constants, describe, inputs, operation, training_inputs


def softmax(x: np.ndarray) -> np.ndarray:
    """e^(x - max) over its sum, along each row."""
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    powers /= powers.sum(axis=1, keepdims=True)
    return powers


RULES = COMMON | {
    "exp": np.exp,
    "relu": lambda x: np.maximum(x, 0.0),
    "sum": lambda x: x.sum(),
    "sum 0": lambda x: x.sum(axis=0),
    "sum 1": lambda x: x.sum(axis=1),
    "softmax": softmax,
}


def prepare(problem: dict[str, Any]) -> Step:
    if problem["best"]:
        keep_freed_memory()
    if problem["work"] == "training":
        return training(problem)
    if problem["backward"]:
        raise NotImplementedError("NumPy has no gradients")
    run, arrays = operation(problem, RULES), [*inputs(problem), *constants(problem)]
    return lambda: run(*arrays)


def training(problem: dict[str, Any]) -> Step:
    images, labels, (w1, b1, w2, b2) = training_inputs(problem)
    rate, batch = np.float32(problem["rate"]), np.arange(len(labels))
    labels = labels[:, 0]

    def step() -> float:
        hidden = images @ w1  # (B, I) -> (B, H)
        hidden += b1
        np.maximum(hidden, 0.0, out=hidden)
        scores = hidden @ w2  # (B, H) -> (B, O)
        scores += b2
        scores -= scores.max(axis=1, keepdims=True)
        right = scores[batch, labels]
        d_scores = np.exp(scores, out=scores)
        total = d_scores.sum(axis=1, keepdims=True)
        loss = (np.log(total[:, 0]) - right).mean()
        d_scores /= total
        d_scores[batch, labels] -= 1.0
        d_scores /= np.float32(len(batch))
        d_hidden = d_scores @ w2.T  # (B, O) -> (B, H)
        d_hidden *= hidden > 0.0
        slopes = (images.T @ d_hidden, d_hidden.sum(axis=0), hidden.T @ d_scores, d_scores.sum(axis=0))
        for parameter, slope in zip((w1, b1, w2, b2), slopes, strict=True):
            slope *= rate
            parameter -= slope
        return float(loss)

    return step


def told(outcome: Any) -> dict[str, Any]:
    return {"loss": outcome} if isinstance(outcome, float) else describe([np.asarray(outcome)])


compete(prepare, told)
