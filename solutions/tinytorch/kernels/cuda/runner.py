"""CUDA kernels without a GPU: `run(kernel, grid, block, *args)` runs every thread of every block, one after the other.

A thread runs until its first barrier, then the next thread does; when all have come there, all go on. So a run is
always the same, and a barrier that some threads never reach is seen. The kernel is the plain function that a GPU gets;
it finds our `cuda` (language.py) in the place of Numba's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import CodeType, FrameType, FunctionType, MappingProxyType, TracebackType
from typing import Any, NamedTuple

import numpy as np

from tinytorch.kernels.cuda.language import Cuda, Dim3, Size, Watch, extent, places

CONSTANTS = MappingProxyType(
    {"THREADS": 32, "TILE": 4}
)  # 256 and 16 on a GPU: so many threads would show nothing more here
LARGEST_GRID, LARGEST_BLOCK, MOST_THREADS = (2**31 - 1, 65535, 65535), (1024, 1024, 64), 1024
MOST_BARRIERS = 10_000  # who has passed so many goes on for ever

Kernel = Callable[..., None]


class KernelError(RuntimeError):
    """A kernel went wrong in a thread, which the message names.

    ├── LaunchError        it could not even start: no threads, or too many
    └── DivergentBarrier   some threads of a block wait where others never come
    """


class LaunchError(KernelError):
    """A grid or a block of a size that no GPU takes."""


class DivergentBarrier(KernelError):
    """`waiting` threads of `block` are at a barrier in `line`; `missing` ones have ended or wait elsewhere."""

    def __init__(self, message: str, block: Dim3, waiting: Sequence[Dim3], missing: Sequence[Dim3], line: int) -> None:
        super().__init__(message)
        self.block, self.waiting, self.missing, self.line = block, tuple(waiting), tuple(missing), line


def run(
    kernel: Kernel,
    grid: Size,
    block: Size,
    *args: Any,
    constants: Mapping[str, int] = CONSTANTS,
    watch: Watch | None = None,
) -> None:
    """Run `kernel(*args)` once for each thread of a grid of blocks, block after block.

    A size is a number, or up to three for x, y and z. The kernel, and the functions of its package that it calls, see
    `constants` in the place of their own. A negative index counts from the end here, as in NumPy, and reads anything
    on a GPU: the sanitizer sees it. LaunchError: a size no GPU takes; DivergentBarrier: some threads of a block wait
    where others never come; KernelError: an exception in a thread. A blank's NotImplementedError stays itself.
    """
    grid, block = launch_size(grid, "grid", LARGEST_GRID), launch_size(block, "block", LARGEST_BLOCK)
    Run(kernel, grid, block, args, constants, watch).blocks()


def launch_size(size: Size, name: str, largest: Sequence[int]) -> Dim3:
    """A grid's or a block's size as three numbers; LaunchError where a GPU would refuse it."""
    sides = extent(size)
    if not 1 <= len(sides) <= 3 or any(side < 1 for side in sides):
        raise LaunchError(
            f"A {name} has 1 to 3 sizes of at least 1 (got {size}); where there is nothing to do, start none."
        )
    if name == "block" and math.prod(sides) > MOST_THREADS:
        raise LaunchError(f"A block has at most {MOST_THREADS} threads (got {size}); start more and smaller blocks.")
    if any(side > most for side, most in zip(sides, largest, strict=False)):
        raise LaunchError(f"A {name} has at most {tuple(largest)} along x, y, z (got {size}); let each thread do more.")
    return Dim3(*sides)


class Waiting(NamedTuple):
    """A thread that waits at a barrier, and the coroutine to switch to when it may go on."""

    thread: Dim3
    worker: Any
    frame: FrameType  # of the function that called syncthreads()


class Run:
    """One launch. A worker (a greenlet) runs threads until one waits; then another worker takes those that are left."""

    def __init__(
        self, kernel: Kernel, grid: Dim3, block: Dim3, args: tuple[Any, ...], constants: Mapping[str, int], watch: Any
    ) -> None:
        import greenlet  # with the first run; whoever only reads kernels does without it

        self.new_worker, self.home = greenlet.greenlet, greenlet.getcurrent()
        self.name, self.args, self.watch = plain(kernel).__name__, args, watch
        self.cuda = Cuda(grid, block, watch, self.home.switch)
        self.kernel, self.codes = rebound(kernel, {**constants, "cuda": self.cuda})
        self.todo: Iterator[Dim3] = iter(())  # threads of this block that have not begun
        self.workers: list[Any] = []
        self.idle: list[Any] = []

    def blocks(self) -> None:
        """Run every block; no worker outlives it, whatever happens."""
        try:
            if self.watch:
                self.watch.start(self.cuda, self.codes)
            for place in places(self.cuda.gridDim):
                self.cuda.blockIdx = place
                self.block()
        except (KernelError, NotImplementedError):
            raise
        except Exception as error:
            raise KernelError(self.complaint(error)) from error
        finally:
            for worker in self.workers:
                worker.throw()

    def block(self) -> None:
        """Run the threads of one block from barrier to barrier."""
        self.cuda.shared.made.clear()
        if self.watch:
            self.watch.block()
        self.todo = places(self.cuda.blockDim)
        waiting = list(self.first_round())
        for _ in range(MOST_BARRIERS):
            if not waiting:
                return
            self.check(waiting)
            if self.watch:
                self.watch.barrier()
            waiting = list(self.next_round(waiting))
        where = waiting[0].frame.f_lineno
        raise KernelError(
            f"{self.name}: the threads of block {self.place()} have passed {MOST_BARRIERS} barriers and wait again, "
            f"in line {where}; is there a loop that never ends?"
        )

    def first_round(self) -> Iterator[Waiting]:
        """Every thread up to its first barrier; those that wait."""
        while True:
            worker = self.idle.pop() if self.idle else self.hire()
            frame = worker.switch()
            if frame is None:
                self.idle.append(worker)
                return
            yield Waiting(self.cuda.threadIdx, worker, frame)

    def next_round(self, waiting: Sequence[Waiting]) -> Iterator[Waiting]:
        """Every waiting thread up to its next barrier; those that wait again."""
        for thread, worker, _ in waiting:
            self.cuda.threadIdx = thread
            frame = worker.switch()
            if frame is None:
                self.idle.append(worker)
            else:
                yield Waiting(thread, worker, frame)

    def hire(self) -> Any:
        self.workers.append(self.new_worker(self.work))
        return self.workers[-1]

    def work(self) -> None:
        """What a worker does: one thread after the other, while there are any; then it waits for the next block."""
        cuda, kernel, args, switch = self.cuda, self.kernel, self.args, self.home.switch
        with np.errstate(all="ignore"):  # a GPU says nothing of numbers that are too large
            while True:
                for cuda.threadIdx in self.todo:
                    kernel(*args)
                switch(None)

    def check(self, waiting: Sequence[Waiting]) -> None:
        """DivergentBarrier unless all threads of the block wait, and at the same place of the text."""
        threads = math.prod(self.cuda.blockDim)
        first = waiting[0].frame
        if (
            len(waiting) == threads
            and all(each.frame.f_lasti == first.f_lasti and each.frame.f_code is first.f_code for each in waiting)
            and first.f_code is self.codes[0]
        ):
            return
        lines = {each.thread: tuple(self.lines(each.frame)) for each in waiting}
        missing = [thread for thread in places(self.cuda.blockDim) if lines.get(thread) != lines[waiting[0].thread]]
        if missing:
            self.diverge([thread for thread in lines if thread not in missing], missing, lines)

    def diverge(self, waiting: Sequence[Dim3], missing: Sequence[Dim3], lines: Mapping[Dim3, Sequence[int]]) -> None:
        """Say which threads wait where, and which do not come."""
        other, size = missing[0], self.cuda.blockDim
        elsewhere = f"waits in line {lines[other][0]}" if other in lines else "has ended"
        raise DivergentBarrier(
            f"{self.name}: thread {waiting[0].within(size)} of block {self.place()} waits at the barrier in line "
            f"{lines[waiting[0]][0]}, and thread {other.within(size)} {elsewhere}; every thread of a block must "
            "come to every cuda.syncthreads().",
            self.cuda.blockIdx,
            waiting,
            missing,
            lines[waiting[0]][0],
        )

    def lines(self, frame: FrameType | None) -> Iterator[int]:
        """The lines in which a thread stands, from the inside out."""
        while frame is not None and frame.f_code is not self.work.__code__:
            yield frame.f_lineno
            frame = frame.f_back

    def place(self) -> str:
        return self.cuda.blockIdx.within(self.cuda.gridDim)

    def complaint(self, error: Exception) -> str:
        """Which thread failed, where and how."""
        thread = self.cuda.threadIdx.within(self.cuda.blockDim)
        return (
            f"{self.name}, thread {thread} of block {self.place()}, line {self.failed_line(error.__traceback__)}: "
            f"{type(error).__name__}: {error}"
        )

    def failed_line(self, trace: TracebackType | None) -> int:
        """The innermost line of the kernel, or of a function of its package, in a traceback."""
        line = 0
        while trace is not None:
            if any(trace.tb_frame.f_code is code for code in self.codes):
                line = trace.tb_lineno
            trace = trace.tb_next
        return line


def rebound(kernel: Kernel, names: Mapping[str, Any]) -> tuple[Kernel, list[CodeType]]:
    """A copy of the kernel that sees other globals, as do functions of its package that it calls; and their code."""
    copies: dict[int, FunctionType] = {}
    spaces: dict[int, dict[str, Any]] = {}

    def copy(function: FunctionType) -> FunctionType:
        if id(function) in copies:
            return copies[id(function)]
        old = function.__globals__
        new = spaces.setdefault(id(old), {**old, **names})
        made = FunctionType(function.__code__, new, function.__name__, function.__defaults__, function.__closure__)
        made.__kwdefaults__ = function.__kwdefaults__
        copies[id(function)] = made
        for name in used(function.__code__):
            called = plain(old.get(name))
            if isinstance(called, FunctionType) and home(called) == home(function):
                new[name] = copy(called)
        return made

    return copy(plain(kernel)), [each.__code__ for each in copies.values()]


def plain(function: Any) -> Any:
    """The function itself, where Numba's decorator keeps it; all else stays as it is."""
    return getattr(function, "py_func", function)


def used(code: CodeType) -> Iterator[str]:
    """The names that a function looks up, and the functions inside it."""
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from used(inner)


def home(function: FunctionType) -> str:
    """The package of a function."""
    return str(function.__module__).partition(".")[0]
