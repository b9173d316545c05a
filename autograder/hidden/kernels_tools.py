"""What the hidden checks of kernels share: data, copies of kernels that see right helpers, and laws on how they run.

A kernel is run as Python, in the block runner, or by the watch that knows which turn of a prange touches what. Where a
kernel calls another blank, a copy of it is run that finds a right one under that name: nobody pays for it twice.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import close
from autograder.hidden.tensors_layout import Drawn, places

SUMS = close(atol=1e-9, rtol=1e-12)  # of numbers with few digits, in any order
SINGLE = close(atol=1e-5, rtol=1e-5)  # the same in float32
OLD = 99.0  # what stands in `out` before
MOST_STARTS = 3  # of parallel loops, where a loop inside another would be started more often
HOLLOW = ["position", "tile", "pack"]  # blanks of their own, or given: not compiled with the kernels that call them

multipliers = st.integers(1, 900).map(lambda k: 2 * k + 1)


# --- Numbers


def numbers(count: int, scale: float = 1.0, dtype: str = "float64") -> np.ndarray:
    """Different numbers in a row, of both signs and with few digits."""
    i = np.arange(count)
    return (scale * (i % 7 - 3 + i / 8)).astype(dtype)


def row(layout: Drawn, scale: float = 1.0, dtype: str = "float64") -> np.ndarray:
    """Different numbers, as many as the layout reads from."""
    return numbers(1 + int(places(*layout).max(initial=layout[2])), scale, dtype)


def out_of(tt: Any, *sides: int, number: float = OLD, dtype: str = "float64") -> Any:
    """An array of one's own to write into."""
    return copied(tt, np.full(sides, number, dtype))


def copied(tt: Any, array: np.ndarray) -> Any:
    """An array of one's own with these numbers."""
    return tt.builtin.deepcopy(array)


def size_of(layout: Drawn) -> int:
    """How many elements a layout has."""
    return prod(layout[0])


# --- Copies of kernels


def seeing(tt: Any, kernel: Any, **names: Any) -> Any:
    """A copy of the kernel that finds these under their names, instead of what its file holds."""
    code, space, name, defaults = (
        tt.builtin.getattr(kernel, f"__{part}__") for part in ("code", "globals", "name", "defaults")
    )
    return tt.builtin.type(kernel)(code, space | names, name, defaults)


def placed(tt: Any, kernel: Any) -> Any:
    """The kernel with a right `position`, made of what the assignment before this one has."""
    layout = tt.tensors.layout

    def position(i: Any, shape: Any, strides: Any) -> Any:
        return layout.index_to_position(layout.to_index(i, shape), strides)

    return seeing(tt, kernel, position=position)


# --- Parallel loops


def shared_out(
    tt: Any, kernel: Any, examples: tuple[Any, ...], f: Any, watched: Any, arguments: tuple[Any, ...]
) -> Any:
    """What Numba makes of each loop, where parallel loops are started, and how many results are made outside of them.

    `kernel` is compiled for the types of `examples`, and `watched`, a copy of it, run with `arguments`.
    """
    report = tt.kernels.cpu.watch.writes(watched, *arguments)
    return [tt.kernels.parallel.loops(kernel, *examples, f=f, hollow=HOLLOW), report.turns, report.serial]


def is_shared_out(outputs: Any, drawn: Any) -> str | None:
    """The law of `shared_out`: one loop at least became parallel, it is an outer one, and makes the results."""
    loops, turns, serial = outputs
    if any(loop["verdict"] == "refused" for loop in loops):
        return "Numba cannot compile it"
    if all(loop["kind"] != "prange" for loop in loops):
        return "no loop is a prange"
    if all(loop["verdict"] != "parallel" for loop in loops):
        return "Numba made no prange parallel"
    if len(turns) > MOST_STARTS:
        return "the parallel loop stands inside another loop and is started anew in each of its turns"
    if serial.get("out"):
        return "results are made outside of the parallel loop"
    return None


def compiles(outputs: Any, drawn: Any) -> str | None:
    """The law of [what Numba makes of loops, ...]: it refuses none."""
    return "Numba cannot compile it" if any(loop["verdict"] == "refused" for loop in outputs[0]) else None


def apart(tt: Any, kernel: Any, *arguments: Any) -> Any:
    """What the watch finds when the kernel is run."""
    return kinds(tt, tt.kernels.cpu.watch.writes(kernel, *arguments).faults, lambda fault: fault[0])


def kinds(tt: Any, faults: Any, kind: Any) -> Any:
    """The kind of each fault."""
    return tt.builtin.list(tt.builtin.map(kind, faults))


def is_apart(outputs: Any, drawn: Any) -> str | None:
    """The law of `apart`: there is no fault."""
    words = {
        "race": "two turns of the parallel loop touch the same number, and one of them writes it",
        "order": "a turn of the parallel loop uses what another turn has left in a variable",
        "outside": "an index lies outside of an array",
    }
    return words[outputs[0]] if outputs else None


def in_halves(tt: Any, kernel: Any, f: Any, size: int, *arguments: Any) -> Any:
    """[out, the same where the second half of the turns was taken first, what went wrong with that].

    Where a prange counts from a number to another the halves cannot be told, and there is an error.
    """

    def half(turns: Any, first: bool) -> Any:
        bounds = (0, turns // 2) if first else (turns // 2, turns)
        return tt.builtin.range(turns)[tt.builtin.slice(*bounds)]

    whole, halves = out_of(tt, size), out_of(tt, size)
    kernel(f, whole, *arguments)

    def run() -> None:
        for first in (False, True):
            seeing(tt, kernel, prange=lambda turns, first=first: half(turns, first))(f, halves, *arguments)

    return [whole, halves, tt.catch(run)]


def is_in_any_order(outputs: Any, drawn: Any) -> str | None:
    """The law of `in_halves`: it makes no difference."""
    whole, halves, error = outputs
    if error is None and not np.array_equal(whole, halves):
        return "a turn needs to know how many turns were taken before it"
    return None
