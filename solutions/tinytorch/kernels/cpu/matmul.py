"""Matrix products, from three loops to tiles that stay in registers and panels that stay in the cache."""

from __future__ import annotations

import numpy as np
from numba import prange

from tinytorch.kernels.cpu.pointwise import Numbers
from tinytorch.kernels.cpu.rows import Matrix

ROWS = 4  # of a, and steps along the inner axis, that a tile takes at once
DEPTH = 256  # rows of a panel: DEPTH * WIDTH float32 are 256 KiB, which the second cache holds
WIDTH = 256  # columns of a panel
LANES = 32  # columns that are taken together: a loop of a known length becomes a few instructions on whole registers


def matmul_rows(out: Matrix, a: Matrix, b: Matrix) -> None:
    """out = a @ b: (n, k) @ (k, m) -> (n, m), a row of out by one thread.

    The inner loop goes along rows of b and out, where numbers lie side by side: out[i, :] += a[i, t] * b[t, :].
    """
    ### BEGIN SOLUTION 2
    for i in prange(a.shape[0]):
        for j in range(b.shape[1]):
            out[i, j] = 0.0
        for t in range(a.shape[1]):
            factor = a[i, t]
            for j in range(b.shape[1]):
                out[i, j] += factor * b[t, j]
    ### END SOLUTION


def pack(block: Numbers, source: Matrix, top: int, left: int, height: int, width: int) -> None:
    """Copy the box of `source` that begins at [top, left] into a row: block[i * width + j] = source[top + i, left + j].

    What the box has beyond the edges of source becomes 0, so that products with it add nothing.
    """
    rows, columns = min(height, source.shape[0] - top), min(width, source.shape[1] - left)
    for i in range(rows):
        for j in range(columns):
            block[i * width + j] = source[top + i, left + j]
        for j in range(columns, width):
            block[i * width + j] = 0.0
    for place in range(rows * width, height * width):
        block[place] = 0.0


def tile(sums: Numbers, rows: Numbers, panel: Numbers, t: int, width: int) -> None:
    """sums[r * WIDTH + j] += the sum over s = 0, 1, 2, 3 of rows[r * DEPTH + t + s] * panel[(t + s) * WIDTH + j].

    For r = 0, 1, 2, 3 and every j < width: four rows of a product grow by four steps along the inner axis. `width` is
    how many columns the panel has; its rows are WIDTH apart, whatever that is. Read the 16 numbers of `rows` into 16
    variables, before the loop over j: then a turn of the loop has 16 products for the four numbers of `panel` that it
    reads, and works on all four rows of `sums`. Columns may be taken LANES at a time, also where `width` ends between:
    nobody reads what that writes behind it.
    """
    ### BEGIN SOLUTION 2
    a00, a01, a02, a03 = rows[t], rows[t + 1], rows[t + 2], rows[t + 3]
    t += DEPTH
    a10, a11, a12, a13 = rows[t], rows[t + 1], rows[t + 2], rows[t + 3]
    t += DEPTH
    a20, a21, a22, a23 = rows[t], rows[t + 1], rows[t + 2], rows[t + 3]
    t += DEPTH
    a30, a31, a32, a33 = rows[t], rows[t + 1], rows[t + 2], rows[t + 3]
    first = (t - 3 * DEPTH) * WIDTH
    for left in range(0, width, LANES):
        for j in range(left, left + LANES):
            b0, b1 = panel[first + j], panel[first + WIDTH + j]
            b2, b3 = panel[first + 2 * WIDTH + j], panel[first + 3 * WIDTH + j]
            sums[j] = sums[j] + a00 * b0 + a01 * b1 + a02 * b2 + a03 * b3
            sums[WIDTH + j] = sums[WIDTH + j] + a10 * b0 + a11 * b1 + a12 * b2 + a13 * b3
            sums[2 * WIDTH + j] = sums[2 * WIDTH + j] + a20 * b0 + a21 * b1 + a22 * b2 + a23 * b3
            sums[3 * WIDTH + j] = sums[3 * WIDTH + j] + a30 * b0 + a31 * b1 + a32 * b2 + a33 * b3
    ### END SOLUTION


def matmul_tiled(out: Matrix, a: Matrix, b: Matrix) -> None:
    """out = a @ b: (n, k) @ (k, m) -> (n, m), four rows of out by one thread.

    For each panel of DEPTH x WIDTH numbers of b: pack it; then, in parallel, for each four rows of a: pack the
    DEPTH numbers of each that meet the panel, take `tile` for t = 0, 4, 8, ..., and add the sums to their box of
    out, which has begun as 0. The last panels and rows hang over the edges; `pack` fills them up with zeros, and
    out has no place for what comes of them. Arrays to pack into are made with np.empty and np.zeros, of a.dtype;
    those of a parallel turn inside it.
    """
    ### BEGIN SOLUTION 2
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel = np.empty(DEPTH * WIDTH, a.dtype)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        for top in range(0, depth, DEPTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            for group in prange((n + ROWS - 1) // ROWS):
                rows = np.empty(ROWS * DEPTH, a.dtype)
                sums = np.zeros(ROWS * WIDTH, a.dtype)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for t in range(0, min(DEPTH, depth - top), ROWS):
                    tile(sums, rows, panel, t, width)
                for r in range(min(ROWS, n - group * ROWS)):
                    for j in range(width):
                        out[group * ROWS + r, left + j] += sums[r * WIDTH + j]
    ### END SOLUTION
