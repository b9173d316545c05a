from pathlib import Path

import pytest
from student_course import Course, make_course


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A small course in a folder with a space and a letter outside of ASCII in its name."""
    return make_course(tmp_path / "my coursé tinytorch")
