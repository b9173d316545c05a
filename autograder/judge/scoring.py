"""Points: a blank is worth its points times the share of its checks that pass.

A check of structure that waits for the blank's others has not passed, and says nothing of the blank's verdict.
A line of policy is no check: it says why the blank keeps a share of what it earned.
A law that a student wrote earns the share of wrong versions that it catches, and nothing where it accuses a right one.
A blank whose verdict is `broken` is our fault: it leaves the sum, what it was worth included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from autograder.judge.verdicts import Verdict, worst

Role = Literal["plain", "waiting", "mutant", "right", "policy"]
DIGITS = 6


@dataclass(frozen=True)
class Line:
    """What scoring needs of one line of a blank's record."""

    verdict: Verdict
    role: Role = "plain"


def blank_verdict(lines: Sequence[Line]) -> Verdict:
    """The worst verdict of a blank's lines; those that wait leave it to the lines that they wait for."""
    return worst(line.verdict for line in lines if line.role != "waiting")


def blank_score(points: float, lines: Sequence[Line], kept: float = 1.0) -> float:
    """points x kept x share of counted lines that pass; 0 where a right version is accused, or nothing counts."""
    counted = [line.verdict for line in lines if line.role not in ("right", "policy")]
    accused = any(line.role == "right" and line.verdict is not Verdict.PASS for line in lines)
    if accused or not counted:
        return 0.0
    return round(points * kept * counted.count(Verdict.PASS) / len(counted), DIGITS)


def total(amounts: Iterable[float]) -> float:
    """A sum that does not show the rounding of its parts."""
    return round(sum(amounts), DIGITS)
