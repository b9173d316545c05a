"""The contestants' programs are no package: a test loads one by its path."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def load(root: Path, name: str) -> ModuleType:
    """A file beside the contestants, as a module that only the caller has."""
    path = root / "autograder" / "bench" / "contestants" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"contestants_{name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def loop(root: Path) -> ModuleType:
    """The loop that every contestant runs."""
    return load(root, "loop")


@pytest.fixture(scope="session")
def work(root: Path) -> ModuleType:
    """The numbers that every contestant of the tensor benchmark starts from."""
    return load(root, "tensors_work")


@pytest.fixture
def fresh(root: Path, loop: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """What the kernel benchmark finds out in processes of their own."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setitem(sys.modules, "loop", loop)
    return load(root, "kernels_fresh")
