"""Long tables of cases, of which some are quick: `one_in(4, OPS)` leaves three of four to `pytest -m slow`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest


def one_in(count: int, cases: Iterable[Any], name: Callable[[Any], str] = str) -> list[Any]:
    """The cases as parameters, always the same ones quick: the first, and every `count`th after it."""
    return [
        pytest.param(case, marks=[pytest.mark.slow] if place % count else [], id=name(case))
        for place, case in enumerate(cases)
    ]
