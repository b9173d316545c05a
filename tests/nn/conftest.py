"""Both libraries' modules behind the same few names: what a test claims of `both` it claims of PyTorch, too."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from tinytorch.nn.containers import ModuleDict, ModuleList, Sequential
from tinytorch.nn.module import Module
from tinytorch.nn.parameter import Parameter

import tinytorch

try:
    import torch
except ImportError:
    torch = None  # type: ignore[assignment]


def numbers(x: Any) -> Any:
    """Tensors as nested lists, wherever they stand in tuples."""
    if isinstance(x, tuple | list):
        return tuple(numbers(item) for item in x)
    return x.detach().numpy().tolist() if hasattr(x, "detach") else x


def dense(nn: Any, tensor: Any) -> Any:
    """A layer x W^T + b, with weights that follow from its sides."""

    class Dense(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self, inputs: int, outputs: int) -> None:
            super().__init__()
            self.sides = inputs, outputs
            rows = [[(i + 1.0) * (k - 0.5) / 4 for k in range(inputs)] for i in range(outputs)]
            self.weight = nn.Parameter(tensor(rows))
            self.bias = nn.Parameter(tensor([0.5] * outputs))

        def forward(self, x: Any) -> Any:
            return x @ self.weight.T + self.bias

        def extra_repr(self) -> str:
            return f"inputs={self.sides[0]}, outputs={self.sides[1]}"

    return Dense


def nested_class(nn: Any, tensor: Any, Dense: Any) -> Any:
    """Two modules deep, with parameters on every floor, set after modules too."""

    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = Dense(2, 2)
            self.scale = nn.Parameter(tensor([2.0]))

        def forward(self, x: Any) -> Any:
            return self.inner(x) * self.scale

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.block = Block()
            self.top = nn.Parameter(tensor([1.0]))
            self.last = Dense(2, 1)

        def forward(self, x: Any) -> Any:
            return self.last(self.block(x)) + self.top

    return Net


def library(nn: Any, lib: Any) -> SimpleNamespace:
    """A library and its modules, and the two models of this file in its terms."""
    names = ("Module", "Parameter", "Sequential", "ModuleList", "ModuleDict")
    found = SimpleNamespace(**{name: getattr(nn, name) for name in names}, lib=lib, tensor=lib.tensor, numbers=numbers)
    found.grad = lib.autograd.grad if lib is torch else lib.grad
    found.Dense = dense(nn, lib.tensor)
    found.Net = nested_class(nn, lib.tensor, found.Dense)
    return found


def ours() -> SimpleNamespace:
    """tinytorch."""
    nn = SimpleNamespace(
        Module=Module, Parameter=Parameter, Sequential=Sequential, ModuleList=ModuleList, ModuleDict=ModuleDict
    )
    return library(nn, tinytorch)


def theirs() -> SimpleNamespace:
    """PyTorch."""
    if torch is None:
        pytest.skip("PyTorch, the judge, is not installed")
    return library(torch.nn, torch)


@pytest.fixture(params=["tinytorch", "torch"])
def both(request: pytest.FixtureRequest) -> Any:
    """Each library in turn."""
    return ours() if request.param == "tinytorch" else theirs()


@pytest.fixture
def pair() -> tuple[Any, Any]:
    """The two, for what is compared: (tinytorch, PyTorch)."""
    return ours(), theirs()
