"""Merge two ways of changing one text: `merge(base, mine, theirs)`, line by line.

What only one side has changed is taken from that side. Where both changed the same lines in different ways, that is a
conflict. Changes of neighbouring lines are none: the docstring's last line may change above a blank that is solved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

NUMBER = re.compile(r"(Implement for Task) \d+\.\d+", re.IGNORECASE)  # a task may get another number


@dataclass(frozen=True)
class Conflict:
    """Lines first..last of both sides, counted from 1; last < first where a side has none there."""

    mine: tuple[int, int]
    theirs: tuple[int, int]


@dataclass(frozen=True)
class Merged:
    """The merged text; with conflicts, `text` is mine."""

    text: str
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True)
class Hunk:
    """Lines first:last of the base became start:stop of one side (0 mine, 1 theirs); both count from 0."""

    first: int
    last: int
    start: int
    stop: int
    side: int


def merge(base: str, mine: str, theirs: str) -> Merged:
    """merge(b, m, b) = m; merge(b, b, t) = t; merge(b, x, x) = x."""
    old, sides = base.split("\n"), (mine.split("\n"), theirs.split("\n"))
    merged: list[str] = []
    conflicts: list[Conflict] = []
    at, shift = 0, [0, 0]  # the place in the base, and what to add for the same place in each side
    for cluster in clusters([*hunks(old, sides[0], 0), *hunks(old, sides[1], 1)]):
        first, last = cluster[0].first, max(hunk.last for hunk in cluster)
        merged += kept(old, sides, at, first, shift)
        begin = [first + shift[side] for side in (0, 1)]
        for hunk in cluster:
            shift[hunk.side] = hunk.stop - hunk.last
        end = [last + shift[side] for side in (0, 1)]
        news = [sides[side][begin[side] : end[side]] for side in (0, 1)]
        if len({hunk.side for hunk in cluster}) == 2 and news[0] != news[1]:
            conflicts.append(Conflict((begin[0] + 1, end[0]), (begin[1] + 1, end[1])))
        merged += news[cluster[0].side]
        at = last
    merged += kept(old, sides, at, len(old), shift)
    return Merged(mine if conflicts else "\n".join(merged), tuple(conflicts))


def hunks(old: Sequence[str], new: Sequence[str], side: int) -> Iterator[Hunk]:
    """What one side has changed; another number of a task is no change."""
    one, two = ([NUMBER.sub(r"\1", line) for line in lines] for lines in (old, new))
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    for kind, first, last, start, stop in matcher.get_opcodes():
        if kind != "equal":
            yield Hunk(first, last, start, stop, side)


def clusters(found: list[Hunk]) -> Iterator[list[Hunk]]:
    """Hunks that meet, together; all in the order of the base."""
    cluster: list[Hunk] = []
    for hunk in sorted(found, key=lambda hunk: (hunk.first, hunk.last)):
        if cluster and not any(meet(other, hunk) for other in cluster):
            yield cluster
            cluster = []
        cluster.append(hunk)
    if cluster:
        yield cluster


def meet(one: Hunk, two: Hunk) -> bool:
    """Whether they share a line, or one puts lines in at an end of the other: nobody knows in which order."""
    if one.first == one.last or two.first == two.last:
        return one.first <= two.last and two.first <= one.last
    return one.first < two.last and two.first < one.last


def kept(
    old: Sequence[str], sides: tuple[Sequence[str], Sequence[str]], first: int, last: int, shift: Sequence[int]
) -> Iterator[str]:
    """Lines that neither has changed, but for a task's number: theirs where they have another, else mine."""
    for place in range(first, last):
        mine, theirs = (sides[side][place + shift[side]] for side in (0, 1))
        yield mine if theirs == old[place] else theirs
