"""What makes one number of many: sums, products, extremes, probabilities; and what goes along an axis: cumsum, sort."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from tinytorch.tensors.dtypes import DTypeError
from tinytorch.tensors.layout import LayoutError

from .entries import Op, Spec, away, between, distinct, fixed, floats, mask, whole

ALL = ("float64", "float32", "int64", "bool")
BOXES: Sequence[Spec] = (floats(3, 4), floats(2, 3, 4), floats(1, 5), floats(3, 0, 2))
FULL: Sequence[Spec] = (distinct(3, 4), distinct(2, 3, 4), distinct(1, 5))
SEVERAL: Sequence[Spec] = (floats(2, 3, 4), floats(3, 0, 2), floats(1, 1, 5))
EDGES = fixed([[0.0, -0.0, 1.0], [math.inf, 1.0, -1.0], [-math.inf, 1.0, 2.0], [math.nan, 1.0, math.nan]])
CORNERS = {"second": None, "reason": "corners"}


def over_all(name: str, inputs: Sequence[Spec] = (*BOXES, floats()), numpy: Any = None, **more: Any) -> Op:
    """x.name()."""
    return Op(f"{name}()", lambda lib, x: getattr(x, name)(), inputs, numpy=numpy, **more)


def over_some(name: str, inputs: Sequence[Spec] = BOXES, numpy: Any = None, **more: Any) -> list[Op]:
    """x.name(dim) for one axis from the front, one from the end, and with keepdim."""
    return [
        Op(f"{name}(0)", lambda lib, x: getattr(x, name)(0), inputs, numpy=numpy and (lambda x: numpy(x, 0)), **more),
        Op(f"{name}(-1, keepdim=True)", lambda lib, x: getattr(x, name)(-1, keepdim=True), inputs, **more),
    ]


def over_several(name: str, inputs: Sequence[Spec] = SEVERAL, **more: Any) -> list[Op]:
    """lib.name(x, dims) for two axes, in a tuple or a list."""
    return [
        Op(f"{name}((0, -1))", lambda lib, x: getattr(lib, name)(x, (0, -1)), inputs, **more),
        Op(f"{name}([1, 2], keepdim=True)", lambda lib, x: getattr(x, name)(dim=[1, 2], keepdim=True), inputs, **more),
    ]


def quiet(call: Any) -> Any:
    """The call without the warnings that PyTorch gives where a variance is nan."""

    def silent(lib: Any, x: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return call(lib, x)

    return silent


def refused(title: str, call: Any, *case: Spec, says: Sequence[str] = (), kind: Any = LayoutError, **more: Any) -> Op:
    """What both libraries refuse."""
    return Op(title, call, [case or (floats(2, 3),)], raises=kind, says=says, **more)


SUMS = [
    over_all("sum", numpy=np.sum, dtypes=ALL),
    *over_some("sum", numpy=np.sum, dtypes=ALL),
    *over_several("sum", dtypes=ALL),
    over_all("mean", [floats(3, 4), floats(1, 5), floats()], np.mean, dtypes=ALL),
    *over_some("mean", [floats(3, 4), floats(2, 3, 4), floats(3, 0, 2)], np.mean, dtypes=ALL),
    *over_several("mean", [floats(2, 3, 4), floats(1, 1, 5)], dtypes=ALL),
    Op("mean of nothing", lambda lib, x: (x.mean(), x.mean(0), x.mean(1), x.mean((0, 1))), [floats(2, 0)], second=None,
       reason="nan"),
    over_all("prod", [*BOXES, floats(), fixed([[0.0, 2.0, 3.0]]), fixed([0.0, 2.0, 0.0])], np.prod, dtypes=ALL),
    *over_some("prod", [*BOXES, fixed([[0.0, 2.0, 3.0], [1.0, 0.0, 0.0]])], np.prod, dtypes=ALL),
    over_all("var", [floats(3, 4), floats(1, 5)], lambda x: np.var(x, ddof=1), dtypes=ALL),
    *over_some("var", [floats(3, 4), floats(2, 3, 4)], lambda x, axis: np.var(x, axis, ddof=1), dtypes=ALL),
    *over_several("var", [floats(2, 3, 4)]),
    over_all("std", [floats(3, 4), floats(1, 5)], lambda x: np.std(x, ddof=1), dtypes=ALL),
    *over_some("std", [floats(3, 4), floats(2, 3, 4)], lambda x, axis: np.std(x, axis, ddof=1), dtypes=ALL),
    Op("var, otherwise corrected", lambda lib, x: (x.var(0, unbiased=False), x.var(1, correction=0), lib.var(x, False),
        lib.var(x, 0, correction=2), x.std(1, False, True)), [floats(3, 4)]),
    Op("var of one number, of none, and of equals", quiet(lambda lib, x: (x.var(0), x.var(1), x.std(1, correction=0),
        x[:, :0].std(1), x.var(1, correction=3))), [fixed([[1.1, 1.1, 1.1]])], second=None, reason="nan"),
    Op("var of numbers far from 0", lambda lib, x: (x + 1e6).var(0), [fixed([0.0, 1.0, 2.0, 3.0])], second=None,
       reason="differences of numbers around a million have few digits"),
    Op("the slope of a deviation of 0", lambda lib, x: x.std(1, correction=0),
       [fixed([[1.1, 1.1, 1.1], [1.0, 2.0, 4.0]])], **CORNERS),
    Op("sum(dtype=)", lambda lib, x: (x.sum(dtype=lib.float64), x.prod(dtype=lib.float64), x.mean(dtype=lib.float64),
        x.cumsum(0, dtype=lib.float64)), [floats(3, 4), whole(0, 5, 3, 4), mask(3, 4)], gradient=False, dtypes=ALL),
    over_all("count_nonzero", [whole(0, 2, 3, 4), mask(2, 0), floats()], np.count_nonzero, gradient=False),
    Op("count_nonzero(1)", lambda lib, x: (x.count_nonzero(1), x.count_nonzero((0, 1))), [whole(0, 2, 3, 4)]),
]  # fmt: skip

EXTREMES = [
    *(over_all(name, [*FULL, distinct()], getattr(np, name), dtypes=ALL) for name in ("amax", "amin", "max", "min")),
    *(op for name in ("amax", "amin") for op in over_some(name, FULL, getattr(np, name), dtypes=ALL)),
    *over_several("amax", [distinct(2, 3, 4)]),
    *over_several("amin", [distinct(2, 3, 4)]),
    *(Op(f"{name}(dim)", lambda lib, x, name=name: (*getattr(x, name)(1), *getattr(lib, name)(x, dim=-1, keepdim=True)),
         FULL) for name in ("max", "min")),
    Op("max(dim) by name", lambda lib, x: (x.max(0).values, x.max(0).indices, x.min(-1, True)[0]), FULL),
    Op("extremes of equals share the gradient", lambda lib, x: (x.amax(1), x.amin(1), x.max(), x.min(), x.amax((0, 1))),
       [fixed([[1.0, 2.0, 2.0], [0.0, 0.0, 0.0]])], **CORNERS),
    Op("max(dim) of equals sends it to one", lambda lib, x: (*x.max(1), *x.min(0)),
       [fixed([[1.0, 2.0, 2.0], [0.0, 0.0, 0.0]])], **CORNERS),
    Op("extremes of infinities and nan", lambda lib, x: (x.amax(1), x.amin(1), x.argmax(1), x.argmin(1), *x.max(1)),
       [EDGES], gradient=False),
    Op("slopes beside infinities", lambda lib, x: (x.amax(1), x.amin(1), x.max(1)[0]),
       [fixed([[math.inf, 1.0], [-math.inf, 2.0]])], **CORNERS),
    over_all("argmax", [*FULL, distinct()], np.argmax, gradient=False, dtypes=ALL[:3]),
    over_all("argmin", [*FULL, distinct()], np.argmin, gradient=False, dtypes=ALL[:3]),
    *over_some("argmax", FULL, np.argmax, gradient=False, dtypes=ALL[:3]),
    *over_some("argmin", FULL, np.argmin, gradient=False, dtypes=ALL[:3]),
    Op("argmax(keepdim=True)", lambda lib, x: (x.argmax(keepdim=True), lib.argmin(x, dim=1), x.argmax(dim=-2)), FULL,
       gradient=False),
    *(refused(f"{name} of nothing", lambda lib, x, name=name: getattr(x, name)(), floats(2, 0), says=[name, "(2, 0)"])
      for name in ("amax", "amin", "argmax", "argmin")),
    *(refused(f"{name} along an empty axis", lambda lib, x, name=name: getattr(x, name)(1), floats(2, 0),
              says=[name, "axis 1", "(2, 0)"])
      for name in ("amax", "amin", "max", "min", "argmax", "argmin")),
]  # fmt: skip

LOGITS: Sequence[Spec] = (floats(3, 4), floats(2, 3, 4), floats(1, 5), between(-900.0, 900.0, 3, 5))

EXPONENTIALS = [
    *(op for name in ("softmax", "log_softmax") for op in (
        Op(f"{name}(1)", lambda lib, x, name=name: getattr(lib, name)(x, 1), LOGITS, dtypes=ALL),
        Op(f"{name}(dim=0)", lambda lib, x, name=name: getattr(x, name)(dim=0), LOGITS[:3]),
        Op(f"{name}(-2) as float64", lambda lib, x, name=name: getattr(x, name)(-2, dtype=lib.float64),
           [whole(0, 9, 3, 4)]),
    )),
    Op("logsumexp(1)", lambda lib, x: lib.logsumexp(x, 1), LOGITS, dtypes=ALL),
    *over_several("logsumexp", [floats(2, 3, 4)]),
    Op("softmax beside infinity", lambda lib, x: (x.softmax(1), x.log_softmax(1), x.logsumexp(1)),
       [fixed([[-math.inf, 1.0], [-math.inf, -math.inf], [math.inf, 1.0]])], gradient=False),
    Op("slopes of softmax beside -infinity", lambda lib, x: (x.softmax(1), x.logsumexp(1)),
       [fixed([[-math.inf, 1.0, 2.0]])], **CORNERS),
    Op("softmax of nothing", lambda lib, x: (x.softmax(1), x.log_softmax(0)), [floats(0, 2), floats(2, 0)]),
    Op("logsumexp of nothing", lambda lib, x: (x.logsumexp(1), x.logsumexp(0)), [floats(2, 0)], gradient=False),
]  # fmt: skip

NORMS = [
    over_all("norm", [floats(3, 4), floats(1, 5)], np.linalg.norm),
    Op("norm(p, dim)", lambda lib, x: (x.norm(2, 1), lib.norm(x, 1, 0), x.norm(3, dim=(0, 1)), x.norm("fro"),
       x.norm(2.5, -1, keepdim=True)), [away(3, 4), away(2, 3)]),
    Op("norm(inf)", lambda lib, x: (x.norm(math.inf), x.norm(math.inf, 1), x.norm(-math.inf, 0)), [distinct(3, 4)]),
    Op("norm(0)", lambda lib, x: x.norm(0, 1), [fixed([[0.0, 1.0, 2.0]])], second=None, reason="it jumps"),
    Op("the slope of a length of 0", lambda lib, x: x.norm(2, 1), [fixed([[0.0, 0.0], [3.0, 4.0]])], **CORNERS),
    refused("norm of whole numbers", lambda lib, x: x.norm(), whole(0, 4, 3), kind=DTypeError, says=["norm", "int64"]),
]  # fmt: skip

ANSWERS = [
    *(over_all(name, [whole(0, 2, 3, 4), mask(2, 0), floats(), mask(3)], getattr(np, name), gradient=False)
      for name in ("any", "all")),
    *(op for name in ("any", "all") for op in over_some(name, [whole(0, 2, 3, 4), mask(3, 0), floats(2, 3)],
                                                         getattr(np, name), gradient=False)),
    *over_several("any", [mask(2, 3, 4)]),
    *over_several("all", [mask(2, 3, 4)]),
]  # fmt: skip

ALONG = [
    Op("cumsum(0)", lambda lib, x: lib.cumsum(x, 0), BOXES, numpy=lambda x: np.cumsum(x, 0), dtypes=ALL),
    Op("cumsum(dim=-1)", lambda lib, x: x.cumsum(dim=-1), BOXES, numpy=lambda x: np.cumsum(x, -1), dtypes=ALL),
    Op("sort", lambda lib, x: lib.sort(x), [*FULL, floats(2, 0)], numpy=lambda x: (np.sort(x), np.argsort(x))),
    Op("sort(0, descending=True)", lambda lib, x: (*x.sort(0, descending=True), x.sort(0)[0]), FULL),
    Op("sort of equals", lambda lib, x: (*lib.sort(x, stable=True), *x.sort(dim=1, descending=True, stable=True)),
       [whole(0, 3, 3, 9), mask(2, 9)], dtypes=ALL, gradient=False),
    Op("sort puts nan last", lambda lib, x: (*x.sort(1), *x.sort(1, True)),
       [fixed([[math.nan, 1.0, -math.inf, math.inf, 0.0]])], gradient=False),
    Op("argsort", lambda lib, x: (lib.argsort(x), x.argsort(0), x.argsort(-1, True)), FULL, gradient=False),
    Op("topk(2)", lambda lib, x: (*lib.topk(x, 2), *x.topk(1, dim=0), *x.topk(2, largest=False)), [distinct(3, 4)]),
    Op("topk(0)", lambda lib, x: x.topk(0), [floats(3, 4)], gradient=False),
    refused("topk of more than there are", lambda lib, x: x.topk(4), says=["topk", "4", "3"]),
]  # fmt: skip

WRONG = [
    refused("sum along an axis that is not there", lambda lib, x: x.sum(2), says=["sum", "2"]),
    refused("sum along an axis twice", lambda lib, x: x.sum((0, -2)), says=["sum", "once"]),
    refused("softmax along an axis that is not there", lambda lib, x: x.softmax(-3), says=["softmax", "-3"]),
    *(refused(f"{name} of whole numbers", lambda lib, x, name=name: getattr(x, name)(0), whole(0, 4, 3),
              kind=DTypeError, says=[name, "int64"]) for name in ("mean", "var", "softmax", "log_softmax")),
    Op("sum(()) sums along no axis", lambda lib, x: x.sum(()), [floats(2, 3)], numpy=lambda x: x.sum(()),
       gradient=False, differs="no axis is no axis, as in NumPy; PyTorch takes () for all of them"),
    refused("a number has no axis 0", lambda lib, x: x.sum(0), floats(), says=["sum", "no axis"],
            differs="PyTorch pretends that a number has one axis"),
    refused("argmax of bools", lambda lib, x: x.argmax(0), mask(3, 4), kind=DTypeError, says=["argmax", "bools"]),
]  # fmt: skip

OPS: list[Op] = [*SUMS, *EXTREMES, *EXPONENTIALS, *NORMS, *ANSWERS, *ALONG, *WRONG]
