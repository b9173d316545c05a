"""No bad verdict without a second look: time, crashes and changing answers are asked again, and a kill is our fault."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest
from judged import Grade, blanks, verdicts

from autograder.judge.bundle import Bundle
from autograder.judge.grading import TRIES, Grader
from autograder.judge.records import CheckRecord
from autograder.judge.session import Session
from autograder.sandbox.isolation import Level

COUNTED = """

calls = 0


def mul(x, y):
    global calls
    calls += 1
    if calls > 40 and y not in (0.0, 1.0):  # the first check's examples are 40, and some of them come again
        LATER
    return x * y
"""


def checks(grade: Grade, later: str) -> list[CheckRecord]:
    """The checks of mul, when it does something else from its 41st call on."""
    return list(grade("", COUNTED.replace("LATER", later))["mul"].checks)


@pytest.mark.parametrize(
    ("body", "verdict"),
    [("while x > 3.0: pass", "time"), ("import os\n    if x > 3.0: os._exit(1)", "crash")],
)
def test_the_call_that_ends_its_process_twice_is_named(grade: Grade, body: str, verdict: str) -> None:
    found = grade("return x * y", body + "\n    return x * y")["mul"].checks
    assert found[0].verdict == verdict
    assert found[0].input is not None and float(found[0].input.split("\n")[0].removeprefix("x = ")) > 3.0
    assert found[0].passed < found[0].examples
    assert found[2].verdict in (verdict, "pass") and found[2].input is None, "this check reveals nothing"


def test_a_timeout_that_does_not_come_again_is_forgiven(grade: Grade) -> None:
    found = checks(grade, "import time; time.sleep(5)")
    assert (found[0].verdict, found[0].passed) == ("pass", found[0].examples)


def test_a_crash_that_does_not_come_again_is_not_deterministic(grade: Grade) -> None:
    found = checks(grade, "import os; os._exit(1)")
    assert found[0].verdict == "not_deterministic"
    assert found[0].detail == "ended the process, and did not when the same inputs came again"


def test_a_wrong_answer_that_a_fresh_process_does_not_give_is_not_deterministic(grade: Grade) -> None:
    counted = COUNTED.replace("calls > 40", "calls > 20").replace("LATER", "return 7.5")
    found = grade("", counted)["mul"].checks[0]
    assert found.verdict == "not_deterministic"
    assert 0 < found.passed < found.examples


def test_a_flaky_law_is_not_deterministic(grade: Grade) -> None:
    path = "tinytorch/numbers/laws.py"
    flaky = "import os\n\n\ndef square_law(square, x):\n    return os.urandom(1)[0] % 2 == 0 and square(x) == x * x\n"
    graded = grade("def square_law", flaky + "\n\ndef other", path)
    assert verdicts(graded) == {"square_law": "not_deterministic"}
    assert graded["square_law"].score == 0.0


@pytest.fixture
def kill(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[int]]:
    """Kill the first so many children from outside, as they begin to work; the list fills with their numbers."""

    def arrange(count: int) -> list[int]:
        killed: list[int] = []
        run = Session.run

        def killing(self: Session, *args: object) -> object:
            if len(killed) < count:
                killed.append(self._child.pid)
                os.kill(self._child.pid, signal.SIGKILL)
            return run(self, *args)  # type: ignore[arg-type]

        monkeypatch.setattr(Session, "run", killing)
        return killed

    return arrange


@pytest.fixture
def strong(level: Level) -> None:
    if level is Level.NONE:
        pytest.skip("without a fence a student's code could have sent the signal itself")


@pytest.mark.usefixtures("strong")
def test_a_child_that_somebody_kills_is_tried_again(
    bundle: Bundle, level: Level, right: dict[str, bytes], kill: Callable[[int], list[int]]
) -> None:
    with Grader(bundle, level) as grader:
        untouched = grader.grade(right)
        killed = kill(TRIES - 1)
        assert grader.grade(right) == untouched
    assert len(killed) == TRIES - 1


@pytest.mark.usefixtures("strong")
def test_a_child_that_is_killed_every_time_is_our_fault(
    bundle: Bundle, level: Level, right: dict[str, bytes], kill: Callable[[int], list[int]]
) -> None:
    with Grader(bundle, level) as grader:
        killed = kill(TRIES)
        graded = blanks(grader.grade(right))
    assert set(verdicts(graded).values()) == {"broken"}
    assert sum(blank.points for blank in graded.values()) == sum(blank.score for blank in graded.values())
    assert len(killed) == TRIES


@pytest.mark.usefixtures("strong")
def test_a_student_cannot_make_a_fault_of_ours(grade: Grade) -> None:
    suicide = "import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)\n    return x * y"
    assert "broken" not in verdicts(grade("return x * y", suicide)).values()
    hog = "mul.__dict__.setdefault('hoard', []).append(b'x' * (1 << 27))\n    return x * y"
    assert verdicts(grade("return x * y", hog))["mul"] in ("memory", "time")


def test_a_regrade_gives_the_same_record(grader: Grader, right: dict[str, bytes]) -> None:
    path = "tinytorch/numbers/operators.py"
    wrong = right[path].replace(b"return x * y", b"return x * y if x < 2.5 else x - y")
    first, again = grader.grade({**right, path: wrong}), grader.grade({**right, path: wrong})
    assert first == again
    assert verdicts(blanks(first))["mul"] == "wrong"
