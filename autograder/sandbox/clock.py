"""How much time a worker has had: `Clock(pid)`, `clock.start()`, and `clock.spent()` in seconds whenever it matters.

A machine that is busy with others must not cost a student anything: spent is the processor time of the worker's
threads, or the wall time less the time that it, or this process, stood in line for a processor, whichever is more. So a
loop and a sleep both spend time, and waiting for one's turn does not. Where the system cannot tell, wall time counts.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress


class Clock:
    """Watches one process from outside, from the last `start` on."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._lines = [_Line(f"/proc/{pid}/schedstat"), _Line("/proc/self/schedstat")]
        self.start()

    def start(self) -> None:
        """Forget what was spent before."""
        self.excused = 0.0
        self._start, self._cpu, self._waited = time.monotonic(), processor_seconds(self._pid), self._in_line()

    @property
    def elapsed(self) -> float:
        """Wall time since the start, less what was excused."""
        return time.monotonic() - self._start - self.excused

    def excuse(self, seconds: float) -> None:
        """The process had to wait for us that long."""
        self.excused += seconds

    def processor(self) -> float:
        """Processor time of the process and its threads since the start."""
        return processor_seconds(self._pid) - self._cpu

    def spent(self) -> float:
        """Seconds that the process has had since the start."""
        waited = self._in_line() - self._waited
        return max(self.processor(), self.elapsed - max(0.0, waited))

    def close(self) -> None:
        """Give the descriptors back; what is asked later is told by wall time alone."""
        for line in self._lines:
            line.close()

    def _in_line(self) -> float:
        """Seconds that the process's first thread and this one have been ready to run without a processor."""
        return sum(line.seconds() for line in self._lines)


class _Line:
    """The time that a thread has stood in line: the second number of its schedstat file, kept open to be quick."""

    def __init__(self, path: str) -> None:
        self._file: int | None = None
        with suppress(OSError):
            self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)

    def seconds(self) -> float:
        """0 where the system does not tell, or the thread is gone."""
        try:
            return int(os.pread(self._file, 128, 0).split()[1]) / 1e9 if self._file is not None else 0.0
        except (OSError, IndexError, ValueError):
            return 0.0

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def processor_seconds(pid: int) -> float:
    """Processor time of a process and all its threads; 0 where that cannot be read, or it is gone."""
    try:
        return time.clock_gettime(~pid << 3 | 2)  # the clock of a process, as clock_getcpuclockid(3) makes its number
    except (AttributeError, OSError):
        return 0.0
