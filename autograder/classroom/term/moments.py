"""Moments as the gradebook keeps them, UTC to the second: `now()`, and `seconds(moment)` to count with."""

from __future__ import annotations

import time
from datetime import datetime
from functools import lru_cache

from autograder.classroom.layouts.moments import of_seconds

DAY = 86_400


def now() -> str:
    """The present moment."""
    return of_seconds(int(time.time()))


@lru_cache(maxsize=1 << 14)  # a class has few moments: deadlines, and hand-ins of several assignments at once
def seconds(text: str) -> float:
    """Seconds since 1970 of a moment."""
    return datetime.fromisoformat(text).timestamp()
