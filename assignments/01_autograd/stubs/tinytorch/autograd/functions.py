# Made from solutions/tinytorch/autograd/functions.py by `autograder build`.
"""The operations that know their own derivative: forward computes, backward passes a gradient back.

Each forward calls your float function of assignment 00, each backward is its rule from a calculus book. The rules
are written in operators and lifted functions only, so what works here for one float will work for arrays unchanged.
"""

from __future__ import annotations

from typing import Any

from tinytorch.autograd.engine import GradientError, Node, ScalarFunction
from tinytorch.scalars import operators


class Add(ScalarFunction):
    """a + b."""

    @staticmethod
    def forward(ctx: Node, a: Any, b: Any) -> Any:
        """The sum."""
        # TODO: Implement for Task 1.2
        raise NotImplementedError("Need to implement for Task 1.2")

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any]:
        """d(a+b)/da = 1, d(a+b)/db = 1."""
        # TODO: Implement for Task 1.4
        raise NotImplementedError("Need to implement for Task 1.4")


class Mul(ScalarFunction):
    """a * b."""

    @staticmethod
    def forward(ctx: Node, a: Any, b: Any) -> Any:
        """The product. Backward needs both factors: save them."""
        # TODO: Implement for Task 1.2
        raise NotImplementedError("Need to implement for Task 1.2")

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any]:
        """d(ab)/da = b, d(ab)/db = a."""
        # TODO: Implement for Task 1.4
        raise NotImplementedError("Need to implement for Task 1.4")


class Neg(ScalarFunction):
    """-a."""

    @staticmethod
    def forward(ctx: Node, a: Any) -> Any:
        """The opposite."""
        # TODO: Implement for Task 1.2
        raise NotImplementedError("Need to implement for Task 1.2")

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """d(-a)/da = -1."""
        # TODO: Implement for Task 1.4
        raise NotImplementedError("Need to implement for Task 1.4")


class Inv(ScalarFunction):
    """1 / a."""

    @staticmethod
    def forward(ctx: Node, a: Any) -> Any:
        """The reciprocal."""
        # TODO: Implement for Task 1.2
        raise NotImplementedError("Need to implement for Task 1.2")

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """d(1/a)/da = -1/a^2."""
        # TODO: Implement for Task 1.4
        raise NotImplementedError("Need to implement for Task 1.4")


class Sub(ScalarFunction):
    """a - b."""

    @staticmethod
    def forward(ctx: Node, a: Any, b: Any) -> Any:
        """The difference."""
        # TODO: Implement for Task 1.2
        raise NotImplementedError("Need to implement for Task 1.2")

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any]:
        """d(a-b)/da = 1, d(a-b)/db = -1."""
        # TODO: Implement for Task 1.4
        raise NotImplementedError("Need to implement for Task 1.4")


class Div(ScalarFunction):
    """a / b."""

    @staticmethod
    def forward(ctx: Node, a: Any, b: Any) -> Any:
        """The quotient."""
        # TODO: Implement for Task 1.2
        raise NotImplementedError("Need to implement for Task 1.2")

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any]:
        """d(a/b)/da = 1/b, d(a/b)/db = -a/b^2."""
        # TODO: Implement for Task 1.4
        raise NotImplementedError("Need to implement for Task 1.4")


class Pow(ScalarFunction):
    """a to the power b."""

    @staticmethod
    def forward(ctx: Node, a: Any, b: Any) -> Any:
        """The power."""
        # TODO: Implement for Task 1.2
        raise NotImplementedError("Need to implement for Task 1.2")

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any]:
        """Two parts, `pow_back_base` for a and `pow_back_exponent` for b."""
        # TODO: Implement for Task 1.4
        raise NotImplementedError("Need to implement for Task 1.4")


class Log(ScalarFunction):
    """The natural logarithm of a."""

    @staticmethod
    def forward(ctx: Node, a: Any) -> Any:
        """ln a."""
        # TODO: Implement for Task 1.2
        raise NotImplementedError("Need to implement for Task 1.2")

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """d(ln a)/da = 1/a."""
        # TODO: Implement for Task 1.4
        raise NotImplementedError("Need to implement for Task 1.4")


class Exp(ScalarFunction):
    """e to the power a."""

    @staticmethod
    def forward(ctx: Node, a: Any) -> Any:
        """e^a."""
        # TODO: Implement for Task 1.2
        raise NotImplementedError("Need to implement for Task 1.2")

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """d(e^a)/da = e^a."""
        # TODO: Implement for Task 1.4
        raise NotImplementedError("Need to implement for Task 1.4")


class Sigmoid(ScalarFunction):
    """1 / (1 + e^-a)."""

    @staticmethod
    def forward(ctx: Node, a: Any) -> Any:
        """The sigmoid."""
        # TODO: Implement for Task 1.2
        raise NotImplementedError("Need to implement for Task 1.2")

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """With s = sigmoid(a): ds/da = s(1 - s)."""
        # TODO: Implement for Task 1.4
        raise NotImplementedError("Need to implement for Task 1.4")


class ReLU(ScalarFunction):
    """a where it is positive, else 0."""

    @staticmethod
    def forward(ctx: Node, a: Any) -> Any:
        """The rectified linear unit."""
        # TODO: Implement for Task 1.2
        raise NotImplementedError("Need to implement for Task 1.2")

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """1 where a is positive, else 0; at the kink a = 0 it is 0."""
        # TODO: Implement for Task 1.4
        raise NotImplementedError("Need to implement for Task 1.4")


class Tanh(ScalarFunction):
    """The hyperbolic tangent of a."""

    @staticmethod
    def forward(ctx: Node, a: Any) -> Any:
        """tanh a."""
        # TODO: Implement for Task 1.2
        raise NotImplementedError("Need to implement for Task 1.2")

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """d(tanh a)/da = 1 - tanh(a)^2."""
        # TODO: Implement for Task 1.4
        raise NotImplementedError("Need to implement for Task 1.4")


# --- Comparisons. Their result jumps from 0 to 1 and is flat elsewhere: no slope that could teach anything. They have
# a forward only, their result never requires a gradient, and asking for one is an error that says so.


class Comparison(ScalarFunction):
    """An operation without a derivative."""

    differentiable = False

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """There is none."""
        raise GradientError(f"{ctx.function.__name__} has no derivative: its result jumps, and is flat elsewhere")


class LT(Comparison):
    """a < b, as a number: 1.0 or 0.0."""

    @staticmethod
    def forward(ctx: Node, a: Any, b: Any) -> Any:
        """1.0 if a < b, else 0.0."""
        # TODO: Implement for Task 1.2
        raise NotImplementedError("Need to implement for Task 1.2")


class EQ(Comparison):
    """a == b, as a number: 1.0 or 0.0."""

    @staticmethod
    def forward(ctx: Node, a: Any, b: Any) -> Any:
        """1.0 if a and b are the same number, else 0.0."""
        # TODO: Implement for Task 1.2
        raise NotImplementedError("Need to implement for Task 1.2")
