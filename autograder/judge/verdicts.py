"""What the judge can say of a check, and which of several verdicts stands for a blank.

`worst(verdicts)` takes the one that explains most: our own fault first, then what keeps code from being run at all,
then how it ended, then what is wrong with its answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Verdict(Enum):
    """One check's outcome; `BROKEN` is our fault and never costs points."""

    BROKEN = "broken"
    POLICY = "policy"
    IMPORT = "import"
    TODO = "todo"
    BLOCKED = "blocked"
    CRASH = "crash"
    MEMORY = "memory"
    TIME = "time"
    EXCEPTION = "exception"
    NOT_DETERMINISTIC = "not_deterministic"
    SHAPE = "shape"
    NOT_FINITE = "not_finite"
    WRONG = "wrong"
    PASS = "pass"


SEVERITY = {verdict: rank for rank, verdict in enumerate(Verdict)}  # the order above, worst first


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of the verdicts, in the order in which Verdict lists them; PASS where there is none."""
    return min(verdicts, key=SEVERITY.__getitem__, default=Verdict.PASS)
