"""Run a kernel as Python and see whether turns of its prange get in each other's way: `writes(map_flat, f, out, a)`.

Threads take turns in any order and at the same time. So two turns may never touch one cell of an array if one of them
writes it, and no turn may need what another left in a variable. The first is seen in what each turn reads and writes;
the second by taking the turns in reverse as well, which must give the same numbers.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType, FunctionType, SimpleNamespace
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

MOST = 20  # faults of one report
EXACT = {"rtol": 1e-4, "atol": 1e-6}  # a sum in another order is rounded differently
MAKERS = ("empty", "full", "ones", "zeros")
Cells = np.ndarray


@dataclass(frozen=True)
class Fault:
    """What is wrong: kind ("race", "order" or "outside"), array, place, and two turns, of which `turn` came later."""

    kind: str
    array: str
    index: tuple[int, ...]
    turn: int | None
    other: int | None
    line: int
    sentence: str


@dataclass(frozen=True)
class Report:
    """What was seen, as plain data.

    faults  (kind, array, index, turn, other turn, line, sentence) each
    turns   (line, number of turns) for each prange that was run
    serial  array -> how many of its cells were written last outside of all turns, where there are any
    """

    faults: list[tuple[Any, ...]]
    turns: list[tuple[int, int]]
    serial: dict[str, int]


class _Outside(Exception):
    """Ends a kernel that leaves an array."""


@dataclass
class _Log:
    """What has been touched in the prange that runs now, and what was found so far."""

    reverse: bool
    turn: int | None = None
    loop: int = 0  # the line of the prange
    faults: list[Fault] = field(default_factory=list)
    turns: list[tuple[int, int]] = field(default_factory=list)
    serial: dict[str, set[int]] = field(default_factory=dict)
    writers: dict[tuple[str, int], int] = field(default_factory=dict)
    readers: dict[tuple[str, int], tuple[int, ...]] = field(default_factory=dict)

    def prange(self, *bounds: int) -> Iterator[int]:
        """The turns, each known by its number; a prange inside a turn is a range."""
        if self.turn is not None:
            yield from range(*bounds)
            return
        line, turns = _line(sys._getframe(1)), range(*bounds)
        self.loop = line
        self.turns.append((line, len(turns)))
        self.writers.clear()
        self.readers.clear()
        try:
            for turn in reversed(turns) if self.reverse else turns:
                self.turn = turn
                yield turn
        finally:
            self.turn = None

    def read(self, array: Watched, cells: Cells) -> None:
        """A turn reads: nobody else may have written."""
        if self.turn is None:
            return
        for cell in np.unique(cells).tolist():
            key = (array.name, cell)
            if self.writers.get(key, self.turn) != self.turn:
                self.race(array, cell, self.writers[key], "written", "read")
            known = self.readers.get(key, ())
            if self.turn not in known and len(known) < 2:  # of two readers, one is another than whoever writes later
                self.readers[key] = (*known, self.turn)

    def write(self, array: Watched, cells: Cells) -> None:
        """A turn writes: nobody else may have written or read."""
        if self.turn is None:
            self.serial.setdefault(array.name, set()).update(cells.ravel().tolist())
            return
        self.serial.get(array.name, set()).difference_update(cells.ravel().tolist())
        for cell in np.unique(cells).tolist():
            key = (array.name, cell)
            others = [turn for turn in self.readers.get(key, ()) if turn != self.turn]
            if self.writers.get(key, self.turn) != self.turn:
                self.race(array, cell, self.writers[key], "written", "written")
            elif others:
                self.race(array, cell, others[0], "read", "written")
            self.writers[key] = self.turn

    def race(self, array: Watched, cell: int, other: int, before: str, now: str) -> None:
        """Two turns at one cell."""
        index = array.place(cell)
        both = f"{before} by turn {other} and by turn {self.turn}" if before == now else None
        what = both or f"{before} by turn {other} and {now} by turn {self.turn}"
        sentence = f"{array.name}{list(index)} is {what} of the prange in line {self.loop}: a race"
        self.found("race", array.name, index, other, sentence)

    def found(self, kind: str, array: str, index: tuple[int, ...], other: int | None, sentence: str) -> None:
        """Keep the first fault of each kind, array and line."""
        line = _line(sys._getframe(1))
        alike = any((each.kind, each.array, each.line) == (kind, array, line) for each in self.faults)
        if not alike and len(self.faults) < MOST:
            self.faults.append(Fault(kind, array, index, self.turn, other, line, sentence))


class Watched(NDArrayOperatorsMixin):
    """An array, or a part of one, that tells the log which of its cells are read and written."""

    def __init__(self, log: _Log, name: str, array: Any, cells: Cells | None = None, shape: Any = None) -> None:
        self.log, self.name, self.array = log, name, array
        self.cells = np.arange(array.size).reshape(array.shape) if cells is None else cells
        self.whole = array.shape if shape is None else shape

    size = property(lambda self: self.array.size)
    shape = property(lambda self: self.array.shape)
    dtype = property(lambda self: self.array.dtype)
    ndim = property(lambda self: self.array.ndim)

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def place(self, cell: int) -> tuple[int, ...]:
        """The index of a cell in the whole array."""
        return tuple(int(each) for each in np.unravel_index(cell, self.whole))

    def __getitem__(self, key: Any) -> Any:
        cells = self.at(key)
        if np.ndim(cells) == 0:
            self.log.read(self, cells)
            return self.array[key]
        part = self.array[key]
        if not np.shares_memory(part, self.array):  # taken by a list of places: a copy
            self.log.read(self, cells)
            return part
        return Watched(self.log, self.name, part, cells, self.whole)

    def __setitem__(self, key: Any, value: Any) -> None:
        cells, value = self.at(key), np.asarray(value)
        self.log.write(self, cells)
        self.array[key] = value

    def at(self, key: Any) -> Cells:
        """The numbers of the cells; an index below 0 or past the end is a fault: the compiled kernel asks nobody."""
        for axis, each in enumerate(key if isinstance(key, tuple) else (key,)):
            if isinstance(each, int | np.integer) and axis < self.ndim and not 0 <= each < self.shape[axis]:
                sentence = f"index {each} of {self.name} is outside: axis {axis} has {self.shape[axis]} places"
                self.log.found("outside", self.name, (int(each),), None, sentence)
                raise _Outside(sentence)
        found: Cells = self.cells[key]
        return found

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        self.log.read(self, self.cells)
        return np.array(self.array, dtype=dtype)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        outputs = options.pop("out", ())
        values = [np.asarray(each) if isinstance(each, Watched) else each for each in inputs]
        result = getattr(ufunc, method)(*values, **options)
        if outputs:
            outputs[0][...] = result
            return outputs[0]
        return result


def writes(kernel: Callable[..., Any], *arguments: Any, names: Sequence[str] = ()) -> Report:
    """What the turns of the kernel's prange do to each other; the arrays are filled as by calling the kernel itself.

    arguments  f and start too, as the kernel takes them; every array among them is watched
    names      what to call them; by default, as the kernel does
    """
    names = names or list(inspect.signature(kernel).parameters)
    copies = [each.copy() if isinstance(each, np.ndarray) else each for each in arguments]
    log = _run(kernel, arguments, names, reverse=False)
    if not log.faults:
        again = _run(kernel, copies, names, reverse=True)
        for name, first, second in zip(names, arguments, copies, strict=False):
            if isinstance(first, np.ndarray) and not np.allclose(first, second, equal_nan=True, **EXACT):
                _out_of_order(log, name, first, second)
        log.faults += again.faults
    faults = [(f.kind, f.array, f.index, f.turn, f.other, f.line, f.sentence) for f in log.faults]
    return Report(faults, log.turns, {name: len(cells) for name, cells in log.serial.items() if cells})


def _run(kernel: Any, arguments: Sequence[Any], names: Sequence[str], *, reverse: bool) -> _Log:
    """The log of one run."""
    log = _Log(reverse)
    given = [
        Watched(log, name, each) if isinstance(each, np.ndarray) else each
        for name, each in zip(names, arguments, strict=True)
    ]
    with suppress(_Outside):
        _bound(kernel, log, {})(*given)
    return log


def _out_of_order(log: _Log, name: str, first: np.ndarray, second: np.ndarray) -> None:
    """A fault for the first cell that comes out otherwise when the turns are taken in reverse."""
    differs = ~np.isclose(first, second, equal_nan=True, **EXACT)
    index = tuple(int(each) for each in np.argwhere(differs)[0])
    line = log.turns[0][0] if log.turns else 0
    sentence = (
        f"{name}{list(index)} depends on the order in which the turns of the prange in line {line} are taken: "
        "a turn uses what another has left in a variable"
    )
    log.faults.append(Fault("order", name, index, None, None, line, sentence))


def _bound(function: Any, log: _Log, made: dict[Any, Any]) -> Any:
    """The function with this log's prange, arrays that it makes watched too; likewise the functions that it calls."""
    if function not in made:
        space = dict(function.__globals__)
        made[function] = FunctionType(
            function.__code__, space, function.__name__, function.__defaults__, function.__closure__
        )
        for name in function.__code__.co_names:
            value = space.get(name)
            if name == "prange":
                space[name] = log.prange
            elif value is np:
                space[name] = _maker(log)
            elif isinstance(value, FunctionType) and value.__module__ == function.__module__:
                space[name] = _bound(value, log, made)
    return made[function]


def _maker(log: _Log) -> SimpleNamespace:
    """numpy for kernels; an array made outside all turns is shared by them, so it is watched, and empty means NaN."""

    def made(name: str) -> Callable[..., Any]:
        def make(*args: Any, **options: Any) -> Any:
            array = getattr(np, name)(*args, **options)
            if name == "empty" and array.dtype.kind == "f":
                array[...] = np.nan
            line = _line(sys._getframe(1))
            return array if log.turn is not None else Watched(log, f"the array of line {line}", array)

        return make

    return SimpleNamespace(**{**vars(np), **{name: made(name) for name in MAKERS}})


def _line(frame: FrameType | None) -> int:
    """The line of the nearest caller outside this file."""
    while frame is not None and frame.f_code.co_filename == __file__:
        frame = frame.f_back
    return frame.f_lineno if frame is not None else 0
