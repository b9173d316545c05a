"""What lateness takes, and which attempt counts: pure arithmetic, `count(tries, policy)`.

A student's tries come in the order of time. Free days are spent in that order, greedily: a try takes what is left of
them as far as they help, and only where it then replaces what counted before. So no later hand-in changes what an
earlier one counts. A day that was taken for an assignment serves its later tries too, as if its deadline had moved.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from autograder.classroom.term.moments import DAY
from autograder.judge.scoring import DIGITS

Which = Literal["best", "last"]


@dataclass(frozen=True, slots=True)
class Policy:
    """The late policy of a class; nothing is ever late for who has none."""

    grace_minutes: float = 0.0
    percent_per_day: float = 0.0  # of the attempt's score, for each begun day
    most_days: int | None = None  # an attempt later than this counts zero; free days do not help there
    free_days: int = 0  # of each student, over the whole term
    attempt: Which = "best"


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt at an assignment: its score, how late it is, and whether it could be graded at all."""

    assignment: str
    score: float
    days: int
    graded: bool = True


@dataclass(frozen=True, slots=True)
class Counted:
    """What a try counts, with so many free days; `chosen`: it is the one of its assignment that counts."""

    score: float
    free: int
    chosen: bool


def days_late(handed_in: float, deadline: float, grace_minutes: float) -> int:
    """ceil((handed_in - deadline - grace) / day), at least 0: begun days of 24 hours, all in whole seconds."""
    return max(0, math.ceil((handed_in - deadline - round(60.0 * grace_minutes)) / DAY))


def worth(score: float, days: int, free: int, policy: Policy) -> float:
    """score x (1 - percent x (days - free) / 100), never below 0; 0 after the most days."""
    if policy.most_days is not None and days > policy.most_days:
        return 0.0
    if days <= free:
        return score
    return round(score * max(0.0, 1.0 - policy.percent_per_day * (days - free) / 100.0), DIGITS)


def count(tries: Sequence[Try], policy: Policy) -> list[Counted]:
    """What each try counts; the last one that replaced the one before it is chosen.

    "best": it counts more. "last": its score is another one, for the same work handed in again is not a later attempt.
    Where nothing could be graded, the first is chosen.
    """
    left = policy.free_days
    taken: dict[str, int] = {}
    standing: dict[str, int] = {}  # assignment -> place in tries
    found: list[tuple[float, int]] = []
    for place, each in enumerate(tries):
        mine = taken.get(each.assignment, 0)
        free = _useful(each, mine + left, policy)
        offered = _offered(each, free, policy)
        old = standing.get(each.assignment)
        if old is None or _replaces(each, offered, tries[old], found[old][0], policy):
            left -= max(0, free - mine)
            taken[each.assignment] = max(mine, free)
            standing[each.assignment] = place
        elif free > mine:
            free = _useful(each, mine, policy)
            offered = _offered(each, free, policy)
        found.append((offered, free))
    chosen = set(standing.values())
    return [Counted(score, free, place in chosen) for place, (score, free) in enumerate(found)]


def _offered(each: Try, free: int, policy: Policy) -> float:
    return worth(each.score, each.days, free, policy) if each.graded else 0.0


def _useful(each: Try, available: int, policy: Policy) -> int:
    """As many of the free days as there are and as it is late; none where they change nothing."""
    free = min(each.days, available)
    if not each.graded or not free:
        return 0
    return free if worth(each.score, each.days, free, policy) > worth(each.score, each.days, 0, policy) else 0


def _replaces(each: Try, offered: float, old: Try, counted: float, policy: Policy) -> bool:
    if not each.graded or not old.graded:
        return each.graded
    return offered > counted if policy.attempt == "best" else each.score != old.score


def lowest(shares: Sequence[float | None], number: int) -> frozenset[int]:
    """The places of so many of the lowest shares; at least one stays, and None (worth no points) is never dropped."""
    known = sorted((share, place) for place, share in enumerate(shares) if share is not None)
    return frozenset(place for _, place in known[: max(0, min(number, len(known) - 1))])
