"""How many threads a launch starts.

A GPU runs a kernel once for every thread of a grid. Threads come in blocks of equal size; those of one block share a
small fast memory and can wait for each other, those of different blocks can do neither.
"""

from __future__ import annotations

THREADS = 256  # in a block, for kernels that work through rows of numbers; a power of 2
TILE = 16  # matrices are multiplied by blocks of TILE x TILE threads


def blocks_for(size: int, threads: int) -> int:
    """The fewest blocks of `threads` threads that have a thread for each of `size` elements.

    >>> blocks_for(1000, 256), blocks_for(1024, 256), blocks_for(0, 256)
    (4, 4, 0)
    """
    ### BEGIN SOLUTION 3
    return (size + threads - 1) // threads
    ### END SOLUTION
