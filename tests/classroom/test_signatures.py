"""A blank that is called otherwise than its stub is told of in words; one written otherwise is nobody's business."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.classroom.signatures import changes
from autograder.classroom.submissions import Source, read_submission
from autograder.course.manifest import load_course
from autograder.course.model import Blank
from tests.classroom.courses import CHECKED, write_checked_course
from tests.classroom.hostile import zipped

STUB = '''\
import math


def mul(x: float, y: float = 1.0, *, fast=False) -> float:
    """x y."""
    raise NotImplementedError("Need to implement for Task 0.1")


class ReLU(Function):
    """max(0, x)."""

    @staticmethod
    def forward(ctx, x):
        raise NotImplementedError("Need to implement for Task 0.2")
'''
MUL = "mul(x, y=1.0, *, fast=False)"
BLANKS = [Blank("mul", "0.1", 1.0, (), "f.py"), Blank("ReLU.forward", "0.2", 1.0, (), "f.py")]


def told(theirs: str) -> list[str]:
    return list(changes(STUB.encode(), theirs.encode(), BLANKS))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("(x: float, y: float = 1.0, *, fast=False)", "(a, b, c)", f"`{MUL}` of the stub is `mul(a, b, c)` here"),
        ("x: float, y: float", "y: float, x: float", f"`{MUL}` of the stub is `mul(y, x=1.0, *, fast=False)` here"),
        ("y: float = 1.0", "y", f"`{MUL}` of the stub is `mul(x, y, *, fast=False)` here"),
        ("*, fast", "fast", f"`{MUL}` of the stub is `mul(x, y=1.0, fast=False)` here"),
        ("def mul", "async def mul", f"`{MUL}` of the stub is `async {MUL}` here"),
        ("    @staticmethod\n", "", "`@staticmethod ReLU.forward(ctx, x)` of the stub is `ReLU.forward(ctx, x)` here"),
        ("class ReLU", "class Relu", "`ReLU` of the stub is not here; it was renamed or deleted"),
        ("def forward", "def forwards", "`ReLU.forward` of the stub is not here; it was renamed or deleted"),
        ("def mul", "def times", "`mul` of the stub is not here; it was renamed or deleted"),
    ],
)
def test_what_a_call_would_notice_is_said_in_one_sentence(old: str, new: str, sentence: str) -> None:
    assert old in STUB
    assert told(STUB.replace(old, new)) == [sentence]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("raise NotImplementedError", "return 1  # raise"),
        ("x: float, y: float = 1.0, *, fast=False) -> float:", "x, y=1.0, *, fast=False):"),
        (
            "(x: float, y: float = 1.0, *, fast=False)",
            "(\n    x: float,\n    y: float = 1.0,\n    *,\n    fast=False,\n)",
        ),
        ("def mul(x: float, y: float = 1.0, *, fast=False) -> float:", "mul = math.prod\n\n\ndef other():"),
        ("    @staticmethod\n    def forward(ctx, x):", "    forward = staticmethod(max)\n    def more(self):"),
        ("import math", "from elsewhere import *\n\n\ndef helper(a, b): ..."),
        ("import math", "def mul(wrong): ..."),
        ("def mul", "if True:\n    def mul"),
        ("class ReLU(Function):", "class ReLU(Function):\n    pass\n\n\nReLU.forward = max\n\n\nclass Other:"),
        ("def mul(", "def (((mul("),
        ("import math", "\0"),
        ("\n", "\r\n"),
    ],
)
def test_another_way_to_write_the_same_says_nothing(old: str, new: str) -> None:
    assert told(STUB.replace(old, new)) == []


def test_a_header_on_several_lines_is_read_to_its_end() -> None:
    stub = STUB.replace("(x: float, y: float = 1.0, *, fast=False)", "(\n    x,\n    y,  # the other\n)")
    assert not list(changes(stub.encode(), stub.replace("raise", "return 1  # raise").encode(), BLANKS))
    assert list(changes(stub.encode(), stub.replace("y,  #", "z,  #").encode(), BLANKS)) == [
        "`mul(x, y)` of the stub is `mul(x, z)` here"
    ]


def test_nested_text_that_exhausts_a_parser_says_nothing() -> None:
    assert told("def f():\n    return " + "(" * 5000) == []
    assert told("-" * 100_000 + "1") == []
    assert told("def f(): ...\n" * 30_000) == []


def test_a_default_that_is_nested_hundreds_deep_costs_nobody_their_grade() -> None:
    for deep in ("x" + ".real" * 900, "-" * 900 + "1"):
        assert f"`{MUL}` of the stub is `mul(...)` here" in told(f"def mul(x, y={deep}): ...")


def test_a_submission_carries_the_notice(tmp_path: Path) -> None:
    course = write_checked_course(tmp_path / "course")
    stub = (course.assignments[0].stubs / CHECKED).read_text(encoding="utf-8")
    told = "`relu(x)` of the stub is `relu(x, slope)` here"
    for text, words in ((stub, []), (stub.replace("relu(x)", "relu(x, slope)"), [told])):
        zipped((f"tinytorch/{CHECKED}", text.encode()))(tmp_path / "ada.zip")
        submission = read_submission(Source("ada", tmp_path / "ada.zip"), course, course.assignments)
        assert [notice.what for notice in submission.notices] == words


def test_the_reference_changes_no_signature_of_its_stubs(root: Path) -> None:
    course = load_course(root)
    for assignment in course.assignments:
        for file in assignment.files_with_blanks:
            stub, reference = (assignment.stubs / file).read_bytes(), (course.solutions / file).read_bytes()
            blanks = [blank for blank in assignment.blanks if blank.file == file]
            assert list(changes(stub, reference + b"\n\ndef helper(): ...\n", blanks)) == []
