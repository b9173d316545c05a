"""The tensor benchmark by whichever tinytorch is first on the path."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from loop import Step, compete
from tensors_framework import prepare, told


def with_tinytorch(problem: dict[str, Any]) -> Step:
    importlib.import_module("tinytorch.tensors")  # says that it is locked; the face alone would only lack a name
    return prepare(importlib.import_module("tinytorch"), problem)


compete(with_tinytorch, told)
