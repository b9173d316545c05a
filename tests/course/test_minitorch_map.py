"""The map from MiniTorch's tasks to ours is complete, names what exists, and goes stale loudly when a stage lands."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.course.tables import Table, read_toml
from tests.the_course import COURSE, ROOT

NAME, ROADMAP = "assignments/minitorch_map.toml", "assignments/roadmap.toml"
KEYS = ("minitorch", "title", "tasks", "blanks", "files", "note", "planned")
WHERE = ("tasks", "blanks", "files")
ENTRIES = Table(NAME, read_toml(ROOT / NAME, NAME), ("task",)).tables("task")
STAGES = [stage["folder"] for stage in Table(ROADMAP, read_toml(ROOT / ROADMAP, ROADMAP), ("stage",)).tables("stage")]
MINITORCH = [
    *("0.1", "0.2", "0.3", "0.4", "0.5"),
    *("1.1", "1.2", "1.3", "1.4", "1.5"),
    *("2.1", "2.2", "2.3", "2.4", "2.5"),
    *("3.1", "3.2", "3.3", "3.4", "3.5"),
    *("4.1", "4.2", "4.3", "4.4", "4.4b", "4.5"),
]

entries = pytest.mark.parametrize("values", ENTRIES, ids=[str(values.get("minitorch")) for values in ENTRIES])


def test_every_task_of_minitorch_is_there_once_in_order_and_nothing_else() -> None:
    assert [values["minitorch"] for values in ENTRIES] == MINITORCH


@entries
def test_an_entry_says_where_its_ideas_are_or_which_stage_will_have_them(values: dict[str, Any]) -> None:
    entry = Table(f"{NAME}: {values['minitorch']}", values, KEYS)
    assert entry.text("title")
    assert ("planned" in values) != any(entry.texts(key) for key in WHERE if key in values)
    assert "files" not in values or "note" in values, "a file that stands for a task needs a sentence that says how"
    if "note" in values:
        assert entry.text("note").endswith(".") and "\n" not in entry.text("note")


@entries
def test_the_tasks_blanks_and_files_that_an_entry_names_are_in_the_course(values: dict[str, Any]) -> None:
    for number in values.get("tasks", ()):
        COURSE.task(number)
    for symbol in values.get("blanks", ()):
        COURSE.blank(symbol)
    for file in values.get("files", ()):
        owner = COURSE.owner(file.removeprefix("tinytorch/"))
        given = owner is not None and file.removeprefix("tinytorch/") in owner.given
        assert given or (not file.startswith("tinytorch/") and (ROOT / file).is_file()), f"{file} is no given file"


@pytest.mark.parametrize("stage", sorted({values["planned"] for values in ENTRIES if "planned" in values}))
def test_a_planned_stage_is_on_the_roadmap_and_has_not_landed(stage: str) -> None:
    assert stage in STAGES
    landed = [assignment.folder for assignment in COURSE.assignments]
    assert stage not in landed, f"{stage} is here: say in {NAME} which of its tasks are MiniTorch's"


def test_every_task_of_ours_that_minitorch_has_is_named() -> None:
    """What no entry names is ours alone, and is listed here by name."""
    named = {number for values in ENTRIES for number in values.get("tasks", ())}
    named |= {COURSE.blank(symbol).task for values in ENTRIES for symbol in values.get("blanks", ())}
    ours = {task.number for assignment in COURSE.assignments for task in assignment.tasks}
    assert ours - named == {"1.6", "4.3", "4.5", "4.6", "4.7"}  # forward mode; first weights, optimizers, batches, loop
