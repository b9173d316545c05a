"""The rows that one graded record becomes: `score_rows(record)`, `result_rows(record)`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.reports.words import blanks_of

Place = tuple[str, str, str]  # assignment, task, symbol
Result = tuple[str, float, float, str | None, int, int]  # verdict, score, points, law, passed, examples


def canonical(value: object) -> str:
    """JSON with one spelling for one value: sorted keys, no spaces, plain ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def score_rows(record: Mapping[str, Any]) -> Iterator[tuple[str, float, float]]:
    """(assignment, score, points) of each assignment."""
    for assignment in record["assignments"]:
        yield assignment["folder"], assignment["score"], assignment["points"]


def result_rows(record: Mapping[str, Any]) -> Iterator[tuple[Place, str, Result]]:
    """(place, title of its task, what became of it) of each blank."""
    for assignment, task, blank in blanks_of(record):
        checks = blank["checks"]
        failing = next((check["law"] for check in checks if check["verdict"] != "pass"), None)
        passed, examples = (sum(check[name] for check in checks) for name in ("passed", "examples"))
        place = assignment["folder"], task["task"], blank["symbol"]
        yield place, task["title"], (blank["verdict"], blank["score"], blank["points"], failing, passed, examples)
