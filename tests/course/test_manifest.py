"""assignment.toml becomes frozen dataclasses, and every mistake in it is one sentence with the file and the key."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from autograder.course.errors import UsageError
from autograder.course.manifest import find_root, load_course
from tests.course.small_course import edit, write_course

ROOT = Path(__file__).resolve().parents[2]
FIRST = "assignments/00_numbers/assignment.toml"
SECOND = "assignments/01_graphs/assignment.toml"


def test_everything_in_a_manifest_is_read(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path))
    first, second = course.assignments
    assert (first.folder, first.number, first.slug, first.title) == ("00_numbers", 0, "numbers", "Numbers")
    assert (first.points, second.points) == (3.5, 3.0)
    assert first.files_with_blanks == ("numbers/operators.py",)
    assert second.needs == ("00_numbers",)
    assert [task.number for task in first.tasks] == ["0.1", "0.3"]
    assert first.blanks[0].hints == ("gentle", "nearly the answer")
    assert first.blanks[1].file == "numbers/operators.py"
    assert first.tests == tmp_path / "assignments" / "00_numbers" / "tests"
    with pytest.raises(dataclasses.FrozenInstanceError):
        first.title = "other"  # type: ignore[misc]


@pytest.mark.parametrize("name", ["01_graphs", "graphs", "1", "01", 1])
def test_an_assignment_is_found_by_folder_slug_and_number(tmp_path: Path, name: str | int) -> None:
    assert load_course(write_course(tmp_path)).assignment(name).folder == "01_graphs"


def test_tasks_blanks_and_owners_are_found(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path))
    assert course.task("0.3").title == "Classes"
    assert course.blank("Twice.apply").task == "0.3"
    owner = course.owner("graphs/walk.py")
    assert owner is not None and owner.number == 1
    assert course.owner("numbers/__init__.py") is None


@pytest.mark.parametrize(
    ("kind", "name", "sentence"),
    [
        ("assignment", "00_numbrs", "There is no assignment '00_numbrs'; did you mean '00_numbers'?"),
        ("task", "7.7", "There is no task '7.7'; known are: 0.1, 0.3, 1.1."),
        ("blank", "Twice.aply", "There is no blank 'Twice.aply'; did you mean 'Twice.apply'?"),
    ],
)
def test_an_unknown_name_is_answered_with_a_close_one(tmp_path: Path, kind: str, name: str, sentence: str) -> None:
    course = load_course(write_course(tmp_path))
    with pytest.raises(UsageError) as caught:
        getattr(course, kind)(name)
    assert str(caught.value) == sentence


def test_a_symbol_that_two_assignments_ask_for_must_be_named_by_task(tmp_path: Path) -> None:
    write_course(tmp_path)
    edit(tmp_path, SECOND, 'symbol = "walk"', 'symbol = "mul"')
    edit(tmp_path, "solutions/tinytorch/graphs/walk.py", "def walk", "def mul(x): ...\n\n\ndef walk")
    with pytest.raises(UsageError, match=r"'mul' is a blank of Task 0.1 and Task 1.1; name the task instead"):
        load_course(tmp_path).blank("mul")


@pytest.mark.parametrize(
    ("path", "old", "new", "sentence"),
    [
        (FIRST, "title =", "titel =", "unknown key 'titel'; did you mean 'title'?"),
        (FIRST, "needs = []\n", "", "the key 'needs' is missing"),
        (FIRST, "points = 1\n", "points = -1\n", "blank 'mul': 'points' must be a number that is 0 or more (got -1)"),
        (FIRST, "points = 1\n", "", "task 1, blank 'mul': the key 'points' is missing"),
        (FIRST, "points = 1\n", "ponts = 1\n", "task 1, blank 'mul': unknown key 'ponts'; did you mean 'points'?"),
        (FIRST, "hints = []", 'hints = "none"', "'hints' must be a list of texts (got 'none')"),
        (FIRST, "n = 3", "n = 1", "task 1: 'n' must rise from task to task (got 1 after 1)"),
        (FIRST, "n = 3", "n = true", "'n' must be a whole number above 0 (got True)"),
        (FIRST, '"Twice.apply"', '"Twice.aply"', "defined in no file with blanks; did you mean 'Twice.apply'?"),
        (FIRST, '"Twice.apply"', '"mul"', "names a blank of this assignment for the second time"),
        (FIRST, '"numbers/operators.py"]', '"numbers/operator.py"]', "did you mean 'numbers/operators.py'?"),
        (
            FIRST,
            '"numbers/operators.py"]',
            '"../numbers/x.py"]',
            "'owns' takes files by their path under tinytorch/",
        ),
        (FIRST, '"numbers/operators.py"]', '"numbers/__init__.py"]', "an __init__.py is a face"),
        (
            FIRST,
            'given = ["numbers/plain.py"]',
            'given = ["plain.py"]',
            "'given' names 'plain.py', which 'owns' does not",
        ),
        (FIRST, 'given = ["numbers/plain.py"]\n', "", "'numbers/plain.py', which holds no blank"),
        (FIRST, '"Twice"]', '"Twise"]', "hands on 'Twise', which numbers/operators.py does not have; did you mean"),
        (
            FIRST,
            '"numbers/operators.py" = ["mul"',
            '"numbers/o.py" = ["mul"',
            "names 'numbers/o.py', which is no owned",
        ),
        (
            FIRST,
            '[exports."numbers"]',
            '[exports."number"]',
            '[exports."number"] is the face of a package that holds no',
        ),
        (SECOND, 'needs = ["00_numbers"]', 'needs = ["01_graphs"]', "'needs' names '01_graphs', which is no earlier"),
        (SECOND, 'owns = ["', 'owns = ["numbers/plain.py", "', "which 00_numbers owns already; a file has one owner"),
        (SECOND, '"graphs" = ["walk"]', '"graphs" = ["walk"]\n"numbers/plain.py" = ["numbers"]', "does not have"),
        (
            SECOND,
            '"graphs" = ["walk"]',
            '"graphs" = ["walk"]\n"graphs/walk.py" = ["walk"]',
            "that name is taken by graphs",
        ),
        (SECOND, "title =", "title ?", "is not valid TOML"),
    ],
)
def test_a_mistake_in_a_manifest_is_one_sentence_with_its_file(
    tmp_path: Path, path: str, old: str, new: str, sentence: str
) -> None:
    edit(write_course(tmp_path), path, old, new)
    with pytest.raises(UsageError) as caught:
        load_course(tmp_path)
    text = str(caught.value)
    assert text.startswith(path) and sentence in text and "\n" not in text


def test_a_face_cannot_hand_on_the_name_of_a_package_inside_it(tmp_path: Path) -> None:
    write_course(tmp_path)
    edit(tmp_path, "solutions/tinytorch/graphs/walk.py", "def walk", "def numbers(): ...\n\n\ndef walk")
    edit(tmp_path, SECOND, '"graphs" = ["walk"]', '"graphs/walk.py" = ["numbers"]')
    with pytest.raises(
        UsageError, match=r"hands on 'numbers' from graphs/walk.py, but that name is taken by a package"
    ):
        load_course(tmp_path)


def test_a_syntax_error_in_the_reference_is_told_by_file_and_line(tmp_path: Path) -> None:
    edit(write_course(tmp_path), "solutions/tinytorch/graphs/walk.py", "def walk(", "def walk((")
    with pytest.raises(UsageError, match=r"^solutions/tinytorch/graphs/walk\.py:\d+: expected Python"):
        load_course(tmp_path)


@pytest.mark.parametrize(
    ("name", "sentence"), [("02_graphs", "expected number 01 here"), ("graphs", "called like 00_")]
)
def test_folders_are_numbered_without_a_gap(tmp_path: Path, name: str, sentence: str) -> None:
    write_course(tmp_path)
    (tmp_path / "assignments" / "01_graphs").rename(tmp_path / "assignments" / name)
    with pytest.raises(UsageError, match=sentence):
        load_course(tmp_path)


def test_the_root_is_found_from_inside_and_refused_outside(tmp_path: Path) -> None:
    write_course(tmp_path / "course")
    (tmp_path / "course" / "tinytorch" / "deep").mkdir(parents=True)
    assert find_root(tmp_path / "course" / "tinytorch" / "deep") == (tmp_path / "course").resolve()
    with pytest.raises(UsageError, match="is not inside a course"):
        find_root(tmp_path)


def test_every_file_of_the_reference_but_the_faces_has_exactly_one_owner() -> None:
    course = load_course(ROOT)
    found = (path for path in course.solutions.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    files = {path.relative_to(course.solutions).as_posix() for path in found}
    owned = [file for assignment in course.assignments for file in assignment.owns]
    assert len(owned) == len(set(owned))
    assert set(owned) == {file for file in files if not file.endswith("__init__.py")}
