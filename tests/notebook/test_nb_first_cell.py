"""The first cell of a notebook finds the course wherever the notebook is opened, or says in one sentence what to do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from autograder.course.notebooks import FIRST_CELL
from tests.notebook.nb_kernel import Kernel, Ran
from tests.student.student_course import make_course
from tests.the_course import COURSE, ROOT

CELL = FIRST_CELL.format(address="")
OWN = "This notebook works on your own tinytorch; assignment 00 is unlocked.\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with the part of autograder/ that a notebook needs, as students have it."""
    root = make_course(tmp_path_factory.mktemp("a student's") / "course").root
    for room in ("course", "loop", "notebook"):
        skipped = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "autograder" / room, root / "autograder" / room, ignore=skipped)
    shutil.copy(ROOT / "autograder/__init__.py", root / "autograder")
    (root / "notebooks").mkdir()
    return root


def colab(kernel: Kernel, place: Path, cell: str) -> Ran:
    """Run the cell as on Colab: /content lies in `place`, and pip is not run."""
    (place / "google/colab").mkdir(parents=True)
    (place / "google/colab/__init__.py").touch()
    kernel.begin(place, [place])
    kernel.run("import google.colab")
    return kernel.run(cell.replace("/content", str(place)).replace("pip install", "echo pip install"))


@pytest.mark.parametrize("folder", [".", "notebooks"])
def test_in_the_folder_of_the_course_it_needs_no_installation(kernel: Kernel, course: Path, folder: str) -> None:
    """JupyterLab and VS Code start a kernel in the notebook's folder, some settings in the root."""
    kernel.begin(course / folder, [])
    assert kernel.run(CELL).printed == OWN
    assert kernel.run("from tinytorch.scalars.operators import mul\nmul(1.0, 1.0)").error == "NotImplementedError"
    assert kernel.run(CELL).printed == OWN, "and it can be run again"


def test_an_installed_course_is_found_from_anywhere(kernel: Kernel, course: Path, tmp_path: Path) -> None:
    kernel.begin(tmp_path, [course])
    assert kernel.run(CELL).printed == OWN


def test_the_course_around_the_notebook_goes_before_one_that_is_installed(kernel: Kernel, course: Path) -> None:
    kernel.begin(course / "notebooks", [ROOT])
    assert kernel.run(CELL).printed == OWN
    assert kernel.run("import tinytorch\nprint(tinytorch.__file__)").printed.startswith(str(course))


def test_where_an_instructor_grades_the_references_layers_are_used(kernel: Kernel, tmp_path: Path) -> None:
    kernel.begin(tmp_path, [COURSE.solutions.parent, ROOT])
    assert kernel.run(CELL).printed == f"tinytorch comes from {COURSE.solutions}.\n"


def test_on_colab_it_clones_the_course_once(kernel: Kernel, course: Path, tmp_path: Path) -> None:
    """The address is a repository on the disk here; git takes it like any other."""
    origin = tmp_path / "origin"
    shutil.copytree(course, origin)
    (origin / "notebooks/00_scalars.ipynb").touch()
    for command in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", *command], cwd=origin, check=True)
    place = tmp_path / "content"
    ran = colab(kernel, place, FIRST_CELL.format(address=origin))
    assert ran.printed.endswith(OWN)
    assert kernel.run("import tinytorch\nprint(tinytorch.__file__)").printed.startswith(str(place / "course"))


def test_on_colab_without_an_address_and_anywhere_without_a_course_it_is_one_sentence(
    kernel: Kernel, tmp_path: Path
) -> None:
    kernel.begin(tmp_path, [])
    for ran in (kernel.run(CELL), colab(kernel, tmp_path / "content", CELL)):
        assert ran.printed.startswith("The course is not here: ") and ran.printed.count("\n") == 1
        assert not ran.error
