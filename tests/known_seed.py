"""A private folder whose seed is always the same, so that every test run grades on the same inputs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def known_seed(private: Path) -> Path:
    """The folder, made if it is not there, with the seed in it."""
    private.mkdir(mode=0o700, exist_ok=True)
    half = private / f".seed-{os.getpid()}"
    half.write_bytes(b"the same inputs in each test run"[:32])
    half.replace(private / "seed")  # at once: another process may be reading it
    return private


def shared_seed(factory: pytest.TempPathFactory) -> Path:
    """The same private folder in every process of a test run: what one has drawn, the others read."""
    own = factory.getbasetemp()
    return known_seed((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "private")
