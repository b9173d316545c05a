"""Shapes: the same elements in another box, in another order, put together and taken apart."""

from __future__ import annotations

import math
from typing import Any

from tinytorch.tensors.layout import LayoutError

from .entries import Op, fixed, floats, mask, whole

EVERY = ("float64", "float32", "int64", "bool")
REAL = ("float64", "float32", "int64")
SIZES = [floats(2, 3, 4), floats(1, 3, 1), floats(2, 0, 3), floats(5), floats()]
MATRICES = [floats(3, 4), floats(4, 3), floats(2, 3, 3), floats(1, 1), floats(0, 3), floats(2, 3, 0)]


def pad(lib: Any, x: Any, *pads: Any, **how: Any) -> Any:
    """functional.pad, or the method."""
    return lib.nn.functional.pad(x, *pads, **how) if getattr(lib, "__name__", "") == "torch" else x.pad(*pads, **how)


def zero_after_each(lib: Any, x: Any) -> Any:
    """dilate by 2 along the last two axes, for PyTorch, which has no such function."""
    if hasattr(x, "dilate"):
        return x.dilate(2, 2)
    spread = lib.stack((x, lib.zeros_like(x)), -1).flatten(-2)
    return lib.stack((spread, lib.zeros_like(spread)), -2).flatten(-3, -2)


OPS: list[Op] = [
    # --- Another shape
    Op("reshape", lambda lib, x: x.reshape(4, 6), [floats(2, 3, 4), floats(24), floats(2, 12)], dtypes=EVERY),
    Op("reshape of a tuple", lambda lib, x: x.reshape((6, -1)), [floats(2, 3, 4), floats(6), floats(6, 0, 1)]),
    Op("reshape function", lambda lib, x: lib.reshape(x, (-1,)), SIZES),
    Op("reshape to no axes", lambda lib, x: x.reshape(()), [floats(1), floats(1, 1), floats()]),
    Op("reshape with -1 and 0", lambda lib, x: x.reshape(-1, 3), [floats(0, 3), floats(2, 0, 3)]),
    Op("view", lambda lib, x: x.contiguous().view(3, -1), [floats(3, 4), floats(6, 2), floats(3)]),
    Op("view of a part", lambda lib, x: x.contiguous()[1:].view(-1, 2), [floats(3, 4), floats(2, 2)]),
    Op("view_as", lambda lib, x, y: x.contiguous().view_as(y), [(floats(3, 4), floats(2, 6))]),
    Op("reshape_as", lambda lib, x, y: x.reshape_as(y), [(floats(3, 4), floats(2, 6))]),
    Op("flatten", lambda lib, x: x.flatten(), SIZES),
    Op("flatten from 1", lambda lib, x: lib.flatten(x, 1), [floats(2, 3, 4), floats(1, 1, 1), floats(2, 0, 3)]),
    Op("flatten in between", lambda lib, x: x.flatten(1, -2), [floats(2, 3, 4, 2), floats(2, 3, 4)]),
    Op("ravel", lambda lib, x: x.ravel(), SIZES),
    Op("unflatten", lambda lib, x: x.unflatten(1, (2, -1)), [floats(3, 4), floats(1, 2, 3), floats(0, 6)]),
    Op("unflatten from the end", lambda lib, x: x.unflatten(-1, (2, 2)), [floats(3, 4), floats(4)]),
    Op("squeeze", lambda lib, x: x.squeeze(), SIZES),
    Op("squeeze an axis", lambda lib, x: x.squeeze(-1), [floats(3, 1), floats(3, 2), floats(1), floats()]),
    Op("squeeze axes", lambda lib, x: x.squeeze((0, 2)), [floats(1, 3, 1), floats(2, 1, 1)]),
    Op("unsqueeze", lambda lib, x: x.unsqueeze(0), SIZES, dtypes=EVERY),
    Op("unsqueeze at the end", lambda lib, x: lib.unsqueeze(x, -1), SIZES),
    Op("unsqueeze in between", lambda lib, x: x.unsqueeze(1), [floats(2, 3), floats(0, 3)]),
    # --- Another order of axes
    Op("permute", lambda lib, x: x.permute(2, 0, 1), [floats(2, 3, 4), floats(1, 3, 1), floats(2, 0, 3)], view=True),
    Op("permute of a tuple", lambda lib, x: lib.permute(x, (-1, 0, 1)), [floats(2, 3, 4)], view=True, dtypes=EVERY),
    Op("permute twice", lambda lib, x: x.permute(1, 2, 0).permute(1, 0, 2) * x.permute(2, 1, 0), [floats(2, 3, 4)]),
    Op("transpose", lambda lib, x: x.transpose(0, -1), [floats(2, 3, 4), floats(3), floats(0, 2)], view=True),
    Op("swapaxes", lambda lib, x: x.swapaxes(0, 1), [floats(2, 3)], view=True),
    Op("swapdims", lambda lib, x: x.swapdims(-1, 1), [floats(2, 3, 4)], view=True),
    Op("t", lambda lib, x: x.t(), [floats(2, 3), floats(3), floats(), floats(0, 2)], view=True),
    Op("T", lambda lib, x: x.T, [floats(2, 3), floats(1, 4)], view=True),
    Op("mT", lambda lib, x: x.mT, [floats(2, 3), floats(2, 3, 4), floats(2, 0, 4)], view=True),
    Op("movedim", lambda lib, x: x.movedim(0, 1), [floats(2, 3, 4), floats(2, 3)], view=True),
    Op("movedim of several", lambda lib, x: x.movedim((0, -1), (1, 0)), [floats(2, 3, 4, 2)], view=True),
    Op("moveaxis", lambda lib, x: x.moveaxis(2, 0), [floats(2, 3, 4)], view=True),
    # --- Repeated
    Op("expand", lambda lib, x: x.expand(2, 3, 4), [floats(3, 1), floats(1), floats(2, 3, 4), floats()], view=True),
    Op("expand that keeps", lambda lib, x: x.expand(2, -1, 3), [floats(1, 4, 1), floats(4, 3), floats(2, 0, 3)]),
    Op("expand to nothing", lambda lib, x: x.expand(0, 3), [floats(3), floats(1, 1)]),
    Op("expand_as", lambda lib, x, y: x.expand_as(y), [(floats(3, 1), floats(2, 3, 4))]),
    Op("broadcast_to", lambda lib, x: lib.broadcast_to(x, (2, 3)), [floats(3), floats(2, 1), floats()]),
    Op("broadcast_tensors", lambda lib, x, y: lib.broadcast_tensors(x, y), [(floats(3, 1), floats(2, 1, 4))]),
    Op("repeat", lambda lib, x: x.repeat(2, 3), [floats(2, 3), floats(3), floats(), floats(0, 1)], dtypes=EVERY),
    Op("repeat no times", lambda lib, x: x.repeat((0, 2)), [floats(2, 3), floats(3)]),
    Op("tile", lambda lib, x: x.tile(2), [floats(2, 3), floats(3), floats()]),
    Op("tile of a tuple", lambda lib, x: lib.tile(x, (2, 1, 3)), [floats(2, 3), floats(1, 1, 2)]),
    Op("repeat_interleave", lambda lib, x: x.repeat_interleave(2), [floats(2, 3), floats(3), floats(0)]),
    Op(
        "repeat_interleave along an axis",
        lambda lib, x, n: x.repeat_interleave(n, dim=1),
        [(floats(2, 3), whole(0, 3, 3)), (floats(2, 1), fixed([2]))],
    ),
    # --- Elements in other places
    Op("flip", lambda lib, x: x.flip(0), SIZES, dtypes=EVERY),
    Op("flip of several", lambda lib, x: lib.flip(x, (0, -1)), [floats(2, 3), floats(2, 3, 4)], view=False),
    Op("fliplr and flipud", lambda lib, x: (x.fliplr(), x.flipud()), [floats(2, 3)]),
    Op("roll", lambda lib, x: x.roll(1, 0), [floats(5), floats(3, 2), floats(1), floats(0, 2)], dtypes=EVERY),
    Op("roll back", lambda lib, x: x.roll(-7, -1), [floats(5), floats(3, 2)]),
    Op("roll of several", lambda lib, x: lib.roll(x, (1, 2), (0, 1)), [floats(3, 4)]),
    Op("roll of all", lambda lib, x: x.roll(2), [floats(3, 4), floats(5), floats()]),
    Op("tril", lambda lib, x: x.tril(), MATRICES, dtypes=EVERY),
    Op("triu", lambda lib, x: x.triu(), MATRICES, dtypes=EVERY),
    Op("tril above", lambda lib, x: lib.tril(x, 1), MATRICES),
    Op("triu below", lambda lib, x: x.triu(diagonal=-1), MATRICES),
    Op("tril of infinity", lambda lib, x: x.tril(), [fixed([[math.inf, -math.inf], [math.nan, math.inf]])]),
    Op("diagonal", lambda lib, x: x.diagonal(), MATRICES, view=True),
    Op("diagonal above", lambda lib, x: x.diagonal(1), [*MATRICES, floats(2, 9)]),
    Op("diagonal below", lambda lib, x: x.diagonal(offset=-2), MATRICES),
    Op("diagonal of two axes", lambda lib, x: lib.diagonal(x, 1, -1, 0), [floats(3, 2, 4), floats(1, 2, 3)]),
    Op("diag", lambda lib, x: x.diag(), [floats(3, 4), floats(3), floats(0), floats(1)], dtypes=EVERY),
    Op("diag off", lambda lib, x: (x.diag(1), x.diag(-2)), [floats(3, 4), floats(3)]),
    Op("diag_embed", lambda lib, x: x.diag_embed(), [floats(2, 3), floats(3)]),
    Op("diag_embed off", lambda lib, x: x.diag_embed(-1), [floats(2, 3)]),
    Op("unfold", lambda lib, x: x.unfold(0, 3, 1), [floats(5), floats(3, 2), floats(4, 1)]),
    Op("unfold in steps", lambda lib, x: x.unfold(1, 2, 3), [floats(2, 8), floats(1, 7, 2)], view=True),
    Op("unfold apart", lambda lib, x: x.unfold(-1, 2, 2), [floats(2, 5), floats(2)], view=True),
    # --- More around, more between
    Op("pad", lambda lib, x: pad(lib, x, (1, 2)), [floats(3), floats(2, 3), floats(2, 0)], dtypes=EVERY),
    Op("pad of two axes", lambda lib, x: pad(lib, x, (1, 0, 2, 1), value=1.5), [floats(2, 3), floats(2, 1, 1)]),
    Op("pad with infinity", lambda lib, x: pad(lib, x, (1, 1), "constant", -math.inf), [floats(2, 3)]),
    Op("pad that takes", lambda lib, x: pad(lib, x, (-1, 2, 0, -2)), [floats(3, 3), floats(2, 2)]),
    Op("pad with nothing", lambda lib, x: pad(lib, x, (0, 0)), [floats(3)], view=False),
    Op("pad by reflection", lambda lib, x: pad(lib, x, (2, 1), mode="reflect"), [floats(2, 4), floats(2, 2, 3)]),
    Op("pad by the edge", lambda lib, x: pad(lib, x, (2, 1), mode="replicate"), [floats(2, 4), floats(2, 2, 1)]),
    Op("pad around", lambda lib, x: pad(lib, x, (2, 1), mode="circular"), [floats(2, 4), floats(2, 2, 2)]),
    Op("dilate", zero_after_each, [floats(2, 3), floats(2, 1, 2), floats(2, 0)], dtypes=EVERY),
    Op(
        "undilate",
        lambda lib, x: x.undilate(2, 3) if hasattr(x, "undilate") else x[..., ::2, ::3],
        [floats(4, 6), floats(2, 3, 4), floats(1, 1)],
        view=True,
    ),
    # --- In memory of its own
    Op("clone", lambda lib, x: x.clone(), [floats(2, 3, 4), floats(1, 3), floats()], dtypes=EVERY, view=False),
    Op("contiguous", lambda lib, x: x.contiguous() * 2, SIZES, dtypes=REAL),
    # --- What it is
    Op(
        "size and numel",
        lambda lib, x: [tuple(x.size()), x.numel(), x.dim(), x.ndim, tuple(x.shape)],
        SIZES,
        gradient=False,
    ),
    Op("size of an axis", lambda lib, x: (x.size(-1), x.size(0)), [floats(2, 3), floats(0)], gradient=False),
    Op(
        "stride and offset",
        lambda lib, x: [
            (y.stride(), y.stride(0), y.storage_offset(), y.is_contiguous()) for y in (x.contiguous().clone(),)
        ],
        [floats(2, 3)],
        gradient=False,
    ),
    Op(
        "strides of views",
        lambda lib, x: [
            (y.stride(), y.storage_offset(), y.is_contiguous())
            for c in (x.contiguous(),)
            for y in (c.T, c[1:], c[:, 1], c[None], c.expand(2, 3, 4), c.diagonal(), c.unfold(1, 2, 1), c[::2, 1::2])
        ],
        [floats(3, 4)],
        gradient=False,
    ),
    # --- Put together, taken apart
    Op(
        "cat",
        lambda lib, x, y: lib.cat((x, y)),
        [(floats(2, 3), floats(1, 3)), (floats(0, 3), floats(2, 3))],
        dtypes=EVERY,
    ),
    Op("cat along the last axis", lambda lib, x, y: lib.cat([x, y, x], dim=-1), [(floats(2, 3), floats(2, 1))]),
    Op("cat of one", lambda lib, x: lib.cat([x], 1), [floats(2, 3)], view=False),
    Op("cat with an empty row", lambda lib, x, y: lib.cat((x, y)), [(floats(0), floats(2, 3)), (floats(0), floats(0))]),
    Op("cat of kinds", lambda lib, x, n: lib.cat((x, n)), [(floats(2), whole(0, 9, 3)), (floats(2), mask(3))]),
    Op(
        "cat of whole numbers and bools", lambda lib, x, y: lib.cat((x, y)), [(whole(0, 9, 3), mask(2))], gradient=False
    ),
    Op("concat", lambda lib, x, y: (lib.concat((x, y)), lib.concatenate((x, y))), [(floats(2), floats(3))]),
    Op(
        "stack", lambda lib, x, y: lib.stack((x, y)), [(floats(2, 3), floats(2, 3)), (floats(), floats())], dtypes=EVERY
    ),
    Op("stack at the end", lambda lib, x, y: lib.stack([x, y, y], dim=-1), [(floats(2, 3), floats(2, 3))]),
    Op("vstack", lambda lib, x, y: lib.vstack((x, y)), [(floats(3), floats(2, 3)), (floats(3), floats(3))]),
    Op("hstack", lambda lib, x, y: lib.hstack((x, y)), [(floats(3), floats(2)), (floats(2, 1), floats(2, 3))]),
    Op("split", lambda lib, x: x.split(2), [floats(5), floats(4, 2), floats(0, 2), floats(1)], dtypes=EVERY),
    Op("split by sizes", lambda lib, x: lib.split(x, [1, 0, 2], dim=1), [floats(2, 3)]),
    Op("chunk", lambda lib, x: x.chunk(3, dim=-1), [floats(2, 7), floats(3), floats(2, 1), floats(0)]),
    Op("unbind", lambda lib, x: x.unbind(1), [floats(2, 3), floats(2, 1, 2)], view=True),
    Op("select", lambda lib, x: x.select(1, -1), [floats(2, 3), floats(0, 2)], view=True),
    Op("narrow", lambda lib, x: x.narrow(1, 1, 2), [floats(2, 3), floats(0, 4)], view=True),
    # --- What is refused
    Op(
        "reshape to another size",
        lambda lib, x: x.reshape(4, 2),
        [floats(2, 3)],
        raises=LayoutError,
        says=["(2, 3)", "(4, 2)"],
    ),
    Op("reshape with -1 that does not fit", lambda lib, x: x.reshape(4, -1), [floats(2, 3)], raises=LayoutError),
    Op("reshape with two -1", lambda lib, x: x.reshape(-1, -1), [floats(2, 3)], raises=LayoutError),
    Op("reshape with -2", lambda lib, x: x.reshape(-2, -3), [floats(2, 3)], raises=LayoutError),
    Op("reshape with -1 beside 0", lambda lib, x: x.reshape(0, -1), [floats(0, 3)], raises=LayoutError),
    Op(
        "view that needs a copy",
        lambda lib, x: x.T.view(6),
        [floats(2, 3)],
        raises=LayoutError,
        says=["view", "reshape"],
    ),
    Op("flatten backwards", lambda lib, x: x.flatten(1, 0), [floats(2, 3)], raises=LayoutError),
    Op("unsqueeze too far", lambda lib, x: x.unsqueeze(3), [floats(2, 3)], raises=LayoutError),
    Op("squeeze too far", lambda lib, x: x.squeeze(2), [floats(2, 3)], raises=LayoutError, says=["squeeze"]),
    Op("permute too few", lambda lib, x: x.permute(0), [floats(2, 3)], raises=LayoutError, says=["permute"]),
    Op("permute one twice", lambda lib, x: x.permute(0, 0), [floats(2, 3)], raises=LayoutError),
    Op("t of three axes", lambda lib, x: x.t(), [floats(2, 3, 4)], raises=LayoutError),
    Op("mT of one axis", lambda lib, x: x.mT, [floats(3)], raises=LayoutError),
    Op("movedim twice to one place", lambda lib, x: x.movedim((0, 1), (0, 0)), [floats(2, 3)], raises=LayoutError),
    Op("movedim of unequal counts", lambda lib, x: x.movedim((0, 1), (0,)), [floats(2, 3)], raises=LayoutError),
    Op("expand a side", lambda lib, x: x.expand(4, 4), [floats(2, 4)], raises=LayoutError, says=["(2, 4)", "(4, 4)"]),
    Op("expand to fewer axes", lambda lib, x: x.expand(4), [floats(1, 4)], raises=LayoutError),
    Op("expand a new axis by -1", lambda lib, x: x.expand(-1, 4), [floats(4)], raises=LayoutError),
    Op("repeat too few", lambda lib, x: x.repeat(2), [floats(2, 3)], raises=LayoutError),
    Op("roll without axes for each", lambda lib, x: x.roll((1, 2), 0), [floats(2, 3)], raises=LayoutError),
    Op("flip one twice", lambda lib, x: x.flip(0, 0), [floats(2, 3)], raises=LayoutError),
    Op("tril of a row", lambda lib, x: x.tril(), [floats(3)], raises=LayoutError, says=["tril", "(3,)"]),
    Op("diagonal of one axis", lambda lib, x: x.diagonal(0, 1, 1), [floats(2, 3)], raises=LayoutError),
    Op("diag of three axes", lambda lib, x: x.diag(), [floats(2, 3, 4)], raises=LayoutError),
    Op("unfold too long", lambda lib, x: x.unfold(0, 6, 1), [floats(5)], raises=LayoutError),
    Op("unfold without a step", lambda lib, x: x.unfold(0, 2, 0), [floats(5)], raises=LayoutError),
    Op("pad of half a pair", lambda lib, x: pad(lib, x, (1,)), [floats(3)], raises=LayoutError),
    Op("pad of too many axes", lambda lib, x: pad(lib, x, (1, 1, 1, 1)), [floats(3)], raises=LayoutError),
    Op("pad that takes too much", lambda lib, x: pad(lib, x, (-2, -2)), [floats(3)], raises=LayoutError),
    Op("reflect too wide", lambda lib, x: pad(lib, x, (3, 0), mode="reflect"), [floats(2, 3)], raises=LayoutError),
    Op(
        "cat of shapes",
        lambda lib, x, y: lib.cat((x, y)),
        [(floats(2, 3), floats(2, 2))],
        raises=LayoutError,
        says=["cat", "(2, 2)"],
    ),
    Op("cat of numbers", lambda lib, x, y: lib.cat((x, y)), [(floats(), floats())], raises=LayoutError),
    Op("cat of nothing", lambda lib: lib.cat([]), [()], raises=LayoutError),
    Op("stack of shapes", lambda lib, x, y: lib.stack((x, y)), [(floats(2), floats(3))], raises=LayoutError),
    Op("split into 0", lambda lib, x: x.split(0), [floats(3)], raises=LayoutError),
    Op("split by wrong sizes", lambda lib, x: x.split([1, 1]), [floats(3)], raises=LayoutError),
    Op("unbind of a number", lambda lib, x: x.unbind(), [floats()], raises=LayoutError),
    Op("narrow too far", lambda lib, x: x.narrow(0, 2, 2), [floats(3)], raises=IndexError),
]
