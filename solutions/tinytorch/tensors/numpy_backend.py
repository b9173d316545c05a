"""The default backend: NumPy does the work. It is the living definition of the contract in `backend.py`.

Numbers lie in host memory as one contiguous ndarray per buffer; an array under any Layout is an ndarray over the same
memory (`HostBackend.view`). Other backends that keep their numbers in host memory build on HostBackend.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from tinytorch.tensors.backend import PREDICATES, FloatFunction, Strided
from tinytorch.tensors.dtypes import NUMBERS, DType
from tinytorch.tensors.layout import Shape
from tinytorch.tensors.memory import keep_freed_memory
from tinytorch.tensors.numpy_table import REDUCTIONS, TABLE

ndarray = np.ndarray


class HostBackend:
    """How numbers get in and out where they lie in host memory."""

    name: str

    def __init__(self) -> None:
        keep_freed_memory()

    def view(self, a: Strided) -> ndarray:
        """The array as an ndarray on the same memory; made once for each array."""
        made: ndarray | None = a.native
        if made is None:
            data, (shape, strides, offset) = a.buffer.data, a.layout
            if 0 in shape:
                made = np.empty(shape, data.dtype)
            else:
                size = data.itemsize
                made = ndarray(shape, data.dtype, data, offset * size, [stride * size for stride in strides])
            a.native = made
        return made

    def full(self, shape: Shape, number: float, dtype: DType) -> ndarray:
        """The same number everywhere. Zeros come for less: the system has memory that is 0."""
        if type(number) is int and number == 0:
            return np.zeros(shape, dtype)
        if not shape:
            return np.array(number, dtype)
        made = np.empty(shape, dtype)
        made.fill(number)
        return made

    def copy(self, a: Strided, dtype: DType) -> ndarray:
        """The elements in reading order, as numbers of the given kind."""
        return np.array(self.view(a), dtype, order="C")

    def write(self, target: Strided, source: Strided) -> None:
        """Put the elements of `source` in the places of `target`, also where the two share memory."""
        self.view(target)[...] = self.view(source)

    def from_numpy(self, numbers: ndarray) -> ndarray:
        """A contiguous ndarray as it is."""
        return numbers

    def to_numpy(self, a: Strided) -> ndarray:
        """The array as an ndarray on the same memory."""
        return self.view(a)


class NumpyBackend(HostBackend):
    """The six kernels by NumPy."""

    name = "numpy"

    def map(self, f: FloatFunction, a: Strided) -> ndarray:
        """f(x) for each element x."""
        expression = TABLE.get(f) or element_by_element(f, 1)
        return contiguous(expression(a.native if a.native is not None else self.view(a)))

    def zip(self, f: FloatFunction, *operands: Strided | float) -> ndarray:
        """f(x, y, ...) for the elements at the same index."""
        expression = TABLE.get(f) or element_by_element(f, len(operands))
        native = [x if type(x) in NUMBERS else x.native if x.native is not None else self.view(x) for x in operands]  # type: ignore[union-attr, arg-type]
        return contiguous(expression(*native))

    def zip_into(self, f: FloatFunction, target: Strided, *operands: Strided | float) -> None:
        """zip, with the results written to the places of `target`; it may be one of the operands."""
        native: list[Any] = [x if type(x) in NUMBERS else self.view(x) for x in operands]  # type: ignore[arg-type]
        expression = TABLE.get(f)
        if isinstance(expression, np.ufunc):
            expression(*native, out=self.view(target))
        else:
            self.view(target)[...] = contiguous((expression or element_by_element(f, len(operands)))(*native))

    def reduce(self, f: FloatFunction, start: float, a: Strided, axes: Sequence[int]) -> ndarray:
        """f over the elements along `axes`, from `start` on."""
        x, ufunc = self.view(a), REDUCTIONS.get(f)
        if ufunc is not None:
            return contiguous(ufunc.reduce(x, tuple(axes), keepdims=True, initial=start))
        each = np.frompyfunc(f, 2, 1)
        return contiguous(each.reduce(x, tuple(axes), dtype=object, keepdims=True, initial=start)).astype(x.dtype)

    def matmul(self, a: Strided, b: Strided) -> ndarray:
        """Sums of products over the inner axis."""
        return self.product(self.view(a), self.view(b))

    def product(self, a: ndarray, b: ndarray) -> ndarray:
        """np.matmul, which hands transposed and strided matrices to BLAS without a copy."""
        return contiguous(np.matmul(a, b))

    def gather(self, a: Strided, rows: Strided) -> ndarray:
        """a[rows[i]] for each i. `take` is fastest, but first copies what is not contiguous: worth it for many rows."""
        x, where = self.view(a), self.view(rows)
        return contiguous(x.take(where, axis=0) if x.flags.c_contiguous or where.size >= len(x) else x[where])

    def scatter(self, a: Strided, rows: Strided, n: int) -> ndarray:
        """n rows of zeros, to which each a[i] is added at rows[i]."""
        x, where = self.view(a), self.view(rows)
        rest = x.shape[where.ndim :]
        out = np.zeros((n, *rest), x.dtype)
        each = where.reshape(-1, 1) * prod(rest) + np.arange(prod(rest))  # `add.at` is several times faster on 1 axis
        np.add.at(out.reshape(-1), each.reshape(-1), x.reshape(-1))
        return out

    def argmax(self, a: Strided, axis: int) -> ndarray:
        """The index of the largest element along the axis, which becomes 1 long; the first of several."""
        return np.asarray(self.view(a).argmax(axis, keepdims=True))

    def argmin(self, a: Strided, axis: int) -> ndarray:
        """The index of the smallest element along the axis, which becomes 1 long; the first of several."""
        return np.asarray(self.view(a).argmin(axis, keepdims=True))

    def cumsum(self, a: Strided, axis: int) -> ndarray:
        """The sum of the elements so far along the axis."""
        x = self.view(a)
        return contiguous(x.cumsum(axis, dtype=x.dtype))


def contiguous(made: Any) -> ndarray:
    """What NumPy gave, in reading order: it may be a bare number, or in the order of a transposed input."""
    if type(made) is not ndarray:
        return np.asarray(made)
    return made if made.flags.c_contiguous else np.ascontiguousarray(made)


def element_by_element(f: FloatFunction, count: int) -> Any:
    """A float function that has no NumPy expression, called for every element; the numbers keep their kind."""
    each = np.frompyfunc(f, count, 1)

    def expression(*operands: Any) -> ndarray:
        dtype = np.dtype(bool) if f in PREDICATES else np.result_type(*operands)
        return np.asarray(each(*operands)).astype(dtype)

    return expression


backend = NumpyBackend()
