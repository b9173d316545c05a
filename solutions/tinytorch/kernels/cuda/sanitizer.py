"""Look at a kernel while it runs: `sanitize(kernel, grid, block, *args)` -> a Report of its faults and what it touched.

It finds what a GPU does not tell: accesses out of bounds, reads of memory that nobody wrote, races, barriers that some
threads never reach, loops that never end, outputs that nobody wrote. The kernel runs in the block runner. A write out
of bounds does nothing, a read gives 0.
"""

from __future__ import annotations

import dis
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

import numpy as np

from tinytorch.kernels.cuda import report
from tinytorch.kernels.cuda.faults import Faults
from tinytorch.kernels.cuda.language import Cuda, Dim3, Size, places
from tinytorch.kernels.cuda.races import Access, History
from tinytorch.kernels.cuda.report import COUNTED, Counts, Report, Touch
from tinytorch.kernels.cuda.runner import CONSTANTS, DivergentBarrier, Kernel, KernelError, plain, run
from tinytorch.kernels.cuda.watched import Index, Memory, Watched

STEPS = 100_000  # lines that one thread may run between two barriers


def sanitize(
    kernel: Kernel,
    grid: Size,
    block: Size,
    *args: Any,
    names: Sequence[str] | None = None,
    outputs: Sequence[str] = (),
    constants: Mapping[str, int] = CONSTANTS,
    steps: int = STEPS,
) -> Report:
    """Run the kernel as `run` does, and report what it did.

    Arrays are called as the kernel's parameters are, or by `names`. Those in `outputs` hold nothing yet: to read an
    element before it is written is a fault, and so is to leave one unwritten. A thread that runs more than `steps`
    lines between two barriers is taken to be endless. What `run` raises is raised here, too, but not DivergentBarrier.
    """
    code = plain(kernel).__code__
    called = names or code.co_varnames[: code.co_argcount]
    watch = Watchman(steps)
    given = [watch.argument(arg, name, name in outputs) for name, arg in zip(called, args, strict=True)]
    try:
        with traced(watch.trace):
            run(kernel, grid, block, *given, constants=constants, watch=watch)
        watch.look_for_unwritten(outputs)
    except DivergentBarrier as error:
        watch.faults.diverged(error)
    except Endless as error:
        watch.faults.endless(error.line, str(error))
    return watch.report(code.co_name)


class Endless(KernelError):
    """A thread runs on and on, now in `line`."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Watchman:
    """Listens to one run: to the block runner (barriers, new arrays) and to the arrays (reads, writes)."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.codes: Sequence[CodeType] = ()  # the functions of the kernel
        self.memories: dict[str, Memory] = {}
        self.names: dict[tuple[int, int], str] = {}  # of arrays that the kernel makes, by the place in its code
        self.unset: set[int] = set()  # addresses that hold nothing yet
        self.histories = {"global": History(), "shared": History()}
        self.counts: dict[tuple[Dim3, Dim3], Counter[str]] = {}
        self.touches: Counter[tuple[Any, ...]] = Counter()
        self.barriers = 0  # of this block, so far
        self.taken: Counter[Dim3] = Counter()  # lines that a thread ran since the last barrier

    def argument(self, value: Any, name: str, is_unset: bool) -> Any:
        """An argument as the kernel gets it: arrays are watched, all else stays as it is."""
        return self.watched(value, name, "global", is_unset) if isinstance(value, np.ndarray) else value

    def watched(self, array: Any, name: str, space: str, is_unset: bool) -> Watched:
        memory = self.memories[name] = Memory(array, name, space)
        if is_unset:
            self.unset.update(map(memory.address, memory.indices()))
        return Watched(memory, self)

    def start(self, cuda: Cuda, codes: Sequence[CodeType]) -> None:
        self.cuda, self.codes, self.faults = cuda, codes, Faults(cuda, codes)
        self.counts = {(b, t): Counter() for b in places(cuda.gridDim) for t in places(cuda.blockDim)}

    def block(self) -> None:
        self.barriers = 0
        self.taken.clear()
        self.histories["shared"] = History()

    def barrier(self) -> None:
        self.barriers += 1
        self.taken.clear()
        for thread in places(self.cuda.blockDim):
            self.counts[self.cuda.blockIdx, thread]["barriers"] += 1

    def shared(self, array: Any, caller: FrameType) -> Watched:
        return self.watched(array, self.name(caller), "shared", True)

    def local(self, array: Any, caller: FrameType) -> Watched:
        return self.watched(array, self.name(caller), "local", True)

    def name(self, caller: FrameType) -> str:
        """The variable that gets the array asked for in this line, with the line if the name is taken or not known."""
        call, name = (id(caller.f_code), caller.f_lasti), name_at(caller)
        if call not in self.names:
            self.names[call] = f"{name or 'array'} of line {caller.f_lineno}" if name in {"", *self.memories} else name
        return self.names[call]

    def read(self, array: Watched, index: Index) -> Any:
        if not array.has(index):
            self.faults.out_of_bounds(array, index, "read")
            return array.dtype.type(0)
        place = array.place(index)
        address = array.memory.address(place)
        if address in self.unset:
            self.faults.uninitialised(array, index)
        self.note(array.memory, place, address, write=False)
        return array.memory.array[place]

    def write(self, array: Watched, index: Index, value: Any) -> None:
        if not array.has(index):
            self.faults.out_of_bounds(array, index, "written")
            return
        place = array.place(index)
        address = array.memory.address(place)
        array.memory.array[place] = value
        self.unset.discard(address)
        self.note(array.memory, place, address, write=True)

    def note(self, memory: Memory, place: Index, address: int, write: bool) -> None:
        """Count an access, remember who touched what, and look for a race."""
        block, thread, atomic = self.cuda.blockIdx, self.cuda.threadIdx, self.cuda.atomic.busy
        self.touches[memory.name, place, block, thread, self.barriers, write, atomic] += 1
        if memory.space == "local":
            return
        self.counts[block, thread][f"{memory.space}_{'writes' if write else 'reads'}"] += 1
        line, value = self.faults.frame().f_lineno, memory.array[place]
        now = Access(block, thread, self.barriers, write, atomic, line, memory.name, place, value)
        before = self.histories[memory.space].race(address, now)
        if before is not None:
            self.faults.race(before, now)

    def look_for_unwritten(self, outputs: Sequence[str]) -> None:
        for name in outputs:
            memory = self.memories[name]
            left = next((index for index in memory.indices() if memory.address(index) in self.unset), None)
            if left is not None:
                self.faults.unwritten(name, left)

    def trace(self, frame: FrameType, event: str, arg: object) -> Any:
        """Python's tracing: count the lines that a thread runs, in the functions of the kernel only."""
        if not any(frame.f_code is code for code in self.codes):
            return None
        if event == "line":
            self.taken[self.cuda.threadIdx] += 1
            if self.taken[self.cuda.threadIdx] > self.steps:
                self.give_up(frame)
        return self.trace

    def give_up(self, frame: FrameType) -> None:
        who = self.faults.who(self.cuda.blockIdx, self.cuda.threadIdx)
        line = frame.f_lineno
        what = f"{who} has run {self.steps} lines and is in line {line}; is there a loop that never ends?"
        raise Endless(what[0].upper() + what[1:], line)

    def report(self, kernel: str) -> Report:
        block, thread = self.faults.block, self.faults.thread
        return Report(
            kernel,
            block(self.cuda.gridDim),
            thread(self.cuda.blockDim),
            tuple(self.faults.found.values()),
            tuple(
                Counts(block(b), thread(t), *(each[name] for name in COUNTED)) for (b, t), each in self.counts.items()
            ),
            tuple(report.Memory(m.name, m.space, m.array.shape) for m in self.memories.values()),
            tuple(
                Touch(name, place, block(b), thread(t), barriers, write, atomic, times)
                for (name, place, b, t, barriers, write, atomic), times in self.touches.items()
            ),
        )


@contextmanager
def traced(trace: Callable[[FrameType, str, object], Any]) -> Iterator[None]:
    """Tracing by `trace` for as long as this lasts; a debugger's own comes back afterwards."""
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


def name_at(caller: FrameType) -> str:
    """The variable that a function's present call is assigned to; "" if it is not so simple."""
    following = (each for each in dis.get_instructions(caller.f_code) if each.offset > caller.f_lasti)
    step = next(following, None)
    if step is None or step.opname not in ("STORE_FAST", "STORE_FAST_LOAD_FAST", "STORE_DEREF"):
        return ""
    return str(step.argval[0] if isinstance(step.argval, tuple) else step.argval)
