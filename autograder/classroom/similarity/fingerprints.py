"""Which pieces of program are rare in a class, and who shares them: the index that finds pairs without comparing all.

A gram is LENGTH tokens in a row, wherever it stands in a student's work. Its weight is log(N / n) / log(N) for the n of
N students who have it: 1 for what one alone has, 0 for what all have, and for what the reference or another known
solution has. So what everybody writes alike, or what the task itself suggests, is no evidence.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LENGTH = 7
SHORTEST = 4  # tokens: below this a piece says nothing
WIDTH = 2048
BLOCK = 512  # students at a time
SURE = 4.0  # standard deviations that a sketch may be wrong by

Tokens = tuple[str, ...]
Floats = npt.NDArray[np.float32]


def grams_of(tokens: Tokens) -> list[Tokens]:
    """Every LENGTH tokens in a row; of a shorter piece the whole, of a very short one nothing."""
    if len(tokens) < LENGTH:
        return [tokens] if len(tokens) >= SHORTEST else []
    return [tokens[start : start + LENGTH] for start in range(len(tokens) - LENGTH + 1)]


class Grams:
    """Numbers for grams, and the grams of every piece that has been seen: equal pieces are cut up once."""

    def __init__(self) -> None:
        self._numbers: dict[Tokens, int] = {}
        self._pieces: dict[Tokens, frozenset[int]] = {}

    def of(self, tokens: Tokens) -> frozenset[int]:
        if tokens not in self._pieces:
            numbers = (self._numbers.setdefault(gram, len(self._numbers)) for gram in grams_of(tokens))
            self._pieces[tokens] = frozenset(numbers)
        return self._pieces[tokens]

    def of_all(self, pieces: Iterable[Tokens]) -> frozenset[int]:
        return frozenset[int]().union(*map(self.of, pieces))


@dataclass(frozen=True)
class Weights:
    """The weight of each gram in this class; those that are not named weigh 1, for one student alone has them."""

    weights: Mapping[int, float]

    @classmethod
    def of(cls, works: Sequence[frozenset[int]], known: Iterable[frozenset[int]], others: int = 0) -> Weights:
        """Of the grams of each student; `known` solutions weigh nothing, and `others` count as students, too."""
        counts = Counter(gram for grams in works for gram in grams)
        total = len(works) + others + 1
        unit = math.log(total) or 1.0
        weights = {gram: math.log(total / count) / unit for gram, count in counts.items() if count > 1}
        return cls(weights | {gram: 0.0 for grams in known for gram in grams})

    def of_gram(self, gram: int) -> float:
        return self.weights.get(gram, 1.0)

    def sum(self, grams: Iterable[int]) -> float:
        return sum(map(self.of_gram, grams))


def candidates(
    works: Sequence[frozenset[int]], weights: Weights, share: float, least: float
) -> Iterator[tuple[int, int]]:
    """Pairs of students who may share grams that weigh `least`, and `share` of all that the lighter of them has.

    Every work becomes a short vector by a count sketch (M. Charikar, K. Chen, M. Farach-Colton, 2002): each gram adds
    the root of its weight, with a sign, in one of WIDTH places. The product of two vectors is what they share, give or
    take the root of (mass x mass / WIDTH); so a product of matrices looks at all pairs, and loses none to speak of.
    """
    sketch, masses = _sketch(works, weights)
    doubt = SURE * np.sqrt(masses / WIDTH)
    for start in range(0, len(works), BLOCK):
        stop = start + BLOCK
        shared = sketch[start:stop] @ sketch[start:].T
        asked = np.maximum(share * np.minimum.outer(masses[start:stop], masses[start:]), least)
        asked -= np.outer(doubt[start:stop], np.sqrt(masses[start:]))
        for one, two in np.argwhere((shared >= asked) & (shared > 0.0)):
            if one < two:
                yield start + int(one), start + int(two)


def _sketch(works: Sequence[frozenset[int]], weights: Weights) -> tuple[Floats, Floats]:
    """(a vector of WIDTH numbers for each work, what each weighs)."""
    grams = 1 + max((gram for work in works for gram in work), default=0)
    random = np.random.default_rng(WIDTH)
    places, signs = random.integers(0, WIDTH, grams), random.choice(np.array([-1.0, 1.0]), grams)
    weight = np.ones(grams)
    for gram, value in weights.weights.items():
        if gram < grams:
            weight[gram] = value
    sketch, masses = np.zeros((len(works), WIDTH), np.float32), np.zeros(len(works), np.float32)
    for student, work in enumerate(works):
        own = np.fromiter(work, np.int64, len(work))
        sketch[student] = np.bincount(places[own], np.sqrt(weight[own]) * signs[own], WIDTH)
        masses[student] = weight[own].sum()
    return sketch, masses
