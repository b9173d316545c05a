"""What to look at first, and why that: `steps(record, 3)` gives the first blanks of the order of work, with reasons.

What keeps code from being run at all comes first, then what others wait for, then what is wrong, most points first,
then what is not written, in the order of the tasks; at the end what waits itself, and what gives no points. Reasons are
facts of the record, none is guessed. Standard library only, for it goes to students too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from autograder.reports.feedback.phrase import Phrase, names
from autograder.reports.words import Record, blanks_of, several

FAULTS = ("import", "policy")  # what keeps right code from counting
WAITS = re.compile(r"needs a blank of Task ([0-9]+\.[0-9]+) that is not written yet")  # the judge's words

Place = tuple[Record, Record, Record]  # assignment, task, blank


@dataclass(frozen=True)
class Step:
    """A blank that does not pass; `why` says why it stands where it stands."""

    assignment: Record
    task: Record
    blank: Record
    why: Phrase


def steps(record: Record, most: int) -> list[Step]:
    """The first that are to be done, in the order of work; what failed through our fault is nobody's work."""
    work = _Work(left_of(record))
    return [Step(*place, why=work.why(place)) for place in work.ordered[:most]]


def left_of(record: Record) -> list[Place]:
    """Every blank that does not pass, in the order of the tasks."""
    return [place for place in blanks_of(record) if place[2]["verdict"] not in ("pass", "broken")]


def gain_of(blank: Record) -> float:
    """Points of it that are not reached, without the rounding of their parts."""
    return round(float(blank["points"] - blank["score"]), 6)


def waits_for(blank: Record) -> frozenset[str]:
    """The numbers of the tasks that a blank's checks need first."""
    details = {check["detail"] for check in blank["checks"] if check["verdict"] == "blocked"}
    return frozenset(match[1] for detail in details if (match := WAITS.search(detail)))


@dataclass
class _Work:
    """The blanks that are left, who waits for which task, what is to be written in which, who shares which fault."""

    left: list[Place]
    waiting: dict[str, list[str]] = field(default_factory=dict)
    unwritten: dict[str, int] = field(default_factory=dict)
    faults: dict[frozenset[str], list[Record]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for _, task, blank in self.left:
            for number in waits_for(blank):
                self.waiting.setdefault(number, []).append(blank["symbol"])
            if blank["verdict"] == "todo":
                self.unwritten[task["task"]] = self.unwritten.get(task["task"], 0) + 1
            if blank["verdict"] == "import":
                self.faults.setdefault(_details(blank), []).append(blank)
        ranked = sorted(self.left, key=self._rank)  # stable: among equals the order of the tasks holds
        self.ordered = [place for place in ranked if self._is_of_its_own(place[2])]

    def _rank(self, place: Place) -> tuple[int, float]:
        """(which of the reasons of `why`, what decides among those of the same reason)."""
        _, task, blank = place
        if blank["verdict"] in FAULTS:
            return 0, 0.0
        if blank["verdict"] == "todo" and task["task"] in self.waiting:
            return 1, 0.0
        if not gain_of(blank):
            return 5, 0.0
        if blank["verdict"] == "blocked":
            return 4, 0.0
        return (3, 0.0) if blank["verdict"] == "todo" else (2, -gain_of(blank))

    def why(self, place: Place) -> Phrase:
        """Why it stands where it stands, in the words of its rank."""
        reasons: tuple[Callable[[Record, Record], Phrase], ...] = (
            self._fault,
            self._awaited,
            self._gainful,
            self._unwritten,
            _waits,
            lambda task, blank: ("It gives no points, but it is not finished.",),
        )
        return reasons[self._rank(place)[0]](place[1], place[2])

    def _is_of_its_own(self, blank: Record) -> bool:
        """Whether it is work of its own: of blanks that one fault keeps from being run the first stands for all."""
        return blank["verdict"] != "import" or self.faults[_details(blank)][0] is blank

    def _fault(self, task: Record, blank: Record) -> Phrase:
        """How many blanks share it."""
        if blank["verdict"] == "policy":
            return ("What a task does not allow comes before all that is merely wrong.",)
        others = len(self.faults[_details(blank)]) - 1
        shared = f", nor can {several(others, 'more blank')}" if others else ""
        return (f"Until this is mended it cannot be run{shared}.",)

    def _awaited(self, task: Record, blank: Record) -> Phrase:
        """Who needs it; where several of its task are not written, nobody knows which of them."""
        symbols = self.waiting[task["task"]]
        it = "it" if self.unwritten[task["task"]] == 1 else "a blank of this task"
        return (*names(symbols, 1), f" need{'s' if len(symbols) == 1 else ''} {it}, and cannot be judged before.")

    def _gainful(self, task: Record, blank: Record) -> Phrase:
        """How its points compare with those of the others that are wrong."""
        points = several(gain_of(blank), "point")
        if len(self.left) == 1:
            return (f"It is all that is left: {points}.",)
        wrong = [b for place in self.ordered if self._rank(place)[0] == 2 for b in place[2:]]
        if wrong[0] is not blank:
            return (f"It has {points} to gain.",)
        if len(wrong) == 1:
            return (f"Of what was run it is the only one that is wrong, with {points} to gain.",)
        if gain_of(wrong[1]) < gain_of(blank):
            return (f"Of what is wrong it has the most to gain: {points}.",)
        return (f"Of what is wrong none has more to gain than its {points}, and it comes first.",)

    def _unwritten(self, task: Record, blank: Record) -> Phrase:
        """Whether it is the first in the order of the tasks."""
        points = several(gain_of(blank), "point")
        if len(self.left) == 1:
            return (f"It is all that is left: {points}.",)
        first = next(place[2] for place in self.ordered if self._rank(place)[0] == 3)
        if first is blank:
            return (f"It is the first that is not written, and the tasks build on one another: {points}.",)
        return (f"It is worth {points}.",)


def _details(blank: Record) -> frozenset[str]:
    """What happened to a blank, in the judge's words."""
    return frozenset(check["detail"] for check in blank["checks"] if check["verdict"] != "pass")


def _waits(task: Record, blank: Record) -> Phrase:
    """What it waits for."""
    tasks = sorted(waits_for(blank))
    return (f"It waits for Task {' and '.join(tasks)}.",) if tasks else ("It waits for another blank.",)
