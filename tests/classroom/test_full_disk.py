"""A full disk is the machine's fault: one sentence, exit code 3, and with room again the same command goes on."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from autograder.classroom.gradebook import Gradebook
from autograder.cli import instructor, instructor_demo
from autograder.course.errors import InternalError, UsageError
from autograder.reports.files import write_file
from autograder.reports.folder import write_results
from tests.classroom.test_gradebook import SCOPE, graded
from tests.reports import example

ROOM = 200_000  # bytes: enough for an empty gradebook, whose log is as large as its two dozen pages
LITTLE = 4_000


@contextmanager
def room(size: int) -> Iterator[None]:
    """No file of this process can grow beyond `size`; what is written beyond it fails, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def enter(book: Gradebook, numbers: range) -> int:
    """How many were entered before there was no room."""
    for number in numbers:
        try:
            book.enter(SCOPE, graded(str(number), versions={"padding": "x" * 1000}))
        except InternalError as error:
            assert error.exit_code == 3
            assert "make room and run the same command again" in str(error)
            return number
    return len(numbers)


def test_a_gradebook_without_room_keeps_what_it_has_and_goes_on_with_room(tmp_path: Path) -> None:
    with room(ROOM), Gradebook(tmp_path / "g.sqlite") as book:
        entered = enter(book, range(1000))
        assert 0 < entered < 1000
        assert enter(book, range(entered, 1000)) == entered, "as long as there is no room, nothing more is taken"
    with Gradebook(tmp_path / "g.sqlite") as book:
        assert all(book.has_grade(SCOPE, str(number)) for number in range(entered))
        assert not book.has_grade(SCOPE, str(entered))
        assert enter(book, range(1000)) == 1000


def test_a_gradebook_that_cannot_even_be_made_is_no_wrong_use(tmp_path: Path) -> None:
    with room(LITTLE), pytest.raises(InternalError, match="make room"):
        Gradebook(tmp_path / "g.sqlite")
    with Gradebook(tmp_path / "g.sqlite") as book:
        assert enter(book, range(1)) == 1


def test_settling_without_room_changes_nothing(tmp_path: Path) -> None:
    students = [str(number) for number in range(40)]
    with Gradebook(tmp_path / "g.sqlite") as book:
        for student in students:
            book.hand_in(SCOPE, student, student, None, ())
            book.enter(SCOPE, graded(student, score=1.0, versions={"padding": "x" * 4000}))
            book.enter(SCOPE, graded(student, score=2.0, versions={"padding": "x" * 4000}), anew=True)
    with Gradebook(tmp_path / "g.sqlite") as book:
        with room(ROOM), pytest.raises(InternalError, match="make room"):
            book.settle(SCOPE, students)
        assert {record["score"] for record in book.class_records(SCOPE, 2.0, students)} == {1.0}
        book.settle(SCOPE, students)
        assert {record["score"] for record in book.class_records(SCOPE, 2.0, students)} == {2.0}


def files(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_results_without_room_leave_every_file_whole_and_are_written_again(tmp_path: Path) -> None:
    def records(score: float) -> list[dict[str, Any]]:
        return [example.mixed(f"student{number}") | {"score": score} for number in range(5)]

    write_results(tmp_path / "straight", records(2.0), expected=False)
    write_results(tmp_path / "out", records(1.0), expected=False)
    before, straight = files(tmp_path / "out"), files(tmp_path / "straight")
    largest = len(before["gradebook.json"])
    with room(largest - 100), pytest.raises(InternalError, match="make room"):
        write_results(tmp_path / "out", records(2.0), expected=False)
    found = files(tmp_path / "out")
    assert found.keys() == before.keys()
    assert found["gradebook.json"] == before["gradebook.json"], "the one that did not fit is as it was"
    assert all(found[path] in (before[path], straight[path]) for path in found)
    write_results(tmp_path / "out", records(2.0), expected=False)
    assert files(tmp_path / "out") == straight


def test_a_folder_that_may_not_be_written_stays_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="choose another place"):
        write_results(tmp_path / "file", [example.mixed()], expected=False)


def test_a_full_disk_anywhere_else_is_one_sentence_and_exit_code_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fill(_: object) -> None:
        with room(0):
            write_file(tmp_path / "examples", ["x"])

    monkeypatch.setattr(instructor_demo, "here", fill)
    with pytest.raises(SystemExit) as ended:
        instructor.main(["demo"])
    assert ended.value.code == 3
    assert "make room and run the same command again" in capsys.readouterr().err
