"""What a submission's text alone tells: files that cannot be mounted, stubs, missing symbols."""

from __future__ import annotations

import pytest
from judged import Grade, blanks, verdicts
from tiny_course import OPERATORS

from autograder.judge.bundle import Bundle
from autograder.judge.grading import Grader
from autograder.judge.static import read_assignment

OWN = ("mul", "falling", "power")


@pytest.mark.parametrize(
    ("source", "detail"),
    [
        (b"def mul(x, y:\n    return x\n", f"{OPERATORS} does not parse: syntax error in line 1"),
        (b"x = 1\ny = 'a\0b'\n", f"{OPERATORS} holds a NUL byte in line 2; save it as plain text"),
        ("x = 1\ny = '\u00e9'\n".encode("latin-1"), f"{OPERATORS} is not UTF-8 text (line 2); save it as UTF-8"),
        ("def mul(x, y): pass\n".encode("utf-16"), f"{OPERATORS} is not UTF-8 text (line 1); save it as UTF-8"),
        (b"#" * (1 << 20) + b"\n", f"{OPERATORS} is larger than 256 KiB"),
        (b"x = " + b"-" * 100_000 + b"1\n", f"{OPERATORS} cannot be read as Python"),
    ],
)
def test_a_file_that_cannot_be_read_costs_its_own_blanks(
    grader: Grader, right: dict[str, bytes], source: bytes, detail: str
) -> None:
    graded = blanks(grader.grade({**right, OPERATORS: source}))
    assert verdicts(graded) == dict.fromkeys(OWN, "import")
    assert graded["mul"].checks[0].detail == detail


def test_a_byte_order_mark_is_no_obstacle(grader: Grader, right: dict[str, bytes]) -> None:
    graded = blanks(grader.grade({**right, OPERATORS: b"\xef\xbb\xbf" + right[OPERATORS].replace(b"\n", b"\r\n")}))
    assert verdicts(graded) == {}


@pytest.mark.parametrize("source", [b"", b"# nothing yet\n"])
def test_a_file_with_none_of_its_blanks_costs_what_its_stub_would(
    grader: Grader, right: dict[str, bytes], source: bytes
) -> None:
    graded = blanks(grader.grade({**right, OPERATORS: source}))
    assert verdicts(graded) == dict.fromkeys(OWN, "import")
    assert graded["mul"].checks[0].detail == f"{OPERATORS} does not define mul"
    assert graded["square_law"].verdict == "pass"


def test_a_missing_symbol_costs_itself_and_what_calls_it(grade: Grade) -> None:
    graded = grade("def mul(", "def times(")
    assert verdicts(graded) == {"mul": "import", "power": "blocked"}
    assert graded["mul"].checks[0].detail == f"{OPERATORS} does not define mul"


def test_a_symbol_may_be_defined_in_any_way(grade: Grade) -> None:
    lifted = "import operator\n\nmul = operator.mul\n\n\ndef other(x, y):\n"
    assert verdicts(grade("def mul(x, y):\n", lifted)) == {}


def test_the_last_definition_is_the_one_that_counts(grade: Grade) -> None:
    stub = 'def falling(xs):\n    raise NotImplementedError("Need to implement for Task 0.1")\n'
    assert verdicts(grade("", f"\n\n{stub}")) == {"falling": "todo"}
    assert verdicts(grade("def falling(", f"{stub}\n\ndef falling(")) == {}


def test_a_warning_of_the_parser_is_not_an_error(bundle: Bundle, right: dict[str, bytes]) -> None:
    source = right[OPERATORS] + b"\npattern = '\\d'\nodd = 1 is 1\n"
    reading = read_assignment(bundle.course, bundle.stubs, 0, {**right, OPERATORS: source})
    assert reading.settled == {}
