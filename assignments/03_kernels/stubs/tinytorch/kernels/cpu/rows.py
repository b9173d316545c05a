# Made from solutions/tinytorch/kernels/cpu/rows.py by `autograder build`.
"""Rows by their numbers: taking them out, and adding them back, which is where threads get in each other's way."""

from __future__ import annotations

from typing import Any

from numba import prange

from tinytorch.kernels.cpu.pointwise import Numbers

Matrix = Any  # a 2-D array


def gather_rows(out: Matrix, a: Matrix, rows: Numbers) -> None:
    """out[i] = a[rows[i]], row by row; all numbers of a row are copied by one thread."""
    # TODO: Implement for Task 3.1
    raise NotImplementedError("Need to implement for Task 3.1")


def scatter_rows(out: Matrix, a: Matrix, rows: Numbers, parts: int) -> None:
    """out[rows[i]] += a[i] for every i, with at most `parts` threads at work.

    `rows` may name a row twice. If two threads add to one number at the same time, each reads the old one, and one of
    the two sums is lost: a race. So cut `out`, not `a`, into `parts` slices of rows that differ by at most one row, and
    let each turn of the parallel loop go through all of `rows` and add what falls into its own slice.
    """
    # TODO: Implement for Task 3.1
    raise NotImplementedError("Need to implement for Task 3.1")
