# Made from solutions/tinytorch/kernels/cuda/backend.py by `autograder build`.
"""The backend "cuda": your CUDA kernels on a GPU, with faster ones beside them where the layout allows it.

    x = tinytorch.tensor([1.0, 2.0], device="cuda")

Numbers stay on the device from one operation to the next. Kernels compute with float32 and float64. What they cannot do
(sums of whole numbers, a float function that cannot be compiled, float64 on a device without it) NumPy does on copies,
and `on_host` counts it. Nothing is launched where there are no elements.

How many threads are enough, and how many numbers each should make, is reckoned from data sheets and not measured.
"""

from __future__ import annotations

from typing import Any

from tinytorch.kernels.cuda.device import machine
from tinytorch.kernels.cuda.operations import CudaBackend


def __getattr__(name: str) -> Any:
    """`backend`, made when it is first asked for. Raises BackendError where there is no GPU that can be used."""
    if name != "backend":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return CudaBackend(machine())
