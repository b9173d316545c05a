"""The training benchmark by PyTorch, eager: plain, or at its `best`, where memory is kept and nothing done in vain."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from memory import keep_freed_memory
from train_framework import Framework
from train_work import Learn, Library, Problem, main


class Best(Framework):
    """Functions in place of modules, an optimizer in one kernel, a batch by one look-up in place of one a sample."""

    def learner(self, problem: Problem, parameters: list[np.ndarray]) -> Learn:
        torch, functional = self.library, self.library.nn.functional
        weights = [torch.tensor(array.T.copy(), requires_grad=True) for array in parameters]  # (out, in) for F.linear
        w1, b1, w2, b2 = weights
        optimizer = getattr(torch.optim, problem["optimizer"])(weights, lr=problem["rate"], fused=True)

        def learn(images: Any, labels: Any) -> float:
            optimizer.zero_grad()
            hidden = functional.linear(images, w1, b1).relu()  # (B, I) -> (B, H)
            loss = functional.cross_entropy(functional.linear(hidden, w2, b2), labels)
            loss.backward()
            optimizer.step()
            return loss.item()

        return learn

    def loader(self, images: Any, labels: Any, size: int, shuffle: bool) -> Iterable[tuple[Any, Any]]:
        return Batches(self.library, images, labels, size, shuffle)


class Batches:
    """A random order, cut into batches."""

    def __init__(self, torch: Any, images: Any, labels: Any, size: int, shuffle: bool) -> None:
        self.torch, self.images, self.labels, self.size, self.shuffle = torch, images, labels, size, shuffle

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        count = len(self.labels)
        order = self.torch.randperm(count) if self.shuffle else self.torch.arange(count)
        for rows in order.split(self.size):
            yield self.images[rows], self.labels[rows]


def open_library(problem: Problem) -> Library:
    import torch
    import torch.utils.data

    if problem["best"]:
        keep_freed_memory()
    torch.manual_seed(1337)
    return (Best if problem["best"] else Framework)(torch, torch.utils.data, "cpu")


main(open_library)
