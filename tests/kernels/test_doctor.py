"""`tt doctor` asks the student's package for its devices: which are there, what they lack, and why one is not."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.course.faces import faces
from autograder.course.manifest import load_course
from autograder.loop.doctor import Finding, devices, told


def workspace(root: Path) -> Any:
    """A folder that holds a tinytorch."""
    return SimpleNamespace(root=root, package=root / "tinytorch", unlocked=tuple)


def asked(root: Path) -> dict[str, Finding]:
    return {finding.name: finding for finding in devices(workspace(root))}


def test_it_lists_the_devices_the_threads_and_where_machine_code_is_kept(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kept.nbc").write_bytes(bytes(300_000))
    monkeypatch.setenv("TINYTORCH_CACHE", str(tmp_path))
    monkeypatch.setenv("NUMBA_NUM_THREADS", "1")
    found = asked(root / "solutions")
    assert {"device cpu", "device cuda", "device numpy", "device python"} <= {*found}
    assert found["device cpu"].found == "here, with all kernels"
    assert "argmax, argmin, cumsum, zip_into" in found["device python"].found
    assert found["kernel threads"].found.startswith("1, by ")
    assert found["compiled kernels"].found == f"1 in {tmp_path}, 0.3 MB"
    assert all(finding.well for finding in found.values())


def test_before_there_are_tensors_there_is_nothing_to_list(tmp_path: Path) -> None:
    assert asked(tmp_path) == {}


def test_before_there_are_kernels_only_what_is_there_is_listed(root: Path, tmp_path: Path) -> None:
    course = load_course(root)
    for name in (file for assignment in course.assignments[:3] for file in assignment.owns):
        place = tmp_path / "tinytorch" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(course.solutions / name, place)
    for name, text in faces(course, 2).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert sorted(asked(tmp_path)) == ["device numpy", "device python"]


def test_a_package_that_cannot_be_imported_is_a_finding(tmp_path: Path) -> None:
    place = tmp_path / "tinytorch" / "tensors"
    place.mkdir(parents=True)
    for path in (place.parent / "__init__.py", place / "__init__.py"):
        path.touch()
    (place / "backend.py").write_text("1 / 0\n", encoding="utf-8")
    (finding,) = devices(workspace(tmp_path))
    assert not finding.well
    assert "ZeroDivisionError: division by zero" in finding.advice


def test_a_place_that_cannot_be_written_is_not_well_and_says_what_to_set() -> None:
    found = {"devices": {}, "threads": [2, "tbb"], "cache": ["/nowhere", 0, 0], "writable": False}
    *_, finding = told(found)
    assert not finding.well
    assert "TINYTORCH_CACHE" in finding.advice


def test_why_a_device_is_not_there_is_nobodys_fault() -> None:
    (finding,) = told({"devices": {"cuda": "device 'cuda' needs a GPU"}})
    assert (finding.found, finding.well) == ("device 'cuda' needs a GPU", True)


def test_kernels_that_are_still_stubs_are_counted() -> None:
    """A stub loads as well as a kernel does, and the backend cannot tell."""
    (first, second) = told({"devices": {"cpu": [], "numpy": []}}, {"cpu": 3, "numpy": 0})
    assert first.found == "here, with 3 of its blanks still to be written"
    assert second.found == "here, with all kernels"
