# Made from solutions/tinytorch/kernels/fused/bias.py by `autograder build`.
"""A bias for every column and a bend, in one pass over the rows: what follows the matrix product of a layer.

All arrays are contiguous, and what is written is none of the others. f is a float function, `id` for none.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import prange

from tinytorch.kernels.cpu.pointwise import Numbers
from tinytorch.kernels.cpu.rows import Matrix
from tinytorch.kernels.fused.parts import add_parts

SIDE = 16  # of a square: as many float32 as lie in one line of the cache


def add_bias(a: Matrix, bias: Numbers) -> None:
    """a[i, j] += bias[j]."""
    for i in prange(a.shape[0]):
        for j in range(a.shape[1]):
            a[i, j] += bias[j]


def turn_and_add_bias(out: Matrix, turned: Matrix, bias: Numbers) -> None:
    """out[i, j] = turned[j, i] + bias[j]: square after square, whose lines stay near, then the edges."""
    count, width = out.shape[0], out.shape[1]
    bottom, right = count - count % SIDE, width - width % SIDE
    for band in prange(count // SIDE):
        top = band * SIDE
        for left in range(0, right, SIDE):
            for i in range(SIDE):
                for j in range(SIDE):
                    out[top + i, left + j] = turned[left + j, top + i] + bias[left + j]
        for i in range(top, top + SIDE):
            for j in range(right, width):
                out[i, j] = turned[j, i] + bias[j]
    for i in range(bottom, count):
        for j in range(width):
            out[i, j] = turned[j, i] + bias[j]


def bias_rows(f: Callable[[float], float], out: Matrix, a: Matrix, bias: Numbers) -> None:
    """out[i, j] = f(a[i, j] + bias[j])."""
    for i in prange(a.shape[0]):
        for j in range(a.shape[1]):
            out[i, j] = f(a[i, j] + bias[j])


def bias_rows_back(
    f: Callable[[float, float], float], out: Matrix, d_bias: Numbers, a: Matrix, bias: Numbers, d: Matrix, parts: int
) -> None:
    """out[i, j] = f(a[i, j] + bias[j], d[i, j]), and d_bias[j] = the sum over i of out[i, j].

    f(x, d) is the gradient of the bend by its x. Each of `parts` threads sums up rows of its own.
    """
    count, width = a.shape[0], a.shape[1]
    sums = np.zeros((parts, width), a.dtype)
    for part in prange(parts):
        for i in range(part * count // parts, (part + 1) * count // parts):
            for j in range(width):
                out[i, j] = f(a[i, j] + bias[j], d[i, j])
            for j in range(width):
                sums[part, j] += out[i, j]
    add_parts(d_bias, sums)
