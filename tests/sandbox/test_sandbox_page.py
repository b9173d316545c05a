"""The sandbox's page says what the code does: its tables are compared with what they describe."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from doors import SHUT

from autograder.course.model import Caps
from autograder.sandbox import seccomp
from autograder.sandbox.terms import Level, Limits

PAGE = Path(seccomp.__file__).with_name("README.md")


def table(head: str) -> dict[str, list[str]]:
    """The rows of the page's table that begins with a head, by their first cell."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = lines.index(next(line for line in lines if line.startswith(f"| {head} |")))
    rows = {}
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            return rows
        first, *others = (cell.strip() for cell in line.strip("|").split("|"))
        rows[first] = others
    return rows


def test_every_level_has_its_row() -> None:
    assert list(table("level")) == [level.value for level in Level]


def test_every_group_of_doors_has_its_row() -> None:
    assert list(table("shut")) == list(SHUT)


def test_every_call_that_is_allowed_in_part_has_its_row() -> None:
    pyseccomp = pytest.importorskip("pyseccomp", reason="there is a filter on Linux only", exc_type=ImportError)
    named = [name for cell in table("call") for name in cell.split(", ")]
    assert named == list(seccomp.conditions(pyseccomp))
    assert not set(named) & set(seccomp.ALLOWED.split())


def test_every_limit_has_its_row_with_its_default() -> None:
    defaults = {name: json.dumps(value) for name, value in dataclasses.asdict(Caps()).items()}
    assert {name: cells[0] for name, cells in table("limit").items()} == defaults


def test_a_worker_that_nobody_limits_has_the_defaults_of_an_assignment() -> None:
    caps = dataclasses.asdict(Caps())
    limits = dataclasses.asdict(Limits())
    del limits["cpu_seconds"]  # what an assignment's checks add up to
    assert limits == {name: caps[name] for name in limits}
