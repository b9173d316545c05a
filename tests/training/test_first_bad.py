"""first_bad names the place where nan or inf comes up first, and leaves everything as it was."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from tinytorch.nn.activations import ReLU
from tinytorch.nn.containers import Sequential
from tinytorch.nn.layers import Linear
from tinytorch.nn.module import Module
from tinytorch.tensors.tensor import Tensor
from tinytorch.training.first_bad import Bad, first_bad
from trainees import bits, loss, network, samples

INPUTS, TARGETS = samples(6)


class Elementwise(Module):
    """f of every number."""

    def __init__(self, f: Callable[[Tensor], Tensor]) -> None:
        self.f = f

    def forward(self, x: Tensor) -> Tensor:
        return self.f(x)


def found(model: Module, inputs: Tensor = INPUTS, scale: float = 1.0) -> Bad | None:
    return first_bad(model, lambda: loss(model(inputs), TARGETS) * scale)


def with_layer(f: Callable[[Tensor], Tensor]) -> Sequential:
    return Sequential(Linear(3, 4), Sequential(ReLU(), Elementwise(f)), Linear(4, 1))


@pytest.mark.parametrize("device", ["numpy", "cpu"])
def test_finite_numbers_are_not_bad_and_nothing_has_changed(device: str) -> None:
    model = network(device=device)
    inputs, targets = INPUTS.to(device), TARGETS.to(device)
    loss(model(inputs), targets).backward()
    before, gradients = bits(model), [p.grad.tolist() for p in model.parameters()]
    assert first_bad(model, lambda: loss(model(inputs), targets)) is None
    assert bits(model) == before and [p.grad.tolist() for p in model.parameters()] == gradients
    assert all(module._hooks is None or not module._hooks.after for module in model.modules())


def test_a_layer_that_gives_nan_on_the_way_forward_is_named_by_its_path() -> None:
    bad = found(with_layer(lambda x: (x - 1e3).sqrt()))
    assert bad is not None and (bad.phase, bad.path) == ("forward", "1.1")
    assert str(bad) == "model.1.1 (Elementwise()) gives nan, and what comes before it is finite"


def test_a_layer_that_gives_inf_is_named_before_the_nan_that_follows() -> None:
    bad = found(with_layer(lambda x: x * math.inf + 1.0))
    assert bad is not None and (bad.phase, bad.path) == ("forward", "1.1")


def test_a_layer_whose_backward_gives_nan_is_named() -> None:
    bad = found(with_layer(lambda x: (x * 0.0).sqrt()))
    assert bad is not None and (bad.phase, bad.path) == ("backward", "1.1")
    assert str(bad) == "backward of model.1.1 (Elementwise()) gives a gradient with nan"


def test_the_gradient_of_a_parameter_counts_to_its_layer() -> None:
    model = Sequential(Linear(3, 1))
    with np.errstate(over="ignore"):
        bad = first_bad(model, lambda: model(Tensor(np.full((4, 3), 1e30))).sum() * 1e10)
    assert bad is not None and bad.phase == "loss"
    bad = first_bad(model, lambda: model(Tensor(np.full((4, 3), 1e30))).sum() * 1e-30 * 1e38 * 1e-10 * 1e10)
    assert bad is not None


def test_bad_data_are_told_from_a_bad_layer() -> None:
    bad = found(network(), Tensor(np.full((6, 3), np.nan)))
    assert bad is not None and str(bad) == "what goes into the model holds nan already: look at the data"


def test_bad_weights_are_told_from_a_bad_layer() -> None:
    model = network()
    model[3].weight.data = model[3].weight.data * math.inf
    bad = found(model)
    assert bad is not None and (bad.phase, bad.path) == ("parameter", "3.weight")
    assert "the parameter '3.weight' holds" in str(bad)


def test_a_bad_loss_of_a_finite_output_is_the_losss_own() -> None:
    bad = found(network(), scale=math.inf)
    assert bad is not None and str(bad) == "the model's output is finite, and the loss computed from it is inf"


def test_a_gradient_that_comes_bad_from_the_loss_is_not_a_layers() -> None:
    model = network()
    bad = first_bad(model, lambda: (model(INPUTS) * 0.0).sqrt().sum())
    assert bad is not None and bad.phase == "backward"
    assert str(bad).startswith("the gradient that arrives at the output of the model (Sequential) holds nan")
