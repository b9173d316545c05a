"""A neural network made of single numbers, and the loop that trains it. Nothing in it is new: it is arithmetic on
Scalars, and backward does the rest."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

from tinytorch.autograd.engine import no_grad
from tinytorch.autograd.variable import Scalar


class Neuron:
    """One weight per input and a bias: x1 w1 + x2 w2 + ... + b."""

    def __init__(self, inputs: int, source: random.Random) -> None:
        spread = (3.0 / inputs) ** 0.5  # uniform in +-spread has variance 1/inputs: sums keep the size of their terms
        self.weights = [Scalar(source.uniform(-spread, spread), requires_grad=True) for _ in range(inputs)]
        self.bias = Scalar(0.0, requires_grad=True)

    def __call__(self, inputs: Sequence[Scalar | float]) -> Scalar:
        """The weighted sum of the inputs, plus the bias."""
        ### BEGIN SOLUTION 5
        total = self.bias
        for weight, x in zip(self.weights, inputs, strict=True):
            total = total + weight * x
        return total
        ### END SOLUTION


class MLP:
    """A multi-layer perceptron: layers of neurons, each layer fed with the results of the one before it.

    MLP([2, 16, 16, 1]) takes 2 numbers, has two hidden layers of 16 neurons, and gives 1 number.
    """

    def __init__(self, sizes: Sequence[int], seed: int = 0) -> None:
        source = random.Random(seed)
        self.layers = [[Neuron(inputs, source) for _ in range(outputs)] for inputs, outputs in pairwise(sizes)]

    def __call__(self, inputs: Sequence[Scalar | float]) -> Scalar:
        """The network's score for one point: ReLU after every layer but the last, whose one neuron gives the score."""
        ### BEGIN SOLUTION 5
        values: Sequence[Scalar | float] = inputs
        for layer in self.layers[:-1]:
            values = [neuron(values).relu() for neuron in layer]
        (score,) = [neuron(values) for neuron in self.layers[-1]]
        return score
        ### END SOLUTION

    def parameters(self) -> list[Scalar]:
        """Every weight and bias, layer by layer, neuron by neuron, the bias after the weights."""
        ### BEGIN SOLUTION 5
        return [p for layer in self.layers for neuron in layer for p in (*neuron.weights, neuron.bias)]
        ### END SOLUTION


def hinge_loss(score: Scalar, label: float) -> Scalar:
    """max(0, 1 - label * score): 0 where the score has the label's sign (+1 or -1) and is at least 1 in size.

    >>> hinge_loss(Scalar(0.25), -1.0).data
    1.25
    """
    ### BEGIN SOLUTION 5
    return (1.0 - label * score).relu()
    ### END SOLUTION


def training_step(
    model: MLP, points: Sequence[Sequence[float]], labels: Sequence[float], learning_rate: float, decay: float = 1e-4
) -> float:
    """Move every parameter a little downhill, and return the loss as it was before.

    The loss is the mean hinge loss over the points, plus decay times the sum of the squared parameters, which keeps
    them small.

    1. Forget old gradients. Compute the loss, and call its backward.
    2. For each parameter: p.data goes down by learning_rate times p.grad, under `no_grad`.
    """
    ### BEGIN SOLUTION 5
    parameters = model.parameters()
    for p in parameters:
        p.zero_grad()
    loss = Scalar(0.0)
    for point, label in zip(points, labels, strict=True):
        loss = loss + hinge_loss(model(point), label)
    loss = loss / len(points)
    squares = Scalar(0.0)
    for p in parameters:
        squares = squares + p * p
    loss = loss + decay * squares
    loss.backward()
    with no_grad():
        for p in parameters:
            p.data -= learning_rate * p.grad
    return loss.data
    ### END SOLUTION


def accuracy(model: MLP, points: Sequence[Sequence[float]], labels: Sequence[float]) -> float:
    """The share of points whose score has the sign of their label."""
    with no_grad():
        right = [(model(point).data > 0.0) == (label > 0.0) for point, label in zip(points, labels, strict=True)]
    return sum(right) / len(right)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Inside, Python does not look for reference cycles.

    A record of 65,000 calls is as many objects, and Python's cycle collector walks through them again and again while
    they are being made: about a third of a training step. There are no cycles among them (a result points at its
    inputs, never back), so each goes as soon as the loss goes, without a collector.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def train(
    model: MLP, points: Sequence[Sequence[float]], labels: Sequence[float], steps: int, learning_rate: float
) -> list[float]:
    """Take `steps` training steps, the step size falling linearly to a tenth; the losses, one per step."""
    with collector_at_rest():
        return [
            training_step(model, points, labels, learning_rate * (1.0 - 0.9 * step / steps)) for step in range(steps)
        ]
