"""Steps of an optimizer from given parameters along given gradients, with either library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from tinytorch.optim.adam import Adam, AdamW
from tinytorch.optim.lion import Lion
from tinytorch.optim.rmsprop import RMSprop
from tinytorch.optim.sgd import SGD

import tinytorch as tt

SHAPES = [(4, 3), (3,), (), (2, 1, 5), (0, 2)]
STEPS = 20
DIGITS = {"float32": 1e-5, "float64": 1e-10}
OURS = {optimizer.__name__: optimizer for optimizer in (SGD, Adam, AdamW, RMSprop, Lion)}
RNG = np.random.default_rng(11)
START = [RNG.normal(size=shape) for shape in SHAPES]
GRADIENTS = [[RNG.normal(size=shape) for shape in SHAPES] for _ in range(STEPS)]
GRADIENTS[3][0] = GRADIENTS[4][1] = None  # type: ignore[call-overload]

CASES: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "weight_decay": 0.3}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.3}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.4}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.5, "maximize": True}),
    ("Adam", {}),
    ("Adam", {"lr": 0.1, "betas": (0.8, 0.99), "eps": 1e-3, "weight_decay": 0.3}),
    ("Adam", {"lr": 0.1, "amsgrad": True, "maximize": True}),
    ("AdamW", {"lr": 0.1}),
    ("AdamW", {"lr": 0.1, "weight_decay": 0.5, "maximize": True}),
    ("AdamW", {"lr": 0.1, "weight_decay": 0.5, "amsgrad": True}),
    ("RMSprop", {"weight_decay": 0.3}),
    ("RMSprop", {"lr": 0.1, "alpha": 0.5, "centered": True, "eps": 1e-3}),
    ("RMSprop", {"lr": 0.1, "momentum": 0.7, "centered": True, "maximize": True}),
]
IDS = [", ".join([name, *(f"{key}={value}" for key, value in options.items())]) for name, options in CASES]


def parameters(device: str, dtype: str, numbers: Sequence[np.ndarray] = START) -> list[Any]:
    return [tt.tensor(x, dtype=dtype, device=device, requires_grad=True) for x in numbers]


def torch_parameters(torch: Any, dtype: str, numbers: Sequence[np.ndarray] = START) -> list[Any]:
    return [torch.tensor(x, dtype=getattr(torch, dtype), requires_grad=True) for x in numbers]


def set_gradients(parameters: Sequence[Any], numbers: Sequence[Any]) -> None:
    """A gradient for each; None leaves it out."""
    for p, x in zip(parameters, numbers, strict=True):
        if isinstance(p, tt.Tensor):
            p.grad = None if x is None else tt.tensor(x, dtype=p.dtype, device=p.device)
        else:
            p.grad = None if x is None else p.new_tensor(x)


def run(optimizer: Any, gradients: Sequence[Sequence[Any]] = GRADIENTS) -> list[np.ndarray]:
    """A step along each of the gradients; what the parameters are then."""
    ps = [p for group in optimizer.param_groups for p in group["params"]]
    for each in gradients:
        set_gradients(ps, each)
        optimizer.step()
    return [p.detach().numpy() for p in ps]


def close(ours: Sequence[np.ndarray], wanted: Sequence[np.ndarray], dtype: str) -> None:
    """Fails unless all are equal to so many digits of the largest."""
    for x, y in zip(ours, wanted, strict=True):
        assert x.dtype == y.dtype == dtype
        np.testing.assert_allclose(x, y, rtol=0, atol=DIGITS[dtype] * np.abs(y).max(initial=1.0))
