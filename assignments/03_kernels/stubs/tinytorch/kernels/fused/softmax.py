# Made from solutions/tinytorch/kernels/fused/softmax.py by `autograder build`.
"""Softmax of rows, and the loss that is made of it: rows are visited again and again while they lie in the first cache.

All arrays are contiguous, and `out` is none of the others. A row with nan or +inf in it, or with nothing but -inf,
becomes nan, for there e^(a - m) is not defined. `bits` is a view of a: its numbers as signed whole numbers of the same
size (`a.view(np.int32)`, in float64 `a.view(np.int64)`). Sums go in any order (LOOSE).

Each step goes through a group of rows before the next begins: then rows do not wait for each other's sums.
"""

from __future__ import annotations

import math

import numpy as np
from numba import prange

from tinytorch.kernels.cpu.pointwise import Numbers
from tinytorch.kernels.cpu.rows import Matrix
from tinytorch.kernels.fused.parts import rows_at_once


def largest(tops_bits: Numbers, bits: Matrix, top: int, end: int) -> None:
    """tops_bits[i - top] = the bits of the largest number of row i, for top <= i < end.

    Whole numbers are compared many at once, floats one by one: the compiler must respect nan. Of floats that are not
    all negative the largest has the largest bits, of negative ones (sign first, then size) the smallest. A nan in the
    row may be overlooked: it reaches every result by way of the sum.
    """
    for i in range(top, end):
        high = low = bits[i, 0]
        for j in range(bits.shape[1]):
            high = max(high, bits[i, j])
            low = min(low, bits[i, j])
        tops_bits[i - top] = high if high >= 0 else low


def below(x: float, top: float, rest: float) -> float:
    """(x - top) - rest, apart, where LOOSE does not reach: for a large x, x - (top + rest) would be wrong."""
    return (x - top) - rest


def powers(out: Matrix, a: Matrix, tops: Numbers, top: int, end: int) -> None:
    """out[i, j] = e^(a[i, j] - tops[i - top])."""
    for i in range(top, end):
        m = tops[i - top]
        for j in range(a.shape[1]):
            out[i, j] = math.exp(a[i, j] - m)


def scale_rows(out: Matrix, scales: Numbers, top: int, end: int) -> None:
    """out[i, j] *= scales[i - top]."""
    for i in range(top, end):
        scale = scales[i - top]
        for j in range(out.shape[1]):
            out[i, j] *= scale


def softmax_rows(out: Matrix, a: Matrix, bits: Matrix) -> None:
    """out[i, j] = e^(a[i, j] - m) / sum over k of e^(a[i, k] - m), with m the largest of row i."""
    count, width = a.shape[0] if a.shape[1] > 0 else 0, a.shape[1]
    group = rows_at_once(width)
    for turn in prange((count + group - 1) // group):
        top, end = turn * group, min(count, (turn + 1) * group)
        tops = np.empty(group, a.dtype)
        largest(tops.view(bits.dtype), bits, top, end)
        powers(out, a, tops, top, end)
        for i in range(top, end):
            total = 0.0
            for j in range(width):
                total += out[i, j]
            tops[i - top] = 1.0 / total
        scale_rows(out, tops, top, end)


def softmax_rows_back(out: Matrix, y: Matrix, d: Matrix) -> None:
    """out[i, j] = y[i, j] * (d[i, j] - sum over k of d[i, k] * y[i, k]), with the softmax y."""
    for i in prange(y.shape[0]):
        total = 0.0
        for j in range(y.shape[1]):
            total += d[i, j] * y[i, j]
        for j in range(y.shape[1]):
            out[i, j] = y[i, j] * (d[i, j] - total)


def log_softmax_rows(out: Matrix, a: Matrix, bits: Matrix) -> None:
    """out[i, j] = a[i, j] - m - ln(sum over k of e^(a[i, k] - m)), with m the largest of row i."""
    count, width = a.shape[0] if a.shape[1] > 0 else 0, a.shape[1]
    group = rows_at_once(width)
    for turn in prange((count + group - 1) // group):
        top, end = turn * group, min(count, (turn + 1) * group)
        tops, totals = np.empty(group, a.dtype), np.empty(group, a.dtype)
        largest(tops.view(bits.dtype), bits, top, end)
        powers(out, a, tops, top, end)
        for i in range(top, end):
            total = 0.0
            for j in range(width):
                total += out[i, j]
            totals[i - top] = total
        for i in range(top, end):
            m, rest = tops[i - top], math.log(totals[i - top])
            for j in range(width):
                out[i, j] = below(a[i, j], m, rest)


def log_softmax_rows_back(out: Matrix, y: Matrix, d: Matrix) -> None:
    """out[i, j] = d[i, j] - e^y[i, j] * sum over k of d[i, k], with the log-softmax y."""
    for i in prange(y.shape[0]):
        total = 0.0
        for j in range(y.shape[1]):
            total += d[i, j]
        for j in range(y.shape[1]):
            out[i, j] = d[i, j] - math.exp(y[i, j]) * total


def cross_entropy_rows(losses: Numbers, out: Matrix, a: Matrix, labels: Numbers, scale: float, bits: Matrix) -> None:
    """losses[i] = -log_softmax(a[i])[labels[i]], and out = its gradient by a times `scale`, in one visit of a row.

    The gradient is softmax(a) - one_hot(labels). `scale` is 1 / rows where the loss will be a mean. Labels lie between
    0 and the number of columns: nothing here looks whether they do.
    """
    count, width = a.shape[0] if a.shape[1] > 0 else 0, a.shape[1]
    group = rows_at_once(width)
    for turn in prange((count + group - 1) // group):
        top, end = turn * group, min(count, (turn + 1) * group)
        tops = np.empty(group, a.dtype)
        largest(tops.view(bits.dtype), bits, top, end)
        powers(out, a, tops, top, end)
        for i in range(top, end):
            total = 0.0
            for j in range(width):
                total += out[i, j]
            losses[i] = -below(a[i, labels[i]], tops[i - top], math.log(total))
            tops[i - top] = scale / total
        scale_rows(out, tops, top, end)
        for i in range(top, end):
            out[i, labels[i]] -= scale


LOOSE = (softmax_rows, softmax_rows_back, log_softmax_rows, log_softmax_rows_back, cross_entropy_rows)
