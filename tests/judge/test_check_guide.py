"""The guide for authors keeps its word: its examples are good checks of the real course, the screen looks like it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_course import write

from autograder import checks
from autograder.checks import strategies
from autograder.checks.scenario import Package
from autograder.classroom.authoring import Study, Workbench
from autograder.sandbox.isolation import Level
from tests.known_seed import known_seed
from tests.the_course import COURSE, ROOT

GUIDE = (ROOT / "autograder" / "checks" / "README.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"^```python\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
VARIANTS = {word: [block for block in PYTHON if block.startswith(f"### {word}")] for word in ("MUTANT", "RIGHT")}
CHECKS = [block for block in PYTHON if not block.startswith("### ")]
NUMBER = re.compile(r"-?\d[\d.e+-]*")


@pytest.fixture(scope="module")
def studies(level: Level, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Study]]:
    """The guide's checks, tried out on the real course with the guide's own variants."""
    root = tmp_path_factory.mktemp("guide")
    write(root, {"guide_hidden/__init__.py": "", "guide_hidden/scalars.py": "\n\n".join(CHECKS)})
    write(root, {"00_scalars/wrong/guide.py": "\n\n".join(VARIANTS["MUTANT"])})
    write(root, {"00_scalars/right/guide.py": "\n\n".join(VARIANTS["RIGHT"])})
    known_seed(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root)
        with Workbench(COURSE, root, level, hidden="guide_hidden", mutants=root) as bench:
            names = ["sigmoid", "topological_order", "relu_law"]
            yield {name: bench.study(*bench.chosen(name)) for name in names}


def test_the_first_example_has_ten_lines_at_most() -> None:
    assert len([line for line in CHECKS[0].splitlines() if line]) <= 10


@pytest.mark.parametrize("name", ["sigmoid", "topological_order", "relu_law"])
def test_every_example_is_a_good_check_of_the_real_course(studies: dict[str, Study], name: str) -> None:
    assert studies[name].faults == ()
    assert studies[name].examples >= 30


def test_the_example_catches_the_guides_mutant_and_accepts_its_right_variant(studies: dict[str, Study]) -> None:
    study = studies["sigmoid"]
    assert [(trial.name, trial.verdict) for trial in study.wrong] == [("sigmoid_by_the_textbook", "exception")]
    assert [(trial.name, trial.verdict) for trial in study.right] == [("sigmoid_by_tanh", "pass")]


def test_the_law_that_a_student_writes_catches_its_mutant(studies: dict[str, Study]) -> None:
    caught = {version.words: version.caught for version in studies["relu_law"].versions}
    assert caught.pop("a relu that forgets to cut") > 0
    assert set(caught.values()) == {0}


def test_the_guide_followed_to_the_letter_prints_its_screen(level: Level, tmp_path: Path) -> None:
    line, shown = re.findall(r"^```text\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    for room in ("assignments", "autograder", "solutions"):
        shutil.copytree(ROOT / room, tmp_path / room)  # with what Python has compiled: that takes longer than the check
    (tmp_path / "tinytorch").mkdir()
    hidden = tmp_path / "autograder" / "hidden"
    (hidden / "scalars_ours.py").write_text(CHECKS[0])
    own = (hidden / "scalars.py").read_text()
    last = own.rindex("from autograder.hidden.")
    (hidden / "scalars.py").write_text(own[:last] + line + own[last:])
    command = [sys.executable, "-m", "autograder.cli.instructor", "check", "sigmoid_stays_finite"]
    there = {**os.environ, "PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(command, cwd=tmp_path, env=there, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert shapes(ran.stdout) == shapes(shown)


def test_no_example_has_the_name_of_a_check_of_the_course() -> None:
    names = set(re.findall(r"^def (\w+)\(tt", "\n".join(CHECKS), re.MULTILINE))
    ours = "\n".join(path.read_text() for path in (ROOT / "autograder" / "hidden").glob("*.py"))
    assert len(names) == 3
    assert not [name for name in names if f"def {name}(" in ours]


def shapes(text: str) -> list[str]:
    """The lines without their numbers, which are drawn or measured, and without padding."""
    return [" ".join(NUMBER.sub("#", line).split()) for line in text.strip().splitlines()]


def test_the_vocabulary_exists() -> None:
    for name in re.findall(r"tt\.(\w+)\(", GUIDE):
        assert hasattr(Package, name), name
    for name in ("check", "law_check", "student_law", "close", "exact", "same_error"):
        assert name in GUIDE
        assert name in checks.__all__
    for name in ("away_from_zero", "off_the_kink", "moderate_floats"):
        assert name in GUIDE
        assert hasattr(strategies, name)
