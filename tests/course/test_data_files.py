"""A file that is no Python goes wherever its layer goes, byte for byte: into stubs, the workspace and a release."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.classroom.release import release
from autograder.course import build
from autograder.course.errors import UsageError
from autograder.course.faces import faces
from autograder.course.manifest import load_course
from autograder.course.model import LARGEST
from tests.course.small_course import edit, write_course

MANIFEST = "assignments/00_numbers/assignment.toml"
TABLE = "tinytorch/numbers/table.bin"
STUB = f"assignments/00_numbers/stubs/{TABLE}"
BYTES = bytes(range(256)) + b"\r\n# no line of ours\r\n\xff\xfe"  # not UTF-8, and line ends that a text would lose


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small course, whose first assignment owns a table beside its modules; nothing is generated yet."""
    return own(write_course(tmp_path / "course"), "numbers/table.bin")


def own(root: Path, file: str) -> Path:
    """Let the first assignment own and give one more file, made of BYTES."""
    edit(root, MANIFEST, 'owns = ["', f'owns = ["{file}", "')
    edit(root, MANIFEST, 'given = ["', f'given = ["{file}", "')
    target = root / "solutions" / "tinytorch" / file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(BYTES)
    return root


def test_data_is_owned_and_given_and_no_module(root: Path) -> None:
    first = load_course(root).assignments[0]
    assert first.data == ("numbers/table.bin",)
    assert first.modules == ("numbers/plain.py", "numbers/operators.py")
    assert first.files_with_blanks == ("numbers/operators.py",)
    owner = load_course(root).owner("numbers/table.bin")
    assert owner is not None and owner.folder == "00_numbers"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('given = ["numbers/table.bin", ', "given = [", "no .py file, so it can hold no blank; list it under 'given'"),
        ("numbers/table.bin", "numbers/tables.bin", "is no readable file; did you mean 'numbers/table.bin'?"),
        ("numbers/table.bin", "numbers/operators", "is no readable file; did you mean 'numbers/operators.py'?"),
        ("numbers/table.bin", "../numbers/table.bin", "'owns' takes files by their path under tinytorch/"),
        ('["mul", "Twice"]', '["mul", "Twice"]\n"numbers/table.bin" = ["x"]', "hands on 'x', which numbers/table.bin"),
    ],
)
def test_a_mistake_about_data_is_one_sentence_with_its_file(root: Path, old: str, new: str, sentence: str) -> None:
    edit(root, MANIFEST, old, new)
    with pytest.raises(UsageError) as caught:
        load_course(root)
    text = str(caught.value)
    assert text.startswith(MANIFEST) and sentence in text and "\n" not in text


def test_a_file_that_is_too_large_to_be_sent_to_every_worker_is_refused(root: Path) -> None:
    (root / "solutions" / TABLE).write_bytes(bytes(LARGEST + 1))
    with pytest.raises(UsageError, match=r"table.bin is 8,388,609 bytes long \(at most 8,388,608\)"):
        load_course(root)


def test_a_build_carries_the_bytes_and_leaves_nothing_to_do(root: Path) -> None:
    course = load_course(root)
    assert {STUB, TABLE} <= set(build.build(course).missing)
    assert (root / STUB).read_bytes() == (root / TABLE).read_bytes() == BYTES
    assert build.check(course).clean


def test_changed_data_is_stale_and_rewritten_with_its_pristine_copy(root: Path) -> None:
    course = load_course(root)
    build.build(course)
    pristine = root / ".tinytorch" / "pristine" / "numbers" / "table.bin"
    pristine.parent.mkdir(parents=True)
    pristine.write_bytes(BYTES)
    (root / "solutions" / TABLE).write_bytes(BYTES[::-1])
    assert build.check(course).stale == (STUB, TABLE)
    build.build(course)
    assert (root / STUB).read_bytes() == (root / TABLE).read_bytes() == pristine.read_bytes() == BYTES[::-1]


def test_data_that_somebody_has_changed_is_theirs(root: Path) -> None:
    course = load_course(root)
    build.build(course)
    (root / TABLE).write_bytes(b"\xff mine")
    (root / "solutions" / TABLE).write_bytes(BYTES[::-1])
    assert build.build(course).theirs == (TABLE,)
    assert (root / TABLE).read_bytes() == b"\xff mine"


def test_data_that_is_no_longer_owned_is_removed_where_nobody_changed_it(root: Path) -> None:
    build.build(load_course(root))
    (root / "tinytorch" / "numbers" / "mine.bin").write_bytes(BYTES)
    edit(root, MANIFEST, 'owns = ["numbers/table.bin", ', "owns = [")
    edit(root, MANIFEST, 'given = ["numbers/table.bin", ', "given = [")
    assert build.build(load_course(root)).extra == (STUB, TABLE)
    assert not (root / STUB).exists() and not (root / TABLE).exists()
    assert (root / "tinytorch" / "numbers" / "mine.bin").exists()


def test_a_solution_in_data_would_reach_students_and_stops_the_build(root: Path) -> None:
    (root / "solutions" / TABLE).write_bytes(BYTES + b"\n  ### BEGIN SOLUTION 1\n")
    with pytest.raises(UsageError, match=r"table\.bin: solutions are cut out of \.py files only"):
        build.build(load_course(root))


def test_data_changes_no_face_of_its_folder(root: Path, tmp_path: Path) -> None:
    without = load_course(write_course(tmp_path / "without"))
    assert faces(load_course(root), 1) == faces(without, 1)


def test_a_folder_of_data_alone_is_a_package_that_python_can_ask_for_the_file(root: Path) -> None:
    course = load_course(own(root, "tables/one.bin"))
    build.build(course)
    assert "from tinytorch import tables as tables" in faces(course, 0)["tinytorch/__init__.py"]
    assert (root / "tinytorch" / "tables" / "__init__.py").is_file()


def test_a_release_holds_the_bytes_and_is_a_course_without_its_reference(root: Path, tmp_path: Path) -> None:
    paths = release(load_course(root), tmp_path / "out", range(2))
    assert {STUB, TABLE} <= set(paths)
    assert (tmp_path / "out" / STUB).read_bytes() == (tmp_path / "out" / TABLE).read_bytes() == BYTES
    assert load_course(tmp_path / "out").assignments[0].data == ("numbers/table.bin",)


def test_a_course_without_its_reference_misses_data_in_the_stubs(root: Path) -> None:
    build.build(load_course(root))
    shutil.rmtree(root / "solutions")
    (root / STUB).unlink()
    with pytest.raises(UsageError, match=rf"but {STUB} is no readable file"):
        load_course(root)
