# Made from solutions/tinytorch/kernels/cpu/reduce.py by `autograder build`.
"""Many numbers to one, in parallel over the results."""

from __future__ import annotations

from collections.abc import Callable

from numba import prange

from tinytorch.kernels.cpu.pointwise import Numbers, Whole, position


def reduce_strided(
    f: Callable[[float, float], float],
    start: float,
    out: Numbers,
    a: Numbers,
    kept_shape: Whole,
    kept_strides: Whole,
    gone_shape: Whole,
    gone_strides: Whole,
    offset: int,
) -> None:
    """out[i] = f(...f(f(start, x), y)..., z), where x, y, ..., z are the elements along the axes that go.

    The layout comes in two, as `split_axes` gives it: result i starts at offset + position(i, kept_shape,
    kept_strides), and its elements lie at the positions of the gone axes from there. Each turn of the parallel loop
    makes one result and keeps it in a variable of its own until it is done. Walk along the last gone axis with its
    stride.
    """
    # TODO: Implement for Task 3.1
    raise NotImplementedError("Need to implement for Task 3.1")
