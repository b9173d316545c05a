# Made from solutions/tinytorch/kernels/cuda/reductions.py by `autograder build`.
"""Reductions of any axes: which kernel, and in how many parts where few results have many elements each."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any, NamedTuple

import numpy as np

from tinytorch.kernels.cuda import fast
from tinytorch.kernels.cuda.copies import best_kernel
from tinytorch.kernels.cuda.device import Row
from tinytorch.kernels.cuda.launches import Launches, Seen, seen
from tinytorch.kernels.cuda.layouts import Axes, four, split, turned
from tinytorch.kernels.cuda.pool import Numbers
from tinytorch.kernels.cuda.reduce import reduce_kernel
from tinytorch.kernels.layouts import RANK
from tinytorch.scalars import operators
from tinytorch.tensors import elementary
from tinytorch.tensors.backend import FloatFunction, Strided, plain
from tinytorch.tensors.dtypes import bool_, float32, int64
from tinytorch.tensors.layout import Layout

MANY = 1 << 18  # threads that keep a large GPU busy
TURNS = 8  # a thread's least share of what it brings together, or more threads would not pay

STARTS: dict[Any, float] = {  # f(start, x) = x, on which the threads of a block rely
    plain(operators.add): 0,
    plain(operators.mul): 1,
    plain(operators.max): -np.inf,
    plain(elementary.maximum): -np.inf,
    plain(elementary.minimum): np.inf,
}
ANSWERS: dict[Any, float] = {plain(elementary.both): True, plain(elementary.either): False}  # the same, for bools


class Walk(NamedTuple):
    """Where the elements of a reduction lie: the axes that stay, and from each of their places the axes that go."""

    data: Numbers
    offset: int
    kept: Axes
    gone: Axes

    @property
    def results(self) -> int:
        return prod(self.kept[0])

    @property
    def turns(self) -> int:
        """How many elements make one result."""
        return prod(self.gone[0])

    @property
    def columns(self) -> bool:
        """Whether neighbouring results have elements that lie closer together than those of one result."""
        (_, kept), (_, gone) = self.kept, self.gone
        return len(gone) == 1 and len(kept) > 0 and abs(kept[-1]) < abs(gone[0])


class Reductions(Launches):
    """reduce, argmax and argmin."""

    def reduce(self, f: FloatFunction, start: float, a: Strided, axes: Sequence[int]) -> Numbers:
        """f over the elements along `axes`, from `start` on."""
        dtype = a.buffer.data.dtype
        starts = ANSWERS if dtype is bool_ else STARTS
        if starts.get(f) != start or not (dtype is bool_ or self.computes(dtype)):
            return self.through_host("reduce", f, start, a, axes)
        if 0 in a.layout.shape:
            return self.full(tuple(1 if k in axes else n for k, n in enumerate(a.layout.shape)), start, dtype)
        return self.reduced(f, dtype.type(start), self.walk(seen(a), tuple(axes)))

    def walk(self, a: Seen, axes: tuple[int, ...]) -> Walk:
        """The walk of a reduction over an array, or over a copy of it if the array has too many axes."""
        parts = split(a.layout, axes)
        results = a.layout.size // max(prod(a.layout.shape[k] for k in axes), 1)
        if parts is None or (results > self.machine.limits[0] and len(parts[1][0]) > 1):
            data = self.copied(Seen(a.data, turned(a.layout, axes)))
            layout = Layout.contiguous((results, a.layout.size // results))
            parts = split(layout, (1,))
            assert parts is not None
            return Walk(data, 0, *parts)
        return Walk(a.data, a.layout.offset, *parts)

    def reduced(self, f: FloatFunction, start: Any, walk: Walk) -> Numbers:
        """The results of a walk. If they are too few to keep the device busy: results of parts of it, then of these."""
        side = self.part(walk)
        if side == 0:
            out = self.pool.numbers(walk.results, walk.data.dtype)
            self.reduce_into(out.row, f, start, walk)
            return out
        (kept, kept_strides), (gone, gone_strides) = walk.kept, walk.gone
        whole, rest = divmod(gone[0], side)
        some = self.pool.numbers((whole + (rest > 0)) * walk.results, walk.data.dtype)
        split_off = (whole, *kept), (side * gone_strides[0], *kept_strides)
        parts = walk._replace(kept=split_off, gone=((side, *gone[1:]), gone_strides))
        self.reduce_into(some.row[: whole * walk.results], f, start, parts)
        if rest:
            last = walk._replace(
                offset=walk.offset + whole * side * gone_strides[0], gone=((rest, *gone[1:]), gone_strides)
            )
            self.reduce_into(some.row[whole * walk.results :], f, start, last)
        table = Layout.contiguous((some.size // walk.results, walk.results))
        return self.reduced(f, start, self.walk(Seen(some, table), (0,)))

    def part(self, walk: Walk) -> int:
        """How much of the first axis that goes makes a part; 0 if the whole walk is done at once."""
        threads = 1 if walk.columns and not self.own_kernels else self.machine.threads
        parts = min(MANY // (walk.results * threads), walk.turns // (TURNS * threads))
        if parts < 2 or len(walk.kept[0]) == RANK:
            return 0
        side = walk.gone[0][0]
        size = -(-side // min(parts, side))
        return size if size < side else 0

    def reduce_into(self, out: Row, f: FloatFunction, start: Any, walk: Walk) -> None:
        """Fill `out` with the results of a walk, in one launch."""
        dtype = float32 if walk.data.dtype is bool_ else walk.data.dtype
        kept, threads = four(walk.kept), self.machine.threads
        single = len(walk.gone[0]) <= 1
        too_many = walk.results > self.machine.limits[0]
        line = walk.turns, (*walk.gone[1], 0)[0], *kept, walk.offset
        if single and (too_many or (walk.columns and not self.own_kernels)):
            self.spread(fast.reduce_columns, f, dtype, walk.results, start, out, walk.data.row, *line)
        elif single and not self.own_kernels:
            self.machine.launch(fast.reduce_rows, f, dtype, walk.results, threads, start, out, walk.data.row, *line)
        else:
            box = walk.turns, *kept, *four(walk.gone), walk.offset
            self.machine.launch(reduce_kernel, f, dtype, walk.results, threads, start, out, walk.data.row, *box)

    def argmax(self, a: Strided, axis: int) -> Numbers:
        """The index of the largest element along the axis, which becomes 1 long; the first of several."""
        return self.best(seen(a), axis, True)

    def argmin(self, a: Strided, axis: int) -> Numbers:
        """The index of the smallest element along the axis, which becomes 1 long; the first of several."""
        return self.best(seen(a), axis, False)

    def best(self, a: Seen, axis: int, largest: bool) -> Numbers:
        """The index along the axis of the best element, or of the first nan."""
        side = a.layout.shape[axis]
        out = self.pool.numbers(a.layout.size // max(side, 1), int64)
        if out.size:
            data, offset, kept, (_, steps) = self.walk(a, (axis,))
            step = steps[0] if steps else 0
            self.spread(
                best_kernel, None, float32, out.size, out.row, data.row, largest, side, step, *four(kept), offset
            )
            out.bounds = 0, side - 1
        return out
