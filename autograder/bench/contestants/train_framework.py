"""Training by a framework with PyTorch's names: one text for tinytorch and for PyTorch itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from train_work import Learn, Library, Problem


class Framework(Library):
    """The library itself, its Dataset and DataLoader, and the device that tensors live on."""

    def __init__(self, library: Any, data: Any, device: str) -> None:
        self.library, self.data, self.device = library, data, device
        self.generator = library.Generator().manual_seed(1337)

    def batch(self, images: np.ndarray, labels: np.ndarray) -> tuple[Any, Any]:
        tensor = self.library.tensor
        return tensor(images, device=self.device), tensor(labels, device=self.device)

    def learner(self, problem: Problem, parameters: list[np.ndarray]) -> Learn:
        nn = self.library.nn
        size, hidden, classes = problem["layers"]
        model = nn.Sequential(nn.Linear(size, hidden), nn.ReLU(), nn.Linear(hidden, classes)).to(self.device)
        names = ("0.weight", "0.bias", "2.weight", "2.bias")  # nn.Linear wants weights (out, in)
        model.load_state_dict(
            {name: self.library.tensor(array.T.copy()) for name, array in zip(names, parameters, strict=True)}
        )
        criterion = nn.CrossEntropyLoss()
        optimizer = getattr(self.library.optim, problem["optimizer"])(model.parameters(), lr=problem["rate"])

        def learn(images: Any, labels: Any) -> float:
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            return loss.item()

        return learn

    def loader(self, images: Any, labels: Any, size: int, shuffle: bool) -> Iterable[tuple[Any, Any]]:
        dataset = self.data.TensorDataset(images, labels)
        return self.data.DataLoader(dataset, batch_size=size, shuffle=shuffle, generator=self.generator)
