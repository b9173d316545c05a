"""What the hidden checks of CUDA kernels share: launches in the block runner, and laws on what its sanitizer finds.

A launch is data: threads in a block, blocks, and arguments. THREADS is as large as the blocks are, as on a GPU.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from autograder.hidden.kernels_tools import kinds

threads_ = st.sampled_from([8, 32, 4, 2])

HARMLESS = "redundant write"  # several threads wrote one number, the same
FAULTS = {
    "out of bounds": "a thread reads or writes outside of an array",
    "uninitialised": "a thread reads what nobody has written",
    "race": "two threads touch one number, one of them writes it, and no barrier lies between",
    "divergent barrier": "some threads of a block wait at a barrier to which others never come",
    "endless": "a thread goes on for ever",
    "unwritten": "no thread writes one of the results",
}


@dataclass(frozen=True)
class Launch:
    """How a kernel is started: blocks, the threads of one, and TILE where they form a square."""

    grid: int | tuple[int, ...]
    block: int | tuple[int, ...]
    tile: int = 4

    @property
    def constants(self) -> dict[str, int]:
        """What the kernel finds under these names."""
        threads = self.block if isinstance(self.block, int) else 32
        return {"THREADS": threads, "TILE": self.tile}


def row_of(size: int, threads: int, more: int = 0) -> Launch:
    """As many blocks as it takes for `size` threads, and `more`."""
    return Launch(-(-size // threads) + more, threads)


def launched(tt: Any, kernel: Any, launch: Launch, *arguments: Any) -> None:
    """Run a kernel."""
    tt.kernels.cuda.runner.run(kernel, launch.grid, launch.block, *arguments, constants=launch.constants)


def inspected(tt: Any, kernel: Any, launch: Launch, *arguments: Any, unset: bool = True) -> Any:
    """The sanitizer's report; `unset` says that `out` holds nothing yet."""
    sanitize = tt.kernels.cuda.sanitizer.sanitize
    outputs = ["out"] if unset else []
    return sanitize(kernel, launch.grid, launch.block, *arguments, outputs=outputs, constants=launch.constants)


def faults(tt: Any, kernel: Any, launch: Launch, *arguments: Any) -> Any:
    """The kinds of its faults, for a kernel that fills `out`."""
    return kinds_of(tt, inspected(tt, kernel, launch, *arguments))


def kinds_of(tt: Any, report: Any) -> Any:
    """The kinds of a report's faults."""
    return kinds(tt, report.faults, lambda fault: fault.kind)


def is_clean(outputs: Any, drawn: Any) -> str | None:
    """The law of `faults`: there is none that could make a result wrong."""
    found = [kind for kind in outputs if kind != HARMLESS]
    return FAULTS[found[0]] if found else None


def shares(tt: Any, kernel: Any, launch: Launch, *arguments: Any, unset: bool = True) -> Any:
    """[the kinds of faults, how many numbers one thread wrote at most]."""
    report = inspected(tt, kernel, launch, *arguments, unset=unset)
    return [kinds_of(tt, report), report.most("global_writes")]


def is_one_each(outputs: Any, drawn: Any) -> str | None:
    """The law of `shares`: no fault, and a thread for each number."""
    found, most = outputs
    many = "one thread writes several numbers: each thread has one of its own" if most > 1 else None
    return is_clean(found, drawn) or many
