"""A data file of a layer reaches the worker's own folder byte for byte, always the course's, never a submission's."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from tiny_course import write_course

from autograder.checks.scenario import record
from autograder.course.manifest import load_course
from autograder.course.model import Course
from autograder.judge.bundle import is_drawn, make_bundle
from autograder.judge.overlay import modules, overlay, reference_files
from autograder.judge.runner import limits_of
from autograder.judge.session import Session, batch
from autograder.sandbox.isolation import Level
from autograder.sandbox.warm import WarmParent
from tests.known_seed import known_seed

TABLE = "tinytorch/numbers/table.bin"
BYTES = bytes(range(256)) + b"\r\n\xff\xfe"  # not UTF-8, and a line end that a text would lose
READER = '''\
"""Given."""

from pathlib import Path


def square(x):
    return x * x


def table():
    return list(Path(__file__).with_name("table.bin").read_bytes())
'''


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The tiny course, whose given module reads a given table beside it."""
    write_course(tmp_path)
    manifest = tmp_path / "assignments" / "00_numbers" / "assignment.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('"numbers/plain.py"', '"numbers/table.bin", "numbers/plain.py"'), encoding="utf-8")
    (tmp_path / "solutions" / TABLE).write_bytes(BYTES)
    (tmp_path / "solutions/tinytorch/numbers/plain.py").write_text(READER, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return load_course(tmp_path)


def test_the_overlay_takes_data_from_the_reference_and_no_module_is_made_of_it(course: Course) -> None:
    reference = reference_files(course)
    mine = {**reference, TABLE: b"\xff mine"}
    for number in (0, 1):
        for whole in (False, True):
            assert overlay(course, reference, number, mine, whole=whole)[TABLE] == BYTES
        assert not [name for name in modules(course, number) if "table" in name]


def test_a_worker_reads_the_bytes_in_its_own_folder(course: Course, level: Level) -> None:
    reference = reference_files(course)
    files = overlay(course, reference, 0, reference)
    program = record(lambda tt: tt.numbers.plain.table(), modules(course, 0), {})
    with (
        WarmParent(level, ("numpy",)) as parent,
        closing(Session(parent, files, limits_of(course.assignments[0].limits, 60.0))) as session,
    ):
        (outcome,) = session.run(batch([program]), 60.0)
    assert bytes(outcome.value) == BYTES


def test_other_data_are_another_course_to_the_judge(course: Course, level: Level) -> None:
    """The bundle's digest and the banks drawn for it hold for these bytes only."""
    private = known_seed(course.root / "private")
    waves = course.assignments[1:]
    before = make_bundle(course, waves, private, level, hidden="tiny_hidden")
    assert before.reference[TABLE] == BYTES and is_drawn(course, waves, private, hidden="tiny_hidden")
    (course.solutions / "numbers" / "table.bin").write_bytes(BYTES[::-1])
    assert not is_drawn(course, waves, private, hidden="tiny_hidden")
    assert make_bundle(course, waves, private, level, hidden="tiny_hidden").digest != before.digest
