# Made from solutions/tinytorch/kernels/cuda/pool.py by `autograder build`.
"""Device memory that is asked for once and used again: the driver takes longer for a block than a small kernel runs.

    pool = Pool(machine)
    numbers = pool.numbers(1000, float32)    # a block from the pool, or a new one
    del numbers                              # the block is back in the pool

Kernels run one after the other, in the order in which they were launched. So a block may be given to the next one that
asks as soon as nobody in Python holds it, even while a kernel that reads it is still at work.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any

from tinytorch.kernels.cuda.device import Machine, Row
from tinytorch.tensors.backend import BackendError
from tinytorch.tensors.dtypes import DType

SMALLEST = 512  # bytes


def rounded(size: int) -> int:
    """The bytes of a block that holds `size` bytes: a power of 2, or 5/4, 6/4 or 7/4 of one; at least SMALLEST.

    Of a block at most a fifth lies idle, and a tensor that grows by one row finds the block of the old one.

    >>> rounded(1), rounded(1024), rounded(1025), rounded(1600)
    (512, 1024, 1280, 1792)
    """
    if size <= SMALLEST:
        return SMALLEST
    quarter = 1 << max((size - 1).bit_length() - 3, 0)
    return -(-size // quarter) * quarter


class Block:
    """Bytes on the device, and the last row of numbers made of them: a training step asks for the same again."""

    __slots__ = ("count", "dtype", "raw", "row", "size")

    def __init__(self, raw: Any, size: int) -> None:
        self.raw, self.size = raw, size
        self.dtype: DType | None = None
        self.count, self.row = 0, None


class Numbers:
    """`size` numbers of one kind in a row on the device: what a Buffer holds. Its block goes back when nobody has it.

    row     what a kernel is given; None where size is 0
    bounds  the least and the largest number, if they are known: for whole numbers that came from the host, which are
            rows to look up
    """

    __slots__ = ("__weakref__", "block", "bounds", "dtype", "nbytes", "pool", "row", "size")

    def __init__(self, pool: Pool, block: Block | None, row: Row, size: int, dtype: DType) -> None:
        self.pool, self.block, self.row, self.size, self.dtype = pool, block, row, size, dtype
        self.nbytes = size * dtype.itemsize
        self.bounds: tuple[int, int] | None = None

    def __del__(self) -> None:
        if self.block is not None:
            self.pool.take_back(self.block)


class Pool:
    """Blocks of one machine: those in use, and those that wait to be used again. It is what `memory` asks.

    reserved  bytes that the machine has given, in use or not
    hooks     functions that are called with +bytes when a block goes out, and -bytes when it comes back
    """

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.used = self.most = self.reserved = 0
        self.hooks: dict[int, Callable[[int], object]] = {}
        self.waiting: dict[int, list[Block]] = {}
        self.lock = RLock()  # the collector may call take_back at any time, in any thread

    def numbers(self, count: int, dtype: DType) -> Numbers:
        """Room for `count` numbers, in which anything may stand.

        Raises BackendError where the device has no room, even with all that waits given back.
        """
        if count == 0:
            return Numbers(self, None, None, 0, dtype)
        block = self.block(rounded(count * dtype.itemsize))
        if block.dtype is not dtype or block.count != count:
            block.dtype, block.count = dtype, count
            block.row = self.machine.row(block.raw, dtype, count)
        made = Numbers(self, block, block.row, count, dtype)
        for hook in list(self.hooks.values()):
            hook(block.size)  # if it raises, `made` goes, and the block is back
        return made

    def block(self, size: int) -> Block:
        """A block of this size, from those that wait or from the machine."""
        with self.lock:
            waiting = self.waiting.get(size)
            found = waiting.pop() if waiting else Block(self.fresh(size), size)
            self.used += size
            self.most = max(self.most, self.used)
        return found

    def fresh(self, size: int) -> Any:
        """Bytes from the machine; if it has no more, once again with what waits given back."""
        try:
            raw = self.machine.allocate(size)
        except MemoryError:
            self.release()
            try:
                raw = self.machine.allocate(size)
            except MemoryError:
                raise BackendError(
                    f"the device has no {size} bytes left beside the {self.used} in use: use smaller batches"
                ) from None
        self.reserved += size
        return raw

    def take_back(self, block: Block) -> None:
        """Keep a block that nobody holds any more for the next one who asks."""
        with self.lock:
            self.waiting.setdefault(block.size, []).append(block)
            self.used -= block.size
        for hook in list(self.hooks.values()):
            hook(-block.size)

    def allocated(self) -> int:
        """Bytes in use now: of a tensor's block all of them, also those that lie idle."""
        return self.used

    def peak(self) -> int:
        """The most bytes that were in use at once since reset_peak."""
        return self.most

    def reset_peak(self) -> None:
        """Let the peak begin anew, from what is in use now."""
        self.most = self.used

    def release(self) -> int:
        """Give the blocks that wait back to the machine; how many bytes that were."""
        with self.lock:
            given = sum(size * len(blocks) for size, blocks in self.waiting.items())
            self.waiting.clear()
            self.reserved -= given
        return given
