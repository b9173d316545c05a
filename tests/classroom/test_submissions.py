"""What a class may send: hostile archives are refused in one sentence, everything honest is read."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.classroom.paths import BadSubmission
from autograder.classroom.submissions import (
    Source,
    Submission,
    assignments_in,
    find_submissions,
    namesakes,
    read_submission,
    refuse_results_among,
)
from autograder.course.errors import InternalError, UsageError
from autograder.course.faces import faces
from autograder.course.manifest import load_course
from autograder.course.model import Course
from tests.classroom.courses import GIVEN, tiny_course
from tests.classroom.hostile import GOOD, HOSTILE, tar_entry, tarred, zipped

ANSWER = b"def mul(x, y):\n    return x * y\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return tiny_course(tmp_path_factory.mktemp("course"))


def read(path: Path, course: Course) -> Submission:
    return read_submission(Source("ada", path), course, course.assignments)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_submission_is_refused_in_one_plain_sentence(name: str, tmp_path: Path, course: Course) -> None:
    build, word = HOSTILE[name]
    path = tmp_path / "ada.zip"
    build(path)
    before = set(tmp_path.rglob("*"))
    (source,) = find_submissions(path)
    assert source.student == "ada"
    with pytest.raises(BadSubmission) as refused:
        read_submission(source, course, course.assignments)
    sentence = str(refused.value)
    assert word in sentence
    assert "\n" not in sentence
    assert sentence.isprintable()
    assert sentence.isascii()
    assert set(tmp_path.rglob("*")) == before, "reading writes nothing"


def test_zip_tar_targz_and_folder_of_the_same_files_read_alike(tmp_path: Path, course: Course) -> None:
    zipped((GOOD, ANSWER))(tmp_path / "ada.zip")
    for name, mode in (("ada.tar", "w"), ("ada.tar.gz", "w:gz")):
        with tarfile.open(tmp_path / name, mode) as archive:  # type: ignore[call-overload]
            archive.addfile(tar_entry("./" + GOOD, size=len(ANSWER)), io.BytesIO(ANSWER))
    folder = tmp_path / "ada"
    (folder / GOOD).parent.mkdir(parents=True)
    (folder / GOOD).write_bytes(ANSWER)
    found = [read(tmp_path / name, course) for name in ("ada.zip", "ada.tar", "ada.tar.gz", "ada")]
    assert all(replace(submission, source="") == replace(found[0], source="") for submission in found)
    assert [submission.source for submission in found] == ["ada.zip", "ada.tar", "ada.tar.gz", "ada"]
    assert found[0].files == {GOOD: ANSWER}


def test_a_package_one_level_down_is_found_with_its_manifest(tmp_path: Path, course: Course) -> None:
    files = {GOOD: hashlib.sha256(ANSWER).hexdigest()}
    manifest = json.dumps({"schema": 1, "student": "ada", "assignments": ["00_scalars"], "files": files}).encode()
    zipped(("course-main/" + GOOD, ANSWER), ("course-main/manifest.json", manifest))(tmp_path / "ada.zip")
    assert read(tmp_path / "ada.zip", course).files == {GOOD: ANSWER}


def test_a_whole_checkout_in_a_zip_gives_the_student_s_package_only(tmp_path: Path, course: Course) -> None:
    zipped(
        ("course-main/README.md", b"x"),
        ("course-main/" + GOOD, ANSWER),
        ("course-main/solutions/" + GOOD, b"the reference"),
        ("course-main/assignments/00_scalars/stubs/" + GOOD, b"a stub"),
        ("__MACOSX/course-main/._x", b"x"),
    )(tmp_path / "ada.zip")
    assert read(tmp_path / "ada.zip", course).files == {GOOD: ANSWER}


def test_files_that_no_assignment_owns_are_left_aside_with_a_notice(tmp_path: Path, course: Course) -> None:
    zipped((GOOD, ANSWER), ("tinytorch/helpers.py", b""), ("tinytorch/notes.txt", b""))(tmp_path / "ada.zip")
    submission = read(tmp_path / "ada.zip", course)
    assert set(submission.files) == {GOOD}
    assert [notice.path for notice in submission.notices] == ["tinytorch/helpers.py", "tinytorch/notes.txt"]


def test_an_edited_given_file_is_left_aside_and_an_untouched_one_says_nothing(tmp_path: Path, course: Course) -> None:
    original = (course.solutions / GIVEN).read_bytes()
    handed_out = b"# Made from solutions.\n" + original
    copy = course.assignments[0].path / "stubs" / "tinytorch" / GIVEN
    copy.parent.mkdir(parents=True)
    copy.write_bytes(handed_out)
    for content, notices in (
        (original.replace(b"\n", b"\r\n"), 0),
        (handed_out, 0),
        (handed_out + b"x = 1\n", 1),
        (original + b"x = 1\n", 1),
    ):
        zipped((GOOD, ANSWER), ("tinytorch/" + GIVEN, content))(tmp_path / "ada.zip")
        submission = read(tmp_path / "ada.zip", course)
        assert set(submission.files) == {GOOD}
        assert len(submission.notices) == notices


def test_given_data_never_enters_from_a_submission_and_says_nothing(tmp_path: Path, course: Course) -> None:
    table = "scalars/table.bin"
    (first,) = course.assignments
    owner = replace(first, owns=(*first.owns, table), given=(*first.given, table))
    zipped((GOOD, ANSWER), (f"tinytorch/{table}", b"\xff mine"), ("tinytorch/t.bin", b"\xff"))(tmp_path / "ada.zip")
    submission = read(tmp_path / "ada.zip", replace(course, assignments=(owner,)))
    assert set(submission.files) == {GOOD}
    assert [notice.path for notice in submission.notices] == ["tinytorch/t.bin"]


def test_a_changed_face_is_left_aside_and_one_of_any_stage_says_nothing(tmp_path: Path, course: Course) -> None:
    for path, text in faces(course, 0).items():
        for content, notices in ((text, 0), (text.replace("\n", "\r\n"), 0), (text + "x = 1\n", 1)):
            zipped((GOOD, ANSWER), (path, content.encode()))(tmp_path / "ada.zip")
            assert len(read(tmp_path / "ada.zip", course).notices) == notices


def test_the_digest_names_the_graded_files_and_nothing_else(tmp_path: Path, course: Course) -> None:
    zipped((GOOD, ANSWER))(tmp_path / "a.zip")
    zipped(("tinytorch/helpers.py", b""), (GOOD, ANSWER))(tmp_path / "b.zip")
    zipped((GOOD, ANSWER + b"\n"))(tmp_path / "c.zip")
    first, second, third = (read(tmp_path / name, course).digest for name in ("a.zip", "b.zip", "c.zip"))
    assert first == second != third


def test_a_link_in_a_folder_is_refused_and_never_followed(tmp_path: Path, course: Course) -> None:
    (tmp_path / "secret.py").write_text("secret")
    folder = tmp_path / "ada"
    (folder / GOOD).parent.mkdir(parents=True)
    (folder / GOOD).symlink_to(tmp_path / "secret.py")
    with pytest.raises(BadSubmission, match="a link"):
        read(folder, course)
    (folder / GOOD).unlink()
    (folder / "tinytorch" / "inner").symlink_to(tmp_path)
    with pytest.raises(BadSubmission, match="a link"):
        read(folder, course)
    (tmp_path / "eve").symlink_to(folder)
    with pytest.raises(BadSubmission, match="a link"):
        read(tmp_path / "eve", course)


def test_a_file_that_becomes_a_link_or_a_pipe_while_it_is_read_is_not_followed(
    tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, good = tmp_path / "secret", tmp_path / "ada" / GOOD
    secret.write_bytes(ANSWER)
    good.parent.mkdir(parents=True)
    good.write_bytes(ANSWER)
    seen = good.lstat()
    monkeypatch.setattr(Path, "lstat", lambda _: seen)  # what it was a moment ago
    good.unlink()
    good.symlink_to(secret)
    with pytest.raises(BadSubmission):
        read(tmp_path / "ada", course)
    good.unlink()
    os.mkfifo(good)
    with pytest.raises(BadSubmission):
        read(tmp_path / "ada", course)


@pytest.mark.parametrize("number", [errno.EIO, errno.EMFILE, errno.ENOMEM])
def test_a_machine_that_cannot_read_is_our_fault_and_nobody_s_bad_submission(
    number: int, tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    zipped((GOOD, ANSWER))(tmp_path / "ada.zip")

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), "ada.zip")

    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(InternalError, match="run the same command again"):
        read(tmp_path / "ada.zip", course)


def test_a_link_outside_the_package_is_nobody_s_business(tmp_path: Path, course: Course) -> None:
    entries = (tar_entry("env/bin/python", tarfile.SYMTYPE, target="/usr/bin/python3"), tar_entry(GOOD, size=3))
    tarred(*entries)(tmp_path / "ada.tar")
    assert read(tmp_path / "ada.tar", course).files == {GOOD: b"xxx"}


def test_every_entry_of_a_class_folder_is_one_student_named_by_it(tmp_path: Path) -> None:
    for name in ("grace.zip", "ada.tar.gz", "linus.TGZ", "alan.rar"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "edsger dijkstra").mkdir()
    (tmp_path / ".hidden").mkdir()
    students = [source.student for source in find_submissions(tmp_path)]
    assert students == ["ada", "alan.rar", "edsger dijkstra", "grace", "linus"]


def test_a_checkout_and_a_single_zip_are_one_student(tmp_path: Path) -> None:
    checkout = tmp_path / "work"
    (checkout / "tinytorch").mkdir(parents=True)
    zipped((GOOD, ANSWER))(tmp_path / "ada.zip")
    assert [source.student for source in find_submissions(checkout)] == ["work"]
    assert [source.student for source in find_submissions(tmp_path / "ada.zip")] == ["ada"]


def test_results_may_lie_in_a_checkout_and_beside_a_class_but_not_in_it(tmp_path: Path) -> None:
    (tmp_path / "work" / "tinytorch").mkdir(parents=True)
    for path, out in (("work", "work/results"), ("class", "results"), ("class", "class results")):
        refuse_results_among(tmp_path / path, tmp_path / out)
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "class")
    for out in ("class", "class/results", "class/ada/results", "class/../class/x", "link/results"):
        with pytest.raises(UsageError, match="must not lie among the submissions"):
            refuse_results_among(tmp_path / "class", tmp_path / out)


def test_a_path_that_is_not_there_and_an_empty_folder_are_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is nothing at"):
        find_submissions(tmp_path / "absent")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / ".DS_Store").write_bytes(b"")
    (tmp_path / "Thumbs.db").write_bytes(b"")
    with pytest.raises(UsageError, match="holds no submission"):
        find_submissions(tmp_path)


def test_two_submissions_of_one_name_are_both_named_whatever_their_capitals(tmp_path: Path) -> None:
    sources = [Source(name, tmp_path) for name in ("Ada", "ada", "grace")]
    assert namesakes(sources) == {"Ada", "ada"}
    zoe = ["Zo\u00eb", "Zoe\u0308"]  # the same to every eye
    assert namesakes([Source(name, tmp_path) for name in zoe]) == set(zoe)


def test_a_name_that_would_move_the_cursor_is_made_plain(tmp_path: Path) -> None:
    (tmp_path / "ada\x1b[2J.zip").write_bytes(b"")
    (source,) = find_submissions(tmp_path)
    assert source.student == "ada\\x1b[2J"


def test_stored_and_deflated_zips_read_alike(tmp_path: Path, course: Course) -> None:
    zipped((GOOD, ANSWER), method=zipfile.ZIP_STORED)(tmp_path / "ada.zip")
    assert read(tmp_path / "ada.zip", course).files == {GOOD: ANSWER}


def test_a_submission_of_one_assignment_is_graded_on_that_one(tmp_path: Path, root: Path) -> None:
    course = load_course(root)
    for name, entries in {
        "first": [("tinytorch/scalars/graph.py", b"")],
        "second": [("tinytorch/autograd/engine.py", b"")],
        "neither": [("tinytorch/mine.py", b"")],
    }.items():
        zipped(*entries)(tmp_path / f"{name}.zip")
    (tmp_path / "broken.zip").write_bytes(b"this is no zip")
    held = {path.stem: assignments_in(Source(path.stem, path), course) for path in tmp_path.iterdir()}
    assert [assignment.folder for assignment in held["first"]] == ["00_scalars"]
    assert [assignment.folder for assignment in held["second"]] == ["01_autograd"]
    assert held["neither"] == held["broken"] == course.assignments
