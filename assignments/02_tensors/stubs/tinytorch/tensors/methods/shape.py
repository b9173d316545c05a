# Made from solutions/tinytorch/tensors/methods/shape.py by `autograder build`.
"""The same elements in a box of another form: reshape, permute, expand, and the forms that they make.

All of these are views where a layout can say what is wanted: the result lies on the same memory, and no number moves.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from math import prod
from typing import Any, Self

from tinytorch.tensors.arguments import said
from tinytorch.tensors.array import Array
from tinytorch.tensors.functions.index import Gather, Scatter
from tinytorch.tensors.functions.shape import Copy, Expand, Permute, Pick, Place, Reshape
from tinytorch.tensors.indexing import View
from tinytorch.tensors.layout import LayoutError, Shape, Strides, broadcast_shapes, normal_axis
from tinytorch.tensors.methods.arithmetic import Arithmetic, check_tensor


def sizes(given: Sequence[Any]) -> Shape:
    """The whole numbers of f(2, 3) as well as of f((2, 3)) and f([2, 3])."""
    if len(given) == 1 and isinstance(given[0], tuple | list):
        given = given[0]
    try:
        return tuple(map(operator.index, given))
    except TypeError:
        raise TypeError(f"expected whole numbers, got {', '.join(map(said, given))}") from None


def several(given: Any) -> Shape:
    """The whole numbers of a list, or of one number alone."""
    return sizes(tuple(given) if isinstance(given, Iterable) else (given,))


def named_axis(dim: int, rank: int, name: str) -> int:
    """An axis of so many, counted from the front; `name` is the operation's, for the error."""
    try:
        return normal_axis(dim, rank)
    except LayoutError as error:
        raise LayoutError(f"{name}: {error}") from None


def inferred(wanted: Shape, shape: Shape, name: str) -> Shape:
    """`wanted` for as many elements as `shape` has, with the side that its -1 stands for."""
    size = prod(shape)
    known = prod([side for side in wanted if side != -1])
    if wanted.count(-1) == 1 and known > 0 and size % known == 0:
        wanted = tuple(size // known if side == -1 else side for side in wanted)
    elif known != size or min(wanted, default=0) < 0:
        raise LayoutError(f"{name}: shape {shape} has {size} elements, which do not fit shape {wanted}")
    return wanted


class Shaping(Arithmetic):
    """Reshape, permute, expand, and what is made of them."""

    __slots__ = ()

    # --- What it is

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.value.layout.shape)

    def dim(self) -> int:
        """The number of axes."""
        return len(self.value.layout.shape)

    def size(self, dim: int | None = None) -> Any:
        """The shape, or one side of it."""
        return self.value.layout.shape if dim is None else self.value.layout.shape[self._axis(dim, "size")]

    def numel(self) -> int:
        """How many elements there are."""
        return self.value.layout.size

    def stride(self, dim: int | None = None) -> Any:
        """How far apart in memory neighbours along each axis lie, counted in elements; or along one axis."""
        strides: Strides = self.value.layout.strides
        return strides if dim is None else strides[self._axis(dim, "stride")]

    def storage_offset(self) -> int:
        """The place of the first element in its memory, counted in elements."""
        return self.value.layout.offset

    def is_contiguous(self) -> bool:
        """Whether the elements lie one after the other in reading order."""
        return self.value.layout.is_contiguous

    def _axis(self, dim: int, name: str) -> int:
        """An axis counted from the front; `name` is the operation's, for the error."""
        rank = len(self.value.layout.shape)
        return dim if type(dim) is int and 0 <= dim < rank else named_axis(dim, rank, name)

    # --- What rules for gradients use

    def pick(self, view: View) -> Self:
        """The elements that `view` leaves of the layout."""
        return Pick.apply(self, view=view)

    def place(self, shape: Shape, view: View) -> Self:
        """Zeros of `shape` into which this is written where `view` picks."""
        return Place.apply(self, shape=shape, view=view)

    def gather_rows(self, rows: Any) -> Self:
        """self[rows[i]] for each i, none of them negative."""
        return Gather.apply(self, rows=rows if type(rows) is Array else rows.value)

    def scatter_rows(self, rows: Any, n: int) -> Self:
        """n rows of zeros, to which each self[i] is added at rows[i]."""
        return Scatter.apply(self, rows=rows if type(rows) is Array else rows.value, n=n)

    # --- Another shape

    def reshape(self, *shape: Any) -> Self:
        """The same elements in reading order in a box of `shape`; one side may be -1: what is left over.

        A view where the strides allow it, else a copy.
        """
        return Reshape.apply(self, shape=inferred(sizes(shape), self.value.layout.shape, "reshape"))

    def view(self, *shape: Any) -> Self:
        """reshape, but never a copy. Raises LayoutError where no strides can say that shape."""
        layout = self.value.layout
        wanted = inferred(sizes(shape), layout.shape, "view")
        if layout.reshape(wanted) is None:
            raise LayoutError(
                f"view: shape {layout.shape} with strides {layout.strides} cannot be read as {wanted} "
                "without a copy: use reshape"
            )
        return Reshape.apply(self, shape=wanted)

    def view_as(self, other: Self) -> Self:
        """A view in the shape of `other`."""
        check_tensor("view_as", other)
        return self.view(other.value.layout.shape)

    def reshape_as(self, other: Self) -> Self:
        """In the shape of `other`."""
        check_tensor("reshape_as", other)
        return self.reshape(other.value.layout.shape)

    def flatten(self, start_dim: int = 0, end_dim: int = -1) -> Self:
        """The axes from start_dim to end_dim, made one: (2, 3, 4) -> (24,), or (2, 12) from 1 on."""
        shape = self.value.layout.shape or (1,)
        start, end = (named_axis(dim, len(shape), "flatten") for dim in (start_dim, end_dim))
        if start > end:
            raise LayoutError(f"flatten: expected start_dim before end_dim, got {start_dim} and {end_dim}")
        return self.reshape((*shape[:start], prod(shape[start : end + 1]), *shape[end + 1 :]))

    def ravel(self) -> Self:
        """All axes made one."""
        return self.reshape(-1) if self.value.layout.size else self.reshape(0)

    def unflatten(self, dim: int, sizes: Sequence[int]) -> Self:
        """One axis made several: (24,) -> (2, 3, 4). One size may be -1."""
        shape, axis = self.value.layout.shape, self._axis(dim, "unflatten")
        inner = inferred(several(sizes), (shape[axis],), "unflatten")
        return self.reshape((*shape[:axis], *inner, *shape[axis + 1 :]))

    def squeeze(self, dim: int | Sequence[int] | None = None) -> Self:
        """Without the axes of side 1; with `dim`, without those of these that have side 1."""
        shape = self.value.layout.shape
        if dim is None:
            return self.reshape(tuple(side for side in shape if side != 1))
        dims = (dim,) if isinstance(dim, int) else several(dim)
        if not shape and all(d in (0, -1) for d in dims):
            return self.reshape(())
        gone = {self._axis(d, "squeeze") for d in dims}
        return self.reshape(tuple(side for k, side in enumerate(shape) if side != 1 or k not in gone))

    def unsqueeze(self, dim: int) -> Self:
        """With a new axis of side 1 at `dim`."""
        shape = self.value.layout.shape
        axis = named_axis(dim, len(shape) + 1, "unsqueeze")
        return Reshape.apply(self, shape=(*shape[:axis], 1, *shape[axis:]))

    # --- Another order of axes

    def permute(self, *dims: Any) -> Self:
        """The axes in another order: axis k of the result is axis dims[k] of this."""
        rank = len(self.value.layout.shape)
        given = sizes(dims)
        order = tuple([self._axis(dim, "permute") for dim in given])
        if len(order) != rank or len(set(order)) != rank:
            raise LayoutError(f"permute: expected each of the {rank} axes once, got {given}")
        return Permute.apply(self, order=order)

    def transpose(self, dim0: int, dim1: int) -> Self:
        """With two axes exchanged."""
        first, second = self._axis(dim0, "transpose"), self._axis(dim1, "transpose")
        order = list(range(len(self.value.layout.shape)))
        order[first], order[second] = second, first
        return Permute.apply(self, order=tuple(order))

    swapaxes = swapdims = transpose

    def t(self) -> Self:
        """A matrix transposed; a tensor with one axis or none as it is."""
        rank = len(self.value.layout.shape)
        if rank > 2:
            raise LayoutError(f"t() wants at most 2 axes, got shape {self.value.layout.shape}: use .mT or .transpose()")
        return Permute.apply(self, order=tuple(reversed(range(rank))))

    @property
    def T(self) -> Self:
        """The axes in reverse order."""
        return Permute.apply(self, order=tuple(reversed(range(len(self.value.layout.shape)))))

    @property
    def mT(self) -> Self:
        """The matrices in the last two axes, transposed."""
        rank = len(self.value.layout.shape)
        if rank < 2:
            raise LayoutError(f"mT wants at least 2 axes, got shape {self.value.layout.shape}")
        return Permute.apply(self, order=(*range(rank - 2), rank - 1, rank - 2))

    def movedim(self, source: int | Sequence[int], destination: int | Sequence[int]) -> Self:
        """The axes `source` at the places `destination`; the others keep their order."""
        sources, places = several(source), several(destination)
        goes = {self._axis(p, "movedim"): self._axis(s, "movedim") for p, s in zip(places, sources, strict=False)}
        if not len(sources) == len(places) == len(goes) == len(set(goes.values())):
            raise LayoutError(f"movedim: expected as many places as axes, each once, got {source} and {destination}")
        stay = iter([k for k in range(self.ndim) if k not in goes.values()])
        return self.permute(tuple(goes[k] if k in goes else next(stay) for k in range(self.ndim)))

    moveaxis = movedim

    # --- Repeated without a copy

    def expand(self, *shape: Any) -> Self:
        """Repeated along sides of 1 and along new axes in front, without a copy; -1 keeps a side."""
        have, given = self.value.layout.shape, sizes(shape)
        new = len(given) - len(have)
        if new < 0:
            raise LayoutError(f"expand: shape {have} has more axes than {given}")
        wanted = tuple([have[k - new] if side == -1 and k >= new else side for k, side in enumerate(given)])
        if min(wanted, default=0) < 0 or any(s not in (1, w) for s, w in zip(have, wanted[new:], strict=True)):
            raise LayoutError(
                f"expand: shape {have} cannot be repeated to {given}: only sides of 1 and new axes in front can"
            )
        return Expand.apply(self, shape=wanted)

    broadcast_to = expand

    def expand_as(self, other: Self) -> Self:
        """Expanded to the shape of `other`."""
        check_tensor("expand_as", other)
        return self.expand(other.value.layout.shape)

    # --- In memory of its own

    def clone(self) -> Self:
        """The same numbers in memory of their own, in reading order. Gradients flow through."""
        return Copy.apply(self)

    def contiguous(self) -> Self:
        """This if its elements lie one after the other, else a copy in which they do."""
        return self if self.value.layout.is_contiguous else Copy.apply(self)


def broadcast_tensors(*tensors: Shaping) -> tuple[Shaping, ...]:
    """Each expanded to the shape that all of them fit."""
    for x in tensors:
        check_tensor("broadcast_tensors", x)
    shape = broadcast_shapes(*[x.value.layout.shape for x in tensors])
    return tuple(x.expand(shape) for x in tensors)
