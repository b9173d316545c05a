# Made from solutions/tinytorch/tensors/methods/exchange.py by `autograder build`.
"""In and out of the library: Python numbers, lists, NumPy, DLPack, pickle, copies, other dtypes and devices."""

from __future__ import annotations

from typing import Any, Self

import numpy as np

from tinytorch.autograd.engine import GradientError
from tinytorch.tensors.array import Array
from tinytorch.tensors.backend import BACKENDS, Backend, backend
from tinytorch.tensors.dtypes import as_dtype, bool_, int64
from tinytorch.tensors.functions.exchange import Move
from tinytorch.tensors.methods.arithmetic import Arithmetic
from tinytorch.tensors.printing import show


class Exchange(Arithmetic):
    """Conversions of a Tensor."""

    __slots__ = ()

    # --- To Python

    def item(self) -> Any:
        """The only element, as a Python number.

        Raises ValueError where there is not exactly one.
        """
        if self.value.layout.size != 1:
            raise ValueError(f"item() wants a tensor of one element, got shape {self.value.layout.shape}")
        return self.value.numpy().item()

    def tolist(self) -> Any:
        """The numbers as nested lists."""
        return self.value.numpy().tolist()

    def __bool__(self) -> bool:
        if self.value.layout.size != 1:
            raise ValueError(
                f"the truth of a tensor of shape {self.value.layout.shape} is not one answer: use .any() or .all()"
            )
        return bool(self.item())

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __index__(self) -> int:
        if self.value.dtype not in (int64, bool_):
            raise TypeError(f"only a whole number can be an index, got a tensor of dtype {self.value.dtype}")
        return int(self.item())

    def __format__(self, form: str) -> str:
        return format(self.item(), form) if form else repr(self)

    def __repr__(self) -> str:
        return show(self)

    # --- To NumPy and other libraries: the same memory, where it is host memory

    def numpy(self) -> np.ndarray:
        """An ndarray on the same memory.

        Raises GradientError for a tensor that requires a gradient: what NumPy computes leaves no record.
        """
        if self.requires_grad:
            raise GradientError(
                "what NumPy does with a tensor that requires a gradient is not recorded: use .detach().numpy()"
            )
        return self.value.numpy()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        numbers = self.numpy()
        return np.array(numbers, dtype, copy=True) if copy else np.asarray(numbers, dtype)

    def __dlpack__(self, **how: Any) -> Any:
        """Raises BufferError for a view that goes backwards: PyTorch would end the process."""
        numbers = self.numpy()
        if any(stride < 0 for stride in numbers.strides):
            raise BufferError("a view that goes backwards cannot be handed over by DLPack: use .clone() first")
        return numbers.__dlpack__(**how)

    def __dlpack_device__(self) -> tuple[int, int]:
        return self.value.numpy().__dlpack_device__()

    # --- Copies

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """A leaf with numbers and a gradient of its own, in the same layout of axes.

        Raises GradientError for a result of a recorded operation, whose history cannot be copied.
        """
        if self.node is not None and self.requires_grad:
            raise GradientError(
                "a result of recorded operations cannot be copied with its history: use .detach() first"
            )
        kind: Any = type(self)
        made = kind._leaf(self.value.copy(), self.requires_grad)
        if self.grad is not None:
            made.grad = self.grad.__deepcopy__(memo)
        memo[id(self)] = made
        return made

    def __reduce__(self) -> Any:
        """Pickled as an ndarray, the device's name and whether it requires a gradient."""
        if self.node is not None and self.requires_grad:
            raise GradientError(
                "a result of recorded operations cannot be pickled with its history: use .detach() first"
            )
        numbers = np.ascontiguousarray(self.value.numpy())
        return _rebuilt, (type(self), numbers, self.value.backend.name, self.requires_grad)

    # --- Other kinds of number, other devices

    def to(self, *where: Any, dtype: Any = None, device: str | None = None) -> Self:
        """With another kind of number, on another device, or like another tensor: to("cpu"), to(float64), to(other)."""
        for given in where:
            if isinstance(given, Arithmetic):
                dtype, device = given.value.dtype, given.value.backend.name
            elif isinstance(given, str) and given not in KINDS:
                device = given
            else:
                dtype = given
        moved = self if device is None else self.move(backend(device))
        return moved if dtype is None else moved.cast(as_dtype(dtype))

    def cpu(self) -> Self:
        """to("cpu"): in host memory, where compiled kernels compute."""
        return self.to("cpu")

    def cuda(self, device: Any = None) -> Self:
        """to("cuda"). There is one such device, so that its number is left out."""
        return self.to("cuda")

    def move(self, device: Backend) -> Self:
        """The same numbers on another device; recorded, if it is a change."""
        return self if device is self.value.backend else Move.apply(self, device=device)


KINDS = {"float32", "float64", "int64", "bool", "float", "int"} - set(BACKENDS)


def _rebuilt(kind: Any, numbers: np.ndarray, device: str, requires_grad: bool) -> Any:
    return kind._leaf(Array.from_numpy(numbers, backend(device)), requires_grad)
