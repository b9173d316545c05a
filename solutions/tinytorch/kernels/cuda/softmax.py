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
    ### BEGIN SOLUTION 3
    shared = cuda.shared.array(THREADS, float32)
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * width
    largest = -math.inf
    for k in range(t, width, THREADS):
        largest = max(largest, a[first + k])
    shared[t] = largest
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = max(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    largest = shared[0]
    cuda.syncthreads()
    total = 0.0
    for k in range(t, width, THREADS):
        power = math.exp(a[first + k] - largest)
        out[first + k] = power
        total += power
    shared[t] = total
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    for k in range(t, width, THREADS):
        out[first + k] /= shared[0]
    ### END SOLUTION
