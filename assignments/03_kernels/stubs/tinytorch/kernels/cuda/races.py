# Made from solutions/tinytorch/kernels/cuda/races.py by `autograder build`.
"""Who touched which element before, and whether the threads had a barrier between them.

Two accesses are a race if different threads made them, one at least wrote, not both were atomic, and nothing orders
them: threads of one block are ordered by a barrier, threads of different blocks by nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tinytorch.kernels.cuda.language import Dim3
from tinytorch.kernels.cuda.watched import Index


class Access(NamedTuple):
    """One access to an element: of which thread, after how many barriers of its block, under which name."""

    block: Dim3
    thread: Dim3
    barriers: int
    write: bool
    atomic: bool
    line: int
    name: str
    place: Index
    value: Any

    def races_with(self, other: Access) -> bool:
        if not (self.write or other.write) or (self.atomic and other.atomic):
            return False
        if self.block != other.block:
            return True
        return self.thread != other.thread and self.barriers == other.barriers

    def repeats(self, other: Access) -> bool:
        """Whether both wrote the same number."""
        return self.write and other.write and bool(self.value == other.value)


class History:
    """The accesses to each address of a memory, the last of each kind of each thread."""

    def __init__(self) -> None:
        self.accesses: dict[int, dict[tuple[Any, ...], Access]] = {}

    def race(self, address: int, now: Access) -> Access | None:
        """An access before `now` that races with it, rather one that did not write the same; and remember `now`."""
        before = self.accesses.setdefault(address, {})
        racing = [other for other in before.values() if now.races_with(other)]
        before[now.block, now.thread, now.write, now.atomic] = now
        return min(racing, key=now.repeats, default=None)
