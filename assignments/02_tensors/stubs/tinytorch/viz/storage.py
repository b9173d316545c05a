# Made from solutions/tinytorch/viz/storage.py by `autograder build`.
"""Where the numbers of several arrays lie: which of them share a storage, and which position each element has in it.

    storages, seen = survey("layout", [x, x.T, x.T.reshape(6)])
    seen[1].strides, seen[1].storage            # (1, 3), 0: the transpose reads the first one's numbers

Positions are counted here from shape, strides and offset alone, so that a picture shows what a layout says, right or
wrong, and whether or not the functions of `tensors/layout.py` are written yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.array_utils import byte_bounds

from tinytorch.tensors.arguments import said
from tinytorch.tensors.array import Array
from tinytorch.tensors.layout import Layout
from tinytorch.tensors.tensor import Tensor
from tinytorch.viz.canvas import COLOURS
from tinytorch.viz.cells import REAL, check_shape, fitting

WANTED = "layout wants a Tensor, an Array or an ndarray"
PER_LINE, LINES = 16, 6  # of a storage
MOST = ((), (16,), (8, 10), (4, 6, 8), (3, 3, 4, 6))  # elements along each axis that are drawn, by rank
COLOURED = ((), (16384,), (128, 128), (24, 24, 24), (11, 11, 11, 11))  # and that get a colour
COMPARED = 4096  # a copy is looked for among arrays of at most so many elements


class Storage(NamedTuple):
    """Numbers in a row.

    numbers  the row itself
    start    where it begins in memory, in bytes
    """

    numbers: np.ndarray
    start: int


class Seen(NamedTuple):
    """An array, as what it is in memory.

    storage  the number of the storage that it reads
    """

    name: str
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    offset: int
    storage: int

    def drawn(self, most: Sequence[tuple[int, ...]] | None = None) -> np.ndarray:
        """The positions of the elements that a picture has place for; `most` along each axis, by rank."""
        return self.positions((most or MOST)[len(self.shape)])

    def flat(self) -> list[int]:
        """The position of each element, in reading order."""
        return self.positions().reshape(-1).tolist()

    def positions(self, most: Sequence[int] | None = None) -> np.ndarray:
        """The position of each element, offset + i * strides[0] + ...: of the first `most` along each axis."""
        sides = self.shape if most is None else tuple(map(min, self.shape, most))
        found = np.full(sides, self.offset)
        for axis, (side, stride) in enumerate(zip(sides, self.strides, strict=True)):
            found += (np.arange(side) * stride).reshape(side, *(1,) * (len(sides) - axis - 1))
        return found

    def position(self, index: Sequence[int]) -> int:
        """offset + index[0] * strides[0] + ..."""
        return self.offset + sum(i * stride for i, stride in zip(index, self.strides, strict=True))


def survey(arrays: Sequence[Any], names: Sequence[str]) -> tuple[list[Storage], list[Seen]]:
    """The storages of these arrays, in the order in which they are met, and each array as a reader of one of them.

    An ndarray inside a storage met before reads that one; else it brings the whole memory that it is cut from.
    Raises TypeError for what is no array, ValueError for one without elements or with more than four axes.
    """
    storages: list[Storage] = []
    seen = []
    for given, name in zip(arrays, names, strict=True):
        value = given.value if isinstance(given, Tensor) else given
        if isinstance(value, Array):
            check_shape(WANTED, value.layout.shape)
            if len(value.layout.strides) != len(value.layout.shape):
                raise ValueError(f"layout wants a stride for each axis, got {value.layout}: see which function made it")
            here, layout = of_array(value)
        elif isinstance(value, np.ndarray) and value.dtype.kind in REAL:
            check_shape(WANTED, value.shape)
            here, layout = of_ndarray(value, storages)
        else:
            what = f"one of {value.dtype}" if isinstance(value, np.ndarray) else said(given)
            raise TypeError(f"{WANTED} of real numbers, got {what}: make it one with tensor()")
        known = [k for k, other in enumerate(storages) if other.start == here.start and same(other, here)]
        if not known:
            storages.append(here)
        seen.append(Seen(name, *layout, known[0] if known else len(storages) - 1))
    return storages, seen


def same(one: Storage, other: Storage) -> bool:
    return one.numbers.size == other.numbers.size and one.numbers.dtype == other.numbers.dtype


def of_array(array: Array) -> tuple[Storage, Layout]:
    """The buffer of an Array. One on a device is copied to where it can be read."""
    data = array.buffer.data
    if isinstance(data, np.ndarray):
        return Storage(data.reshape(-1), byte_bounds(data)[0]), array.layout
    row = Array(array.buffer, Layout((data.size,), (1,)), array.backend)
    return Storage(row.numpy(), id(data)), array.layout


def of_ndarray(numbers: np.ndarray, known: Sequence[Storage]) -> tuple[Storage, Layout]:
    """The memory that an ndarray reads, and its layout there, in elements.

    Raises ValueError where its elements do not lie in the places of a row, as the fields of records.
    """
    low, high = byte_bounds(numbers)
    fits = [storage for storage in known if inside(low, high, storage) and storage.numbers.dtype == numbers.dtype]
    place = fits[0] if fits else whole(numbers)
    size = numbers.itemsize
    first = numbers.__array_interface__["data"][0] - place.start
    if first % size or any(stride % size for stride in numbers.strides):
        raise ValueError(
            f"layout wants steps of whole elements, got strides of {numbers.strides} bytes: copy the array"
        )
    return place, Layout(numbers.shape, tuple(stride // size for stride in numbers.strides), first // size)


def inside(low: int, high: int, storage: Storage) -> bool:
    start = storage.start
    return start <= low and high <= start + storage.numbers.nbytes


def whole(numbers: np.ndarray) -> Storage:
    """The memory that an ndarray is cut from, as far as NumPy knows it, as one row of elements of its kind."""
    owner = numbers
    while isinstance(owner.base, np.ndarray) and owner.base.dtype == numbers.dtype:
        owner = owner.base
    low, high = min(byte_bounds(a)[0] for a in (numbers, owner)), max(byte_bounds(a)[1] for a in (numbers, owner))
    first = numbers if byte_bounds(numbers)[0] == low else owner
    count = (high - low) // numbers.itemsize
    start = np.lib.stride_tricks.as_strided(lowest(first), (count,), (numbers.itemsize,), writeable=False)
    return Storage(start, low)


def lowest(numbers: np.ndarray) -> np.ndarray:
    """One element: the one that lies first in memory."""
    numbers = np.atleast_1d(numbers)
    return numbers[tuple(slice(-1, None) if stride < 0 else slice(1) for stride in numbers.strides)].reshape(-1)


# --- How much of it is drawn, and in which colours


class Shelf:
    """A storage as it is drawn, with the arrays that read it.

    first, last  the positions drawn: from first up to last
    colours      position -> the number of an area's colour
    followed     the position whose element is followed through all readers
    like         the name of an array of another storage that this one is a copy of, if there is one
    """

    def __init__(
        self, storage: Storage, readers: Sequence[Seen], followed: int | None, others: Sequence[Shelf]
    ) -> None:
        self.numbers, self.readers = storage.numbers, readers
        self.like, twin = "", None
        self.colours = colours([one.drawn(COLOURED) for one in readers])
        for other in others:
            for one in other.readers:
                if not self.like and same_numbers(self, readers[0], other, one):
                    self.like = one.name
                    twin = dict(zip(one.flat(), readers[0].flat(), strict=True)).get(other.followed)
                    self.colours = carried(one, other, readers[0])
        self.followed: int = next(p for p in (followed, twin, middle(readers[0])) if p is not None)
        size, window = len(self.numbers), PER_LINE * LINES
        line = max(0, min(self.followed // PER_LINE - LINES // 2, (size - 1) // PER_LINE - LINES + 1))
        self.first = 0 if self.followed < window else line * PER_LINE
        self.last = min(self.first + window, size)

    def holds(self, position: int) -> bool:
        return 0 <= position < len(self.numbers)

    def value(self, position: int) -> str:
        """The number at a position, as it stands in a cell; a ? outside, where a wrong layout may lead."""
        return fitting(self.numbers[position]) if self.holds(position) else "?"

    def kind(self, position: int) -> str:
        """The look of a cell."""
        colour = self.colours.get(position)
        return "empty" if colour is None or not self.holds(position) else f"cell t{colour}"

    def index(self, one: Seen) -> tuple[int, ...] | None:
        """The first index drawn that leads to the position that is followed."""
        found = np.argwhere(one.drawn() == self.followed)
        return tuple(found[0].tolist()) if len(found) else None


def middle(one: Seen) -> int:
    """The position of an element from the middle, or from near the start where that is far down the storage."""
    sides = one.drawn().shape
    position = one.position([side // 2 for side in sides])
    near = [min(2 if k == len(sides) - 1 else 1, side - 1) for k, side in enumerate(sides)]
    return position if position < PER_LINE * LINES else one.position(near)


def colours(readers: Sequence[np.ndarray]) -> dict[int, int]:
    """A colour for each position that the largest reader reads: one each where they are few, else one a row."""
    largest = max(readers, key=lambda positions: len(np.unique(positions)))
    order = list(dict.fromkeys(largest.reshape(-1).tolist()))
    if len(order) <= COLOURS or largest.ndim < 2:
        return {position: k % COLOURS for k, position in enumerate(order)}
    found: dict[int, int] = {}
    for row, positions in enumerate(largest.reshape(-1, largest.shape[-1]).tolist()):
        for position in positions:
            found.setdefault(position, row % COLOURS)
    return found


def same_numbers(shelf: Shelf, new: Seen, other: Shelf, old: Seen) -> bool:
    """Whether two arrays on two storages have the same numbers in reading order."""
    if not prod(new.shape) == prod(old.shape) <= COMPARED or shelf.numbers.dtype != other.numbers.dtype:
        return False
    mine, theirs = new.flat(), old.flat()
    if not all(map(shelf.holds, mine)) or not all(map(other.holds, theirs)):
        return False
    return bool(np.array_equal(shelf.numbers[mine], other.numbers[theirs]))


def carried(old: Seen, shelf: Shelf, new: Seen) -> dict[int, int]:
    """The colours of an array's elements, for the places where another one has them."""
    pairs = zip(old.flat(), new.flat(), strict=True)
    return {there: shelf.colours[here] for here, there in pairs if here in shelf.colours}
