"""Many contiguous numbers to one, at the speed of the memory: many partial results grow side by side.

f brings two results together, in any order and grouping, and f(start, x) is x. The error of a float32 sum grows as the
logarithm of the count, as in NumPy's pairwise sum: no partial result takes more than CHUNK / LANES numbers one by one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import prange

from tinytorch.kernels.cpu.pointwise import Numbers
from tinytorch.kernels.cpu.rows import Matrix

Function = Callable[[float, float], float]
LANES = 128  # partial results side by side: they stay in the first cache, and all of them fit the widest registers
CHUNK = 1 << 15  # numbers that a thread takes at once
STRIP = 1024  # columns that a thread takes at once
PIECE = 1024  # numbers of a row that are looked at as one


def fold(f: Function, start: float, lanes: Numbers, a: Numbers, first: int, last: int) -> float:
    """f over a[first:last]: LANES partial results, which grow by eight rows of LANES numbers at a time."""
    for k in range(LANES):
        lanes[k] = start
    rows = (last - first) // LANES
    for row in range(0, rows - 7, 8):
        place = first + row * LANES
        for k in range(LANES):
            p = place + k
            x = f(f(a[p], a[p + LANES]), f(a[p + 2 * LANES], a[p + 3 * LANES]))
            y = f(f(a[p + 4 * LANES], a[p + 5 * LANES]), f(a[p + 6 * LANES], a[p + 7 * LANES]))
            lanes[k] = f(lanes[k], f(x, y))
    for row in range(rows - rows % 8, rows):
        for k in range(LANES):
            lanes[k] = f(lanes[k], a[first + row * LANES + k])
    for k in range((last - first) % LANES):
        lanes[k] = f(lanes[k], a[first + rows * LANES + k])
    reach = LANES // 2
    while reach > 0:
        for k in range(reach):
            lanes[k] = f(lanes[k], lanes[k + reach])
        reach //= 2
    return lanes[0]


def fold_short(f: Function, start: float, a: Numbers, first: int, last: int) -> float:
    """f over the few numbers a[first:last], by eight partial results in variables."""
    r0 = r1 = r2 = r3 = r4 = r5 = r6 = r7 = start
    whole = last - (last - first) % 8
    for p in range(first, whole, 8):
        r0, r1, r2, r3 = f(r0, a[p]), f(r1, a[p + 1]), f(r2, a[p + 2]), f(r3, a[p + 3])
        r4, r5, r6, r7 = f(r4, a[p + 4]), f(r5, a[p + 5]), f(r6, a[p + 6]), f(r7, a[p + 7])
    for p in range(whole, last):
        r0 = f(r0, a[p])
    return f(f(f(r0, r4), f(r1, r5)), f(f(r2, r6), f(r3, r7)))


def reduce_all(f: Function, start: float, out: Numbers, a: Numbers) -> None:
    """out[0] = f over all of a, in chunks."""
    chunks = (a.size + CHUNK - 1) // CHUNK
    partial = np.empty(chunks, a.dtype)
    for chunk in prange(chunks):
        lanes = np.empty(LANES, a.dtype)
        partial[chunk] = fold(f, start, lanes, a, chunk * CHUNK, min(a.size, (chunk + 1) * CHUNK))
    out[0] = fold(f, start, np.empty(LANES, a.dtype), partial, 0, chunks)


def reduce_rows(f: Function, start: float, out: Numbers, a: Numbers, width: int, parts: int) -> None:
    """out[i] = f over row i of a, which lies row by row, each of `width` numbers; a thread takes a part of the rows."""
    for part in prange(parts):
        lanes = np.empty(LANES, a.dtype)
        for i in range(part * out.size // parts, (part + 1) * out.size // parts):
            if width < 2 * LANES:
                out[i] = fold_short(f, start, a, i * width, (i + 1) * width)
            else:
                out[i] = fold(f, start, lanes, a, i * width, (i + 1) * width)


def sum_rows(f: Function, start: float, out: Numbers, a: Numbers, width: int, parts: int) -> None:
    """reduce_rows for f = add and mul: the compiler itself keeps partial results side by side (LOOSE)."""
    for part in prange(parts):
        lanes = np.empty(LANES, a.dtype)
        for i in range(part * out.size // parts, (part + 1) * out.size // parts):
            if width < PIECE:
                result = start
                for p in range(i * width, (i + 1) * width):
                    result = f(result, a[p])
                out[i] = result
            else:
                out[i] = fold(f, start, lanes, a, i * width, (i + 1) * width)


def reduce_middle(f: Function, start: float, out: Matrix, a: Matrix) -> None:
    """out[i, j] = f over t of a[i, t, j]: rows are brought together whole, four at a time; a strip by a thread."""
    depth, width = a.shape[1], a.shape[2]
    strips = (width + STRIP - 1) // STRIP
    for turn in prange(a.shape[0] * strips):
        i, left = turn // strips, turn % strips * STRIP
        right = min(width, left + STRIP)
        for j in range(left, right):
            out[i, j] = start
        for t in range(0, depth - 3, 4):
            for j in range(left, right):
                x, y = f(a[i, t, j], a[i, t + 1, j]), f(a[i, t + 2, j], a[i, t + 3, j])
                out[i, j] = f(out[i, j], f(x, y))
        for t in range(depth - depth % 4, depth):
            for j in range(left, right):
                out[i, j] = f(out[i, j], a[i, t, j])


def scan_rows(f: Function, out: Numbers, a: Numbers, width: int) -> None:
    """out[i, j] = f over a[i, 0], ..., a[i, j], for rows of `width` numbers; f is add for running sums."""
    for i in prange(a.size // max(width, 1)):
        result = a[i * width]
        out[i * width] = result
        for p in range(i * width + 1, (i + 1) * width):
            result = f(result, a[p])
            out[p] = result


def scan_middle(f: Function, out: Matrix, a: Matrix) -> None:
    """out[i, t, j] = f over a[i, 0, j], ..., a[i, t, j]."""
    for i in prange(a.shape[0]):
        for j in range(a.shape[2] if a.shape[1] > 0 else 0):
            out[i, 0, j] = a[i, 0, j]
        for t in range(1, a.shape[1]):
            for j in range(a.shape[2]):
                out[i, t, j] = f(out[i, t - 1, j], a[i, t, j])


LOOSE = (sum_rows,)
