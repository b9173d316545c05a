"""Who wrote alike: `look(works, known, earlier, terms)` gives pairs, clusters, and who wrote as a known solution does.

A finding is a reason to look, never a verdict, and touches no points. Two students who are alike only where the
reference is, or where many of the class are, are no pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from autograder.classroom.similarity.fingerprints import Grams, Weights, candidates
from autograder.classroom.similarity.work import Piece, Work

SHARE = 0.7
DETAILED = 500  # pairs whose pieces are looked at: who finds more than that has one page of the web before them
LEAST = 20.0  # grams that nobody else has, or more that some have


@dataclass(frozen=True)
class Terms:
    """When a pair is shown: the share of what is rare in the smaller work, and how much rare code that is at least."""

    share: float = SHARE
    least: float = LEAST


@dataclass(frozen=True)
class Alike:
    """Two pieces: `share` of the rare code of the first is in the second's work, `sameness` is that of all tokens."""

    first: Piece
    second: Piece
    share: float
    weight: float
    sameness: float


@dataclass(frozen=True)
class Pair:
    """Two works, the share and the weight of what is rare and in both, and their pieces, the weightiest first."""

    first: str
    second: str
    share: float
    weight: float
    pieces: tuple[Alike, ...]


@dataclass(frozen=True)
class Report:
    """All that a look at a class gives."""

    students: int
    terms: Terms
    pairs: tuple[Pair, ...]  # the largest share first
    clusters: tuple[tuple[str, ...], ...]  # students whom pairs join, the largest group first
    as_known: tuple[Pair, ...]  # `second` is the reference, or a right variant
    unread: tuple[tuple[str, str], ...]  # (student, why)


def look(works: Sequence[Work], known: Sequence[Work], earlier: Sequence[Work] = (), terms: Terms = Terms()) -> Report:
    """Compare a class with itself, with earlier years, and with known solutions."""
    grams = Grams()
    every = [*works, *earlier]
    own = [_grams(grams, work) for work in every]
    solved = [_grams(grams, work) for work in known]
    weights = Weights.of(own, solved, len(known))
    scale = _Scale(weights, terms, grams)
    found: list[Pair] = []
    for one, two in candidates(own, weights, terms.share, terms.least):
        if one < len(works):  # not two of earlier years
            smaller = min(scale.mass(own[one]), scale.mass(own[two]))  # who took a part has less than the other
            found += scale.pair(every[one], every[two], own[one] & own[two], smaller)
    found.sort(key=lambda pair: (-round(pair.share, 2), -pair.weight, pair.first, pair.second))
    works_of = {work.student: work for work in every}
    pairs = [scale.with_pieces(pair, works_of[pair.first], works_of[pair.second]) for pair in found[:DETAILED]]
    pairs += found[DETAILED:]
    return Report(
        len(works),
        terms,
        tuple(pairs),
        tuple(_clusters(pairs)),
        tuple(_as_known(works, own, known, solved, terms, grams)),
        tuple((work.student, why) for work in works for why in work.unread),
    )


def _grams(grams: Grams, work: Work) -> frozenset[int]:
    return grams.of_all(piece.stream.tokens for piece in work.pieces)


class _Scale:
    """Weighs what two works share, and says whether that makes a pair."""

    def __init__(self, weights: Weights, terms: Terms, grams: Grams) -> None:
        self._weights, self._terms, self._grams = weights, terms, grams
        self._masses: dict[frozenset[int], float] = {}

    def mass(self, own: frozenset[int]) -> float:
        if own not in self._masses:
            self._masses[own] = self._weights.sum(own)
        return self._masses[own]

    def pair(self, first: Work, second: Work, shared: frozenset[int], whole: float) -> Iterator[Pair]:
        """The pair, where its shared grams weigh enough, and enough of the `whole`."""
        weight = self._weights.sum(shared)
        if weight >= self._terms.least and weight >= self._terms.share * whole:
            yield Pair(first.student, second.student, weight / whole, weight, ())

    def with_pieces(self, pair: Pair, first: Work, second: Work) -> Pair:
        """Each piece of the first with the piece of the second that shares the most with it, the weightiest first."""
        shared, found = _grams(self._grams, first) & _grams(self._grams, second), []
        for piece in first.pieces:
            mine = self._grams.of(piece.stream.tokens)
            weight = self._weights.sum(mine & shared)
            if weight > 0.0:
                other = self._partner(piece, mine & shared, second)
                same = sameness(piece.stream.tokens, other.stream.tokens)
                found.append(Alike(piece, other, weight / self._weights.sum(mine), weight, same))
        return replace(pair, pieces=tuple(sorted(found, key=lambda each: -each.weight)))

    def _partner(self, piece: Piece, shared: frozenset[int], second: Work) -> Piece:
        """Where most of the shared grams of a piece stand in another work, in the same symbol if it is a tie."""

        def rank(other: Piece) -> tuple[float, bool]:
            weight = self._weights.sum(shared & self._grams.of(other.stream.tokens))
            return weight, (other.file, other.symbol) == (piece.file, piece.symbol)

        return max(second.pieces, key=rank)


def _as_known(
    works: Sequence[Work],
    own: Sequence[frozenset[int]],
    known: Sequence[Work],
    solved: Sequence[frozenset[int]],
    terms: Terms,
    grams: Grams,
) -> Iterator[Pair]:
    """Each student with the known solution that the work is most like, where that is like it and the class is not."""
    weights = Weights.of(own[: len(works)], (), len(known))
    scale = _Scale(weights, terms, grams)
    for work, mine in zip(works, own, strict=False):
        shares = ((weights.sum(mine & theirs), place) for place, theirs in enumerate(solved))
        _, best = max(shares, default=(0.0, None))
        if best is not None:
            for pair in scale.pair(work, known[best], mine & solved[best], scale.mass(mine)):
                yield scale.with_pieces(pair, work, known[best])


def sameness(first: Sequence[str], second: Sequence[str]) -> float:
    """2 x (tokens in a common subsequence) / (tokens in both): 1 for equal sequences."""
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(first, second)


def _clusters(pairs: Iterable[Pair]) -> list[tuple[str, ...]]:
    """The groups of names that pairs join."""
    leader: dict[str, str] = {}

    def top(name: str) -> str:
        while leader.setdefault(name, name) != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for pair in pairs:
        leader[top(pair.first)] = top(pair.second)
    groups: dict[str, list[str]] = {}
    for name in leader:
        groups.setdefault(top(name), []).append(name)
    return sorted((tuple(sorted(group)) for group in groups.values()), key=lambda group: (-len(group), group))
