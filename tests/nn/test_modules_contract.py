"""A layer that somebody else writes is a module like those of the library, and the contract finds one that is not."""

from __future__ import annotations

from typing import Any

import pytest
from module_contract import keeps_the_contract
from tinytorch.nn import activations, layers
from tinytorch.nn.containers import ModuleList, Sequential
from tinytorch.nn.module import Module
from tinytorch.nn.parameter import Parameter

import tinytorch as tt

X = tt.tensor([[1.0, -2.0, 0.5], [0.25, 3.0, -1.0]])


class Scale(Module):
    """x * gain + shift, without a call of super().__init__()."""

    def __init__(self, size: int) -> None:
        self.gain = Parameter(tt.ones(size) * 1.5)
        self.shift = Parameter(tt.zeros(size))
        self.register_buffer("limit", tt.ones(size) * 2.0)

    def forward(self, x: Any) -> Any:
        return tt.where(x > self.limit, self.limit, x) * self.gain + self.shift


class Gated(Module):
    """Two scales of its own, one of them in a list."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.first, self.others = Scale(size), ModuleList([Scale(size)])

    def forward(self, x: Any, power: float) -> Any:
        for other in self.others:
            x = x + other(x).sigmoid() * power
        return self.first(x)


def test_a_layer_with_parameters_of_its_own_keeps_the_contract() -> None:
    keeps_the_contract(lambda: Scale(3), X)


def test_a_layer_of_layers_with_a_plain_argument_keeps_the_contract() -> None:
    keeps_the_contract(lambda: Gated(3), X, 2.0)


@pytest.mark.parametrize(
    "make",
    [
        *(lambda: layers.Linear(3, 2), lambda: layers.Linear(3, 2, bias=False), lambda: layers.LayerNorm(3)),
        *(lambda: layers.RMSNorm(3), layers.Identity, layers.Flatten, layers.Dropout),
        *(activations.ReLU, activations.LeakyReLU, activations.ELU, activations.GELU, activations.SiLU),
        *(activations.Sigmoid, activations.Tanh, activations.Softplus, lambda: activations.Softmax(1)),
        *(lambda: activations.LogSoftmax(1), lambda: Sequential(layers.Linear(3, 4), layers.Linear(4, 3))),
    ],
    ids=lambda make: repr(make()),
)
def test_every_layer_of_the_library_keeps_the_contract(make: Any) -> None:
    keeps_the_contract(make, X)


class Hidden(Scale):
    """Its parts are in a plain list, where nobody finds them."""

    def __init__(self, size: int) -> None:
        self.parts = [Scale(size)]

    def forward(self, x: Any) -> Any:
        return self.parts[0](x)


class Narrow(Scale):
    """Its limit is an ordinary attribute, which stays behind when the layer is moved."""

    def __init__(self, size: int) -> None:
        self.gain = Parameter(tt.ones(size))

    def forward(self, x: Any) -> Any:
        return (x * self.gain).float()


class Forgetful(Scale):
    """Part of what it computes is cut from the record."""

    def forward(self, x: Any) -> Any:
        return super().forward(x.detach()) + self.shift


class Careless(Scale):
    """It writes into what it is given."""

    def forward(self, x: Any) -> Any:
        x.data *= 2.0
        return super().forward(x)


@pytest.mark.parametrize("wrong", [Hidden, Narrow, Forgetful, Careless])
def test_a_layer_that_breaks_it_is_found(wrong: Any) -> None:
    with pytest.raises(AssertionError):
        keeps_the_contract(lambda: wrong(3), X.clone())
