# Made from solutions/tinytorch/autograd/forward_mode.py by `autograder build`.
"""The other way to differentiate: carry a slope forward beside each value, instead of a gradient back.

A Dual is a value and its tangent, the rate at which it moves when the inputs move in a chosen direction. One forward
pass gives the derivative along ONE direction, for every result; one backward pass gives the derivative of ONE result,
in every direction. A network has millions of inputs and one loss, and that is why everybody goes backward.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tinytorch.scalars import operators

PAIRS: list[tuple[Any, Any]] = [
    (operators.inv, operators.inv_back),
    (operators.log, operators.log_back),
    (operators.exp, operators.exp_back),
    (operators.sigmoid, operators.sigmoid_back),
    (operators.relu, operators.relu_back),
    (operators.tanh, operators.tanh_back),
]
SLOPES = {f.__wrapped__: f_back.__wrapped__ for f, f_back in PAIRS}  # between float functions, without the lift


class Dual:
    """A value and its tangent. The lifted functions of assignment 00 work on it: they call `pointwise`."""

    def __init__(self, value: float, tangent: float = 0.0) -> None:
        self.value, self.tangent = value, tangent

    def __add__(self, other: Dual) -> Dual:
        return Dual(self.value + other.value, self.tangent + other.tangent)

    def __mul__(self, other: Dual) -> Dual:
        """The product rule: the tangent of ab is a'b + ab'."""
        # TODO: Implement for Task 1.6
        raise NotImplementedError("Need to implement for Task 1.6")

    def pointwise(self, f: Callable[[float], float]) -> Dual:
        """f of this: the value is f(value), the tangent the slope of f times the tangent.

        `SLOPES[f](x, d)` is d times the slope of f at x. It was written to carry a gradient back, and carries a
        tangent forward just as well: both multiply by the same slope.
        """
        # TODO: Implement for Task 1.6
        raise NotImplementedError("Need to implement for Task 1.6")


def jvp(f: Callable[..., Dual], values: Sequence[float], direction: Sequence[float]) -> tuple[float, Any]:
    """(f(values), the derivative of f along `direction`): a Jacobian-vector product, in one forward pass.

    >>> jvp(lambda x, y: x * y + x, [3.0, 5.0], [1.0, 0.0])
    (18.0, 6.0)
    """
    # TODO: Implement for Task 1.6
    raise NotImplementedError("Need to implement for Task 1.6")
