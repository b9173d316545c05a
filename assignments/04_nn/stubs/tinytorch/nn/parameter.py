# Made from solutions/tinytorch/nn/parameter.py by `autograder build`.
"""A Parameter: a Tensor that a Module finds by itself, and that training changes.

    self.weight = Parameter(randn(3, 2))        # in a Module's __init__: from now on one of its parameters()

What is computed from one is a plain Tensor.
"""

from __future__ import annotations

from typing import Any, Self

from tinytorch.tensors.array import Array
from tinytorch.tensors.tensor import Tensor


class Parameter(Tensor):
    """A leaf on the memory of `data` that requires a gradient, unless told otherwise; empty without `data`."""

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Any:
        return Tensor(data) if type(data) is Array else super().__new__(cls)

    def __init__(self, data: Tensor | None = None, requires_grad: bool = True) -> None:
        if data is None:
            data = Tensor([])
        if not isinstance(data, Tensor):
            raise TypeError(f"Parameter wants a tensor, got a {type(data).__name__}: make it one with tensor()")
        value = data.value  # an Array of its own on the same memory, so that the record knows the two tensors apart
        super().__init__(Array(value.buffer, value.layout, value.backend), requires_grad)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Numbers of its own without the gradient: the copy of a model has not been through a backward."""
        made = memo[id(self)] = self._leaf(self.value.copy(), self.requires_grad)
        return made

    def __repr__(self) -> str:
        return f"Parameter containing:\n{super().__repr__()}"
