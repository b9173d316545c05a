"""The boxes of numbers that this assignment's tests draw, the awkward ones among them, and what NumPy makes of them.

A box comes in two forms: numbers in a row with a layout, for your code, and an ndarray on the same memory, for NumPy.
Its elements may be in any order of axes, stand apart, come backwards, be the same one again and again (stride 0), begin
somewhere in the middle; there may be a single one, or none.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st
from tinytorch.tensors.array import Array
from tinytorch.tensors.backend import Buffer, backend
from tinytorch.tensors.layout import Layout

ITEM = 8  # bytes of a float64

sides = st.sampled_from((2, 3, 1, 4, 2, 3, 1, 4, 0))
shapes = st.lists(sides, max_size=3).map(tuple)
steps = st.sampled_from((1, 1, 2, -1, 0))


class Box(NamedTuple):
    """numbers in a row (10, 11, 12, ...), the layout to read them under, and what is to be read there."""

    numbers: np.ndarray
    layout: Layout
    expected: np.ndarray

    def array(self) -> Array:
        """The box as an Array on the same memory."""
        return Array(Buffer(self.numbers), self.layout, backend("numpy"))


@st.composite
def boxes(draw: st.DrawFn, shape: st.SearchStrategy[tuple[int, ...]] = shapes) -> Box:
    """A box of a shape from `shape`. An axis with step 2 uses every second of the stored elements, with step 0 one."""
    wanted = draw(shape)
    step = [draw(steps) for _ in wanted]
    stored = [side * abs(by) if by else 1 for side, by in zip(wanted, step, strict=True)]
    order = draw(st.permutations(range(len(wanted))))
    before = draw(st.integers(0, 2))
    numbers = np.arange(10.0, 10.0 + before + np.prod(stored, dtype=int))
    memory = numbers[before:].reshape([stored[k] for k in order])
    turned = memory.transpose([order.index(k) for k in range(len(wanted))])
    cut = turned[(*(slice(None, None, by or 1) for by in step), ...)]
    seen = np.broadcast_to(cut, wanted)
    return Box(numbers, layout_of(seen, numbers), seen)


def layout_of(seen: np.ndarray, numbers: np.ndarray) -> Layout:
    """Where the elements of an ndarray lie among `numbers`, in whose memory it is."""
    offset = (seen.ctypes.data - numbers.ctypes.data) // ITEM if seen.size else 0
    return Layout(seen.shape, tuple(stride // ITEM for stride in seen.strides), offset)


def read(numbers: np.ndarray, layout: Layout) -> np.ndarray:
    """What NumPy reads under a layout. Raises ValueError where the layout leaves the memory."""
    if 0 in layout.shape:
        return np.empty(layout.shape)
    strides = [stride * ITEM for stride in layout.strides]
    return np.ndarray(layout.shape, numbers.dtype, numbers, layout.offset * ITEM, strides)


def shown(numbers: Any) -> tuple[tuple[int, ...], Any]:
    """The shape and the elements of an ndarray, an Array or a Tensor, in a form in which two can be compared."""
    seen = np.asarray(numbers.numpy() if hasattr(numbers, "numpy") else numbers)
    return seen.shape, seen.tolist()


@st.composite
def repeats(draw: st.DrawFn) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """A shape, and a larger one that it can be expanded to."""
    large = draw(shapes)
    return draw(st.just(large).flatmap(shrunk)), large


def shrunk(shape: tuple[int, ...]) -> st.SearchStrategy[tuple[int, ...]]:
    """Shapes that can be expanded to `shape`: some axes in front are missing, some sides are 1."""
    ones = st.tuples(*[st.sampled_from((side, 1)) for side in shape])
    return st.tuples(ones, st.integers(0, len(shape))).map(lambda drawn: drawn[0][drawn[1] :])


@st.composite
def shapes_of_size(draw: st.DrawFn, size: int) -> tuple[int, ...]:
    """A shape with so many elements, cut up in any way."""
    factors = [prime for prime in (2, 3) for _ in range(6) if size and size % prime == 0 and (size := size // prime)]
    rank = draw(st.integers(1, 4))
    shape = [1] * rank
    for factor in [*factors, size]:
        shape[draw(st.integers(0, rank - 1))] *= factor
    return tuple(shape)


def measured(f: Callable[[np.ndarray], np.ndarray], x: np.ndarray, d: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """How fast the sum of d * f(x) rises with each element of x, measured a little to both sides."""
    slopes = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        move = np.zeros(x.shape)
        move[index] = step
        slopes[index] = (d * (f(x + move) - f(x - move))).sum() / (2.0 * step)
    return slopes


def subset(rank: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Some of the axes of a box with `rank` of them, rising."""
    return st.sets(st.sampled_from(range(rank)) if rank else st.nothing()).map(sorted).map(tuple)


def moved_last(seen: np.ndarray, axes: Sequence[int]) -> np.ndarray:
    """One row for each position of the other axes; in it, in reading order, what lies along `axes`."""
    stay = [k for k in range(seen.ndim) if k not in axes]
    rows, columns = (int(np.prod([seen.shape[k] for k in some], dtype=int)) for some in (stay, axes))
    return seen.transpose([*stay, *axes]).reshape(rows, columns)
