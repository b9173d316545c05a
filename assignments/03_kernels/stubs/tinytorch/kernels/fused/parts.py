# Made from solutions/tinytorch/kernels/fused/parts.py by `autograder build`.
"""How rows are shared out: in groups that fit into the first cache, and among threads that keep sums of their own."""

from __future__ import annotations

from tinytorch.kernels.cpu.pointwise import Numbers
from tinytorch.kernels.cpu.rows import Matrix

GROUP = 2048  # numbers in a group of rows, unless one row has more


def rows_at_once(width: int) -> int:
    """How many rows of so many numbers make a group."""
    return max(1, GROUP // max(width, 1))


def add_parts(out: Numbers, sums: Matrix) -> None:
    """out[j] = the sum over the parts of sums[part, j]."""
    for j in range(out.size):
        out[j] = 0.0
    for part in range(sums.shape[0]):
        for j in range(out.size):
            out[j] += sums[part, j]
