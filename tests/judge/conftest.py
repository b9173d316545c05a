"""One bundle of the tiny course, and one Grader at the best level that this machine allows, for the judge's tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course.model import Course
from autograder.judge.bundle import Bundle, make_bundle
from autograder.judge.grading import Grader
from autograder.judge.records import BlankRecord
from autograder.sandbox.isolation import Level, probe
from tests.known_seed import known_seed

sys.path.insert(0, str(Path(__file__).parent))

from judged import Grade, blanks
from tiny_course import OPERATORS, write_course


@pytest.fixture(scope="session")
def level() -> Level:
    return probe().level


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    root = tmp_path_factory.mktemp("tiny course")
    sys.path.insert(0, str(root))
    yield write_course(root)
    sys.path.remove(str(root))


@pytest.fixture(scope="session")
def bundle(course: Course, level: Level) -> Bundle:
    return make_bundle(course, course.assignments, known_seed(course.root / "private"), level, hidden="tiny_hidden")


@pytest.fixture(scope="session")
def grader(bundle: Bundle, level: Level) -> Iterator[Grader]:
    with Grader(bundle, level) as grader:
        yield grader


@pytest.fixture
def right(bundle: Bundle) -> dict[str, bytes]:
    """A submission that is right throughout."""
    return {path: source for path, source in bundle.reference.items() if "plain" not in path}


@pytest.fixture
def grade(grader: Grader, right: dict[str, bytes]) -> Grade:
    """Grade the right submission with `old` replaced by `new` in a file (operators by default): symbol -> blank."""

    def run(old: str = "", new: str = "", path: str = OPERATORS, *, whole: bool = False) -> dict[str, BlankRecord]:
        assert old in right[path].decode(), f"{path} does not hold {old!r}"
        changed = right[path].decode().replace(old, new, 1) if old else right[path].decode() + new
        return blanks(grader.grade({**right, path: changed.encode()}, whole=whole))

    return run
