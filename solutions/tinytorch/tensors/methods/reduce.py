"""One number of many: sums, means, extremes, probabilities, along all axes or some.

`dim` is None for all axes, one axis, or a tuple of them, counted from the end where negative; with keepdim they stay,
1 long. Source of names and defaults: PyTorch.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple, Self

from tinytorch.autograd.engine import Function, Mode
from tinytorch.autograd.functions import Mul
from tinytorch.autograd.variable import Variable
from tinytorch.tensors.arguments import check_number
from tinytorch.tensors.dtypes import as_dtype, bool_, int64
from tinytorch.tensors.functions import reduce as functions
from tinytorch.tensors.functions.fused import along_rows
from tinytorch.tensors.functions.pointwise import Root
from tinytorch.tensors.layout import LayoutError, normal_axes
from tinytorch.tensors.methods.index import Indexing
from tinytorch.tensors.methods.named import Named

Dim = int | tuple[int, ...] | list[int] | None


class Ranked(NamedTuple):
    """Elements chosen by their order along an axis, and where they stood."""

    values: Any
    indices: Any


class Reduce(Named, Indexing):
    """Reductions."""

    __slots__ = ()

    def _axes(self, dim: Dim, name: str) -> tuple[int, ...]:
        """The axes that `dim` names, counted from the front; `name` is the operation's, for the error."""
        rank = len(self.value.layout.shape)
        if dim is None:
            return tuple(range(rank))
        if type(dim) is int and -rank <= dim < rank:
            return (dim % rank,)
        try:
            return normal_axes(dim, rank)
        except LayoutError as error:
            raise LayoutError(f"{name}: {error}") from None

    # --- Sums

    def sum(self, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None) -> Self:
        """The sum; 0 of nothing. Bools are counted."""
        x = self._countable(dtype)
        return functions.Sum.apply(x, axes=x._axes(dim, "sum"), keepdim=keepdim)

    def mean(self, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None) -> Self:
        """The sum divided by the number of summands; nan of nothing."""
        x = self._floats("mean") if dtype is None else self.cast(as_dtype(dtype))
        return functions.Mean.apply(x, axes=x._axes(dim, "mean"), keepdim=keepdim)

    def var(self, dim: Any = None, unbiased: bool = True, keepdim: bool = False, *, correction: Any = None) -> Self:
        """The sum of (x - mean)^2, divided by the number of summands less `correction`: 1, or 0 where not unbiased."""
        if type(dim) is bool:
            dim, unbiased = None, dim
        x = self._floats("var")
        axes = x._axes(dim, "var")
        count = math.prod([x.value.layout.shape[k] for k in axes])
        if correction is not None:
            check_number("var", correction=correction)
        divisor = max(0, count - (bool(unbiased) if correction is None else correction))
        return functions.Var.apply(x, axes=axes, keepdim=keepdim, divisor=divisor)

    def std(self, dim: Any = None, unbiased: bool = True, keepdim: bool = False, *, correction: Any = None) -> Self:
        """The square root of the variance; its slope is 0 where it is 0."""
        return Root.apply(self.var(dim, unbiased, keepdim, correction=correction))

    def norm(self, p: Any = 2, dim: Dim = None, keepdim: bool = False) -> Self:
        """(sum of |x|^p)^(1/p): the length for p = 2, the largest |x| for p = inf."""
        x = self._floats("norm")
        if p in (2, "fro"):
            return Root.apply(x.square().sum(dim, keepdim))
        if p == math.inf:
            return x.abs().amax(dim, keepdim)
        if p == -math.inf:
            return x.abs().amin(dim, keepdim)
        if p == 0:
            return x.sign().abs().sum(dim, keepdim)
        return x.abs().sum(dim, keepdim) if p == 1 else (x.abs() ** p).sum(dim, keepdim) ** (1.0 / p)

    def count_nonzero(self, dim: Dim = None) -> Self:
        """How many are not 0."""
        return self.ne(0).sum(dim)

    def cumsum(self, dim: int, *, dtype: Any = None) -> Self:
        """The sum of the elements so far along an axis."""
        return functions.CumSum.apply(self._countable(dtype), axis=self._axis(dim, "cumsum"))

    def _countable(self, dtype: Any) -> Self:
        """This as numbers of the given kind; without one, bools become whole numbers."""
        if dtype is not None:
            return self.cast(as_dtype(dtype))
        return self.cast(int64) if self.value.dtype is bool_ else self

    # --- Products

    def prod(self, dim: Dim = None, keepdim: bool = False, *, dtype: Any = None) -> Self:
        """The product; 1 of nothing."""
        x = self._countable(dtype)
        axes = x._axes(dim, "prod")
        if not (x.requires_grad and Mode.recording):
            return type(self)(x.value.prod(axes, keepdim))
        shape = x.value.layout.shape
        rest = [k for k in range(len(shape)) if k not in axes]
        front = x.permute((*axes, *rest)).reshape((math.prod([shape[k] for k in axes]), *[shape[k] for k in rest]))
        return front._halves().reshape([1 if k in axes else n for k, n in enumerate(shape) if keepdim or k not in axes])

    def _halves(self) -> Self:
        """The product along axis 0, half times half: its gradient is that of a product of two, right at zeros too."""
        count = self.value.layout.shape[0]
        if count == 0:
            return self.sum(0) + 1
        if count == 1:
            return self.sum(0)  # self[0] would lie on the memory of the factors
        x, left = self, []
        while count > 1:
            if count % 2:
                left.append(x[count - 1])
            count //= 2
            x = Mul.apply(x[:count], x[count : 2 * count])
        x = x[0]
        for row in left:
            x = x * row
        return x

    # --- Extremes

    def amax(self, dim: Dim = None, keepdim: bool = False) -> Self:
        """The largest; nan where one is. Where several are the largest, they share the gradient evenly."""
        return self._extreme(functions.AMax, dim, keepdim, "amax")

    def amin(self, dim: Dim = None, keepdim: bool = False) -> Self:
        """The smallest; nan where one is. Where several are the smallest, they share the gradient evenly."""
        return self._extreme(functions.AMin, dim, keepdim, "amin")

    def max(self, dim: Any = None, keepdim: bool = False) -> Any:
        """The largest of all; along an axis, (values, indices), and the gradient goes to those indices alone.

        With another tensor in the place of `dim`: the larger of the two, element by element.
        """
        if isinstance(dim, Variable):
            return self.maximum(dim)
        if dim is None:
            return self._extreme(functions.AMax, None, False, "max")
        return self._best(functions.ArgMax, dim, keepdim, "max")

    def min(self, dim: Any = None, keepdim: bool = False) -> Any:
        """The smallest of all; along an axis, (values, indices), and the gradient goes to those indices alone.

        With another tensor in the place of `dim`: the smaller of the two, element by element.
        """
        if isinstance(dim, Variable):
            return self.minimum(dim)
        if dim is None:
            return self._extreme(functions.AMin, None, False, "min")
        return self._best(functions.ArgMin, dim, keepdim, "min")

    def argmax(self, dim: int | None = None, keepdim: bool = False) -> Self:
        """The index of the largest, the first of several; without `dim`, its place in reading order."""
        return self._place_of(functions.ArgMax, dim, keepdim, "argmax")

    def argmin(self, dim: int | None = None, keepdim: bool = False) -> Self:
        """The index of the smallest, the first of several; without `dim`, its place in reading order."""
        return self._place_of(functions.ArgMin, dim, keepdim, "argmin")

    def _extreme(self, function: type[Function], dim: Dim, keepdim: bool, name: str) -> Self:
        """function(self) along axes that have elements to choose from; `name` is the operation's, for the error."""
        return function.apply(self, axes=self._inhabited(self._axes(dim, name), name), keepdim=keepdim)

    def _best(self, function: type[Function], dim: int, keepdim: bool, name: str) -> Ranked:
        """The elements along an axis at the indices that function(self) gives, and these."""
        axis = self._axis(dim, name)
        self._inhabited((axis,), name)
        indices = function.apply(self, axis=axis)
        values = self.gather(axis, indices)
        return Ranked(values, indices) if keepdim else Ranked(values.squeeze(axis), indices.squeeze(axis))

    def _place_of(self, function: type[Function], dim: int | None, keepdim: bool, name: str) -> Self:
        """The index that function gives along an axis, or along all of them read as one."""
        self._numbers(name)
        axes = self._inhabited(self._axes(None if dim is None else self._axis(dim, name), name), name)
        if dim is not None:
            found = function.apply(self, axis=axes[0])
            return found if keepdim else found.squeeze(axes[0])
        found = function.apply(self.reshape(-1), axis=0)
        return found.reshape((1,) * len(axes) if keepdim else ())

    def _inhabited(self, axes: tuple[int, ...], name: str) -> tuple[int, ...]:
        """The axes. Raises LayoutError where one of them has no element to choose from."""
        shape = self.value.layout.shape
        for axis in axes:
            if shape[axis] == 0:
                raise LayoutError(f"{name} wants at least one element, got none along axis {axis} of shape {shape}")
        return axes

    # --- Exponentials

    def logsumexp(self, dim: Dim, keepdim: bool = False) -> Self:
        """ln(sum of e^x), without overflow."""
        x = self._real()
        return functions.LogSumExp.apply(x, axes=x._axes(dim, "logsumexp"), keepdim=keepdim)

    def softmax(self, dim: int, *, dtype: Any = None) -> Self:
        """e^x / (sum of e^x) along an axis: probabilities."""
        x = self._floats("softmax") if dtype is None else self.cast(as_dtype(dtype))
        axis = x._axis(dim, "softmax")
        return along_rows(functions.Softmax, x.value, axis).apply(x, axis=axis)

    def log_softmax(self, dim: int, *, dtype: Any = None) -> Self:
        """The logarithms of softmax, without overflow."""
        x = self._floats("log_softmax") if dtype is None else self.cast(as_dtype(dtype))
        axis = x._axis(dim, "log_softmax")
        return along_rows(functions.LogSoftmax, x.value, axis).apply(x, axis=axis)

    # --- Yes or no

    def any(self, dim: Dim = None, keepdim: bool = False) -> Self:
        """Whether one of them is not 0; of nothing, no."""
        return functions.AnyOf.apply(self, axes=self._axes(dim, "any"), keepdim=keepdim)

    def all(self, dim: Dim = None, keepdim: bool = False) -> Self:
        """Whether none of them is 0; of nothing, yes."""
        return functions.AllOf.apply(self, axes=self._axes(dim, "all"), keepdim=keepdim)
