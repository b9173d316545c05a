"""Layer norm and RMS norm of rows. Forward keeps two numbers of a row; backward makes the rest again from the input.

All arrays are contiguous, and what is written is none of the others. Sums go in any order (LOOSE). The gradients of
weight and bias are sums down the columns: each of `parts` threads keeps sums of its own rows, which are then added.
"""

from __future__ import annotations

import math

import numpy as np
from numba import prange

from tinytorch.kernels.cpu.pointwise import Numbers
from tinytorch.kernels.cpu.rows import Matrix
from tinytorch.kernels.fused.parts import add_parts, rows_at_once


def layer_norm_rows(
    out: Matrix, means: Numbers, rates: Numbers, a: Matrix, weight: Numbers, bias: Numbers, epsilon: float
) -> None:
    """out[i] = (a[i] - mean) / sqrt(variance + epsilon) * weight + bias; keeps each row's mean and 1 / sqrt(...).

    Differences from a guess, the mean of four of the numbers, are summed up along with their squares: one visit instead
    of two. A large mean costs no digits then, and a row of `width` numbers at the very worst as many as `width` has.
    """
    count, width = a.shape[0] if a.shape[1] > 0 else 0, a.shape[1]
    group, share = rows_at_once(width), 1.0 / max(width, 1)
    for turn in prange((count + group - 1) // group):
        top, end = turn * group, min(count, (turn + 1) * group)
        for i in range(top, end):
            guess = 0.25 * (a[i, 0] + a[i, width // 4]) + 0.25 * (a[i, width // 2] + a[i, width - 1])
            total, squares = 0.0, 0.0
            for j in range(width):
                off = a[i, j] - guess
                total += off
                squares += off * off
            total *= share
            means[i] = guess + total
            rates[i] = 1.0 / math.sqrt(max(squares * share - total * total, 0.0) + epsilon)
        for i in range(top, end):
            mean, rate = means[i], rates[i]
            for j in range(width):
                out[i, j] = (a[i, j] - mean) * rate * weight[j] + bias[j]


def layer_norm_rows_back(
    out: Matrix,
    d_weight: Numbers,
    d_bias: Numbers,
    a: Matrix,
    means: Numbers,
    rates: Numbers,
    weight: Numbers,
    d: Matrix,
    parts: int,
) -> None:
    """The gradients of layer_norm_rows by a (out), weight and bias, where d is the one by its result.

    With n = (a - mean) * rate and g = d * weight, row by row: out = rate * (g - mean(g) - n * mean(g * n)).
    """
    count, width = a.shape[0], a.shape[1]
    group, share = rows_at_once(width), 1.0 / max(width, 1)
    of_weight, of_bias = np.zeros((parts, width), a.dtype), np.zeros((parts, width), a.dtype)
    for part in prange(parts):
        flat, along = np.empty(group, a.dtype), np.empty(group, a.dtype)
        high = (part + 1) * count // parts
        for top in range(part * count // parts, high, group):
            end = min(high, top + group)
            for i in range(top, end):
                mean, rate, total, product = means[i], rates[i], 0.0, 0.0
                for j in range(width):
                    g = d[i, j] * weight[j]
                    total += g
                    product += g * (a[i, j] - mean)
                flat[i - top] = total * share
                along[i - top] = product * share * rate * rate
            for i in range(top, end):
                mean, rate, total, product = means[i], rates[i], flat[i - top], along[i - top]
                for j in range(width):
                    out[i, j] = rate * (d[i, j] * weight[j] - total - (a[i, j] - mean) * product)
            for i in range(top, end):
                mean, rate = means[i], rates[i]
                for j in range(width):
                    of_weight[part, j] += d[i, j] * ((a[i, j] - mean) * rate)
                    of_bias[part, j] += d[i, j]
    add_parts(d_weight, of_weight)
    add_parts(d_bias, of_bias)


def rms_norm_rows(out: Matrix, rates: Numbers, a: Matrix, weight: Numbers, epsilon: float) -> None:
    """out[i] = a[i] / sqrt(mean of a[i]^2 + epsilon) * weight; keeps each row's 1 / sqrt(...)."""
    count, width = a.shape[0], a.shape[1]
    group, share = rows_at_once(width), 1.0 / max(width, 1)
    for turn in prange((count + group - 1) // group):
        top, end = turn * group, min(count, (turn + 1) * group)
        for i in range(top, end):
            squares = 0.0
            for j in range(width):
                squares += a[i, j] * a[i, j]
            rates[i] = 1.0 / math.sqrt(squares * share + epsilon)
        for i in range(top, end):
            rate = rates[i]
            for j in range(width):
                out[i, j] = a[i, j] * rate * weight[j]


def rms_norm_rows_back(
    out: Matrix, d_weight: Numbers, a: Matrix, rates: Numbers, weight: Numbers, d: Matrix, parts: int
) -> None:
    """The gradients of rms_norm_rows by a (out) and weight, where d is the one by its result.

    With n = a * rate and g = d * weight, row by row: out = rate * (g - n * mean(g * n)).
    """
    count, width = a.shape[0], a.shape[1]
    share = 1.0 / max(width, 1)
    sums = np.zeros((parts, width), a.dtype)
    for part in prange(parts):
        for i in range(part * count // parts, (part + 1) * count // parts):
            rate, along = rates[i], 0.0
            for j in range(width):
                along += d[i, j] * weight[j] * a[i, j]
            along = along * share * rate * rate
            for j in range(width):
                out[i, j] = rate * (d[i, j] * weight[j] - a[i, j] * along)
            for j in range(width):
                sums[part, j] += d[i, j] * (a[i, j] * rate)
    add_parts(d_weight, sums)


LOOSE = (layer_norm_rows, layer_norm_rows_back, rms_norm_rows, rms_norm_rows_back)
