# Made from solutions/tinytorch/kernels/cuda/fast.py by `autograder build`.
"""Shorter ways for layouts without holes, which is most of them: no divisions, and several numbers for each thread.

A GPU hides the time that memory takes behind other work. A thread that reads four numbers before it needs the first one
waits once for all four; and neighbours in a block read neighbours in memory, so that one trip brings 32 of them.
Your kernels serve all other layouts, and with `own_kernels` on the backend all there are.
"""

from __future__ import annotations

from collections.abc import Callable

from numba import cuda, float32

from tinytorch.kernels.cpu.pointwise import Numbers, Whole, position
from tinytorch.kernels.cuda.launch import THREADS, TILE

Function = Callable[..., float]
GROUPS = 16  # of the threads of a block, about as many as each group has threads


def copy_flat(out: Numbers, a: Numbers) -> None:
    """out[i] = a[i]; a block makes 4 * THREADS of them."""
    i = cuda.blockIdx.x * (4 * THREADS) + cuda.threadIdx.x
    j, k, m = i + THREADS, i + 2 * THREADS, i + 3 * THREADS
    if m < out.size:
        w, x, y, z = a[i], a[j], a[k], a[m]
        out[i], out[j], out[k], out[m] = w, x, y, z
    else:
        for p in range(i, out.size, THREADS):
            out[p] = a[p]


def map_flat(f: Function, out: Numbers, a: Numbers) -> None:
    """out[i] = f(a[i]); a block makes 4 * THREADS of them."""
    i = cuda.blockIdx.x * (4 * THREADS) + cuda.threadIdx.x
    j, k, m = i + THREADS, i + 2 * THREADS, i + 3 * THREADS
    if m < out.size:
        w, x, y, z = a[i], a[j], a[k], a[m]
        out[i], out[j], out[k], out[m] = f(w), f(x), f(y), f(z)
    else:
        for p in range(i, out.size, THREADS):
            out[p] = f(a[p])


def zip_aa(f: Function, out: Numbers, a: Numbers, b: Numbers) -> None:
    """out[i] = f(a[i], b[i]); a block makes 4 * THREADS of them."""
    i = cuda.blockIdx.x * (4 * THREADS) + cuda.threadIdx.x
    j, k, m = i + THREADS, i + 2 * THREADS, i + 3 * THREADS
    if m < out.size:
        w, x, y, z = a[i], a[j], a[k], a[m]
        s, t, u, v = b[i], b[j], b[k], b[m]
        out[i], out[j], out[k], out[m] = f(w, s), f(x, t), f(y, u), f(z, v)
    else:
        for p in range(i, out.size, THREADS):
            out[p] = f(a[p], b[p])


def zip_an(f: Function, out: Numbers, a: Numbers, y: float) -> None:
    """out[i] = f(a[i], y); a block makes 4 * THREADS of them."""
    i = cuda.blockIdx.x * (4 * THREADS) + cuda.threadIdx.x
    j, k, m = i + THREADS, i + 2 * THREADS, i + 3 * THREADS
    if m < out.size:
        p, q, r, s = a[i], a[j], a[k], a[m]
        out[i], out[j], out[k], out[m] = f(p, y), f(q, y), f(r, y), f(s, y)
    else:
        for n in range(i, out.size, THREADS):
            out[n] = f(a[n], y)


def zip_rows(
    f: Function,
    out: Numbers,
    side: int,
    a: Numbers,
    a_row: int,
    a_step: int,
    a_offset: int,
    b: Numbers,
    b_row: int,
    b_step: int,
    b_offset: int,
) -> None:
    """out[i, j] = f(a[i, j], b[i, j]) for rows of `side`, with any two strides: a row that is added to every row.

    The grid has blocks in x for the columns; in y for the rows, of which a thread takes every gridDim.y-th.
    """
    j = cuda.blockIdx.x * THREADS + cuda.threadIdx.x
    if j < side:
        for i in range(cuda.blockIdx.y, out.size // side, cuda.gridDim.y):
            x = a[a_offset + i * a_row + j * a_step]
            out[i * side + j] = f(x, b[b_offset + i * b_row + j * b_step])


def reduce_rows(
    f: Function,
    start: float,
    out: Numbers,
    a: Numbers,
    count: int,
    step: int,
    kept_shape: Whole,
    kept_strides: Whole,
    offset: int,
) -> None:
    """out[b] = f over `count` elements that lie `step` apart: `reduce_kernel` without divisions, by block b."""
    shared = cuda.shared.array(THREADS, float32)
    t, b = cuda.threadIdx.x, cuda.blockIdx.x
    first = offset + position(b, kept_shape, kept_strides)
    p, q, r, s = start, start, start, start
    whole = count - count % (4 * THREADS)
    for j in range(t, whole, 4 * THREADS):
        w, x = a[first + j * step], a[first + (j + THREADS) * step]
        y, z = a[first + (j + 2 * THREADS) * step], a[first + (j + 3 * THREADS) * step]
        p, q, r, s = f(p, w), f(q, x), f(r, y), f(s, z)
    for j in range(whole + t, count, THREADS):
        p = f(p, a[first + j * step])
    shared[t] = f(f(p, q), f(r, s))
    cuda.syncthreads()
    if t < GROUPS:  # two steps, with a barrier each: GROUPS results, then one
        for k in range(t + GROUPS, THREADS, GROUPS):
            shared[t] = f(shared[t], shared[k])
    cuda.syncthreads()
    if t == 0:
        result = shared[0]
        for k in range(1, GROUPS):
            result = f(result, shared[k])
        out[b] = result


def reduce_columns(
    f: Function,
    start: float,
    out: Numbers,
    a: Numbers,
    count: int,
    step: int,
    kept_shape: Whole,
    kept_strides: Whole,
    offset: int,
) -> None:
    """out[i] = f over `count` elements that lie `step` apart; thread i makes result i, its neighbour the next."""
    i = cuda.grid(1)
    if i < out.size:
        first = offset + position(i, kept_shape, kept_strides)
        result = start
        for j in range(count):
            result = f(result, a[first + j * step])
        out[i] = result


def matmul_registers(
    out: Numbers,
    a: Numbers,
    a_strides: Whole,
    a_offset: int,
    b: Numbers,
    b_strides: Whole,
    b_offset: int,
    n: int,
    depth: int,
    m: int,
) -> None:
    """`matmul_kernel` with 16 results for each thread, in registers: a number that it reads is used four times.

    A block makes a square of 4 * TILE rows and columns; thread (x, y) the rows y, y + TILE, ... of it, and the columns
    x, x + TILE, ... Rows of shared arrays are one number longer than they need be, so that the numbers that threads
    write at once, down a column, lie in different banks of the shared memory.
    """
    a_shared = cuda.shared.array((4 * TILE, TILE + 1), float32)
    b_shared = cuda.shared.array((TILE, 4 * TILE + 1), float32)
    sums = cuda.local.array(16, float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    top, beside = cuda.blockIdx.y * (4 * TILE), cuda.blockIdx.x * (4 * TILE)
    for k in range(16):
        sums[k] = 0.0
    along_a = a_strides[2] <= a_strides[1]  # neighbours in x read along the axis whose numbers lie side by side
    along_b = b_strides[2] <= b_strides[1]
    for left in range(0, depth, TILE):
        for k in range(4):
            row, col = (y + k * TILE, x) if along_a else (x + k * TILE, y)
            inside = top + row < n and left + col < depth
            place = a_offset + z * a_strides[0] + (top + row) * a_strides[1] + (left + col) * a_strides[2]
            a_shared[row, col] = a[place] if inside else 0.0
            row, col = (y, x + k * TILE) if along_b else (x, y + k * TILE)
            inside = left + row < depth and beside + col < m
            place = b_offset + z * b_strides[0] + (left + row) * b_strides[1] + (beside + col) * b_strides[2]
            b_shared[row, col] = b[place] if inside else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            b0, b1 = b_shared[t, x], b_shared[t, x + TILE]
            b2, b3 = b_shared[t, x + 2 * TILE], b_shared[t, x + 3 * TILE]
            for k in range(4):
                factor = a_shared[y + k * TILE, t]
                sums[4 * k] += factor * b0
                sums[4 * k + 1] += factor * b1
                sums[4 * k + 2] += factor * b2
                sums[4 * k + 3] += factor * b3
        cuda.syncthreads()
    for k in range(16):
        i, j = top + y + k // 4 * TILE, beside + x + k % 4 * TILE
        if i < n and j < m:
            out[(z * n + i) * m + j] = sums[k]
