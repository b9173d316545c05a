"""What the backend "cpu" does for layers: weighted sums, norms of rows, and cross-entropy, in few visits.

All are for arrays of floats with elements, and work along the last axis. What a way back needs besides is given along
with the result, and handed back to it as it is.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from tinytorch.kernels import threads
from tinytorch.kernels.compiler import Kernel
from tinytorch.kernels.cpu.quiet import quiet
from tinytorch.kernels.cpu.rowwise import KINDS, Rowwise
from tinytorch.kernels.fused import bias as biases
from tinytorch.kernels.fused import norm, softmax
from tinytorch.tensors.backend import Strided
from tinytorch.tensors.dtypes import DType
from tinytorch.tensors.numpy_table import BITS

ndarray = np.ndarray

ADD_BIAS, TURN_AND_ADD_BIAS = Kernel(biases.add_bias), Kernel(biases.turn_and_add_bias)
LAYER_NORM, LAYER_NORM_BACK, RMS_NORM, RMS_NORM_BACK = (Kernel(function, loose=True) for function in norm.LOOSE)
CROSS_ENTROPY = Kernel(softmax.cross_entropy_rows, loose=True)


def turned_first(rows: int, outputs: int, inputs: int) -> bool:
    """Whether X W^T is sooner made as (W X^T)^T: where few rows meet a large weight.

    The library first brings both factors into an order of its own, for which a transposed one on the right takes it
    longest. With few rows there is little else to do, and to turn the product afterwards costs less.
    """
    return rows <= min(128, outputs, inputs // 2) and inputs * outputs >= 1 << 14


def matrix(x: ndarray) -> ndarray:
    """x with all axes but the last made one."""
    return x if x.ndim == 2 else x.reshape(-1, x.shape[-1])


@lru_cache(maxsize=16)
def ones(count: int, dtype: DType) -> ndarray:
    """So many ones, to read: the batches of a training are mostly of one size."""
    made = np.ones(count, dtype)
    made.flags.writeable = False
    return made


class Layerwise(Rowwise):
    """Layers, and their gradients."""

    @quiet
    def affine(self, a: Strided, weight: Strided, bias: Strided) -> ndarray:
        """a W^T + bias, which is added where the products lie."""
        x, w = self.view(a), self.view(weight)
        rows, line, kind = matrix(x), np.ascontiguousarray(self.view(bias)), KINDS[w.dtype]
        if turned_first(len(rows), *w.shape):
            out = np.empty((len(rows), len(w)), w.dtype)
            TURN_AND_ADD_BIAS(out.size, kind, out, self.product(w, rows.T), line)
        else:
            out = self.product(rows, w.T)  # (n, inputs) @ (inputs, outputs) -> (n, outputs)
            ADD_BIAS(out.size, kind, out, line)
        return out if x.ndim == 2 else out.reshape(*x.shape[:-1], len(w))

    @quiet
    def affine_back(
        self, a: Strided, weight: Strided, d: Strided, by_a: bool
    ) -> tuple[ndarray | None, ndarray, ndarray]:
        """The gradients by a, if that is wanted, weight and bias, where d is the one by the result."""
        x, w, slopes = self.view(a), self.view(weight), np.ascontiguousarray(self.view(d))
        rows = matrix(slopes)
        d_bias = np.matmul(ones(len(rows), w.dtype), rows)  # a product is the fastest way to add up rows
        d_weight = self.product(rows.T, matrix(x))  # (outputs, n) @ (n, inputs)
        return self.product(rows, w).reshape(x.shape) if by_a else None, d_weight, d_bias

    def layer_norm(self, a: Strided, weight: Strided, bias: Strided, eps: float) -> tuple[ndarray, tuple[ndarray, ...]]:
        """(a - mean) / sqrt(variance + eps) * weight + bias; and each row's mean and 1 / sqrt(...)."""
        out, rows = self.matrices(a)
        means, rates = np.empty((2, len(rows)), rows.dtype)
        numbers = *self.lines(weight, bias), rows.dtype.type(eps)
        LAYER_NORM(out.size, KINDS[rows.dtype], out, means, rates, rows, *numbers)
        return out.reshape(a.layout.shape), (means, rates)

    def layer_norm_back(
        self, a: Strided, weight: Strided, d: Strided, kept: tuple[ndarray, ...]
    ) -> tuple[ndarray, ndarray, ndarray]:
        """The gradients by a, weight and bias, where d is the one by the result."""
        out, rows, slopes = self.matrices(a, d)
        d_weight, d_bias = np.empty((2, rows.shape[1]), rows.dtype)
        numbers = *kept, *self.lines(weight), slopes, self.parts(out.size)
        LAYER_NORM_BACK(out.size, KINDS[rows.dtype], out, d_weight, d_bias, rows, *numbers)
        return out.reshape(a.layout.shape), d_weight, d_bias

    def rms_norm(self, a: Strided, weight: Strided, eps: float) -> tuple[ndarray, tuple[ndarray, ...]]:
        """a / sqrt(mean of a^2 + eps) * weight; and each row's 1 / sqrt(...)."""
        out, rows = self.matrices(a)
        rates = np.empty(len(rows), rows.dtype)
        RMS_NORM(out.size, KINDS[rows.dtype], out, rates, rows, *self.lines(weight), rows.dtype.type(eps))
        return out.reshape(a.layout.shape), (rates,)

    def rms_norm_back(
        self, a: Strided, weight: Strided, d: Strided, kept: tuple[ndarray, ...]
    ) -> tuple[ndarray, ndarray]:
        """The gradients by a and weight, where d is the one by the result."""
        out, rows, slopes = self.matrices(a, d)
        d_weight = np.empty(rows.shape[1], rows.dtype)
        numbers = *kept, *self.lines(weight), slopes, self.parts(out.size)
        RMS_NORM_BACK(out.size, KINDS[rows.dtype], out, d_weight, rows, *numbers)
        return out.reshape(a.layout.shape), d_weight

    def cross_entropy(self, a: Strided, labels: ndarray, scale: float | None) -> tuple[ndarray, ndarray]:
        """scale times the sum of -log_softmax of each row at its label, and its gradient by a; without a scale each.

        a is a matrix. Labels lie between 0 and the number of columns: nothing here looks whether they do.
        """
        rows = np.ascontiguousarray(self.view(a))
        kind = rows.dtype
        losses, slopes = np.empty(len(rows), kind), np.empty(rows.shape, kind)
        factor = kind.type(1.0 if scale is None else scale)
        CROSS_ENTROPY(rows.size, KINDS[kind], losses, slopes, rows, labels, factor, rows.view(BITS[kind.itemsize]))
        return losses if scale is None else np.asarray(losses.dot(ones(len(rows), kind)) * factor), slopes

    def lines(self, *operands: Strided) -> list[ndarray]:
        """Weights and biases as contiguous rows of numbers."""
        return [np.ascontiguousarray(self.view(a)) for a in operands]

    def parts(self, work: int) -> int:
        """Among how many threads the sums down the columns are shared out."""
        return threads.count() if threads.several(work) else 1
