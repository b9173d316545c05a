"""Finds out how strong a fence this machine allows, by putting it up: `probe()` gives the level and why not higher."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.sandbox.terms import Level, SandboxError
from autograder.sandbox.warm import WarmParent

__all__ = ["Level", "Probe", "probe"]


@dataclass(frozen=True)
class Probe:
    """The best level that works here, and one sentence for each level above it that does not."""

    level: Level
    reasons: tuple[str, ...]


def probe() -> Probe:
    """Start a worker at each level, the strongest first, and take the first whose fence holds."""
    reasons: list[str] = []
    for level in (Level.FULL, Level.REDUCED):
        try:
            with WarmParent(level, preload=()) as parent:
                parent.spawn().close()
        except SandboxError as error:
            reasons.append(f"{level.value}: {error}")
        else:
            return Probe(level, tuple(reasons))
    return Probe(Level.NONE, tuple(reasons))
