"""What is done to a model as a whole: training or not, freezing, moving, copying, showing it."""

from __future__ import annotations

import pickle
from copy import copy, deepcopy
from typing import Any

import numpy as np
import pytest
from tinytorch.nn.containers import ModuleDict, ModuleList, Sequential
from tinytorch.nn.module import Module
from tinytorch.nn.parameter import Parameter
from tinytorch.tensors.backend import available

import tinytorch as tt


def step(net: Any, both: Any) -> Any:
    """The loss of one backward pass."""
    loss = net(both.tensor([[1.0, 2.0]])).sum()
    loss.backward()
    return loss


# --- Training or not


def test_train_and_eval_reach_every_module_inside(both: Any) -> None:
    net = both.Net()
    assert all(module.training for module in net.modules())
    assert net.eval() is net
    assert not any(module.training for module in net.modules())
    assert net.block.train() is net.block
    assert [m.training for m in net.modules()] == [False, True, True, False]


def test_train_calls_the_train_of_a_child_that_has_its_own(both: Any) -> None:
    class Frozen(both.Module):
        def train(self, mode: bool = True) -> Any:
            return super().train(False)

    net = both.Sequential(Frozen()).train()
    assert (net.training, net[0].training) == (True, False)


def test_train_wants_yes_or_no(both: Any) -> None:
    with pytest.raises(ValueError, match="mode"):
        both.Net().train("eval")


def test_apply_reaches_what_is_inside_first(both: Any) -> None:
    net, reached = both.Net(), []
    assert net.apply(lambda module: reached.append(type(module).__name__)) is net
    assert reached == ["Dense", "Block", "Dense", "Net"]


# --- Gradients


def test_a_frozen_part_gets_no_gradient(both: Any) -> None:
    net = both.Net()
    assert net.block.requires_grad_(False) is net.block
    step(net, both)
    assert [p.grad is None for p in net.parameters()] == [False, True, True, True, False, False]
    net.zero_grad()
    step(net.requires_grad_(), both)
    assert all(p.grad is not None for p in net.parameters())


def test_zero_grad_forgets_gradients_or_fills_them_with_zeros(both: Any) -> None:
    net = both.Net()
    step(net, both)
    before = net.top.grad
    net.last.weight.grad = None
    net.zero_grad(set_to_none=False)
    assert net.last.weight.grad is None
    assert not any(np.any(p.grad.numpy()) for p in net.parameters() if p.grad is not None)
    assert both.numbers(before) == [0.0]
    net.zero_grad()
    assert [p.grad for p in net.parameters()] == [None] * 6


def test_zero_grad_after_create_graph_leaves_gradients_without_history(both: Any) -> None:
    p = both.Parameter(both.tensor([3.0]))
    net = both.Module()
    net.p = p
    p.grad = both.grad((p**3).sum(), p, create_graph=True)[0]
    net.zero_grad(set_to_none=False)
    assert (both.numbers(p.grad), p.grad.requires_grad) == ([0.0], False)


# --- Other kinds of number, other devices


def test_double_changes_the_parameters_that_are_there(both: Any) -> None:
    net = both.Net()
    net.register_buffer("mean", both.tensor([0.5]))
    net.register_buffer("count", both.tensor([7]))
    step(net, both)
    kept = list(net.parameters())
    assert net.double() is net
    assert [id(p) for p in net.parameters()] == [id(p) for p in kept]
    assert {p.dtype for p in net.parameters()} == {p.grad.dtype for p in kept} == {both.lib.float64}
    assert (net.mean.dtype, net.count.dtype) == (both.lib.float64, both.lib.int64)
    assert {p.dtype for p in net.float().parameters()} == {both.lib.float32}


def test_to_takes_a_kind_of_number_a_device_or_a_tensor_like_it(both: Any) -> None:
    net = both.Net()
    wide = both.tensor([1.0], dtype=both.lib.float64)
    for given, named in (
        ([both.lib.float64], {}),
        ([wide], {}),
        (["cpu", both.lib.float64], {}),
        ([], {"dtype": wide.dtype}),
    ):
        net.to(*given, **named)
        assert net.last.bias.dtype == both.lib.float64
        net.to(dtype=both.lib.float32)
        assert net.last.bias.dtype == both.lib.float32
    with pytest.raises(TypeError, match="int64"):
        net.to(both.lib.int64)


@pytest.mark.parametrize("device", available())
def test_a_model_moves_with_its_gradients_and_buffers_and_keeps_its_parameters(device: str) -> None:
    net = Sequential(Module())
    net[0].weight = weight = Parameter(tt.tensor([1.0, 2.0]))
    net[0].register_buffer("count", tt.tensor([3]))
    (weight * 2.0).sum().backward()
    assert net.to(device) is net
    assert net[0].weight is weight
    assert {x.device for x in (weight, weight.grad, net[0].count)} == {device}
    assert (weight.requires_grad, weight.tolist(), net[0].count.tolist()) == (True, [1.0, 2.0], [3])
    (weight * 3.0).sum().backward()
    assert weight.grad.tolist() == [5.0, 5.0]
    assert net.to("numpy", tt.float64)[0].weight.dtype == tt.float64
    assert weight.device == "numpy"
    value = weight.value
    assert net.to("numpy", tt.float64)[0].weight.value is value


def test_a_move_to_where_it_is_changes_nothing(both: Any) -> None:
    net = both.Net()
    memory = net.top.detach()
    net.to("numpy" if both.lib is tt else "cpu", both.lib.float32)
    with both.lib.no_grad():
        memory += 1.0
    assert both.numbers(net.top) == [2.0]


# --- Copies


def test_a_deep_copy_has_numbers_of_its_own_and_the_same_tree(both: Any) -> None:
    net = both.Net()
    net.register_buffer("mean", both.tensor([0.5]))
    step(net, both)
    before = both.numbers([*net.state_dict().values()])
    other = deepcopy(net).eval()
    assert both.numbers([*other.state_dict().values()]) == before
    assert other.block.inner is other.get_submodule("block.inner") is not net.block.inner
    assert (net.training, other.training) == (True, False)
    with both.lib.no_grad():
        for tensor in (*other.parameters(), *other.buffers()):
            tensor.zero_()
    assert both.numbers([*net.state_dict().values()]) == before


def test_a_deep_copy_of_a_parameter_is_one_without_its_gradient(both: Any) -> None:
    net = both.Net()
    step(net, both)
    copied = deepcopy(net.top)
    assert (type(copied), copied.grad, copied.requires_grad) == (both.Parameter, None, True)


def test_in_a_deep_copy_what_was_shared_is_shared_and_what_was_an_attribute_still_is(both: Any) -> None:
    net = both.Sequential(both.Dense(2, 2), both.Dense(2, 2))
    net[1].weight = net[0].weight
    other = deepcopy(net)
    assert other[1].weight is other[0].weight is next(other[1].parameters())
    assert other[0].weight is not net[0].weight


def test_a_hook_goes_along_in_a_deep_copy(both: Any) -> None:
    net, seen = both.Dense(2, 2), []
    handle = net.register_forward_hook(lambda module, args, output: seen.append(module))
    other = deepcopy(net)
    handle.remove()
    other(both.tensor([[1.0, 2.0]]))
    net(both.tensor([[1.0, 2.0]]))
    assert seen == [other]


def test_a_shallow_copy_shares_the_parameters(both: Any) -> None:
    net = both.Net()
    assert [id(p) for p in copy(net).parameters()] == [id(p) for p in net.parameters()]


class Scaled(Module):
    """A module that a pickle can name."""

    def __init__(self) -> None:
        self.gain = Parameter(tt.tensor([2.0]))
        self.register_buffer("steps", tt.tensor([3]), persistent=False)

    def forward(self, x: Any) -> Any:
        return x * self.gain


def test_a_model_goes_through_pickle() -> None:
    net = Sequential(Scaled(), ModuleList([Scaled()]), ModuleDict({"a": Scaled()})).eval()
    net[1][0].gain = net[0].gain
    other = pickle.loads(pickle.dumps(net))
    assert repr(other) == repr(net)
    assert other[1][0].gain is other[0].gain
    assert (other[0](tt.tensor([1.0])).tolist(), other.training, list(other.state_dict())) == (
        [2.0],
        False,
        ["0.gain", "1.0.gain", "2.a.gain"],
    )


# --- How it is shown


def gallery(both: Any) -> list[Any]:
    """Modules of every form."""

    class Many(both.Module):
        def extra_repr(self) -> str:
            return "first line\nsecond line"

    many = Many()
    many.inner = both.Dense(1, 2)
    many.nothing = both.Dense(1, 2)
    many.nothing = None
    Dense = both.Dense
    return [
        *(both.Module(), Dense(2, 3), both.Net(), many, Many()),
        *(both.Sequential(), both.Sequential(Dense(1, 2), both.Sequential(Dense(2, 2), both.Module()))),
        *(both.ModuleList(), both.ModuleList([Dense(2, 2), Dense(2, 2), Dense(2, 3), Dense(2, 2)])),
        both.ModuleList([both.Sequential(Dense(2, 2), Dense(2, 2)) for _ in range(3)]),
        both.Sequential(both.ModuleList([many, many]), both.ModuleDict()),
        *(both.ModuleDict(), both.ModuleDict({"a": Dense(2, 2), "b": both.ModuleList([Dense(1, 1)])})),
    ]


def test_a_module_is_shown_as_pytorch_shows_it(pair: Any) -> None:
    texts = [[repr(module) for module in gallery(library)] for library in pair]
    assert texts[0] == texts[1]
