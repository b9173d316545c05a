"""Warm parents at every level that this machine allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from cells import warm

from autograder.sandbox.isolation import probe
from autograder.sandbox.warm import Level, WarmParent


@pytest.fixture(scope="session")
def parents() -> Iterator[Callable[[Level], WarmParent]]:
    """The warm parent of a level, started once; a level that this machine forbids skips with the machine's reason."""
    found = probe()
    started: dict[Level, WarmParent] = {}

    def parent(level: Level) -> WarmParent:
        order = list(Level)
        if order.index(level) < order.index(found.level):
            pytest.skip(found.reasons[order.index(level)])
        if level not in started:
            started[level] = WarmParent(level)
        return started[level]

    yield parent
    for one in started.values():
        one.close()


@pytest.fixture(params=list(Level), ids=lambda level: level.value)
def parent(request: pytest.FixtureRequest, parents: Callable[[Level], WarmParent]) -> WarmParent:
    """Every level in turn."""
    return parents(request.param)


@pytest.fixture(params=[Level.FULL, Level.REDUCED], ids=lambda level: level.value)
def fenced(request: pytest.FixtureRequest, parents: Callable[[Level], WarmParent]) -> WarmParent:
    """The levels that have a fence."""
    return parents(request.param)


@pytest.fixture
def full(parents: Callable[[Level], WarmParent]) -> WarmParent:
    """The level with namespaces."""
    return parents(Level.FULL)


@pytest.fixture(scope="module")
def cell(request: pytest.FixtureRequest) -> Iterator[WarmParent]:
    """A warm parent of one level on one machine."""
    with warm(*request.param) as parent:
        yield parent
