# Made from solutions/tinytorch/tensors/convert.py by `autograder build`.
"""From Python's numbers and lists to NumPy's arrays, with a clear word where that cannot be.

as_numbers([[1, 2], [3, 4]])             int64, as inferred
as_numbers([[1, 2], [3, 4]], float32)    as told
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tinytorch.tensors.dtypes import NUMBERS, RANK, THE_ONE, DType, DTypeError, bool_, float32, float64, int64
from tinytorch.tensors.layout import LayoutError

OURS = {"b": bool_, "i": int64, "u": int64, "f": float32}  # NumPy's kinds of number -> the one that holds them here


def as_numbers(data: Any, dtype: DType | None = None) -> np.ndarray:
    """A contiguous array of its own with the numbers in `data`: a number, nested lists, an array, or Tensors in lists.

    Without a dtype: Python's floats become float32, ints int64, bools bool, and in a mixed list the largest of these
    kinds is for all; an array keeps its kind where we have it, else gets the next one.
    """
    if isinstance(data, list | tuple):
        check_rows(data)
        kind = max(kinds(data), key=RANK.__getitem__, default=float32)
        return fitted(unwrapped(data), dtype or kind)
    if type(data) in NUMBERS:
        return fitted(data, dtype or NUMBERS[type(data)])
    if hasattr(data, "numpy"):
        data = data.numpy()
    elif not isinstance(data, np.ndarray | np.generic) and not hasattr(data, "__array__"):
        raise DTypeError(f"expected a number, a list of numbers or an array, got a {type(data).__name__}")
    found = np.asarray(data)
    kind = our_dtype(
        found.dtype
    )  # also where a dtype was asked for: NumPy would read words as numbers, and None as nan
    return fitted(found, dtype or kind)


def fitted(data: Any, dtype: DType) -> np.ndarray:
    """A contiguous array of this kind. Raises DTypeError for whole numbers that int64 is too short for."""
    try:
        if dtype is int64 and getattr(data, "dtype", None) == np.uint64 and (data > np.iinfo(np.int64).max).any():
            raise OverflowError
        return np.array(data, dtype, order="C")
    except OverflowError:
        raise DTypeError("expected whole numbers of at most 64 bits with their sign: use floats") from None


def our_dtype(found: np.dtype[Any]) -> DType:
    """The kind that holds NumPy's `found`: itself where it is one of the four."""
    if found in THE_ONE:
        return THE_ONE[found]
    if found.kind not in OURS or found.itemsize > 8:
        raise DTypeError(f"expected numbers that fit float32, float64, int64 or bool, got an array of {found}")
    return float64 if found.kind == "f" and found.itemsize == 8 else OURS[found.kind]


def shape_of(data: Any) -> tuple[int, ...]:
    """The shape of nested lists, by their first items."""
    if not isinstance(data, list | tuple):
        return tuple(getattr(data, "shape", ()))
    return (len(data), *shape_of(data[0])) if data else (0,)


def check_rows(data: Sequence[Any]) -> None:
    """Raise LayoutError unless all items of each list have the same shape."""
    shapes = [shape_of(item) for item in data]
    for k, shape in enumerate(shapes):
        if shape != shapes[0]:
            raise LayoutError(f"expected rows of equal shape, got {shapes[0]} in item 0 and {shape} in item {k}")
        if isinstance(data[k], list | tuple):
            check_rows(data[k])


def kinds(data: Any) -> set[DType]:
    """The kinds of number in nested lists."""
    if isinstance(data, list | tuple):
        return set().union(*map(kinds, data))
    if type(data) in NUMBERS:
        return {NUMBERS[type(data)]}
    if hasattr(data, "dtype"):
        return {our_dtype(data.dtype)}
    raise DTypeError(f"expected numbers in the list, got a {type(data).__name__}")


def unwrapped(data: Any) -> Any:
    """Nested lists with NumPy's arrays in place of Tensors."""
    if isinstance(data, list | tuple):
        return [unwrapped(item) for item in data]
    return data.numpy() if hasattr(data, "numpy") else data
