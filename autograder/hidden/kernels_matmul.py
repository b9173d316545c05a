"""Hidden checks of Task 3.2: matrix products by rows, by tiles, and by panels that are packed.

`matmul_tiled` is run with a `tile` and a `pack` of ours, made of slices: its own 256 x 256 numbers would take Python
too long, and a wrong tile is no mistake of its. The sides that are drawn lie on both sides of ROWS, DEPTH and WIDTH.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import check, close, law_check
from autograder.hidden.kernels_tools import (
    SUMS,
    apart,
    compiles,
    copied,
    is_apart,
    is_shared_out,
    multipliers,
    numbers,
    out_of,
    seeing,
    shared_out,
)

TABLE, LINE = np.zeros((2, 2), np.float32), np.zeros(4, np.float32)  # examples of types
ROWS, DEPTH, WIDTH = 4, 256, 256  # as kernels/cpu/matmul.py has them
LONG = close(atol=1e-9, rtol=1e-9)  # sums of hundreds of products

box_sides = st.lists(st.sampled_from([2, 3, 1, 4, 5, 0]), min_size=3, max_size=3)


def matrix(rows: int, columns: int, scale: float = 1.0) -> np.ndarray:
    """Different numbers in a matrix."""
    return numbers(rows * columns, scale).reshape(rows, columns)


def factors(shape: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Matrices (n, k) and (k, m)."""
    n, k, m = shape
    return matrix(n, k), matrix(k, m, 0.5)


def product(tt: Any, kernel: Any, shape: list[int]) -> Any:
    """[out, a, b] after the kernel has multiplied."""
    a, b = (copied(tt, factor) for factor in factors(shape))
    out = out_of(tt, shape[0], shape[2])
    kernel(out, a, b)
    return [out, a, b]


# --- matmul_rows


@check("matmul_rows", compare=SUMS, examples=25, shape=box_sides, also=[{"shape": [2, 3, 4]}, {"shape": [3, 0, 2]}])
def matmul_rows_is_the_product(tt: Any, shape: list[int]) -> Any:
    """out is a @ b, whatever stood in out before, and a sum of no products is 0; sides [n, k, m]."""
    return product(tt, tt.kernels.cpu.matmul.matmul_rows, shape)


@law_check("matmul_rows", law=is_shared_out, structure=True)
def matmul_rows_is_parallel(tt: Any) -> Any:
    """Numba makes the loop over rows of matmul_rows parallel."""
    kernel = tt.kernels.cpu.matmul.matmul_rows
    return shared_out(tt, kernel, (TABLE, TABLE, TABLE), None, kernel, (out_of(tt, 6, 5), *factors([6, 4, 5])))


@law_check("matmul_rows", law=is_apart, structure=True, examples=4, shape=box_sides, also=[{"shape": [3, 4, 2]}])
def matmul_rows_has_no_race(tt: Any, shape: list[int]) -> Any:
    """No turn of the parallel loop of matmul_rows touches what another writes, and no index lies outside."""
    return apart(tt, tt.kernels.cpu.matmul.matmul_rows, out_of(tt, shape[0], shape[2]), *factors(shape))


CACHE, NUMBERS = 16, 16  # a cache of so many lines, of so many numbers each
TALL = [2, 24, 32]  # a column of b meets more lines than the cache has, a row only two


def walked(tt: Any, kernel: Any, shape: list[int]) -> Any:
    """The places in b, as they lie in memory, in the order in which the kernel reads them."""
    a, b = factors(shape)
    read = tt.builtin.list([])
    log = tt.subclass(tt.builtin.object, read=lambda part, places: read.extend(places.ravel().tolist()))
    kernel(out_of(tt, shape[0], shape[2]), a, tt.kernels.cpu.watch.Watched(log, "b", copied(tt, b)))
    return read


def is_along_rows(outputs: Any, drawn: Any) -> str | None:
    """The law of `walked`: at most every fourth read has to wait for a line of the cache."""
    cache: list[int] = []  # the line that was used last stands last
    fetched = 0
    for line in (place // NUMBERS for place in outputs):
        fetched += line not in cache
        cache = [*(each for each in cache if each != line), line][-CACHE:]
    columns = "b is read down its columns: each number comes from another line of the cache"
    return columns if 4 * fetched > len(outputs) else None


@law_check("matmul_rows", law=is_along_rows, structure=True, examples=1)
def matmul_rows_goes_along_rows(tt: Any) -> Any:
    """The loops of matmul_rows stand so that b is read along its rows, where numbers lie side by side."""
    return walked(tt, tt.kernels.cpu.matmul.matmul_rows, TALL)


# --- tile


def scattered(tt: Any, count: int, multiplier: int) -> Any:
    """Numbers in a row that follow no pattern a tile could hit by chance; the program makes them, for they are many."""
    return (tt.kernels.cpu.matmul.np.arange(count) * multiplier % 211) / 8.0 - 13.0


def first_columns(sums: Any, width: int) -> Any:
    """The columns of four rows of sums that count."""
    return sums.reshape(ROWS, WIDTH)[:, :width]


@check(
    "tile",
    compare=LONG,
    examples=12,
    t=st.sampled_from([4, 0, 8, 100, DEPTH - ROWS]),
    width=st.sampled_from([5, 1, 16, 40]),
    multiplier=multipliers,
    also=[
        {"t": 0, "width": 3, "multiplier": 17},
        {"t": DEPTH - ROWS, "width": 6, "multiplier": 29},
        {"t": 4, "width": WIDTH, "multiplier": 31},
    ],
)
def tile_adds_four_steps(tt: Any, t: int, width: int, multiplier: int) -> Any:
    """sums[r * WIDTH + j] grows by four products for each r and j, from step t on; whatever stood there before."""
    rows, sums = scattered(tt, ROWS * DEPTH, multiplier), scattered(tt, ROWS * WIDTH, multiplier + 2)
    tt.kernels.cpu.matmul.tile(sums, rows, scattered(tt, DEPTH * WIDTH, multiplier + 4), t, width)
    return [first_columns(sums, width), rows]


@check("tile", compare=LONG, examples=3, width=st.sampled_from([7, 2, 30]), multiplier=multipliers)
def tiles_go_along_the_inner_axis(tt: Any, width: int, multiplier: int) -> Any:
    """The tiles from t = 0, 4 and 8 on give the product of four rows with twelve rows of the panel."""
    rows, panel = scattered(tt, ROWS * DEPTH, multiplier), scattered(tt, DEPTH * WIDTH, multiplier + 4)
    sums = out_of(tt, ROWS * WIDTH, number=0.0)
    for t in (0, 4, 8):
        tt.kernels.cpu.matmul.tile(sums, rows, panel, t, width)
    return first_columns(sums, width)


@law_check("tile", law=compiles, structure=True)
def tile_can_be_compiled(tt: Any) -> Any:
    """Numba can compile tile, so that matmul_tiled can call it."""
    tile, sums = tt.kernels.cpu.matmul.tile, out_of(tt, ROWS * WIDTH, number=0.0)
    tile(sums, scattered(tt, ROWS * DEPTH, 3), scattered(tt, DEPTH * WIDTH, 5), 0, 2)
    return [tt.kernels.parallel.loops(tile, LINE, LINE, LINE, 4, 4), first_columns(sums, 2)]


# --- matmul_tiled


def sliced(tt: Any, kernel: Any) -> Any:
    """The kernel with a tile and a pack that are right and quick."""
    np_, cut = tt.kernels.cpu.matmul.np, tt.builtin.slice

    def tile(sums: Any, rows: Any, panel: Any, t: Any, width: Any) -> None:
        steps = [panel[cut((t + s) * WIDTH, (t + s + 1) * WIDTH)] * 1.0 for s in range(ROWS)]
        for r in range(ROWS):
            of_row = slice(r * WIDTH, (r + 1) * WIDTH)
            found = sums[of_row] * 1.0
            for s in range(ROWS):
                found = found + rows[r * DEPTH + t + s] * steps[s]
            sums[of_row] = found

    def pack(block: Any, source: Any, top: Any, left: Any, height: Any, width: Any) -> Any:
        box = np_.asarray(source)[cut(top, top + height), cut(left, left + width)]
        filled = np_.pad(box, [[0, height - box.shape[0]], [0, width - box.shape[1]]])
        block[cut(0, height * width)] = filled.reshape(-1)

    return seeing(tt, kernel, tile=tile, pack=pack)


@check(
    "matmul_tiled",
    compare=LONG,
    examples=10,
    shape=st.lists(st.sampled_from([5, 3, 1, 4, 6, 8, 0]), min_size=3, max_size=3),
    also=[{"shape": [4, 4, 2]}, {"shape": [5, 6, 3]}, {"shape": [3, 0, 2]}, {"shape": [1, 1, 1]}, {"shape": [9, 7, 5]}],
)
def matmul_tiled_is_the_product(tt: Any, shape: list[int]) -> Any:
    """out is a @ b where no side is a multiple of four, whatever stood in out before; sides [n, k, m]."""
    return product(tt, sliced(tt, tt.kernels.cpu.matmul.matmul_tiled), shape)


@check(
    "matmul_tiled",
    compare=LONG,
    examples=4,
    reveal=False,
    shape=st.tuples(st.sampled_from([3, 5]), st.sampled_from([300, 514]), st.sampled_from([3, 259])).map(list),
    also=[{"shape": [5, 262, 3]}, {"shape": [3, 5, 300]}],
)
def matmul_tiled_of_several_panels(tt: Any, shape: list[int]) -> Any:
    """out is a @ b where b has several panels, side by side and one below the other; sides [n, k, m]."""
    n, k, m = shape
    out = out_of(tt, n, m)
    kernel = sliced(tt, tt.kernels.cpu.matmul.matmul_tiled)
    a, b = scattered(tt, n * k, 17).reshape(n, k), scattered(tt, k * m, 29).reshape(k, m)
    kernel(out, a, b)
    return out


def kinds_made(tt: Any, kernel: Any, kind: str) -> Any:
    """The dtypes of the arrays into which the kernel packs and adds up, for matrices of `kind`."""
    made = tt.builtin.list([])

    def tile(sums: Any, rows: Any, panel: Any, t: Any, width: Any) -> None:
        made.append(sums.dtype.name)

    def pack(block: Any, source: Any, top: Any, left: Any, height: Any, width: Any) -> None:
        made.append(block.dtype.name)

    a, b = (factor.astype(kind) for factor in factors([5, 6, 3]))
    seeing(tt, kernel, tile=tile, pack=pack)(out_of(tt, 5, 3, dtype=kind), a, b)
    return made


def is_of_one_kind(outputs: Any, drawn: Any) -> str | None:
    """The law of `kinds_made`: all are as the numbers of the matrices."""
    other = [kind for kind in outputs if kind != drawn["kind"]]
    return f"panels, rows or sums are no {drawn['kind']} where a and b are" if other else None


@law_check(
    "matmul_tiled",
    law=is_of_one_kind,
    structure=True,
    examples=2,
    kind=st.sampled_from(["float32", "float64"]),
    also=[{"kind": "float32"}, {"kind": "float64"}],
)
def matmul_tiled_keeps_the_kind(tt: Any, kind: str) -> Any:
    """Panels and sums hold numbers of the dtype of a: float32 stays float32, at half the bytes."""
    return kinds_made(tt, tt.kernels.cpu.matmul.matmul_tiled, kind)


@law_check("matmul_tiled", law=is_shared_out, structure=True)
def matmul_tiled_is_parallel(tt: Any) -> Any:
    """Numba makes the loop over four rows of matmul_tiled parallel."""
    kernel = tt.kernels.cpu.matmul.matmul_tiled
    arguments = (out_of(tt, 21, 3), *factors([21, 5, 3]))
    return shared_out(tt, kernel, (TABLE, TABLE, TABLE), None, sliced(tt, kernel), arguments)


@law_check(
    "matmul_tiled",
    law=is_apart,
    structure=True,
    examples=2,
    shape=box_sides,
    also=[{"shape": [10, 6, 3]}, {"shape": [5, 3, 4]}],
)
def matmul_tiled_has_no_race(tt: Any, shape: list[int]) -> Any:
    """No turn of the parallel loop of matmul_tiled touches what another writes, and no index lies outside."""
    kernel = sliced(tt, tt.kernels.cpu.matmul.matmul_tiled)
    return apart(tt, kernel, out_of(tt, shape[0], shape[2]), *factors(shape))
