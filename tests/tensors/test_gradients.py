"""What backward and grad promise. Laws that use `lib` run on PyTorch, too: they are no opinion of ours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from tinytorch.autograd.engine import Function, GradientError
from tinytorch.tensors.check import gradcheck, gradgradcheck
from tinytorch.tensors.tensor import Tensor

import tinytorch as ours


def leaf(lib: Any, *numbers: float) -> Any:
    return lib.tensor(list(numbers), requires_grad=True)


def ones(lib: Any, n: int = 1) -> Any:
    return lib.tensor([1.0] * n)


# --- backward


def test_backward_leaves_the_gradient_in_the_leaves_and_nowhere_else(lib: Any) -> None:
    x = leaf(lib, 3.0)
    y = x * x
    (y * 2.0).backward()
    assert x.grad.tolist() == [12.0]
    assert not x.grad.requires_grad
    if lib.ours:  # PyTorch warns whoever reads it
        assert y.grad is None


def test_gradients_add_up_over_several_backwards(lib: Any) -> None:
    x = leaf(lib, 3.0)
    (x * x).backward()
    (x * 5.0).backward()
    assert x.grad.tolist() == [11.0]


def test_a_gradient_that_was_taken_away_starts_anew(lib: Any) -> None:
    x = leaf(lib, 3.0)
    (x * x).backward()
    x.grad = None
    (x * 5.0).backward()
    assert x.grad.tolist() == [5.0]


def test_in_a_diamond_every_path_counts(lib: Any) -> None:
    x = leaf(lib, 3.0)
    y = x * x
    (y * y + y * x + y).backward()  # x^4 + x^3 + x^2
    assert x.grad.tolist() == [4 * 27 + 3 * 9 + 2 * 3]


def test_one_input_twice_gets_both_gradients(lib: Any) -> None:
    x = leaf(lib, 3.0)
    (x - x).backward()
    assert x.grad.tolist() == [0.0]


def test_a_diamond_of_diamonds_is_walked_once() -> None:
    x = leaf(ours, 1.0)
    y = x
    for _ in range(60):
        y = (y + y) * 0.5  # 2^60 paths
    y.backward()
    assert x.grad.tolist() == [1.0]


def test_a_chain_of_20000_operations_is_no_longer_than_one_of_five(lib: Any) -> None:
    x = leaf(lib, 1.0)
    y = x
    for _ in range(20_000):
        y = y + 1.0
    y.backward()
    assert x.grad.tolist() == [1.0]
    del y


def test_a_leaf_is_its_own_gradients_end(lib: Any) -> None:
    x = leaf(lib, 3.0)
    x.backward()
    assert x.grad.tolist() == [1.0]


def test_backward_starts_with_the_gradient_that_it_is_given(lib: Any) -> None:
    x = leaf(lib, 1.0, 2.0)
    (x * x).backward(lib.tensor([10.0, 100.0]))
    assert x.grad.tolist() == [20.0, 400.0]


def test_no_gradient_flows_through_what_is_detached(lib: Any) -> None:
    x = leaf(lib, 3.0)
    (x * x.detach()).backward()
    assert x.grad.tolist() == [3.0]


def test_nothing_is_recorded_under_no_grad(lib: Any) -> None:
    x = leaf(lib, 3.0)
    with lib.no_grad():
        y = x * x
    assert not y.requires_grad
    assert y.is_leaf


def test_a_constant_gets_no_gradient(lib: Any) -> None:
    x, c = leaf(lib, 3.0), lib.tensor([2.0])
    (x * c).backward()
    assert c.grad is None


# --- Whose memory a gradient is


def test_the_gradients_of_a_sums_two_sides_do_not_share_memory(lib: Any) -> None:
    x, y = leaf(lib, 1.0), leaf(lib, 2.0)
    (x + y).backward()
    x.grad += 5.0
    assert y.grad.tolist() == [1.0]


@pytest.mark.filterwarnings("ignore:Using backward.* with create_graph")
def test_nor_do_they_under_create_graph(lib: Any) -> None:
    x, y, start = leaf(lib, 1.0), leaf(lib, 2.0), ones(lib)
    (x + y).backward(start, create_graph=True)
    with lib.no_grad():
        x.grad += 5.0
    assert (y.grad.tolist(), start.tolist()) == ([1.0], [1.0])


def test_the_gradient_that_backward_is_given_stays_the_callers(lib: Any) -> None:
    x, start = leaf(lib, 1.0, 2.0), ones(lib, 2)
    (x + 1.0).backward(start)
    x.grad += 5.0
    assert start.tolist() == [1.0, 1.0]


def test_so_does_a_numpy_array_that_was_passed() -> None:
    x, start = leaf(ours, 1.0, 2.0), np.ones(2, np.float32)
    (x + 1.0).backward(start)
    x.grad += 5.0
    assert start.tolist() == [1.0, 1.0]


def test_a_second_backward_does_not_write_into_the_first_ones_gradient(lib: Any) -> None:
    x, y = leaf(lib, 1.0), leaf(lib, 2.0)
    z = x + y
    z.backward(retain_graph=True)
    before = y.grad
    (x * 3.0).backward()
    assert (x.grad.tolist(), before.tolist()) == ([4.0], [1.0])


def test_a_kept_gradient_and_a_leafs_do_not_share_memory(lib: Any) -> None:
    x, w = leaf(lib, 1.0), leaf(lib, 2.0)
    inner = w * 3.0
    inner.retain_grad()
    (inner + x).backward()
    x.grad += 5.0
    assert (inner.grad.tolist(), w.grad.tolist()) == ([1.0], [3.0])


class PassOn(Function):
    """x, with a gradient that is the saved input itself."""

    @staticmethod
    def forward(ctx: Any, a: Any) -> Any:
        ctx.save_for_backward(a)
        return a * 1.0

    @staticmethod
    def backward(ctx: Any, d: Any) -> Any:
        return ctx.saved_values[0]


def test_a_rule_that_hands_back_what_it_saved_does_not_give_the_input_away() -> None:
    x = leaf(ours, 3.0)
    PassOn.apply(x).backward()
    x.grad += 5.0
    assert (x.tolist(), x.grad.tolist()) == ([3.0], [8.0])


# --- retain_graph


def test_a_second_backward_needs_retain_graph(lib: Any) -> None:
    x = leaf(lib, 3.0)
    y = x * x
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.tolist() == [12.0]
    with pytest.raises(RuntimeError):
        y.backward()
    assert x.grad.tolist() == [12.0]


def test_create_graph_keeps_the_graph_unless_told_otherwise(lib: Any) -> None:
    x = leaf(lib, 3.0)
    y = x * x
    lib.grad(y, x, create_graph=True)
    lib.grad(y, x, create_graph=True, retain_graph=False)
    with pytest.raises(RuntimeError):
        lib.grad(y, x)


def test_what_backward_let_go_hurts_only_who_needs_it(lib: Any) -> None:
    x = leaf(lib, 3.0)
    inner = x * x
    (inner * 2.0).backward()
    with pytest.raises(RuntimeError):
        (inner * 3.0).backward()
    (x * 3.0).backward()
    assert x.grad.tolist() == [15.0]


# --- grad


def test_grad_answers_and_leaves_every_grad_alone(lib: Any) -> None:
    x, y = leaf(lib, 3.0), leaf(lib, 4.0)
    (answer,) = lib.grad(x * y, x)
    assert answer.tolist() == [4.0]
    assert (x.grad, y.grad) == (None, None)


def test_grad_leaves_alone_what_was_there_before(lib: Any) -> None:
    x, y = leaf(lib, 3.0), leaf(lib, 4.0)
    (x * y).backward()
    (answer,) = lib.grad(x * y, x)
    assert (answer.tolist(), x.grad.tolist(), y.grad.tolist()) == ([4.0], [4.0], [3.0])


def test_an_old_gradient_is_not_mistaken_for_an_answer(lib: Any) -> None:
    x, y = leaf(lib, 3.0), leaf(lib, 4.0)
    (x * y).backward()
    assert lib.grad(x * x, [x, y], allow_unused=True)[1] is None


def test_grad_by_an_inner_value_stops_there(lib: Any) -> None:
    x = leaf(lib, 3.0)
    inner = x * x
    outer = inner * inner
    (answer,) = lib.grad(outer, inner)
    assert answer.tolist() == [18.0]
    assert lib.grad(inner, x)[0].tolist() == [6.0]  # the way below was not walked, so nothing of it was let go


def test_grad_by_a_value_and_by_what_it_was_made_from(lib: Any) -> None:
    x = leaf(lib, 3.0)
    inner = x * x
    outer = inner * inner
    answers = lib.grad(outer, [x, inner, outer])
    assert [a.tolist() for a in answers] == [[108.0], [18.0], [1.0]]


def test_several_outputs_add_up(lib: Any) -> None:
    x = leaf(lib, 3.0)
    shared = x * x
    (answer,) = lib.grad([shared * 2.0, shared, shared], x, [ones(lib), ones(lib), lib.tensor([10.0])])
    assert answer.tolist() == [6.0 * 13.0]


def test_an_input_may_be_asked_for_twice(lib: Any) -> None:
    x = leaf(lib, 3.0)
    assert [a.tolist() for a in lib.grad(x * x, [x, x])] == [[6.0], [6.0]]


def test_grad_does_not_walk_where_nobody_is_waiting(lib: Any) -> None:
    x, y = leaf(lib, 3.0), leaf(lib, 4.0)
    used_up = y * y
    used_up.backward()
    assert lib.grad(x * used_up, x)[0].tolist() == [16.0]


def test_an_input_that_was_not_used_is_an_error_or_none(lib: Any) -> None:
    x, y = leaf(lib, 3.0), leaf(lib, 4.0)
    with pytest.raises(RuntimeError, match="allow_unused"):
        lib.grad(x * x, [x, y])
    assert lib.grad(x * x, [x, y], allow_unused=True)[1] is None


def test_grad_wants_a_gradient_for_each_output_or_for_none() -> None:
    x = leaf(ours, 3.0)
    with pytest.raises(GradientError, match="each of 2 outputs, got 1"):
        ours.grad([x * x, x * x], x, [ones(ours)])


# --- create_graph


def test_a_gradient_can_be_differentiated_again_and_again(lib: Any) -> None:
    x = leaf(lib, 2.0)
    d = x * x * x * x
    for expected in (32.0, 48.0, 48.0, 24.0):  # 4x^3, 12x^2, 24x, 24
        (d,) = lib.grad(d, x, create_graph=True)
        assert d.tolist() == [expected]


def test_backward_through_a_gradient_adds_to_the_leaves(lib: Any) -> None:
    x, w = leaf(lib, 2.0), leaf(lib, 5.0)
    (slope,) = lib.grad(x * x * w, x, create_graph=True)  # 2xw
    (slope * slope).backward()  # 4 x^2 w^2
    assert (x.grad.tolist(), w.grad.tolist()) == ([8.0 * 2 * 25], [8.0 * 4 * 5])


def test_what_was_detached_is_a_constant_to_the_second_derivative_too(lib: Any) -> None:
    x = leaf(lib, 3.0)
    (first,) = lib.grad(x * x.detach() * x, x, create_graph=True)  # 2 c x with c = 3
    assert first.tolist() == [18.0]
    assert lib.grad(first, x)[0].tolist() == [6.0]


@pytest.mark.filterwarnings("ignore:Using backward.* with create_graph")
def test_an_accumulated_gradient_has_the_history_of_both(lib: Any) -> None:
    x = leaf(lib, 3.0)
    (x * x).backward(create_graph=True)
    (x * x * x).backward(create_graph=True)
    slope, x.grad = x.grad, None
    assert slope.tolist() == [6.0 + 27.0]
    assert lib.grad(slope, x)[0].tolist() == [2.0 + 18.0]


def test_without_create_graph_a_gradient_has_no_history(lib: Any) -> None:
    x = leaf(lib, 3.0)
    (answer,) = lib.grad(x * x, x)
    assert not answer.requires_grad


def test_create_graph_records_even_under_no_grad(lib: Any) -> None:
    x = leaf(lib, 3.0)
    y = x * x * x
    with lib.no_grad():
        (slope,) = lib.grad(y, x, create_graph=True)
        assert not (x * x).requires_grad
    assert lib.grad(slope, x)[0].tolist() == [18.0]


def test_a_constant_operand_has_no_second_derivative_to_offer(lib: Any) -> None:
    x = leaf(lib, 3.0)
    (slope,) = lib.grad(x * 2.0, x, create_graph=True)
    assert not slope.requires_grad


# --- Hooks


def test_a_hook_on_a_leaf_sees_the_whole_gradient_once(lib: Any) -> None:
    x, seen = leaf(lib, 3.0), []
    x.register_hook(lambda d: seen.append(d.tolist()))
    (x * x + x).backward()
    assert seen == [[7.0]]
    assert x.grad.tolist() == [7.0]


def test_a_hook_on_an_inner_value_sees_what_arrives_there(lib: Any) -> None:
    x, seen = leaf(lib, 3.0), []
    inner = x * x
    inner.register_hook(lambda d: seen.append(d.tolist()))
    (inner * inner + inner).backward()
    assert seen == [[19.0]]
    assert x.grad.tolist() == [19.0 * 6.0]


def test_what_an_inner_hook_gives_back_flows_on(lib: Any) -> None:
    x = leaf(lib, 3.0)
    inner = x * x
    inner.register_hook(lambda d: d * 10.0)
    (inner * 2.0).backward()
    assert x.grad.tolist() == [120.0]


def test_what_a_leafs_hook_gives_back_is_added(lib: Any) -> None:
    x = leaf(lib, 3.0)
    (x * 1.0).backward()
    x.register_hook(lambda d: d * 10.0)
    (x * 2.0).backward()
    assert x.grad.tolist() == [21.0]


def test_hooks_run_in_order_and_each_sees_what_the_one_before_gave(lib: Any) -> None:
    x, seen = leaf(lib, 3.0), []
    for factor in (2.0, 5.0):
        x.register_hook(lambda d, factor=factor: seen.append(d.tolist()) or d * factor)
    (x * 1.0).backward()
    assert seen == [[1.0], [2.0]]
    assert x.grad.tolist() == [10.0]


def test_a_hook_on_the_result_sees_the_gradient_that_backward_starts_with(lib: Any) -> None:
    x = leaf(lib, 3.0)
    y = x * 2.0
    y.register_hook(lambda d: d * 7.0)
    y.backward()
    assert x.grad.tolist() == [14.0]


def test_a_hook_that_was_removed_is_not_called(lib: Any) -> None:
    x, seen = leaf(lib, 3.0), []
    handle = x.register_hook(seen.append)
    kept = x.register_hook(lambda d: d * 2.0)
    handle.remove()
    handle.remove()
    (x * 1.0).backward()
    assert seen == []
    assert x.grad.tolist() == [2.0]
    kept.remove()


def test_hooks_see_the_gradients_of_grad_too(lib: Any) -> None:
    x = leaf(lib, 3.0)
    inner = x * x
    inner.register_hook(lambda d: d * 10.0)
    x.register_hook(lambda d: d + 1.0)
    outer = inner * 1.0
    assert [lib.grad(outer, t, retain_graph=True)[0].tolist() for t in (inner, x)] == [[10.0], [61.0]]


def test_a_hooks_answer_is_part_of_the_second_derivative(lib: Any) -> None:
    x = leaf(lib, 3.0)
    inner = x * x
    inner.register_hook(lambda d: d * x)
    (slope,) = lib.grad(inner * 1.0, x, create_graph=True)  # x * 2x
    assert lib.grad(slope, x)[0].tolist() == [12.0]


def test_a_hook_that_raises_leaves_the_graph_as_it_was(lib: Any) -> None:
    x = leaf(lib, 3.0)
    y = x * x

    def refuse(d: Any) -> None:
        raise KeyError("no")

    handle = y.register_hook(refuse)
    with pytest.raises(KeyError):
        y.backward(retain_graph=True)
    handle.remove()
    y.backward()
    assert x.grad.tolist() == [6.0]


def test_retain_grad_keeps_an_inner_gradient(lib: Any) -> None:
    x = leaf(lib, 3.0)
    inner = x * x
    inner.retain_grad()
    inner.retain_grad()
    (inner * 5.0).backward(retain_graph=True)
    (inner * 2.0).backward()
    assert inner.grad.tolist() == [7.0]
    assert x.grad.tolist() == [42.0]


def test_retain_grad_keeps_what_the_hooks_made_of_it(lib: Any) -> None:
    x = leaf(lib, 3.0)
    inner = x * x
    inner.retain_grad()
    inner.register_hook(lambda d: d * 10.0)
    (inner * 5.0).backward()
    assert inner.grad.tolist() == [50.0]


# --- gradcheck itself


class Wrong(Function):
    """a * b, whose gradient by b is half of what it should be."""

    @staticmethod
    def forward(ctx: Any, a: Any, b: Any) -> Any:
        ctx.save_for_backward(a, b)
        return a * b

    @staticmethod
    def backward(ctx: Any, d: Any) -> Any:
        a, b = ctx.saved_values
        return d * b, d * a * 0.5


def double(*numbers: float, requires_grad: bool = True) -> Tensor:
    return Tensor(list(numbers), requires_grad, np.float64)


def test_gradcheck_names_the_input_and_both_numbers() -> None:
    with pytest.raises(GradientError, match=r"input 1: backward gives .*\d\.\d+.* central difference is .*\d\.\d+"):
        gradcheck(Wrong.apply, double(1.0, 2.0), double(3.0, 4.0))


def test_gradcheck_leaves_constants_alone() -> None:
    assert gradcheck(Wrong.apply, double(1.0, 2.0), double(3.0, 4.0, requires_grad=False))


def test_gradcheck_sees_one_wrong_element_among_many() -> None:
    numbers = np.linspace(0.5, 1.5, 50)
    factor = Tensor(np.where(np.arange(50) == 17, 1.001, 1.0), dtype=np.float64)

    class Nearly(Function):
        @staticmethod
        def forward(ctx: Any, a: Any) -> Any:
            return a * 1.0

        @staticmethod
        def backward(ctx: Any, d: Any) -> Any:
            return d * factor.value

    with pytest.raises(GradientError, match="input 0"):
        gradcheck(Nearly.apply, Tensor(numbers, True, np.float64))


def test_gradcheck_takes_a_missing_gradient_for_zero() -> None:
    with pytest.raises(GradientError, match=r"slope of 0\.0"):
        gradcheck(lambda x: x.detach() * 2.0, double(1.0))


def test_gradcheck_does_not_take_nan_for_agreement() -> None:
    with pytest.raises(GradientError, match="nan"):
        gradcheck(lambda x: x * float("nan"), double(1.0))


def test_gradcheck_leaves_no_gradient_behind() -> None:
    x = double(1.0, 2.0)
    assert gradcheck(lambda x: x * x, x)
    assert x.grad is None


def test_gradcheck_wants_float64() -> None:
    with pytest.raises(GradientError, match="float64"):
        gradcheck(lambda x: x * x, leaf(ours, 1.0))


def test_gradgradcheck_passes_what_is_right_and_finds_what_is_right_only_once() -> None:
    class Once(Function):
        @staticmethod
        def forward(ctx: Any, a: Any) -> Any:
            ctx.save_for_backward(a.copy())  # hidden from create_graph: nobody's value
            return a * a

        @staticmethod
        def backward(ctx: Any, d: Any) -> Any:
            return d * ctx.saved_values[0] * 2.0

    x = double(1.0, 2.0)
    assert gradgradcheck(lambda x: x * x * x, x)
    assert gradcheck(Once.apply, x)
    with pytest.raises(GradientError, match="input 0"):
        gradgradcheck(Once.apply, x)


def test_a_result_may_be_told_that_it_requires_a_gradient(lib: Any) -> None:
    """It does already; told that it does not, it refuses, for its record says otherwise."""
    y = lib.tensor([1.0], requires_grad=True) * 2.0
    assert y.requires_grad_() is y
    with pytest.raises(RuntimeError):
        y.requires_grad_(False)
