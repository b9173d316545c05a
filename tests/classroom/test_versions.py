"""Every record says what it was made with, and says the same again on the next run."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.classroom import versions as said
from autograder.classroom.versions import versions
from tests.classroom.school import Class


@pytest.fixture(autouse=True)
def not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(said, "_installed", lambda: None)
    versions.cache_clear()


def test_the_course_s_version_is_the_installed_one_or_else_its_folder_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sorted(versions(tmp_path)) == ["numpy", "python"], "a course may be only a folder"
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    versions.cache_clear()
    assert versions(tmp_path)["course"] == "1.2.3"
    monkeypatch.setattr(said, "_installed", lambda: "4.5.6")
    versions.cache_clear()
    assert versions(tmp_path)["course"] == "4.5.6"


def test_every_record_names_versions_and_digests(school: Class) -> None:
    (school.order.course.root / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    records = school.grade()
    assert {records[name]["versions"]["course"] for name in ("ada", "bob", "eve")} == {"1.2.3"}
    assert all(records[name]["submission"] and records[name]["bundle"] for name in ("ada", "bob", "eve"))
    assert school.grade() == records
