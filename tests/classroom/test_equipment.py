"""`autograder doctor` looks at what a class needs: extras, the secret seed, room, the gradebook."""

from __future__ import annotations

import importlib.metadata
import sqlite3
from collections import namedtuple
from pathlib import Path

import pytest

from autograder.classroom import equipment as equipping
from autograder.classroom.equipment import equipment
from autograder.classroom.gradebook import Gradebook
from autograder.loop.doctor import Finding

Usage = namedtuple("Usage", "free")


def found(root: Path) -> dict[str, Finding]:
    return {finding.name: finding for finding in equipment(root, root / "results")}


def test_a_folder_where_nothing_was_graded_yet_is_well(tmp_path: Path) -> None:
    findings = found(tmp_path)
    assert all(finding.well for finding in findings.values())
    assert "the first grading makes it" in findings["secret seed"].found
    assert "gradebook" not in findings


def test_what_is_not_installed_is_no_fault_and_says_what_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", absent)
    finding = found(tmp_path)["distributed"]
    assert finding.well
    assert 'pip install -e ".[cluster]"' in finding.found


def test_a_seed_that_others_can_read_is_told(tmp_path: Path) -> None:
    private = tmp_path / ".autograder"
    private.mkdir(mode=0o700)
    (private / "seed").write_bytes(bytes(32))
    assert found(tmp_path)["secret seed"].well
    private.chmod(0o755)
    finding = found(tmp_path)["secret seed"]
    assert not finding.well
    assert finding.advice == f"Shut it: chmod 700 {private}"


def test_little_room_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(equipping.shutil, "disk_usage", lambda _: Usage(10_000_000))
    assert not found(tmp_path)["room for results"].well


def test_a_gradebook_is_whole_or_old_or_damaged(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    path = tmp_path / "results" / "gradebook.sqlite"
    with Gradebook(path):
        pass
    assert found(tmp_path)["gradebook"].well
    with sqlite3.connect(path) as book:
        book.execute("PRAGMA user_version = 2")
    book.close()
    assert "schema 2" in found(tmp_path)["gradebook"].found
    path.write_bytes(b"no gradebook at all" * 100)
    finding = found(tmp_path)["gradebook"]
    assert not finding.well
    assert "cannot be read" in finding.found
