"""The runs that the pictures show. Each trains something small, seeded, and gives what it has measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from tinytorch.data import DataLoader, TensorDataset, load_digits, spiral
from tinytorch.nn import functional as F
from tinytorch.nn import init
from tinytorch.optim.schedules import WarmupCosineLR
from tinytorch.tensors import accuracy

import tinytorch as tt
from tinytorch import nn, optim

BATCH_THAT_IS_BAD = 60


class Digits:
    """The digits as rows of 64 numbers."""

    def __init__(self) -> None:
        train_images, train_labels, test_images, test_labels = (tt.tensor(part) for part in load_digits())
        self.inputs, self.labels = train_images.flatten(1), train_labels
        self.test = test_images.flatten(1), test_labels

    def batches(self, size: int, seed: int = 0) -> DataLoader:
        """All of them, in another random order in each epoch."""
        data = TensorDataset(self.inputs, self.labels)
        return DataLoader(data, batch_size=size, shuffle=True, generator=tt.Generator(seed))

    def sorted_batches(self, size: int) -> DataLoader:
        """First all zeros, then all ones."""
        order = np.argsort(self.labels.numpy(), kind="stable")
        return DataLoader(TensorDataset(self.inputs[order], self.labels[order]), batch_size=size)

    def scores(self, model: nn.Module) -> tuple[float, float]:
        """The loss on the test digits, and the share of them that is read correctly."""
        images, labels = self.test
        with tt.no_grad():
            output = model(images)
            return F.cross_entropy(output, labels).item(), float(accuracy(output, labels))


digits = cache(Digits)


def dense(*sizes: int, seed: int = 0) -> nn.Sequential:
    """Linear layers with ReLU between them."""
    tt.manual_seed(seed)
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def steps(model: nn.Module, optimizer: Any, loader: Any, epochs: int = 1) -> Iterator[float]:
    """Train, and give the loss of each batch as it was before its step."""
    for _ in range(epochs):
        for inputs, labels in loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(inputs), labels)
            loss.backward()
            optimizer.step()
            yield loss.item()


# --- 4.1 to 4.3


class Boxed(nn.Module):
    """Five layers for the spiral, three of them in a box: a list or a ModuleList."""

    def __init__(self, box: Callable[[list[nn.Module]], Any]) -> None:
        self.first = nn.Linear(2, 32)
        self.middle = box([nn.Linear(32, 32) for _ in range(3)])
        self.last = nn.Linear(32, 2)

    def forward(self, x: tt.Tensor) -> tt.Tensor:
        x = self.first(x).relu()
        for layer in self.middle:
            x = layer(x).relu()
        scores: tt.Tensor = self.last(x)
        return scores


def tree(box: Callable[[list[nn.Module]], Any]) -> tuple[list[float], int]:
    """300 steps of Adam on the spiral: the losses, and how many parameters the optimizer was given."""
    points, labels = spiral(200, seed=0)
    everything = [(tt.tensor(points), tt.tensor([int(label > 0) for label in labels]))]
    tt.manual_seed(1)
    model = Boxed(box)
    losses = list(steps(model, optim.Adam(model.parameters(), lr=0.01), everything, 300))
    return losses, len(list(model.parameters()))


def spread(fill: Callable[[tt.Tensor], Any], layers: int = 20, width: int = 128) -> list[float]:
    """The root of the mean square of what comes in, and of what leaves each layer with ReLU."""
    tt.manual_seed(0)
    x = tt.randn(512, width)
    sizes = [math.sqrt(float(x.square().mean()))]
    with tt.no_grad():
        for _ in range(layers):
            weight = tt.empty(width, width)
            fill(weight)
            x = F.linear(x, weight).relu()
            sizes.append(math.sqrt(float(x.square().mean())))
    return sizes


SPREADS: dict[str, Callable[[tt.Tensor], Any]] = {
    "large": lambda weight: init.normal_(weight, 0.0, 0.2),
    "kaiming": lambda weight: init.kaiming_normal_(weight, nonlinearity="relu"),
    "xavier": init.xavier_uniform_,
    "small": lambda weight: init.normal_(weight, 0.0, 0.05),
}


class Undivided(nn.Dropout):
    """Dropout that does not divide by 1 - p."""

    def forward(self, x: tt.Tensor) -> tt.Tensor:
        return x * (tt.rand_like(x) >= self.p).to(x.dtype) if self.training else x


def dropout(kind: type[nn.Dropout]) -> dict[bool, tuple[float, float]]:
    """After 15 epochs, in training mode and not: the loss on the test digits, and the mean size of the last sums."""
    tt.manual_seed(0)
    layers: list[nn.Module] = []
    for inputs in (64, 128, 128):
        layers += [nn.Linear(inputs, 128), nn.ReLU(), kind(0.5)]
    model = nn.Sequential(*layers, nn.Linear(128, 10))
    for _ in steps(model, optim.Adam(model.parameters(), lr=0.003), digits().batches(32), 15):
        pass
    images, labels = digits().test
    found = {}
    for training in (True, False):
        model.train(training)
        with tt.no_grad():
            sums = model(images)
            found[training] = F.cross_entropy(sums, labels).item(), sums.abs().mean().item()
    return found


def norm(with_norm: bool) -> tuple[list[float], float]:
    """20 layers, 8 epochs: the losses, and the share of test digits that is read correctly."""
    tt.manual_seed(0)
    layers: list[nn.Module] = [nn.Linear(64, 64), nn.ReLU()]
    for _ in range(18):
        layers += [nn.Linear(64, 64), *([nn.LayerNorm(64)] if with_norm else []), nn.ReLU()]
    model = nn.Sequential(*layers, nn.Linear(64, 10))
    losses = list(steps(model, optim.Adam(model.parameters(), lr=0.001), digits().batches(64), 8))
    return losses, digits().scores(model)[1]


# --- 4.4 and 4.5


def bce(scores: list[float]) -> tuple[list[float], list[float]]:
    """The loss of each score where the label is 0: as -ln(1 - sigmoid(x)), and by the form that holds."""
    x = tt.tensor(scores)
    with np.errstate(all="ignore"):  # NumPy would warn of ln 0
        naive = -(1.0 - x.sigmoid()).log()
    return naive.tolist(), F.binary_cross_entropy_with_logits(x, tt.zeros_like(x), reduction="none").tolist()


def valley(momentum: float, count: int = 60) -> list[list[float]]:
    """The way down (x^2 + 100 y^2) / 2."""
    p, steepness = nn.Parameter(tt.tensor([-9.0, 1.5])), tt.tensor([1.0, 100.0])
    optimizer = optim.SGD([p], lr=0.018, momentum=momentum)
    way = [p.tolist()]
    for _ in range(count):
        optimizer.zero_grad()
        (0.5 * (steepness * p * p).sum()).backward()
        optimizer.step()
        way.append(p.tolist())
    return way


class Uncorrected(optim.Adam):
    """Adam without its bias correction."""

    def update(self, p: Any, gradient: Any, state: Any, group: Any) -> None:
        mean_decay, square_decay = group["betas"]
        mean, square = state["exp_avg"], state["exp_avg_sq"]
        mean *= mean_decay
        mean += (1 - mean_decay) * gradient
        square *= square_decay
        square += (1 - square_decay) * gradient.square()
        p -= group["lr"] * mean / (square.sqrt() + group["eps"])


def lengths(kind: type[optim.Adam], count: int = 20) -> list[float]:
    """The length of each step, in units of the rate, where the gradient is always 1."""
    p = nn.Parameter(tt.zeros(1, dtype=tt.float64))
    optimizer = kind([p], lr=0.01, fused=False)
    way = [0.0]
    for _ in range(count):
        optimizer.zero_grad()
        p.sum().backward()
        optimizer.step()
        way.append(p.item())
    return [(before - after) / 0.01 for before, after in pairwise(way)]


def adam(kind: type[optim.Adam], lr: float) -> tuple[list[float], int | None]:
    """Four epochs: the losses, and after which step the scores were the same for all digits, to a hundredth."""
    model = dense(64, 64, 64, 64, 10)
    losses: list[float] = []
    same = None
    for loss in steps(model, kind(model.parameters(), lr=lr, fused=False), digits().batches(64), 4):
        losses.append(loss)
        with tt.no_grad():
            if same is None and model(digits().inputs).std(0).max().item() < 0.01:
                same = len(losses)
    return losses, same


def decay(kind: type[optim.Adam], count: int = 1000) -> list[list[float]]:
    """Two parameters from 1 on, with random gradients of the sizes 0.1 and 10, and decay 1."""
    tt.manual_seed(0)
    p, size = nn.Parameter(tt.ones(2)), tt.tensor([0.1, 10.0])
    optimizer = kind([p], lr=0.001, weight_decay=1.0)
    way = [p.tolist()]
    for _ in range(count):
        optimizer.zero_grad()
        (p * tt.randn(2) * size).sum().backward()
        optimizer.step()
        way.append(p.tolist())
    return way


def clip(most: float) -> tuple[list[float], list[float]]:
    """Three epochs, one batch of them in raw pixels, 0 to 16: the losses, and the norms of the gradients."""
    model = dense(64, 48, 10)
    optimizer = optim.SGD(model.parameters(), lr=0.5)
    losses: list[float] = []
    norms: list[float] = []
    loader = digits().batches(32)
    for _ in range(3):
        for inputs, labels in loader:
            images = inputs * 16.0 if len(losses) == BATCH_THAT_IS_BAD else inputs
            optimizer.zero_grad()
            loss = F.cross_entropy(model(images), labels)
            loss.backward()
            norms.append(float(nn.utils.clip_grad_norm_(model.parameters(), most)))
            optimizer.step()
            losses.append(loss.item())
    return losses, norms


def schedule(scheduled: bool, seed: int) -> tuple[list[float], float]:
    """Ten epochs at the largest rate 0.03: the losses, and the loss on the test digits."""
    model, loader = dense(64, 64, 64, 10, seed=seed), digits().batches(64, seed)
    optimizer = optim.Adam(model.parameters(), lr=0.03)
    total = 10 * len(loader)
    warm = WarmupCosineLR(optimizer, warmup=total // 10, total=total) if scheduled else None
    losses = []
    for loss in steps(model, optimizer, loader, 10):
        losses.append(loss)
        if warm:
            warm.step()
    return losses, digits().scores(model)[0]


# --- 4.6


def shuffle(loader: DataLoader) -> tuple[list[float], list[float]]:
    """Five epochs: the losses, and after each epoch the share of test digits that is read correctly."""
    model = dense(64, 48, 10)
    optimizer = optim.SGD(model.parameters(), lr=0.5)
    losses: list[float] = []
    right = []
    for _ in range(5):
        losses += steps(model, optimizer, loader)
        right.append(digits().scores(model)[1])
    return losses, right
