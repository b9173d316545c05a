"""The patches of images as columns of a matrix, and back, as in fused/patches.py: here a thread makes one number.

`shape` is that of the columns, (C, KH, KW, N, OH, OW); they lie in this order, one after the other. The plane of
image n and channel c begins in `images` at n * steps[0] + c * steps[1]. (H, W) is `side`; stride, padding and dilation
are pairs.
"""

from __future__ import annotations

from math import prod

from numba import cuda

from tinytorch.kernels.cpu.pointwise import Numbers, Whole
from tinytorch.kernels.cuda import pool
from tinytorch.kernels.cuda.launches import Launches, seen
from tinytorch.tensors.backend import Strided
from tinytorch.tensors.layout import Shape

Pair = tuple[int, int]


def im2col_kernel(
    columns: Numbers,
    images: Numbers,
    shape: Whole,
    steps: Whole,
    side: Whole,
    stride: Whole,
    padding: Whole,
    dilation: Whole,
) -> None:
    """columns[c, r, s, n, y, x] = images[n, c, y * stride + r * dilation - padding, ... s ... x ...], 0 outside."""
    i = cuda.grid(1)
    if i < columns.size:
        rest, x = i // shape[5], i % shape[5]
        rest, y = rest // shape[4], rest % shape[4]
        rest, n = rest // shape[3], rest % shape[3]
        rest, s = rest // shape[2], rest % shape[2]
        c, r = rest // shape[1], rest % shape[1]
        row = y * stride[0] + r * dilation[0] - padding[0]
        column = x * stride[1] + s * dilation[1] - padding[1]
        inside = 0 <= row < side[0] and 0 <= column < side[1]
        place = n * steps[0] + c * steps[1] + row * side[1] + column
        columns[i] = images[place] if inside else 0.0


def col2im_kernel(
    images: Numbers,
    columns: Numbers,
    shape: Whole,
    steps: Whole,
    side: Whole,
    stride: Whole,
    padding: Whole,
    dilation: Whole,
) -> None:
    """The transpose of im2col: each number of images becomes the sum of its copies in columns.

    A thread looks for the copies of its number, so that no two threads write to one place. Thread i makes the number
    (n, c, row, column) whose place in an N, C, H, W box is i.
    """
    i = cuda.grid(1)
    if i < images.size:
        rest, column = i // side[1], i % side[1]
        rest, row = rest // side[0], rest % side[0]
        n, c = rest // shape[0], rest % shape[0]
        total = 0.0
        for r in range(shape[1]):
            down = row + padding[0] - r * dilation[0]
            y = down // stride[0]
            if down >= 0 and y * stride[0] == down and y < shape[4]:
                for s in range(shape[2]):
                    right = column + padding[1] - s * dilation[1]
                    x = right // stride[1]
                    if right >= 0 and x * stride[1] == right and x < shape[5]:
                        box = ((c * shape[1] + r) * shape[2] + s) * shape[3] + n
                        total += columns[(box * shape[4] + y) * shape[5] + x]
        images[n * steps[0] + c * steps[1] + row * side[1] + column] = total


class Patches(Launches):
    """Patches of images as columns, and back."""

    def im2col(
        self, images: Strided, size: Pair, stride: Pair = (1, 1), padding: Pair = (0, 0), dilation: Pair = (1, 1)
    ) -> pool.Numbers:
        """The patches of images (N, C, H, W) as columns (C, KH, KW, N, OH, OW); zeros beyond the edges."""
        n, channels, *side = images.layout.shape
        shape = channels, *size, n, *patch_counts(tuple(side), size, stride, padding, dilation)
        out = self.pool.numbers(prod(shape), images.buffer.data.dtype)
        if out.size:
            x, steps = self.straight(seen(images)), (channels * prod(side), prod(side))
            args = shape, steps, tuple(side), stride, padding, dilation
            self.spread(im2col_kernel, None, out.dtype, out.size, out.row, x.row, *args)
        return out

    def col2im(
        self, columns: Strided, side: Pair, stride: Pair = (1, 1), padding: Pair = (0, 0), dilation: Pair = (1, 1)
    ) -> pool.Numbers:
        """The transpose of im2col: columns (C, KH, KW, N, OH, OW) -> images (N, C, H, W) of this side."""
        shape = columns.layout.shape
        out = self.pool.numbers(shape[3] * shape[0] * prod(side), columns.buffer.data.dtype)
        if out.size:
            x, steps = self.straight(seen(columns)), (shape[0] * prod(side), prod(side))
            row = x.row if columns.layout.size else out.row
            args = shape, steps, side, stride, padding, dilation
            self.spread(col2im_kernel, None, out.dtype, out.size, out.row, row, *args)
        return out


def patch_counts(side: Shape, size: Pair, stride: Pair, padding: Pair, dilation: Pair) -> Shape:
    """How many patches fit below each other and side by side."""
    return tuple(max((side[k] + 2 * padding[k] - dilation[k] * (size[k] - 1) - 1) // stride[k] + 1, 0) for k in (0, 1))
