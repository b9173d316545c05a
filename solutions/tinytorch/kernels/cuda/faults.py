"""What the sanitizer says of a fault, in one sentence each; the first of its kind in each array is kept."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Sequence
from types import CodeType, FrameType

from tinytorch.kernels.cuda import report
from tinytorch.kernels.cuda.language import Cuda, Dim3
from tinytorch.kernels.cuda.races import Access
from tinytorch.kernels.cuda.report import Fault, Place
from tinytorch.kernels.cuda.runner import DivergentBarrier
from tinytorch.kernels.cuda.watched import Index, Watched

Other = tuple[Place, Place, int] | tuple[()]  # the access before, in a race


class Faults:
    """The faults of one run."""

    def __init__(self, cuda: Cuda, codes: Sequence[CodeType]) -> None:
        self.cuda, self.codes = cuda, codes
        self.found: dict[tuple[str, str], Fault] = {}

    def out_of_bounds(self, array: Watched, index: Index, done: str) -> None:
        name, place, shape = array.naming(index)
        size = f"{shape[0]} elements" if len(shape) == 1 else f"shape {shape}"
        why = f"and {name} has {size}" if min(place) >= 0 else "and a GPU does not count from the end"
        what = f"{element(name, place)} was {done} by {self.running()}, {why}."
        self.add(report.OUT_OF_BOUNDS, array.memory.name, place, what)

    def uninitialised(self, array: Watched, index: Index) -> None:
        name, place, _ = array.naming(index)
        what = f"{element(name, place)} was read by {self.running()}, and nobody had written it before."
        self.add(report.UNINITIALISED, array.memory.name, place, what)

    def race(self, before: Access, now: Access) -> None:
        kind = report.REDUNDANT if now.repeats(before) else report.RACE
        if kind == report.REDUNDANT:
            why = "both wrote the same number, so one of them is enough"
        elif before.block != now.block:
            why = "blocks cannot wait for each other"
        else:
            why = "there is no cuda.syncthreads() between"
        also = f"{element(now.name, now.place)}, which is the same memory, was " if before.name != now.name else ""
        what = (
            f"{element(before.name, before.place)} was {done(before)} by {self.who(before.block, before.thread)} "
            f"in line {before.line} and {also}{done(now)} by {self.running()}, and {why}."
        )
        other = self.block(before.block), self.thread(before.thread), before.line
        self.add(kind, now.name, now.place, what, other)

    def unwritten(self, name: str, index: Index) -> None:
        what = f"{element(name, index)} was written by no thread; are there enough blocks, and does each thread write?"
        self.found[report.UNWRITTEN, name] = Fault(report.UNWRITTEN, name, index, (), (), 0, what)

    def diverged(self, error: DivergentBarrier) -> None:
        self.stop(report.DIVERGENT, error.missing[0], error.line, str(error))

    def endless(self, line: int, what: str) -> None:
        self.stop(report.ENDLESS, self.cuda.threadIdx, line, what)

    def stop(self, kind: str, thread: Dim3, line: int, what: str) -> None:
        block = self.block(self.cuda.blockIdx)
        self.found[kind, ""] = Fault(kind, "", (), block, self.thread(thread), line, what)

    def add(self, kind: str, name: str, index: Index, what: str, other: Other = ()) -> None:
        if (kind, name) not in self.found:
            block, thread, frame = self.block(self.cuda.blockIdx), self.thread(self.cuda.threadIdx), self.frame()
            source = linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip()
            self.found[kind, name] = Fault(kind, name, index, block, thread, frame.f_lineno, what, other, source)

    def running(self) -> str:
        """Which thread runs, and where it stands."""
        return f"{self.who(self.cuda.blockIdx, self.cuda.threadIdx)} in line {self.frame().f_lineno}"

    def who(self, block: Dim3, thread: Dim3) -> str:
        return f"thread {thread.within(self.cuda.blockDim)} of block {block.within(self.cuda.gridDim)}"

    def frame(self) -> FrameType:
        """Where the kernel stands, or a function of its package that it calls."""
        frame = sys._getframe(1)
        while frame.f_back and not any(frame.f_code is code for code in self.codes):
            frame = frame.f_back
        return frame

    def block(self, place: Dim3) -> Place:
        return place[: self.cuda.gridDim.axes]

    def thread(self, place: Dim3) -> Place:
        return place[: self.cuda.blockDim.axes]


def element(name: str, index: Index) -> str:
    """As it is written: a[8], s[3, 1]."""
    return f"{name}[{', '.join(map(str, index))}]"


def done(access: Access) -> str:
    return "written" if access.write else "read"
