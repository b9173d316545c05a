"""[limits] of a manifest: what a submission may use, with defaults, and a sentence for every mistake."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from autograder.course.errors import UsageError
from autograder.course.manifest import load_course
from autograder.course.model import Caps
from tests.course.small_course import edit, write_course

FIRST = "assignments/00_numbers/assignment.toml"
PLACE = "assignments/00_numbers/assignment.toml: [limits]: "


def limits(root: Path, table: str) -> Caps:
    """What the first assignment of the small course may use, with this table in its manifest."""
    edit(write_course(root), FIRST, "[exports.", f"[limits]\n{table}\n[exports.")
    return load_course(root).assignments[0].limits


def test_without_a_table_the_defaults_hold(tmp_path: Path) -> None:
    assert [assignment.limits for assignment in load_course(write_course(tmp_path)).assignments] == [Caps(), Caps()]


def test_an_empty_table_changes_nothing(tmp_path: Path) -> None:
    assert limits(tmp_path, "") == Caps()


def test_the_defaults_let_cheap_code_finish_and_stop_everything_else_soon() -> None:
    caps = Caps()
    assert 0 < caps.call_seconds <= caps.check_seconds <= caps.submission_seconds <= 600
    assert 256 <= caps.memory_mb <= 4096
    assert 2 <= caps.processes <= 256
    assert caps.preload == ("numpy",)


@pytest.mark.parametrize("field", dataclasses.fields(Caps), ids=lambda field: field.name)
def test_every_limit_can_be_set_and_leaves_the_others_as_they_are(tmp_path: Path, field: dataclasses.Field) -> None:  # type: ignore[type-arg]
    given = {float: 0.5, int: 77, tuple: ("numpy", "numba")}[type(field.default)]
    written = list(given) if isinstance(given, tuple) else given
    text = str(written).replace("'", '"')
    assert limits(tmp_path, f"{field.name} = {text}") == dataclasses.replace(Caps(), **{field.name: given})


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("memory = 512", "unknown key 'memory'; did you mean 'memory_mb'?"),
        ("seconds = 1", "unknown key 'seconds'"),
        ("call_seconds = 0", "'call_seconds' must be a number above 0 (got 0)."),
        ("call_seconds = -1", "'call_seconds' must be a number that is 0 or more (got -1)."),
        ("call_seconds = inf", "'call_seconds' must be a number that is 0 or more (got inf)."),
        ("call_seconds = nan", "'call_seconds' must be a number that is 0 or more (got nan)."),
        ('check_seconds = "2"', "'check_seconds' must be a number that is 0 or more (got '2')."),
        ("submission_seconds = true", "'submission_seconds' must be a number that is 0 or more (got True)."),
        ("files_mb = 4294967296", "'files_mb' must be at most 4294967295 (got 4294967296)."),
        ("open_files = 15", "'open_files' must be at least 16: a worker opens as many to start."),
        ("memory_mb = 0", "'memory_mb' must be a whole number above 0 (got 0)."),
        ("memory_mb = 512.0", "'memory_mb' must be a whole number above 0 (got 512.0)."),
        ("processes = -1", "'processes' must be a whole number above 0 (got -1)."),
        ("files_mb = []", "'files_mb' must be a whole number above 0 (got [])."),
        ("open_files = false", "'open_files' must be a whole number above 0 (got False)."),
        ('preload = "numba"', "'preload' must be a list of texts (got 'numba')."),
        ('preload = ["numba", "numba"]', "'preload' names 'numba' twice; keep one."),
    ],
)
def test_a_mistake_in_a_limit_is_one_sentence_with_its_file(tmp_path: Path, table: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        limits(tmp_path, table)
    text = str(caught.value)
    assert text.startswith(PLACE) and sentence in text and "\n" not in text


def test_limits_that_are_no_table_are_refused(tmp_path: Path) -> None:
    edit(write_course(tmp_path), FIRST, "title =", "limits = 3\ntitle =")
    with pytest.raises(UsageError, match=r"'limits' must be a table \(got 3\)"):
        load_course(tmp_path)
