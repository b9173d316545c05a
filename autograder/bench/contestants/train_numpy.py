"""The training benchmark by NumPy, with derivatives worked out by hand and optimizers that work in place."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from math import sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from memory import keep_freed_memory
from train_work import Learn, Library, Problem, main

Arrays = list[np.ndarray]
Optimizer = Callable[[Arrays], None]


class ByHand(Library):
    """Arrays as they are."""

    def batch(self, images: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return images, labels

    def learner(self, problem: Problem, parameters: Arrays) -> Learn:
        optimize = OPTIMIZERS[problem["optimizer"]](parameters, problem["rate"])

        def learn(images: np.ndarray, labels: np.ndarray) -> float:
            loss, slopes = derivatives(images, labels, *parameters)
            optimize(slopes)
            return float(loss)

        return learn

    def loader(
        self, images: np.ndarray, labels: np.ndarray, size: int, shuffle: bool
    ) -> Iterable[tuple[np.ndarray, np.ndarray]]:
        return Batches(images, labels, size, shuffle)


class Batches:
    """A random order, cut into batches."""

    def __init__(self, images: np.ndarray, labels: np.ndarray, size: int, shuffle: bool) -> None:
        self.images, self.labels, self.size, self.shuffle = images, labels, size, shuffle
        self.draw = np.random.default_rng(1337)

    def __iter__(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        count = len(self.labels)
        order = self.draw.permutation(count) if self.shuffle else np.arange(count)
        for start in range(0, count, self.size):
            rows = order[start : start + self.size]
            yield self.images.take(rows, axis=0), self.labels.take(rows)


def derivatives(
    images: np.ndarray, labels: np.ndarray, w1: np.ndarray, b1: np.ndarray, w2: np.ndarray, b2: np.ndarray
) -> tuple[np.float32, Arrays]:
    """The mean cross-entropy of a two-layer network, and its derivatives by w1, b1, w2 and b2."""
    batch = np.arange(len(labels))
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
    return loss, [images.T @ d_hidden, d_hidden.sum(axis=0), hidden.T @ d_scores, d_scores.sum(axis=0)]


def sgd(parameters: Arrays, rate: float) -> Optimizer:
    """p -= rate * slope."""

    def optimize(slopes: Arrays) -> None:
        for parameter, slope in zip(parameters, slopes, strict=True):
            slope *= np.float32(rate)
            parameter -= slope

    return optimize


def adam(parameters: Arrays, rate: float, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8) -> Optimizer:
    """p -= rate * m' / (sqrt(v') + epsilon), with the corrected running means m' of slopes and v' of their squares."""
    means, squares, between = ([np.zeros_like(parameter) for parameter in parameters] for _ in range(3))
    steps = 0

    def optimize(slopes: Arrays) -> None:
        nonlocal steps
        steps += 1
        root, length = sqrt(1 - beta2**steps), rate / (1 - beta1**steps)
        for p, slope, mean, square, t in zip(parameters, slopes, means, squares, between, strict=True):
            mean *= beta1
            mean += np.multiply(slope, 1 - beta1, out=t)
            square *= beta2
            slope *= slope
            slope *= 1 - beta2
            square += slope
            np.sqrt(square, out=t)
            t *= 1 / root
            t += epsilon
            np.divide(mean, t, out=t)
            t *= length
            p -= t

    return optimize


OPTIMIZERS: dict[str, Callable[[Arrays, float], Optimizer]] = {"SGD": sgd, "Adam": adam}


def open_library(problem: Problem) -> Library:
    if problem["best"]:
        keep_freed_memory()
    return ByHand()


main(open_library)
