"""How noisy the machine is: `Noise` times the same loop again and again, which takes as long on a quiet one."""

from __future__ import annotations

import time

LOOPS = 500_000  # several milliseconds: longer than others wait for a processor that is taken


class Noise:
    """The times of the same loop."""

    def __init__(self) -> None:
        self.samples: list[float] = []

    def listen(self) -> None:
        """Time it once more."""
        start = time.perf_counter()
        sum(range(LOOPS))
        self.samples.append(time.perf_counter() - start)

    @property
    def share(self) -> float:
        """How much longer than the shortest time the ninth of ten is, as a share of it."""
        ranked = sorted(self.samples)
        return ranked[round(0.9 * (len(ranked) - 1))] / ranked[0] - 1.0
