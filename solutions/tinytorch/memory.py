"""How much memory tensors hold, the most they ever held, and who takes it.

    memory.reset_peak()
    train_batch(...)
    memory.allocated(), memory.peak()

Counted are the bytes of buffers that live tensors read, each buffer once, however many views it has. On "cuda" the
pool counts (kernels/cuda/pool.py). Backends in host memory have one count together. It begins when `reset_peak` or
`on_change` is first called, for counting costs time at every operation; only `allocated` can be asked at any time.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from tinytorch.tensors.backend import Buffer, Detached, backend
from tinytorch.tensors.backward import Handle

Hook = Callable[[int], object]  # called with the bytes that are taken, or minus those given back


class Counter(Protocol):
    """What knows how much memory of one kind is in use."""

    hooks: dict[int, Hook]

    def allocated(self) -> int: ...
    def peak(self) -> int: ...
    def reset_peak(self) -> None: ...
    def release(self) -> int: ...


class Host:
    """Memory of the host, which the C library manages."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.counting = False
        self.hooks: dict[int, Hook] = {}

    def allocated(self) -> int:
        """Bytes that live buffers hold: counted, or else found among all objects that Python knows."""
        if self.counting:
            return self.now
        return sum(size(each) for each in gc.get_objects() if issubclass(type(each), Buffer))

    def peak(self) -> int:
        """The most bytes that were held at once since reset_peak."""
        if not self.counting:
            raise RuntimeError("memory.peak() tells the most since memory.reset_peak(): call that first")
        return self.most

    def reset_peak(self) -> None:
        """Begin anew: from here on the peak is what is held now, until more is."""
        self.count()
        self.most = self.now

    def release(self) -> int:
        """Nothing: memory that is free here belongs to the C library (tensors/memory.py says what that keeps)."""
        return 0

    def change(self, taken: int) -> None:
        """So many bytes more, or fewer."""
        if not taken:
            return
        self.now += taken
        self.most = max(self.most, self.now)
        for hook in list(self.hooks.values()):
            hook(taken)

    def count(self) -> None:
        """From now on, hear of every buffer that is made, and of every one that goes."""
        if self.counting:
            return
        self.now = self.allocated()
        self.counting = True
        make = Buffer.__init__

        def made(buffer: Buffer, data: Any) -> None:
            make(buffer, data)
            self.change(size(buffer))

        def gone(buffer: Buffer) -> None:
            self.change(-size(buffer))

        Buffer.__init__ = made  # type: ignore[method-assign, assignment]
        Buffer.__del__ = gone  # type: ignore[attr-defined]


def size(buffer: Buffer) -> int:
    """Bytes that a buffer holds in host memory; a detached one holds none of its own."""
    return buffer.data.nbytes if type(buffer.data) is np.ndarray and type(buffer) is not Detached else 0


host = Host()


def counter(device: str) -> Counter:
    """The one that knows of a device: its backend's own, or the host's."""
    own: Counter = getattr(backend(device), "memory", host)
    return own


def allocated(device: str = "cpu") -> int:
    """Bytes that live tensors hold now."""
    return counter(device).allocated()


def peak(device: str = "cpu") -> int:
    """The most bytes that live tensors held at once since `reset_peak`, with which the count begins."""
    return counter(device).peak()


def reset_peak(device: str = "cpu") -> None:
    """From here on the peak is what is held now, until more is."""
    counter(device).reset_peak()


def release(device: str = "cpu") -> int:
    """Give memory that is kept for reuse back to the device or the system; how many bytes. Live tensors keep theirs."""
    return counter(device).release()


def on_change(hook: Hook, device: str = "cpu") -> Handle:
    """Call hook(bytes) whenever memory is taken, and hook(-bytes) whenever it is given back; `.remove()` ends that."""
    which = counter(device)
    if which is host:
        host.count()
    return Handle(which.hooks).add(hook)
