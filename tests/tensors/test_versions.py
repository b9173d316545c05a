"""In place: who writes over numbers that backward needs is told so, and who does not gets the right gradient."""

from __future__ import annotations

from typing import Any

import pytest
from tinytorch.autograd.engine import GradientError

import tinytorch as ours


def leaf(lib: Any, *numbers: float) -> Any:
    return lib.tensor(list(numbers), requires_grad=True)


# --- Refused


def test_a_saved_tensor_that_was_written_to_is_an_error_on_the_way_back(lib: Any) -> None:
    w = leaf(lib, 2.0)
    x = w * 3.0
    y = x * x
    x += 1.0
    with pytest.raises(RuntimeError):
        y.backward()
    assert w.grad is None


def test_the_error_names_the_operation_and_the_way_out() -> None:
    x = leaf(ours, 2.0) * 3.0
    y = x.exp() * 2.0
    x += 1.0
    with pytest.raises(GradientError, match=r"Exp .* in place since: compute a new array instead \(x = x \+ 1"):
        y.backward()


@pytest.mark.parametrize("write", ["detach", "view"])
def test_a_write_is_seen_through_whatever_looks_at_the_same_memory(lib: Any, write: str) -> None:
    x = leaf(lib, 2.0, 5.0) * 3.0
    y = x * x
    with lib.no_grad():
        other = {"detach": x.detach, "view": lambda: x[1:]}[write]()
        other += 1.0
    with pytest.raises(RuntimeError):
        y.backward(lib.tensor([1.0, 1.0]))


def test_a_write_through_data_is_seen_where_pytorch_turns_a_blind_eye() -> None:
    x = leaf(ours, 2.0)
    y = x * x
    x.data += 1.0
    with pytest.raises(GradientError, match="Mul"):
        y.backward()


def test_a_saved_result_counts_as_well(lib: Any) -> None:
    x = leaf(lib, 2.0)
    y = x.exp()  # backward needs e^x
    z = y.sqrt()  # backward needs the root
    z += 1.0
    with pytest.raises(RuntimeError):
        z.backward()


def test_a_leaf_cannot_be_written_to_while_operations_are_recorded(lib: Any) -> None:
    x = leaf(lib, 2.0)
    with pytest.raises(RuntimeError):
        x += 1.0
    with pytest.raises(RuntimeError):
        x.add_(1.0)
    with pytest.raises(RuntimeError):
        x[0] = 1.0
    assert x.tolist() == [2.0]


# --- Allowed


def test_what_backward_does_not_need_may_be_written_to(lib: Any) -> None:
    w = leaf(lib, 2.0)
    x = w * 3.0
    y = x + x
    x += 1.0
    y.backward()
    assert w.grad.tolist() == [6.0]


def test_the_gradient_of_a_value_that_was_added_to_in_place(lib: Any) -> None:
    x, y = leaf(lib, 2.0), leaf(lib, 5.0)
    a = x * 2.0
    a += y
    (a * a).backward()  # (2x + y)^2
    assert (a.tolist(), x.grad.tolist(), y.grad.tolist()) == ([9.0], [36.0], [18.0])


def test_in_place_operations_follow_one_another(lib: Any) -> None:
    x = leaf(lib, 2.0)
    a = x * 1.0
    for _ in range(3):
        a += x
        a *= 2.0
    a.backward()  # ((((1+1)2+1)2)+1)2 x
    assert (a.tolist(), x.grad.tolist()) == ([44.0], [22.0])


def test_every_operator_in_place_has_the_gradient_of_its_plain_form(lib: Any) -> None:
    for operate in (
        lambda a, y: a.__iadd__(y),
        lambda a, y: a.__isub__(y),
        lambda a, y: a.__imul__(2.0),
        lambda a, y: a.__itruediv__(2.0),
    ):
        x, y = leaf(lib, 2.0), leaf(lib, 5.0)
        a = x * 3.0
        result = operate(a, y)
        plain = [result.tolist(), *[None if d is None else d.tolist() for d in grads(lib, result, x, y)]]
        assert plain in ([[11.0], [3.0], [1.0]], [[1.0], [3.0], [-1.0]], [[12.0], [6.0], None], [[3.0], [1.5], None])


def grads(lib: Any, result: Any, *inputs: Any) -> Any:
    return lib.grad(result, inputs, allow_unused=True)


def test_a_parameter_is_updated_through_data(lib: Any) -> None:
    p = leaf(lib, 2.0)
    for expected in (1.6, 1.28):
        p.grad = None
        (p * p).backward()
        p.data -= 0.1 * p.grad
        assert p.tolist() == pytest.approx([expected])
    assert p.requires_grad
    assert p.is_leaf


def test_a_parameter_is_updated_under_no_grad(lib: Any) -> None:
    p = leaf(lib, 2.0)
    same = p
    (p * p).backward()
    with lib.no_grad():
        p -= 0.5 * p.grad
    assert p is same
    assert p.tolist() == [0.0]
    (p * 7.0).backward()
    assert p.grad.tolist() == [11.0]


def test_an_update_between_forward_and_backward_is_an_error(lib: Any) -> None:
    p = leaf(lib, 2.0)
    y = p * p
    with lib.no_grad():
        p -= 1.0
    with pytest.raises(RuntimeError):
        y.backward()


def test_an_update_after_backward_is_fine(lib: Any) -> None:
    p = leaf(lib, 2.0)
    y = p * p
    y.backward()
    p.data -= 1.0
    (p * p).backward()
    assert p.grad.tolist() == [4.0 + 2.0]


def test_data_can_be_exchanged(lib: Any) -> None:
    p = leaf(lib, 2.0)
    p.data = lib.tensor([5.0])
    (p * p).backward()
    assert p.grad.tolist() == [10.0]


def test_a_write_through_a_view_shows_in_the_whole(lib: Any) -> None:
    x = lib.tensor([1.0, 2.0, 3.0, 4.0])
    x[1::2] += 10.0
    x[::2] *= 2.0
    assert x.tolist() == [2.0, 12.0, 6.0, 14.0]


def test_what_reads_and_writes_the_same_memory_reads_first(lib: Any) -> None:
    x = lib.tensor([1.0, 2.0, 3.0, 4.0])
    y = x[1:]
    y += x[:-1].detach().clone()
    assert x.tolist() == [1.0, 3.0, 5.0, 7.0]


def test_an_expanded_tensor_cannot_be_written_to(lib: Any) -> None:
    x = lib.tensor([[1.0], [2.0]]).expand(2, 3)
    with pytest.raises((RuntimeError, ValueError)):
        x += 1.0


def test_an_operation_in_place_keeps_the_shape(lib: Any) -> None:
    x = lib.tensor([1.0, 2.0])
    with pytest.raises((RuntimeError, ValueError)):
        x += lib.tensor([[1.0], [2.0]])
    assert x.tolist() == [1.0, 2.0]


def test_an_operation_in_place_keeps_the_kind_of_number(lib: Any) -> None:
    x = lib.tensor([1, 2])
    with pytest.raises((RuntimeError, TypeError)):
        x += 0.5
    half = lib.tensor([1.0, 2.0])
    half += lib.tensor([1, 2])
    assert half.tolist() == [2.0, 4.0]


def test_a_sum_grows_in_place_from_a_constant(lib: Any) -> None:
    """The zeros that it starts from are a leaf, but one whose gradient nobody wants."""
    w, total = leaf(lib, 2.0), lib.tensor([0.0])
    for _ in range(3):
        total += w * w
    total.backward()
    assert (total.tolist(), w.grad.tolist()) == ([12.0], [12.0])


IN_PLACE = {
    "*=": lambda h, v: h.__imul__(v),
    "/=": lambda h, v: h.__itruediv__(v),
    "%=": lambda h, v: h.__imod__(v),
    "**= 3": lambda h, v: h.__ipow__(3),
}


@pytest.mark.parametrize("recorded", [False, True], ids=["by a constant", "by a variable"])
@pytest.mark.parametrize("operate", IN_PLACE)
def test_what_is_written_over_by_its_own_operation_is_kept_for_backward(lib: Any, operate: str, recorded: bool) -> None:
    """h *= gate and h *= mask are right, and so are their second derivatives: a copy of the old h is kept."""
    w, v = leaf(lib, 1.25), lib.tensor([1.5], requires_grad=recorded)
    results = []
    for act in (IN_PLACE[operate], lambda h, v: IN_PLACE[operate](h.clone(), v)):
        (slope,) = lib.grad(act(w * w, v).square(), w, create_graph=True)
        (second,) = lib.grad(slope, w)
        results.append((slope.tolist(), second.tolist()))
    assert results[0] == results[1]


def test_what_is_detached_after_a_recorded_write_is_a_constant(lib: Any) -> None:
    """A loss that was added up in place, divided by its own size."""
    w, total = leaf(lib, 2.0), lib.tensor([0.0])
    total += w * w
    (total / total.detach()).backward()
    assert w.grad.tolist() == [1.0]


def test_a_write_is_seen_through_a_tensor_that_was_detached_twice(lib: Any) -> None:
    w = leaf(lib, 2.0)
    h = w * w
    y = h.exp()
    y.detach().detach().zero_()
    with pytest.raises(RuntimeError):
        y.backward()


# --- Other names for the same memory: the right gradient or an error, never a wrong one


def test_a_view_keeps_no_wrong_history_when_the_whole_is_written_to() -> None:
    x = leaf(ours, 1.0, 2.0)
    y = x * 2.0
    view = y[1:]
    y *= 3.0
    with pytest.raises(GradientError, match=r"under another name.* compute a new array"):
        (view * 1.0).backward()


def test_nor_does_the_whole_when_a_view_is() -> None:
    x = leaf(ours, 1.0, 2.0)
    y = x * 2.0
    view = y[1:]
    view *= 3.0
    with pytest.raises(GradientError, match="under another name"):
        (y * 1.0).backward(ours.tensor([1.0, 1.0]))


def test_nor_does_the_old_name() -> None:
    x = leaf(ours, 1.0)
    new = old = x * 2.0
    new *= 3.0
    with pytest.raises(GradientError, match="under another name"):
        (old * 1.0).backward()
    with pytest.raises(GradientError, match="under another name"):
        old.backward()
    with pytest.raises(GradientError, match="under another name"):
        ours.grad(old, x)
    new.backward()
    assert x.grad.tolist() == [6.0]


def test_a_view_that_was_used_before_is_right(lib: Any) -> None:
    x = leaf(lib, 1.0, 2.0)
    y = x * 2.0
    early = y[1:] * 5.0
    y *= 3.0
    (early + y[:1]).backward()
    assert x.grad.tolist() == [6.0, 10.0]


def test_what_is_put_together_piece_by_piece_is_no_write(lib: Any) -> None:
    counted = lib.tensor([0.0])
    counted += 1.0  # from here on writes have happened
    x = leaf(lib, 1.0, 2.0)
    (slope,) = lib.grad(x[1:] * x[1:] * x[:1], x, create_graph=True)  # put among zeros on the way back
    assert slope.tolist() == [4.0, 4.0]
    assert lib.grad(slope, x, lib.tensor([1.0, 0.0]))[0].tolist() == [0.0, 4.0]


def test_a_constant_that_got_a_history_under_another_name_is_not_read_as_a_constant() -> None:
    """v += w writes w into the memory of base; a sum over base that leaves w out would be wrong without a word."""
    w, base = leaf(ours, 1.0, 2.0), ours.zeros(2)
    v = base[:]
    v += w
    with pytest.raises(GradientError, match="under another name"):
        (base * w).sum().backward()


def test_a_constant_that_was_written_to_afresh_is_one_again(lib: Any) -> None:
    """zero_() puts an end to the history that the numbers had."""
    w, base = leaf(lib, 1.0, 2.0), lib.tensor([0.0, 0.0])
    total = base.detach()
    total += w
    base.zero_()
    (base * w).sum().backward()
    assert w.grad.tolist() == [0.0, 0.0]


def test_a_view_of_a_leaf_cannot_be_written_to(lib: Any) -> None:
    """It is the leaf's memory."""
    x = leaf(lib, 1.0, 2.0)
    y = x[:1]
    with pytest.raises(RuntimeError):
        y += 1.0
    assert x.tolist() == [1.0, 2.0]
