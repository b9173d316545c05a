"""Steps of SGD and Adam over a row of parameters, against their formulas and PyTorch's optimizers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tinytorch.kernels.fused.optimizer import adam_step, momentum_step, sgd_step

from tests.kernels.fused_ways import COMPILED, Way, each_way

RNG = np.random.default_rng(7)
BETAS, STEPS = (0.9, 0.99), 3


def rows(way: Way, size: int) -> list[np.ndarray]:
    """Parameters, and gradients for every step."""
    return [way.array(RNG.normal(size=size)) for _ in range(1 + STEPS)]


def adam(way: Way, p: np.ndarray, gradients: list[np.ndarray], coupled: float, decoupled: float) -> None:
    means, squares = np.zeros_like(p), np.zeros_like(p)
    for t, g in enumerate(gradients, 1):
        shares, corrections = [1 - beta for beta in BETAS], [1 - beta**t for beta in BETAS]
        way.run(adam_step, p, g, means, squares, 0.01, *shares, 1e-8, *corrections, coupled, decoupled)


@each_way
@pytest.mark.parametrize("size", [0, 1, 67])
def test_sgd_goes_down_the_gradient(way: Way, size: int) -> None:
    p, g, *_ = rows(way, size)
    wanted = p - 0.1 * (g.astype(float) + 0.5 * p)
    way.run(sgd_step, p, g, 0.1, 0.5)
    way.close(p, wanted)


@each_way
def test_momentum_keeps_a_share_of_the_last_step(way: Way) -> None:
    p, *gradients = rows(way, 67)
    velocity, wanted, v = np.zeros_like(p), p.astype(float), 0.0
    for g in gradients:
        v = 0.9 * v + g + 0.5 * wanted
        wanted = wanted - 0.1 * v
        way.run(momentum_step, p, g, velocity, 0.1, 0.9, 0.5)
    way.close(p, wanted)
    way.close(velocity, v)


@each_way
@pytest.mark.parametrize("size", [0, 1, 67])
@pytest.mark.parametrize(("coupled", "decoupled"), [(0.0, 0.0), (0.3, 0.0), (0.0, 0.3)])
def test_adam_divides_the_mean_gradient_by_the_root_of_the_mean_square(
    way: Way, size: int, coupled: float, decoupled: float
) -> None:
    p, *gradients = rows(way, size)
    wanted, mean, square = p.astype(float), 0.0, 0.0
    adam(way, p, gradients, coupled, decoupled)
    for t, g in enumerate(gradients, 1):
        pull = g + coupled * wanted
        mean = 0.9 * mean + 0.1 * pull
        square = 0.99 * square + 0.01 * pull * pull
        wanted = wanted - 0.01 * decoupled * wanted
        wanted = wanted - 0.01 * (mean / (1 - 0.9**t)) / (np.sqrt(square / (1 - 0.99**t)) + 1e-8)
    way.close(p, wanted)


@pytest.mark.parametrize("name", ["SGD", "momentum", "Adam", "AdamW"])
def test_three_steps_are_those_of_pytorch(name: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is the oracle here")
    p, *gradients = rows(COMPILED, 67)
    there = torch.from_numpy(p.copy()).requires_grad_()
    optim: dict[str, Any] = {
        "SGD": lambda: torch.optim.SGD([there], lr=0.1, weight_decay=0.5),
        "momentum": lambda: torch.optim.SGD([there], lr=0.1, momentum=0.9, weight_decay=0.5),
        "Adam": lambda: torch.optim.Adam([there], lr=0.01, betas=BETAS, weight_decay=0.3),
        "AdamW": lambda: torch.optim.AdamW([there], lr=0.01, betas=BETAS, weight_decay=0.3),
    }
    theirs = optim[name]()
    for g in gradients:
        there.grad = torch.from_numpy(g)
        theirs.step()
    velocity = np.zeros_like(p)
    if name.startswith("Adam"):
        adam(COMPILED, p, gradients, 0.3 if name == "Adam" else 0.0, 0.3 if name == "AdamW" else 0.0)
    for g in gradients:
        if name == "SGD":
            COMPILED.run(sgd_step, p, g, 0.1, 0.5)
        elif name == "momentum":
            COMPILED.run(momentum_step, p, g, velocity, 0.1, 0.9, 0.5)
    COMPILED.close(p, there.detach().numpy())
