"""Remember which outcomes of which branches code comes to. Never imported here.

`branches.py` puts this file, as text, into the package of a worker, beside a file whose branches call it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


class Reached:
    """Numbers of outcomes; `take()` gives those since it was asked last. Of a pair the second number means no."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._begun: set[int] = set()

    def mark(self, number: int) -> None:
        """This place is reached."""
        self._seen.add(number)

    def asked(self, number: int, value: T) -> T:
        """A condition with this value."""
        self._seen.add(number if value else number + 1)
        return value

    def loop(self, number: int, values: Iterable[T]) -> Iterator[T]:
        """What a `for` goes through: something, or nothing at all."""
        entered = False
        for value in values:
            entered = True
            self._seen.add(number)
            yield value
        if not entered:
            self._seen.add(number + 1)

    def begin(self, number: int) -> None:
        """A `while` whose condition comes next."""
        self._begun.add(number)

    def again(self, number: int, value: T) -> T:
        """The condition of a `while`; only the first value after `begin` tells whether the loop is entered."""
        if number in self._begun:
            self._begun.remove(number)
            self.asked(number, value)
        return value

    def take(self) -> list[int]:
        """The numbers reached since the last call."""
        seen, self._seen = sorted(self._seen), set()
        return seen


reached = Reached()
