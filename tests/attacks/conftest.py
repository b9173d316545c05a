"""One bundle of the course under attack and one Grader for all attacks, at the best level that this machine allows."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

sys.path.insert(0, str(Path(__file__).parent))

from course import HIDDEN_PACKAGE, write_course
from sections import PACKAGE, Attack, Files

from autograder.classroom.submissions import Source, Submission, read_submission
from autograder.course.model import Assignment, Course
from autograder.judge import records
from autograder.judge.bundle import Bundle, make_bundle
from autograder.judge.grading import Graded, Grader
from autograder.judge.records import BlankRecord, Record
from autograder.judge.scoring import total
from autograder.reports.folder import write_results
from autograder.reports.terminal import student_report
from autograder.sandbox.isolation import Level, probe

Grade = Callable[[Attack], Record]


@pytest.fixture(scope="session")
def level() -> Level:
    return probe().level


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    root = tmp_path_factory.mktemp("attacked")
    sys.path.insert(0, str(root))
    yield write_course(root)
    sys.path.remove(str(root))


@pytest.fixture(scope="session")
def bundle(course: Course, level: Level) -> Bundle:
    private = course.root / "private"
    private.mkdir(mode=0o700)
    (private / "seed").write_bytes(b"the same inputs in each test run"[:32])
    return make_bundle(course, course.assignments, private, level, hidden=HIDDEN_PACKAGE)


@pytest.fixture(scope="session")
def grader(bundle: Bundle, level: Level) -> Iterator[Grader]:
    with Grader(bundle, level) as grader:
        yield grader


@pytest.fixture(scope="session")
def right(bundle: Bundle) -> Callable[[str], Files]:
    """The files of a right submission of the assignment that owns a file."""

    def files(file: str) -> Files:
        return {PACKAGE + each: bundle.reference[PACKAGE + each] for each in owner(bundle, file).files_with_blanks}

    return files


@pytest.fixture(scope="session")
def grade(
    bundle: Bundle,
    grader: Grader,
    level: Level,
    right: Callable[[str], Files],
    tmp_path_factory: pytest.TempPathFactory,
) -> Grade:
    """The record of an attack, handed in as a folder and graded once for all tests; skipped where the level is weak."""
    known: dict[str, Record] = {}

    def run(attack: Attack) -> Record:
        if not attack.withstood(level):
            pytest.skip(f"only a sandbox of level {attack.needs.value} withstands this, here it is {level.value}")
        if attack.id not in known:
            folder = tmp_path_factory.mktemp("handed in") / "student"
            _write(folder, attack.files(right(attack.file)))
            submission = read_submission(Source("student", folder), bundle.course, bundle.course.assignments)
            known[attack.id] = _record(bundle, level, submission, grader.grade_fully(submission.files))
        return known[attack.id]

    return run


def owner(bundle: Bundle, file: str) -> Assignment:
    """The assignment that owns a file."""
    found = bundle.course.owner(file)
    assert found is not None, f"{file} belongs to no assignment"
    return found


def blanks(record: Record) -> dict[str, BlankRecord]:
    """Symbol -> blank."""
    return {blank.symbol: blank for a in record.assignments for task in a.tasks for blank in task.blanks}


def reports(record: Record, folder: Path) -> dict[str, str]:
    """All that is made of a record, by the file's name; and what a terminal shows."""
    data = record.to_json()
    console = Console(width=200, file=io.StringIO(), record=True)
    console.print(student_report(data, expected=False))
    write_results(folder, [data], expected=False)
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()}
    return {"terminal": console.export_text(), **written}


def _record(bundle: Bundle, level: Level, submission: Submission, graded: Graded) -> Record:
    """As the classroom makes one, without what was measured."""
    return Record(
        schema=records.SCHEMA,
        student="student",
        submission=submission.digest,
        bundle=bundle.digest,
        sandbox=level.value,
        versions={},
        score=total(a.score for a in graded.assignments),
        points=total(a.points for a in graded.assignments),
        assignments=graded.assignments,
        notices=(*submission.notices, *graded.notices),
        measured=records.Measured(0.0, 0.0, 0.0),
    )


def _write(folder: Path, files: Files) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
