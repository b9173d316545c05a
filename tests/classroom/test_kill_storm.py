"""Killed at random moments, grading loses nothing, doubles nothing and leaves nothing behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox.isolation import Level, probe
from tests.classroom.storm import ROLES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds its victims by Linux's /proc")


@pytest.fixture(autouse=True)
def shut_in() -> None:
    if probe().level is Level.NONE:
        pytest.skip("nothing here can shut code in, and `autograder grade` refuses")


def storm(root: Path, place: Path, kills: int, seed: int, *level: str) -> dict[str, Any]:
    """What a storm's own process tells in the end."""
    command = [sys.executable, "-m", "tests.classroom.storm", str(place), str(kills), str(seed), *level]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    figures: dict[str, Any] = json.loads(ended.stdout)
    print(figures)
    return figures


def assert_unharmed(figures: dict[str, Any], kills: int) -> None:
    """Every kill hit, each sort of process alike; the results are those of a run in peace; all else is gone."""
    assert figures["kills"] == dict.fromkeys(ROLES, kills // len(ROLES))
    assert figures["differences"] == []
    assert figures["strays"] == []
    assert figures["rooms"] == []


def test_a_class_hit_by_five_kills_is_graded_as_in_peace(root: Path, tmp_path: Path) -> None:
    assert_unharmed(storm(root, tmp_path, 5, 1), 5)


@pytest.mark.slow
def test_a_class_hit_by_a_hundred_kills_is_graded_as_in_peace(root: Path, tmp_path: Path) -> None:
    assert_unharmed(storm(root, tmp_path, 100, 2), 100)


@pytest.mark.slow
def test_without_namespaces_kills_leave_no_folder_behind(root: Path, tmp_path: Path) -> None:
    assert_unharmed(storm(root, tmp_path, 25, 3, Level.REDUCED.value), 25)
