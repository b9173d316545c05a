"""Two records of one submission: what changed is said blank by blank, with its reason, and nothing else is."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from autograder.reports.differences import Scored, differences
from tests.reports import example


def check(name: str, verdict: str = "pass", **more: Any) -> dict[str, Any]:
    return example.check(verdict, name=name, **more)


def blank(symbol: str, score: float, points: float, *checks: dict[str, Any]) -> dict[str, Any]:
    return example.blank(symbol, *checks) | {"score": score, "points": points}


def record(*blanks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return example.record("", example.assignment("00_scalars", "S", example.task("0.1", "T", *blanks)), **more)


IS_MAX, KEEPS_ZERO = "relu_is_max", "relu_keeps_zero"
BEFORE = blank("relu", 2.0, 2.0, check(IS_MAX))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (
            blank("relu", 1.5, 2.0, check(IS_MAX, "wrong"), check(KEEPS_ZERO, "wrong")),
            "relu 2 -> 1.5: relu_is_max was pass, is wrong; new check relu_keeps_zero: wrong",
        ),
        (blank("relu", 3.0, 3.0, check(IS_MAX)), "relu 2 -> 3: points 2 -> 3"),
        (
            blank("relu", 1.0, 2.0, check(KEEPS_ZERO)),
            "relu 2 -> 1: new check relu_keeps_zero: pass; check relu_is_max is gone (was pass)",
        ),
        (blank("relu", 0.0, 2.0, check(IS_MAX)), "relu 2 -> 0: its checks count otherwise"),
        (
            blank("relu", 1.0, 2.0, check(IS_MAX), check(IS_MAX, "wrong")),
            "relu 2 -> 1: new check relu_is_max (2): wrong",
        ),
    ],
)
def test_a_blank_s_change_is_said_with_every_reason(after: dict[str, Any], said: str) -> None:
    (change,) = differences(record(BEFORE), record(after), exact=False).blanks
    assert str(change) == said


def test_blanks_that_come_and_go_change_the_score_too() -> None:
    found = differences(record(BEFORE), record(blank("exp", 1.0, 4.0, check("exp_grows"))), exact=False)
    assert [str(change) for change in found.blanks] == [
        "relu 2 -> none: the blank is gone",
        "exp none -> 1: a new blank",
    ]
    assert [change.gained for change in found.blanks] == [-2.0, 1.0]
    assert (found.old, found.new) == (Scored(2.0, 2.0), Scored(1.0, 4.0))


def test_between_bundles_a_verdict_that_costs_the_same_is_no_change() -> None:
    old, new = (record(blank("relu", 0.0, 2.0, check(IS_MAX, verdict))) for verdict in ("wrong", "time"))
    assert not differences(old, new, exact=False)
    assert [str(change) for change in differences(old, new, exact=True).blanks] == [
        "relu 0 -> 0: relu_is_max was wrong, is time"
    ]


def test_the_same_bundle_must_give_the_same_words() -> None:
    old, new = (record(blank("relu", 0.0, 2.0, check(IS_MAX, "wrong", input=text))) for text in ("x = 1.0", "x = 2.0"))
    assert not differences(old, new, exact=False)
    assert [str(change) for change in differences(old, new, exact=True).blanks] == [
        "relu 0 -> 0: relu_is_max is wrong again, with another input"
    ]


def test_what_was_measured_is_no_change_and_everything_else_is() -> None:
    old = example.mixed("ada")
    measured = old | {"measured": {"seconds": 99.0, "cpu_seconds": 0.5, "memory_mb": 9.0}}
    assert not differences(old, measured, exact=True)
    assert differences(old, old | {"notices": []}, exact=True).other
    for path in (("versions", "numpy"), ("sandbox",)):
        changed = copy.deepcopy(old)
        inner = changed
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = "other"
        assert len(differences(old, changed, exact=True).other) == 1
