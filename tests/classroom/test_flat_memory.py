"""A class of any size passes through record by record: ten times the students, nowhere near twice the memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder.classroom.gradebook import Gradebook
from autograder.classroom.grading import ClassRecords
from autograder.classroom.queue import work_off
from autograder.classroom.submissions import Source, Submission
from autograder.reports.folder import read_records, write_results
from tests.classroom.test_gradebook import SCOPE, graded
from tests.reports import example

SMALL, LARGE = 8, 80
BYTES = 20_000  # of a submission


def long_assignment() -> dict[str, Any]:
    """As many blanks as a large assignment has."""
    blanks = [example.blank(f"symbol{n}", example.check("wrong"), example.check()) for n in range(25)]
    return example.assignment("00_scalars", "Scalars", example.task("0.1", "Float functions", *blanks))


def peak(what: Iterable[object]) -> int:
    """The most memory that was in use at once while `what` ran to its end."""
    tracemalloc.start()
    for _ in what:
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> dict[int, ClassRecords]:
    """A small and a large class, graded."""
    made = {}
    assignment = long_assignment()
    for count in (SMALL, LARGE):
        path = tmp_path_factory.mktemp("class") / "g.sqlite"
        students = tuple(f"student{number:03}" for number in range(count))
        with Gradebook(path) as book:
            for student in students:
                book.hand_in(SCOPE, student, student, None, ())
                book.enter(SCOPE, graded(student, assignments=[assignment]))
        made[count] = ClassRecords(path, SCOPE, 25.0, students)
    return made


def writing(records: ClassRecords) -> Iterator[object]:
    yield write_results(records.gradebook.parent, records, expected=False)


def reading(records: ClassRecords) -> Iterator[object]:
    return read_records(records.gradebook.parent)


def work(place: Path, count: int) -> Iterator[object]:
    """Read, judge and enter so many submissions, each with bytes of its own."""

    def read(source: Source) -> Submission:
        return Submission(source.student, {"tinytorch/x.py": bytearray(BYTES)}, (), source.student)

    def judge(jobs: Iterable[tuple[str, Mapping[str, bytes]]]) -> Iterator[dict[str, Any]]:
        return (graded(digest, versions={"size": str(len(files))}) for digest, files in jobs)

    sources = [Source(f"student{number}", place) for number in range(count)]
    with Gradebook(place / f"{count}.sqlite") as book:
        yield work_off(book, SCOPE, sources, read, judge, lambda: None)


def test_results_are_written_and_read_record_by_record(classes: dict[int, ClassRecords]) -> None:
    for passing in (writing, reading):
        small, large = (peak(passing(classes[count])) for count in (SMALL, LARGE))
        assert large < 2 * small, passing.__name__


def test_work_is_taken_one_submission_at_a_time(tmp_path: Path) -> None:
    small, large = (peak(work(tmp_path, count)) for count in (SMALL, LARGE))
    assert large < 2 * small + LARGE * 1000, "names and digests are kept, nothing else"
    assert large < LARGE * BYTES / 4
