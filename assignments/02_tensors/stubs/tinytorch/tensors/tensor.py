# Made from solutions/tinytorch/tensors/tensor.py by `autograder build`.
"""The Tensor: an array that remembers how it was made.

    x = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = (x @ x).relu().sum()
    y.backward()
    x.grad                      # a Tensor of the same shape

Everything that can be done with one is in `methods/`, family by family; here is what a Tensor is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

import numpy as np

from tinytorch.autograd.engine import GradientError
from tinytorch.autograd.variable import Variable
from tinytorch.tensors.array import Array
from tinytorch.tensors.backend import Detached, backend
from tinytorch.tensors.backward import KEEP, Handle, run_backward, taken
from tinytorch.tensors.convert import as_numbers
from tinytorch.tensors.dtypes import DType, DTypeError, as_dtype, is_float
from tinytorch.tensors.layout import LayoutError, Shape
from tinytorch.tensors.methods.exchange import Exchange
from tinytorch.tensors.methods.in_place import InPlace
from tinytorch.tensors.methods.kinds import Kinds
from tinytorch.tensors.methods.matmul import Products
from tinytorch.tensors.methods.order import Order
from tinytorch.tensors.methods.rearrange import Rearranging


class Tensor(Order, InPlace, Rearranging, Products, Exchange, Kinds):
    """Numbers in a box of any rank, with a history and a gradient.

    value          the Array
    requires_grad  whether gradients flow to it: False unless you say so, or it was computed from one that does
    node           the call that made it; None for a leaf
    grad           a Tensor of the same shape once backward has been here; None before

    What is computed is made by `type(x)(array)`. A subclass whose results shall be plain Tensors answers a bare Array
    with one in its `__new__`.
    """

    __slots__ = ("__weakref__", "_grad", "hooks")

    def __init__(self, value: Any, requires_grad: bool = False, dtype: Any = None, device: str | None = None) -> None:
        """From a number, nested lists or an array: float32 unless `dtype` says otherwise."""
        if type(value) is not Array:
            numbers = as_numbers(value, as_dtype(dtype))
            value = Array.from_numpy(numbers, backend(device or "numpy"))
        value.buffer.owned = True
        self.value = value
        self.node = None
        self.hooks: dict[int, Callable[..., Any]] | None = None
        self._grad: Self | None = None
        self.requires_grad = requires_grad
        if requires_grad:
            check_differentiable(value.dtype)

    @classmethod
    def _leaf(cls, value: Array, requires_grad: bool) -> Self:
        """A leaf of this very class: the __init__ of a subclass, which may want other things, is not called."""
        made = object.__new__(cls)
        Tensor.__init__(made, value, requires_grad)
        return made

    __hash__ = Variable.__hash__

    # --- What it is

    @property
    def shape(self) -> Shape:
        """The number of elements along each axis."""
        return self.value.layout.shape

    @property
    def dtype(self) -> DType:
        """The kind of its numbers."""
        return self.value.dtype

    @property
    def device(self) -> str:
        """The name of the backend that computes with it."""
        return self.value.backend.name

    @staticmethod
    def empty(*shape: int, dtype: Any = None) -> Tensor:
        """A tensor of this shape with whatever numbers lie in its memory."""
        return Tensor(Array.from_numpy(np.empty(shape, as_dtype(dtype)), backend("numpy")))

    # --- Gradients

    @property
    def grad(self) -> Self | None:
        """The gradient that backward has left here, a Tensor of the same shape, or None."""
        return self._grad

    @grad.setter
    def grad(self, gradient: Any) -> None:
        """A bare Array is what backward hands over: taken as it is, unless somebody holds its memory already."""
        if type(gradient) is Array:
            gradient = taken(self, gradient)
        elif gradient is not None:
            check_like(gradient, self.value)
        self._grad = gradient

    def backward(self, gradient: Any = None, retain_graph: bool | None = None, create_graph: bool = False) -> None:
        """Add to every leaf's `.grad` the derivative of this by that leaf, times `gradient` (1 for a single number).

        create_graph  record the backward pass itself, so that gradients can be differentiated again
        retain_graph  keep what was saved, for another backward; by default only with create_graph
        """
        run_backward(self, gradient, retain_graph, create_graph)

    def register_hook(self, hook: Callable[[Self], Self | None]) -> Handle:
        """Call `hook(gradient)` whenever a gradient arrives here; what it returns, if anything, takes its place."""
        if not self.requires_grad:
            raise GradientError("a hook waits for a gradient, and none flows to a tensor that does not require one")
        if self.hooks is None:
            self.hooks = {}
        return Handle(self.hooks).add(hook)

    def retain_grad(self) -> None:
        """Keep the gradient of this inner value in its `.grad`, as a leaf does anyway."""
        if self.node is not None:
            self.hooks = self.hooks or {}
            self.hooks[KEEP] = taken

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """From now on gradients flow to this leaf, or do not."""
        if not requires_grad and not self.is_leaf:
            raise GradientError("only a leaf can be told that it requires no gradient: use .detach()")
        if requires_grad:
            check_differentiable(self.value.dtype)
        self.requires_grad = requires_grad
        return self

    @property
    def is_leaf(self) -> bool:
        """Whether no recorded operation that a gradient flows through has made it."""
        return self.node is None or not self.requires_grad

    @property
    def grad_fn(self) -> Any:
        """The recorded call that made it, under PyTorch's name; None for a leaf."""
        return self.node if self.requires_grad else None

    def detach(self) -> Self:
        """The same numbers without their history: a leaf on the same memory that does not require a gradient."""
        value = self.value  # an Array of its own, so that `lift` knows them apart
        return type(self)(Array(Detached(value.buffer), value.layout, value.backend))

    @property
    def data(self) -> Self:
        """This without its history, on the same memory: `p.data -= 0.1 * p.grad` changes p in place."""
        return self.detach()

    @data.setter
    def data(self, other: Self) -> None:
        if not isinstance(other, Tensor):
            raise TypeError(f"x.data wants a tensor, got a {type(other).__name__}: make it one with tensor()")
        if self.requires_grad:
            check_differentiable(other.dtype)
        self.value = other.value


def check_like(gradient: Any, value: Array) -> None:
    """Raise unless the gradient is a Tensor of the shape and the kind of number that `value` has."""
    if not isinstance(gradient, Tensor):
        raise TypeError(f"x.grad wants a tensor or None, got a {type(gradient).__name__}: make it one with tensor()")
    if gradient.shape != value.layout.shape:
        raise LayoutError(f"x.grad wants the shape of x, {value.layout.shape}, got {gradient.shape}")
    if gradient.dtype is not value.dtype:
        raise DTypeError(f"x.grad wants the dtype of x, {value.dtype}, got {gradient.dtype}: use .to()")


def check_differentiable(dtype: DType) -> None:
    """Raise DTypeError for numbers that have no derivative."""
    if not is_float(dtype):
        raise DTypeError(f"only float32 and float64 can require a gradient, got {dtype}")
