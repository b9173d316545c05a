# Made from solutions/tinytorch/kernels/cuda/matmul.py by `autograder build`.
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
    # TODO: Implement for Task 3.4
    raise NotImplementedError("Need to implement for Task 3.4")


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
    # TODO: Implement for Task 3.4
    raise NotImplementedError("Need to implement for Task 3.4")
