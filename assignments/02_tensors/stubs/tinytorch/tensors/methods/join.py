# Made from solutions/tinytorch/tensors/methods/join.py by `autograder build`.
"""Tensors put together, and one taken apart: cat, stack, split, chunk, unbind.

The parts that a tensor is taken apart into are views of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import accumulate
from typing import Any, Self

from tinytorch.tensors.arguments import check_whole
from tinytorch.tensors.dtypes import result_dtype
from tinytorch.tensors.functions.shape import Join
from tinytorch.tensors.indexing import element, parts
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.methods.arithmetic import DeviceError, check_tensor
from tinytorch.tensors.methods.shape import Shaping, named_axis, several


class Joining(Shaping):
    """A tensor taken apart."""

    __slots__ = ()

    def select(self, dim: int, index: int) -> Self:
        """What is at one index of an axis; the axis goes."""
        axis = self._axis(dim, "select")
        if type(index) is not int:
            index = check_whole("select", index=index)
        side = self.value.layout.shape[axis]
        if not -side <= index < side:
            raise IndexError(f"select: expected an index within {side} elements on axis {axis}, got {index}")
        return self.pick(lambda layout: element(layout, axis, index))

    def narrow(self, dim: int, start: int, length: int) -> Self:
        """`length` elements of an axis, from `start` on."""
        axis = self._axis(dim, "narrow")
        if not type(start) is type(length) is int:
            start, length = check_whole("narrow", start=start), check_whole("narrow", length=length)
        side = self.value.layout.shape[axis]
        first = start + side if start < 0 else start
        if not 0 <= first <= first + length <= side:
            raise IndexError(f"narrow: expected a part of the {side} elements, got {length} from {start} on")
        return self.pick(parts((axis, first, length, 1)))

    def split(self, split_size: int | Sequence[int], dim: int = 0) -> tuple[Self, ...]:
        """Parts of `split_size` elements of an axis, the last with what is left; or parts of the sizes in a list."""
        axis = self._axis(dim, "split")
        side = self.value.layout.shape[axis]
        if isinstance(split_size, int):
            if split_size < 0 or split_size == 0 < side:
                raise LayoutError(f"split: expected a size of at least 1, got {split_size}")
            counts = [min(split_size, side - k) for k in range(0, side, split_size or 1)] or [0]
        else:
            counts = list(several(split_size))
            if sum(counts) != side or min(counts, default=0) < 0:
                raise LayoutError(f"split: expected sizes that add up to {side}, got {counts}")
        starts = accumulate(counts, initial=0)
        return tuple(self.pick(parts((axis, start, n, 1))) for start, n in zip(starts, counts, strict=False))

    def chunk(self, chunks: int, dim: int = 0) -> tuple[Self, ...]:
        """At most `chunks` parts of equal size, except that the last may be smaller."""
        if check_whole("chunk", chunks=chunks) < 1:
            raise LayoutError(f"chunk: expected at least 1 part, got {chunks}")
        side = self.value.layout.shape[self._axis(dim, "chunk")]
        return self.split(-(-side // chunks), dim) if side else self.split([0] * chunks, dim)

    def unbind(self, dim: int = 0) -> tuple[Self, ...]:
        """What is at each index of an axis, which goes."""
        return tuple(self.select(dim, k) for k in range(self.value.layout.shape[self._axis(dim, "unbind")]))


def cat(tensors: Sequence[Any], dim: int = 0) -> Any:
    """The tensors one after the other along an axis; all other sides must be equal.

    As in PyTorch, a tensor of shape (0,) is welcome beside any other.
    """
    given = alike("cat", tensors)
    joined = [x for x in given if x.value.layout.shape != (0,)] or given[:1]
    shape, axis = joined[0].value.layout.shape, joined[0]._axis(dim, "cat")
    before, after = shape[:axis], shape[axis + 1 :]
    views, end = [], 0
    for x in joined:
        other = x.value.layout.shape
        if len(other) != len(shape) or other[:axis] != before or other[axis + 1 :] != after:
            raise LayoutError(f"cat: shapes {shape} and {other} differ elsewhere than along axis {axis}")
        views.append(parts((axis, end, other[axis], 1)))
        end += other[axis]
    return Join.apply(*joined, shape=(*before, end, *after), views=views)


concat = concatenate = cat


def stack(tensors: Sequence[Any], dim: int = 0) -> Any:
    """Tensors of one shape one after the other along a new axis."""
    given = alike("stack", tensors)
    shape = given[0].value.layout.shape
    axis = named_axis(dim, len(shape) + 1, "stack")
    for x in given:
        if x.value.layout.shape != shape:
            raise LayoutError(f"stack wants tensors of one shape, got {shape} and {x.value.layout.shape}")
    views = [partial(element, axis=axis, at=k) for k in range(len(given))]
    return Join.apply(*given, shape=(*shape[:axis], len(given), *shape[axis:]), views=views)


def alike(name: str, tensors: Sequence[Any]) -> list[Any]:
    """The tensors, of which there must be one at least, on one device and of one kind of number."""
    if not isinstance(tensors, Iterable):
        raise TypeError(f"{name} wants a list of tensors, got a {type(tensors).__name__}")
    given = list(tensors)
    if not given:
        raise LayoutError(f"{name}: expected at least one tensor, got none")
    for x in given:
        check_tensor(name, x)
    first = given[0].value
    for x in given:
        if x.value.backend is not first.backend:
            names = f"{first.backend.name} and {x.value.backend.name}"
            raise DeviceError(f"{name} wants all tensors on one device, got {names}: use .to()")
    if all(x.value.buffer.data.dtype is first.buffer.data.dtype for x in given):
        return given
    dtype = result_dtype(*[x.value for x in given])
    return [x.cast(dtype) for x in given]


def vstack(tensors: Sequence[Any]) -> Any:
    """One below the other: along axis 0, a row where there is one axis."""
    return cat([x if x.ndim > 1 else x.reshape(1, -1) for x in alike("vstack", tensors)], 0)


def hstack(tensors: Sequence[Any]) -> Any:
    """One beside the other: along axis 1, or the only one."""
    given = [x if x.ndim else x.reshape(1) for x in alike("hstack", tensors)]
    return cat(given, 0 if given[0].ndim == 1 else 1)
