# Made from solutions/tinytorch/kernels/fused/patches.py by `autograder build`.
"""The patches of images as columns of a matrix, so that one matrix product is a convolution; and back.

    columns (C, KH, KW, N, OH, OW), contiguous: as a matrix C*KH*KW x N*OH*OW. weight (F, C*KH*KW) @ columns is then
    the convolution, (F, N, OH, OW) in memory; a view puts N first.
    images  a flat array; the plane of image n and channel c is contiguous and begins at n * steps[0] + c * steps[1],
    so both N, C, H, W and C, N, H, W in memory will do.

(H, W) is `side`; stride, padding and dilation are pairs, too. Patches reach into the padding, which is 0.
"""

from __future__ import annotations

from numba import prange

from tinytorch.kernels.cpu.pointwise import Numbers, Whole
from tinytorch.kernels.cpu.rows import Matrix


def inside(shift: int, stride: int, width: int, count: int) -> tuple[int, int]:
    """The range of those x < count for which x * stride + shift is a place in a row of `width` numbers.

    >>> inside(-1, 1, 5, 5), inside(1, 1, 5, 5), inside(-2, 2, 5, 4), inside(9, 1, 5, 5)
    ((1, 5), (0, 4), (1, 4), (0, 0))
    """
    low = min(max(0, (stride - 1 - shift) // stride), count)
    return low, max(low, min(count, (width - 1 - shift) // stride + 1))


def im2col(
    columns: Matrix, images: Numbers, steps: Whole, side: Whole, stride: Whole, padding: Whole, dilation: Whole
) -> None:
    """columns[c, r, s, n, y, x] = images[n, c, y * stride + r * dilation - padding, ... s ... x ...], 0 outside."""
    channels, high, wide, count, rows, width = columns.shape
    for q in prange(channels * high * wide):
        c, r, s = q // (high * wide), q // wide % high, q % wide
        shift = s * dilation[1] - padding[1]
        low, end = inside(shift, stride[1], side[1], width)
        for n in range(count):
            plane = n * steps[0] + c * steps[1]
            for y in range(rows):
                line = y * stride[0] + r * dilation[0] - padding[0]
                first, last = (low, end) if line >= 0 and line < side[0] else (width, width)
                place = plane + line * side[1] + shift
                for x in range(first):
                    columns[c, r, s, n, y, x] = 0.0
                for x in range(first, last):
                    columns[c, r, s, n, y, x] = images[place + x * stride[1]]
                for x in range(last, width):
                    columns[c, r, s, n, y, x] = 0.0


def col2im(
    images: Numbers, columns: Matrix, steps: Whole, side: Whole, stride: Whole, padding: Whole, dilation: Whole
) -> None:
    """The transpose of im2col: each number of images becomes the sum of its copies in columns. A plane by a thread."""
    channels, high, wide, count, rows, width = columns.shape
    for q in prange(channels * count):
        c, n = q // count, q % count
        plane = n * steps[0] + c * steps[1]
        for k in range(side[0] * side[1]):
            images[plane + k] = 0.0
        for r in range(high):
            for s in range(wide):
                shift = s * dilation[1] - padding[1]
                low, end = inside(shift, stride[1], side[1], width)
                top, bottom = inside(r * dilation[0] - padding[0], stride[0], side[0], rows)
                for y in range(top, bottom):
                    place = plane + (y * stride[0] + r * dilation[0] - padding[0]) * side[1] + shift
                    for x in range(low, end):
                        images[place + x * stride[1]] += columns[c, r, s, n, y, x]
