# Made from solutions/tinytorch/devices.py by `autograder build`.
"""Devices as programs for PyTorch ask for them. Here a device is a name: "numpy", "cpu", "cuda" or "python".

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
"""

from __future__ import annotations

from typing import Any

from tinytorch.tensors.backend import available, backend


def device(type: Any, index: int | None = None) -> str:
    """The name of a device that can be used here; a number behind it ("cuda:0") is left out, for there is one of each.

    Raises BackendError for others.
    """
    return backend(str(type).partition(":")[0]).name


def is_available() -> bool:
    """Whether there is a device "cuda"."""
    return "cuda" in available()
