# Made from solutions/tinytorch/tensors/dtypes.py by `autograder build`.
"""The four kinds of number that a tensor can hold, and which of them a result has.

    float32   the default: what networks are trained in
    float64   twice the digits: for checking gradients
    int64     whole numbers: labels, indices
    bool_     yes or no: masks

They are NumPy's dtypes. `result_dtype` is PyTorch's rule for operands of several kinds.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tinytorch.tensors.arguments import said

DType = np.dtype[Any]

bool_: DType = np.dtype(np.bool_)
int64: DType = np.dtype(np.int64)
float32: DType = np.dtype(np.float32)
float64: DType = np.dtype(np.float64)

RANK = {bool_: 0, int64: 1, float32: 2, float64: 3}
CATEGORY = {bool_: 0, int64: 1, float32: 2, float64: 2}  # yes or no, whole, real
NUMBERS: dict[type, DType] = {bool: bool_, int: int64, float: float32}
# NumPy may have several objects for one dtype: an unpickled array brings its own. Buffers have the four above, so that
# `is` can compare them.
THE_ONE: dict[DType, DType] = {dtype: dtype for dtype in RANK}


class DTypeError(TypeError):
    """A kind of number that cannot be held, or not used here; the text says which ones can."""


def as_dtype(given: Any) -> DType:
    """One of the four, from a NumPy dtype, its name or a Python type; None stands for float32.

    >>> as_dtype("float64"), as_dtype(int), as_dtype(None)
    (dtype('float64'), dtype('int64'), dtype('float32'))
    """
    if given is None or given is float:
        return float32
    try:
        return THE_ONE[np.dtype(given)]
    except (TypeError, ValueError, KeyError):
        got = given if isinstance(given, np.dtype) else said(given)
        raise DTypeError(f"expected dtype float32, float64, int64 or bool, got {got}") from None


def is_float(dtype: DType) -> bool:
    """Whether numbers of this kind have a derivative."""
    return CATEGORY[dtype] == 2


def lowest(dtype: DType) -> float:
    """The number that is below all others of its kind."""
    return -np.inf if is_float(dtype) else False if dtype == bool_ else int(np.iinfo(dtype).min)


def highest(dtype: DType) -> float:
    """The number that is above all others of its kind."""
    return np.inf if is_float(dtype) else True if dtype == bool_ else int(np.iinfo(dtype).max)


def result_dtype(*operands: Any) -> DType:
    """The kind of number that an operation on these gives, for arrays and plain numbers.

    The larger kind wins: bool, int64, float32, float64. But an array without axes counts only where it is of another
    category (yes or no, whole, real) than the arrays that have some, and a plain number only where it is of another
    category than all arrays. So `x * 2.5` keeps float32, and half of a whole number is a float32.

    Source: "Type promotion" in PyTorch's documentation of tensor attributes.
    """
    with_axes: list[DType] = []
    without: list[DType] = []
    plain: list[DType] = []
    for operand in operands:
        if type(operand) in NUMBERS:
            plain.append(NUMBERS[type(operand)])
        else:
            (with_axes if operand.layout.shape else without).append(operand.dtype)
    result = None
    for group in (with_axes, without, plain):
        largest = max(group, key=RANK.__getitem__, default=None)
        if largest is not None and (result is None or CATEGORY[largest] > CATEGORY[result]):
            result = largest
    assert result is not None, "an operation has operands"
    return result
