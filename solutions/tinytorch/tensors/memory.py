"""Ask the C library to keep the memory that arrays give back, instead of returning it to the system.

Every operation makes a new array, uses it for a moment and lets it go. By default glibc returns a large block to the
system at once, and the next array begins with pages that the system must first fill with zeros: for arrays of some
megabytes that takes longer than the arithmetic. `tt bench tensors` shows what it is worth.

The price is that a process keeps the most memory that it ever used. TINYTORCH_MALLOC=system leaves the C library as it
is. Where it is not glibc (macOS, Windows, musl) nothing happens.
"""

from __future__ import annotations

import ctypes
import os

# From glibc's malloc.h: which setting, and what we set it to.
SETTINGS = {
    -4: 0,  # M_MMAP_MAX: take no block from the system by itself, so that none must go back by itself
    -1: 2**31 - 1,  # M_TRIM_THRESHOLD: do not shrink the heap before this much of its end is free
    -2: 64 << 20,  # M_TOP_PAD: grow it by this much more than is needed
}


def keep_freed_memory() -> bool:
    """Make the settings; whether they were made."""
    if os.environ.get("TINYTORCH_MALLOC") == "system":
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, TypeError, AttributeError):
        return False
    return all(mallopt(setting, value) for setting, value in SETTINGS.items())
