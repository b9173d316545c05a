"""Sequential, ModuleList and ModuleDict; the bodies run for PyTorch, too."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import pytest


@pytest.fixture(params=["Sequential", "ModuleList"])
def row(request: pytest.FixtureRequest, both: Any) -> Any:
    """A maker of containers in which modules are numbered."""
    if request.param == "ModuleList":
        return both.ModuleList
    return lambda modules=(): both.Sequential(*modules)


@pytest.fixture
def layers(both: Any) -> list[Any]:
    """Four layers that can be told apart."""
    return [both.Dense(2, 2) for _ in range(4)]


def names(container: Any) -> list[str]:
    """The names of what is directly inside."""
    return [name for name, _ in container.named_children()]


# --- Sequential


def test_sequential_gives_what_comes_out_to_the_next(both: Any) -> None:
    a, b, x = both.Dense(2, 3), both.Dense(3, 1), both.tensor([[1.0, 2.0]])
    assert both.numbers(both.Sequential(a, b)(x)) == both.numbers(b(a(x)))


def test_an_empty_sequential_gives_back_what_it_gets(both: Any) -> None:
    x = both.tensor([1.0])
    assert both.Sequential()(x) is x


def test_sequential_calls_its_modules_with_their_hooks(both: Any) -> None:
    net, seen = both.Sequential(both.Dense(2, 2), both.Dense(2, 2)), []
    net[1].register_forward_hook(lambda *given: seen.append("called"))
    net(both.tensor([[1.0, 2.0]]))
    assert seen == ["called"]


def test_sequential_takes_names_from_an_ordered_dict(both: Any) -> None:
    net = both.Sequential(OrderedDict(first=both.Dense(2, 2), second=both.Dense(2, 2)))
    assert names(net) == ["first", "second"]
    assert net.second is net[1] is net[-1]
    assert names(net[1:]) == ["second"]
    assert names(net[:1].append(both.Dense(2, 2))) == ["first", "1"]


def test_one_module_may_stand_at_two_places(both: Any) -> None:
    layer = both.Dense(1, 1)
    net = both.Sequential(layer, layer)
    assert len(net) == 2
    assert both.numbers(net(both.tensor([[4.0]]))) == both.numbers(layer(layer(both.tensor([[4.0]]))))


# --- Numbered


def test_a_numbered_container_is_read_like_a_list(row: Any, layers: list[Any]) -> None:
    held = row(layers)
    assert (len(held), list(held)) == (4, layers)
    assert [held[0], held[-1], held[True]] == [layers[0], layers[3], layers[1]]
    part = held[1:3]
    assert (type(part), list(part)) == (type(held), layers[1:3])
    assert list(held[::-1]) == layers[::-1]
    for place in (4, -5):
        with pytest.raises(IndexError):
            held[place]


def test_a_slice_of_a_list_is_numbered_anew_and_one_of_a_sequential_is_not(both: Any, layers: list[Any]) -> None:
    assert names(both.ModuleList(layers)[2:]) == ["0", "1"]
    assert names(both.Sequential(*layers)[2:]) == ["2", "3"]


def test_a_numbered_container_is_written_like_a_list(row: Any, layers: list[Any]) -> None:
    held, like = row(layers[:2]), layers[:2]
    for container in (held, like):
        container.append(layers[2])
        container.extend([layers[3], layers[0]])
        container.insert(1, layers[3])
        container[-1] = layers[1]
        del container[0]
        container += [layers[2]] if container is like else row([layers[2]])
        assert container.pop(2) is layers[2]
    assert list(held) == like
    assert [name for name, _ in held.named_modules(remove_duplicate=False)][1:] == [str(k) for k in range(len(like))]
    assert getattr(held, "0") is like[0]
    assert not hasattr(held, str(len(like)))


def test_a_slice_is_deleted_and_the_rest_numbered_anew(row: Any, layers: list[Any]) -> None:
    held = row(layers)
    del held[1:3]
    assert (list(held), names(held)) == ([layers[0], layers[3]], ["0", "1"])
    assert not hasattr(held, "3")


def test_containers_of_one_kind_add_up(row: Any, layers: list[Any]) -> None:
    held = row(layers[:1]) + row(layers[1:])
    assert (list(held), names(held)) == (layers, ["0", "1", "2", "3"])


def test_only_modules_can_be_held(row: Any, both: Any) -> None:
    held = row([both.Dense(2, 2)])
    for write in (lambda: held.append(3), lambda: held.__setitem__(0, 3), lambda: row([3])):
        with pytest.raises(TypeError):
            write()
    assert len(held) == 1
    with pytest.raises(IndexError):
        held[1] = both.Dense(2, 2)


def test_a_list_is_made_of_any_iterable_and_cannot_be_called(both: Any) -> None:
    held = both.ModuleList(both.Dense(1, 1) for _ in range(3))
    assert len(held) == 3
    with pytest.raises(NotImplementedError):
        held(both.tensor([1.0]))


# --- ModuleDict


def test_a_module_dict_is_read_like_a_dict(both: Any) -> None:
    a, b = both.Dense(1, 1), both.Dense(2, 2)
    for held in (both.ModuleDict({"a": a, "b": b}), both.ModuleDict([["a", a], ("b", b)])):
        assert (len(held), list(held), "a" in held, "c" in held) == (2, ["a", "b"], True, False)
        assert (list(held.keys()), list(held.values()), list(held.items())) == (
            ["a", "b"],
            [a, b],
            [("a", a), ("b", b)],
        )
        assert held["b"] is held.b is b
        with pytest.raises(KeyError):
            held["c"]


def test_a_module_dict_is_written_like_a_dict(both: Any) -> None:
    a, b = both.Dense(1, 1), both.Dense(2, 2)
    held = both.ModuleDict()
    held["a"] = a
    held.update({"b": a, "c": b})
    held["b"] = b
    assert held.pop("c") is b
    del held["a"]
    assert dict(held.items()) == {"b": b}
    with pytest.raises(KeyError):
        del held["a"]
    with pytest.raises(TypeError):
        held["a"] = 3
    held.clear()
    assert (len(held), list(held.parameters())) == (0, [])


@pytest.mark.parametrize("name", ["items", "forward", "a.b", ""])
def test_a_module_dict_refuses_names_of_its_own(both: Any, name: str) -> None:
    with pytest.raises(KeyError):
        both.ModuleDict()[name] = both.Dense(1, 1)


def test_parameters_of_modules_in_lists_of_dicts_are_found(both: Any) -> None:
    held = both.ModuleList([both.ModuleDict({"q": both.Dense(1, 1)}), both.Sequential(both.Dense(1, 1))])
    assert [name for name, _ in held.named_parameters()] == ["0.q.weight", "0.q.bias", "1.0.weight", "1.0.bias"]
