"""What x[key] means, as arithmetic on layouts: `x[1, ::-1, None]` is a view, `x[[2, 0, 2]]` looks rows up.

A key is taken apart in two steps. What whole numbers, slices, None and ... say is one change of layout (`view_of`). The
arrays of whole numbers that are left are rows to look up along axes of that view. A mask is the arrays of the places
where it holds. Below are the other views that tensors are made of: parts, diagonals, windows.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from tinytorch.tensors.convert import unwrapped
from tinytorch.tensors.layout import Layout, Shape

Step = int | slice | None
View = Callable[[Layout], Layout]

ALL = slice(None)


class Key(NamedTuple):
    """A key taken apart: the steps of the view, one per axis or None for a new one, and (axis of the view, rows)."""

    steps: tuple[Step, ...]
    arrays: tuple[tuple[int, np.ndarray], ...]


# --- Taking a key apart


def parse(key: Any, shape: Shape) -> Key:
    """Take a key for an array of this shape apart. Raises IndexError where it does not fit."""
    items = [_plain(item) for item in (key if type(key) is tuple else (key,))]
    if len(items) == 1 and shape and type(items[0]) is np.ndarray and items[0].dtype.kind != "b":
        return Key((ALL,) * len(shape), ((0, _rows(items[0], shape[:1], 0)[0]),))  # table[rows]: a short way to it
    used = sum(_axes_used(item) for item in items)
    if used > len(shape):
        raise IndexError(f"expected at most {len(shape)} indices for shape {shape}, got {used}")
    dots = [k for k, item in enumerate(items) if item is Ellipsis]
    if len(dots) > 1:
        raise IndexError("expected ... once in an index, got it twice")
    at = dots[0] if dots else len(items)
    items[at : at + 1] = [ALL] * (len(shape) - used)

    steps: list[Step] = []
    arrays: list[tuple[int, np.ndarray]] = []
    axis = 0  # of the array
    kept = 0  # axes of the view so far
    for item in items:
        if type(item) is np.ndarray:
            for rows in _rows(item, shape[axis : axis + _axes_used(item)], axis):
                arrays.append((kept, rows))
                steps.append(ALL if _axes_used(item) else None)
                kept += 1
        else:
            if type(item) is int and not -shape[axis] <= item < shape[axis]:
                raise IndexError(f"expected an index within {shape[axis]} elements on axis {axis}, got {item}")
            steps.append(item)
            kept += type(item) is not int
        axis += _axes_used(item)
    return Key(tuple(steps), tuple(arrays))


def _plain(item: Any) -> Any:
    """An item of a key as an int, a slice, None, Ellipsis, or an ndarray of ints or bools."""
    if type(item) is int or type(item) is slice or item is None or item is Ellipsis:
        return item
    if isinstance(item, bool):
        return np.asarray(item)
    if hasattr(item, "detach"):
        item = item.detach().numpy()
    if isinstance(item, list | tuple | np.ndarray | np.generic):
        return _numbers(item)
    try:
        return operator.index(item)
    except TypeError:
        raise IndexError(
            f"expected an int, a slice, None, ... or an array of ints or bools as an index, got a {type(item).__name__}"
        ) from None


def _numbers(item: Any) -> Any:
    """A list or an array of an index as an ndarray of ints or bools; as an int, where it is a single whole number."""
    try:
        found = np.asarray(unwrapped(item))
    except ValueError:
        raise IndexError("expected rows of equal length in a list that is an index") from None
    if found.size == 0 and isinstance(item, list | tuple):
        found = found.astype(np.int64)
    if found.dtype.kind not in "iub":
        raise IndexError(f"expected whole numbers or bools as an index, got an array of {found.dtype}")
    return int(found) if found.ndim == 0 and found.dtype.kind != "b" else found


def _axes_used(item: Any) -> int:
    """How many axes of the array an item stands for: a mask for as many as it has, None and ... for none."""
    if type(item) is np.ndarray and item.dtype.kind == "b":
        return item.ndim
    return 0 if item is None or item is Ellipsis else 1


def _rows(item: np.ndarray, sides: Shape, axis: int) -> Sequence[np.ndarray]:
    """The rows that an array of ints, or a mask, looks up: one array for each axis it stands for, none negative.

    A mask without axes, True or False, stands for no axis: it looks up a new one of side 1, once or not at all.
    """
    if item.dtype.kind == "b":
        if item.ndim == 0:
            return [np.zeros(int(item), np.int64)]
        if item.shape != sides:
            raise IndexError(f"expected a mask of shape {sides} from axis {axis} on, got {item.shape}")
        return np.nonzero(item)
    (side,) = sides
    rows = item.astype(np.int64)  # a copy, for backward needs them: what the caller writes later must not show
    if rows.size == 0 or inside(rows, side):
        return [rows]
    rows[rows < 0] += side
    if not inside(rows, side):
        wrong = item[(item < -side) | (item >= side)].flat[0]
        raise IndexError(f"expected indices within {side} elements on axis {axis}, got {wrong}")
    return [rows]


def inside(rows: np.ndarray, side: int) -> bool:
    """Whether all indices, at least one, are from 0 to side - 1. Read without a sign, a negative one is very large."""
    return bool(rows.view(np.uint64).max() < side)


# --- Looking rows up along several axes is looking up along one


def together(arrays: Sequence[tuple[int, np.ndarray]], shape: Shape) -> np.ndarray:
    """One array of rows for several: where they say (i, j), the row i * side_j + j of the two axes made one."""
    combined = arrays[0][1]
    try:
        for axis, rows in arrays[1:]:
            combined = combined * shape[axis] + rows
    except ValueError:
        shapes = " and ".join(str(rows.shape) for _, rows in arrays)
        raise IndexError(f"expected arrays of indices that fit together, got shapes {shapes}") from None
    return combined


def adjacent(arrays: Sequence[tuple[int, np.ndarray]]) -> bool:
    """Whether the looked-up axes stand side by side: then the rows take their place, else they come first."""
    return all(right[0] - left[0] == 1 for left, right in pairwise(arrays))


# --- Views


def view_of(layout: Layout, steps: tuple[Step, ...]) -> Layout:
    """The layout after whole numbers (the axis goes), slices and None (a new axis of 1)."""
    axis = 0
    for step in steps:
        if step is None:
            shape, strides, offset = layout
            stride = shape[axis] * strides[axis] if axis < len(shape) else 1  # nobody takes that step; PyTorch says so
            layout = Layout((*shape[:axis], 1, *shape[axis:]), (*strides[:axis], stride, *strides[axis:]), offset)
            axis += 1
        elif type(step) is slice:
            if step != ALL:
                start, stop, by = step.indices(layout.shape[axis])
                layout = layout.slice(axis, start, len(range(start, stop, by)), by)
            axis += 1
        else:
            layout = element(layout, axis, step)
    return layout


def element(layout: Layout, axis: int, at: int) -> Layout:
    """The layout of what is at index `at` of one axis; the axis goes."""
    shape, strides, offset = layout
    offset += at % shape[axis] * strides[axis]
    return Layout(shape[:axis] + shape[axis + 1 :], strides[:axis] + strides[axis + 1 :], offset)


def parts(*cuts: tuple[int, int, int, int]) -> View:
    """The view that leaves, for each (axis, start, count, step), so many elements of that axis."""

    def view(layout: Layout) -> Layout:
        for cut in cuts:
            layout = layout.slice(*cut)
        return layout

    return view


def diagonal(offset: int, first: int, second: int) -> View:
    """The view of the elements (i, i + offset) of two axes, as a new axis at the end."""

    def view(layout: Layout) -> Layout:
        sides, strides, start = layout
        down, right = max(-offset, 0), max(offset, 0)
        count = max(min(sides[first] - down, sides[second] - right), 0)
        kept = [k for k in range(len(sides)) if k not in (first, second)]
        return Layout(
            (*(sides[k] for k in kept), count),
            (*(strides[k] for k in kept), strides[first] + strides[second]),
            start + (down * strides[first] + right * strides[second] if count else 0),
        )

    return view


def windows(axis: int, size: int, step: int) -> View:
    """The view of all windows of `size` elements along an axis, every `step`-th; a window is a new axis at the end."""

    def view(layout: Layout) -> Layout:
        sides, strides, start = layout
        count = (sides[axis] - size) // step + 1
        return Layout(
            (*sides[:axis], count, *sides[axis + 1 :], size),
            (*strides[:axis], step * strides[axis], *strides[axis + 1 :], strides[axis]),
            start,
        )

    return view
