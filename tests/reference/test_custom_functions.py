"""Operations that a user adds: the engine takes them as they are written, right or wrong."""

from __future__ import annotations

import pytest
from tinytorch.autograd.check import gradcheck
from tinytorch.autograd.engine import Function, GradientError, Node, ScalarFunction
from tinytorch.autograd.variable import Scalar


def leaf(value: float) -> Scalar:
    return Scalar(value, requires_grad=True)


class Cube(ScalarFunction):
    """A user's own operation, in a file of their own."""

    @staticmethod
    def forward(ctx: Node, a: float) -> float:
        ctx.save_for_backward(a)
        return a**3

    @staticmethod
    def backward(ctx: Node, d_output: float) -> float:
        (a,) = ctx.saved_values
        return 3.0 * a * a * d_output


class Scaled(ScalarFunction):
    """The value as it is, the gradient multiplied by a keyword argument."""

    @staticmethod
    def forward(ctx: Node, a: float, *, factor: float) -> float:
        ctx.save_for_backward(factor)
        return a

    @staticmethod
    def backward(ctx: Node, d_output: float) -> tuple[float]:
        return (ctx.saved_values[0] * d_output,)


def test_a_users_own_function_works_without_touching_the_engine() -> None:
    assert ScalarFunction is Function
    assert gradcheck(lambda x, y: Cube.apply(x * y) + x, leaf(1.5), leaf(0.5))


def test_a_backward_that_scales_changes_the_gradient_as_written() -> None:
    x = leaf(2.0)
    Scaled.apply(x * x, factor=-10.0).backward()
    assert x.grad == -40.0
    with pytest.raises(GradientError, match=r"input 0: backward gives -40\.0"):
        gradcheck(lambda a: Scaled.apply(a * a, factor=-10.0), x)


def test_a_backward_with_the_wrong_number_of_gradients_is_an_error() -> None:
    class Careless(ScalarFunction):
        @staticmethod
        def forward(ctx: Node, a: float, b: float) -> float:
            return a

        @staticmethod
        def backward(ctx: Node, d_output: float) -> float:
            return d_output

    with pytest.raises(ValueError, match="zip"):
        Careless.apply(leaf(1.0), leaf(2.0)).backward()


def test_every_node_is_visited_once() -> None:
    calls = []

    class Counted(ScalarFunction):
        @staticmethod
        def forward(ctx: Node, a: float) -> float:
            return a

        @staticmethod
        def backward(ctx: Node, d_output: float) -> float:
            calls.append(d_output)
            return d_output

    x = leaf(1.0)
    y = Counted.apply(x)
    (y * 2.0 + y * 3.0).backward()
    assert calls == [5.0]
    assert x.grad == 5.0
