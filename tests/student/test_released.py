"""In a folder that was really released: a broken layer is borrowed, and GitHub runs the public tests."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from released_course import SOLVED, Class, Student, edit
from student_course import HERE

from autograder.classroom.handout.texts import WORKFLOW
from autograder.classroom.release import release_layers
from autograder.course.errors import UsageError
from autograder.course.manifest import load_course
from autograder.loop import summary
from autograder.loop.borrow import LAYERS, Source

OPERATORS, GRAPH, FUNCTIONS = "scalars/operators.py", "scalars/graph.py", "autograd/functions.py"


BLANK = {
    "task": "0.1",
    "symbol": "mul",
    "state": "todo",
    "note": "",
    "tests": [{"law": "x `times` y", "state": "fail"}],
}
PROBLEM = {"where": "a.py:3", "message": "SyntaxError: here\nand more"}
CHECKED: dict[str, object] = {"blanks": [BLANK, {**BLANK, "state": "borrowed"}], "problems": [], "imports": []}


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """A class with a release, and a zip of its first layer."""
    school = Class(tmp_path_factory.mktemp("a class"), whole=True).write()
    school.release(1)
    release_layers(load_course(school.course), school.folder / "layers.zip", range(1))
    return school


@pytest.fixture
def ada(school: Class, tmp_path: Path) -> Student:
    checkout = shutil.copytree(school.folder / "day 1", tmp_path / "ada")
    shutil.copy(school.folder / "layers.zip", tmp_path)
    return Student(Path(checkout), school.course / "solutions" / "tinytorch")


def test_a_student_with_a_broken_layer_goes_on_and_hands_in_what_is_their_own(ada: Student) -> None:
    ada.solve("countdown", "first")
    broken = ada.file(OPERATORS)
    broken.write_text("def mul(x, y):\n    return 'broken'\n", encoding="utf-8")
    started = ada.tt("start", "01", "--borrow", "--set-aside", "--from", "../layers.zip")
    assert started.returncode == 0, started.stderr
    assert f"borrowed  tinytorch/{OPERATORS}" in started.stdout and f"aside     tinytorch/{OPERATORS}" in started.stdout
    ada.solve("Square.forward")
    status = json.loads(ada.tt("status", "--json").stdout)
    assert {blank["symbol"]: blank["state"] for blank in status["blanks"]} == {
        "mul": "borrowed",
        "neg": "borrowed",
        "countdown": "pass",
        "first": "pass",
        "Square.forward": "pass",
    }
    ada.tt("submit", "-o", "mine.zip")
    with zipfile.ZipFile(ada.root / "mine.zip") as archive:
        assert archive.read(f"tinytorch/{OPERATORS}").count(b"raise NotImplementedError") == 2
        assert b"while n > 0" in archive.read(f"tinytorch/{GRAPH}")


def rewritten(path: Path, edit: Callable[[dict[str, bytes]], object]) -> None:
    """The zip with some of its files changed."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    edit(files)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def told(**changes: object) -> Callable[[dict[str, bytes]], object]:
    return lambda files: files.update({LAYERS: json.dumps(json.loads(files[LAYERS]) | changes).encode()})


FAULTS: dict[str, tuple[Callable[[dict[str, bytes]], object], str]] = {
    "another version": (
        told(version="2.0"),
        "is of small-course 2.0, and this is small-course 1.0; ask for",
    ),
    "another course": (told(course="physics"), "is of physics 1.0, and this is small-course 1.0"),
    "no layers": (
        told(layers={}),
        "holds no layer, and 00_scalars is not done here either; ask for",
    ),
    "no table": (told(layers=[]), r"its layers\.json is damaged; ask for the file again"),
    "a number": (told(layers={"00_scalars": 3}), r"its layers\.json is damaged"),
    "no JSON": (lambda files: files.update({LAYERS: b"\xff"}), r"its layers\.json is damaged"),
    "a changed file": (
        lambda files: files.update({f"tinytorch/{OPERATORS}": b"import os\n"}),
        "tinytorch/scalars/operators.py is not as it was published; ask for the file again",
    ),
    "a lost file": (lambda files: files.pop(f"tinytorch/{OPERATORS}"), "holds no tinytorch/scalars/operators.py"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_layers_that_do_not_fit_are_one_sentence_and_nothing_is_taken(ada: Student, fault: str) -> None:
    edit, sentence = FAULTS[fault]
    path = ada.root.parent / "layers.zip"
    rewritten(path, edit)
    with pytest.raises(UsageError, match=sentence):
        Source(path).take(ada.workspace, [GRAPH, OPERATORS])


def test_layers_that_lack_what_is_needed_name_it(ada: Student) -> None:
    sentence = "holds 00_scalars, and 01_autograd is not done here either; ask for a file that holds it"
    with pytest.raises(UsageError, match=sentence):
        Source(ada.root.parent / "layers.zip").take(ada.workspace, [OPERATORS, FUNCTIONS])


def test_layers_of_another_state_of_the_stubs_are_one_sentence(ada: Student) -> None:
    stub = ada.root / "assignments/00_scalars/stubs/tinytorch" / GRAPH
    stub.write_text(stub.read_text(encoding="utf-8") + "# mended\n", encoding="utf-8")
    with pytest.raises(UsageError, match="was made for another version of 00_scalars than the one here; run `tt sync`"):
        Source(ada.root.parent / "layers.zip").take(ada.workspace, [OPERATORS])


def workflow(ada: Student) -> dict[Any, Any]:
    """The workflow as GitHub reads it; YAML takes the key `on` for true."""
    text = yaml.safe_load((ada.root / WORKFLOW).read_text(encoding="utf-8"))
    assert isinstance(text, dict)
    return text


def test_the_workflow_reads_and_writes_nothing_of_the_repository(ada: Student) -> None:
    flow = workflow(ada)
    assert flow.keys() == {"name", True, "permissions", "concurrency", "jobs"}
    assert flow[True] == {"push": None, "pull_request": None}  # never pull_request_target, which has secrets
    assert flow["permissions"] == {"contents": "read"}
    (job,) = flow["jobs"].values()
    assert job.keys() == {"runs-on", "timeout-minutes", "steps"}
    assert [step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step] == [
        "actions/checkout",
        "actions/setup-python",
    ]
    assert job["steps"][0]["with"] == {"persist-credentials": False}
    for step in job["steps"]:
        assert step.keys() <= {"uses", "with", "name", "run"} and ("uses" in step) != ("run" in step)
    text = (ada.root / WORKFLOW).read_text(encoding="utf-8")
    assert "secrets" not in text and "${{ github.event" not in text


def run_steps(ada: Student, path: str) -> tuple[list[int], str]:
    """The exit code of each `run:`, until one fails, as GitHub's runner gives them; and the page that was written."""
    temporary = ada.root.parent / "runner"
    temporary.mkdir(exist_ok=True)
    page = temporary / "summary.md"
    page.unlink(missing_ok=True)
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    own = {"PATH": path, "RUNNER_TEMP": str(temporary), "GITHUB_STEP_SUMMARY": str(page), "CI": "true"}
    codes: list[int] = []
    (job,) = workflow(ada)["jobs"].values()
    for step in job["steps"]:
        if "run" in step and not any(codes):
            script = temporary / "step.sh"
            script.write_text(step["run"], encoding="utf-8")
            done = subprocess.run(
                ["bash", "-e", str(script)], cwd=ada.root, env=kept | own, capture_output=True, text=True
            )
            codes.append(done.returncode)
            assert done.returncode in (0, 1), done.stdout + done.stderr
    return codes, page.read_text(encoding="utf-8")


@pytest.fixture
def programs(ada: Student) -> str:
    """A PATH as after `pip install -e .`: pip itself does nothing here."""
    folder = ada.root.parent / "bin"
    folder.mkdir()
    lines = {
        "tt": f'PYTHONPATH="{ada.root}" exec "{sys.executable}" -m autograder.cli.student "$@"',
        "python": f'PYTHONPATH="{ada.root}" exec "{sys.executable}" "$@"',
        "pip": 'test "$*" = "install -e ."',
    }
    for name, line in lines.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        (folder / name).chmod(stat.S_IRWXU)
    return os.pathsep.join([str(folder), os.environ["PATH"]])


def test_its_steps_pass_while_what_is_written_passes(ada: Student, programs: str) -> None:
    ada.solve("mul")
    codes, page = run_steps(ada, programs)
    assert codes == [0, 0, 0]
    assert "| 0.1 | 1 | 1 | 0 |" in page and "| 0.2 | 0 | 2 | 0 |" in page and "Look at this first" not in page


@pytest.mark.slow
def test_a_step_fails_where_something_that_is_written_does_not_pass(ada: Student, programs: str) -> None:
    ada.solve(*SOLVED)
    source = ada.file(OPERATORS).read_text(encoding="utf-8")
    ada.file(OPERATORS).write_text("import scipy\n" + source.replace("return -x", "return x"), encoding="utf-8")
    codes, page = run_steps(ada, programs)
    assert codes == [0, 0, 1]
    assert "| 0.1 | 0 | 0 | 2 |" in page or "| 0.1 | 1 | 0 | 1 |" in page
    assert "## Look at this first" in page and "`scipy`" in page


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"blanks": [{**BLANK, "state": "fail"}]}, "- Task 0.1, `mul`: `x 'times' y` (`tt check mul` says more)"),
        ({"problems": [PROBLEM]}, "- `a.py:3`: `SyntaxError: here`"),
        ({"imports": [{"where": "a.py:1", "module": "scipy"}]}, "- `a.py:1`: grading will not take `scipy`"),
    ],
)
def test_the_page_says_what_to_look_at_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: dict[str, object], line: str
) -> None:
    for checked, code in ((CHECKED, 0), (CHECKED | more, 1)):
        (tmp_path / "check.json").write_text(json.dumps(checked), encoding="utf-8")
        assert summary.main(tmp_path / "check.json") == code
        assert (line in capsys.readouterr().out.splitlines()) == bool(code)


def test_a_check_that_could_not_run_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "check.json").write_text("", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"check\.json holds no answer of `tt check --json`"):
        summary.main(tmp_path / "check.json")


@pytest.mark.slow
def test_the_workflow_runs_from_an_empty_environment(ada: Student) -> None:
    """With pip and what it fetches: the packages that the real course needs."""
    needed = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    edit(ada.root / "pyproject.toml", '["numpy>=1.26"]', json.dumps(needed))
    subprocess.run([sys.executable, "-m", "venv", str(ada.root.parent / "venv")], check=True)
    codes, page = run_steps(ada, os.pathsep.join([str(ada.root.parent / "venv/bin"), "/usr/bin", "/bin"]))
    assert codes == [0, 0, 0]
    assert "| 0.1 | 0 | 2 | 0 |" in page
