"""The boxes of numbers that this assignment's tests draw, and how a kernel is run: as Python, or compiled.

A box is a row of numbers (10, 11, 12, ...) with the shape, strides and offset under which it is to be read; its
elements may be in any order of axes, stand apart, come backwards, or be the same one again and again (stride 0).
"""

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st
from tinytorch.kernels.compiler import Kernel

sides = st.sampled_from((2, 3, 1, 4, 2, 3, 1, 4, 0))
steps = st.sampled_from((1, 1, 2, -1, 0))
FUNCTION = Callable[..., float]


class Box(NamedTuple):
    """A row of numbers, how to read it, and what is to be read there."""

    numbers: np.ndarray
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    offset: int
    expected: np.ndarray


@st.composite
def boxes(draw: st.DrawFn, shapes: st.SearchStrategy[tuple[int, ...]] | None = None) -> Box:
    """A box with at least one axis. An axis with step 2 uses every second of the stored elements, with step 0 one."""
    wanted = draw(st.lists(sides, min_size=1, max_size=3).map(tuple) if shapes is None else shapes)
    step = [draw(steps) for _ in wanted]
    stored = [side * abs(by) if by else 1 for side, by in zip(wanted, step, strict=True)]
    order = draw(st.permutations(range(len(wanted))))
    before = draw(st.integers(0, 2))
    numbers = np.arange(10.0, 10.0 + before + np.prod(stored, dtype=int))
    memory = numbers[before:].reshape([stored[k] for k in order])
    turned = memory.transpose([order.index(k) for k in range(len(wanted))])
    seen = np.broadcast_to(turned[(*(slice(None, None, by or 1) for by in step), ...)], wanted)
    offset = (seen.ctypes.data - numbers.ctypes.data) // 8 if seen.size else 0
    return Box(numbers, seen.shape, tuple(stride // 8 for stride in seen.strides), offset, seen)


def with_out(args: tuple[Any, ...], size: Any, before: float = np.nan) -> tuple[Any, ...]:
    """The arguments of a kernel with a new `out` in its place: behind f, and behind the start of a reduction."""
    place = sum(callable(x) or isinstance(x, float) for x in args[:2])
    return (*args[:place], np.full(size, before), *args[place:])


def filled(kernel: FUNCTION, size: Any, *args: Any, before: float = np.nan) -> list[Any]:
    """What a kernel writes into a new `out` of this size, run as Python; `args` are the others, f the first."""
    every = with_out(args, size, before)
    kernel(*every)
    return every[sum(callable(x) or isinstance(x, float) for x in args[:2])].tolist()


def compiled(kernel: FUNCTION, size: Any, *args: Any, before: float = np.nan) -> list[Any]:
    """The same, by machine code for one thread, of float64."""
    f, *others = args if callable(args[0]) else (None, *args)
    return filled(functools.partial(Kernel(kernel).of(f, "float64"), 1), size, *others, before=before)
