"""Numbers that remember how they were made: write ordinary arithmetic, then ask for every derivative at once.

    x = Scalar(3.0, requires_grad=True)
    y = x * x + 2.0 * x
    y.backward()
    x.grad                      # 8.0, the slope 2x + 2 at 3

The rule for constants: a plain number beside a Variable becomes a Variable that does not require a gradient.
"""

from __future__ import annotations

from typing import Any, Self

from tinytorch.autograd.engine import GradientError, Node, backpropagate, parents
from tinytorch.autograd.functions import EQ, LT, Add, Div, Exp, Log, Mul, Neg, Pow, ReLU, Sigmoid, Sub, Tanh
from tinytorch.scalars.graph import topological_order


class Variable:
    """A value in a computation: what it is, how it was made, and the gradient that has arrived at it.

    value          a float (later: an array)
    requires_grad  whether gradients flow to it. False for what you make yourself, unless you say so
    node           the call that made it, None for a leaf: a value that you made yourself, or detached
    grad           None until the first backward; only a leaf keeps one, and backward adds to it
    """

    __slots__ = ("grad", "node", "requires_grad", "value")

    def __init__(self, value: Any, requires_grad: bool = False) -> None:
        self.value = value
        self.requires_grad = requires_grad
        self.node: Node | None = None
        self.grad: Any = None

    __hash__ = object.__hash__  # by identity: == below compares values, and two equal values are two vertices

    def constant(self, other: Any) -> Self:
        """`other` as a Variable like this one: itself if it is one, else a constant."""
        return other if isinstance(other, Variable) else type(self)(other)  # type: ignore[return-value]

    # --- Operators: each is one call of a Function's `apply`, so that it is recorded. The first two are the pattern.

    def __add__(self, other: Any) -> Self:
        return Add.apply(self, self.constant(other))

    def __radd__(self, other: Any) -> Self:
        return Add.apply(self.constant(other), self)

    def __mul__(self, other: Any) -> Self:
        """self * other."""
        ### BEGIN SOLUTION 3
        return Mul.apply(self, self.constant(other))
        ### END SOLUTION

    def __rmul__(self, other: Any) -> Self:
        """other * self, where other is a plain number."""
        ### BEGIN SOLUTION 3
        return Mul.apply(self.constant(other), self)
        ### END SOLUTION

    def __neg__(self) -> Self:
        """-self."""
        ### BEGIN SOLUTION 3
        return Neg.apply(self)
        ### END SOLUTION

    def __sub__(self, other: Any) -> Self:
        """self - other."""
        ### BEGIN SOLUTION 3
        return Sub.apply(self, self.constant(other))
        ### END SOLUTION

    def __rsub__(self, other: Any) -> Self:
        """other - self: mind the order."""
        ### BEGIN SOLUTION 3
        return Sub.apply(self.constant(other), self)
        ### END SOLUTION

    def __truediv__(self, other: Any) -> Self:
        """self / other."""
        ### BEGIN SOLUTION 3
        return Div.apply(self, self.constant(other))
        ### END SOLUTION

    def __rtruediv__(self, other: Any) -> Self:
        """other / self: mind the order."""
        ### BEGIN SOLUTION 3
        return Div.apply(self.constant(other), self)
        ### END SOLUTION

    def __pow__(self, other: Any) -> Self:
        return Pow.apply(self, self.constant(other))

    def __rpow__(self, other: Any) -> Self:
        return Pow.apply(self.constant(other), self)

    def __lt__(self, other: Any) -> Self:
        """self < other, as a number."""
        ### BEGIN SOLUTION 3
        return LT.apply(self, self.constant(other))
        ### END SOLUTION

    def __gt__(self, other: Any) -> Self:
        """self > other, as a number: there is no GT, but there is another way to say it."""
        ### BEGIN SOLUTION 3
        return LT.apply(self.constant(other), self)
        ### END SOLUTION

    def __le__(self, other: Any) -> Self:
        return 1.0 - (self > other)

    def __ge__(self, other: Any) -> Self:
        return 1.0 - (self < other)

    def __eq__(self, other: Any) -> Self:  # type: ignore[override]
        return EQ.apply(self, self.constant(other))

    def __ne__(self, other: Any) -> Self:  # type: ignore[override]
        return 1.0 - (self == other)

    def log(self) -> Self:
        """The natural logarithm."""
        return Log.apply(self)

    def exp(self) -> Self:
        """e to the power of this."""
        return Exp.apply(self)

    def sigmoid(self) -> Self:
        """1 / (1 + e^-self)."""
        return Sigmoid.apply(self)

    def relu(self) -> Self:
        """This where it is positive, else 0."""
        return ReLU.apply(self)

    def tanh(self) -> Self:
        """The hyperbolic tangent."""
        return Tanh.apply(self)

    # --- Gradients

    def detach(self) -> Self:
        """The same value without its history: a leaf that does not require a gradient."""
        ### BEGIN SOLUTION 3
        return type(self)(self.value)
        ### END SOLUTION

    def zero_grad(self) -> None:
        """Forget the gradient, before the next backward adds to it."""
        self.grad = None

    def backward(self, gradient: Any = 1.0, retain_graph: bool = False) -> None:
        """Add to every leaf's `.grad` the derivative of this value by that leaf, times `gradient`.

        The values that forward saved are let go afterwards, as PyTorch does, so that memory does not pile up; a second
        backward through the same record is an error unless the first one was told to `retain_graph`.
        """
        if not self.requires_grad:
            raise GradientError(self.why_no_gradient())
        order = topological_order(self, parents)
        backpropagate(order, gradient)
        if not retain_graph:
            for variable in order:
                if variable.node is not None:
                    variable.node.saved_values = None

    def why_no_gradient(self) -> str:
        """One sentence for the caller of backward() on a value that no gradient flows to."""
        if self.node is not None:
            return f"{self.node.function.__name__} has no derivative, so there is no way back from its result"
        return (
            "backward() starts at a value computed from something with requires_grad=True; this one was made from "
            "constants only, detached, or computed under no_grad()"
        )


class Scalar(Variable):
    """One float that remembers how it was made. `data` is another name for its value."""

    __slots__ = ()

    data = Variable.value  # type: ignore[misc]

    def __init__(self, value: float, requires_grad: bool = False) -> None:
        Variable.__init__(self, float(value), requires_grad)

    def __float__(self) -> float:
        return self.value

    def __bool__(self) -> bool:
        return bool(self.value)

    def __repr__(self) -> str:
        return f"Scalar({self.value!r}{', requires_grad=True' if self.requires_grad else ''})"
