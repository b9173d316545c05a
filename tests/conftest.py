"""The course's own tests judge the reference: `solutions` is first on the path, and this proves it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

settings.register_profile("course", deadline=None, database=None)  # a busy machine is not a failure
settings.load_profile("course")


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    left_out = [item for item in terminalreporter.stats.get("deselected", ()) if item.get_closest_marker("slow")]
    if left_out:
        terminalreporter.write_line(f"{len(left_out)} slow tests were left out; run them with: pytest -m slow")
