"""README.md is followed to the letter: each of its commands is run, in a copy of the repository whose path has a space.

Installing is left to `.ci/run`, which does it with the README's own two blocks in an empty environment.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.classroom.grading import PRIVATE
from autograder.judge.bundle import make_bundle
from autograder.sandbox.isolation import probe
from tests.known_seed import shared_seed
from tests.the_course import COURSE

BASH = re.compile(r"^```bash\n(.*?)^```", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)

FALLS_SHORT = 1
NOT_YET = 2  # in a fresh clone its layer is not unlocked
# Every command of the README after the first two blocks: its exit code, and what takes the place of a part that a
# test cannot have (somebody's fork, a terminal to sit at, an hour).
COMMANDS = {
    "python3 --version": 0,
    "mkdir workspace && cd workspace && python3 -m venv .venv": 0,
    "source .venv/bin/activate": 0,
    "git clone https://github.com/YOUR-NAME/tinytorch.git && cd tinytorch": 0,
    "pip install -e .": 0,
    'python -c "import tinytorch"': 0,
    "tt": 0,
    "tt next": 0,
    "tt check 0.1": FALLS_SHORT,
    "tt hint relu": 0,
    "tt status": 0,
    "tt start 01": FALLS_SHORT,
    "tt submit 00": 0,
    "tt milestone 04": NOT_YET,
    "tt doctor": 0,
    "autograder grade submissions/ --assignments 00 --out results": FALLS_SHORT,
    "autograder report results": 0,
    "autograder regrade submissions/ --assignments 00 --out results": 0,
    "autograder release ../course": 0,
    "autograder notebooks --course ../nbgrader-course": 0,
    "autograder mutants": 0,
    "autograder check sigmoid": 0,
    "autograder bench": 0,
    "autograder build --check": 0,
    "autograder doctor": 0,
    "autograder grade .": FALLS_SHORT,
    "tt with-reference python train.py": 0,
}
# Minutes; tests/hidden runs all mutants under `slow`, tests/classroom measures a little. Here they show their help.
SLOW = {"autograder mutants", "autograder bench"}


def blocks(root: Path) -> list[str]:
    return BASH.findall((root / "README.md").read_text(encoding="utf-8"))


def commands(block: str) -> list[str]:
    return [line.partition("  #")[0].strip() for line in block.splitlines() if line.strip()]


def test_the_first_two_blocks_set_up_and_run_the_job_and_the_tests_as_ci_does(root: Path) -> None:
    first, second = blocks(root)[:2]
    assert first == "pip install -e . && autograder demo\n"
    assert second == 'pip install -e ".[test]" && pytest\n'
    ci = (root / ".ci" / "run").read_text(encoding="utf-8")
    for part in ("pip install --quiet -e .\n", "autograder demo\n", 'pip install --quiet -e ".[test]"\n', "pytest\n"):
        assert part in ci


def test_no_command_of_the_readme_is_left_out_here(root: Path) -> None:
    assert [line for block in blocks(root)[2:] for line in commands(block)] == list(COMMANDS)


@pytest.fixture(scope="module")
def clone(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh clone of what git tracks, or of all that is here where git is not."""
    place = tmp_path_factory.mktemp("a place with spaces") / "tinytorch"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=root, capture_output=True, text=True
    )
    for name in listed.stdout.splitlines():
        source = root / name
        if source.is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, place / name)
    subprocess.run(["git", "init", "--quiet"], cwd=place, check=True)
    return place


@pytest.fixture(scope="module")
def environment(clone: Path) -> dict[str, str]:
    """What `pip install -e .` would have put on the path: the two commands, and the clone's packages."""
    folder = clone.parent / "bin"
    folder.mkdir()
    programs = {
        "tt": f'exec "{sys.executable}" -m autograder.cli.student "$@"',
        "autograder": f'exec "{sys.executable}" -m autograder.cli.instructor "$@"',
        "python": f'exec "{sys.executable}" "$@"',
    }
    for name, line in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{line}\n")
        (folder / name).chmod(stat.S_IRWXU)
    path = os.pathsep.join([str(folder), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "PYTHONPATH": str(clone)}


def run(command: str, clone: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command],
        cwd=clone,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def prepared(root: Path, clone: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clone with what the README says is there: a submission in submissions/, and train.py.

    The examples of assignment 00 are there, too, as after a first run of the grader; other tests draw them.
    """
    private = shared_seed(tmp_path_factory)
    make_bundle(COURSE, COURSE.assignments[:1], private, probe().level)
    shutil.copytree(private, clone / PRIVATE)
    (program,) = PYTHON.findall((root / "README.md").read_text(encoding="utf-8"))
    (clone / "train.py").write_text(program)
    (clone / "submissions").mkdir()
    handed_in = run("tt submit 00 -o submissions/ada.zip", clone, environment)
    assert handed_in.returncode == 0, handed_in.stderr
    return clone


INSTALLING = {
    "pip install -e .",
    "mkdir workspace && cd workspace && python3 -m venv .venv",
    "source .venv/bin/activate",
}
TRAINING = "tt with-reference python train.py"
ELSEWHERE = {*INSTALLING, "git clone https://github.com/YOUR-NAME/tinytorch.git && cd tinytorch", "tt", TRAINING}


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in ELSEWHERE])
def test_every_command_of_the_readme_works(command: str, prepared: Path, environment: dict[str, str]) -> None:
    done = run(f"{command} --help" if command in SLOW else command, prepared, environment)
    assert done.returncode == COMMANDS[command], f"{command}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stdout + done.stderr


def test_watching_starts_and_ends_with_control_c(prepared: Path, environment: dict[str, str]) -> None:
    with subprocess.Popen(
        ["tt"], cwd=prepared, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        shown = ""
        for line in process.stdout:
            if line.startswith("Watching for saves") and line not in shown:
                process.send_signal(signal.SIGINT)
            shown += line
    assert process.returncode == COMMANDS["tt"], shown
    assert "mul" in shown
    assert "Traceback" not in shown


def test_the_training_script_is_ten_lines_and_learns(prepared: Path, environment: dict[str, str]) -> None:
    assert len([line for line in (prepared / "train.py").read_text().splitlines() if line]) <= 10
    done = run(TRAINING, prepared, environment)
    assert done.returncode == COMMANDS[TRAINING], done.stderr
    losses = [float(line.split()[-1]) for line in done.stdout.splitlines() if line.startswith("epoch")]
    assert losses[-1] < losses[0] / 2
    assert float(done.stdout.splitlines()[-1].split("%")[0]) > 95.0
