# Made from solutions/tinytorch/tensors/creation.py by `autograder build`.
"""New tensors: from numbers, from a rule, from another library's memory.

tensor([[1, 2], [3, 4]])                  int64, as inferred; Tensor([[1, 2], [3, 4]]) is float32
zeros(2, 3), ones((2, 3), dtype=float64)  shapes as numbers or as a tuple
from_numpy(a)                             on the memory of `a`
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import Any

import numpy as np

from tinytorch.tensors.arguments import check_number, check_whole, said
from tinytorch.tensors.array import Array
from tinytorch.tensors.backend import backend
from tinytorch.tensors.convert import as_numbers
from tinytorch.tensors.dtypes import NUMBERS, RANK, DTypeError, as_dtype, float32, int64
from tinytorch.tensors.layout import LayoutError, Shape
from tinytorch.tensors.methods.arithmetic import check_tensor
from tinytorch.tensors.tensor import Tensor

Size = int | Sequence[int]


def made(numbers: np.ndarray, device: str | None = None, requires_grad: bool = False) -> Tensor:
    """A Tensor on the memory of an ndarray of one of our kinds."""
    return Tensor(Array.from_numpy(numbers, backend(device or "numpy")), requires_grad)


def as_shape(size: tuple[Size, ...]) -> Shape:
    """The shape that f(2, 3), f((2, 3)) and f([2, 3]) mean.

    Raises LayoutError for a negative side, and DTypeError for one that is no whole number.
    """
    sides = size[0] if len(size) == 1 and isinstance(size[0], Sequence) else size
    try:
        shape = tuple(index(side) for side in sides)  # type: ignore[arg-type]
    except TypeError:
        got = ", ".join(map(said, sides))
        raise DTypeError(f"expected whole numbers as the sides of a shape, got {got}") from None
    if any(side < 0 for side in shape):
        raise LayoutError(f"expected sides of 0 or more, got shape {shape}")
    return shape


# --- From numbers


def tensor(data: Any, dtype: Any = None, device: str | None = None, requires_grad: bool = False) -> Tensor:
    """A leaf with a copy of the numbers: a number, nested lists, an array, a Tensor.

    Without a dtype it is inferred as PyTorch does: Python's floats are float32, ints int64, bools bool; arrays keep
    theirs where we have it.
    """
    return made(as_numbers(data, None if dtype is None else as_dtype(dtype)), device, requires_grad)


def from_numpy(numbers: np.ndarray) -> Tensor:
    """A Tensor on the same memory: what changes in one changes in the other.

    Raises DTypeError for a kind of number that we do not have, and LayoutError for steps that a Tensor over foreign
    memory cannot take: those would need a copy.
    """
    if not isinstance(numbers, np.ndarray):
        raise DTypeError(f"from_numpy wants an ndarray, got a {type(numbers).__name__}: use tensor()")
    if numbers.dtype not in RANK:
        raise DTypeError(f"from_numpy shares memory, and cannot for dtype {numbers.dtype}: use tensor(), which copies")
    if not shareable(numbers):
        raise LayoutError(
            f"from_numpy shares memory, and cannot for strides of {numbers.strides} bytes: use tensor(), which copies"
        )
    return Tensor(Array.over(numbers, backend("numpy")))


def shareable(numbers: np.ndarray) -> bool:
    """Whether each step along an axis goes forward by whole elements; where there are no elements, no step is taken."""
    return not numbers.size or all(stride >= 0 and stride % numbers.itemsize == 0 for stride in numbers.strides)


def as_tensor(data: Any, dtype: Any = None, device: str | None = None) -> Tensor:
    """`data` itself if it is a Tensor that fits, on the same memory if it is an array that fits, else a copy."""
    if isinstance(data, Tensor):
        return data.to(dtype=dtype, device=device)
    if isinstance(data, np.ndarray) and data.dtype in RANK and shareable(data):
        return from_numpy(data).to(dtype=dtype, device=device)
    return tensor(data, dtype, device)


def from_dlpack(other: Any) -> Tensor:
    """A Tensor on the memory of any array or tensor that speaks DLPack, such as PyTorch's on the CPU."""
    if not hasattr(other, "__dlpack__"):
        raise DTypeError(f"from_dlpack wants what speaks DLPack, got a {type(other).__name__}: use tensor()")
    return from_numpy(np.from_dlpack(other))


# --- From a rule


def full(
    size: Size, fill_value: Any, dtype: Any = None, device: str | None = None, requires_grad: bool = False
) -> Tensor:
    """The same number everywhere; its kind is the number's, unless told."""
    if type(fill_value) not in NUMBERS and (numbers := as_numbers(fill_value)).ndim:
        raise LayoutError(f"full wants one number to fill with, got numbers of shape {numbers.shape}: use expand")
    dtype = as_numbers(fill_value).dtype if dtype is None else as_dtype(dtype)
    value = Array.full(as_shape((size,)), fill_value, dtype, backend(device or "numpy"))
    return Tensor(value, requires_grad)


def zeros(*size: Size, dtype: Any = None, device: str | None = None, requires_grad: bool = False) -> Tensor:
    """0 everywhere."""
    return full(as_shape(size), 0.0, as_dtype(dtype), device, requires_grad)


def ones(*size: Size, dtype: Any = None, device: str | None = None, requires_grad: bool = False) -> Tensor:
    """1 everywhere."""
    return full(as_shape(size), 1.0, as_dtype(dtype), device, requires_grad)


def empty(*size: Size, dtype: Any = None, device: str | None = None, requires_grad: bool = False) -> Tensor:
    """Whatever numbers lie in the memory."""
    return made(np.empty(as_shape(size), as_dtype(dtype)), device, requires_grad)


def full_like(like: Tensor, fill_value: Any, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """The same number everywhere, in the shape, kind and place of another tensor."""
    check_tensor("full_like", like)
    dtype = like.dtype if dtype is None else as_dtype(dtype)
    return full(like.shape, fill_value, dtype, like.device, requires_grad)


def zeros_like(like: Tensor, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """0 everywhere, in the shape, kind and place of another tensor."""
    return full_like(like, 0, dtype, requires_grad)


def ones_like(like: Tensor, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """1 everywhere, in the shape, kind and place of another tensor."""
    return full_like(like, 1, dtype, requires_grad)


def empty_like(like: Tensor, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """Whatever numbers lie in memory, in the shape, kind and place of another tensor."""
    check_tensor("empty_like", like)
    dtype = like.dtype if dtype is None else dtype
    return empty(like.shape, dtype=dtype, device=like.device, requires_grad=requires_grad)


def arange(*bounds: float, dtype: Any = None, device: str | None = None, requires_grad: bool = False) -> Tensor:
    """arange(stop), arange(start, stop), arange(start, stop, step): from start on, below stop. Whole numbers: int64."""
    if not 1 <= len(bounds) <= 3:
        raise TypeError(f"arange wants (stop), (start, stop) or (start, stop, step), got {len(bounds)} arguments")
    start, stop, step = {1: (0, *bounds, 1), 2: (*bounds, 1), 3: bounds}[len(bounds)]
    check_number("arange", start=start, stop=stop, step=step)
    if step == 0 or (stop - start) / step < 0:
        raise LayoutError(f"arange never gets from {start} to {stop} in steps of {step}")
    inferred = int64 if all(isinstance(bound, int) for bound in bounds) else float32
    numbers = np.arange(start, stop, step, dtype=np.float64 if inferred is float32 else None)
    return made(numbers.astype(inferred if dtype is None else as_dtype(dtype)), device, requires_grad)


def linspace(
    start: float, end: float, steps: int, dtype: Any = None, device: str | None = None, requires_grad: bool = False
) -> Tensor:
    """`steps` numbers evenly from start to end, both included."""
    check_number("linspace", start=start, end=end)
    if check_whole("linspace", steps=steps) < 0:
        raise ValueError(f"linspace wants steps of 0 or more, got {steps}")
    return made(np.linspace(start, end, steps).astype(as_dtype(dtype)), device, requires_grad)


def eye(
    n: int, m: int | None = None, dtype: Any = None, device: str | None = None, requires_grad: bool = False
) -> Tensor:
    """1 on the diagonal, 0 elsewhere."""
    rows, columns = as_shape((n, n if m is None else m))
    return made(np.eye(rows, columns, dtype=as_dtype(dtype)), device, requires_grad)


def is_tensor(thing: Any) -> bool:
    """Whether it is a Tensor."""
    return isinstance(thing, Tensor)
