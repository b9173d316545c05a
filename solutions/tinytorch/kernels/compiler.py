"""Machine code for kernels: made when first needed, for one float function and one kind of number, and kept.

    FLAT = Kernel(map_flat)
    FLAT.of(relu, "float32")(work, out, a)

`work` is a number of elements: whether one thread does it or several (threads.py).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

from numba.core.errors import NumbaError, NumbaPerformanceWarning, UnsupportedBytecodeError

from tinytorch.kernels import cache, lowering, threads, vectors

COLOURS = re.compile("\x1b\\[[0-9;]*m")
MADE = re.compile(r"\b(?:np\.uintp|np\.int64|REAL)\(([^()]*)\)")  # what lowering.py puts around numbers
PLACE = re.compile(r"(\. Raised from|, defined at) .*?(\(\d+\)|None)")  # in the file of the text, not in yours
MOST = 256  # float functions with which a kernel is kept: more than there are here, fewer than a loop can define
NUMBAS = NumbaError, UnsupportedBytecodeError  # what Numba raises; the second is no NumbaError

vectors.widen()


class CompileError(TypeError):
    """A kernel of which Numba makes no machine code; the text says why in one sentence, `report` in all of Numba's."""

    def __init__(self, kernel: str, error: Exception) -> None:
        self.report = COLOURS.sub("", str(error))
        what, where = reason(self.report)
        place = f" in `{where}`" if where else ""
        super().__init__(f"{kernel} cannot be compiled: {what}{place}; call it by itself, as Python, to look closer")


def reason(report: str) -> tuple[str, str]:
    """The first thing that Numba says, without the step at which it stood, and the line of your text that it marks."""
    lines = [line.strip().removeprefix("- ") for line in report.split("\n")]
    said = [line for line in lines if line and not line.startswith("Failed in")]
    while len(said) > 1 and said[0].endswith(":"):
        said[:2] = [f"{said[0]} {said[1].removeprefix('>>> ')}"]
    marked = [before for before, line in pairwise(lines) if line == "^"]
    where = marked[0] if marked else ""
    while where != (where := MADE.sub(r"\1", where)):
        pass
    return PLACE.sub("", said[0]).rstrip("."), where


class Compiled:
    """A kernel with everything built in: a variant for one thread and one for several, each made at its first call."""

    __slots__ = ("dtype", "f", "kernel", "parallel", "serial")

    def __init__(self, kernel: Kernel, f: Any, dtype: str) -> None:
        self.kernel, self.f, self.dtype = kernel, f, dtype
        self.serial: Callable[..., None] | None = None
        self.parallel: Callable[..., None] | None = None

    def __call__(self, work: int, *args: Any) -> Any:
        """Run it, on several threads if there is so much work that it pays. CompileError: Numba makes nothing of it."""
        try:
            return self.fitting(work)(*args)
        except NUMBAS as error:
            raise CompileError(self.kernel.function.__name__, error) from None
        except SystemError as error:  # a turn of a prange has raised, and Numba went on
            raise error.__cause__ or error from None

    def fitting(self, work: int) -> Callable[..., Any]:
        """The variant for so much work."""
        if work >= self.kernel.grain and threads.several(work):
            if self.parallel is None:
                self.parallel = self.make(parallel=True)
                return quiet(self.parallel)
            return self.parallel
        if self.serial is None:
            self.serial = self.make(parallel=False)
        return self.serial

    def make(self, parallel: bool) -> Callable[..., None]:
        """The function that Numba will compile, or load, at its first call."""
        kernel = self.kernel
        name, text = lowering.text_of(kernel.function, self.dtype, self.f, parallel=parallel, loose=kernel.loose)
        label = f"{name}_{self.f.__name__}" if self.f is not None else name
        made: Any = getattr(cache.load(f"{label}_{self.dtype}", text), name)
        if hasattr(made, "py_func"):  # with NUMBA_DISABLE_JIT it is Python
            made._cache = cache.Shelf(made.py_func)
        return made


def quiet(made: Callable[..., Any]) -> Callable[..., Any]:
    """It, without Numba's warning that a loop is not parallel: `tt check` says so in its own words."""

    def called(*args: Any) -> Any:
        with warnings.catch_warnings(action="ignore", category=NumbaPerformanceWarning):
            return made(*args)

    return called


class Kernel:
    """A function that fills arrays, as you wrote it, and what has been compiled of it so far.

    loose  sums in it may be taken in any order, so that several grow side by side
    grain  the least work for which several threads are used

    `of(f, dtype)` is it with the float function f built in, for one kind of number; the MOST that were asked for last
    are kept. What f names, a number or another function, is what it was when that was first called: whoever gives a
    name another value defines f anew.
    """

    def __init__(self, function: Callable[..., None], *, loose: bool = False, grain: int = threads.GRAIN) -> None:
        self.function, self.loose, self.grain = function, loose, grain
        self.of: Callable[[Any, str], Compiled] = lru_cache(MOST)(partial(Compiled, self))

    def __call__(self, work: int, dtype: str, *args: Any) -> Any:
        """Run a kernel that takes no float function."""
        return self.of(None, dtype)(work, *args)
