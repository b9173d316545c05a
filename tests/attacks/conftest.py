"""One bundle of the course under attack and one Grader for all attacks, at the best level that this machine allows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from course import HIDDEN_PACKAGE, write_course
from graded import Grade, owner, record_of, write
from sections import PACKAGE, Attack, Files

from autograder.classroom.submissions import Source, read_submission
from autograder.course.model import Course
from autograder.judge.bundle import Bundle, make_bundle
from autograder.judge.grading import Grader
from autograder.judge.records import Record
from autograder.sandbox.isolation import Level, probe
from tests.known_seed import known_seed


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
    return make_bundle(course, course.assignments, known_seed(course.root / "private"), level, hidden=HIDDEN_PACKAGE)


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
            write(folder, attack.files(right(attack.file)))
            submission = read_submission(Source("student", folder), bundle.course, bundle.course.assignments)
            known[attack.id] = record_of(bundle, level, submission, grader.grade_fully(submission.files))
        return known[attack.id]

    return run
