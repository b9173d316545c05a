"""A network that tells pictures apart, of tensors and nothing else: what the next assignments make comfortable.

network = Network([64, 32, 10], seed=0)
train(network, images, labels, epochs=20, batch=64, learning_rate=0.5)
accuracy(network(images), labels)
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tinytorch.autograd.engine import no_grad
from tinytorch.tensors.creation import zeros
from tinytorch.tensors.random import Generator, randn, randperm
from tinytorch.tensors.tensor import Tensor


def linear(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    """x @ weight + bias: (n, inputs), (inputs, outputs), (outputs,) -> (n, outputs)."""
    ### BEGIN SOLUTION 5
    return x @ weight + bias
    ### END SOLUTION


def cross_entropy(scores: Tensor, labels: Tensor) -> Tensor:
    """The mean over n rows of -log p[label], where p are the probabilities that softmax makes of a row of scores.

    scores  (n, classes), any numbers
    labels  (n,) int64, the number of the right class in each row

    1. `scores.log_softmax(dim=1)` are the logarithms of the probabilities.
    2. Pick the one of the right class in each row: index with the row numbers (`arange`) and the labels, or use
       `gather(1, labels.unsqueeze(1))`.
    3. The mean, with a minus.
    """
    ### BEGIN SOLUTION 5
    chances = scores.log_softmax(dim=1)
    return -chances.gather(1, labels.unsqueeze(1)).mean()
    ### END SOLUTION


class Network:
    """Layers of weighted sums, with ReLU between them. `sizes` counts the numbers that go in, in between, and out.

    weights  one tensor per layer, (inputs, outputs); random, with the variance 2 / inputs, which keeps the size of the
             numbers about the same from layer to layer (He et al., 2015)
    biases   one per layer, (outputs,), zeros
    """

    def __init__(self, sizes: Sequence[int], seed: int = 0) -> None:
        generator = Generator(seed)
        self.weights: list[Tensor] = []
        self.biases: list[Tensor] = []
        for inputs, outputs in pairwise(sizes):
            weight = randn(inputs, outputs, generator=generator) * math.sqrt(2.0 / inputs)
            self.weights.append(weight.requires_grad_())
            self.biases.append(zeros(outputs, requires_grad=True))

    def parameters(self) -> list[Tensor]:
        """Everything that training changes."""
        return [*self.weights, *self.biases]

    def __call__(self, x: Tensor) -> Tensor:
        """The scores: (n, sizes[0]) -> (n, sizes[-1]). `linear` and `relu` by turns; no ReLU after the last layer."""
        ### BEGIN SOLUTION 5
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            x = linear(x, weight, bias).relu()
        return linear(x, self.weights[-1], self.biases[-1])
        ### END SOLUTION


def train_batch(network: Network, images: Tensor, labels: Tensor, learning_rate: float) -> float:
    """Move every parameter a little downhill, and return the loss, a float, as it was before.

    The loss is the cross-entropy of the network's scores for `images` (n, inputs) with `labels` (n,).

    1. Forget old gradients: `p.grad = None`. Compute the loss, and call its backward.
    2. Under `no_grad`, take learning_rate times the gradient away from each parameter, in place: `p -= ...`.
    """
    ### BEGIN SOLUTION 5
    parameters = network.parameters()
    for p in parameters:
        p.grad = None
    loss = cross_entropy(network(images), labels)
    loss.backward()
    with no_grad():
        for p in parameters:
            p -= learning_rate * p.grad  # type: ignore[operator]
    return loss.item()
    ### END SOLUTION


def accuracy(scores: Tensor, labels: Tensor) -> float:
    """The share of rows whose largest score stands at the label."""
    return float((scores.argmax(dim=1) == labels).sum()) / len(labels)


def batches(count: int, size: int, generator: Generator) -> Iterator[Tensor]:
    """The numbers 0 to count - 1 in random order, `size` at a time; the last batch may be smaller."""
    order = randperm(count, generator=generator)
    for start in range(0, count, size):
        yield order[start : start + size]


def train(
    network: Network,
    images: Tensor,
    labels: Tensor,
    epochs: int,
    batch: int,
    learning_rate: float,
    seed: int = 0,
) -> list[float]:
    """Go `epochs` times through all images, in random order, in batches; the mean loss of each epoch."""
    generator = Generator(seed)
    history = []
    for _ in range(epochs):
        losses = [
            train_batch(network, images[rows], labels[rows], learning_rate)
            for rows in batches(len(labels), batch, generator)
        ]
        history.append(sum(losses) / len(losses))
    return history
