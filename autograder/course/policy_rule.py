"""Which blanks break a rule of their assignment: `breaches(assignment, Sources(texts, stubs))`.

A blank is read together with all that it reaches in the student's own files, but for what is given, and for other
blanks, which answer for themselves: one mistake costs once. What nothing uses, such as an import, breaks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from autograder.course.model import Assignment, Blank, Rule
from autograder.course.policy import Reader, holds_for, reader, words_of
from autograder.course.policy_names import UNKNOWN
from autograder.course.policy_reach import Reach, Sources, Use
from autograder.course.policy_scopes import Place

AT_RUN_TIME = "a name that is made at run time"
SAID = {"@": "the operator @"}


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
    """The first breach of each blank against each rule."""
    words = words_of("\n".join(sources.texts.values()))
    reach, found = Reach(sources, assignment.blanks), list[Breach]()
    for rule in assignment.policy:
        if reader(rule).may_be_broken_by(words):
            blanks = [blank for blank in assignment.blanks if blank.file in sources.texts and holds_for(rule, blank)]
            found += _broken(rule, blanks, reach)
    return found


@dataclass(frozen=True, order=True)
class _Finding:
    """What a place uses; of several the certain one counts, then the first line, then what is told most exactly."""

    doubtful: bool
    line: int
    length: int
    name: str
    file: str


def _broken(rule: Rule, blanks: Iterable[Blank], reach: Reach) -> Iterator[Breach]:
    """The first breach of each blank: a certain one before others, and in its own file before others."""

    @cache
    def first(place: Place) -> _Finding | None:
        return min((found for use in reach.uses(place) for found in _findings(use, reader(rule))), default=None)

    for blank in blanks:
        found = [finding for place in reach.of(blank) if (finding := first(place))]
        if found:
            told = min(found, key=lambda each: (each.doubtful, each.file != blank.file, each))
            yield Breach(blank, told.file, told.line, told.name, rule, not told.doubtful)


def _findings(use: Use, rule: Reader) -> Iterator[_Finding]:
    """What is forbidden of the names that an expression may stand for, or may be forbidden."""
    for path in use.paths:
        if rule.forbids(path):
            said = SAID.get(path, path.removeprefix("builtins.").removeprefix(UNKNOWN).removesuffix(f".{UNKNOWN}"))
            yield _Finding(False, use.line, -len(said), said, use.file)
        elif rule.may_forbid(path):
            yield _Finding(True, use.line, 0, AT_RUN_TIME, use.file)
