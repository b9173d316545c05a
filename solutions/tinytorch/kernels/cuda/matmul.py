"""Matrix products by tiles in shared memory: a block reads a number from slow memory once, and uses it TILE times."""

from __future__ import annotations

from numba import cuda, float32

from tinytorch.kernels.cpu.pointwise import Numbers, Whole
from tinytorch.kernels.cpu.rows import Matrix
from tinytorch.kernels.cuda.launch import TILE


def block_matmul(out: Matrix, a: Matrix, b: Matrix) -> None:
    """out = a @ b for square matrices of at most TILE rows, by one block of TILE x TILE threads.

    The thread of row i (`cuda.threadIdx.y`) and column j (`cuda.threadIdx.x`) copies a[i, j] and b[i, j] into
    shared memory, each number once; after a barrier it makes out[i, j] of the shared numbers alone. Give each
    shared array a line of its own.
    """
    ### BEGIN SOLUTION 4
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    i, j, side = cuda.threadIdx.y, cuda.threadIdx.x, out.shape[0]
    inside = i < side and j < side
    if inside:
        a_shared[i, j] = a[i, j]
        b_shared[i, j] = b[i, j]
    cuda.syncthreads()
    if inside:
        total = 0.0
        for t in range(side):
            total += a_shared[i, t] * b_shared[t, j]
        out[i, j] = total
    ### END SOLUTION


def matmul_kernel(
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
    """out[z] = a[z] @ b[z]: (n, depth) @ (depth, m) -> (n, m) for every z, of any size.

    a and b are read under three strides each (from matrix to matrix, down a column, along a row) and an offset; out
    lies in reading order. The grid has blocks in z for the matrices, in y for each TILE rows of out, in x for each TILE
    columns. A block goes along the inner axis TILE steps at a time: its threads copy a tile of a and a tile of b, with
    0 for what lies beyond the edges; a barrier; each thread adds TILE products to its sum; and another barrier, before
    the tiles are overwritten. Threads that lie side by side in x should read numbers that lie side by side.
    """
    ### BEGIN SOLUTION 4
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total
    ### END SOLUTION
