# Made from solutions/tinytorch/viz/threads.py by `autograder build`.
"""A CUDA kernel at work: which thread reads and writes which element, from barrier to barrier, and what goes wrong.

kernel("block_sum")                                          your kernel, on a small case of its own
kernel(mine, (out, a), grid=2, block=8).save("mine.svg")     any kernel, on your arrays

No GPU is needed: the kernel runs in the block runner, watched by the sanitizer.
"""

from __future__ import annotations

import linecache
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from types import CodeType
from typing import Any

import numpy as np

from tinytorch.kernels.cuda.language import Size, extent
from tinytorch.kernels.cuda.report import COUNTED, Fault, Place, Report
from tinytorch.kernels.cuda.runner import CONSTANTS, plain, rebound
from tinytorch.kernels.cuda.sanitizer import sanitize
from tinytorch.tensors.tensor import Tensor
from tinytorch.viz.accesses import least, stretches
from tinytorch.viz.bands import Bands
from tinytorch.viz.canvas import kind_of
from tinytorch.viz.picture import Picture

MOST_THREADS = 4096  # each runs in Python, line by line
LEAST = {"global_reads": False, "global_writes": True}  # the counts whose least is known, and whether these are writes


class KernelPicture(Picture):
    """A picture of a kernel, with what it is drawn from.

    report  what the sanitizer saw: faults, counts for each thread, touches
    right   whether the result was right, None where nobody knows what is
    """

    def __init__(self, svg: str, words: str, report: Report, right: bool | None) -> None:
        super().__init__(svg, words)
        self.report, self.right = report, right

    @property
    def ok(self) -> bool:
        """Without a wrong result, and without a fault that could make one."""
        return self.report.ok and self.right is not False


def kernel(
    kernel: Callable[..., None] | str,
    args: Sequence[Any] | Mapping[str, Any] | None = None,
    grid: Size | None = None,
    block: Size | None = None,
    constants: Mapping[str, int] = CONSTANTS,
    title: str | None = None,
) -> KernelPicture:
    """Run a kernel, watched, and draw which thread touches what; races are red, with the two lines that race.

    kernel       a function, or the name of one that assignment 03 asks for. Without `args`, a function of such a name
                 (yours from a notebook, too) runs on a small case for it
    args         its arguments, in order or by name; arrays are copied, so yours stay as they are
    grid, block  how many blocks, and how many threads each: a number, or up to three for x, y, z
    constants    what THREADS and TILE are in the kernel

    ValueError where there is nothing to run it on, or more than 4,096 threads. What the runner raises goes through:
    KernelError for an exception in a thread, and NotImplementedError for a blank that is not written.

    >>> def twice(out, a):
    ...     out[cuda.threadIdx.x] = 2 * a[cuda.threadIdx.x]
    >>> kernel(twice, (np.zeros(3), np.ones(3)), grid=1, block=3)
    twice: 3 threads
      threads        3: a grid of 1, blocks of 3
      global reads   1 in a thread, 3 together; the least possible
      global writes  1 in a thread, 3 together; the least possible
      shared reads   0 in a thread, 0 together
      shared writes  0 in a thread, 0 together
      barriers       0 in a thread, 0 together
      faults         none
    """
    if args is None:
        case = case_of(kernel)
        report, out = case.sanitize()
        right = bool(np.allclose(out, case.expected, rtol=1e-5, atol=1e-6))
        return drawn(case.kernel, report, right, title or f"{report.kernel}: {case.about}")
    function = case_of(kernel).kernel if isinstance(kernel, str) else plain(kernel)
    report = sanitize(function, *launch(grid, block), *copies(function, args), constants={**CONSTANTS, **constants})
    threads = len(report.counts)
    return drawn(function, report, None, title or f"{report.kernel}: {threads} thread{'' if threads == 1 else 's'}")


def case_of(kernel: Callable[..., None] | str) -> Any:
    """The small case of a kernel of this name, for this function."""
    cases = import_module("tinytorch.kernels.cuda.cases").CASES  # when it is needed: Numba comes along
    function = plain(kernel)
    if not isinstance(function, str) and not hasattr(function, "__name__"):
        raise TypeError(f"kernel wants a function, or the name of a kernel, got {kind_of(function)}")
    name = function if isinstance(function, str) else function.__name__
    if name not in cases:
        raise ValueError(
            f"there is no case of its own for the kernel {name!r}, only for {', '.join(cases)}: give it arguments, as "
            "in viz.kernel(f, (out, a), grid=2, block=8)"
        )
    case = cases[name]()[0]
    return case if isinstance(function, str) else replace(case, kernel=function)


def launch(grid: Size | None, block: Size | None) -> tuple[Size, Size]:
    """Both sizes, if the threads are few enough to be run one by one."""
    if grid is None or block is None:
        raise ValueError(f"viz.kernel wants a grid and a block beside the arguments, got grid={grid}, block={block}")
    threads = math.prod(extent(grid)) * math.prod(extent(block))
    if threads > MOST_THREADS:
        raise ValueError(
            f"viz.kernel runs at most {MOST_THREADS:,} threads, one by one, got {threads:,}: take fewer or smaller "
            "blocks, and smaller arrays"
        )
    return grid, block


def copies(function: Callable[..., None], args: Sequence[Any] | Mapping[str, Any]) -> list[Any]:
    """The arguments in the kernel's order, every array a copy."""
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    given = list(args) if isinstance(args, Mapping) else list(names[: len(args)])
    if len(args) != len(names) or {*given} != {*names}:
        raise ValueError(f"{code.co_name} wants the arguments {', '.join(names)}, got {len(args)}: {', '.join(given)}")
    ordered = [args[name] for name in names] if isinstance(args, Mapping) else args
    return [
        arg.copy() if isinstance(arg, np.ndarray) else arg
        for arg in (arg.detach().numpy() if isinstance(arg, Tensor) else arg for arg in ordered)
    ]


def drawn(function: Callable[..., None], report: Report, right: bool | None, title: str) -> KernelPicture:
    """The picture of a report, and the same in words."""
    faults = [(fault, list(told_lines(function, fault))) for fault in report.faults]
    table = dict(rows(report, right))
    words = "\n".join([title, *(f"  {name:<15}{said}" for name, said in table.items()), *complaints(faults)])
    bands = Bands(report, stretches(report), title)
    return KernelPicture(bands.svg(table, faults), words, report, right)


# --- In words


def rows(report: Report, right: bool | None) -> Iterator[tuple[str, str]]:
    """What was run, whether it was right, and how often each thread did what."""
    if right is not None:
        yield "result", "right" if right else "wrong"
    yield "threads", f"{len(report.counts)}: a grid of {size(report.grid)}, blocks of {size(report.block)}"
    for counted in COUNTED:
        yield counted.replace("_", " "), spread(report, counted, report.ok and right is not False)
    if not report.faults:
        yield "faults", "none"


def spread(report: Report, counted: str, sound: bool) -> str:
    """A count per thread, from the least to the most, of all together, and the least that the most could be.

    What is not `sound` may do too little, and is not praised for that.
    """
    low, high = report.least(counted), report.most(counted)
    said = f"{low if low == high else f'{low} to {high}'} in a thread, {report.total(counted)} together"
    if counted not in LEAST or not high:
        return said
    enough = least(report, write=LEAST[counted])
    if enough < high:
        return f"{said}; {enough} would be enough"
    return f"{said}; the least possible" if sound else said


def complaints(faults: Sequence[tuple[Fault, Sequence[str]]]) -> Iterator[str]:
    for fault, lines in faults:
        yield f"  {fault.kind:<14} {fault.sentence}"
        yield from (f"{'':<17}{line}" for line in lines)


def told_lines(function: Callable[..., None], fault: Fault) -> Iterator[str]:
    """The lines of source that a fault is about: in a race, both."""
    codes = rebound(function, {})[1]
    for number in dict.fromkeys((*fault.other[2:], fault.line)):
        source = fault.source if number == fault.line and fault.source else source_line(codes, number)
        if source:
            yield f"line {number}: {source}"


def source_line(codes: Sequence[CodeType], number: int) -> str:
    """The text of a line of the kernel, or of a function that it calls; "" where it is not known."""
    for code in codes:
        if any(line == number for *_, line in code.co_lines()):
            return linecache.getline(code.co_filename, number).strip()
    return ""


def size(sides: Place) -> str:
    return " x ".join(map(str, sides))
