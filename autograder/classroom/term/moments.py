"""Count with moments: `seconds(moment)`."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

DAY = 86_400


@lru_cache(maxsize=1 << 14)  # a class has few moments: deadlines, and hand-ins of several assignments at once
def seconds(text: str) -> float:
    """Seconds since 1970 of a moment."""
    return datetime.fromisoformat(text).timestamp()
