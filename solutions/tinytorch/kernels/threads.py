"""How many threads work, and when: too many are slower than one.

A kernel that is called for few numbers runs on one thread, for waking the others takes longer than the work. And two
sets of threads that both wait by spinning, Numba's and those of NumPy's matrix product, take the processors away from
each other: on two processors a training step then takes 15 to 20 times as long. Of Numba's ways to run threads TBB does
not spin; its library (package `tbb`) must be loaded before Numba looks for it. Where there is no TBB, OpenMP is told to
wait without spinning. The others have limits that end the process without a word of Python's: OpenMP's threads may not
be used in a process that was forked off, and Numba's own ("workqueue") not by two threads of Python at once.
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from functools import cache
from pathlib import Path

import numba

GRAIN = 1 << 16  # elements; below, one thread does it all
MOST = int(numba.config.NUMBA_NUM_THREADS)  # threads that Numba starts: with one there is nothing to ask


@cache
def prepare() -> str:
    """Make the choice, before the first parallel kernel: "tbb" if its library could be loaded, else "passive"."""
    for name in ("libtbb.so.12", "libtbb.12.dylib"):
        try:
            ctypes.CDLL(str(Path(sys.prefix) / "lib" / name), mode=ctypes.RTLD_GLOBAL)
            return "tbb"
        except OSError:
            pass
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    return "passive"


@cache
def start() -> tuple[str, int]:
    """Numba's threads, started: their kind, and the process that they belong to."""
    prepare()
    numba.get_num_threads()  # the question starts them, of the kind that Numba then finds
    return numba.threading_layer(), os.getpid()


def count() -> int:
    """How many threads a parallel kernel may use."""
    if MOST == 1:
        return 1
    start()
    return int(numba.get_num_threads())


def usable() -> bool:
    """Whether this thread of Python, in this process, may set others to work."""
    kind, process = start()
    if kind == "omp":
        return os.getpid() == process
    return kind != "workqueue" or threading.current_thread() is threading.main_thread()


def several(work: int) -> bool:
    """Whether so many elements are worth more than one thread."""
    return work >= GRAIN and count() > 1 and usable()
