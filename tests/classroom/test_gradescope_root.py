"""Gradescope's zip grades in a system that has nothing but Python and the libraries that the zip asks for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from tests.classroom.gradescope_site import FLOATS, HOSTILE, Site, make_site, result
from tests.classroom.test_gradescope import judged
from tests.reports.gradescope_specification import SPECIFICATION

PROGRAM = Path(__file__).with_name("bare_root.py")
pytestmark = pytest.mark.slow  # test_gradescope.py has the small ones
UNSHARE = ("unshare", "--mount", "--propagation", "private")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return make_site(tmp_path_factory.mktemp("gradescope"))


def run(how: str, root: Path) -> subprocess.CompletedProcess[str]:
    """Run the script there; skipped where this machine lets nobody make a mount namespace."""
    unshare = next((words for words in (UNSHARE, (*UNSHARE, "--user", "--map-root-user")) if can(*words)), ("none",))
    if unshare == ("none",):
        pytest.skip("this machine lets nobody make a mount namespace")
    return subprocess.run([*unshare, sys.executable, str(PROGRAM), how, str(root)], capture_output=True, text=True)


def can(*words: str) -> bool:
    return bool(shutil.which(words[0])) and subprocess.run([*words, "true"], capture_output=True).returncode == 0


@pytest.mark.parametrize("how", ["pivot", "chroot"])
def test_right_work_is_graded_and_the_level_is_told(site: Site, tmp_path: Path, how: str) -> None:
    home = site.home(tmp_path / "autograder", site.right())
    done = run(how, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    content = result(home)
    jsonschema.validate(content, SPECIFICATION)
    assert content["score"] == site.made.points
    level = content["extra_data"]["sandbox"]
    assert f"Sandbox: {level}" in done.stdout
    assert (level == "full") == (how == "pivot" and "full: " not in done.stdout)


@pytest.mark.parametrize("how", ["pivot", "chroot"])
def test_a_hostile_file_gets_nothing_there_either(site: Site, tmp_path: Path, how: str) -> None:
    home = site.home(tmp_path / "autograder", {FLOATS: HOSTILE.format(home="/autograder")})
    done = run(how, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    judged(result(home))


def test_a_grader_that_cannot_start_leaves_a_result_without_a_score(site: Site, tmp_path: Path) -> None:
    home = site.home(tmp_path / "autograder", site.right())
    (home / "source" / "tree" / "autograder" / "__init__.py").write_text("raise SystemExit(9)")
    assert run("pivot", tmp_path).returncode == 9
    assert "score" not in result(home) and "no score of 0" in result(home)["output"]
