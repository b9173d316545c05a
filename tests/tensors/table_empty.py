"""Tensors without elements, of shapes (0,) and (2, 0, 3): every operation gives what NumPy gives, or refuses."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from tinytorch.tensors.layout import LayoutError

from .entries import Op, fixed, floats, mask

EMPTY = (floats(0), floats(2, 0, 3))
BOX = EMPTY[1:]
NAN = {"second": None, "reason": "nan"}


def mean(x: np.ndarray, **how: Any) -> Any:
    """nan, without the warning that NumPy gives."""
    with warnings.catch_warnings(action="ignore"):
        return np.mean(x, **how)


def alone(name: str, numpy: Callable[..., Any] | None = None, **more: Any) -> Op:
    """x.name(), which NumPy has under the same name."""
    return Op(
        f"{name}() of nothing", lambda lib, x: getattr(x, name)(), EMPTY, numpy=numpy or getattr(np, name), **more
    )


def along(name: str, numpy: Callable[..., Any] | None = None, **more: Any) -> Op:
    """x.name(axis) for each axis, and with keepdim: among them axes whose sides are 2 and 3, of nothing."""
    of = numpy or getattr(np, name)

    def ours(lib: Any, x: Any) -> list[Any]:
        return [*(getattr(x, name)(k) for k in range(3)), getattr(x, name)((0, 2)), getattr(x, name)(1, keepdim=True)]

    def theirs(x: np.ndarray) -> list[Any]:
        return [*(of(x, axis=k) for k in range(3)), of(x, axis=(0, 2)), of(x, axis=1, keepdims=True)]

    return Op(f"{name}(axis) of nothing", ours, BOX, numpy=theirs, **more)


def no_element(name: str, *arguments: Any) -> Op:
    """x.name(axis), which wants an element."""
    where = "" if arguments == () else f" along axis {arguments[0]}"
    inputs = EMPTY if arguments == () else BOX
    return Op(f"{name} of no element{where}", lambda lib, x: getattr(x, name)(*arguments), inputs, raises=LayoutError,
              says=[f"{name} wants"])  # fmt: skip


ELEMENTS = [
    *(alone(name) for name in ("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "square")),
    *(alone(name) for name in ("sin", "cos", "tanh")),
    *(alone(name, np.copy) for name in ("rsqrt", "sigmoid", "erf")),
    *(alone(name) for name in ("abs", "sign", "floor", "ceil", "trunc", "round", "reciprocal")),
    *(alone(name, gradient=False) for name in ("isnan", "isinf", "isfinite", "logical_not")),
    alone("relu", np.copy, second=False),
    alone("clone", np.copy),
    Op("gelu and its kind of nothing", lambda lib, x: [
        getattr(lib.nn.functional, name)(x) if hasattr(lib, "nn") else getattr(x, name)()
        for name in ("gelu", "silu", "softplus", "elu")], EMPTY, numpy=lambda x: [x] * 4),
    Op("leaky_relu of nothing", lambda lib, x: lib.nn.functional.leaky_relu(x) if hasattr(lib, "nn")
       else x.leaky_relu(), EMPTY, numpy=np.copy, second=False),
    Op("arithmetic of nothing", lambda lib, x: [x + x, x - 1, 2 * x, x / 2, 1 / x, -x, x**2, 2**x, x**x, x % 2], EMPTY,
       numpy=lambda x: [x] * 10),
    Op("floor division of nothing, and by nothing", lambda lib, x: [x // x, x // 2, 1 // x], EMPTY,
       numpy=lambda x: [x // x, x // 2, 1 // x], gradient=False),
    Op("comparisons of nothing", lambda lib, x: [x < x, x <= 0, x > 1, x >= x, x == x, x != 0], EMPTY,
       numpy=lambda x: [x < x, x <= 0, x > 1, x >= x, x == x, x != 0], gradient=False),
    Op("nothing beside something", lambda lib, x, y: [x + y, lib.maximum(x, y), lib.minimum(y, x)],
       [(floats(0), floats(1)), (floats(2, 0, 3), floats(2, 1, 3)), (floats(2, 0, 3), floats(0, 1))],
       numpy=lambda x, y: [x + y, np.maximum(x, y), np.minimum(y, x)]),
    Op("choices of nothing", lambda lib, x, c: [lib.where(c, x, 1.0), x.masked_fill(c, 2.0), x.clamp(0, 1)],
       [(floats(0), mask(0)), (floats(2, 0, 3), mask(2, 0, 3))], numpy=lambda x, c: [x] * 3),
]  # fmt: skip

REDUCTIONS = [
    *(alone(name) for name in ("sum", "prod")),
    along("sum"),
    along("mean", mean),
    *(alone(name, gradient=False) for name in ("any", "all")),
    *(along(name, gradient=False) for name in ("any", "all")),
    alone("mean", mean, **NAN),
    Op("prod(axis) of nothing", lambda lib, x: [x.prod(k) for k in range(3)], BOX,
       numpy=lambda x: [x.prod(k) for k in range(3)]),
    Op("var and std of nothing", lambda lib, x: [x.var(correction=0), x.std(correction=0)], EMPTY,
       numpy=lambda x: [np.float64(math.nan)] * 2, **NAN),
    Op("var(axis) of nothing", lambda lib, x: [x.var(k, correction=0) for k in (0, 2)], BOX,
       numpy=lambda x: [x.var(k) for k in (0, 2)]),
    Op("extremes along axes that are not empty", lambda lib, x: [x.amax(0), x.amin(2), *x.max(2), *x.min(0)], BOX,
       numpy=lambda x: [x.max(0), x.min(2), x.max(2), x.argmax(2), x.min(0), x.argmin(0)]),
    Op("argmax along axes that are not empty", lambda lib, x: [x.argmax(0), x.argmin(2)], BOX,
       numpy=lambda x: [x.argmax(0), x.argmin(2)], gradient=False),
    Op("softmax of nothing, along each axis", lambda lib, x: [f(k) for k in range(x.ndim)
       for f in (x.softmax, x.log_softmax)], EMPTY, numpy=lambda x: [x] * (2 * x.ndim)),
    Op("logsumexp of nothing, along each axis", lambda lib, x: [x.logsumexp(k) for k in range(x.ndim)], EMPTY,
       numpy=lambda x: [np.logaddexp.reduce(x, k) for k in range(x.ndim)], gradient=False),
    Op("norm of nothing", lambda lib, x: x.norm(), EMPTY, numpy=lambda x: np.float64(0.0)),
    Op("cumsum of nothing", lambda lib, x: [x.cumsum(k) for k in range(x.ndim)], EMPTY,
       numpy=lambda x: [x.cumsum(k) for k in range(x.ndim)]),
    Op("sort of nothing", lambda lib, x: [*x.sort(), *x.sort(0, descending=True)], EMPTY,
       numpy=lambda x: [x, np.argsort(x)] * 2),
    Op("topk of nothing", lambda lib, x: [*x.topk(2), *x.topk(0, dim=1)], BOX,
       numpy=lambda x: [np.sort(x)[..., :2], np.argsort(x)[..., :2], x, np.argsort(x)]),
    *(no_element(name) for name in ("max", "min", "amax", "amin", "argmax", "argmin")),
    *(no_element(name, 1) for name in ("max", "min", "amax", "amin", "argmax", "argmin")),
]  # fmt: skip

SHAPES = [
    Op("shapes of nothing", lambda lib, x: [x.reshape(-1, 5), x.reshape(0), x.flatten(), x.unsqueeze(0), x.squeeze()],
       EMPTY, numpy=lambda x: [x.reshape(0, 5), x.reshape(0), x.ravel(), x[None], x.squeeze()]),
    Op("axes of nothing", lambda lib, x: [x.permute(2, 0, 1), x.transpose(0, 1), x.swapaxes(0, 2), x.movedim(0, 2),
       x.mT], BOX, numpy=lambda x: [x.transpose(2, 0, 1), x.swapaxes(0, 1), x.swapaxes(0, 2), np.moveaxis(x, 0, 2),
       x.swapaxes(1, 2)]),
    Op("nothing repeated", lambda lib, x: [x.expand(4, *x.shape), x.repeat(2, 1, 3), x.tile((2,)),
       x.repeat_interleave(2, 0)], EMPTY, numpy=lambda x: [np.broadcast_to(x, (4, *x.shape)), np.tile(x, (2, 1, 3)),
       np.tile(x, 2), np.repeat(x, 2, 0)]),
    Op("nothing in other places", lambda lib, x: [x.flip(0), x.roll(1), x.roll(1, 0)], EMPTY,
       numpy=lambda x: [x, x, x]),
    Op("triangles and diagonals of nothing", lambda lib, x: [x.tril(), x.triu(), x.diagonal(), x.diagonal(0, 0, 2)],
       BOX, numpy=lambda x: [np.tril(x), np.triu(x), x.diagonal(), x.diagonal(0, 0, 2)]),
    Op("nothing taken apart", lambda lib, x: [*x.split(1), *x.unbind(), *x.chunk(2, dim=-1)], BOX,
       numpy=lambda x: [x[:1], x[1:], x[0], x[1], x[..., :2], x[..., 2:]]),
    Op("nothing put together", lambda lib, x: [lib.cat((x, x)), lib.stack((x, x), -1)], EMPTY,
       numpy=lambda x: [np.concatenate((x, x)), np.stack((x, x), -1)]),
    Op("parts of nothing", lambda lib, x: [x[:], x[1:], x[..., None], x[None], x[:0]], EMPTY,
       numpy=lambda x: [x[:], x[1:], x[..., None], x[None], x[:0]]),
    Op("rows of nothing", lambda lib, x, i: [x[i], x[:, :, i], x.index_select(1, i)],
       [(floats(2, 0, 3), fixed(np.zeros(0, int)))], numpy=lambda x, i: [x[i], x[:, :, i], x]),
    Op("elements of nothing", lambda lib, x, m: [x[m], x[x == x]],
       [(floats(0), mask(0)), (floats(2, 0, 3), mask(2, 0, 3))], numpy=lambda x, m: [x[m], x[m]]),
    Op("products of nothing", lambda lib, x, y: [x @ y, y @ x],
       [(floats(2, 0, 3), floats(2, 3, 0)), (floats(0), floats(0))], numpy=lambda x, y: [x @ y, y @ x]),
    Op("outer and dot of nothing", lambda lib, x: [x.outer(x), x.dot(x), lib.einsum("i,j->ij", x, x)], EMPTY[:1],
       numpy=lambda x: [np.outer(x, x), x @ x, np.outer(x, x)]),
]  # fmt: skip

OPS: list[Op] = [*ELEMENTS, *REDUCTIONS, *SHAPES]
