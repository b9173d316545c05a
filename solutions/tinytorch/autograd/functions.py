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
        ### BEGIN SOLUTION 2
        return operators.add(a, b)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any]:
        """d(a+b)/da = 1, d(a+b)/db = 1."""
        ### BEGIN SOLUTION 4
        return d_output, d_output
        ### END SOLUTION


class Mul(ScalarFunction):
    """a * b."""

    @staticmethod
    def forward(ctx: Node, a: Any, b: Any) -> Any:
        """The product. Backward needs both factors: save them."""
        ### BEGIN SOLUTION 2
        ctx.save_for_backward(a, b)
        return operators.mul(a, b)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any]:
        """d(ab)/da = b, d(ab)/db = a."""
        ### BEGIN SOLUTION 4
        a, b = ctx.saved_values
        return d_output * b, d_output * a
        ### END SOLUTION


class Neg(ScalarFunction):
    """-a."""

    @staticmethod
    def forward(ctx: Node, a: Any) -> Any:
        """The opposite."""
        ### BEGIN SOLUTION 2
        return operators.neg(a)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """d(-a)/da = -1."""
        ### BEGIN SOLUTION 4
        return -d_output
        ### END SOLUTION


class Inv(ScalarFunction):
    """1 / a."""

    @staticmethod
    def forward(ctx: Node, a: Any) -> Any:
        """The reciprocal."""
        ### BEGIN SOLUTION 2
        ctx.save_for_backward(a)
        return operators.inv(a)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """d(1/a)/da = -1/a^2."""
        ### BEGIN SOLUTION 4
        (a,) = ctx.saved_values
        return operators.inv_back(a, d_output)
        ### END SOLUTION


class Sub(ScalarFunction):
    """a - b."""

    @staticmethod
    def forward(ctx: Node, a: Any, b: Any) -> Any:
        """The difference."""
        ### BEGIN SOLUTION 2
        return operators.sub(a, b)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any]:
        """d(a-b)/da = 1, d(a-b)/db = -1."""
        ### BEGIN SOLUTION 4
        return d_output, -d_output
        ### END SOLUTION


class Div(ScalarFunction):
    """a / b."""

    @staticmethod
    def forward(ctx: Node, a: Any, b: Any) -> Any:
        """The quotient."""
        ### BEGIN SOLUTION 2
        ctx.save_for_backward(a, b)
        return operators.div(a, b)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any]:
        """d(a/b)/da = 1/b, d(a/b)/db = -a/b^2."""
        ### BEGIN SOLUTION 4
        a, b = ctx.saved_values
        return d_output / b, -d_output * a / (b * b)
        ### END SOLUTION


class Pow(ScalarFunction):
    """a to the power b."""

    @staticmethod
    def forward(ctx: Node, a: Any, b: Any) -> Any:
        """The power."""
        ### BEGIN SOLUTION 2
        ctx.save_for_backward(a, b)
        return operators.pow(a, b)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any]:
        """Two parts, `pow_back_base` for a and `pow_back_exponent` for b."""
        ### BEGIN SOLUTION 4
        a, b = ctx.saved_values
        return operators.pow_back_base(a, b, d_output), operators.pow_back_exponent(a, b, d_output)
        ### END SOLUTION


class Log(ScalarFunction):
    """The natural logarithm of a."""

    @staticmethod
    def forward(ctx: Node, a: Any) -> Any:
        """ln a."""
        ### BEGIN SOLUTION 2
        ctx.save_for_backward(a)
        return operators.log(a)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """d(ln a)/da = 1/a."""
        ### BEGIN SOLUTION 4
        (a,) = ctx.saved_values
        return operators.log_back(a, d_output)
        ### END SOLUTION


class Exp(ScalarFunction):
    """e to the power a."""

    @staticmethod
    def forward(ctx: Node, a: Any) -> Any:
        """e^a."""
        ### BEGIN SOLUTION 2
        ctx.save_for_backward(a)
        return operators.exp(a)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """d(e^a)/da = e^a."""
        ### BEGIN SOLUTION 4
        (a,) = ctx.saved_values
        return operators.exp_back(a, d_output)
        ### END SOLUTION


class Sigmoid(ScalarFunction):
    """1 / (1 + e^-a)."""

    @staticmethod
    def forward(ctx: Node, a: Any) -> Any:
        """The sigmoid."""
        ### BEGIN SOLUTION 2
        ctx.save_for_backward(a)
        return operators.sigmoid(a)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """With s = sigmoid(a): ds/da = s(1 - s)."""
        ### BEGIN SOLUTION 4
        (a,) = ctx.saved_values
        return operators.sigmoid_back(a, d_output)
        ### END SOLUTION


class ReLU(ScalarFunction):
    """a where it is positive, else 0."""

    @staticmethod
    def forward(ctx: Node, a: Any) -> Any:
        """The rectified linear unit."""
        ### BEGIN SOLUTION 2
        ctx.save_for_backward(a)
        return operators.relu(a)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """1 where a is positive, else 0; at the kink a = 0 it is 0."""
        ### BEGIN SOLUTION 4
        (a,) = ctx.saved_values
        return operators.relu_back(a, d_output)
        ### END SOLUTION


class Tanh(ScalarFunction):
    """The hyperbolic tangent of a."""

    @staticmethod
    def forward(ctx: Node, a: Any) -> Any:
        """tanh a."""
        ### BEGIN SOLUTION 2
        ctx.save_for_backward(a)
        return operators.tanh(a)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """d(tanh a)/da = 1 - tanh(a)^2."""
        ### BEGIN SOLUTION 4
        (a,) = ctx.saved_values
        return operators.tanh_back(a, d_output)
        ### END SOLUTION


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
        ### BEGIN SOLUTION 2
        return operators.lt(a, b)
        ### END SOLUTION


class EQ(Comparison):
    """a == b, as a number: 1.0 or 0.0."""

    @staticmethod
    def forward(ctx: Node, a: Any, b: Any) -> Any:
        """1.0 if a and b are the same number, else 0.0."""
        ### BEGIN SOLUTION 2
        return operators.eq(a, b)
        ### END SOLUTION
