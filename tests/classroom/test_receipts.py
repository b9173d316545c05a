"""The minutes that a student says: numbers that a person may have worked are carried along, others are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.classroom.paths import BadSubmission
from autograder.classroom.receipts import check_receipt
from autograder.classroom.submissions import Source, read_submission
from tests.classroom.courses import tiny_course
from tests.classroom.hostile import GOOD, zipped


def manifest(minutes: str) -> bytes:
    return b'{"schema": 1, "assignments": [], "files": {}, "minutes": %s}' % minutes.encode()


def test_minutes_are_carried_for_tasks_of_the_course_and_change_no_digest(tmp_path: Path) -> None:
    course = tiny_course(tmp_path / "course")
    found = []
    for name, said in {"with": '{"0.1": 34, "9.9": 1.5}', "without": "{}"}.items():
        zipped((GOOD, b"x = 1\n"), ("manifest.json", manifest(said)))(tmp_path / f"{name}.zip")
        found.append(read_submission(Source(name, tmp_path / f"{name}.zip"), course, course.assignments))
    assert [submission.minutes for submission in found] == [{"0.1": 34.0}, {}]
    assert found[0].digest == found[1].digest


@pytest.mark.parametrize(
    "said",
    [
        "[]", "3", '"long"', "null", '{"0.1": "34"}', '{"0.1": true}', '{"0.1": null}', '{"0.1": -1}', '{"0.1": NaN}',
        '{"0.1": Infinity}', '{"0.1": 1e300}', '{"0.1": %s}' % ("9" * 4000), '{"mul": 3}', '{"0.1\\n": 3}',
        '{"\\u001b[2J": 3}', '{"0.1": {"a": 1}}', json.dumps({f"{n // 100}.{n % 100}": 1 for n in range(501)}),
    ],
)  # fmt: skip
def test_a_hostile_count_is_refused_in_one_plain_sentence(said: str) -> None:
    with pytest.raises(BadSubmission, match="minutes") as refused:
        check_receipt(manifest(said), {})
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 300


def test_a_receipt_without_minutes_tells_of_none() -> None:
    assert check_receipt(b'{"schema": 1, "assignments": [], "files": {}}', {}) == {}
