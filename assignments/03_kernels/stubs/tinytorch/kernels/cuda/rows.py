# Made from solutions/tinytorch/kernels/cuda/rows.py by `autograder build`.
"""Rows by their numbers, one thread for every number of them; the matrices lie row by row in a flat array."""

from __future__ import annotations

from numba import cuda

from tinytorch.kernels.cpu.pointwise import Numbers


def gather_kernel(out: Numbers, a: Numbers, rows: Numbers, width: int) -> None:
    """out[i, k] = a[rows[i], k], for rows of `width` numbers. It is written for you, to show the form."""
    i = cuda.grid(1)
    if i < out.size:
        out[i] = a[rows[i // width] * width + i % width]


def scatter_kernel(out: Numbers, a: Numbers, rows: Numbers, width: int) -> None:
    """out[rows[i], k] += a[i, k], for rows of `width` numbers: a thread for each number of a.

    Two threads may have to add to the same number, and nobody knows which one comes first. `cuda.atomic.add(out, place,
    number)` reads, adds and writes in one step that nothing can come between.
    """
    # TODO: Implement for Task 3.3
    raise NotImplementedError("Need to implement for Task 3.3")
