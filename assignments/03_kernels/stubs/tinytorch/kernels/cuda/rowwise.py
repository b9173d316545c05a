# Made from solutions/tinytorch/kernels/cuda/rowwise.py by `autograder build`.
"""The kin of your softmax kernel: its logarithm, and the gradients of both, a block for each row.

The kernels are written for you, in the manner of yours. All arrays are contiguous, and `out` is none of the others.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import cuda, float32

from tinytorch.kernels.cpu.pointwise import Numbers
from tinytorch.kernels.cuda import pool
from tinytorch.kernels.cuda.device import Kernel
from tinytorch.kernels.cuda.launch import THREADS
from tinytorch.kernels.cuda.launches import Launches, seen
from tinytorch.kernels.cuda.softmax import softmax_kernel
from tinytorch.tensors.backend import Strided


def block_total(shared: Numbers, t: int) -> float:
    """The sum of the numbers that the threads of a block have put into shared memory; all threads must call it."""
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    total = shared[0]
    cuda.syncthreads()  # before anybody writes to `shared` again
    return total


def block_largest(shared: Numbers, t: int) -> float:
    """The largest of the numbers that the threads of a block have put into shared memory; all threads must call it."""
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = max(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    largest = shared[0]
    cuda.syncthreads()
    return largest


def log_softmax_kernel(out: Numbers, a: Numbers, width: int) -> None:
    """out[r, k] = a[r, k] - m - ln(sum over l of e^(a[r, l] - m)), with m the largest of row r."""
    shared = cuda.shared.array(THREADS, float32)
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * width
    most = -math.inf
    for k in range(t, width, THREADS):
        most = max(most, a[first + k])
    shared[t] = most
    most = block_largest(shared, t)
    total = 0.0
    for k in range(t, width, THREADS):
        total += math.exp(a[first + k] - most)
    shared[t] = total
    logarithm = math.log(block_total(shared, t))
    for k in range(t, width, THREADS):
        out[first + k] = a[first + k] - most - logarithm  # in this order: beside a large m the logarithm loses digits


def softmax_back_kernel(out: Numbers, y: Numbers, d: Numbers, width: int) -> None:
    """out[r, k] = y[r, k] * (d[r, k] - sum over l of d[r, l] * y[r, l]), with the softmax y."""
    shared = cuda.shared.array(THREADS, float32)
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * width
    total = 0.0
    for k in range(t, width, THREADS):
        total += d[first + k] * y[first + k]
    shared[t] = total
    total = block_total(shared, t)
    for k in range(t, width, THREADS):
        out[first + k] = y[first + k] * (d[first + k] - total)


def log_softmax_back_kernel(out: Numbers, y: Numbers, d: Numbers, width: int) -> None:
    """out[r, k] = d[r, k] - e^y[r, k] * sum over l of d[r, l], with the log-softmax y."""
    shared = cuda.shared.array(THREADS, float32)
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * width
    total = 0.0
    for k in range(t, width, THREADS):
        total += d[first + k]
    shared[t] = total
    total = block_total(shared, t)
    for k in range(t, width, THREADS):
        out[first + k] = d[first + k] - math.exp(y[first + k]) * total


# The same by NumPy, for a device that does not compute with the kind of number.


def softmax_by_numpy(a: Any) -> Any:
    powers = np.exp(a - a.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


BY_NUMPY: dict[Kernel, Callable[..., Any]] = {
    softmax_kernel: softmax_by_numpy,
    log_softmax_kernel: lambda a: np.log(softmax_by_numpy(a)),
    softmax_back_kernel: lambda y, d: y * (d - (d * y).sum(-1, keepdims=True)),
    log_softmax_back_kernel: lambda y, d: d - np.exp(y) * d.sum(-1, keepdims=True),
}


class Rowwise(Launches):
    """Softmax of rows, and the gradients, of arrays with elements."""

    def softmax(self, a: Strided) -> pool.Numbers:
        """e^a / (sum of e^a) along the last axis."""
        return self.by_rows(softmax_kernel, a)

    def softmax_back(self, y: Strided, d: Strided) -> pool.Numbers:
        """y * (d - (sum of d * y along the last axis)), with the softmax y."""
        return self.by_rows(softmax_back_kernel, y, d)

    def log_softmax(self, a: Strided) -> pool.Numbers:
        """a - ln(sum of e^a) along the last axis."""
        return self.by_rows(log_softmax_kernel, a)

    def log_softmax_back(self, y: Strided, d: Strided) -> pool.Numbers:
        """d - e^y * (sum of d along the last axis), with the log-softmax y."""
        return self.by_rows(log_softmax_back_kernel, y, d)

    def by_rows(self, kernel: Kernel, *operands: Strided) -> pool.Numbers:
        """What a kernel with a block for each row makes of the operands, in as few launches as the grid allows."""
        dtype, width = operands[0].buffer.data.dtype, operands[0].layout.shape[-1]
        if not self.computes(dtype):
            self.on_host[kernel.__name__] += 1
            with np.errstate(all="ignore"):
                return self.from_numpy(BY_NUMPY[kernel](*map(self.to_numpy, operands)))
        out = self.pool.numbers(operands[0].layout.size, dtype)
        given = [self.straight(seen(a)) for a in operands]
        rows, most = [out.row, *(a.row for a in given)], self.machine.limits[0]
        for first in range(0, out.size // width, most):
            count = min(most, out.size // width - first)
            part = slice(first * width, (first + count) * width)
            some = rows if count * width == out.size else [row[part] for row in rows]
            self.machine.launch(kernel, None, dtype, count, self.machine.threads, *some, width)
        return out
