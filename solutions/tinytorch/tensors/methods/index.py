"""x[key], and looking elements up by whole numbers along an axis: index_select, gather, scatter and their kin.

Everything that looks up is one Gather of rows: the axes in question are brought to the front, made one, and put back.
Everything that adds up is one Scatter. Indices are whole numbers in a Tensor, an ndarray or a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any, Self

import numpy as np

from tinytorch.tensors.arguments import check_whole
from tinytorch.tensors.array import Array
from tinytorch.tensors.dtypes import NUMBERS, DTypeError, bool_, int64
from tinytorch.tensors.functions.index import Gather, Scatter
from tinytorch.tensors.functions.pointwise import Where
from tinytorch.tensors.functions.shape import Permute, Pick, Reshape
from tinytorch.tensors.indexing import ALL, adjacent, element, inside, parse, parts, together, view_of
from tinytorch.tensors.layout import LayoutError, Shape, broadcast_shapes, contiguous_strides
from tinytorch.tensors.methods.arithmetic import apart, check_tensor
from tinytorch.tensors.methods.join import Joining


class Indexing(Joining):
    """Looking up."""

    __slots__ = ()

    # --- x[key]

    def __getitem__(self, key: Any) -> Self:
        """What the key picks: a view for whole numbers, slices, None and ...; a copy where arrays or masks look up."""
        shape = self.value.layout.shape
        if type(key) is int and shape and -shape[0] <= key < shape[0]:
            return Pick.apply(self, view=lambda layout: element(layout, 0, key))
        self._check_key(key)
        steps, arrays = parse(key, shape)
        viewed = self if arrays and plain(steps) else Pick.apply(self, view=lambda layout: view_of(layout, steps))
        return viewed._looked_up(arrays) if arrays else viewed

    def _looked_up(self, arrays: tuple[tuple[int, np.ndarray], ...]) -> Self:
        """The rows that arrays name along axes: theirs come where those axes stood side by side, else in front."""
        x, shape = self, self.value.layout.shape
        rows = together(arrays, shape)
        if len(arrays) == 1 and arrays[0][0] == 0:
            return Gather.apply(self, rows=self._beside_me(rows))
        axes = tuple([axis for axis, _ in arrays])
        rest = [k for k in range(len(shape)) if k not in axes]
        if axes != tuple(range(len(axes))):
            x = Permute.apply(x, order=(*axes, *rest))
        if len(axes) > 1:
            x = Reshape.apply(x, shape=(prod([shape[k] for k in axes]), *[shape[k] for k in rest]))
        x = Gather.apply(x, rows=self._beside_me(rows))
        first, new, rank = axes[0], rows.ndim, rows.ndim + len(rest)
        if first == 0 or not adjacent(arrays):
            return x
        return Permute.apply(x, order=(*range(new, new + first), *range(new), *range(new + first, rank)))

    def _check_key(self, key: Any, name: str = "x[index]") -> None:
        """Raise DeviceError unless each tensor in the key lies on this one's device, or on "numpy", where rows lie.

        PyTorch has the same rule, with its "cpu".
        """
        for item in key if type(key) is tuple else (key,):
            if isinstance(item, Indexing) and item.value.backend.name not in ("numpy", self.value.backend.name):
                raise apart(name, self.value, item.value)

    def _beside_me(self, numbers: np.ndarray) -> Array:
        """Numbers as an Array on this tensor's device."""
        return Array.from_numpy(numbers, self.value.backend)

    def __len__(self) -> int:
        if not self.value.layout.shape:
            raise TypeError("a tensor without axes has no length")
        return self.value.layout.shape[0]

    def __iter__(self) -> Iterator[Self]:
        if not self.value.layout.shape:
            raise TypeError("a tensor without axes cannot be iterated over")
        return iter(self.unbind(0))

    def __contains__(self, number: Any) -> bool:
        return bool((self == number).value.numpy().any())

    # --- Along one axis

    def index_select(self, dim: int, index: Any) -> Self:
        """The rows of an axis that `index`, one row of whole numbers, names."""
        axis = self._axis(dim, "index_select")
        self._check_key(index, "index_select")
        rows = np.atleast_1d(whole(index, self.value.layout.shape[axis], "index_select"))
        if rows.ndim != 1:
            raise IndexError(f"index_select wants a row of indices, got shape {rows.shape}")
        return self._looked_up(((axis, rows),))

    def gather(self, dim: int, index: Any) -> Self:
        """out[i, j, k] = self[i, index[i, j, k], k] for dim = 1, and so for every dim: one element for each index."""
        shape, axis = self.value.layout.shape, self._axis(dim, "gather")
        self._check_key(index, "gather")
        rows = whole(index, shape[axis], "gather")
        self._check_index(rows, axis, "gather")
        return Gather.apply(self.reshape(self.numel()), rows=self._beside_me(places(shape, axis, rows)))

    def take_along_dim(self, indices: Any, dim: int | None = None) -> Self:
        """gather, with the other axes broadcast; without a dim, elements by their place in reading order."""
        self._check_key(indices, "take_along_dim")
        if dim is None:
            return self.reshape(self.numel()).gather(0, np.ravel(numbers(indices)))
        axis, rows = self._axis(dim, "take_along_dim"), numbers(indices)
        shape = self.value.layout.shape
        if rows.ndim != len(shape):
            raise LayoutError(f"take_along_dim wants as many axes in both, got shapes {shape} and {rows.shape}")
        before = broadcast_shapes(shape[:axis], rows.shape[:axis])
        after = broadcast_shapes(shape[axis + 1 :], rows.shape[axis + 1 :])
        full = [(*before, side, *after) for side in (shape[axis], rows.shape[axis])]
        return self.broadcast(full[0]).gather(axis, np.broadcast_to(rows, full[1]))

    def _check_index(self, rows: np.ndarray, axis: int, name: str, beside: Shape | None = None) -> None:
        """Raise unless indices have as many axes as this, and are no wider except along `axis`; nor than `beside`."""
        shape = self.value.layout.shape
        room = (*shape[:axis], max(rows.shape[axis : axis + 1], default=0), *shape[axis + 1 :])
        for sides in (room, room if beside is None else beside):
            if len(sides) != rows.ndim or any(n > side for n, side in zip(rows.shape, sides, strict=True)):
                source = "" if beside is None else f" and source {beside}"
                raise LayoutError(
                    f"{name}: an index of shape {rows.shape} does not fit shape {shape}{source} off axis {axis}"
                )

    # --- Adding and writing by index, into a new tensor

    def scatter_add(self, dim: int, index: Any, src: Self) -> Self:
        """self with src[i, j, k] added at [i, index[i, j, k], k], for dim = 1; so for every dim. Transposes gather."""
        shape, axis = self.value.layout.shape, self._axis(dim, "scatter_add")
        self._check_key(index, "scatter_add")
        rows = whole(index, shape[axis], "scatter_add")
        check_tensor("scatter_add", src)
        self._check_index(rows, axis, "scatter_add", src.value.layout.shape)
        self._same_kind(src, "scatter_add")
        where = self._beside_me(places(shape, axis, rows))
        return self + Scatter.apply(src._corner(rows.shape), rows=where, n=self.numel()).reshape(shape)

    def scatter(self, dim: int, index: Any, src: Any) -> Self:
        """self with src[i, j, k], or one number, at [i, index[i, j, k], k], for dim = 1; so for every dim.

        Of several that go to one place the last one is there, and it alone gets the gradient.
        """
        shape, axis = self.value.layout.shape, self._axis(dim, "scatter")
        self._check_key(index, "scatter")
        rows = whole(index, shape[axis], "scatter")
        src = src if type(src) not in NUMBERS else self._filled(src, self).broadcast(rows.shape)
        check_tensor("scatter", src)
        self._check_index(rows, axis, "scatter", src.value.layout.shape)
        self._same_kind(src, "scatter")
        if rows.size == 0:
            return self.clone()
        winners = np.full(self.numel(), -1)
        winners[places(shape, axis, rows).reshape(-1)] = np.arange(rows.size)
        written = type(self)(self._beside_me((winners >= 0).reshape(shape)))
        flat = src._corner(rows.shape).reshape(rows.size)
        new = Gather.apply(flat, rows=self._beside_me(winners.clip(0).reshape(shape)))
        return Where.apply(written, new, self)

    def index_add(self, dim: int, index: Any, source: Self, *, alpha: float = 1) -> Self:
        """self with row i of an axis of `source`, times alpha, added to row index[i]."""
        shape, axis = self.value.layout.shape, self._axis(dim, "index_add")
        self._check_key(index, "index_add")
        rows = np.atleast_1d(whole(index, shape[axis], "index_add"))
        check_tensor("index_add", source)
        wanted = (*shape[:axis], rows.size, *shape[axis + 1 :])
        if rows.ndim != 1 or source.value.layout.shape != wanted:
            raise LayoutError(f"index_add wants a source of shape {wanted}, got {source.value.layout.shape}")
        self._same_kind(source, "index_add")
        front = source if alpha == 1 else source * alpha
        added = Scatter.apply(front.movedim(axis, 0), rows=self._beside_me(rows), n=shape[axis])
        return self + added.movedim(0, axis)

    def _corner(self, shape: Shape) -> Self:
        """The first elements along each axis."""
        have = self.value.layout.shape
        return self if have == shape else self.pick(parts(*[(k, 0, side, 1) for k, side in enumerate(shape)]))

    def _same_kind(self, other: Self, name: str) -> None:
        """Raise unless both have one dtype and lie on one device."""
        if self.value.backend is not other.value.backend:
            raise apart(name, self.value, other.value)
        if self.value.dtype != other.value.dtype:
            raise DTypeError(f"{name} wants a source of dtype {self.value.dtype}, got {other.value.dtype}: use .to()")

    # --- Masks and labels

    def masked_select(self, mask: Any) -> Self:
        """The elements where the mask, broadcast against this, holds, in one row."""
        chosen = self.constant(mask)
        if chosen.value.dtype != bool_:
            raise DTypeError(f"masked_select wants a mask of bools, got {chosen.value.dtype}")
        x, chosen = self._broadcast_with(chosen)
        return x[chosen]

    def _broadcast_with(self, other: Self) -> tuple[Self, Self]:
        """Both expanded to the shape that both fit."""
        shape = broadcast_shapes(self.value.layout.shape, other.value.layout.shape)
        return self.broadcast(shape), other.broadcast(shape)

    def nonzero(self, *, as_tuple: bool = False) -> Any:
        """The indices of the elements that are not 0, one in each row; or a tensor of them for each axis."""
        found = np.argwhere(self.value.numpy())
        if as_tuple:
            return tuple(type(self)(self._beside_me(column)) for column in np.atleast_1d(self.value.numpy()).nonzero())
        return type(self)(self._beside_me(found))

    def one_hot(self, num_classes: int = -1) -> Self:
        """int64 of shape (..., num_classes): 1 at the place that each whole number names, 0 elsewhere."""
        labels = self.value.numpy()
        if self.value.dtype != int64:
            raise DTypeError(f"one_hot wants int64, got {self.value.dtype}")
        if check_whole("one_hot", num_classes=num_classes) == -1 and labels.size:
            num_classes = int(labels.max()) + 1
        if num_classes < 1:
            raise LayoutError(f"one_hot wants at least 1 class, got {num_classes} for shape {labels.shape}")
        whole(labels, num_classes, "one_hot")
        return type(self)(self._beside_me((labels[..., None] == np.arange(num_classes)).astype(np.int64)))


# --- Indices as ndarrays


def plain(steps: Any) -> bool:
    """Whether steps change nothing."""
    return all(step is ALL for step in steps)


def numbers(index: Any) -> np.ndarray:
    """Indices as an ndarray of int64. Raises IndexError for what is not whole numbers."""
    found = index.value.numpy() if isinstance(index, Joining) else np.asarray(index)
    if found.dtype.kind not in "iu" and found.size:
        raise IndexError(f"expected whole numbers as an index, got {found.dtype}")
    return found.astype(np.int64)  # a copy, for backward needs them: what the caller writes later must not show


def whole(index: Any, side: int, name: str) -> np.ndarray:
    """Indices of one axis as an ndarray. Raises IndexError where one is outside; as in PyTorch, negative ones are."""
    rows = numbers(index)
    if rows.size and not inside(rows, side):
        wrong = rows[(rows < 0) | (rows >= side)].flat[0]
        raise IndexError(f"{name}: expected indices from 0 to {side - 1}, got {wrong}")
    return rows


def places(shape: Shape, axis: int, rows: np.ndarray) -> np.ndarray:
    """Where in reading order of `shape` the element [i, rows[i, j, k], k] stands, for axis = 1; so for every axis."""
    strides = contiguous_strides(shape)
    place = rows * strides[axis]
    for k, side in enumerate(rows.shape):
        if k != axis and side > 1:
            along = np.arange(side) * strides[k]
            place = place + along.reshape((side, *[1] * (rows.ndim - 1 - k)))
    return place
