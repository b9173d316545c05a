"""The course's own tests judge the reference: `solutions` is first on the path, and this proves it."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

settings.register_profile("course", deadline=None, database=None)  # a busy machine is not a failure
settings.load_profile("course")


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


# What takes longest comes first, so that the processes that share the tests end at about the same time.
FIRST = (
    "attacks/",
    "hidden/test_hidden_mutants.py",
    "test_readme.py",
    "judge/",
    "classroom/",
    "public/",
    "student/",
    "sandbox/",
    "course/",
    "tensors/",
)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Ten thousand tests are made, and none of them is garbage: no collection looks through them, now or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_xdist_auto_num_workers() -> int:
    """Three workers for two processors: a third of the time a test waits, for a clock or for a process."""
    return max(1, (os.cpu_count() or 1) * 3 // 2)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=place)


def place(item: pytest.Item) -> int:
    """Where a test's file stands in FIRST; behind them all if it does not."""
    path = item.path.as_posix()
    return next((number for number, start in enumerate(FIRST) if f"/tests/{start}" in path), len(FIRST))


LEFT_OUT = pytest.StashKey[int]()


def pytest_deselected(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("slow"):
            item.config.stash[LEFT_OUT] = item.config.stash.get(LEFT_OUT, 0) + 1


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist hands its count to the process that prints."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left out"] = session.config.stash.get(LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Every worker has collected every test, so that they all say the same."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left out", 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if left_out := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(f"{left_out} slow tests were left out; run them with: pytest -m slow")
