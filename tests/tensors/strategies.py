"""The inputs that the tests of tensors draw: sides of 0 and 1, and layouts that no row-by-row loop expects."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from tinytorch.tensors.layout import Layout

sides = st.sampled_from((0, 1, 1, 2, 2, 3, 4, 5))
shapes = st.lists(sides, max_size=4).map(tuple)
full_shapes = st.lists(sides.filter(bool), max_size=4).map(tuple)  # without a side of 0
slices = st.builds(
    slice,
    st.none() | st.integers(-6, 6),
    st.none() | st.integers(-6, 6),
    st.none() | st.integers(-3, 3).filter(bool),
)


@st.composite
def permutations(draw: st.DrawFn, rank: int) -> tuple[int, ...]:
    """An order of so many axes."""
    return tuple(draw(st.permutations(range(rank))))


@st.composite
def views(draw: st.DrawFn, steps: int = 3) -> np.ndarray:
    """A NumPy array that looks at the numbers 0, 1, ... in a roundabout way: permuted, sliced, repeated."""
    shape = draw(shapes)
    view = np.arange(int(np.prod(shape))).reshape(shape)
    for _ in range(draw(st.integers(0, steps))):
        kind = draw(st.sampled_from(("permute", "slice", "expand")))
        if kind == "permute":
            view = view.transpose(draw(permutations(view.ndim)))
        elif kind == "slice" and view.ndim:
            axis = draw(st.integers(0, view.ndim - 1))
            view = view[(slice(None),) * axis + (draw(slices),)]
        elif kind == "expand" and view.ndim < 4:
            wider = tuple(draw(st.integers(0, 3)) if side == 1 else side for side in view.shape)
            view = np.broadcast_to(view, (*draw(st.lists(st.integers(0, 2), max_size=1)), *wider))
    return view


def layout_of(view: np.ndarray) -> Layout:
    """The layout of such a view, counted in elements: the number that it shows first is its offset."""
    strides = tuple(stride // view.itemsize for stride in view.strides)
    return Layout(view.shape, strides, int(view[(0,) * view.ndim]) if view.size else 0)


layouts = views().map(layout_of)


def seen(layout: Layout) -> list[int]:
    """The positions of a layout in reading order, by NumPy alone."""
    grid: Any = np.full(layout.shape, layout.offset)
    for axis, (side, stride) in enumerate(zip(layout.shape, layout.strides, strict=True)):
        steps = np.arange(side) * stride
        grid = grid + steps.reshape((-1,) + (1,) * (len(layout.shape) - axis - 1))
    return list(np.ravel(grid).tolist())
