"""Hidden checks of Task 3.4: matrix products by tiles in shared memory."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from autograder.checks import check, law_check
from autograder.checks import strategies as draw
from autograder.hidden.kernels_threads import Launch, faults, inspected, is_clean, launched
from autograder.hidden.kernels_tools import SINGLE, copied, numbers, out_of, row
from autograder.hidden.tensors_layout import Drawn

TILE = 4


def is_thrifty(outputs: Any, drawn: Any) -> str | None:
    """The law of [reads of slow memory, how many there may be, reads of shared memory, how few]."""
    slow, most, fast, least = outputs
    if slow > most:
        return "numbers are read from slow memory more often than once for each block that needs them"
    return "the products are not made of the numbers in shared memory" if fast < least else None


# --- block_matmul

square_sides = st.integers(1, TILE)


def square(tt: Any, side: int, columns: bool) -> tuple[Any, tuple[Any, ...]]:
    """out, and what block_matmul is given with it; a may be a transposed matrix."""
    a, b = (numbers(side * side, scale, "float32").reshape(side, side) for scale in (1.0, 0.5))
    out = out_of(tt, side, side, dtype="float32")
    left = copied(tt, a)
    return out, (out, left.T if columns else left, copied(tt, b))


@check(
    "block_matmul",
    compare=SINGLE,
    examples=8,
    side=square_sides,
    columns=st.booleans(),
    also=[{"side": side, "columns": False} for side in (3, 4, 1, 2)],
)
def a_block_multiplies(tt: Any, side: int, columns: bool) -> Any:
    """out is a @ b for matrices of TILE rows, and of fewer."""
    out, arguments = square(tt, side, columns)
    launched(tt, tt.kernels.cuda.matmul.block_matmul, Launch(1, (TILE, TILE), TILE), *arguments)
    return [out, *arguments[1:]]


@law_check("block_matmul", law=is_clean, structure=True, examples=4, side=square_sides, also=[{"side": 3}, {"side": 4}])
def block_matmul_is_clean(tt: Any, side: int) -> Any:
    """All copies of block_matmul are made before any is read, all threads come to the barrier, none leaves an array."""
    launch = Launch(1, (TILE, TILE), TILE)
    return faults(tt, tt.kernels.cuda.matmul.block_matmul, launch, *square(tt, side, False)[1])


@law_check("block_matmul", law=is_thrifty, structure=True, examples=2, side=st.sampled_from([4, 3]))
def block_matmul_reads_each_number_once(tt: Any, side: int) -> Any:
    """Each number of a and b is read from slow memory once, by the block; products are made of shared numbers."""
    launch = Launch(1, (TILE, TILE), TILE)
    report = inspected(tt, tt.kernels.cuda.matmul.block_matmul, launch, *square(tt, side, False)[1])
    return [report.total("global_reads"), 2 * side**2, report.total("shared_reads"), 2 * side**3]


# --- matmul_kernel

WAYS = ("plain", "plain", "gaps", "backwards")


@st.composite
def stacks(drawn: st.DrawFn, most: int = 6) -> list[Drawn]:
    """Layouts (z, n, depth) and (z, depth, m), with axes in any order; one of the stacks may be a single matrix."""
    n, depth, m = (drawn(st.integers(1, most)) for _ in range(3))
    count = drawn(st.sampled_from([1, 2]))
    pair = [drawn(draw.layouts_of([count, *sides], WAYS)) for sides in ([n, depth], [depth, m])]
    if drawn(st.sampled_from([False, False, True])):
        pair[drawn(st.sampled_from([0, 1]))][1][0] = 0
    return pair


def batch(tt: Any, pair: list[Drawn]) -> tuple[Any, tuple[Any, ...]]:
    """out, and what matmul_kernel is given with it."""
    (count, n, depth), m = pair[0][0], pair[1][0][2]
    out = out_of(tt, count * n * m, dtype="float32")
    given: list[Any] = [out]
    for layout, scale in zip(pair, (1.0, 0.5), strict=True):
        given += [copied(tt, row(layout, scale, "float32")), tuple(layout[1]), layout[2]]
    return out, (*given, n, depth, m)


def over(pair: list[Drawn], tile: int) -> Launch:
    """The launch that covers a stack of products with blocks of tile x tile threads."""
    (count, n, _), m = pair[0][0], pair[1][0][2]
    return Launch((-(-m // tile), -(-n // tile), count), (tile, tile), tile)


def plain(count: int, n: int, depth: int, m: int) -> list[Drawn]:
    """Stacks in reading order."""
    return [[[count, n, depth], [n * depth, depth, 1], 0], [[count, depth, m], [depth * m, m, 1], 0]]


FIXED = [
    plain(1, 4, 4, 4),
    plain(1, 3, 6, 5),
    plain(2, 2, 9, 3),
    plain(1, 1, 1, 1),
    [[[2, 5, 3], [15, 1, 5], 2], [[2, 3, 6], [0, 1, 3], 1]],
]


@check(
    "matmul_kernel",
    compare=SINGLE,
    examples=20,
    pair=stacks(),
    tile=st.sampled_from([2, 4]),
    also=[{"pair": pair, "tile": 4} for pair in FIXED],
)
def blocks_multiply(tt: Any, pair: list[Drawn], tile: int) -> Any:
    """out[z] is a[z] @ b[z] for every z, of any size and under any strides; layouts of a and b."""
    out, arguments = batch(tt, pair)
    launched(tt, tt.kernels.cuda.matmul.matmul_kernel, over(pair, tile), *arguments)
    return [out, arguments[1], arguments[4]]


@law_check(
    "matmul_kernel",
    law=is_clean,
    structure=True,
    examples=5,
    pair=stacks(5),
    tile=st.just(2),
    also=[{"pair": FIXED[0], "tile": 2}, {"pair": FIXED[1], "tile": 4}],
)
def matmul_kernel_is_clean(tt: Any, pair: list[Drawn], tile: int) -> Any:
    """A barrier lies before tiles are read, and one before they are overwritten; no thread leaves an array."""
    return faults(tt, tt.kernels.cuda.matmul.matmul_kernel, over(pair, tile), *batch(tt, pair)[1])


@law_check(
    "matmul_kernel",
    law=is_thrifty,
    structure=True,
    examples=2,
    n=st.sampled_from([3, 4]),
    depth=st.sampled_from([5, 4]),
)
def matmul_kernel_reads_by_tiles(tt: Any, n: int, depth: int) -> Any:
    """Each thread reads one number of a and one of b for each tile; products are made of shared numbers."""
    pair, tile = plain(1, n, depth, 4), 2
    report = inspected(tt, tt.kernels.cuda.matmul.matmul_kernel, over(pair, tile), *batch(tt, pair)[1])
    threads = -(-n // tile) * 2 * tile * tile
    most = 2 * threads * -(-depth // tile)
    return [report.total("global_reads"), most, report.total("shared_reads"), 2 * n * depth * 4]
