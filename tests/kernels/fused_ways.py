"""How a fused kernel can be run: as plain Python, compiled, by several threads; in float32 and in float64."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from tinytorch.kernels.compiler import Kernel


@dataclass(frozen=True)
class Way:
    """One way to run a kernel. `run(kernel, *args)` turns the floats among the arguments into the arrays' kind."""

    how: str
    dtype: Any

    def run(self, kernel: Callable[..., None], *args: Any, f: Any = None) -> None:
        numbers = [self.dtype(x) if isinstance(x, float) else x for x in args]
        if self.how == "python":
            kernel(*(() if f is None else (f,)), *numbers)
            return
        loose = kernel in getattr(sys.modules[kernel.__module__], "LOOSE", ())
        compiled = MADE.setdefault((kernel, loose), Kernel(kernel, loose=loose)).of(f, self.dtype.__name__)
        if self.how == "threads":
            compiled.make(parallel=True)(*numbers)
        else:
            compiled(0, *numbers)

    def array(self, numbers: Any) -> np.ndarray:
        """The numbers as a contiguous array of this kind."""
        return np.ascontiguousarray(numbers, self.dtype)

    def bits(self, a: np.ndarray) -> np.ndarray:
        """The numbers of a, read as whole numbers of the same size."""
        return a.view(np.int32 if self.dtype is np.float32 else np.int64)

    def close(self, made: np.ndarray, wanted: Any, digits: float = 2e-6) -> None:
        """Fails unless `made` is of this kind and equals `wanted` to `digits`, in float64 to 1e-12."""
        assert made.dtype == self.dtype
        limit = digits if self.dtype is np.float32 else 1e-12
        np.testing.assert_allclose(made, wanted, rtol=limit, atol=limit)


MADE: dict[Any, Kernel] = {}
WAYS = [
    Way("python", np.float64),
    Way("python", np.float32),
    pytest.param(Way("compiled", np.float32), marks=pytest.mark.slow),
    pytest.param(Way("compiled", np.float64), marks=pytest.mark.slow),
    pytest.param(Way("threads", np.float32), marks=pytest.mark.slow),
]
each_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.how}-{way.dtype.__name__}")
COMPILED = Way("compiled", np.float32)
