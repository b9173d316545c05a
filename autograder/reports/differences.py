"""Compare two records of one submission: `differences(old, new, exact=...)` says what changed and why, blank by blank.

Between two bundles what counts is points and verdicts; between two gradings with the same bundle everything does
(`exact`), for then nothing may change but what was measured. Standard library only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from autograder.reports.words import Record, blanks_of, number

APART = frozenset({"student", "measured", "bundle", "score", "points", "assignments"})  # shown as such, or never alike
LEFT_OUT = frozenset({"checks", "verdict", "score", "points", "symbol", "file"})  # of a blank: said by other words


@dataclass(frozen=True)
class Scored:
    """Points reached, of so many."""

    score: float
    points: float


@dataclass(frozen=True)
class BlankChange:
    """What became of one blank; None where a bundle does not have it."""

    task: str
    symbol: str
    file: str
    old: Scored | None
    new: Scored | None
    why: tuple[str, ...]

    @property
    def gained(self) -> float:
        """Points more than before; negative where they were lost."""
        return (self.new.score if self.new else 0.0) - (self.old.score if self.old else 0.0)

    def __str__(self) -> str:
        """As in "relu 2 -> 1.5: relu_is_max was pass, is wrong"."""
        old, new = (number(scored.score) if scored else "none" for scored in (self.old, self.new))
        return f"{self.symbol} {old} -> {new}: {'; '.join(self.why)}"


@dataclass(frozen=True)
class Difference:
    """What became of one submission's grade; `other` is what belongs to no blank."""

    old: Scored
    new: Scored
    blanks: tuple[BlankChange, ...]
    other: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.old != self.new or self.blanks or self.other)

    @property
    def moved(self) -> bool:
        """Whether the score itself is another."""
        return self.old.score != self.new.score

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def differences(old: Record, new: Record, *, exact: bool) -> Difference:
    """What changed from the old record to the new one."""
    before, after = _by_place(old), _by_place(new)
    changes = (_blank_change(before.get(place), after.get(place), exact) for place in before | after)
    other = tuple(_other(old, new, APART)) if exact else ()
    return Difference(_scored(old), _scored(new), tuple(change for change in changes if change), other)


def _by_place(record: Record) -> dict[tuple[str, str, str], dict[str, Any]]:
    """(folder, file, symbol) -> the blank, with its task's number beside it."""
    return {
        (assignment["folder"], blank["file"], blank["symbol"]): {"task": task["task"], **blank}
        for assignment, task, blank in blanks_of(record)
    }


def _blank_change(old: Record | None, new: Record | None, exact: bool) -> BlankChange | None:
    before, after = (_scored(blank) if blank else None for blank in (old, new))
    if before == after and (old == new or not exact):
        return None
    blank = new or old or {}  # one of the two is there
    why = tuple(_why(old, new, exact)) or ("its checks count otherwise",)
    return BlankChange(blank["task"], blank["symbol"], blank["file"], before, after, why)


def _why(old: Record | None, new: Record | None, exact: bool) -> Iterator[str]:
    if old is None:
        yield "a new blank"
    elif new is None:
        yield "the blank is gone"
    else:
        if old["points"] != new["points"]:
            yield f"points {number(old['points'])} -> {number(new['points'])}"
        yield from _check_changes(_checks(old), _checks(new), exact)
        if exact:
            yield from _other(old, new, LEFT_OUT)


def _check_changes(old: Mapping[str, Record], new: Mapping[str, Record], exact: bool) -> Iterator[str]:
    for name, check in new.items():
        if name not in old:
            yield f"new check {name}: {check['verdict']}"
        elif old[name]["verdict"] != check["verdict"]:
            yield f"{name} was {old[name]['verdict']}, is {check['verdict']}"
        elif exact and old[name] != check:
            parts = sorted(key for key in old[name].keys() | check.keys() if old[name].get(key) != check.get(key))
            yield f"{name} is {check['verdict']} again, with another {' and another '.join(parts)}"
    for name, check in old.items():
        if name not in new:
            yield f"check {name} is gone (was {check['verdict']})"


def _other(old: Record, new: Record, known: frozenset[str]) -> Iterator[str]:
    """What else differs: "versions was ..., is ..."."""
    for key in sorted((old.keys() | new.keys()) - known):
        if old.get(key) != new.get(key):
            yield f"{key} was {old.get(key)}, is {new.get(key)}"


def _checks(blank: Record) -> dict[str, Record]:
    """The blank's lines by name; where a name comes twice, the later ones are numbered."""
    named: dict[str, Record] = {}
    for check in blank["checks"]:
        name, count = check["name"], 1
        while name in named:
            count += 1
            name = f"{check['name']} ({count})"
        named[name] = check
    return named


def _scored(part: Record) -> Scored:
    return Scored(part["score"], part["points"])
