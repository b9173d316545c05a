"""Finds out how strong a fence this machine allows, by putting it up: `probe()` gives the level and why not higher."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass

from autograder.sandbox.terms import Level, SandboxError
from autograder.sandbox.warm import WarmParent

__all__ = ["Level", "Probe", "probe"]


TRIES = 3


@dataclass(frozen=True)
class Probe:
    """The best level that works here, and one sentence for each level above it that does not."""

    level: Level
    reasons: tuple[str, ...]


def probe() -> Probe:
    """Start a worker at each level, the strongest first, and take the first whose fence holds."""
    if sys.platform != "linux":
        why = f"made of what only Linux has, and this is {platform.system()}"
        return Probe(Level.NONE, tuple(f"{level.value}: {why}" for level in (Level.FULL, Level.REDUCED)))
    reasons: list[str] = []
    for level in (Level.FULL, Level.REDUCED):
        why = _refusal(level)
        if why is None:
            return Probe(level, tuple(reasons))
        reasons.append(f"{level.value}: {why}")
    return Probe(Level.NONE, tuple(reasons))


def _refusal(level: Level) -> SandboxError | None:
    """Why a level does not work here, None where it does: asked again, for a process may be killed on its way."""
    for attempt in range(TRIES):
        try:
            with WarmParent(level, preload=()) as parent:
                parent.spawn().close()
        except SandboxError as error:
            if attempt + 1 == TRIES:
                return error
        else:
            break
    return None
