"""Every level on this machine as it is, and as an ordinary user would find it; and a fence without landlock."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import machine
import pytest

from autograder.sandbox.warm import Level, SandboxError, WarmParent

NO_LANDLOCK = {"deny": ["landlock_create_ruleset"]}
MACHINES: dict[str, dict[str, Any]] = {"this": {}, "ordinary": {"user": machine.ORDINARY}, "no landlock": NO_LANDLOCK}
FULL, REDUCED, UNFENCED = ([(name, level) for name in ("this", "ordinary")] for level in Level)
FENCED = [*FULL, *REDUCED, ("no landlock", Level.REDUCED)]


@contextmanager
def on(less: dict[str, Any]) -> Iterator[None]:
    """Warm parents that are started meanwhile find themselves on a machine with less."""
    with machine.poorer(**less) as python, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", python)
        yield


@contextmanager
def warm(name: str, level: Level, *preload: str) -> Iterator[WarmParent]:
    """A warm parent of a level on a machine; skips, with the machine's own words, where there is none."""
    if "user" in MACHINES[name] and os.geteuid() != 0:
        pytest.skip("this user is an ordinary one already")
    try:
        with on(MACHINES[name]):
            parent = WarmParent(level, preload or ("numpy",))
            parent.spawn().close()
    except SandboxError as error:
        pytest.skip(str(error))
    with parent:
        yield parent


def at(cells: list[tuple[str, Level]]) -> pytest.MarkDecorator:
    """The test takes a warm parent of each of these as `cell`."""
    return pytest.mark.parametrize("cell", cells, indirect=True, ids=lambda cell: f"{cell[0]}-{cell[1].value}")
