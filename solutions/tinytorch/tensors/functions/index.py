"""Operations that look rows up by whole numbers, and their gradients: gather and scatter are each other's transpose."""

from __future__ import annotations

from typing import Any

from tinytorch.autograd.engine import Function, Node


class Gather(Function):
    """a[rows[i]] for each i: rows of a table, some perhaps several times, some never."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, rows: Any) -> Any:
        """a.gather_rows(rows). Backward needs the rows, and how many rows a has."""
        ### BEGIN SOLUTION 4
        ctx.save_for_backward(rows, a.shape[0])
        return a.gather_rows(rows)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """A row that was looked up n times has n gradients to add up: `scatter_rows` does that."""
        ### BEGIN SOLUTION 4
        rows, n = ctx.saved_values
        return d_output.scatter_rows(rows, n)
        ### END SOLUTION


class Scatter(Function):
    """n rows of zeros, to which each a[i] is added at rows[i]."""

    @staticmethod
    def forward(ctx: Node, a: Any, *, rows: Any, n: int) -> Any:
        """a.scatter_rows(rows, n)."""
        ctx.save_for_backward(rows)
        return a.scatter_rows(rows, n)

    @staticmethod
    def backward(ctx: Node, d_output: Any) -> Any:
        """Each a[i] moved the row that it was added to."""
        (rows,) = ctx.saved_values
        return d_output.gather_rows(rows)
