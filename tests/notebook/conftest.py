from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.notebook.nb_kernel import Kernel, Ran
from tests.student.student_course import Course, make_course


@dataclass(frozen=True)
class Notebook:
    """A notebook in the folder notebooks/ of a small course."""

    course: Course
    kernel: Kernel

    def run(self, cell: str) -> Ran:
        return self.kernel.run(cell)


@pytest.fixture(scope="session")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    kernel = Kernel(tmp_path_factory.mktemp("ipython"))
    yield kernel
    kernel.close()


@pytest.fixture
def notebook(kernel: Kernel, tmp_path: Path) -> Notebook:
    """It has loaded the extension, and nothing is written yet."""
    course = make_course(tmp_path / "my coursé tinytorch")
    folder = course.root / "notebooks"
    folder.mkdir()
    kernel.begin(folder)
    begun = kernel.run("%load_ext autograder.notebook")
    assert begun.printed == "This notebook works on your own tinytorch; assignment 00 is unlocked.\n"
    return Notebook(course, kernel)
