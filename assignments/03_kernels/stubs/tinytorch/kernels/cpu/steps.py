# Made from solutions/tinytorch/kernels/cpu/steps.py by `autograder build`.
"""What the backend "cpu" does for optimizers: a whole step of one parameter by one kernel.

Each method takes the arrays that it changes, the gradient, and the plain numbers of its kernel, and says whether it did
the step. It does not where the kernel cannot write to the places of an array: they must lie in a row.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from tinytorch.kernels.compiler import Kernel
from tinytorch.kernels.cpu.rowwise import KINDS, Rowwise
from tinytorch.kernels.fused import optimizer
from tinytorch.tensors.backend import Strided
from tinytorch.tensors.dtypes import DType

SGD_STEP, MOMENTUM_STEP, ADAM_STEP = (
    Kernel(function) for function in (optimizer.sgd_step, optimizer.momentum_step, optimizer.adam_step)
)


class Steps(Rowwise):
    """Steps of optimizers, in place."""

    def sgd_step(self, changed: tuple[Strided, ...], gradient: Strided, numbers: tuple[float, ...]) -> bool:
        """p -= rate * (g + decay * p); changed: p; numbers: rate, decay."""
        return self.advance(SGD_STEP, changed, gradient, numbers)

    def momentum_step(self, changed: tuple[Strided, ...], gradient: Strided, numbers: tuple[float, ...]) -> bool:
        """v = momentum * v + g + decay * p, p -= rate * v; changed: p, v; numbers: rate, momentum, decay."""
        return self.advance(MOMENTUM_STEP, changed, gradient, numbers)

    def adam_step(self, changed: tuple[Strided, ...], gradient: Strided, numbers: tuple[float, ...]) -> bool:
        """Adam's step; changed: p and the means of gradients and squares; numbers: those of the kernel, in order."""
        return self.advance(ADAM_STEP, changed, gradient, numbers)

    def advance(
        self, kernel: Kernel, changed: tuple[Strided, ...], gradient: Strided, numbers: tuple[float, ...]
    ) -> bool:
        """Run kernel(p, gradient, *what else changes, *numbers) on rows of numbers; whether it could be done."""
        slope = gradient.native if gradient.native is not None else self.view(gradient)
        shape, dtype = slope.shape, slope.dtype
        kind = KINDS.get(dtype)
        if kind is None:
            return False
        rows = []
        for a in changed:
            x = a.native if a.native is not None else self.view(a)
            if x.shape != shape or x.dtype is not dtype or not x.flags.c_contiguous:
                return False
            rows.append(x.ravel())
        # a gradient in any other order is copied into a row here
        kernel.of(None, kind)(slope.size, rows[0], slope.ravel(), *rows[1:], *of_kind(dtype, numbers))
        return True


@lru_cache(maxsize=64)
def of_kind(dtype: DType, numbers: tuple[float, ...]) -> tuple[Any, ...]:
    """The numbers as this kind; those of one step are mostly the same for all parameters."""
    return tuple(map(dtype.type, numbers))
