"""How much time a worker has had: `Clock(pid)` at the start, `clock.spent()` in seconds whenever it matters.

A machine that is busy with others must not cost a student anything: spent is the processor time of the worker's
threads, or the wall time less the time that it, or this process, stood in line for a processor, whichever is more. So a
loop and a sleep both spend time, and waiting for one's turn does not. Where the system cannot tell, wall time counts.
"""

from __future__ import annotations

import time
from pathlib import Path


class Clock:
    """Watches one process from now on, from outside."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._start, self._cpu, self._waited = time.monotonic(), processor_seconds(pid), _in_line(pid)

    @property
    def elapsed(self) -> float:
        """Wall time since the start, less what was excused."""
        return time.monotonic() - self._start

    def excuse(self, seconds: float) -> None:
        """The process had to wait for us that long."""
        self._start += seconds

    def spent(self) -> float:
        """Seconds that the process has had since the start."""
        waited = _in_line(self._pid) - self._waited
        return max(processor_seconds(self._pid) - self._cpu, self.elapsed - max(0.0, waited))


def processor_seconds(pid: int) -> float:
    """Processor time of a process and all its threads; 0 where that cannot be read, or it is gone."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # the clock of a process, as clock_getcpuclockid(3) makes its number
    except (AttributeError, OSError):
        return 0.0


def _in_line(pid: int) -> float:
    """Seconds that the process's first thread and this one have been ready to run without a processor."""
    return _run_delay(f"/proc/{pid}/schedstat") + _run_delay("/proc/self/schedstat")


def _run_delay(path: str) -> float:
    """The second number of a schedstat file, in seconds: time on the run queue; 0 where there is no such file."""
    try:
        return int(Path(path).read_bytes().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0
