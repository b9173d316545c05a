"""The reference of assignment 01 against finite differences and PyTorch, and the promises of its docstrings."""

from __future__ import annotations

import gc
import math
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.autograd import engine, functions
from tinytorch.autograd.check import gradcheck
from tinytorch.autograd.engine import Function, GradientError, Node, no_grad
from tinytorch.autograd.forward_mode import jvp
from tinytorch.autograd.numeric import central_difference
from tinytorch.autograd.variable import Scalar

from . import strategies as s

DOMAINS = {  # where each operation is smooth: off ReLU's kink, off the poles of Inv, Div and Log
    "Add": (s.moderate, s.moderate),
    "Mul": (s.moderate, s.moderate),
    "Neg": (s.moderate,),
    "Inv": (s.away_from_zero,),
    "Sub": (s.moderate, s.moderate),
    "Div": (s.moderate, s.away_from_zero),
    "Pow": (s.positive, s.moderate),
    "Log": (s.positive,),
    "Exp": (s.moderate,),
    "Sigmoid": (s.moderate,),
    "ReLU": (s.away_from_zero,),
    "Tanh": (s.moderate,),
}
KINDS = {k: v for k, v in vars(functions).items() if isinstance(v, type) and issubclass(v, Function)}
DIFFERENTIABLE = {name: kind for name, kind in KINDS.items() if kind.differentiable and kind is not Function}


def leaf(value: float) -> Scalar:
    return Scalar(value, requires_grad=True)


def test_no_differentiable_operation_is_without_a_gradient_check() -> None:
    assert set(DIFFERENTIABLE) == set(DOMAINS)


@pytest.mark.parametrize("name", DOMAINS)
def test_every_operation_passes_gradcheck(name: str) -> None:
    @given(st.tuples(*DOMAINS[name]))
    def law(values: tuple[float, ...]) -> None:
        assert gradcheck(KINDS[name].apply, *map(leaf, values), tolerance=1e-4)

    law()


@given(s.expressions(), st.tuples(s.moderate, s.moderate, s.moderate))
def test_gradients_equal_central_differences_on_random_graphs(steps, values) -> None:
    assert gradcheck(lambda *xs: s.evaluate(steps, list(xs)) * xs[0].tanh(), *map(leaf, values), tolerance=1e-4)


@given(s.expressions(30), st.tuples(s.moderate, s.moderate, s.moderate))
def test_values_and_gradients_equal_pytorchs_on_random_graphs(steps, values) -> None:
    torch = pytest.importorskip("torch")
    ours = [leaf(x) for x in values]
    theirs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in values]
    y, z = s.evaluate(steps, ours), s.evaluate(steps, theirs)
    assert y.data == pytest.approx(z.item(), rel=1e-12, abs=1e-12)
    y.backward()
    z.backward()
    for x, t in zip(ours, theirs, strict=True):
        expected = 0.0 if t.grad is None else t.grad.item()
        assert (x.grad or 0.0) == pytest.approx(expected, rel=1e-10, abs=1e-12)


@given(s.away_from_zero, s.away_from_zero)
def test_operators_are_pythons_with_a_plain_number_on_either_side(x: float, y: float) -> None:
    for f in (
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a * b,
        lambda a, b: a / b,
        lambda a, b: abs(x) + 0 * (a * b),
        lambda a, b: a < b,
        lambda a, b: a > b,
        lambda a, b: a <= b,
        lambda a, b: a >= b,
        lambda a, b: a == b,
        lambda a, b: a != b,
    ):
        expected = float(f(x, y))
        for a, b in ((Scalar(x), Scalar(y)), (Scalar(x), y), (x, Scalar(y))):
            assert float(f(a, b)) == expected
    assert float(-Scalar(x)) == -x
    assert float(2.0 ** Scalar(x)) == pytest.approx(2.0**x)
    assert float(Scalar(x) ** 3) == pytest.approx(x**3)
    assert Scalar(2) * 3 + 1 == Scalar(7.0)


def test_the_graph_is_made_as_the_program_runs_and_can_be_read_off_the_result() -> None:
    x, y = leaf(3.0), leaf(5.0)
    z = x * y + 2.0
    assert z.node.function is functions.Add
    product, two = z.node.inputs
    assert (product.data, two.data, two.requires_grad, two.node) == (15.0, 2.0, False, None)
    assert product.node.function is functions.Mul
    assert product.node.inputs == (x, y)
    assert product.node.saved_values == (3.0, 5.0)
    assert (x.data > 0 and x.relu()).node.function is functions.ReLU


def test_requires_grad_is_off_unless_asked_for_and_spreads_to_results() -> None:
    x, c = leaf(1.0), Scalar(2.0)
    assert not c.requires_grad
    assert (x * c).requires_grad
    assert not (c * c).requires_grad
    assert (c * c).node is None
    (x * c).backward()
    assert (x.grad, c.grad) == (2.0, None)


def test_a_detached_value_has_the_value_and_no_history() -> None:
    y = leaf(3.0) * 2.0
    cut = y.detach()
    assert (cut.data, cut.node, cut.requires_grad) == (6.0, None, False)
    (y * cut).backward()


def test_no_grad_records_nothing_nests_decorates_and_ends_with_an_error() -> None:
    x = leaf(2.0)
    with no_grad():
        with no_grad():
            pass
        assert (x * x).node is None
    assert no_grad()(lambda: x * x)().requires_grad is False
    with pytest.raises(ValueError, match="stop"), no_grad():
        raise ValueError("stop")
    assert (x * x).requires_grad


def test_gradients_add_up_until_they_are_forgotten() -> None:
    x = leaf(3.0)
    (x * x).backward()
    (x * x).backward()
    assert x.grad == 12.0
    x.zero_grad()
    assert x.grad is None
    y = x * x
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad == 12.0


def test_only_leaves_keep_a_gradient_and_backward_takes_one_to_start_from() -> None:
    x = leaf(3.0)
    y = x * 2.0
    z = y * y
    z.backward(10.0)
    assert (x.grad, y.grad, z.grad) == (240.0, None, None)


def test_a_chain_of_50_000_operations_passes() -> None:
    x = y = leaf(1.0)
    for _ in range(50_000):
        y = y + x * 1e-6
    y.backward()
    assert x.grad == pytest.approx(1.05)


def test_a_graph_with_2_to_the_60_paths_passes() -> None:
    x = y = leaf(1.0)
    for _ in range(60):
        y = y + y
    y.backward()
    assert x.grad == 2.0**60


def test_memory_does_not_grow_from_step_to_step_even_without_the_cycle_collector() -> None:
    def step() -> None:
        x = leaf(0.5)
        y = x
        for _ in range(200):
            y = (y * x).tanh()
        y.backward()

    gc.collect()
    gc.disable()
    try:
        step()
        before = sum(type(o) is Node or type(o) is Scalar for o in gc.get_objects())
        for _ in range(5):
            step()
        assert sum(type(o) is Node or type(o) is Scalar for o in gc.get_objects()) == before
    finally:
        gc.enable()


def test_comparisons_carry_no_gradient_and_say_so() -> None:
    x = leaf(1.0)
    for comparison, name in ((x < 2.0, "LT"), (x > 2.0, "LT"), (x == 2.0, "EQ")):
        assert not comparison.requires_grad
        with pytest.raises(GradientError, match=f"{name} has no derivative"):
            comparison.backward()
    with pytest.raises(GradientError, match="LT has no derivative"):
        functions.LT.backward(Node(functions.LT, ()), 1.0)


def test_backward_from_nothing_or_twice_is_one_clear_sentence() -> None:
    with pytest.raises(GradientError, match="backward\\(\\) starts at a value computed from something"):
        (Scalar(1.0) * 2.0).backward()
    y = leaf(1.0) * 2.0
    y.backward()
    with pytest.raises(GradientError, match="been through this Mul before"):
        y.backward()


def test_the_kink_of_relu_is_zero_and_sigmoid_and_tanh_are_stable() -> None:
    x = leaf(0.0)
    x.relu().backward()
    assert x.grad == 0.0
    for value in (1e4, -1e4):
        for operation in ("sigmoid", "tanh", "relu"):
            x = leaf(value)
            getattr(x, operation)().backward()
            assert math.isfinite(x.grad)


@given(s.moderate, s.moderate, st.floats(1e-7, 1e-4))
def test_central_difference_moves_one_argument(x: float, y: float, epsilon: float) -> None:
    assert central_difference(lambda a, b: a * a * b, x, y, arg=0, epsilon=epsilon) == pytest.approx(
        2 * x * y, abs=1e-4
    )
    assert central_difference(lambda a, b: a * a * b, x, y, arg=1, epsilon=epsilon) == pytest.approx(x * x, abs=1e-4)


@given(st.tuples(s.moderate, s.moderate), st.tuples(s.moderate, s.moderate))
def test_forward_mode_along_v_is_the_gradient_times_v(values, direction) -> None:
    from tinytorch.scalars import operators

    inputs = [leaf(x) for x in values]
    (inputs[0] * inputs[1] + inputs[0].tanh() * inputs[1].sigmoid()).backward()
    expected = sum(x.grad * v for x, v in zip(inputs, direction, strict=True))
    _, tangent = jvp(lambda a, b: a * b + operators.tanh(a) * operators.sigmoid(b), values, direction)
    assert tangent == pytest.approx(expected, abs=1e-12)


def test_apply_tells_a_plain_number_from_a_variable() -> None:
    assert functions.ReLU.apply(Scalar(-1)).data == 0.0
    with pytest.raises(AttributeError):
        functions.ReLU.apply(-1.0)
    assert engine.Mode.recording


def test_no_grad_is_for_its_own_thread() -> None:
    """While one thread records nothing, another one does, and both are as before afterwards."""
    inside, go_on = threading.Event(), threading.Event()

    def rest() -> None:
        with no_grad():
            inside.set()
            assert go_on.wait(10)

    thread = threading.Thread(target=rest)
    thread.start()
    assert inside.wait(10)
    with no_grad():
        go_on.set()
        thread.join(10)
    assert (Scalar(2.0, requires_grad=True) * 3.0).requires_grad


def test_a_function_under_no_grad_may_call_itself() -> None:
    """Each call puts back what it found itself."""

    @no_grad()
    def countdown(n: int) -> int:
        return n and countdown(n - 1)

    countdown(3)
    assert (Scalar(2.0, requires_grad=True) * 3.0).requires_grad
