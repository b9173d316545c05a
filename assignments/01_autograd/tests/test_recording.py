"""Task 1.3: `apply` records a call, `chain_rule` goes back through one, `no_grad` and `detach` stay out of it.

The functions here are made for the tests and need no blank of another task.
"""

import pytest
from hypothesis import given
from tinytorch.autograd.engine import Function, GradientError, Mode, Node, chain_rule, no_grad
from tinytorch.autograd.variable import Scalar

from .strategies import numbers


class Scale(Function):
    """factor * a; the factor is a parameter, not a Variable."""

    @staticmethod
    def forward(ctx, a, *, factor):
        ctx.save_for_backward(factor)
        return factor * a

    @staticmethod
    def backward(ctx, d_output):
        (factor,) = ctx.saved_values
        return factor * d_output


class Mix(Function):
    """2a + 3b."""

    @staticmethod
    def forward(ctx, a, b):
        return 2.0 * a + 3.0 * b

    @staticmethod
    def backward(ctx, d_output):
        return 2.0 * d_output, 3.0 * d_output


class Floor(Function):
    """The whole number below a: flat, with jumps."""

    differentiable = False

    @staticmethod
    def forward(ctx, a):
        return a // 1.0


# --- no_grad


@pytest.mark.task("1.3", "no_grad.__enter__")
def test_no_grad_stops_recording():
    """Inside no_grad nothing is recorded."""
    with no_grad():
        assert Mode.recording is False


@pytest.mark.task("1.3", "no_grad.__exit__")
def test_no_grad_goes_back():
    """Leaving an inner no_grad does not end the outer one; leaving that does."""
    with no_grad():
        with no_grad():
            pass
        assert Mode.recording is False
    assert Mode.recording is True


@pytest.mark.task("1.3", "no_grad.__exit__")
def test_no_grad_goes_back_after_an_error():
    """An error leaves the block, and recording is on again."""
    with pytest.raises(KeyError), no_grad():
        raise KeyError
    assert Mode.recording is True


# --- apply


@pytest.mark.task("1.3", "Function.apply")
@given(a=numbers, b=numbers)
def test_apply_computes(a, b):
    """The result is a Scalar that holds what forward returns."""
    result = Mix.apply(Scalar(a), Scalar(b))
    assert isinstance(result, Scalar)
    assert result.data == 2.0 * a + 3.0 * b


@pytest.mark.task("1.3", "Function.apply")
def test_apply_hands_parameters_on():
    """Keyword arguments go to forward as they are."""
    assert Scale.apply(Scalar(5.0), factor=3.0).data == 15.0


@pytest.mark.task("1.3", "Function.apply")
def test_apply_remembers_how():
    """If one input requires a gradient, the result does too, and its node has the function, inputs, saved values."""
    x = Scalar(5.0, requires_grad=True)
    result = Scale.apply(x, factor=3.0)
    assert result.requires_grad is True
    assert result.node.function is Scale
    assert [y is x for y in result.node.inputs] == [True]
    assert result.node.saved_values == (3.0,)


@pytest.mark.task("1.3", "Function.apply")
@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True), (False, False)])
def test_apply_asks_every_input(first, second):
    """The result is recorded if any of the inputs requires a gradient; made from constants only, it is a constant."""
    result = Mix.apply(Scalar(1.0, first), Scalar(1.0, second))
    assert result.requires_grad == (first or second)
    assert (result.node is not None) == (first or second)


@pytest.mark.task("1.3", "Function.apply")
def test_apply_under_no_grad():
    """Under no_grad the value is computed and nothing is recorded."""
    with no_grad():
        result = Scale.apply(Scalar(5.0, requires_grad=True), factor=3.0)
    assert (result.data, result.node, result.requires_grad) == (15.0, None, False)


@pytest.mark.task("1.3", "Function.apply")
def test_apply_of_a_function_without_derivative():
    """The result of a function that is not differentiable does not require a gradient; asking for one is an error."""
    result = Floor.apply(Scalar(2.5, requires_grad=True))
    assert (result.data, result.requires_grad) == (2.0, False)
    with pytest.raises(GradientError):
        result.backward()


# --- chain_rule


@pytest.mark.task("1.3", "chain_rule")
@given(d=numbers)
def test_chain_rule(d):
    """One pair per input: the input, and the gradient that backward has for it."""
    x, y = Scalar(1.0, requires_grad=True), Scalar(1.0, requires_grad=True)
    (first, d_first), (second, d_second) = chain_rule(Node(Mix, (x, y)), d)
    assert first is x
    assert second is y
    assert (d_first, d_second) == (2.0 * d, 3.0 * d)


@pytest.mark.task("1.3", "chain_rule")
def test_chain_rule_of_one_input():
    """A backward for one input returns its gradient without a tuple around it."""
    x = Scalar(1.0, requires_grad=True)
    node = Node(Scale, (x,))
    node.save_for_backward(3.0)
    assert [d for _, d in chain_rule(node, 2.0)] == [6.0]


@pytest.mark.task("1.3", "chain_rule")
def test_chain_rule_leaves_constants_out():
    """No gradient is for an input that does not require one."""
    constant, x = Scalar(1.0), Scalar(1.0, requires_grad=True)
    ((only, d),) = chain_rule(Node(Mix, (constant, x)), 1.0)
    assert only is x
    assert d == 3.0


@pytest.mark.task("1.3", "chain_rule")
def test_chain_rule_counts():
    """A backward that returns two gradients for three inputs is a mistake, and not overlooked."""
    x = Scalar(1.0, requires_grad=True)
    with pytest.raises(ValueError):
        chain_rule(Node(Mix, (x, x, x)), 1.0)


# --- detach


@pytest.mark.task("1.3", "Variable.detach")
def test_detach():
    """A detached Scalar has the value and neither the history nor the wish for a gradient."""
    x = Scalar(5.0, requires_grad=True)
    y = Scale.apply(x, factor=3.0)
    y_detached = y.detach()
    assert (y_detached.data, y_detached.node, y_detached.requires_grad) == (15.0, None, False)
    assert y.requires_grad is True
