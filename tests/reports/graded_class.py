"""A class in a real gradebook: `Pupil`s with hand-ins, `enter_class(out, pupils)`, and `classes()` draws them.

Two assignments, four tasks, six blanks; one of the blanks is a law that students write.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from autograder.classroom.gradebook import Gradebook, Scope
from autograder.classroom.gradebook_file import GRADEBOOK

BLANKS = {  # assignment -> (task, symbol, points)
    "00_scalars": (("0.1", "mul", 1.0), ("0.1", "relu", 2.0), ("0.2", "relu_law", 3.0)),
    "01_autograd": (("1.1", "Mul.forward", 0.5), ("1.1", "Mul.backward", 2.0), ("1.10", "chain_rule", 4.0)),
}
TITLES = {"00_scalars": "Scalars", "01_autograd": "Autograd"}
POINTS = {folder: sum(points for _, _, points in blanks) for folder, blanks in BLANKS.items()}
LAW, WRONG_VERSIONS = "relu_law", 3
LAWS = 3  # of a blank that is no law
VERDICTS = ("pass", "pass", "todo", "wrong", "exception", "broken")

Outcome = tuple[str, int]  # verdict, and how many of its laws hold


@dataclass(frozen=True)
class HandIn:
    """One hand-in: a scope, and what became of each blank; None where nothing could be graded."""

    scope: tuple[str, ...]
    outcomes: tuple[Outcome, ...] | None  # of the blanks of all assignments, in their order
    minutes: dict[str, float]


@dataclass(frozen=True)
class Pupil:
    name: str
    hand_ins: tuple[HandIn, ...]


def classes(most: int = 7) -> st.SearchStrategy[list[Pupil]]:
    """Small classes; hand-ins come from a few submissions, so that students share some."""
    outcome = st.tuples(st.sampled_from(VERDICTS), st.integers(0, LAWS - 1))
    submissions = st.lists(st.tuples(*[outcome] * 6), min_size=1, max_size=4)
    scopes = st.sampled_from([("00_scalars",), ("01_autograd",), ("00_scalars", "01_autograd")])
    tasks = st.sampled_from(["0.1", "1.1", "1.10"])
    minutes = st.dictionaries(tasks, st.integers(0, 90).map(float), max_size=2)

    def pupils(pool: list[tuple[Outcome, ...]]) -> st.SearchStrategy[list[Pupil]]:
        hand_in = st.builds(HandIn, scopes, st.none() | st.sampled_from(pool), minutes)
        hand_ins = st.lists(hand_in, max_size=3).map(tuple)
        return st.lists(hand_ins, min_size=1, max_size=most).map(
            lambda found: [Pupil(f"student{number}", each) for number, each in enumerate(found)]
        )

    return submissions.flatmap(pupils)


def enter_class(out: Path, pupils: Iterable[Pupil]) -> None:
    """What grading such a class leaves in a results folder; of several attempts the best one counts."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "class.toml").write_text('attempt = "best"\n', encoding="utf-8")
    with Gradebook(out / GRADEBOOK) as book, book.together():
        book.learn((folder, TITLES[folder], points) for folder, points in POINTS.items())
        for pupil in pupils:
            for day, hand_in in enumerate(pupil.hand_ins):
                _enter(book, pupil.name, f"2026-09-{day + 1:02d}T12:00:00Z", hand_in)


def _enter(book: Gradebook, student: str, moment: str, hand_in: HandIn) -> None:
    scope = Scope(hashlib.sha256(" ".join(hand_in.scope).encode()).hexdigest(), hand_in.scope, False, "full")
    record = record_of(hand_in)
    digest, problem = (record["submission"], None) if record else (None, "the zip is damaged")
    notices = {"moment": moment, "source": f"{student} {moment}.zip", "minutes": hand_in.minutes if record else {}}
    book.hand_in(scope, student, digest, problem, [], **notices)
    if record:
        book.enter(scope, record | {"bundle": scope.bundle})


def record_of(hand_in: HandIn) -> dict[str, Any] | None:
    """The record that the judge would write of it."""
    if hand_in.outcomes is None:
        return None
    outcomes = iter(hand_in.outcomes)
    graded = {folder: [_blank(place, next(outcomes)) for place in places] for folder, places in BLANKS.items()}
    assignments = [_assignment(folder, graded[folder]) for folder in hand_in.scope]
    return {
        "schema": 1,
        "student": "",
        "submission": hashlib.sha256(repr(hand_in.outcomes).encode()).hexdigest(),
        "bundle": "",
        "sandbox": "full",
        "versions": {},
        "score": sum(each["score"] for each in assignments),
        "points": sum(each["points"] for each in assignments),
        "assignments": assignments,
        "notices": [],
        "measured": {"seconds": 1.5, "cpu_seconds": 1.0, "memory_mb": 80.0},
    }


def _assignment(folder: str, blanks: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    tasks = [
        {"task": task, "title": f"Task {task}", **_total(mine), "blanks": mine}
        for task in dict.fromkeys(task for task, _ in blanks)
        if (mine := [blank for number, blank in blanks if number == task])
    ]
    return {"folder": folder, "title": TITLES[folder], **_total(tasks), "tasks": tasks}


def _total(parts: list[dict[str, Any]]) -> dict[str, float]:
    return {name: round(sum(part[name] for part in parts), 6) for name in ("score", "points")}


def _blank(place: tuple[str, str, float], outcome: Outcome) -> tuple[str, dict[str, Any]]:
    task, symbol, points = place
    verdict, hold = outcome
    hold = LAWS if verdict == "pass" else 0 if verdict in ("todo", "broken") else hold
    checks = [_check(symbol, number, "pass" if number < hold else verdict) for number in range(LAWS)]
    if symbol == LAW:
        right = {"name": "right", "law": "Does not accuse the reference."}
        checks.append(_check(symbol, LAWS, "pass" if verdict in ("pass", "wrong", "exception") else verdict) | right)
    worth = 0.0 if verdict == "broken" else points
    score = round(worth * hold / LAWS, 6)
    return task, {
        "symbol": symbol, "file": "scalars/a.py", "score": score, "points": worth, "verdict": verdict, "checks": checks
    }  # fmt: skip


def _check(symbol: str, number: int, verdict: str) -> dict[str, Any]:
    law = f"Catches version {number}." if symbol == LAW else f"{symbol} keeps law {number}."
    return {
        "name": f"{symbol}_{number}", "law": law, "verdict": verdict, "detail": "", "input": None, "expected": None,
        "passed": int(verdict == "pass"), "examples": 1,
    }  # fmt: skip
