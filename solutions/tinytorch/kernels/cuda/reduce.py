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
    ### BEGIN SOLUTION 3
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    shared[t] = a[i] if i < a.size else 0.0
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[cuda.blockIdx.x] = shared[0]
    ### END SOLUTION


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
    ### BEGIN SOLUTION 3
    shared = cuda.shared.array(THREADS, float32)
    t, b = cuda.threadIdx.x, cuda.blockIdx.x
    first = offset + position(b, kept_shape, kept_strides)
    result = start
    for j in range(t, count, THREADS):
        result = f(result, a[first + position(j, gone_shape, gone_strides)])
    shared[t] = result
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = f(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[b] = shared[0]
    ### END SOLUTION
