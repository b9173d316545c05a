"""The tensor benchmark by PyTorch, eager: plain, or at its `best`: memory is kept, and training is fused."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from loop import Step, compete
from memory import keep_freed_memory
from tensors_framework import prepare, told
from tensors_work import training_inputs


def with_torch(problem: dict[str, Any]) -> Step:
    import torch

    if not problem["best"]:
        return prepare(torch, problem)
    keep_freed_memory()
    return best_training(problem) if problem["work"] == "training" else prepare(torch, problem)


def best_training(problem: dict[str, Any]) -> Step:
    """The same step by what PyTorch offers for it: F.linear, F.cross_entropy, a fused optimizer."""
    import torch
    import torch.nn.functional as F

    images, labels, arrays = training_inputs(problem)
    images, labels = torch.tensor(images), torch.tensor(labels[:, 0])
    parameters = [torch.tensor(array.T.copy(), requires_grad=True) for array in arrays]  # F.linear wants (out, in)
    w1, b1, w2, b2 = parameters
    optimizer = torch.optim.SGD(parameters, lr=problem["rate"], fused=True)

    def step() -> float:
        optimizer.zero_grad()
        loss = F.cross_entropy(F.linear(F.linear(images, w1, b1).relu(), w2, b2), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


compete(with_torch, told)
