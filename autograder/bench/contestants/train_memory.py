"""How much memory the process holds, the most it ever held, and how many pages it was given. On Linux; else 0."""

from __future__ import annotations

from pathlib import Path

try:
    from resource import RUSAGE_SELF, getrusage
except ImportError:  # Windows
    getrusage = None

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
MEGA = 1e6


def status(name: str) -> int:
    """Bytes that the system tells of this process under a name such as VmRSS."""
    if not STATUS.exists():
        return 0
    return next(1024 * int(line.split()[1]) for line in STATUS.read_text().splitlines() if line.startswith(name))


def resident() -> int:
    """Bytes of memory that the process holds now. The most is from here on what it holds now."""
    forget_peak()
    return status("VmRSS:")


def most_resident() -> int:
    """The most bytes that the process held at once."""
    return status("VmHWM:")


def forget_peak() -> None:
    """Count the most anew from here on, where the system allows it."""
    if CLEAR.exists():
        CLEAR.write_text("5")


class Faults:
    """Pages given to the process without reading a file, for each of the steps that are counted here."""

    def __init__(self) -> None:
        self.before = self.now()
        self.steps = 0

    def now(self) -> int:
        """All of them so far."""
        return getrusage(RUSAGE_SELF).ru_minflt if getrusage else 0

    def each(self) -> float:
        """For each step since the last call."""
        before, steps = self.before, self.steps
        self.before, self.steps = self.now(), 0
        return (self.before - before) / max(steps, 1)
