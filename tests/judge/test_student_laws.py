"""A student's law earns the share of wrong versions that it catches, and nothing if it accuses a right one."""

from __future__ import annotations

import pytest
from judged import Grade
from tiny_course import LAWS

from autograder.judge.variants import quoted
from autograder.sandbox.interpret import Interpreter

RIGHT = "return bool(square(x) == square(-x) and square(x) == x * x)"


def test_every_version_has_its_own_line(grade: Grade) -> None:
    lines = grade("", "", LAWS)["square_law"].checks
    assert [(line.name, line.law) for line in lines] == [
        ("the number itself", "Catches the number itself."),
        ("twice the square", "Catches twice the square."),
        ("a square with its sign", "Catches a square with its sign."),
        ("the reference", "Does not accuse the reference."),
        ("a square of the size", "Does not accuse a square of the size."),
    ]


@pytest.mark.parametrize(
    ("law", "score", "verdict"),
    [
        ("return True", 0.0, "wrong"),
        ("return False", 0.0, "wrong"),
        ("return square(x) == square(-x)", 2.0, "wrong"),
        ("assert square(x) == x * x\n    return True", 3.0, "pass"),
        ("return float(square(x) == x * x)", 3.0, "pass"),
        ("square(x)", 0.0, "wrong"),
        ("return square(x) / 0", 0.0, "exception"),
        ("return square(x, 1, 2)", 0.0, "exception"),
    ],
)
def test_a_law_is_worth_what_it_catches(grade: Grade, law: str, score: float, verdict: str) -> None:
    blank = grade(RIGHT, law, LAWS)["square_law"]
    assert (blank.score, blank.verdict) == (score, verdict)


def test_the_input_of_a_false_accusation_is_shown(grade: Grade) -> None:
    lines = grade(RIGHT, "return square(x) == x * x and x < 1", LAWS)["square_law"].checks
    accused = next(line for line in lines if line.name == "the reference")
    assert accused.detail == "expected True, for this version is right, got False"
    assert accused.input is not None and accused.input.startswith("x = ")


def test_a_law_that_counts_its_calls_is_not_deterministic(grade: Grade) -> None:
    counting = "calls.append(x)\n    return len(calls) % 50 != 7"
    blank = grade("def square_law(square, x):", f"calls = []\n\n\ndef square_law(square, x):\n    {counting}", LAWS)[
        "square_law"
    ]
    assert blank.score == 0.0
    assert blank.verdict in ("not_deterministic", "wrong")


def test_an_endless_law_is_bounded(grade: Grade) -> None:
    blank = grade(RIGHT, "while True: square(x)", LAWS)["square_law"]
    assert {line.verdict for line in blank.checks} == {"time"}


def test_what_a_law_hands_to_its_function_is_data_and_no_instruction() -> None:
    worker = Interpreter(lambda name, args: None)
    for args in ([{"$": 0}], [{"tuple": [1]}, {"dict": [[1, 2]]}], [[{"a": {"$": 1}}]]):
        assert worker.run({"code": [], "ret": quoted(args)}) == args
