"""Counts what the kernel does not count rightly for one worker: its processor time, its threads, all its files.

`Watch(pid, room, limits)` in the worker's supervisor: every `pause` seconds `exceeded()` says whether it must go. The
kernel's own limit of processor time goes by samples, which a worker that sleeps between them could drive up. Threads
and files are counted here where the worker has no namespaces; else it has a room of its own, where the kernel counts.
"""

from __future__ import annotations

import os
from pathlib import Path

from autograder.sandbox.clock import processor_seconds
from autograder.sandbox.terms import MOST_FILES, Limits

OFTEN, SELDOM = 0.05, 0.25


class Watch:
    """The watch over one worker."""

    def __init__(self, pid: int, room: Path | None, limits: Limits) -> None:
        self.pause = SELDOM if room is None else OFTEN
        self._pid = pid
        self._room = room
        self._limits = limits

    def exceeded(self) -> bool:
        """Whether the worker has had more time, or has more threads, files or bytes in files, than its limits allow."""
        if processor_seconds(self._pid) > self._limits.cpu_seconds:
            return True
        if self._room is None:
            return False
        return _threads(self._pid) > self._limits.processes or _is_overfull(self._room, self._limits.files_mb << 20)


def _threads(pid: int) -> int:
    """How many threads a process has; 0 where it is gone or the system has no /proc."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[17])
    except (OSError, IndexError):
        return 0


def _is_overfull(room: Path, most: int) -> bool:
    """Whether more than `most` bytes, or too many files, lie in a folder; one that is closed to us counts as full."""
    size = count = 0
    folders = [str(room)]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    count += 1
                    size += _size(entry)
                    if count > MOST_FILES or size > most:
                        return True
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
        except FileNotFoundError:  # it has just been removed
            continue
        except OSError:  # so deep that its path is too long, or closed to us
            return True
    return False


def _size(entry: os.DirEntry[str]) -> int:
    """What a file takes on the disk, 0 if it is gone."""
    try:
        return entry.stat(follow_symlinks=False).st_blocks * 512
    except FileNotFoundError:
        return 0
