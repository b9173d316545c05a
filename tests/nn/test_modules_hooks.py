"""Hooks of modules; the bodies run for PyTorch, too."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def x(both: Any) -> Any:
    """Two rows, whose gradient is asked for."""
    return both.tensor([[1.0, 2.0], [3.0, -1.0]], requires_grad=True)


def recorder(seen: list[Any], name: str) -> Any:
    """A hook that notes that it was called."""
    return lambda *given: seen.append(name)


# --- Before and after


def test_hooks_are_called_once_in_order_with_what_goes_in_and_comes_out(both: Any, x: Any) -> None:
    layer, seen = both.Dense(2, 3), []
    layer.register_forward_hook(lambda *given: seen.append(("after", *given)))
    layer.register_forward_pre_hook(lambda *given: seen.append(("before", *given)))
    y = layer(x)
    assert [entry[0] for entry in seen] == ["before", "after"]
    (_, module, args), (_, same, also, output) = seen
    assert module is same is layer
    assert len(args) == len(also) == 1
    assert args[0] is also[0] is x
    assert output is y


def test_a_removed_hook_is_not_called_and_the_others_are(both: Any, x: Any) -> None:
    layer, seen = both.Dense(2, 3), []
    handles = [
        register(recorder(seen, f"{register.__name__} {name}"))
        for register in (
            layer.register_forward_pre_hook,
            layer.register_forward_hook,
            layer.register_full_backward_hook,
        )
        for name in "ab"
    ]
    for handle in handles[::2]:
        handle.remove()
        handle.remove()
    layer(x).sum().backward()
    kinds = ("register_forward_pre_hook", "register_forward_hook", "register_full_backward_hook")
    assert seen == [f"{kind} b" for kind in kinds]
    for handle in handles:
        handle.remove()
    layer(x).sum().backward()
    assert len(seen) == 3


def test_a_hook_may_remove_itself(both: Any, x: Any) -> None:
    layer, seen = both.Dense(2, 3), []
    before = layer.register_forward_pre_hook(lambda *given: (seen.append("before"), before.remove())[1])
    after = layer.register_forward_hook(lambda *given: (seen.append("after"), after.remove())[1])
    layer.register_forward_pre_hook(recorder(seen, "always before"))
    layer.register_forward_hook(recorder(seen, "always after"))
    layer(x)
    layer(x)
    assert seen == ["before", "always before", "after", "always after", "always before", "always after"]


def test_a_prepended_hook_is_called_first(both: Any, x: Any) -> None:
    layer, seen = both.Dense(2, 3), []
    for register in (layer.register_forward_pre_hook, layer.register_forward_hook, layer.register_full_backward_hook):
        register(recorder(seen, "a"))
        register(recorder(seen, "b"), prepend=True)
    layer(x).sum().backward()
    assert seen == ["b", "a"] * 3


def test_what_hooks_return_takes_the_place_of_input_and_output(both: Any, x: Any) -> None:
    layer = both.Dense(2, 3)
    plain = layer(x * 2.0) + 1.0
    layer.register_forward_pre_hook(lambda module, args: args[0] * 2.0)
    layer.register_forward_pre_hook(lambda module, args: None)
    layer.register_forward_hook(lambda module, args, output: output + 1.0)
    layer.register_forward_hook(lambda module, args, output: None)
    assert both.numbers(layer(x)) == both.numbers(plain)


def test_hooks_see_and_change_keyword_arguments_if_they_ask_for_them(both: Any, x: Any) -> None:
    class Scaled(both.Module):
        def forward(self, x: Any, *, by: float) -> Any:
            return x * by

    layer, seen = Scaled(), []
    layer.register_forward_pre_hook(lambda module, args, kwargs: (args, {"by": kwargs["by"] + 1.0}), with_kwargs=True)
    layer.register_forward_pre_hook(lambda module, args, kwargs: None, with_kwargs=True)
    layer.register_forward_pre_hook(lambda module, args: None)
    layer.register_forward_hook(lambda module, args, kwargs, output: seen.append(kwargs), with_kwargs=True)
    assert both.numbers(layer(x, by=2.0)) == both.numbers(x * 3.0)
    assert seen == [{"by": 3.0}]


def test_a_hook_with_kwargs_that_returns_something_else_is_an_error(both: Any, x: Any) -> None:
    layer = both.Dense(2, 3)
    layer.register_forward_pre_hook(lambda module, args, kwargs: args[0], with_kwargs=True)
    with pytest.raises((TypeError, RuntimeError)):
        layer(x)


def test_hooks_of_inner_modules_are_called_once_each(both: Any, x: Any) -> None:
    net, seen = both.Net(), []
    for name, module in net.named_modules():
        module.register_forward_hook(recorder(seen, name))
        module.register_full_backward_hook(recorder(seen, f"{name} back"))
    net(x).sum().backward()
    assert seen == ["block.inner", "block", "last", "", "last back", "block.inner back", "block back", " back"]


# --- On the way back


def gradients(both: Any, x: Any, layer: Any, *hooks: Any) -> tuple[Any, list[Any]]:
    """(the gradients by x and by the parameters of a loss through the layer; what the first hook was shown)."""
    seen: list[Any] = []
    layer.register_full_backward_hook(lambda module, d_in, d_out: seen.append(both.numbers((d_in, d_out))))
    for hook in hooks:
        layer.register_full_backward_hook(hook)
    (layer(x * 3.0) * both.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])).sum().backward()
    return both.numbers((x.grad, *(p.grad for p in layer.parameters()))), seen


def test_a_backward_hook_sees_the_gradients_by_input_and_output_and_changes_nothing(both: Any, x: Any) -> None:
    plain = both.Dense(2, 3)
    (plain(x * 3.0) * both.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])).sum().backward()
    expected = both.numbers((x.grad, plain.weight.grad, plain.bias.grad))
    x.grad = None
    found, seen = gradients(both, x, both.Dense(2, 3))
    assert found == expected
    d_in = both.numbers(x.grad / 3.0)
    assert seen == [((d_in,), ([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],))]


def test_what_a_backward_hook_returns_takes_the_place_of_the_gradient_by_the_input(both: Any, x: Any) -> None:
    layer = both.Dense(2, 3)
    (d_x, d_weight, _), seen = gradients(
        both, x, layer, lambda module, d_in, d_out: (d_in[0] * 0.0 + 1.0,), lambda module, d_in, d_out: (d_in[0] * 2.0,)
    )
    assert d_x == [[6.0, 6.0], [6.0, 6.0]]
    assert len(seen) == 1
    assert d_weight != [[0.0, 0.0]] * 3


def test_a_backward_hook_that_returns_too_much_is_an_error(both: Any, x: Any) -> None:
    layer = both.Dense(2, 3)
    layer.register_full_backward_hook(lambda module, d_in, d_out: (d_in[0], d_in[0]))
    with pytest.raises((TypeError, RuntimeError)):
        layer(x).sum().backward()


@pytest.mark.filterwarnings("ignore:Full backward hook is firing")
def test_a_layer_on_plain_data_calls_its_hook_without_a_gradient_by_the_input(both: Any) -> None:
    layer, seen = both.Dense(2, 1), []
    layer.register_full_backward_hook(lambda module, d_in, d_out: seen.append(both.numbers((d_in, d_out))))
    layer(both.tensor([[1.0, 2.0]])).sum().backward()
    assert seen == [((None,), ([[1.0]],))]


def test_without_gradients_a_backward_hook_is_not_called(both: Any, x: Any) -> None:
    layer, seen = both.Dense(2, 3), []
    layer.register_full_backward_hook(recorder(seen, "called"))
    with both.lib.no_grad():
        layer(x)
    frozen = layer.requires_grad_(False)(both.tensor([[1.0, 2.0]]))
    assert (seen, frozen.requires_grad) == ([], False)


def test_under_no_grad_a_hooked_module_hands_on_what_it_is_given_itself(both: Any, x: Any) -> None:
    net = both.Sequential()
    net.register_full_backward_hook(recorder([], "called"))
    with both.lib.no_grad():
        assert net(x) is x
    assert net(x) is not x


class TwoWays:
    """A module of two inputs and two outputs, in either library."""

    def __new__(cls, both: Any) -> Any:
        class Two(both.Module):
            def forward(self, a: Any, scale: float, b: Any) -> Any:
                return a * b, a * scale, "text"

        return Two()


def test_several_inputs_and_outputs_cross_the_border_together(both: Any) -> None:
    a, b = both.tensor([1.0, 2.0], requires_grad=True), both.tensor([3.0, 4.0], requires_grad=True)
    layer, seen = TwoWays(both), []
    layer.register_full_backward_hook(lambda module, d_in, d_out: seen.append(both.numbers((d_in, d_out))))
    product, scaled, text = layer(a, 5.0, b)
    (product.sum() + 2.0 * scaled.sum()).backward()
    assert text == "text"
    assert seen == [(([13.0, 14.0], None, [1.0, 2.0]), ([1.0, 1.0], [2.0, 2.0], None))]
    assert both.numbers((a.grad, b.grad)) == ([13.0, 14.0], [1.0, 2.0])


def test_an_output_that_nobody_uses_has_no_gradient_and_does_not_hold_up_the_hook(both: Any) -> None:
    a, b = both.tensor([1.0, 2.0], requires_grad=True), both.tensor([3.0, 4.0], requires_grad=True)
    layer, seen = TwoWays(both), []
    layer.register_full_backward_hook(lambda module, d_in, d_out: seen.append(both.numbers((d_in, d_out))))
    layer(a, 5.0, b)[0].sum().backward()
    assert seen == [(([3.0, 4.0], None, [1.0, 2.0]), ([1.0, 1.0], None, None))]
    assert both.numbers((a.grad, b.grad)) == ([3.0, 4.0], [1.0, 2.0])


def test_an_input_used_twice_arrives_at_the_hook_as_one_sum(both: Any) -> None:
    class Square(both.Module):
        def forward(self, x: Any) -> Any:
            return x * x + x

    a = both.tensor([3.0], requires_grad=True)
    layer, seen = Square(), []
    layer.register_full_backward_hook(lambda module, d_in, d_out: seen.append(both.numbers(d_in)))
    layer(a).sum().backward()
    assert (seen, both.numbers(a.grad)) == ([([7.0],)], [7.0])


def test_a_module_called_twice_calls_its_hook_for_each_call(both: Any) -> None:
    layer, seen = both.Dense(1, 1), []
    layer.register_full_backward_hook(recorder(seen, "called"))
    layer(layer(both.tensor([[1.0]], requires_grad=True))).sum().backward()
    assert len(seen) == 2


def test_a_second_backward_with_the_graph_kept_calls_the_hook_again(both: Any, x: Any) -> None:
    layer, seen = both.Dense(2, 3), []
    layer.register_full_backward_hook(lambda module, d_in, d_out: seen.append(both.numbers((d_in, d_out))))
    loss = (layer(x) ** 2).sum()
    loss.backward(retain_graph=True)
    loss.backward()
    assert len(seen) == 2
    assert seen[0] == seen[1]


def test_gradients_of_gradients_go_through_a_hooked_module(both: Any) -> None:
    class Cube(both.Module):
        def forward(self, x: Any) -> Any:
            return x**3

    a = both.tensor([2.0], requires_grad=True)
    layer, seen = Cube(), []
    layer.register_full_backward_hook(lambda module, d_in, d_out: seen.append(both.numbers(d_in)))
    (first,) = both.grad(layer(a).sum(), [a], create_graph=True)
    (second,) = both.grad(first.sum(), [a])
    assert both.numbers((first, second)) == ([12.0], [12.0])
    assert seen == [([12.0],)]


def test_a_hook_reports_per_layer_norms_in_one_backward(both: Any, x: Any) -> None:
    net, norms = both.Sequential(both.Dense(2, 3), both.Dense(3, 1)), {}
    for name, layer in net.named_children():
        layer.register_full_backward_hook(
            lambda module, d_in, d_out, name=name: norms.__setitem__(name, float((d_out[0] ** 2).sum()))
        )
    net(x).sum().backward()
    d_hidden = float((net[1].weight.detach() ** 2).sum()) * 2
    assert list(norms) == ["1", "0"]
    assert norms == {"1": 2.0, "0": pytest.approx(d_hidden)}


def test_an_unused_input_has_a_gradient_of_zeros_at_the_hook_and_behind_it(both: Any) -> None:
    class First(both.Module):
        def forward(self, a: Any, b: Any) -> Any:
            return a * 2.0

    a, b = both.tensor([1.0], requires_grad=True), both.tensor([1.0, 2.0], requires_grad=True)
    layer, seen = First(), []
    layer.register_full_backward_hook(lambda module, d_in, d_out: seen.append(both.numbers(d_in)))
    layer(a, b).sum().backward()
    assert seen == [([2.0], [0.0, 0.0])]
    assert both.numbers((a.grad, b.grad)) == ([2.0], [0.0, 0.0])
