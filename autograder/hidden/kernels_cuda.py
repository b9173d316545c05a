"""Hidden checks of Task 3.3, first part: how many blocks, and kernels in which each thread works by itself."""

from __future__ import annotations

from math import prod
from typing import Any

from hypothesis import strategies as st

from autograder.checks import check, law_check
from autograder.checks import strategies as draw
from autograder.hidden.kernels_pointwise import operands
from autograder.hidden.kernels_rows import places_of
from autograder.hidden.kernels_threads import is_one_each, launched, row_of, shares, threads_
from autograder.hidden.kernels_tools import SINGLE, copied, numbers, out_of, placed, row, size_of
from autograder.hidden.tensors_layout import Drawn

FULL = draw.shapes(least=1, most=3, sides=(3, 2, 4, 5, 1))  # a launch has at least one thread

layouts = draw.layouts(FULL)
pairs = draw.layout_pairs(FULL)
more_ = st.sampled_from([0, 0, 1])  # blocks beyond those that have something to do


# --- blocks_for


@check(
    "blocks_for",
    size=st.one_of(st.integers(0, 40), st.integers(0, 10**7), st.integers(1, 99).map(lambda k: 256 * k)),
    threads=st.sampled_from([256, 32, 1, 16, 7, 1024]),
    also=[{"size": size, "threads": 32} for size in (0, 1, 31, 32, 33, 64)],
)
def just_enough_blocks(tt: Any, size: int, threads: int) -> Any:
    """There is a thread for each element, and no block without any."""
    return tt.kernels.cuda.launch.blocks_for(size, threads)


# --- map_kernel


def mapped(tt: Any, layout: Drawn) -> tuple[Any, tuple[Any, ...]]:
    """out, and what map_kernel is given with it, for f(x) = -x."""
    shape, strides, offset = layout
    out = out_of(tt, size_of(layout), dtype="float32")
    a = copied(tt, row(layout, dtype="float32"))
    return out, (tt.scalars.operators.neg, out, a, tuple(shape), tuple(strides), offset)


@check(
    "map_kernel",
    compare=SINGLE,
    examples=25,
    layout=layouts,
    threads=threads_,
    more=more_,
    also=[{"layout": [[5, 3], [1, 5], 2], "threads": 8, "more": 0}, {"layout": [[8], [1], 0], "threads": 4, "more": 1}],
)
def threads_map_elements(tt: Any, layout: Drawn, threads: int, more: int) -> Any:
    """Thread i writes f of element i to out[i], wherever the layout finds it; `more` blocks have nothing to do."""
    out, arguments = mapped(tt, layout)
    launched(tt, placed(tt, tt.kernels.cuda.pointwise.map_kernel), row_of(size_of(layout), threads, more), *arguments)
    return [out, arguments[2]]


@law_check(
    "map_kernel",
    law=is_one_each,
    structure=True,
    examples=6,
    layout=layouts,
    threads=threads_,
    also=[{"layout": [[5, 3], [1, 5], 2], "threads": 4}, {"layout": [[3, 2], [0, -1], 4], "threads": 8}],
)
def map_kernel_has_a_thread_for_each(tt: Any, layout: Drawn, threads: int) -> Any:
    """Each thread of map_kernel makes one element, at most, and leaves no array."""
    kernel = placed(tt, tt.kernels.cuda.pointwise.map_kernel)
    return shares(tt, kernel, row_of(size_of(layout), threads, 1), *mapped(tt, layout)[1])


# --- zip_kernel


def zipped(tt: Any, pair: list[Drawn]) -> tuple[Any, tuple[Any, ...]]:
    """out, and what zip_kernel is given with it, for f(x, y) = x - y."""
    out = out_of(tt, size_of(pair[0]), dtype="float32")
    a, b = (copied(tt, row(layout, scale, "float32")) for layout, scale in zip(pair, (1.0, 0.25), strict=True))
    return out, (tt.scalars.operators.sub, out, *operands(pair, a, b))


@check(
    "zip_kernel",
    compare=SINGLE,
    examples=25,
    pair=pairs,
    threads=threads_,
    more=more_,
    also=[{"pair": [[[5, 3], [1, 5], 2], [[5, 3], [0, -1], 4]], "threads": 8, "more": 0}],
)
def threads_zip_elements(tt: Any, pair: list[Drawn], threads: int, more: int) -> Any:
    """Thread i writes f(element i of a, element i of b) to out[i], each under its own strides and offset."""
    out, arguments = zipped(tt, pair)
    kernel = placed(tt, tt.kernels.cuda.pointwise.zip_kernel)
    launched(tt, kernel, row_of(size_of(pair[0]), threads, more), *arguments)
    return [out, arguments[3], arguments[6]]


@law_check(
    "zip_kernel",
    law=is_one_each,
    structure=True,
    examples=6,
    pair=pairs,
    threads=threads_,
    also=[{"pair": [[[5, 3], [1, 5], 2], [[5, 3], [0, -1], 4]], "threads": 4}],
)
def zip_kernel_has_a_thread_for_each(tt: Any, pair: list[Drawn], threads: int) -> Any:
    """Each thread of zip_kernel makes one element, at most, and leaves no array."""
    kernel = placed(tt, tt.kernels.cuda.pointwise.zip_kernel)
    return shares(tt, kernel, row_of(size_of(pair[0]), threads, 1), *zipped(tt, pair)[1])


# --- scatter_kernel


@st.composite
def scatters(drawn: st.DrawFn) -> list[Any]:
    """[rows, how many out has, how long they are]; one number at least is added."""
    count = drawn(st.integers(1, 4))
    rows = drawn(st.lists(st.integers(0, count - 1), min_size=1, max_size=6))
    return [rows, count, drawn(st.sampled_from([3, 2, 1, 4]))]


SAME = [{"case": [[1, 1, 0, 1, 2], 3, 3], "threads": 4}, {"case": [[0] * 6, 1, 2], "threads": 32}]


def added(tt: Any, case: list[Any]) -> tuple[Any, tuple[Any, ...]]:
    """out, and what scatter_kernel is given with it."""
    rows, count, width = case
    out = copied(tt, 5.0 - numbers(count * width, dtype="float32"))
    a = copied(tt, 0.5 + numbers(prod((len(rows), width)), dtype="float32"))
    return out, (out, a, places_of(rows), width)


@check("scatter_kernel", compare=SINGLE, examples=25, case=scatters(), threads=threads_, also=SAME)
def threads_add_rows(tt: Any, case: list[Any], threads: int) -> Any:
    """Each number of row i of a is added to row rows[i] of out, whatever was there; [rows, rows of out, width]."""
    out, arguments = added(tt, case)
    launched(tt, tt.kernels.cuda.rows.scatter_kernel, row_of(len(case[0]) * case[2], threads), *arguments)
    return [out, arguments[1]]


@law_check("scatter_kernel", law=is_one_each, structure=True, examples=8, case=scatters(), threads=threads_, also=SAME)
def scatter_kernel_has_a_thread_for_each(tt: Any, case: list[Any], threads: int) -> Any:
    """Each thread of scatter_kernel adds one number, by an atomic where another may add too, and leaves no array."""
    launch = row_of(len(case[0]) * case[2], threads, 1)
    return shares(tt, tt.kernels.cuda.rows.scatter_kernel, launch, *added(tt, case)[1], unset=False)
