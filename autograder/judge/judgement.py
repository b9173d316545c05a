"""Judge what programs gave: `judge_outcome(...)` is None where an outcome is right, else a Finding in our words.

All of it works on plain data. A Finding's detail never repeats what the student's code chose; of an exception it names
the kind, which is one of Python's own.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.registry import Check
from autograder.judge.bank import Example
from autograder.judge.session import Outcome
from autograder.judge.verdicts import Verdict
from autograder.sandbox import wire

STUB_TEXT = re.compile(r"Need to implement for Task ([0-9]{1,2}\.[0-9]{1,2})")
DOUBLE = struct.Struct("<d")


@dataclass(frozen=True)
class Finding:
    """What is wrong with a check, or with one of its examples."""

    verdict: Verdict
    detail: str


@dataclass(frozen=True)
class Place:
    """Where a check's blank stands: its task, whether its stub's line is still there, and the tasks there are."""

    task: str
    stubbed: bool
    tasks: frozenset[str]


def judge_outcome(check: Check, example: Example, outcome: Outcome, place: Place) -> Finding | None:
    """Judge one example of a check."""
    if outcome.kind is not None:
        return raised(outcome, place)
    finding = _judged(check, example, outcome.value)
    if finding and (task := _stub_inside(outcome.value)):
        return raised(Outcome(kind="NotImplementedError", task=task), place)
    return finding


def raised(outcome: Outcome, place: Place) -> Finding:
    """An exception that ended a program: a blank that is not written, this one or another, or a plain exception."""
    if outcome.kind == "NotImplementedError" and outcome.task in place.tasks:
        if outcome.task == place.task and place.stubbed:
            return Finding(Verdict.TODO, "not written yet")
        return Finding(Verdict.BLOCKED, f"needs a blank of Task {outcome.task} that is not written yet")
    if outcome.kind == "MemoryError":
        return Finding(Verdict.MEMORY, "asked for more memory than it may have")
    return Finding(Verdict.EXCEPTION, f"expected a result, got {outcome.kind}")


def same(first: Sequence[Outcome], second: Sequence[Outcome]) -> bool:
    """Whether two runs gave the same, bit by bit."""
    return len(first) == len(second) and all(
        (one.kind, one.task) == (two.kind, two.task) and _identical(one.value, two.value)
        for one, two in zip(first, second, strict=True)
    )


def fingerprint(outcome: Outcome) -> bytes:
    """Few bytes that are the same for outcomes that are the same."""
    try:
        value = wire.encode(outcome.value)
    except wire.WireError:  # a forged frame may hold what cannot be sent on, such as too many floats of 32 bits
        value = b"unsayable"
    return hashlib.sha256(b"\0".join([str((outcome.kind, outcome.task)).encode(), value])).digest()


def _identical(one: Any, two: Any) -> bool:
    """Whether two plain values are of the same kinds and hold the same bits."""
    if type(one) is not type(two):
        return False
    if isinstance(one, float):
        return DOUBLE.pack(one) == DOUBLE.pack(two)
    if isinstance(one, list):
        return len(one) == len(two) and all(map(_identical, one, two))
    if isinstance(one, dict):
        return one.keys() == two.keys() and all(_identical(value, two[key]) for key, value in one.items())
    if isinstance(one, np.ndarray):
        return bool(one.dtype == two.dtype and one.shape == two.shape and one.tobytes() == two.tobytes())
    return bool(one == two)


def _judged(check: Check, example: Example, value: Any) -> Finding | None:
    """By the law of the check, or by comparison with the reference's answer."""
    try:
        if check.judge is not None:
            complaint = check.judge(value, example.drawn)
            return None if complaint is None else Finding(Verdict.WRONG, complaint)
        if _identical(example.answer, value):  # the usual case, and much the quickest to see
            return None
        difference = check.compare(example.answer, value)
        return Finding(Verdict(difference.kind), difference.detail) if difference else None
    except Exception:  # the value has another form than was thought of, which only a student can make: not our fault
        return Finding(Verdict.WRONG, "the result has not the form that is asked for")


def _stub_inside(value: Any) -> str | None:
    """The task that a stub named where a check caught its exception and returned the message."""
    if isinstance(value, str):
        match = STUB_TEXT.fullmatch(value)
        return match[1] if match else None
    items = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    return next((task for item in items if (task := _stub_inside(item))), None)
