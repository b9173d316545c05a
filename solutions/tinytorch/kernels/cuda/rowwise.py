"""Your softmax kernel as a kernel of the backend: a block for each row, in as few launches as the grid allows.

The logarithm of softmax, and the gradients of both, are composed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tinytorch.kernels.cuda import pool
from tinytorch.kernels.cuda.launches import Launches, seen
from tinytorch.kernels.cuda.softmax import softmax_kernel
from tinytorch.tensors.backend import Strided


def softmax_by_numpy(a: Any) -> Any:
    """The same by NumPy, for a device that does not compute with the kind of number."""
    powers = np.exp(a - a.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


class Rowwise(Launches):
    """Softmax of rows, of arrays with elements."""

    def softmax(self, a: Strided) -> pool.Numbers:
        """e^a / (sum of e^a) along the last axis."""
        dtype, width = a.buffer.data.dtype, a.layout.shape[-1]
        if not self.computes(dtype):
            self.on_host["softmax_kernel"] += 1
            with np.errstate(all="ignore"):
                return self.from_numpy(softmax_by_numpy(self.to_numpy(a)))
        out, source = self.pool.numbers(a.layout.size, dtype), self.straight(seen(a))
        rows, most = [out.row, source.row], self.machine.limits[0]
        for first in range(0, out.size // width, most):
            count = min(most, out.size // width - first)
            part = slice(first * width, (first + count) * width)
            some = rows if count * width == out.size else [row[part] for row in rows]
            self.machine.launch(softmax_kernel, None, dtype, count, self.machine.threads, *some, width)
        return out
