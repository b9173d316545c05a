"""Which blanks break a rule of their assignment: `breaches(assignment, Sources(files))`.

A blank is read together with all that it reaches in the student's own files, but for what is given, and for other
blanks, which answer for themselves: one mistake costs once. What nothing uses, such as an import, breaks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.course.model import Assignment, Blank, Rule
from autograder.course.policy import Words, holds_for, reader
from autograder.course.policy_names import UNKNOWN, Entangled
from autograder.course.policy_reach import Place, Reach, Sources, Use

ENTANGLED = "names that lead round and round"
AT_RUN_TIME = "a name that is made at run time"


@dataclass(frozen=True)
class Breach:
    """A blank uses what a rule forbids; it is not `certain` where the name is made at run time."""

    blank: Blank
    file: str
    line: int
    name: str
    rule: Rule
    certain: bool = True

    def __str__(self) -> str:
        return f"line {self.line} uses {self.name}; {self.rule.why}"


def breaches(assignment: Assignment, sources: Sources) -> list[Breach]:
    """The first breach of each blank against each rule; files that hold no word of a rule are not walked."""
    words = Words.of(sources.texts, sources.stubs)
    reach, found = None, list[Breach]()
    for rule in assignment.policy:
        blanks = [blank for blank in assignment.blanks if blank.file in sources.texts and holds_for(rule, blank)]
        if blanks and reader(rule).may_be_in(words):
            reach = reach or Reach(sources)
            look = _Look(rule, assignment.blanks, reach)
            found += [breach for blank in blanks if (breach := look.at(blank))]
    return found


@dataclass(frozen=True, order=True)
class _Finding:
    """What one place uses; of several the certain one counts, then the first line, then what is told most exactly."""

    doubtful: bool
    line: int
    length: int
    name: str


class _Look:
    """One rule's look at blanks; every place is looked at once for all of them."""

    def __init__(self, rule: Rule, blanks: Iterable[Blank], reach: Reach) -> None:
        self._rule, self._reader, self._reach = rule, reader(rule), reach
        self._answering = {(blank.file, blank.symbol) for blank in blanks}  # for themselves
        self._seen: dict[int, tuple[_Finding | None, list[Place]]] = {}

    def at(self, blank: Blank) -> Breach | None:
        """The breach of one blank: a certain one before others, and in its own file before others."""
        waiting, seen, found = self._reach.start(blank), set[int](), []
        try:
            while waiting:
                place = waiting.pop()
                if id(place.node) not in seen:
                    seen.add(id(place.node))
                    finding, further = self._look(place)
                    waiting += further
                    if finding:
                        file = place.scope.file
                        found.append((finding.doubtful, file != blank.file, file, finding))
        except Entangled:
            return Breach(blank, blank.file, 1, ENTANGLED, self._rule)
        if not found:
            return None
        doubtful, _, file, first = min(found)
        return Breach(blank, file, first.line, first.name, self._rule, not doubtful)

    def _look(self, place: Place) -> tuple[_Finding | None, list[Place]]:
        """(the first thing that a place uses, where it leads to): not into other blanks."""
        if id(place.node) not in self._seen:
            uses = self._reach.uses(place)
            findings = (
                _Finding(not sure, use.line, -len(name), name) for use in uses for name, sure in self._told(use)
            )
            further = {id(each.node): each for use in uses for each in use.places}.values()
            others = [each for each in further if (each.scope.file, each.symbol) not in self._answering]
            self._seen[id(place.node)] = min(findings, default=None), others
        return self._seen[id(place.node)]

    def _told(self, use: Use) -> Iterator[tuple[str, bool]]:
        """(what a use is called, whether it is certain), where it is forbidden or may be."""
        if use.product and self._reader.forbids_operator:
            yield "the operator @", True
        for path in use.paths:
            if self._reader.forbids(path):
                yield path.removeprefix("builtins.").removeprefix(UNKNOWN), True
            elif path.endswith(f".{UNKNOWN}") and self._reader.may_forbid(path):
                yield AT_RUN_TIME, False
