"""What a manifest's [limits] say is what a submission gets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from judged import blanks, verdicts

from autograder.course.model import Caps
from autograder.judge.bundle import Bundle
from autograder.judge.grading import Grader
from autograder.judge.records import BlankRecord
from autograder.sandbox.isolation import Level

OPERATORS = "tinytorch/numbers/operators.py"


def graded_under(
    bundle: Bundle, level: Level, right: dict[str, bytes], caps: Caps, body: str
) -> dict[str, BlankRecord]:
    """The blanks of the first assignment under these limits, with another body of mul."""
    first, *others = bundle.course.assignments
    course = replace(bundle.course, assignments=(replace(first, limits=caps), *others))
    files = {**right, OPERATORS: right[OPERATORS].replace(b"return x * y", body.encode())}
    with Grader(replace(bundle, course=course), level) as grader:
        return blanks(grader.grade_fully(files, only={"mul"}).assignments[:1])


@pytest.mark.parametrize(
    ("caps", "body"),
    [
        (Caps(), "return x * y if bytes(300 << 20) else 0.0"),
        (Caps(), "open('big', 'wb').write(bytes(12 << 20))\n    return x * y"),
        (Caps(), "held = [open(__file__) for _ in range(40)]\n    return x * y"),
        (Caps(), "import time; time.sleep(0.01)\n    return x * y"),
    ],
    ids=["memory", "files", "open files", "time"],
)
def test_the_defaults_leave_room(bundle: Bundle, level: Level, right: dict[str, bytes], caps: Caps, body: str) -> None:
    assert verdicts(graded_under(bundle, level, right, caps, body)) == {}


@pytest.mark.parametrize(
    ("caps", "body", "verdict"),
    [
        (Caps(memory_mb=256), "return x * y if bytes(300 << 20) else 0.0", "memory"),
        (Caps(files_mb=8), "open('big', 'wb').write(bytes(12 << 20))\n    return x * y", "exception"),
        (Caps(open_files=24), "held = [open(__file__) for _ in range(40)]\n    return x * y", "exception"),
        (Caps(output_mb=1), "return [0.5] * 40_000", "wrong"),
        (Caps(submission_seconds=0.3), "import time; time.sleep(0.01)\n    return x * y", "time"),
        (
            Caps(call_seconds=0.05),
            "import time; time.sleep(0.02 if y in (0.0, 1.0) else 0.1)\n    return x * y",
            "time",
        ),
    ],
    ids=["memory", "files", "open files", "output", "submission", "call"],
)
def test_a_limit_holds(
    bundle: Bundle, level: Level, right: dict[str, bytes], caps: Caps, body: str, verdict: str
) -> None:
    if level is not Level.FULL and caps.files_mb < Caps().files_mb:
        pytest.skip("the size of files is held at level full alone")
    assert verdicts(graded_under(bundle, level, right, caps, body))["mul"] == verdict


def test_a_reply_beyond_the_cap_is_no_reply(bundle: Bundle, level: Level, right: dict[str, bytes]) -> None:
    """What the worker's own code keeps below the cap, a forged frame may not."""
    forged = (
        "import gc, socket, struct\n"
        "    channel = [o for o in gc.get_objects() if isinstance(o, socket.socket)][0]\n"
        "    channel.sendall(struct.pack('<II', 3 << 20, 0) + bytes(3 << 20))\n"
        "    return x * y"
    )
    assert verdicts(graded_under(bundle, level, right, Caps(output_mb=2), forged))["mul"] in ("crash", "time")


def test_check_seconds_are_those_of_checks_that_name_none(bundle: Bundle) -> None:
    assert {banked.check.seconds for bank in bundle.banks.values() for banked in bank.checks} == {0.6}
