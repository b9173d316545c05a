"""`autograder notebooks --course DIR` writes a course that nbgrader takes as it comes, and spoils nothing there."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.classroom.nbgrader_course import END, write_course
from autograder.course import notebooks as sources
from autograder.course.build import build
from autograder.course.errors import UsageError
from autograder.course.manifest import load_course
from autograder.course.model import Course
from tests.course import small_course
from tests.notebook.nb_grading import environment

GRADED = """
# %% nbgrader={"grade": true, "grade_id": "t", "locked": true, "points": 2, "schema_version": 3, "solution": false}
assert half(2.0) == 1.0
### BEGIN HIDDEN TESTS
assert half(-4.0) == -2.0
### END HIDDEN TESTS

# %% nbgrader={"grade": false, "grade_id": "b", "locked": false, "schema_version": 3, "solution": true, "task": false}
def double(x):
    ### BEGIN SOLUTION
    return mul(x, 2.0)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "u", "locked": true, "points": 3, "schema_version": 3, "solution": false}
assert double(2.0) == 4.0
### BEGIN HIDDEN TESTS
assert double(-4.0) == -8.0
### END HIDDEN TESTS
"""
NAME = "00_numbers"
SOURCE = f"notebooks/src/{NAME}.py"
# Grades a notebook with these answers by nbgrader's own API, and prints its score.
GRADE = """
import json, sys
from pathlib import Path
from nbgrader.apps import NbGraderAPI
from traitlets.config.loader import PyFileConfigLoader

name, answers = sys.argv[1], json.loads(sys.argv[2])
api = NbGraderAPI(config=PyFileConfigLoader("nbgrader_config.py").load_config())
done = api.generate_assignment(name)
assert done["success"], done
book = json.loads(Path("release", name, name + ".ipynb").read_text())
for cell in book["cells"]:
    cell["source"] = answers.get(cell["metadata"].get("nbgrader", {}).get("grade_id"), cell["source"])
path = Path("submitted", "ada", name, name + ".ipynb")
path.parent.mkdir(parents=True)
path.write_text(json.dumps(book))
done = api.autograde(name, "ada")
assert done["success"], done
with api.gradebook as gradebook:
    print(gradebook.find_submission(name, "ada").score)
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    root = small_course.write_course(tmp_path / "the course")
    path = root / SOURCE
    path.write_text(path.read_text(encoding="utf-8") + GRADED, encoding="utf-8")
    return load_course(root)


def written(course: Course, folder: Path) -> tuple[tuple[str, ...], ...]:
    done = write_course(course, course.assignments, folder)
    return done.new, done.changed, done.same


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nbgrader_grades_on_the_references_layers_and_a_wrong_answer_loses_its_own_points(
    course: Course, tmp_path: Path
) -> None:
    """By nbgrader's own API; the whole cycle, by its commands, is the slow test of test_nb_cycle.py."""
    build(course)
    write_course(course, course.assignments, tmp_path / "class")
    answers = {"a": "def half(x):\n    return mul(x, 0.5)", "b": "def double(x):\n    return abs(x) * 2"}
    done = subprocess.run(
        [sys.executable, "-c", GRADE, NAME, json.dumps(answers)],
        cwd=tmp_path / "class",
        env=environment(tmp_path / "jupyter"),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.splitlines()[-1] == "2.0"


def test_a_second_time_only_what_has_changed_is_renewed(course: Course, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    assert written(course, folder) == ((NAME,), (), ())
    before = files(folder)
    assert set(before) == {"nbgrader_config.py", f"source/{NAME}/{NAME}.ipynb"}
    assert written(course, folder) == ((), (), (NAME,))
    assert files(folder) == before
    small_course.edit(course.root, SOURCE, "# # Numbers", "# # More numbers")
    assert written(course, folder) == ((), (NAME,), ())
    assert "More numbers" in (folder / f"source/{NAME}/{NAME}.ipynb").read_text(encoding="utf-8")


def test_pictures_lie_beside_the_notebook_that_shows_them(course: Course, tmp_path: Path) -> None:
    picture = course.root / "assignments" / NAME / "pictures" / "a-line.svg"
    picture.parent.mkdir()
    picture.write_text("<svg/>", encoding="utf-8")
    small_course.edit(course.root, SOURCE, "# # Numbers", f"# ![A line](../assignments/{NAME}/pictures/a-line.svg)")
    written(course, tmp_path / "class")
    place = tmp_path / "class" / "source" / NAME
    assert (place / "pictures" / "a-line.svg").read_text(encoding="utf-8") == "<svg/>"
    assert "![A line](pictures/a-line.svg)" in (place / f"{NAME}.ipynb").read_text(encoding="utf-8")


def test_lines_that_an_instructor_has_added_to_the_settings_stay(course: Course, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    written(course, folder)
    config = folder / "nbgrader_config.py"
    block = config.read_text(encoding="utf-8")
    assert block.endswith(END) and repr(str(course.solutions.parent)) in block
    config.write_text(block.replace("120", "1") + 'c.Exchange.root = "/srv"\n', encoding="utf-8")
    written(course, folder)
    assert config.read_text(encoding="utf-8") == block + 'c.Exchange.root = "/srv"\n'


@pytest.mark.parametrize("where", ["folder", "gradebook"])
def test_a_notebook_that_was_handed_in_is_not_changed_below_its_submissions(
    course: Course, tmp_path: Path, where: str
) -> None:
    folder = tmp_path / "class"
    written(course, folder)
    if where == "folder":
        (folder / "submitted" / "ada" / NAME).mkdir(parents=True)
    else:
        with sqlite3.connect(folder / "gradebook.db") as gradebook:
            gradebook.execute("CREATE TABLE assignment (id TEXT, name TEXT)")
            gradebook.execute("CREATE TABLE submitted_assignment (assignment_id TEXT)")
            gradebook.execute("INSERT INTO assignment VALUES ('1', ?)", (NAME,))
            gradebook.execute("INSERT INTO submitted_assignment VALUES ('1')")
        gradebook.close()
    assert written(course, folder) == ((), (), (NAME,)), "what has not changed may be written again"
    small_course.edit(course.root, SOURCE, "# # Numbers", "# # More numbers")
    before = files(folder)
    with pytest.raises(UsageError, match=f"^{NAME} has changed, and notebooks of it are handed in already: [^.]*[.]$"):
        written(course, folder)
    assert files(folder) == before


def test_a_folder_that_is_not_ours_is_refused_untouched(course: Course, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").touch()
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    before = files(tmp_path)
    for name, sentence in [
        ("file", "is not a folder"),
        ("full", "is not empty and no course that was made here"),
        ("theirs", "holds a course for nbgrader that was not made here"),
    ]:
        with pytest.raises(UsageError, match=sentence):
            written(course, tmp_path / name)
    assert files(tmp_path) == before


def test_a_place_that_cannot_be_written_and_a_missing_extra_are_one_sentence(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, data: bytes) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", refuse)
        with pytest.raises(UsageError, match=r"cannot be written \(Permission denied\); choose a folder that you may"):
            written(course, tmp_path / "class")
    monkeypatch.setattr(sources, "available", lambda: False)
    with pytest.raises(UsageError, match=r'^Notebooks need the extra "notebook": run `pip install -e'):
        written(course, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_an_assignment_without_a_notebook_makes_no_course(course: Course, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="None of these assignments has a notebook"):
        write_course(course, course.assignments[1:], tmp_path / "class")
