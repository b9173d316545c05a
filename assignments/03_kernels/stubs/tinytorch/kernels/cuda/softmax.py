# Made from solutions/tinytorch/kernels/cuda/softmax.py by `autograder build`.
"""A whole layer in one kernel: what would be five passes through slow memory becomes one visit of a row by a block."""

from __future__ import annotations

import math

from numba import cuda, float32

from tinytorch.kernels.cpu.pointwise import Numbers
from tinytorch.kernels.cuda.launch import THREADS


def softmax_kernel(out: Numbers, a: Numbers, width: int) -> None:
    """out[r, k] = e^(a[r, k] - m) / sum over l of e^(a[r, l] - m), with m the largest of row r: block r makes row r.

    Two times the threads bring a row down to one number, as in `reduce_kernel`: the largest, then the sum. All read the
    result from shared[0]. Before the second round begins to write to `shared`, every thread must have read the first
    result: a barrier. There are at least one column, and more or fewer than THREADS.
    """
    # TODO: Implement for Task 3.3
    raise NotImplementedError("Need to implement for Task 3.3")
