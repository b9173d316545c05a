"""Kernels that move numbers, and kernels of any layout beside yours. They are written for you.

What a kernel stores becomes the kind of number that `out` has: to copy is also to convert.
"""

from __future__ import annotations

from collections.abc import Callable

from numba import cuda

from tinytorch.kernels.cpu.pointwise import Numbers, Whole, position


def fill_kernel(out: Numbers, number: float) -> None:
    """out[i] = number."""
    i = cuda.grid(1)
    if i < out.size:
        out[i] = number


def copy_kernel(
    out: Numbers,
    shape: Whole,
    out_strides: Whole,
    out_offset: int,
    a: Numbers,
    a_strides: Whole,
    a_offset: int,
    count: int,
) -> None:
    """Element i of out = element i of a, for the `count` elements of a shape, each side under its own strides."""
    i = cuda.grid(1)
    if i < count:
        out[out_offset + position(i, shape, out_strides)] = a[a_offset + position(i, shape, a_strides)]


def zip3_kernel(
    f: Callable[[float, float, float], float],
    out: Numbers,
    shape: Whole,
    a: Numbers,
    a_strides: Whole,
    a_offset: int,
    b: Numbers,
    b_strides: Whole,
    b_offset: int,
    c: Numbers,
    c_strides: Whole,
    c_offset: int,
) -> None:
    """out[i] = f(element i of a, of b, of c), each under its own strides and offset."""
    i = cuda.grid(1)
    if i < out.size:
        p = a_offset + position(i, shape, a_strides)
        q = b_offset + position(i, shape, b_strides)
        r = c_offset + position(i, shape, c_strides)
        out[i] = f(a[p], b[q], c[r])


def best_kernel(
    out: Numbers, a: Numbers, largest: bool, side: int, step: int, shape: Whole, strides: Whole, offset: int
) -> None:
    """out[i] = the j of the largest (or smallest) of `side` elements of a, `step` apart; the first of several, or nan.

    A thread for each result: shape and strides are those of the axes that stay.
    """
    i = cuda.grid(1)
    if i < out.size:
        first = offset + position(i, shape, strides)
        best, found = a[first], 0
        for j in range(1, side):
            x = a[first + j * step]
            better = x > best if largest else x < best
            if better or (x != x and best == best):  # nan, and not the second one
                best, found = x, j
        out[i] = found
