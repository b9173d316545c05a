"""A counted definition answers as before, and tells which outcomes of its branches the examples come to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from autograder.judge.branches import COUNTER, counted, counting, reaches
from autograder.judge.session import Session, batch
from autograder.sandbox.isolation import Level
from autograder.sandbox.warm import WarmParent

FILE = "tinytorch/code.py"


@pytest.fixture(scope="module")
def parent(level: Level) -> Iterator[WarmParent]:
    with WarmParent(level, preload=()) as parent:
        yield parent


def call(*args: Any) -> dict[str, Any]:
    """The program that calls the function f of the module with plain data."""
    code = [["import", 0, "tinytorch.code"], ["attr", 1, {"$": 0}, "f"], ["call", 2, {"$": 1}, list(args), {}]]
    return {"code": code, "ret": {"$": 2}}


def counts(parent: WarmParent, source: str, *inputs: Any, symbol: str = "f") -> tuple[list[Any], dict[str, Any]]:
    """The answers, or kinds of exceptions, of f for each input, and text -> counts of each of its branches."""
    written, branches = counted(source, symbol, FILE)
    session = Session(parent, {"tinytorch/__init__.py": b"", FILE: written.encode(), **COUNTER})
    try:
        outcomes = session.run(batch(counting([call(given) for given in inputs])), 5.0)
    finally:
        session.close()
    answers = [outcome.kind or outcome.value for outcome in outcomes[1::2]]
    return answers, {reach.text: dict(reach.counts) for reach in reaches(branches, outcomes)}


@pytest.mark.parametrize(
    ("body", "inputs", "answers", "branches"),
    [
        (
            "if x > 1:\n        return 'large'\n    elif x == 1:\n        return 'one'\n    return 'small'",
            [0, 1, 2, 3],
            ["small", "one", "large", "large"],
            {"if x > 1": {"yes": 2, "no": 2}, "elif x == 1": {"yes": 1, "no": 1}},
        ),
        ("return 1 if x else 2", [0, 5], [2, 1], {"if x": {"yes": 1, "no": 1}}),
        (
            "total = 0\n    for y in range(x):\n        total += y\n    return total",
            [0, 3, 4],
            [0, 3, 6],
            {"for y in range(x)": {"entered": 2, "empty": 1}},
        ),
        (
            "while x > 0 and x != 5:\n        x -= 1\n    return x",
            [0, 2, 7],
            [0, 0, 5],
            {
                "while x > 0 and x != 5": {"entered": 2, "skipped": 1},
                "x > 0": {"yes": 2, "no": 2},
                "x != 5": {"yes": 2, "no": 1},
            },
        ),
        (
            "return [y for y in range(x) if y % 2]",
            [0, 1, 4],
            [[], [], [1, 3]],
            {"for y in range(x)": {"entered": 2, "empty": 1}, "if y % 2": {"yes": 1, "no": 2}},
        ),
        ("return x or 'nothing'", [0, 3], ["nothing", 3], {"x": {"yes": 1, "no": 1}}),
        (
            "try:\n        return 1 // x\n    except ZeroDivisionError:\n        return 0",
            [0, 1],
            [0, 1],
            {"except ZeroDivisionError": {"yes": 1}},
        ),
        ("assert x > 0\n    return x", [0, 1], ["AssertionError", 1], {"assert x > 0": {"yes": 1, "no": 1}}),
        (
            "match x:\n        case [y] if y:\n            return y\n        case _:\n            return 0",
            [[], [0], [2]],
            [0, 0, 2],
            {"case [y]": {"yes": 1}, "if y": {"yes": 1, "no": 1}, "case _": {"yes": 2}},
        ),
        ("return x", [1, 2], [1, 2], {}),
    ],
)
def test_every_kind_of_branch_counts_the_examples_that_come_to_it(
    parent: WarmParent, body: str, inputs: list[Any], answers: list[Any], branches: dict[str, Any]
) -> None:
    got, found = counts(parent, f"def f(x):\n    {body}\n", *inputs)
    assert got == answers
    assert found == {"def f": {"called": len(inputs)}, **branches}


def test_names_that_a_file_takes_for_itself_do_not_disturb_the_count(parent: WarmParent) -> None:
    source = "from __future__ import annotations\n\nset = sorted = sum = None\n\n\ndef f(x):\n    return x > 0 and x\n"
    assert counts(parent, source, 0, 1) == ([False, 1], {"def f": {"called": 2}, "x > 0": {"yes": 1, "no": 1}})


def test_only_the_definition_asked_for_is_counted(parent: WarmParent) -> None:
    source = (
        "def other(x):\n    return 1 if x else 0\n\n\n"
        "class Box:\n    def twice(self, x):\n        return 2 if x else 0\n\n\n"
        "def f(x):\n    return other(x) + Box().twice(x)\n"
    )
    assert counts(parent, source, 0, 1, symbol="Box.twice")[1] == {
        "def twice": {"called": 2},
        "if x": {"yes": 1, "no": 1},
    }
    assert counts(parent, source, 0, 1)[1] == {"def f": {"called": 2}}


def test_what_is_not_called_is_not_counted(parent: WarmParent) -> None:
    _, branches = counts(parent, "def g(x):\n    return x\n\n\ndef f(x):\n    return 0\n", 1, symbol="g")
    assert branches == {"def g": {"called": 0}}
