"""The training benchmark by whichever tinytorch is first on the path."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from train_framework import Framework
from train_work import Library, Problem, main


class Tinytorch(Framework):
    """tinytorch on one device, which counts what its tensors hold, if memory.py is unlocked."""

    def forget_most(self) -> None:
        if find_spec("tinytorch.memory"):
            import_module("tinytorch.memory").reset_peak(self.device)

    def most_held(self) -> float | None:
        if not find_spec("tinytorch.memory"):
            return None
        return float(import_module("tinytorch.memory").peak(self.device))


def open_library(problem: Problem) -> Library:
    needed = ["nn", "optim", "data", *(["kernels"] if problem["device"] == "cpu" else [])]
    for name in needed:
        import_module(f"tinytorch.{name}")  # says that it is locked; the face alone would only lack a name
    tinytorch = import_module("tinytorch")
    return Tinytorch(tinytorch, tinytorch.data, problem["device"])


main(open_library)
