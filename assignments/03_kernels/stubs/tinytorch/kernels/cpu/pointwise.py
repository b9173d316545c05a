# Made from solutions/tinytorch/kernels/cpu/pointwise.py by `autograder build`.
"""One function for every element, in parallel: along rows of numbers, and where they do not lie in a row.

A kernel is a plain function of plain arrays and whole numbers. It makes nothing and returns nothing: it fills `out`,
which is a row of numbers, in reading order. `prange` is `range` whose turns may be taken by several threads, in any
order and at the same time; so a turn must write only where no other turn writes or reads. `f` is a float function. By
itself a kernel runs as Python, slowly; `compiler.py` makes machine code of it, with f built in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from numba import prange

Numbers = Any  # a 1-D array
Whole = Sequence[int]  # whole numbers: a shape, or strides


def map_flat(f: Callable[[float], float], out: Numbers, a: Numbers) -> None:
    """out[i] = f(a[i]). It is written for you, to show the form."""
    for i in prange(out.size):
        out[i] = f(a[i])


def zip_flat(f: Callable[[float, float], float], out: Numbers, a: Numbers, b: Numbers) -> None:
    """out[i] = f(a[i], b[i])."""
    # TODO: Implement for Task 3.1
    raise NotImplementedError("Need to implement for Task 3.1")


def position(i: int, shape: Whole, strides: Whole) -> int:
    """Where element number i of a box lies, counted from its first: `to_index` and `index_to_position` in one go.

    A kernel has no room for a list of indices: take the index along the last axis, step along it, go on with the next.

    >>> position(3, (2, 3), (3, 1)), position(3, (2, 3), (1, 2))
    (3, 1)
    """
    # TODO: Implement for Task 3.1
    raise NotImplementedError("Need to implement for Task 3.1")


def map_strided(
    f: Callable[[float], float], out: Numbers, a: Numbers, shape: Whole, strides: Whole, offset: int
) -> None:
    """out[i] = f(element i of a), where a is read under shape, strides and offset.

    Divisions are slow, and `position` needs two for every axis: call it once for each row, and walk along the row with
    the last stride. Rows are taken in parallel. There is at least one axis; a side may be 0.
    """
    # TODO: Implement for Task 3.1
    raise NotImplementedError("Need to implement for Task 3.1")


def zip_strided(
    f: Callable[[float, float], float],
    out: Numbers,
    shape: Whole,
    a: Numbers,
    a_strides: Whole,
    a_offset: int,
    b: Numbers,
    b_strides: Whole,
    b_offset: int,
) -> None:
    """out[i] = f(element i of a, element i of b), both of one shape, each under its own strides and offset.

    As `map_strided`, with a place in a and a place in b. A stride may be 0: that operand is repeated.
    """
    # TODO: Implement for Task 3.1
    raise NotImplementedError("Need to implement for Task 3.1")
