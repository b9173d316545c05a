"""A library that does not take part in the training benchmark says why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from loop import Step, compete


def prepare(problem: dict[str, Any]) -> Step:
    raise NotImplementedError(problem["why"])


compete(prepare)
