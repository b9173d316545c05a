"""Elements in other places: flip, roll, repeat, pad, dilate, diagonals, triangles, windows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from tinytorch.tensors.arguments import check_whole
from tinytorch.tensors.functions.pointwise import MaskedFill
from tinytorch.tensors.functions.shape import Pad, Windows
from tinytorch.tensors.indexing import diagonal, parts
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.methods.index import Indexing, numbers
from tinytorch.tensors.methods.join import cat
from tinytorch.tensors.methods.shape import several, sizes

EDGES = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}  # PyTorch's names -> NumPy's


class Rearranging(Indexing):
    """Elements in other places."""

    __slots__ = ()

    # --- Turned, shifted, repeated

    def flip(self, *dims: Any) -> Self:
        """The elements along some axes in reverse order, in memory of their own."""
        shape, given = self.value.layout.shape, sizes(dims)
        if not shape:
            return self.clone()
        axes = [self._axis(dim, "flip") for dim in given]
        if len(set(axes)) != len(axes):
            raise LayoutError(f"flip: expected each axis once, got {given}")
        return self.pick(parts(*[(k, max(shape[k] - 1, 0), shape[k], -1) for k in axes])).clone()

    def fliplr(self) -> Self:
        """The columns in reverse order."""
        return self.flip(1)

    def flipud(self) -> Self:
        """The rows in reverse order."""
        return self.flip(0)

    def roll(self, shifts: int | Sequence[int], dims: int | Sequence[int] | None = None) -> Self:
        """The elements along axes moved on, and from the end back to the start; without dims, all in one row."""
        if dims is None:
            return self.reshape(-1).roll(shifts, 0).reshape(self.value.layout.shape)
        steps, axes = several(shifts), several(dims)
        if len(steps) != len(axes):
            raise LayoutError(f"roll: expected as many shifts as axes, got {shifts} and {dims}")
        x = self
        for step, dim in zip(steps, axes, strict=True):
            axis = self._axis(dim, "roll")
            side = self.value.layout.shape[axis]
            last = step % side if side else 0
            x = cat(x.split([side - last, last], axis)[::-1], axis)
        return x

    def repeat(self, *repeats: Any) -> Self:
        """Copies side by side, in memory of their own: repeats[k] along axis k; more numbers make new axes in front."""
        times, shape = sizes(repeats), self.value.layout.shape
        if len(times) < len(shape) or min(times, default=0) < 0:
            raise LayoutError(f"repeat: expected a number of copies for each axis of shape {shape}, got {times}")
        shape = (1,) * (len(times) - len(shape)) + shape
        pairs = [side for axis in shape for side in (1, axis)]
        spread = [side for n, axis in zip(times, shape, strict=True) for side in (n, axis)]
        whole = tuple(n * side for n, side in zip(times, shape, strict=True))
        # (a, b) -> (1, a, 1, b) -> (n, a, m, b) -> (na, mb)
        return self.reshape(tuple(pairs)).expand(tuple(spread)).clone().reshape(whole)

    def tile(self, *dims: Any) -> Self:
        """repeat, where missing numbers in front count as 1."""
        times = sizes(dims)
        return self.repeat((1,) * (self.ndim - len(times)) + times)

    def repeat_interleave(self, repeats: Any, dim: int | None = None) -> Self:
        """Each element along an axis several times in a row; without a dim, of all in one row."""
        if dim is None:
            return self.reshape(-1).repeat_interleave(repeats, 0)
        axis = self._axis(dim, "repeat_interleave")
        side, counts = self.value.layout.shape[axis], numbers(repeats)
        if counts.shape not in ((), (1,), (side,)) or (counts < 0).any():
            raise LayoutError(f"repeat_interleave: expected one count, or one for each of {side}, got {repeats}")
        return self.index_select(axis, np.repeat(np.arange(side), counts))

    # --- Triangles and diagonals

    def tril(self, diagonal: int = 0) -> Self:
        """The matrices in the last two axes with 0 above the diagonal; `diagonal` moves the border up."""
        check_whole("tril", diagonal=diagonal)
        return self._masked("tril", lambda rows, columns: ~np.tri(rows, columns, diagonal, bool))

    def triu(self, diagonal: int = 0) -> Self:
        """The matrices in the last two axes with 0 below the diagonal; `diagonal` moves the border up."""
        check_whole("triu", diagonal=diagonal)
        return self._masked("triu", lambda rows, columns: np.tri(rows, columns, diagonal - 1, bool))

    def _masked(self, name: str, pattern: Any) -> Self:
        """0 where pattern(rows, columns) holds for the last two axes, else the elements."""
        shape = self.value.layout.shape
        if len(shape) < 2:
            raise LayoutError(f"{name} wants at least 2 axes, got shape {shape}")
        gone = type(self)(self._beside_me(pattern(*shape[-2:])))
        return MaskedFill.apply(gone.broadcast(shape), self, number=self.value.dtype.type(0).item())

    def diagonal(self, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Self:
        """The elements (i, i + offset) of two axes, as a new axis at the end: a view."""
        first, second = self._axis(dim1, "diagonal"), self._axis(dim2, "diagonal")
        if first == second:
            raise LayoutError(f"diagonal: expected two axes, got {dim1} twice")
        return self.pick(diagonal(check_whole("diagonal", offset=offset), first, second))

    def diag(self, diagonal: int = 0) -> Self:
        """A copy of a matrix's diagonal, or the matrix with this row as its diagonal and 0 elsewhere."""
        return self.diag_embed(diagonal) if self.ndim == 1 else self._two_axes("diag").diagonal(diagonal).clone()

    def _two_axes(self, name: str) -> Self:
        """This, if it is a matrix."""
        if self.ndim != 2:
            raise LayoutError(f"{name} wants 1 or 2 axes, got shape {self.value.layout.shape}")
        return self

    def diag_embed(self, offset: int = 0) -> Self:
        """Matrices with the last axis as their diagonals."""
        check_whole("diag_embed", offset=offset)
        if not self.ndim:
            raise LayoutError("diag_embed wants at least 1 axis, got a single number: use .reshape(1)")
        *front, n = self.value.layout.shape
        side, rank = n + abs(offset), len(front)
        return self.place((*front, side, side), diagonal(offset, rank, rank + 1))

    # --- Windows

    def unfold(self, dimension: int, size: int, step: int) -> Self:
        """All windows of `size` elements along an axis, every `step`-th, as a new axis at the end: a view."""
        axis = self._axis(dimension, "unfold")
        side = self.value.layout.shape[axis]
        check_whole("unfold", size=size, step=step)
        if not 0 <= size <= side or step < 1:
            raise LayoutError(f"unfold: expected a size up to {side} and a step from 1 on, got {size} and {step}")
        return Windows.apply(self, axis=axis, size=size, step=step)

    # --- More around, more between

    def pad(self, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Self:
        """More elements around, or less: pad = (before, after) of the last axis, then of the one before it, and so on.

        mode  "constant": `value`, 0 unless said otherwise; "reflect", "replicate", "circular": what is there
        """
        shape, pads = self.value.layout.shape, several(pad)
        if len(pads) % 2 or len(pads) > 2 * len(shape):
            raise LayoutError(f"pad wants pairs, at most one for each of the {len(shape)} axes, got {pads}")
        pairs = {len(shape) - 1 - k // 2: (pads[k], pads[k + 1]) for k in range(0, len(pads), 2)}
        if mode == "constant":
            return self._bordered(pairs, 0 if value is None else value)
        if mode not in EDGES:
            raise ValueError(f"pad wants a mode among constant, {', '.join(EDGES)}, got {mode!r}")
        x = self
        for axis, (before, after) in pairs.items():
            widest = shape[axis] - (mode == "reflect") if mode != "replicate" else max(before, after)
            if not shape[axis] or not 0 <= min(before, after) <= max(before, after) <= widest:
                raise LayoutError(
                    f"pad: cannot {mode} {before} and {after} elements around {shape[axis]} on axis {axis}"
                )
            x = x.index_select(axis, np.pad(np.arange(shape[axis]), (before, after), EDGES[mode]))  # type: ignore[call-overload]
        return x

    def _bordered(self, pairs: dict[int, tuple[int, int]], value: float) -> Self:
        """With (before, after) more elements of one value along axes; where negative, with less."""
        x, shape = self, list(self.value.layout.shape)
        for axis, (before, after) in pairs.items():
            shape[axis] += min(before, 0) + min(after, 0)
            if shape[axis] < 0:
                raise LayoutError(
                    f"pad: cannot take {-before} and {-after} from {self.value.layout.shape} on axis {axis}"
                )
            x = x.pick(parts((axis, max(-before, 0), shape[axis], 1))) if min(before, after) < 0 else x
        inside = parts(*[(axis, max(before, 0), shape[axis], 1) for axis, (before, _) in pairs.items()])
        for axis, pair in pairs.items():
            shape[axis] += sum(max(n, 0) for n in pair)
        return Pad.apply(x, shape=tuple(shape), view=inside, number=value)

    def dilate(self, *factors: Any) -> Self:
        """factor - 1 zeros after each element along the last axes, one factor for each: [1, 2] by 2 is [1, 0, 2, 0]."""
        shape, steps = self.value.layout.shape, self._steps("dilate", factors)
        whole = tuple(side * step for side, step in zip(shape, steps, strict=True))
        return self.place(whole, parts(*[(k, 0, side, steps[k]) for k, side in enumerate(shape)]))

    def undilate(self, *factors: Any) -> Self:
        """Every factor-th element along the last axes, from the first on: what undoes dilate. A view."""
        shape, steps = self.value.layout.shape, self._steps("undilate", factors)
        return self.pick(parts(*[(k, 0, -(-side // steps[k]), steps[k]) for k, side in enumerate(shape)]))

    def _steps(self, name: str, factors: Sequence[Any]) -> tuple[int, ...]:
        """One factor for each axis: 1 where none is given."""
        given, rank = sizes(factors), len(self.value.layout.shape)
        if len(given) > rank or min(given, default=1) < 1:
            raise LayoutError(f"{name} wants a factor from 1 on for each of the last axes of {rank}, got {given}")
        return (1,) * (rank - len(given)) + given
