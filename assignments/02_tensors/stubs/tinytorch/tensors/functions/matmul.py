# Made from solutions/tinytorch/tensors/functions/matmul.py by `autograder build`.
"""The product of matrices, and its gradient: two more products."""

from __future__ import annotations

from typing import Any

from tinytorch.autograd.engine import Function, Node


class MatMul(Function):
    """(..., n, k) @ (..., k, m) -> (..., n, m): sums over k of products, for each of the matrices in front."""

    @staticmethod
    def forward(ctx: Node, a: Any, b: Any) -> Any:
        """a @ b. Backward needs both."""
        # TODO: Implement for Task 2.4
        raise NotImplementedError("Need to implement for Task 2.4")

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> tuple[Any, Any]:
        """By a: (n, m) @ (m, k) -> (n, k). By b: (k, n) @ (n, m) -> (k, m). The shapes leave no other choice.

        `a.mT` is a with its last two axes exchanged.
        """
        # TODO: Implement for Task 2.4
        raise NotImplementedError("Need to implement for Task 2.4")


# --- With a constant on one side there is one gradient, not two: the first layer of a network needs no gradient by data


class MatMulRight(Function):
    """left @ b, where left is a constant."""

    @staticmethod
    def forward(ctx: Node, b: Any, *, left: Any) -> Any:
        """The product."""
        ctx.save_for_backward(left)
        return left @ b

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """By b, as in MatMul."""
        (left,) = ctx.saved_values
        return left.mT @ d_output


class MatMulLeft(Function):
    """a @ right, where right is a constant."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, right: Any) -> Any:
        """The product."""
        ctx.save_for_backward(right)
        return a @ right

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """By a, as in MatMul."""
        (right,) = ctx.saved_values
        return d_output @ right.mT
