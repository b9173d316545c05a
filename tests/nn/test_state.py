"""State dicts: out of a model and into it; the bodies run for PyTorch, too, where texts are not compared."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
import pytest
from tinytorch.nn.containers import Sequential
from tinytorch.nn.module import Module
from tinytorch.nn.parameter import Parameter
from tinytorch.nn.state import StateError
from tinytorch.tensors.backend import available

import tinytorch as tt

KEYS = ["top", "block.scale", "block.inner.weight", "block.inner.bias", "last.weight", "last.bias"]


def changed(both: Any) -> Any:
    """A model of the same kind with other numbers."""
    net = both.Net()
    with both.lib.no_grad():
        for p in net.parameters():
            p += 1.0
    return net


def values(both: Any, net: Any) -> Any:
    """All numbers of a model."""
    return both.numbers([*net.state_dict().values()])


# --- Out


def test_keys_come_in_order_with_persistent_buffers_after_the_parameters_of_each_module(both: Any) -> None:
    net = both.Net()
    net.block.register_buffer("mean", both.tensor([0.5]))
    net.block.register_buffer("cache", both.tensor([0.5]), persistent=False)
    net.register_buffer("count", both.tensor([1]))
    net.last.bias = None
    expected = ["top", "count", "block.scale", "block.mean", "block.inner.weight", "block.inner.bias", "last.weight"]
    assert [*net.state_dict()] == expected
    assert [*net.state_dict(prefix="net.")] == [f"net.{key}" for key in expected]


def test_what_is_shared_is_there_under_each_of_its_keys(both: Any) -> None:
    net = both.Sequential(both.Dense(2, 2), both.Dense(2, 2))
    net[1].weight = net[0].weight
    assert [*net.state_dict()] == ["0.weight", "0.bias", "1.weight", "1.bias"]
    net[1].weight = None
    net.load_state_dict(net.state_dict())


def test_a_state_lies_on_the_models_memory_and_has_no_history(both: Any) -> None:
    net = both.Net()
    state = net.state_dict()
    assert not any(tensor.requires_grad for tensor in state.values())
    with both.lib.no_grad():
        net.top += 1.0
    assert both.numbers(state["top"]) == [2.0]
    assert net.state_dict(keep_vars=True)["top"] is net.top


# --- In


def test_a_state_goes_round_bit_for_bit(both: Any) -> None:
    net, other = changed(both), both.Net()
    kept = list(other.parameters())
    assert repr(other.load_state_dict(net.state_dict())) == "<All keys matched successfully>"
    assert values(both, other) == values(both, net)
    assert [p is q for p, q in zip(other.parameters(), kept, strict=True)] == [True] * 6
    assert all(p.requires_grad for p in kept)
    with both.lib.no_grad():
        net.top += 1.0
    assert both.numbers(other.top) == [2.0]


def test_numbers_of_another_kind_are_converted_to_the_models(both: Any) -> None:
    net = both.Net()
    net.load_state_dict({key: tensor.double() * 2.0 for key, tensor in changed(both).state_dict().items()})
    assert (net.top.dtype, both.numbers(net.top)) == (both.lib.float32, [4.0])


def test_assign_puts_the_states_own_tensors_in(both: Any) -> None:
    net = both.Net()
    net.register_buffer("mean", both.tensor([0.5]))
    net.last.requires_grad_(False)
    state = {key: tensor.double() for key, tensor in net.state_dict().items()}
    net.load_state_dict(state, assign=True)
    assert {tensor.dtype for tensor in net.state_dict().values()} == {both.lib.float64}
    assert {type(p) for p in net.parameters()} == {both.Parameter}
    assert [p.requires_grad for p in net.parameters()] == [True, True, True, True, False, False]
    assert net.get_parameter("block.scale") is net.block.scale
    with both.lib.no_grad():
        state["top"] += 1.0
    assert both.numbers(net.top) == [2.0]


def test_a_strict_load_names_everything_that_is_wrong_in_one_message(both: Any) -> None:
    net, state = both.Net(), changed(both).state_dict()
    del state["top"], state["last.bias"]
    state.update({"extra": both.tensor([1.0]), "block.other": both.tensor([1.0]), "last.weight": both.tensor([1.0])})
    state["block.scale"] = both.tensor([[1.0]])
    with pytest.raises(RuntimeError) as caught:
        net.load_state_dict(state)
    for key in ("top", "last.bias", "extra", "block.other", "last.weight", "block.scale"):
        assert key in str(caught.value)
    assert "block.inner" not in str(caught.value)


def test_the_message_says_what_was_expected_and_what_came() -> None:
    net = Sequential(Module())
    net[0].weight, net[0].bias = Parameter(tt.ones(2, 3)), Parameter(tt.ones(2))
    with pytest.raises(StateError) as caught:
        net.load_state_dict({"0.weight": tt.ones(3, 2), "0.gain": tt.ones(2)})
    assert str(caught.value) == (
        "the state does not fit this Sequential: it lacks '0.bias'; nothing here is called '0.gain'; "
        "'0.weight': expected shape (2, 3), got (3, 2): load the state of a model that was made in the same way, "
        "or pass strict=False to leave out what only one side has"
    )


@pytest.mark.parametrize("strict", [True, False])
def test_after_an_error_nothing_has_been_loaded(strict: bool) -> None:
    net = Module()
    net.a, net.b = Parameter(tt.zeros(2)), Parameter(tt.zeros(3))
    with pytest.raises(StateError, match="'b': expected shape") as caught:
        net.load_state_dict({"a": tt.ones(2), "b": tt.ones(2), "extra": tt.ones(2)}, strict=strict)
    assert net.a.tolist() == [0.0, 0.0]
    assert ("extra" in str(caught.value)) == ("strict=False" in str(caught.value)) == strict


def test_without_strict_the_rest_is_loaded_and_what_was_left_out_is_returned(both: Any) -> None:
    net, state = both.Net(), changed(both).state_dict()
    del state["top"]
    state["extra"] = both.tensor([1.0])
    left_out = net.load_state_dict(state, strict=False)
    assert (left_out.missing_keys, left_out.unexpected_keys) == (["top"], ["extra"])
    assert tuple(left_out) == (["top"], ["extra"])
    assert "missing_keys=['top']" in repr(left_out)
    assert both.numbers((net.top, net.block.scale)) == ([1.0], [3.0])
    with pytest.raises(RuntimeError):
        net.load_state_dict({"top": both.tensor([1.0, 2.0])}, strict=False)


@pytest.mark.parametrize("state", [3, "state", [("top", 1.0)], None])
def test_a_state_is_a_dict(both: Any, state: Any) -> None:
    with pytest.raises(TypeError):
        both.Net().load_state_dict(state)


def test_what_holds_no_numbers_is_refused_by_its_key(both: Any) -> None:
    state = {**both.Net().state_dict(), "top": "numbers"}
    with pytest.raises(RuntimeError, match="top"):
        both.Net().load_state_dict(state)


def test_arrays_are_numbers_too() -> None:
    net = Module()
    net.weight = Parameter(tt.zeros(2))
    numbers = np.array([1.0, 2.0], np.float32)
    for assign in (False, True):
        net.load_state_dict(OrderedDict(weight=numbers), assign=assign)
        assert (type(net.weight), net.weight.tolist()) == (Parameter, [1.0, 2.0])


def test_each_library_loads_the_others_state(pair: Any) -> None:
    ours, theirs = pair
    net = ours.Net()
    net.load_state_dict(changed(theirs).state_dict())
    assert values(ours, net) == values(theirs, changed(theirs))
    other = theirs.Net()
    other.load_state_dict({key: theirs.tensor(tensor.numpy()) for key, tensor in net.state_dict().items()})
    assert values(theirs, other) == values(ours, net)


@pytest.mark.parametrize("device", available())
def test_a_state_is_loaded_onto_the_device_of_the_model(device: str) -> None:
    net = Module()
    net.weight = Parameter(tt.zeros(2, device=device))
    net.load_state_dict({"weight": tt.tensor([1.0, 2.0])})
    assert (net.weight.device, net.weight.tolist()) == (device, [1.0, 2.0])
    other = Module()
    other.weight = Parameter(tt.zeros(2))
    other.load_state_dict(net.state_dict())
    assert (other.weight.device, other.weight.tolist()) == ("numpy", [1.0, 2.0])


def test_backward_does_not_compute_with_numbers_that_a_load_has_changed() -> None:
    net = Module()
    net.weight = Parameter(tt.tensor([2.0]))
    loss = (net.weight * net.weight).sum()
    net.load_state_dict({"weight": tt.tensor([3.0])})
    with pytest.raises(tt.GradientError, match="written to in place"):
        loss.backward()
