"""A student's notebook on an untouched package stops kindly, and no graded cell is passed by accident."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import notebooks
from tests.public.tower import COURSE, Tower

SOURCES = notebooks.sources(COURSE)
NAMES = sorted(SOURCES)


@pytest.mark.parametrize("name", [NAMES[0], *(pytest.param(name, marks=pytest.mark.slow) for name in NAMES[1:])])
def test_on_the_untouched_stub_every_stop_is_one_sentence_and_no_point_is_won(tmp_path: Path, name: str) -> None:
    tower = Tower(tmp_path / "a course")
    tower.write(lambda blank: False)
    tower.close()
    source = SOURCES[name].read_text(encoding="utf-8")
    cells = execute(tmp_path / f"{name}.ipynb", notebooks.make_notebook(source, name), tower.root)
    stops = [error for cell in cells for error in errors(cell) if error["ename"] == "NotImplementedError"]
    first_task = COURSE.assignment(name).tasks[0].number
    assert stops[0]["evalue"] == f"Need to implement for Task {first_task}"
    assert max(len("".join(stop["traceback"]).splitlines()) for stop in stops) <= 3
    graded = [cell for cell in cells if cell["cell_type"] == "code" and grading(cell).get("grade")]
    assert len(graded) >= 2
    assert [grading(cell)["grade_id"] for cell in graded if not errors(cell)] == []


@pytest.mark.parametrize("name", SOURCES)
def test_a_notebook_asks_in_code_and_in_words_and_shows_no_answer(name: str) -> None:
    source = SOURCES[name].read_text(encoding="utf-8")
    cells = json.loads(notebooks.make_notebook(source, name))["cells"]
    written = [cell for cell in cells if cell["cell_type"] == "markdown" and grading(cell).get("solution")]
    assert ["".join(cell["source"]) for cell in written] == ["YOUR ANSWER HERE"]
    assert source.count("### BEGIN HIDDEN TESTS") >= 2
    assert "**Rubric**" in source
    assert not re.search("rubric", json.dumps(cells), re.IGNORECASE)


def execute(path: Path, notebook: bytes, package: Path) -> list[dict]:
    """The cells after all of them ran, errors or not, with tinytorch from the folder `package`."""
    path.write_bytes(notebook)
    command = ["-m", "nbconvert", "--to", "notebook", "--execute", "--allow-errors", "--inplace", str(path)]
    folders = os.pathsep.join([str(package), str(COURSE.root)])  # theirs, and what `pip install -e .` brings
    environment = os.environ | {"PYTHONPATH": folders, "MPLBACKEND": "agg"}
    done = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def errors(cell: dict) -> list[dict]:
    return [output for output in cell.get("outputs", []) if output["output_type"] == "error"]


def grading(cell: dict) -> dict:
    return cell["metadata"].get("nbgrader", {})
