"""What is a part of a module, under which name and in which order; the bodies run for PyTorch, too."""

from __future__ import annotations

from typing import Any

import pytest
from tinytorch.nn.module import Module
from tinytorch.nn.parameter import Parameter

import tinytorch as tt


def names(found: Any) -> list[str]:
    """The first of each pair."""
    return [name for name, _ in found]


# --- Which there are


def test_parameters_come_in_the_order_of_modules_then_of_setting(both: Any) -> None:
    net = both.Net()
    own = ["top", "block.scale", "block.inner.weight", "block.inner.bias", "last.weight", "last.bias"]
    assert names(net.named_parameters()) == own
    assert names(net.named_parameters(prefix="model")) == [f"model.{name}" for name in own]
    assert names(net.named_parameters(recurse=False)) == ["top"]
    assert [id(p) for p in net.parameters()] == [id(p) for _, p in net.named_parameters()]


def test_modules_come_before_what_is_inside_them(both: Any) -> None:
    net = both.Net()
    assert names(net.named_modules()) == ["", "block", "block.inner", "last"]
    assert names(net.named_modules(prefix="model")) == ["model", "model.block", "model.block.inner", "model.last"]
    assert names(net.named_children()) == ["block", "last"]
    assert list(net.children()) == [net.block, net.last]
    assert [type(m).__name__ for m in net.modules()] == ["Net", "Block", "Dense", "Dense"]


def test_a_shared_parameter_is_listed_once_under_its_first_name(both: Any) -> None:
    net = both.Sequential(both.Dense(2, 2), both.Dense(2, 2))
    net[1].weight = net[0].weight
    assert names(net.named_parameters()) == ["0.weight", "0.bias", "1.bias"]
    assert names(net.named_parameters(remove_duplicate=False)) == ["0.weight", "0.bias", "1.weight", "1.bias"]


def test_parameters_of_equal_numbers_are_all_listed(both: Any) -> None:
    assert len(list(both.Sequential(both.Dense(2, 2), both.Dense(2, 2)).parameters())) == 4


def test_a_shared_module_is_listed_once(both: Any) -> None:
    layer = both.Dense(2, 2)
    net = both.Sequential(layer, both.Sequential(layer), layer)
    assert names(net.named_modules()) == ["", "0", "1"]
    assert names(net.named_modules(remove_duplicate=False)) == ["", "0", "1", "1.0", "2"]
    assert names(net.named_children()) == ["0", "1"]
    assert names(net.named_parameters()) == ["0.weight", "0.bias"]


def test_a_module_in_a_plain_list_or_dict_is_not_seen(both: Any) -> None:
    net = both.Module()
    net.layers, net.table = [both.Dense(2, 2)], {"a": both.Dense(2, 2)}
    assert list(net.parameters()) == []
    net.layers, net.table = both.ModuleList(net.layers), both.ModuleDict(net.table)
    assert names(net.named_parameters()) == ["layers.0.weight", "layers.0.bias", "table.a.weight", "table.a.bias"]


def test_buffers_are_found_but_are_no_parameters(both: Any) -> None:
    net = both.Sequential(both.Module())
    net[0].register_buffer("mean", both.tensor([1.0]))
    net[0].register_buffer("cache", both.tensor([2.0]), persistent=False)
    net[0].register_buffer("nothing", None)
    assert names(net.named_buffers()) == ["0.mean", "0.cache"]
    assert both.numbers(list(net.buffers())) == ([1.0], [2.0])
    assert names(net.named_buffers(recurse=False)) == names(net.named_parameters()) == []
    assert net[0].nothing is None


def test_a_shared_buffer_is_listed_once(both: Any) -> None:
    net = both.Sequential(both.Module(), both.Module())
    for module in net:
        module.register_buffer("mean", net[0].mean if hasattr(net[0], "mean") else both.tensor([1.0]))
    assert names(net.named_buffers()) == ["0.mean"]
    assert names(net.named_buffers(prefix="net", remove_duplicate=False)) == ["net.0.mean", "net.1.mean"]


def test_paths_lead_to_buffers(both: Any) -> None:
    net = both.Net()
    net.block.inner.register_buffer("mean", both.tensor([1.0]))
    net.block.inner.register_buffer("cache", None)
    assert net.get_buffer("block.inner.mean") is net.block.inner.mean
    for path in ("block.inner.bias", "block.mean", "mean"):
        with pytest.raises(AttributeError):
            net.get_buffer(path)


def test_paths_lead_to_modules_and_parameters(both: Any) -> None:
    net = both.Net()
    assert net.get_submodule("block.inner") is net.block.inner
    assert net.get_submodule("") is net
    assert net.get_parameter("block.inner.bias") is net.block.inner.bias
    assert net.get_parameter("top") is net.top
    for path in ("block.outer", "block.scale.inner", "top"):
        with pytest.raises(AttributeError):
            net.get_submodule(path)
    for path in ("block.inner.gain", "block.inner", "nothing.weight"):
        with pytest.raises(AttributeError):
            net.get_parameter(path)


# --- Setting, replacing, deleting


def test_a_replaced_parameter_keeps_its_place(both: Any) -> None:
    layer = both.Dense(2, 2)
    layer.weight = new = both.Parameter(both.tensor([[1.0, 2.0]]))
    assert names(layer.named_parameters()) == ["weight", "bias"]
    assert next(layer.parameters()) is layer.weight is new


def test_a_parameter_can_be_set_to_none_and_back(both: Any) -> None:
    layer = both.Dense(2, 2)
    layer.weight = None
    assert layer.weight is None
    assert names(layer.named_parameters()) == ["bias"]
    layer.weight = both.Parameter(both.tensor([1.0]))
    assert names(layer.named_parameters()) == ["weight", "bias"]


def test_a_part_is_replaced_by_its_own_kind_only(both: Any) -> None:
    net = both.Net()
    net.register_buffer("mean", both.tensor([1.0]))
    kinds = {"number": 1.0, "tensor": both.tensor([1.0]), "module": both.Module()}
    for name, refused in (("top", "number tensor module"), ("block", "number tensor"), ("mean", "number")):
        before = getattr(net, name)
        for kind in refused.split():
            with pytest.raises(TypeError):
                setattr(net, name, kinds[kind])
        assert getattr(net, name) is before
    assert names(net.named_parameters())[:2] == ["top", "block.scale"]


def test_a_refused_replacement_says_what_was_expected() -> None:
    net = Module()
    net.weight, net.inner = Parameter(tt.zeros(2)), Module()
    net.register_buffer("mean", tt.zeros(2))
    for name, wanted in (("weight", "Parameter"), ("inner", "Module"), ("mean", "Tensor")):
        with pytest.raises(TypeError, match=rf"^Module\.{name} wants a {wanted} or None, got a int"):
            setattr(net, name, 3)


def test_a_tensor_takes_the_place_of_a_buffer(both: Any) -> None:
    net = both.Module()
    net.register_buffer("mean", both.tensor([1.0]))
    net.mean = both.tensor([2.0])
    assert both.numbers(list(net.buffers())) == ([2.0],)


def test_a_name_belongs_to_one_kind_of_part(both: Any) -> None:
    net = both.Module()
    net.part = 1
    net.part = both.Parameter(both.tensor([1.0]))
    assert names(net.named_parameters()) == ["part"]
    with pytest.raises(TypeError):
        net.part = both.Dense(2, 2)
    net.inner = both.Dense(2, 2)
    net.inner = both.Parameter(both.tensor([1.0]))
    assert names(net.named_modules()) == [""]
    net.register_buffer("mean", both.tensor([1.0]), persistent=False)
    net.mean = both.Parameter(both.tensor([1.0]))
    assert names(net.named_buffers()) == []
    assert [*net.state_dict()] == ["part", "inner", "mean"]
    net.register_buffer("block", both.tensor([1.0]))
    net.block = both.Dense(1, 1)
    assert names(net.named_buffers()) == []
    assert names(net.named_modules()) == ["", "block"]


def test_what_is_deleted_is_gone_from_everywhere(both: Any) -> None:
    net = both.Net()
    net.register_buffer("mean", both.tensor([1.0]), persistent=False)
    net.plain = 1
    del net.block, net.top, net.mean, net.plain
    assert names(net.named_parameters()) == ["last.weight", "last.bias"]
    assert not any(hasattr(net, name) for name in ("block", "top", "mean", "plain"))
    net.register_buffer("mean", both.tensor([1.0]))
    assert "mean" in net.state_dict()
    with pytest.raises(AttributeError):
        del net.block


def test_an_unknown_attribute_is_an_error_that_names_the_class(both: Any) -> None:
    with pytest.raises(AttributeError, match=r"'Dense' object has no attribute 'wieght'"):
        both.Dense(2, 2).wieght  # noqa: B018
    assert getattr(both.Dense(2, 2), "wieght", None) is None


@pytest.mark.parametrize("name", ["", "a.b", "forward", "weight", "plain"])
def test_a_name_that_cannot_be_had_is_refused(both: Any, name: str) -> None:
    layer = both.Dense(2, 2)
    layer.plain = 1
    with pytest.raises(KeyError):
        layer.register_buffer(name, both.tensor([1.0]))
    with pytest.raises(KeyError):
        layer.add_module(name, both.Dense(2, 2))
    if name != "weight":
        with pytest.raises(KeyError):
            layer.register_parameter(name, both.Parameter(both.tensor([1.0])))


def test_registering_wants_a_string_and_the_right_kind(both: Any) -> None:
    net = both.Module()
    for register, value in (
        (net.register_buffer, both.tensor([1.0])),
        (net.register_parameter, both.Parameter(both.tensor([1.0]))),
        (net.register_module, both.Dense(2, 2)),
    ):
        with pytest.raises(TypeError):
            register(3, value)
        with pytest.raises(TypeError):
            register("name", "value")
        register("nothing", None)
        assert net.nothing is None
        del net.nothing


# --- Making one


class WithoutInit(Module):
    """Parts set before anything else was done."""

    def __init__(self, size: int, *, gain: float = 1.0) -> None:
        self.weight = Parameter(tt.ones(size))
        self.gain = gain

    def forward(self, x: Any) -> Any:
        return x * self.weight * self.gain


def test_a_subclass_may_forget_to_call_init() -> None:
    layer = WithoutInit(2, gain=3.0)
    assert names(layer.named_parameters()) == ["weight"]
    assert layer(tt.ones(2)).tolist() == [3.0, 3.0]
    assert layer.training


def test_what_was_made_first_is_kept_when_init_is_called_late() -> None:
    class Late(WithoutInit):
        def __init__(self) -> None:
            self.first = Parameter(tt.ones(1))
            super().__init__(2)

    assert names(Late().named_parameters()) == ["first", "weight"]


def test_arguments_that_nobody_takes_are_an_error(both: Any) -> None:
    class Bare(both.Module):
        pass

    with pytest.raises(TypeError):
        Bare(width=3)


def test_a_module_without_forward_says_so(both: Any) -> None:
    with pytest.raises(NotImplementedError, match="forward"):
        both.Module()(both.tensor([1.0]))


# --- Parameters


def test_a_parameter_lies_on_the_memory_of_its_tensor(both: Any) -> None:
    numbers = both.tensor([1.0, 2.0])
    p = both.Parameter(numbers)
    with both.lib.no_grad():
        p += 1.0
    assert both.numbers(numbers) == [2.0, 3.0]
    assert (p.requires_grad, p.is_leaf, numbers.requires_grad) == (True, True, False)


def test_a_parameter_of_a_result_is_a_leaf(both: Any) -> None:
    x = both.tensor([1.0, 2.0], requires_grad=True)
    p = both.Parameter(x * 2.0)
    (p * 3.0).sum().backward()
    assert (p.is_leaf, x.grad, both.numbers(p.grad)) == (True, None, [3.0, 3.0])


def test_a_parameter_prints_as_one_and_results_are_plain_tensors(both: Any) -> None:
    p = both.Parameter(both.tensor([1.0, 2.0]))
    assert repr(p) == "Parameter containing:\ntensor([1., 2.], requires_grad=True)"
    assert {type(x) for x in (p * 2.0, 2.0 - p, p.detach(), p.data, p[0])} == {type(both.tensor(1.0))}


def test_a_parameter_may_be_empty_or_frozen(both: Any) -> None:
    assert tuple(both.Parameter().shape) == (0,)
    frozen = both.Parameter(both.tensor([1, 2]), requires_grad=False)
    assert (frozen.requires_grad, both.numbers(frozen)) == (False, [1, 2])
    with pytest.raises((TypeError, RuntimeError)):
        both.Parameter(both.tensor([1, 2]))


def test_a_parameter_of_numbers_asks_for_a_tensor() -> None:
    with pytest.raises(TypeError, match=r"wants a tensor, got a list: make it one with tensor\(\)"):
        Parameter([1.0, 2.0])  # type: ignore[arg-type]


def test_a_parameter_can_be_marked(both: Any) -> None:
    p = both.Parameter(both.tensor([1.0]))
    p.decays = False
    assert not p.decays
