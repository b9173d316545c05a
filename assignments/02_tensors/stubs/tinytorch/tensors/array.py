# Made from solutions/tinytorch/tensors/array.py by `autograder build`.
"""An n-dimensional array: a flat buffer of numbers, the Layout under which it is read, and the backend that computes.

No gradients here. Several Arrays may look at one buffer (views); what changes the numbers shows in all of them. The
layer is strict: operands have equal shapes and one dtype. Broadcasting and conversions are operations of their own,
recorded by the Tensor above. Methods that Arrays and Tensors share have the same names and arguments, so that a rule
for a gradient, written with them, works on both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tinytorch.autograd.engine import Writes
from tinytorch.scalars import operators
from tinytorch.tensors import elementary
from tinytorch.tensors.backend import Backend, Buffer, Data, backend, plain
from tinytorch.tensors.dtypes import THE_ONE, DType, highest, lowest
from tinytorch.tensors.layout import Layout, LayoutError, Shape


class Array:
    """Numbers in a buffer, read under a layout.

    buffer   the numbers in a row, shared by all views of them
    layout   shape, strides, offset
    backend  what computes with them
    native   the array in the backend's own terms, once it has been made
    """

    __slots__ = ("backend", "buffer", "layout", "native")

    def __init__(self, buffer: Buffer, layout: Layout, backend: Backend, native: Any = None) -> None:
        self.buffer = buffer
        self.layout = layout
        self.backend = backend
        self.native = native

    __hash__ = object.__hash__

    # --- Making one

    @staticmethod
    def fresh(data: Data, shape: Shape, backend: Backend) -> Array:
        """The array of this shape whose numbers, in reading order and in this shape, a backend has just computed."""
        return Array(Buffer(data), Layout.contiguous(shape), backend, data)

    @staticmethod
    def full(shape: Shape, number: float, dtype: DType, backend: Backend) -> Array:
        """The same number everywhere."""
        return Array.fresh(backend.full(shape, number, dtype), shape, backend)

    @staticmethod
    def from_numpy(numbers: np.ndarray, device: Backend) -> Array:
        """An array on the memory of `numbers` where the device can use it as it is, else a copy."""
        if not numbers.flags.c_contiguous:
            numbers = np.ascontiguousarray(numbers)
        return Array.fresh(device.from_numpy(numbers.view(THE_ONE[numbers.dtype])), numbers.shape, device)

    @staticmethod
    def over(numbers: np.ndarray, device: Backend) -> Array:
        """An array on the memory of `numbers`, with its strides, where both ends are ours; a copy where they cannot be.

        A view with steps that are not whole elements, or that go backwards, is copied.
        """
        size = numbers.itemsize
        if numbers.flags.c_contiguous or any(stride % size or stride < 0 for stride in numbers.strides):
            return Array.from_numpy(numbers, device)
        strides = tuple(stride // size for stride in numbers.strides)
        extent = 1 + sum((side - 1) * stride for side, stride in zip(numbers.shape, strides, strict=True))
        flat = np.lib.stride_tricks.as_strided(numbers, (extent,), (size,))
        return Array(Buffer(device.from_numpy(flat.view(THE_ONE[flat.dtype]))), Layout(numbers.shape, strides), device)

    # --- What it is

    @property
    def shape(self) -> Shape:
        """The number of elements along each axis."""
        return self.layout.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.layout.shape)

    @property
    def dtype(self) -> DType:
        """The kind of its numbers."""
        return self.buffer.data.dtype

    @property
    def written(self) -> int:
        """When its buffer was last written to, counted in writes to any buffer."""
        return self.buffer.written

    @property
    def recorded(self) -> int:
        """The same, if gradients flow through that write; else 0."""
        return self.buffer.recorded

    def mark_written(self) -> None:
        """Note that its buffer has been written to just now, so that backward does not take it for what it was."""
        Writes.count += 1
        self.buffer.written = Writes.count
        self.buffer.recorded = 0

    def numpy(self) -> np.ndarray:
        """An ndarray on the same memory where that is host memory, else a copy."""
        return self.backend.to_numpy(self)

    # --- Views: another layout on the same buffer. No number moves.

    def view(self, layout: Layout) -> Array:
        """The same buffer under another layout."""
        return Array(self.buffer, layout, self.backend)

    def permute(self, order: Sequence[int]) -> Array:
        """The axes in another order: axis k of the result is axis order[k] of this."""
        return self.view(self.layout.permute(order))

    @property
    def mT(self) -> Array:
        """The matrices in its last two axes, transposed."""
        shape, strides, offset = self.layout
        return self.view(Layout((*shape[:-2], shape[-1], shape[-2]), (*strides[:-2], strides[-1], strides[-2]), offset))

    def expand(self, shape: Shape) -> Array:
        """The same elements, repeated along sides of 1 and along new axes in front."""
        return self if shape == self.layout.shape else self.view(self.layout.expand(shape))

    def pick(self, view: Callable[[Layout], Layout]) -> Array:
        """The elements that `view` leaves of the layout: a slice, a diagonal, the axes of one element."""
        return self.view(view(self.layout))

    def place(self, shape: Shape, view: Callable[[Layout], Layout]) -> Array:
        """Zeros of `shape` into which this is written where `view` picks: the transpose of `pick`."""
        whole = Array.full(shape, 0, self.dtype, self.backend)
        whole.pick(view).fill(self)
        return whole

    def reshape(self, shape: Shape) -> Array:
        """The same elements in reading order, in another shape: a view where a layout can say it, else a copy."""
        # TODO: Implement for Task 2.2
        raise NotImplementedError("Need to implement for Task 2.2")

    def contiguous(self) -> Array:
        """This array if its elements lie one after the other, else a copy in which they do."""
        # TODO: Implement for Task 2.2
        raise NotImplementedError("Need to implement for Task 2.2")

    # --- Copies

    def copy(self) -> Array:
        """The same numbers in a buffer of their own, in reading order."""
        return self.to(self.dtype)

    def to(self, dtype: DType) -> Array:
        """The same numbers as another kind, in a buffer of their own."""
        return Array.fresh(self.backend.copy(self, dtype), self.layout.shape, self.backend)

    def move(self, device: Backend) -> Array:
        """The same numbers on another device."""
        return self if device is self.backend else Array.from_numpy(self.numpy(), device)

    def fill(self, source: Array) -> None:
        """Put the numbers of `source` into places that nobody has read yet: it counts as making, not as writing."""
        self.backend.write(self, source)

    def write(self, source: Array) -> None:
        """Put the numbers of `source` into this array's places; every view of them sees it."""
        self.backend.write(self, source)
        self.mark_written()

    def update(self, f: Callable[..., float], other: Array | float) -> None:
        """Put f(x, y) in the place of each x, on a backend that can do that (`zip_into`)."""
        self.backend.zip_into(f, self, self, other)  # type: ignore[attr-defined]
        self.mark_written()

    # --- Computing

    def pointwise(self, f: Callable[..., float], *others: Array | float) -> Array:
        """f(x, y, ...) for the elements at the same index; a plain number stands for itself everywhere."""
        shape = self.layout.shape
        if others:
            for other in others:
                if type(other) is Array and other.layout.shape != shape:
                    raise LayoutError(f"{f.__name__} wants equal shapes, got {shape} and {other.layout.shape}")
            data = self.backend.zip(f, self, *others)
        else:
            data = self.backend.map(f, self)
        return Array(Buffer(data), Layout.contiguous(shape), self.backend, data)

    def reduce(self, f: Callable[..., Any], start: float, axes: Sequence[int], keepdim: bool = False) -> Array:
        """f over the elements along `axes`, from `start` on. Those axes become 1 long, or go."""
        data = self.backend.reduce(plain(f), start, self, axes)
        if keepdim:
            return Array.fresh(data, tuple(1 if k in axes else n for k, n in enumerate(self.shape)), self.backend)
        shape = tuple(n for k, n in enumerate(self.shape) if k not in axes)
        return Array(Buffer(data), Layout.contiguous(shape), self.backend)

    def sum(self, axes: Sequence[int], keepdim: bool = False) -> Array:
        """The sum along `axes`."""
        return self.reduce(operators.add, 0, axes, keepdim)

    def prod(self, axes: Sequence[int], keepdim: bool = False) -> Array:
        """The product along `axes`."""
        return self.reduce(operators.mul, 1, axes, keepdim)

    def amax(self, axes: Sequence[int], keepdim: bool = False) -> Array:
        """The largest element along `axes`; nan where one is."""
        return self.reduce(elementary.maximum, lowest(self.dtype), axes, keepdim)

    def amin(self, axes: Sequence[int], keepdim: bool = False) -> Array:
        """The smallest element along `axes`; nan where one is."""
        return self.reduce(elementary.minimum, highest(self.dtype), axes, keepdim)

    def cumsum(self, axis: int) -> Array:
        """The sum of the elements so far along the axis; without a kernel for it, a product with a triangle of ones."""
        if hasattr(self.backend, "cumsum"):
            return Array.fresh(self.backend.cumsum(self, axis), self.layout.shape, self.backend)
        last = (*(k for k in range(self.ndim) if k != axis), axis)
        turned = self.permute(last)
        side = self.layout.shape[axis]
        triangle = Array.from_numpy(np.triu(np.ones((side, side), self.dtype)), self.backend)
        rows = turned.reshape((turned.layout.size // max(side, 1), side)) @ triangle
        return rows.reshape(turned.layout.shape).permute(tuple(last.index(k) for k in range(self.ndim)))

    def __matmul__(self, other: Array) -> Array:
        """(..., n, k) @ (..., k, m) -> (..., n, m), with equal sides in front."""
        shape = (*self.layout.shape[:-1], other.layout.shape[-1])
        return Array.fresh(self.backend.matmul(self, other), shape, self.backend)

    def gather_rows(self, rows: Array) -> Array:
        """self[rows[i]] for each i: shape (n, *rest) and rows of shape R -> (*R, *rest)."""
        shape = (*rows.layout.shape, *self.layout.shape[1:])
        return Array.fresh(self.backend.gather(self, rows), shape, self.backend)

    def scatter_rows(self, rows: Array, n: int) -> Array:
        """n rows of zeros, to which each self[i] is added at rows[i]: the transpose of gather_rows."""
        shape = (n, *self.layout.shape[rows.ndim :])
        return Array.fresh(self.backend.scatter(self, rows, n), shape, self.backend)

    # --- Arithmetic, with arrays of the same shape and with plain numbers on either side

    def __add__(self, other: Any) -> Array:
        return self.pointwise(ADD, other)

    __radd__ = __add__

    def __mul__(self, other: Any) -> Array:
        return self.pointwise(MUL, other)

    __rmul__ = __mul__

    def __sub__(self, other: Any) -> Array:
        return self.pointwise(SUB, other)

    def __rsub__(self, other: Any) -> Array:
        return self.like(other).pointwise(SUB, self)

    def __truediv__(self, other: Any) -> Array:
        return self.pointwise(DIV, other)

    def __rtruediv__(self, other: Any) -> Array:
        return self.like(other).pointwise(DIV, self)

    def __pow__(self, other: Any) -> Array:
        return self.pointwise(POW, other)

    def __neg__(self) -> Array:
        return self.pointwise(NEG)

    def __lt__(self, other: Any) -> Array:
        return self.pointwise(LT, other)

    def __eq__(self, other: Any) -> Array:  # type: ignore[override]
        return self.pointwise(EQ, other)

    def like(self, number: float) -> Array:
        """The number as an array of this shape and kind: one element, repeated with stride 0."""
        one = Array.full((), number, self.dtype, self.backend)
        return one.expand(self.layout.shape)


ADD, SUB, MUL, DIV, NEG, POW, LT, EQ = (
    plain(getattr(operators, name)) for name in ("add", "sub", "mul", "div", "neg", "pow", "lt", "eq")
)


def array(numbers: np.ndarray, device: str = "numpy") -> Array:
    """An Array of these numbers, on the backend of this name."""
    return Array.from_numpy(numbers, backend(device))
