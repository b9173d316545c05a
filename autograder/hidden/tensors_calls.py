"""What the hidden checks of Task 2.4 call: the Functions, and strategies for what each of them is called with.

A drawn array is {"layout", "numbers"}: [shape, strides, offset], and the row of numbers that is read so. A drawn call
holds one under "a" (and "b"), the keyword arguments, and under "d_output" a gradient in the shape of the result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.hidden.tensors_layout import layout_of

Drawn = dict[str, Any]
Rng = np.random.Generator
Values = Callable[[Rng, int], np.ndarray]

DTYPES = ("float64", "float64", "float32")
SIDES = (2, 3, 4, 1) * 3 + (0,)
FULL = (2, 3, 4, 1)  # no side of 0
ONCE = (1, 1, 1, 2, -1)  # how an axis lies in memory: plain, with gaps, backwards,
WAYS = (*ONCE, 0)  # or repeated
seeds = st.integers(0, 2**32 - 1)


# --- Numbers


def quarters(rng: Rng, count: int) -> np.ndarray:
    """Multiples of 1/4 in [-2, 2]: sums of them are exact in any order, and many are equal."""
    return rng.integers(-8, 9, count) / 4.0


def ties(rng: Rng, count: int) -> np.ndarray:
    """One of three numbers: mostly several are the largest."""
    return rng.integers(-1, 2, count) / 2.0


def spread(rng: Rng, count: int) -> np.ndarray:
    """Numbers in [-3, 3], hardly two of them equal."""
    return rng.uniform(-3.0, 3.0, count).round(4)


def huge(rng: Rng, count: int) -> np.ndarray:
    """Numbers near -10000, 0 and 10000: e to the power of most of them is no float."""
    return rng.integers(-1, 2, count) * 1e4 + rng.integers(-8, 9, count) / 4.0


@dataclass(frozen=True)
class Dice:
    """What a call is made with: NumPy's random numbers, so that few calls are alike, and how the arrays in it lie.

    views  whether arrays come under layouts of all kinds; else their rows lie one after the other
    """

    rng: Rng
    dtype: str
    views: bool

    def one(self, numbers: Sequence[int]) -> int:
        """One of the numbers."""
        return int(self.rng.choice(numbers))

    def some(self, count: int, sides: Sequence[int] = SIDES) -> list[int]:
        """So many sides of a shape."""
        return [self.one(sides) for _ in range(count)]

    def chance(self, share: float = 0.5) -> bool:
        """True in this share of cases."""
        return bool(self.rng.random() < share)

    def array(
        self, shape: Sequence[int], values: Values = quarters, dtype: str | None = None, ways: Sequence[int] = WAYS
    ) -> Drawn:
        """An array of this shape, of the dice's dtype unless told."""
        layout, extent = self.layout(list(shape), ways) if self.views else rows(list(shape))
        return {"layout": layout, "numbers": values(self.rng, extent).astype(dtype or self.dtype)}

    def layout(self, shape: list[int], ways: Sequence[int]) -> tuple[list[Any], int]:
        """The axes in any order in memory, each in one of the ways, from an offset on; and how long the memory is."""
        strides, offset, extent = [0] * len(shape), self.one((0, 1, 2)), 1
        for axis in self.rng.permutation(len(shape)):
            way, side = self.one(ways), max(1, shape[axis])
            strides[axis] = way * extent
            offset += (side - 1) * extent if way < 0 else 0
            extent *= 1 + (side - 1) * abs(way)
        return [shape, strides, offset], offset + extent


def rows(shape: list[int]) -> tuple[list[Any], int]:
    """The layout of rows one after the other, and how long the memory is."""
    return [shape, [prod(shape[axis + 1 :]) for axis in range(len(shape))], 0], max(1, prod(shape))


def drawn_calls(make: Callable[..., Drawn], ranks: Sequence[int], **options: Any) -> st.SearchStrategy[Drawn]:
    """make(dice, rank, **options) for dice of all kinds and any of the ranks, the first of which is the simplest."""

    def call(views: bool, rank: int, dtype: str, seed: int) -> Drawn:
        return make(Dice(np.random.default_rng(seed), dtype, views), rank, **options)

    return st.builds(call, st.booleans(), st.sampled_from(ranks), st.sampled_from(DTYPES), seeds)


# --- Calls of each Function


def permute(dice: Dice, rank: int, sides: Sequence[int] = SIDES) -> Drawn:
    """Some axes in any order."""
    shape, order = dice.some(rank, sides), dice.rng.permutation(rank).tolist()
    return {"order": order, "a": dice.array(shape), "d_output": dice.array([shape[axis] for axis in order])}


def reshape(dice: Dice, rank: int) -> Drawn:
    """Two shapes with equally many elements: one of `rank` axes, and the factors of its sides in other groups."""
    old = dice.some(rank, (2, 3, 4, 6, 1, 2, 3, 4, 6, 1, 0))
    factors = [factor for side in old for factor in {4: (2, 2), 6: (3, 2)}.get(side, (side,))]
    mixed = dice.rng.permutation(factors).tolist()
    ends = [0, *(k for k in range(1, len(mixed)) if dice.chance()), len(mixed)]
    new = [prod(mixed[a:b]) for a, b in pairwise(ends)] if mixed else []
    return {"shape": new, "a": dice.array(old), "d_output": dice.array(new)}


def expand(
    dice: Dice, rank: int, new: Sequence[int], becomes: Sequence[int], sides: Sequence[int] = (1, 3, 1, 2)
) -> Drawn:
    """An array of `rank` axes, a number of new ones in front, and other sides in the place of its sides of 1."""
    old, front = dice.some(rank, sides), dice.some(dice.one(new), (2, 3, 1))
    result = front + [dice.one(becomes) if side == 1 else side for side in old]
    return {"shape": result, "a": dice.array(old), "d_output": dice.array(result)}


def pick(dice: Dice, rank: int) -> Drawn:
    """A slice along each of some axes, as [axis, start, count, step]."""
    shape = dice.some(rank, (4, 3, 5, 2, 6) * 3 + (1, 0))
    result, cuts = list(shape), []
    for axis, side in enumerate(shape):
        if side and dice.chance(0.7):
            start, step = dice.one(range(side)), dice.one((1, 2, -1, -2, 3))
            room = 1 + ((side - 1 - start) // step if step > 0 else start // -step)
            result[axis] = dice.one(range(1, room + 1)) if dice.chance(0.9) else 0
            cuts.append([axis, start, result[axis], step])
    return {"cuts": cuts, "a": dice.array(shape), "d_output": dice.array(result)}


def reduction(
    dice: Dice, rank: int, sides: Sequence[int] = SIDES, values: Values = quarters, ways: Sequence[int] = WAYS
) -> Drawn:
    """Axes to reduce along, perhaps none of them, and whether they stay."""
    shape, stay = dice.some(rank, sides), dice.chance()
    return reduced(dice, shape, [axis for axis in range(rank) if dice.chance(0.6)], stay, values, ways)


def inner_reduction(dice: Dice, rank: int, values: Values = quarters, ways: Sequence[int] = WAYS) -> Drawn:
    """Axes to reduce along, which go, and are not the first ones."""
    axes = [axis for axis in range(1, rank - 1) if dice.chance()]
    return reduced(dice, dice.some(rank, (2, 3, 4)), [*axes, rank - 1], False, values, ways)


def reduced(dice: Dice, shape: list[int], axes: list[int], stay: bool, values: Values, ways: Sequence[int]) -> Drawn:
    """The call that reduces an array of this shape along these axes."""
    result = [1 if k in axes else side for k, side in enumerate(shape) if stay or k not in axes]
    a = dice.array(shape, values, ways=ways)
    return {"axes": axes, "keepdim": stay, "a": a, "d_output": dice.array(result)}


def softmax(dice: Dice, rank: int, axis: int | None = None, values: Values = spread) -> Drawn:
    """One axis of an array, along which there is something."""
    shape, along = dice.some(rank), dice.one(range(rank)) if axis is None else axis
    shape[along] = shape[along] or 3
    return {"axis": along, "a": dice.array(shape, values), "d_output": dice.array(shape)}


def product(dice: Dice, rank: int, sides: Sequence[int] = (2, 3, 4)) -> Drawn:
    """Matrices (n, k) and (k, m) with three different sides, and `rank` equal sides in front of them."""
    front = dice.some(rank, (2, 3, 1))
    n, k, m = dice.rng.permutation(sides).tolist()
    a, b, d = (dice.array([*front, *matrix]) for matrix in ((n, k), (k, m), (n, m)))
    return {"a": a, "b": b, "d_output": d}


def gather(dice: Dice, rank: int, sides: Sequence[int] = (3, 4, 2, 5)) -> Drawn:
    """Rows to look up, in an array of `rank` axes; among several there are repeats."""
    n, rest, where = dice.one((2, 3, 4)), dice.some(dice.one((1, 0, 2))), dice.some(rank, sides)
    rows = dice.array(where, lambda rng, count: rng.integers(0, n, count), "int64")
    return {"rows": rows, "a": dice.array([n, *rest]), "d_output": dice.array([*where, *rest])}


# --- What is called with them


@dataclass(frozen=True)
class Rule:
    """A Function: its name, the file that it stands in, its keyword arguments, and the arrays that it takes."""

    name: str
    file: str
    keywords: Callable[[Any, Drawn], dict[str, Any]]
    arrays: str = "a"

    def function(self, tt: Any) -> Any:
        """The Function itself."""
        return getattr(getattr(tt.tensors.functions, self.file), self.name)

    def leaves(self, tt: Any, call: Drawn) -> list[Any]:
        """Its inputs as Tensors that require a gradient."""
        return [tt.tensors.tensor.Tensor(array_of(tt, call[name]), True) for name in self.arrays]

    def forward(self, tt: Any, call: Drawn) -> tuple[Any, Any]:
        """A ctx, and what forward gives with it."""
        leaves = self.leaves(tt, call)
        ctx = tt.autograd.engine.Node(self.function(tt), leaves)
        return ctx, self.function(tt).forward(ctx, *[x.value for x in leaves], **self.keywords(tt, call))

    def apply(self, tt: Any, call: Drawn) -> tuple[list[Any], Any]:
        """Leaves, and the Tensor that the Function makes of them."""
        tt.autograd.engine.Mode.recording = True
        leaves = self.leaves(tt, call)
        return leaves, self.function(tt).apply(*leaves, **self.keywords(tt, call))


def array_of(tt: Any, drawn: Drawn) -> Any:
    """A drawn array as an Array."""
    return tt.tensors.array.array(drawn["numbers"]).view(layout_of(tt, drawn["layout"]))


def cuts_of(tt: Any, call: Drawn) -> dict[str, Any]:
    """The view that makes the cuts one after the other."""
    return {"view": tt.tensors.indexing.parts(*map(tuple, call["cuts"]))}


PERMUTE = Rule("Permute", "shape", lambda tt, call: {"order": tuple(call["order"])})
RESHAPE = Rule("Reshape", "shape", lambda tt, call: {"shape": tuple(call["shape"])})
EXPAND = Rule("Expand", "shape", lambda tt, call: {"shape": tuple(call["shape"])})
PICK = Rule("Pick", "shape", cuts_of)
SUM = Rule("Sum", "reduce", lambda tt, call: {"axes": tuple(call["axes"]), "keepdim": call["keepdim"]})
AMAX = Rule("AMax", "reduce", lambda tt, call: {"axes": tuple(call["axes"]), "keepdim": call["keepdim"]})
LOG_SOFTMAX = Rule("LogSoftmax", "reduce", lambda tt, call: {"axis": call["axis"]})
MATMUL = Rule("MatMul", "matmul", lambda tt, call: {}, "ab")
GATHER = Rule("Gather", "index", lambda tt, call: {"rows": array_of(tt, call["rows"])})
