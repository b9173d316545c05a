"""Code that lies, hangs, crashes or cheats loses what it should, and nobody else pays for it."""

from __future__ import annotations

import pytest
from judged import Grade, verdicts

from autograder.course.model import Caps
from autograder.judge.bundle import Bundle
from autograder.judge.runner import Budget, BudgetSpent, Runner
from autograder.judge.session import batch
from autograder.sandbox.isolation import Level
from autograder.sandbox.warm import Limits, WarmParent

LIAR = """

class Yes(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __le__(self, other): return True
    __hash__ = float.__hash__


def mul(x, y):
    return Yes(0.0)
"""


def test_a_number_that_equals_everything_is_no_number(grade: Grade) -> None:
    graded = grade("", LIAR)
    assert graded["mul"].checks[0].detail == "expected a number, got an object that is no plain value"
    assert graded["mul"].score == 0.0
    assert graded["mul"].checks[3].expected == "TypeError is raised"


def test_an_endless_loop_ends_and_costs_its_own_blank_only(grade: Grade) -> None:
    graded = grade("return sorted(xs, reverse=True)", "while True: pass")
    assert verdicts(graded) == {"falling": "time"}


def test_after_two_endless_loops_a_blank_is_not_run_again(grade: Grade) -> None:
    graded = grade("return x * y", "while True: pass")
    assert [line.verdict for line in graded["mul"].checks] == ["time"] * 4
    assert [line.detail.startswith("not run") for line in graded["mul"].checks] == [False, False, True, True]
    assert graded["falling"].verdict == graded["square_law"].verdict == "pass"


@pytest.mark.parametrize(
    "body",
    [
        "import os\n    os._exit(0)",
        "import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)",
        "import ctypes\n    ctypes.string_at(0)",
    ],
)
def test_a_process_that_ends_early_has_crashed(grade: Grade, body: str) -> None:
    graded = grade("return sorted(xs, reverse=True)", body)
    assert graded["falling"].verdict in ("crash", "memory", "exception")  # a strong fence refuses the signal
    assert set(verdicts(graded)) == {"falling"}


def test_an_answer_that_changes_is_not_deterministic(grade: Grade) -> None:
    graded = grade("def mul(x, y):", "import random\n\n\ndef mul(x, y):\n    x *= 1.0 + 1e-14 * random.random()\n")
    assert graded["mul"].checks[0].verdict == "not_deterministic"


def test_a_reply_that_student_code_forges_earns_nothing(grade: Grade) -> None:
    forger = """
import os, struct


def falling(xs):
    header = b"\\x81\\xa7results\\x91\\x92\\xa2ok\\x90"
    for fd in range(3, 64):
        try:
            os.write(fd, struct.pack("<II", len(header), 0) + header)
        except OSError:
            pass
    return []
"""
    graded = grade("", forger)
    assert graded["falling"].score == 0.0
    assert graded["square_law"].verdict == "pass"


FORGED = {
    "bytes": '[b"abc"]',
    "an array where a mark is a bool": '{"opaque": {0: ["<f8", [2]]}}',
    "floats of 32 bits, too many for 64": "FLOATS",
    "a list in a list in a list": "[[[[[[[[[[[[]]]]]]]]]]]]",
}
FORGER = """
import msgpack
import os
import struct
import sys


def mul(x, y):
    frame = sys._getframe()
    while "programs" not in frame.f_locals:
        frame = frame.f_back
    if FORGED == "FLOATS":
        value = b"\\xdd" + struct.pack(">I", 2_000_000) + b"\\xca\\x3f\\x80\\x00\\x00" * 2_000_000
    else:
        value = msgpack.packb(eval(FORGED))
    count = len(frame.f_locals["programs"])
    header = b"\\x81\\xa7results\\xdd" + struct.pack(">I", count)
    header += b"\\x92\\xa2ok\\x90" * (count - 1) + b"\\x92\\xa2ok" + value
    body = b"\\0" * 16 if "<f8" in FORGED else b""
    while frame.f_code.co_name != "serve":
        frame = frame.f_back
    frame.f_locals["self"]._channel.sendall(struct.pack("<II", len(header), len(body)) + header + body)
    return 0.5
"""


@pytest.mark.parametrize("value", FORGED.values(), ids=FORGED)
def test_nothing_that_a_frame_can_hold_is_our_fault(grade: Grade, value: str) -> None:
    graded = grade("", FORGER.replace("FORGED", repr(value)))
    assert graded["mul"].points == 4.0
    assert graded["mul"].score < 4.0
    assert graded["mul"].checks[0].verdict not in ("broken", "pass")


def test_slow_answers_use_up_the_time_of_an_assignment(bundle: Bundle, level: Level) -> None:
    budget = Budget(0.05)
    with WarmParent(level) as parent:
        runner = Runner(parent, bundle.reference, budget, Caps(), Limits())
        runner.run(batch([{"code": [], "ret": 1}]), 1.0)
        assert budget.seconds < 0.05
        budget.charge(0.05)
        with pytest.raises(BudgetSpent):
            runner.run(batch([{"code": [], "ret": 1}]), 1.0)
        runner.close()


def test_rewriting_builtins_changes_no_verdict(grade: Grade) -> None:
    graded = grade(
        "return x * y",
        "import builtins, operator\n    builtins.isinstance = builtins.all = lambda *_: True\n    return 1.0",
    )
    assert graded["mul"].checks[0].verdict == "wrong"
