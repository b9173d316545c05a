"""What the methods of the CUDA backend do with layouts before they launch a kernel."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from tinytorch.kernels.layouts import RANK, merged, padded
from tinytorch.tensors.layout import Layout, Shape, Strides, index_to_position

Axes = tuple[Shape, Strides]  # some axes of an array


def pieces(shape: Shape, *strides: Strides) -> Iterator[tuple[Shape, tuple[Strides, ...], tuple[int, ...]]]:
    """The same walk in pieces of RANK axes: shape, the strides of each operand, and where each one's piece begins.

    One piece, but for a box with more axes that cannot be merged: one for every index along those in front.
    """
    sides, steps = merged(shape, *strides)
    front = max(len(sides) - RANK, 0)
    way = padded(sides[front:], *(each[front:] for each in steps))
    assert way is not None
    for index in product(*map(range, sides[:front])):
        yield *way, tuple(index_to_position(index, each[:front]) for each in steps)


def split(layout: Layout, axes: tuple[int, ...]) -> tuple[Axes, Axes] | None:
    """Shape and strides of the axes that stay and of those that go, merged; None where one has more than RANK."""
    found = []
    for wanted in (False, True):
        part = [k for k in range(len(layout.shape)) if (k in axes) is wanted]
        shape, (strides,) = merged(tuple(layout.shape[k] for k in part), tuple(layout.strides[k] for k in part))
        if len(shape) > RANK:
            return None
        found.append((shape, strides))
    return found[0], found[1]


def turned(layout: Layout, axes: tuple[int, ...]) -> Layout:
    """The layout with the axes that go behind those that stay: a copy in this order has both in one."""
    kept = tuple(k for k in range(len(layout.shape)) if k not in axes)
    return layout.permute((*kept, *axes))


def four(axes: Axes) -> tuple[Shape, Strides]:
    """Merged axes as the RANK axes that a kernel wants."""
    way = padded(axes[0], axes[1])
    assert way is not None
    return way[0], way[1][0]
