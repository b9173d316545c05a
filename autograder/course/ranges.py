"""Several assignments by name, as a person types them: `picked("00-02,scalars", place)`."""

from __future__ import annotations

from collections.abc import Callable

from autograder.course.errors import UsageError


def picked(names: str, place: Callable[[str], int]) -> list[int]:
    """The places of all that is named, one by one or from ... to, each once and in order; `place` finds that of one."""
    found: set[int] = set()
    for name in names.split(","):
        first, dash, last = (part.strip() for part in name.partition("-"))
        start, end = place(first), place(last if dash else first)
        if end < start:
            raise UsageError(f"Assignments go from the earlier to the later one, as in 00-02 (got {name.strip()}).")
        found |= set(range(start, end + 1))
    return sorted(found)
