"""What the judge's bench reports: rows of samples with medians, and how noisy the machine was meanwhile.

`in_turn(rounds, works, noise)` takes one sample of each work a round, so that a slow moment of the machine hits all
alike; `Noise` times the same loop in between.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

NOISE_LOOPS = 100_000  # a few milliseconds
FALLING_UNITS = ("ms", "MB", "x")  # less is better; of all other units more is


@dataclass(frozen=True)
class Row:
    """One figure: what was measured, in which unit, its samples, and what the course aims at."""

    what: str
    unit: str
    samples: tuple[float, ...]
    aim: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    @property
    def ninth(self) -> float:
        """What nine samples of ten reach or better."""
        ranked = sorted(self.samples, reverse=self.unit not in FALLING_UNITS)
        return ranked[round(0.9 * (len(ranked) - 1))]

    def to_json(self) -> dict[str, Any]:
        """The row for a program to read, without its samples."""
        figures = {"median": self.median, "ninth": self.ninth, "spread": spread(self.samples)}
        return {"what": self.what, "unit": self.unit, **figures, "samples": len(self.samples), "aim": self.aim}


@dataclass
class Noise:
    """The times of one fixed piece of work, again and again: on a quiet machine they are alike."""

    samples: list[float] = field(default_factory=list)

    @property
    def share(self) -> float:
        """How much longer than the shortest time the ninth of ten is, as a share of it."""
        ranked = sorted(self.samples)
        return ranked[round(0.9 * (len(ranked) - 1))] / ranked[0] - 1.0

    def listen(self) -> None:
        """Time it once more."""
        self.samples.append(seconds(lambda: sum(range(NOISE_LOOPS))))


def in_turn(rounds: int, works: Mapping[str, Callable[[], T]], noise: Noise) -> dict[str, list[T]]:
    """name -> the results of its work, one a round."""
    results: dict[str, list[T]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            noise.listen()
            results[name].append(work())
    return results


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def spread(samples: Sequence[float]) -> float:
    """Half the distance between the quartiles, as a share of the median; 0 for a single sample."""
    if len(samples) < 2:
        return 0.0
    low, _, high = statistics.quantiles(samples, n=4)
    return (high - low) / 2.0 / statistics.median(samples)


def times(what: str, taken: Sequence[float], aim: str = "") -> Row:
    """A row of milliseconds from seconds."""
    return Row(what, "ms", tuple(1e3 * each for each in taken), aim)


def rates(what: str, unit: str, amount: float, taken: Sequence[float], aim: str = "") -> Row:
    """A row of `amount` per second from the seconds that it took."""
    return Row(what, unit, tuple(amount / each for each in taken), aim)
