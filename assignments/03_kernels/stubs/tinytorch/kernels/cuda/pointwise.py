# Made from solutions/tinytorch/kernels/cuda/pointwise.py by `autograder build`.
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
    # TODO: Implement for Task 3.3
    raise NotImplementedError("Need to implement for Task 3.3")


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
    # TODO: Implement for Task 3.3
    raise NotImplementedError("Need to implement for Task 3.3")
