"""What every layer keeps to, whoever wrote it: `keeps_the_contract(make, x, ...)`."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np
from tinytorch.autograd.engine import parents
from tinytorch.nn.containers import Sequential
from tinytorch.nn.module import Module

import tinytorch as tt
from tinytorch.scalars.graph import topological_order


def keeps_the_contract(make: Callable[[], Module], *inputs: Any, pickled: bool = True) -> None:
    """Assert that the layers that `make` gives are modules as a model, an optimizer and a checkpoint expect them.

    In eval mode, so that a layer may draw random numbers while it is trained. `inputs` are float tensors or constants;
    a layer whose class is made inside a function cannot be `pickled`.
    """
    layer = make().eval()
    expected = numbers(layer(*inputs))
    finds_its_parts(layer)
    can_be_copied(layer, make, inputs, expected, pickled)
    passes_gradients(layer, inputs)
    computes_with_both_floats(layer, inputs, expected)


def numbers(x: Any) -> Any:
    """The numbers of a tensor."""
    return x.detach().numpy().copy()


def finds_its_parts(layer: Module) -> None:
    """Its names are those of a model around it, its state has every parameter, and both modes reach what is inside."""
    around = Sequential(layer)
    assert [name for name, _ in around.named_parameters()] == [f"0.{name}" for name, _ in layer.named_parameters()]
    assert {name for name, _ in layer.named_parameters()} <= set(layer.state_dict())
    assert all(p.is_leaf for p in layer.parameters())
    assert all(module.training for module in around.train().modules())
    assert not any(module.training for module in around.eval().modules())
    assert repr(layer).startswith(f"{type(layer).__name__}(")


def can_be_copied(layer: Module, make: Any, inputs: Any, expected: Any, pickled: bool) -> None:
    """A copy computes the same, and so does a new one with its state."""
    other = make().eval()
    other.load_state_dict(layer.state_dict())
    for copy in (deepcopy(layer), other, *([pickle.loads(pickle.dumps(layer))] if pickled else [])):
        assert np.array_equal(numbers(copy(*inputs)), expected)
        assert not {id(p) for p in copy.parameters()} & {id(p) for p in layer.parameters()}
        assert [name for name, _ in copy.named_parameters()] == [name for name, _ in layer.named_parameters()]


def passes_gradients(layer: Module, inputs: Any) -> None:
    """Gradients reach all parameters and float inputs and nothing else; hooks see them; inputs stay as they were."""
    given = [tt.tensor(numbers(x), requires_grad=True) if isinstance(x, tt.Tensor) else x for x in inputs]
    leaves = [x for x in given if isinstance(x, tt.Tensor)]
    before = [numbers(x) for x in leaves]
    leaves += layer.parameters()
    seen: list[Any] = []
    handles = [
        layer.register_forward_hook(lambda *_: seen.append("forward")),
        layer.register_full_backward_hook(lambda *_: seen.append("backward")),
    ]
    layer.zero_grad()
    loss = layer(*given).sum()
    assert {x for x in topological_order(loss, parents) if x.node is None} == set(leaves)
    loss.backward()
    assert seen == ["forward", "backward"]
    for handle in handles:
        handle.remove()
    assert all(x.grad.shape == x.shape for x in leaves)
    assert all(np.array_equal(numbers(x), old) for x, old in zip(leaves, before, strict=False))
    layer.zero_grad()
    assert all(p.grad is None for p in layer.parameters())


def computes_with_both_floats(layer: Module, inputs: Any, expected: Any) -> None:
    """After double() it computes in float64, close to what it computed before; after float() just that."""
    wide = [x.double() if isinstance(x, tt.Tensor) else x for x in inputs]
    result = layer.double()(*wide)
    assert result.dtype == tt.float64
    assert np.allclose(numbers(result), expected, rtol=1e-4, atol=1e-5)
    assert np.array_equal(numbers(layer.float()(*inputs)), expected)
