"""Rows by their numbers: taking them out, and adding them back, which is where threads get in each other's way."""

from __future__ import annotations

from typing import Any

from numba import prange

from tinytorch.kernels.cpu.pointwise import Numbers

Matrix = Any  # a 2-D array


def gather_rows(out: Matrix, a: Matrix, rows: Numbers) -> None:
    """out[i] = a[rows[i]], row by row; all numbers of a row are copied by one thread."""
    ### BEGIN SOLUTION 1
    for i in prange(rows.size):
        row = rows[i]
        for k in range(a.shape[1]):
            out[i, k] = a[row, k]
    ### END SOLUTION


def scatter_rows(out: Matrix, a: Matrix, rows: Numbers, parts: int) -> None:
    """out[rows[i]] += a[i] for every i, with at most `parts` threads at work.

    `rows` may name a row twice. If two threads add to one number at the same time, each reads the old one, and one of
    the two sums is lost: a race. So cut `out`, not `a`, into `parts` slices of rows that differ by at most one row, and
    let each turn of the parallel loop go through all of `rows` and add what falls into its own slice.
    """
    ### BEGIN SOLUTION 1
    count = out.shape[0]
    for part in prange(parts):
        low, high = part * count // parts, (part + 1) * count // parts
        for i in range(rows.size):
            row = rows[i]
            if low <= row < high:
                for k in range(a.shape[1]):
                    out[row, k] += a[i, k]
    ### END SOLUTION
