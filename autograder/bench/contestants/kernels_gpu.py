"""Tensors on "cuda" for the kernel benchmark, where there is a GPU."""

from __future__ import annotations

import importlib
from typing import Any

from kernels_work import NO_GPU, inputs
from loop import Step

OPERATIONS = {
    "copy": lambda x: x.clone(),
    "add": lambda x, y: x + y,
    "exp": lambda x: x.exp(),
    "sum": lambda x: x.sum(),
    "matmul": lambda x, y: x @ y,
}


def gpu(problem: dict[str, Any]) -> Step:
    """A chain of the same operation, after which the host waits once."""
    if not importlib.import_module("tinytorch.kernels.cuda.device").available():
        raise NotImplementedError(NO_GPU)
    tinytorch, run = importlib.import_module("tinytorch"), OPERATIONS[problem["f"]]
    synchronize = importlib.import_module("numba.cuda").synchronize
    tensors = [tinytorch.tensor(x, device="cuda") for x in inputs(problem)]

    def step() -> list[Any]:
        for _ in range(problem["chain"]):
            out = run(*tensors)
        synchronize()
        return [out.to("cpu")]

    return step
