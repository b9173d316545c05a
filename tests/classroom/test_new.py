"""`autograder new 02_signals` writes an assignment that works: it can be built, checked, graded and released."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.classroom.skeleton import making
from autograder.classroom.variants import plant, variants_of
from autograder.course.build import check
from autograder.course.errors import UsageError
from autograder.course.manifest import load_course
from tests.course.small_course import write_course
from tests.the_course import ROOT

STUB = 'raise NotImplementedError("Need to implement for Task 2.1")'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course of two assignments and no notebook, with autograder/hidden where an own check would go."""
    root = write_course(tmp_path / "course")
    shutil.rmtree(root / "notebooks")  # what reads them takes seconds to load
    (root / "autograder" / "hidden").mkdir(parents=True)
    (root / "autograder" / "hidden" / "__init__.py").touch()
    return root


def test_what_is_written_is_a_whole_assignment_and_is_built(root: Path) -> None:
    paths = making.make(load_course(root), "02_signals", "Signals and such")
    assert all((root / path).is_file() for path in paths)
    course = load_course(root)
    assert (course.assignments[2].title, course.assignments[2].points) == ("Signals and such", 1)
    assert check(course).clean
    stub = (root / "assignments/02_signals/stubs/tinytorch/signals/mixing.py").read_text()
    assert STUB in stub
    assert "share * y" not in stub


@pytest.mark.parametrize(
    "name, title, sentence",
    [
        ("03_signals", "", "expected 02 and a name in small letters, such as 02_signals"),
        ("signals", "", "expected 02"),
        ("02_Signals", "", "expected 02"),
        ("02_numbers", "", "solutions/tinytorch/numbers is there already"),
        ("02_signals", 'a "title"', "without quotation marks"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_nothing_is_written(
    root: Path, name: str, title: str, sentence: str
) -> None:
    before = sorted(root.rglob("*"))
    with pytest.raises(UsageError, match=sentence):
        making.make(load_course(root), name, title)
    assert sorted(root.rglob("*")) == before


def test_a_full_disk_in_the_middle_leaves_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(root.rglob("*"))

    def full(_: object) -> None:
        raise OSError(28, "No space left on device", "stubs")

    monkeypatch.setattr(making, "build", full)
    with pytest.raises(UsageError, match=r"stubs cannot be written \(No space left on device\); nothing is changed"):
        making.make(load_course(root), "02_signals")
    assert sorted(root.rglob("*")) == before


def test_its_check_holds_for_the_reference_and_what_is_right_and_not_for_what_is_wrong(root: Path) -> None:
    making.make(load_course(root), "02_signals")
    spec = importlib.util.spec_from_file_location("signals", root / "autograder/hidden/signals.py")
    assert spec is not None and spec.loader is not None
    hidden = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hidden)

    def blended(source: bytes) -> float:
        mixing: dict[str, object] = {}
        exec(source, mixing)
        tt = SimpleNamespace(signals=SimpleNamespace(mixing=SimpleNamespace(**mixing)))
        return float(hidden.blend_goes_evenly_from_x_to_y.scenario(tt, 10.0, 20.0, 0.25))

    path = "tinytorch/signals/mixing.py"
    reference = {path: (root / "solutions" / path).read_bytes()}
    assert blended(reference[path]) == 12.5
    variants = variants_of(root / "autograder/hidden/mutants/02_signals")
    assert {variant.right for variant in variants} == {True, False}
    for variant in variants:
        assert (blended(plant(variant, reference)[path]) == 12.5) == variant.right, variant.name


@pytest.mark.slow
def test_one_is_written_checked_graded_and_released_by_the_commands(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course")
    spared = shutil.ignore_patterns("__pycache__", "mutants", "contestants")
    shutil.copytree(ROOT / "autograder", course / "autograder", ignore=spared)
    (course / "tinytorch").mkdir()
    environment = os.environ | {"PYTHONPATH": str(course), "PYTHONDONTWRITEBYTECODE": "1"}

    def autograder(*words: str | Path, code: int = 0) -> str:
        command = [sys.executable, "-m", "autograder.cli.instructor", *map(str, words)]
        done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True)
        assert done.returncode == code, done.stderr
        return done.stdout

    autograder("new", "02_signals")
    assert "catches 2 of 2 mutants" in autograder("check", "blend")
    for student, solution in {"right": "return x + share * (y - x)", "wrong": "return x", "nothing": STUB}.items():
        file = tmp_path / "class" / student / "tinytorch" / "signals" / "mixing.py"
        file.parent.mkdir(parents=True)
        file.write_text(f"def blend(x, y, share):\n    {solution}\n")
    autograder("grade", tmp_path / "class", "--assignments", "02", "--out", tmp_path / "results")
    records = json.loads((tmp_path / "results" / "gradebook.json").read_text())["records"]
    assert {record["student"]: record["score"] for record in records} == {"right": 1.0, "wrong": 0.0, "nothing": 0.0}
    autograder("release", tmp_path / "handed out")
    files = {file.relative_to(tmp_path / "handed out").as_posix() for file in (tmp_path / "handed out").rglob("*")}
    assert "assignments/02_signals/stubs/tinytorch/signals/mixing.py" in files
    assert not any("hidden" in file or "solutions" in file for file in files)
