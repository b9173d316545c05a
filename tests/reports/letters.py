"""Made-up records of a few blanks, by task, for what a letter says of them."""

from __future__ import annotations

from typing import Any

from autograder.judge.judgement import Place, raised
from autograder.judge.session import Outcome
from tests.reports import example

FILE = "scalars/operators.py"


def blank(symbol: str, verdict: str = "pass", points: float = 1.0, file: str = FILE, **more: Any) -> dict[str, Any]:
    made = example.blank(symbol, example.check(verdict, **more), file=file)
    return made | {"points": points, "score": points if verdict == "pass" else 0.0}


def blocked(symbol: str, task: str, points: float = 1.0) -> dict[str, Any]:
    detail = raised(Outcome(kind="NotImplementedError", task=task), Place("9.9", False, frozenset({task}))).detail
    return blank(symbol, "blocked", points, detail=detail, input=None)


def record(**tasks: list[dict[str, Any]]) -> dict[str, Any]:
    """Tasks by number, as in t01=[...]: Task 0.1."""
    made = [example.task(f"{name[1]}.{name[2]}", "Title", *blanks) for name, blanks in tasks.items()]
    return example.record("ada", example.assignment("00_scalars", "Scalars", *made))
