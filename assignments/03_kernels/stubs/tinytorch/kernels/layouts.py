# Made from solutions/tinytorch/kernels/layouts.py by `autograder build`.
"""Fewer axes for the same walk: strided kernels take layouts of exactly RANK axes, so that each is compiled once."""

from __future__ import annotations

from functools import lru_cache

from tinytorch.tensors.layout import Shape, Strides

RANK = 4


@lru_cache(maxsize=4096)
def merged(shape: Shape, *strides: Strides) -> tuple[Shape, tuple[Strides, ...]]:
    """The same elements in the same order under as few axes as possible: a shape, and the strides of each operand.

    An axis of side 1 goes. Two neighbours become one where every operand steps from the end of the inner one to its
    next row as it steps inside it: the outer stride is the inner stride times the inner side.

    >>> merged((2, 3, 4), (12, 4, 1), (0, 4, 1))
    ((2, 12), ((12, 1), (0, 1)))
    """
    axes: list[tuple[int, tuple[int, ...]]] = []  # (side, a step of each operand), outermost first
    for side, steps in zip(shape, zip(*strides, strict=True), strict=True):
        if side == 1:
            continue
        if axes and all(outer == inner * side for outer, inner in zip(axes[-1][1], steps, strict=True)):
            side *= axes.pop()[0]
        axes.append((side, steps))
    return tuple(side for side, _ in axes), tuple(tuple(steps[k] for _, steps in axes) for k in range(len(strides)))


@lru_cache(maxsize=4096)
def padded(shape: Shape, *strides: Strides) -> tuple[Shape, tuple[Strides, ...]] | None:
    """`merged`, with axes of side 1 in front up to RANK; None where more than RANK axes are left."""
    shape, steps = merged(shape, *strides)
    more = RANK - len(shape)
    if more < 0:
        return None
    return (1,) * more + shape, tuple((0,) * more + each for each in steps)
