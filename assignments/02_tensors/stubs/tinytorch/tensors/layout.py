# Made from solutions/tinytorch/tensors/layout.py by `autograder build`.
"""How a flat row of numbers is read as a box of any rank: shape, strides and offset, and the arithmetic on them.

A tensor's numbers lie in one flat buffer. A Layout says which of them stands at index (i, j, ...): the one at position
offset + i * strides[0] + j * strides[1] + ... Turning, cutting and repeating a tensor change these few integers and
leave the numbers where they are. Everything here is whole-number arithmetic; no array is in sight.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from math import prod
from typing import NamedTuple

from tinytorch.tensors.arguments import said

Shape = tuple[int, ...]
Strides = tuple[int, ...]
Index = tuple[int, ...]


class LayoutError(ValueError):
    """A shape or an axis that does not fit; the text says what was given and what would fit."""


def index_to_position(index: Sequence[int], strides: Sequence[int], offset: int = 0) -> int:
    """offset + index[0] * strides[0] + index[1] * strides[1] + ...

    >>> index_to_position((1, 2), (3, 1))
    5
    """
    # TODO: Implement for Task 2.1
    raise NotImplementedError("Need to implement for Task 2.1")


def to_index(ordinal: int, shape: Sequence[int]) -> Index:
    """The index of the element that comes as number `ordinal` when a box is read row by row, the last axis fastest.

    Counting starts at 0. It is how a clock turns seconds into hours, minutes and seconds: take the remainder by the
    last side, go on with the quotient.

    >>> to_index(5, (2, 3))
    (1, 2)
    """
    # TODO: Implement for Task 2.1
    raise NotImplementedError("Need to implement for Task 2.1")


def contiguous_strides(shape: Sequence[int]) -> Strides:
    """strides[k] = shape[k+1] * shape[k+2] * ...: the strides of a box whose rows lie one after the other.

    >>> contiguous_strides((2, 3, 4))
    (12, 4, 1)
    """
    # TODO: Implement for Task 2.1
    raise NotImplementedError("Need to implement for Task 2.1")


def normal_axis(axis: int, rank: int) -> int:
    """The axis counted from the front: -1 is the last one.

    >>> normal_axis(-1, 3)
    2
    """
    try:
        axis = operator.index(axis)
    except TypeError:
        raise TypeError(f"expected a whole number as an axis, got {said(axis)}") from None
    if not -rank <= axis < rank:
        wanted = f"an axis between {-rank} and {rank - 1}" if rank else "no axis, for a single number has none"
        raise LayoutError(f"expected {wanted}, got {axis}")
    return axis % rank


def normal_axes(axes: int | Iterable[int] | None, rank: int) -> tuple[int, ...]:
    """Axes counted from the front, rising, none twice; None stands for all of them."""
    if axes is None:
        return tuple(range(rank))
    given = tuple(axes) if isinstance(axes, Iterable) else (axes,)
    found = sorted({normal_axis(axis, rank) for axis in given})
    if len(found) != len(given):
        raise LayoutError(f"expected each axis once, got {given}")
    return tuple(found)


class Layout(NamedTuple):
    """A shape, a stride for each of its axes, and the position of the first element."""

    shape: Shape
    strides: Strides
    offset: int = 0

    @staticmethod
    @lru_cache(maxsize=4096)
    def contiguous(shape: Shape) -> Layout:
        """The layout of a fresh tensor: rows one after the other, from position 0."""
        return Layout(shape, contiguous_strides(shape))

    @property
    def size(self) -> int:
        """How many elements there are."""
        return prod(self.shape)

    @property
    def is_contiguous(self) -> bool:
        """Whether the elements lie one after the other in reading order, wherever the first one is.

        The stride along a side of 1 does not matter, for nobody ever takes that step; nor does any, of an empty box.
        """
        # TODO: Implement for Task 2.1
        raise NotImplementedError("Need to implement for Task 2.1")

    def positions(self) -> Iterator[int]:
        """The position of every element in reading order."""
        for index in product(*map(range, self.shape)):
            yield index_to_position(index, self.strides, self.offset)

    def permute(self, order: Sequence[int]) -> Layout:
        """The axes in another order: axis k of the result is axis order[k] of this.

        >>> Layout.contiguous((2, 3)).permute((1, 0))
        Layout(shape=(3, 2), strides=(1, 3), offset=0)
        """
        # TODO: Implement for Task 2.2
        raise NotImplementedError("Need to implement for Task 2.2")

    def expand(self, shape: Shape) -> Layout:
        """The same elements, repeated: new axes come in front, and a side of 1 becomes any side, both with stride 0.

        The caller has made sure that the shapes fit (`broadcast_shapes`).

        >>> Layout.contiguous((3, 1)).expand((2, 3, 4))
        Layout(shape=(2, 3, 4), strides=(0, 1, 0), offset=0)
        """
        # TODO: Implement for Task 2.2
        raise NotImplementedError("Need to implement for Task 2.2")

    def slice(self, axis: int, start: int, count: int, step: int) -> Layout:
        """`count` elements of one axis, from `start` on, every `step`-th; a negative step goes back.

        >>> Layout.contiguous((2, 10)).slice(1, 8, 3, -2)
        Layout(shape=(2, 3), strides=(10, -2), offset=8)
        """
        # TODO: Implement for Task 2.2
        raise NotImplementedError("Need to implement for Task 2.2")

    def reshape(self, shape: Shape) -> Layout | None:
        """The same elements in reading order under another shape of the same size; None where no strides can say that.

        Whether they can: cut both shapes into runs of axes that hold equally many elements, (2, 6) and (4, 3) in one
        run. Inside a run the old axes must be evenly spaced (a stride is the next axis's stride times its side), and
        then the new ones are, too. Going from the last axis to the first, for each new side:

        1. Take old axes (side, stride) until their sides multiply to a multiple of the new side, checking the spacing.
        2. The new stride is the last old stride. What is left of the old side goes back, with a wider stride.

        Sides of 1 need no old axis, and get any stride.

        >>> Layout.contiguous((2, 6)).reshape((4, 3))
        Layout(shape=(4, 3), strides=(3, 1), offset=0)
        >>> Layout.contiguous((2, 6)).permute((1, 0)).reshape((12,)) is None
        True
        """
        if self.strides == Layout.contiguous(self.shape).strides or self.is_contiguous:
            return Layout(shape, Layout.contiguous(shape).strides, self.offset)
        # TODO: Implement for Task 2.2
        raise NotImplementedError("Need to implement for Task 2.2")


def broadcast_shapes(*shapes: Sequence[int]) -> Shape:
    """The shape that all of them can be expanded to: aligned at the last axis, sides are equal or 1.

    Raises LayoutError, with all the shapes in its text, where two sides differ and neither is 1.

    >>> broadcast_shapes((3, 1), (2, 1, 4))
    (2, 3, 4)
    """
    # TODO: Implement for Task 2.2
    raise NotImplementedError("Need to implement for Task 2.2")
