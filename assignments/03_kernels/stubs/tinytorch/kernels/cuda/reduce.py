# Made from solutions/tinytorch/kernels/cuda/reduce.py by `autograder build`.
"""Many numbers to one: the threads of a block work together, through the memory that they share."""

from __future__ import annotations

from collections.abc import Callable

from numba import cuda, float32

from tinytorch.kernels.cpu.pointwise import Numbers, Whole, position
from tinytorch.kernels.cuda.launch import THREADS


def block_sum(out: Numbers, a: Numbers) -> None:
    """out[b] = the sum of the THREADS numbers that block b has of a; fewer at the end of a.

    Each thread puts its number into shared memory, or 0 where a has ended. When all have (`cuda.syncthreads()`), the
    first half of the threads adds the second half to its own, then the first quarter the second, and so on, with a
    barrier after every step: log2(THREADS) steps. A barrier is for all threads of a block: none may go past it unseen.
    """
    # TODO: Implement for Task 3.3
    raise NotImplementedError("Need to implement for Task 3.3")


def reduce_kernel(
    f: Callable[[float, float], float],
    start: float,
    out: Numbers,
    a: Numbers,
    count: int,
    kept_shape: Whole,
    kept_strides: Whole,
    gone_shape: Whole,
    gone_strides: Whole,
    offset: int,
) -> None:
    """out[b] = f over the `count` elements along the axes that go, from `start` on: block b makes result b.

    The layout comes in two, as in `reduce_strided`. Thread t begins with `start` and takes the elements t, t + THREADS,
    t + 2 * THREADS, ...; then the numbers of all threads are brought together as in `block_sum`. The caller sees to it
    that f may be applied in any order and grouping, and that f(start, x) is x: every thread begins with it.
    """
    # TODO: Implement for Task 3.3
    raise NotImplementedError("Need to implement for Task 3.3")
