"""Task 1.4, second half: gradients through whole computations, and the check of a gradient from outside."""

import operator

import pytest
from hypothesis import given
from tinytorch.autograd.check import gradcheck
from tinytorch.autograd.engine import GradientError, ScalarFunction, backpropagate
from tinytorch.autograd.variable import Scalar

from .strategies import not_zero, numbers, positive, programs, slope

OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def compute(program, x, y):
    """The last value of a program, scaled down by its size: floats in, a float out; Scalars in, a Scalar out."""
    values = [x, y]
    for name, i, j in program:
        values.append(OPERATORS[name](values[i], values[j]) * 0.5)
    return values[-1]


# --- backpropagate


@pytest.mark.task("1.4", "backpropagate")
def test_the_example():
    """y = x x + 2 x has the slope 2 x + 2, which is 8 at x = 3."""
    x = Scalar(3.0, requires_grad=True)
    (x * x + 2.0 * x).backward()
    assert x.grad == 8.0


@pytest.mark.task("1.4", "backpropagate")
def test_by_hand():
    """backpropagate carries a gradient along an order that you give it: here through one product."""
    x, y = Scalar(3.0, requires_grad=True), Scalar(5.0, requires_grad=True)
    backpropagate([x * y, x, y], 10.0)
    assert (x.grad, y.grad) == (50.0, 30.0)


@pytest.mark.task("1.4", "backpropagate")
@given(program=programs(), x=numbers, y=numbers)
def test_any_computation(program, x, y):
    """The gradient of a random computation is the slope measured from outside."""
    a, b = Scalar(x, requires_grad=True), Scalar(y, requires_grad=True)
    compute(program, a, b).backward()
    got = [a.grad or 0.0, b.grad or 0.0]  # None where the computation does not use the input
    expected = [slope(lambda *values: compute(program, *values), x, y, arg=i) for i in (0, 1)]
    assert got == pytest.approx(expected, rel=1e-4, abs=1e-4)


@pytest.mark.task("1.4", "backpropagate")
def test_paths_add_up():
    """Each of 60 steps y = y + y doubles the gradient: it is 2^60, over as many paths, in 60 steps."""
    x = Scalar(1.0, requires_grad=True)
    y = x
    for _ in range(60):
        y = y + y
    y.backward()
    assert x.grad == 2.0**60


@pytest.mark.task("1.4", "backpropagate")
def test_gradients_accumulate():
    """A second backward adds to what the first one left; zero_grad forgets it."""
    x = Scalar(3.0, requires_grad=True)
    (x * x).backward()
    (x * 10.0).backward()
    assert x.grad == 16.0
    x.zero_grad()
    assert x.grad is None


@pytest.mark.task("1.4", "backpropagate")
def test_leaves_alone_keep_a_gradient():
    """A result on the way passes its gradient on and keeps none; a constant gets none."""
    x, constant = Scalar(3.0, requires_grad=True), Scalar(2.0)
    middle = x * constant
    (middle * middle).backward()
    assert x.grad == 24.0
    assert middle.grad is None
    assert constant.grad is None


@pytest.mark.task("1.4", "backpropagate")
def test_a_long_chain():
    """20,000 additions one after the other are not too deep."""
    x = Scalar(0.0, requires_grad=True)
    y = x
    for _ in range(20_000):
        y = y + 1.0
    y.backward()
    assert (y.data, x.grad) == (20_000.0, 1.0)


@pytest.mark.task("1.4", "backpropagate")
def test_a_record_is_used_once():
    """A second backward through the same record is an error, unless the first one was told to keep the record."""
    x = Scalar(3.0, requires_grad=True)
    y = x * x
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad == 12.0
    with pytest.raises(GradientError):
        y.backward()


# --- gradcheck


class WrongCube(ScalarFunction):
    """a^3, with a slope that lacks the factor 3."""

    @staticmethod
    def forward(ctx, a):
        ctx.save_for_backward(a)
        return a * a * a

    @staticmethod
    def backward(ctx, d_output):
        (a,) = ctx.saved_values
        return d_output * a * a


@pytest.mark.task("1.4", "gradcheck")
@given(a=positive, b=not_zero)
def test_gradcheck_accepts(a, b):
    """gradcheck is True for a computation whose gradients are right."""
    x, y = Scalar(a, requires_grad=True), Scalar(b, requires_grad=True)
    assert gradcheck(lambda x, y: x.log() * y + (x * y).sigmoid() - y / x, x, y)


@pytest.mark.task("1.4", "gradcheck")
@given(a=not_zero)
def test_gradcheck_refuses(a):
    """gradcheck raises GradientError where backward and the measured slope differ."""
    with pytest.raises(GradientError):
        gradcheck(WrongCube.apply, Scalar(a, requires_grad=True))


@pytest.mark.task("1.4", "gradcheck")
def test_gradcheck_looks_at_every_input():
    """A wrong gradient of the second input is found as well."""
    x, y = Scalar(1.0, requires_grad=True), Scalar(2.0, requires_grad=True)
    with pytest.raises(GradientError):
        gradcheck(lambda x, y: x + WrongCube.apply(y), x, y)


@pytest.mark.task("1.4", "gradcheck")
def test_gradcheck_of_an_unused_input():
    """An input that the function does not use has no gradient, which counts as 0, and it is."""
    x, y = Scalar(1.0, requires_grad=True), Scalar(2.0, requires_grad=True)
    assert gradcheck(lambda x, y: x * 3.0, x, y)


@pytest.mark.task("1.4", "gradcheck")
def test_gradcheck_forgets_old_gradients():
    """A gradient left over from before does not disturb the check."""
    x = Scalar(1.0, requires_grad=True)
    x.grad = 100.0
    assert gradcheck(lambda x: x * x, x)
