# Made from solutions/tinytorch/tensors/methods/matmul.py by `autograder build`.
"""Products of matrices and of vectors: x @ y, and its special cases under PyTorch's names."""

from __future__ import annotations

from math import prod
from typing import Any, NoReturn, Self

from tinytorch.autograd.engine import Mode
from tinytorch.tensors.dtypes import DTypeError, bool_
from tinytorch.tensors.functions.matmul import MatMul, MatMulLeft, MatMulRight
from tinytorch.tensors.functions.shape import Reshape
from tinytorch.tensors.layout import LayoutError, broadcast_shapes
from tinytorch.tensors.methods.arithmetic import DeviceError, check_tensor
from tinytorch.tensors.methods.shape import Shaping


class Products(Shaping):
    """Matrix products."""

    __slots__ = ()

    def matmul(self, other: Any) -> Self:
        """(..., n, k) @ (..., k, m) -> (..., n, m): sums over k of products; the axes in front are broadcast.

        A tensor with one axis is a row on the left and a column on the right, and its axis is not in the result.
        """
        other = self.constant(other)
        left, right = self.value.layout.shape, other.value.layout.shape
        fits = left and right and left[-1] == right[-2 if len(right) > 1 else 0]
        if not fits or self.value.dtype != other.value.dtype or self.value.dtype == bool_:
            refuse(self, other)
        if self.value.backend is not other.value.backend:
            raise DeviceError(
                f"matmul wants both tensors on one device, got {self.value.backend.name} and "
                f"{other.value.backend.name}: use .to()"
            )
        if len(left) == 2 and len(right) == 2:
            return product(self, other)
        if len(right) == 1:
            column = Reshape.apply(other, shape=(*right, 1))
            return Reshape.apply(self.matmul(column), shape=left[:-1])  # (..., n, 1) -> (..., n)
        if len(left) == 1:
            row = Reshape.apply(self, shape=(1, *left))
            return Reshape.apply(row.matmul(other), shape=(*right[:-2], right[-1]))  # (..., 1, m) -> (..., m)
        if len(right) == 2:
            flat = Reshape.apply(self, shape=(prod(left[:-1]), left[-1]))  # (B, T, k) -> (B*T, k): one large product
            return Reshape.apply(product(flat, other), shape=(*left[:-1], right[-1]))
        try:
            front = broadcast_shapes(left[:-2], right[:-2])
        except LayoutError:
            refuse(self, other)
        return product(self.broadcast((*front, *left[-2:])), other.broadcast((*front, *right[-2:])))

    __matmul__ = matmul

    def __rmatmul__(self, other: Any) -> Self:
        return self.constant(other).matmul(self)

    def mm(self, other: Self) -> Self:
        """(n, k) @ (k, m) -> (n, m)."""
        return self._of_rank("mm", 2, other, 2).matmul(other)

    def bmm(self, other: Self) -> Self:
        """(b, n, k) @ (b, k, m) -> (b, n, m)."""
        self._of_rank("bmm", 3, other, 3)
        if self.value.layout.shape[0] != other.value.layout.shape[0]:
            refuse(self, other, "bmm")
        return self.matmul(other)

    def mv(self, vec: Self) -> Self:
        """(n, k) @ (k,) -> (n,)."""
        return self._of_rank("mv", 2, vec, 1).matmul(vec)

    def dot(self, other: Self) -> Self:
        """(k,) @ (k,) -> (): the sum of products."""
        check_tensor("dot", other)
        left, right = self.value.layout.shape, other.value.layout.shape
        if len(left) != 1 or left != right:
            raise LayoutError(f"dot wants two vectors of one length, got shapes {left} and {right}")
        return self.matmul(other)

    def outer(self, vec2: Self) -> Self:
        """(n,), (m,) -> (n, m): every product of an element of one with an element of the other."""
        self._of_rank("outer", 1, vec2, 1)
        return self.reshape(-1, 1) * vec2.reshape(1, -1)

    def _of_rank(self, name: str, rank: int, other: Any, other_rank: int) -> Self:
        """This, if the two have so many axes."""
        check_tensor(name, other)
        if (len(self.value.layout.shape), len(other.value.layout.shape)) != (rank, other_rank):
            refuse(self, other, name, f" with {rank} and {other_rank} axes")
        return self


def product(a: Any, b: Any) -> Any:
    """a @ b, of matrices with equal sides in front; what is a constant gets no gradient, and none is computed."""
    if Mode.recording and a.requires_grad != b.requires_grad:
        return MatMulLeft.apply(a, right=b.value) if a.requires_grad else MatMulRight.apply(b, left=a.value)
    return MatMul.apply(a, b)


def refuse(a: Any, b: Any, name: str = "matmul", more: str = "") -> NoReturn:
    """Raise the error for two tensors that cannot be multiplied."""
    left, right = a.value, b.value
    if left.dtype != right.dtype:
        raise DTypeError(f"{name} wants two tensors of one dtype, got {left.dtype} and {right.dtype}: use .to()")
    if left.dtype == bool_:
        raise DTypeError(f"{name} wants numbers, got bools: use .to()")
    raise LayoutError(
        f"{name} wants shapes (..., n, k) and (..., k, m){more}, got {left.layout.shape} and {right.layout.shape}"
    )
