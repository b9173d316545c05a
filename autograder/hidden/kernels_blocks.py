"""Hidden checks of Task 3.3, second part: the threads of a block bring many numbers together in shared memory.

The results are compared; the sanitizer looks for faults; and what each thread reads is counted, for a single thread
that does all the work would be right as well, and as slow as no GPU at all.
"""

from __future__ import annotations

from math import inf, prod
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import check, close, law_check
from autograder.hidden.kernels_rows import halves, reductions
from autograder.hidden.kernels_threads import Launch, faults, inspected, is_clean, launched, row_of, threads_
from autograder.hidden.kernels_tools import SINGLE, copied, numbers, out_of, placed, row

LOGARITHM = {2: 1, 4: 2, 8: 3, 32: 5}
PROBABILITIES = close(atol=1e-6, rtol=1e-4)  # e to a power in float32


def is_shared(outputs: Any, drawn: Any) -> str | None:
    """The law of [what a thread read most, what it may read] in slow and in fast memory."""
    for (most, allowed), memory in zip(outputs, ("global", "shared"), strict=True):
        if most > allowed:
            return f"one thread reads too much of {memory} memory: the work is not shared among the threads"
    return None


def reads(report: Any, slow: int, fast: int) -> Any:
    """What a thread read most, beside what it may read."""
    return [[report.most("global_reads"), slow], [report.most("shared_reads"), fast]]


def halving(threads: int) -> int:
    """What a thread may read in a tree, with room for other ways to write one."""
    return 4 * LOGARITHM[threads] + 4


# --- block_sum

lengths = st.one_of(st.integers(1, 20), st.integers(1, 64))
ENDS = [{"size": size, "threads": threads} for size, threads in ((33, 32), (64, 32), (5, 8), (16, 8), (9, 4), (1, 2))]


def summed(tt: Any, size: int, threads: int) -> tuple[Any, tuple[Any, ...]]:
    """out, and what block_sum is given with it; no number is 0."""
    out = out_of(tt, -(-size // threads), dtype="float32")
    return out, (out, copied(tt, numbers(size, dtype="float32") + np.float32(0.25)))


@check("block_sum", compare=SINGLE, examples=25, size=lengths, threads=threads_, also=ENDS)
def blocks_add_up(tt: Any, size: int, threads: int) -> Any:
    """out[b] is the sum of the numbers that block b has, be they as many as its threads or fewer."""
    out, arguments = summed(tt, size, threads)
    launched(tt, tt.kernels.cuda.reduce.block_sum, row_of(size, threads), *arguments)
    return [out, arguments[1]]


@law_check("block_sum", law=is_clean, structure=True, examples=6, size=lengths, threads=threads_, also=ENDS[:4])
def block_sum_is_clean(tt: Any, size: int, threads: int) -> Any:
    """A barrier lies between what one thread of block_sum writes and another reads, and all threads come to each."""
    return faults(tt, tt.kernels.cuda.reduce.block_sum, row_of(size, threads), *summed(tt, size, threads)[1])


@law_check("block_sum", law=is_shared, structure=True, examples=2, size=st.integers(33, 64), threads=st.just(32))
def block_sum_by_halves(tt: Any, size: int, threads: int) -> Any:
    """Half of the threads add, then a quarter, and so on: no thread reads more than a few numbers."""
    report = inspected(tt, tt.kernels.cuda.reduce.block_sum, row_of(size, threads), *summed(tt, size, threads)[1])
    return reads(report, 1, halving(threads))


# --- reduce_kernel

few = reductions((3, 2, 4, 1, 5, 0))
OPERATORS = {"add": 0.0, "mul": 1.0, "max": -inf}
f_ = st.sampled_from(list(OPERATORS))
COLUMNS = [[[3, 7], [1, 3], 2], [1]]  # seven numbers each, of a transposed table
TWENTY = [[[2, 4, 5], [20, 5, 1], 0], [1, 2]]  # twenty numbers each


def some(case: list[Any]) -> bool:
    """Whether there are results, and not too many for a quick run."""
    return prod(halves(*case)[0]) in range(1, 9)


def reduced(tt: Any, case: list[Any], f: str) -> tuple[Any, tuple[Any, ...]]:
    """out, and what reduce_kernel is given with it; all numbers are below 0."""
    layout, axes = case
    kept, kept_strides, gone, gone_strides, offset = halves(layout, axes)
    a = copied(tt, row(layout, 0.25, "float32") - np.float32(2.0))
    out = out_of(tt, prod(kept), dtype="float32")
    given = (a, prod(gone), kept, kept_strides, gone, gone_strides, offset)
    return out, (getattr(tt.scalars.operators, f), OPERATORS[f], out, *given)


@check(
    "reduce_kernel",
    compare=close(atol=1e-5, rtol=1e-4),
    examples=25,
    case=few.filter(some),
    f=f_,
    threads=threads_,
    also=[
        {"case": COLUMNS, "f": "add", "threads": 8},
        {"case": TWENTY, "f": "max", "threads": 8},
        {"case": TWENTY, "f": "add", "threads": 4},
        {"case": [[[2, 0], [1, 1], 0], [1]], "f": "mul", "threads": 4},
    ],
)
def blocks_reduce(tt: Any, case: list[Any], f: str, threads: int) -> Any:
    """out[b] is f over all elements along the axes that go, fewer than a block has threads or more; [layout, axes]."""
    out, arguments = reduced(tt, case, f)
    kernel = placed(tt, tt.kernels.cuda.reduce.reduce_kernel)
    launched(tt, kernel, Launch(prod(halves(*case)[0]), threads), *arguments)
    return [out, arguments[3]]


@law_check(
    "reduce_kernel",
    law=is_clean,
    structure=True,
    examples=5,
    case=few.filter(some),
    f=f_,
    threads=st.sampled_from([8, 4]),
    also=[{"case": COLUMNS, "f": "add", "threads": 8}, {"case": TWENTY, "f": "max", "threads": 8}],
)
def reduce_kernel_is_clean(tt: Any, case: list[Any], f: str, threads: int) -> Any:
    """A barrier lies between what one thread of reduce_kernel writes and another reads; none leaves an array."""
    kernel = placed(tt, tt.kernels.cuda.reduce.reduce_kernel)
    return faults(tt, kernel, Launch(prod(halves(*case)[0]), threads), *reduced(tt, case, f)[1])


@law_check(
    "reduce_kernel", law=is_shared, structure=True, examples=2, case=st.just(TWENTY), threads=st.sampled_from([8, 4])
)
def reduce_kernel_shares_the_work(tt: Any, case: list[Any], threads: int) -> Any:
    """Each thread of reduce_kernel takes its share of the elements, and the results meet by halves."""
    kernel = placed(tt, tt.kernels.cuda.reduce.reduce_kernel)
    report = inspected(tt, kernel, Launch(2, threads), *reduced(tt, case, "add")[1])
    return reads(report, -(-20 // threads), halving(threads))


# --- softmax_kernel

widths = st.one_of(st.integers(1, 9), st.integers(1, 40))


def rows_of(count: int, width: int, seed: int, scale: float, shift: float) -> np.ndarray:
    """Rows of numbers, the largest of each anywhere."""
    numbers = np.random.default_rng(seed).integers(-12, 13, (count, width)) / 4.0
    return (scale * numbers + shift).astype(np.float32).ravel()


def softened(tt: Any, rows: int, a: np.ndarray) -> tuple[Any, tuple[Any, ...]]:
    """out, and what softmax_kernel is given with it."""
    out = out_of(tt, len(a), dtype="float32")
    return out, (out, copied(tt, a), len(a) // rows)


@check(
    "softmax_kernel",
    compare=PROBABILITIES,
    examples=20,
    rows=st.integers(1, 3),
    width=widths,
    threads=threads_,
    seed=st.integers(0, 999),
    also=[
        {"rows": 2, "width": w, "threads": t, "seed": 1} for w, t in ((5, 4), (3, 8), (8, 8), (9, 2), (1, 4), (40, 8))
    ],
)
def blocks_soften(tt: Any, rows: int, width: int, threads: int, seed: int) -> Any:
    """out is the softmax of each row, be it shorter than a block or longer."""
    out, arguments = softened(tt, rows, rows_of(rows, width, seed, 1.0, 0.0))
    launched(tt, tt.kernels.cuda.softmax.softmax_kernel, Launch(rows, threads), *arguments)
    return [out, arguments[1]]


@check(
    "softmax_kernel",
    compare=PROBABILITIES,
    examples=8,
    width=st.integers(2, 9),
    shift=st.sampled_from([1000.0, -1000.0, 90.0, -200.0]),
    seed=st.integers(0, 999),
)
def blocks_soften_large_numbers(tt: Any, width: int, shift: float, seed: int) -> Any:
    """Rows of large numbers, and of numbers far below 0, have a softmax too."""
    out, arguments = softened(tt, 2, rows_of(2, width, seed, 1.0, shift))
    launched(tt, tt.kernels.cuda.softmax.softmax_kernel, Launch(2, 4), *arguments)
    return out


@law_check(
    "softmax_kernel",
    law=is_clean,
    structure=True,
    examples=4,
    width=st.integers(1, 20),
    threads=st.sampled_from([8, 4]),
    also=[{"width": w, "threads": 8} for w in (5, 19)],
)
def softmax_kernel_is_clean(tt: Any, width: int, threads: int) -> Any:
    """Every thread has read the result of a round before the next round writes; none leaves an array."""
    arguments = softened(tt, 2, rows_of(2, width, width, 1.0, 0.0))[1]
    return faults(tt, tt.kernels.cuda.softmax.softmax_kernel, Launch(2, threads), *arguments)


@law_check("softmax_kernel", law=is_shared, structure=True, examples=1, width=st.just(40))
def softmax_kernel_shares_the_work(tt: Any, width: int) -> Any:
    """Each thread of softmax_kernel takes its share of the columns, and the results meet by halves."""
    arguments = softened(tt, 1, rows_of(1, width, width, 1.0, 0.0))[1]
    report = inspected(tt, tt.kernels.cuda.softmax.softmax_kernel, Launch(1, 8), *arguments)
    return reads(report, 5 * 5, 3 * halving(8))
