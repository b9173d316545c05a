"""A record survives JSON, and what is no record is refused by the entry's name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from autograder.course.errors import UsageError
from autograder.judge.records import (
    AssignmentRecord,
    BlankRecord,
    CheckRecord,
    Measured,
    Notice,
    Record,
    TaskRecord,
)
from autograder.judge.scoring import Line, blank_score, blank_verdict, total
from autograder.judge.verdicts import Verdict, worst

CHECK = CheckRecord("mul_by_one", "mul(x, 1) is x.", "wrong", "expected another number", "x = 1.0", "1.0", 3, 40)
BLANK = BlankRecord("mul", "scalars/operators.py", 0.5, 1.0, "wrong", (CHECK,))
ASSIGNMENT = AssignmentRecord("00_scalars", "Scalars", 0.5, 1.0, (TaskRecord("0.1", "Floats", 0.5, 1.0, (BLANK,)),))
RECORD = Record(
    1,
    "ada",
    "ab",
    "cd",
    "full",
    {"numpy": "2"},
    0.5,
    1.0,
    (ASSIGNMENT,),
    (Notice("a.py", "left"),),
    Measured(1.0, 0.5, 2.0),
)


def test_a_record_is_the_same_after_json() -> None:
    assert Record.from_json(json.loads(json.dumps(RECORD.to_json()))) == RECORD


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["schema"], 2, "expected schema 1, got 2"),
        (["score"], "0.5", "score: expected float, got str"),
        (["extra"], 1, "has the unknown entry 'extra'"),
        (["assignments", 0, "tasks", 0, "blanks", 0, "verdict"], "great", "'great' is no verdict"),
        (["assignments", 0, "tasks", 0, "blanks", 0, "checks", 0, "passed"], True, "passed: expected int, got bool"),
        (["assignments", 0, "tasks"], {}, "tasks: expected"),
        (["versions"], {"numpy": 2}, "versions: expected str, got int"),
    ],
)
def test_what_is_no_record_is_refused_by_name(path: list[Any], value: Any, sentence: str) -> None:
    data = json.loads(json.dumps(RECORD.to_json()))
    part = data
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    with pytest.raises(UsageError, match=sentence):
        Record.from_json(data)


def test_a_missing_entry_is_named() -> None:
    data = RECORD.to_json()
    del data["bundle"]
    with pytest.raises(UsageError, match="misses entry 'bundle'"):
        Record.from_json(data)
    with pytest.raises(UsageError, match="expected an object, got list"):
        Record.from_json([])


def test_a_blank_is_worth_the_share_of_its_checks() -> None:
    lines = [Line(Verdict.PASS), Line(Verdict.WRONG), Line(Verdict.PASS)]
    assert blank_score(2.0, lines) == 1.333333
    assert blank_verdict(lines) is Verdict.WRONG
    assert blank_score(2.0, []) == 0.0
    assert total([0.1, 0.2]) == 0.3


def test_what_waits_earns_nothing_and_gives_a_blank_no_verdict() -> None:
    lines = [Line(Verdict.BLOCKED, "waiting"), Line(Verdict.WRONG), Line(Verdict.PASS)]
    assert blank_score(3.0, lines) == 1.0
    assert blank_verdict(lines) is Verdict.WRONG


def test_an_accused_right_version_costs_a_law_everything() -> None:
    caught, right = Line(Verdict.PASS, "mutant"), Line(Verdict.PASS, "right")
    missed, accused = Line(Verdict.WRONG, "mutant"), Line(Verdict.WRONG, "right")
    assert blank_score(4.0, [caught, missed, right]) == 2.0
    assert blank_score(4.0, [caught, caught, accused]) == 0.0


def test_our_fault_outweighs_all_and_a_pass_nothing() -> None:
    assert worst([]) is Verdict.PASS
    assert worst([Verdict.WRONG, Verdict.TODO, Verdict.PASS]) is Verdict.TODO
    assert worst(Verdict) is Verdict.BROKEN
