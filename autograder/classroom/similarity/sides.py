"""The texts of a pair side by side: `Texts(read).sides(pair, alike)` with the lines that say the same.

Texts are read again for the pairs that are shown, so that nothing large has to be kept of a class.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from autograder.classroom.similarity.findings import Alike, Pair
from autograder.classroom.similarity.page import Side
from autograder.classroom.similarity.tokens import Stream
from autograder.classroom.similarity.work import Piece, Work
from autograder.course.symbols import lines_of

BLOCK = 5  # tokens in a row that have to be the same before a line counts as matching
KEPT = 64  # texts of students who stand in several pairs


class Texts:
    """`read(name)` gives somebody's files and their work with its lines; None where that cannot be had."""

    def __init__(self, read: Callable[[str], tuple[Mapping[str, bytes], Work] | None]) -> None:
        self._read = lru_cache(maxsize=KEPT)(read)

    def sides(self, pair: Pair, alike: Alike) -> tuple[Side, Side] | None:
        """Both texts of two pieces."""
        one, two = self._piece(pair.first, alike.first), self._piece(pair.second, alike.second)
        if one is None or two is None:
            return None
        first, second = matching(one[1].stream, two[1].stream)
        return _side(pair.first, *one, first), _side(pair.second, *two, second)

    def _piece(self, name: str, slim: Piece) -> tuple[str, Piece] | None:
        """(the file's text, the piece with its lines)."""
        found = self._read(name)
        if found is None:
            return None
        files, work = found
        alike = (
            each for each in work.pieces if (each.file, each.symbol, each.first) == (slim.file, slim.symbol, slim.first)
        )
        piece = next(alike, None)
        return (files[f"tinytorch/{slim.file}"].decode("utf-8-sig"), piece) if piece else None


def matching(first: Stream, second: Stream) -> tuple[frozenset[int], frozenset[int]]:
    """The lines of each that take part in a run of equal tokens."""
    from rapidfuzz.distance import Indel

    one, two = set[int](), set[int]()
    for step in Indel.opcodes(first.tokens, second.tokens):
        if step.tag == "equal" and step.src_end - step.src_start >= BLOCK:
            one |= set(first.lines[step.src_start : step.src_end])
            two |= set(second.lines[step.dest_start : step.dest_end])
    return frozenset(one), frozenset(two)


def _side(name: str, text: str, piece: Piece, same: frozenset[int]) -> Side:
    lines = lines_of(text)[piece.first - 1 : piece.last]
    numbered = tuple((number, line, number in same) for number, line in enumerate(lines, piece.first))
    return Side(name, f"{piece.file}, line {piece.first}", numbered)
