"""One thread for every element.

`cuda.grid(1)` is the number of the thread in the whole launch. Blocks are full, so the last one has threads for which
there is no element: they must do nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from numba import cuda

from tinytorch.kernels.cpu.pointwise import Numbers, Whole, position


def map_kernel(
    f: Callable[[float], float], out: Numbers, a: Numbers, shape: Whole, strides: Whole, offset: int
) -> None:
    """out[i] = f(element i of a), where a is read under shape, strides and offset: thread i makes element i."""
    ### BEGIN SOLUTION 3
    i = cuda.grid(1)
    if i < out.size:
        out[i] = f(a[offset + position(i, shape, strides)])
    ### END SOLUTION


def zip_kernel(
    f: Callable[[float, float], float],
    out: Numbers,
    shape: Whole,
    a: Numbers,
    a_strides: Whole,
    a_offset: int,
    b: Numbers,
    b_strides: Whole,
    b_offset: int,
) -> None:
    """out[i] = f(element i of a, element i of b), each under its own strides and offset: thread i makes element i."""
    ### BEGIN SOLUTION 3
    i = cuda.grid(1)
    if i < out.size:
        p = a_offset + position(i, shape, a_strides)
        q = b_offset + position(i, shape, b_strides)
        out[i] = f(a[p], b[q])
    ### END SOLUTION
