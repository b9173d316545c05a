"""Small models, data and runs that the tests of training share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from tinytorch.data.dataset import TensorDataset
from tinytorch.data.loader import DataLoader
from tinytorch.nn.activations import ReLU
from tinytorch.nn.containers import Sequential
from tinytorch.nn.functional.distances import mse_loss
from tinytorch.nn.layers import Dropout, Linear
from tinytorch.nn.module import Module
from tinytorch.optim.adam import Adam
from tinytorch.optim.optimizer import Optimizer
from tinytorch.optim.schedules import CosineAnnealingLR
from tinytorch.optim.sgd import SGD
from tinytorch.tensors.random import Generator, manual_seed, randn
from tinytorch.tensors.tensor import Tensor


def network(seed: int = 0, device: str = "numpy", chance: float = 0.3) -> Sequential:
    """Three numbers in, one out; with a Dropout in between."""
    manual_seed(seed)
    return Sequential(Linear(3, 6), ReLU(), Dropout(chance), Linear(6, 1)).to(device)


def samples(count: int = 22, seed: int = 5) -> tuple[Tensor, Tensor]:
    """(count, 3) and (count, 1): the sum of the squares."""
    inputs = randn(count, 3, generator=Generator(seed))
    return inputs, (inputs * inputs).sum(dim=1, keepdim=True)


def batches(shuffle: bool = True, generator: Generator | None = None, size: int = 4) -> DataLoader:
    """A loader whose last batch is not full."""
    return DataLoader(TensorDataset(*samples()), batch_size=size, shuffle=shuffle, generator=generator)


@dataclass
class Training:
    """All that is needed to train, made anew from the same seeds."""

    model: Module
    optimizer: Optimizer
    schedule: Any
    loader: DataLoader

    @staticmethod
    def of(kind: str, own_generator: bool = False, seed: int = 0, device: str = "numpy") -> Training:
        model = network(seed, device)
        if kind == "momentum":
            optimizer: Optimizer = SGD(model.parameters(), lr=0.02, momentum=0.9)
        else:
            optimizer = Adam(model.parameters(), lr=0.01)
        schedule = CosineAnnealingLR(optimizer, T_max=6)
        return Training(model, optimizer, schedule, batches(generator=Generator(7) if own_generator else None))

    def weights(self) -> list[bytes]:
        """Every bit of them."""
        return bits(self.model)


def bits(model: Module) -> list[bytes]:
    """Every bit of a model's state."""
    return [np.ascontiguousarray(tensor.numpy()).tobytes() for tensor in model.state_dict().values()]


def loss(output: Tensor, targets: Tensor) -> Tensor:
    return mse_loss(output, targets)
