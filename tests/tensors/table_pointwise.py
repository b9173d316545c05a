"""What works element by element: curves, steps, bends, choices, comparisons."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from tinytorch.tensors.dtypes import DTypeError
from tinytorch.tensors.layout import LayoutError

from .entries import Case, Op, away, between, fixed, floats, mask, positive, whole

ALL = ("float64", "float32", "int64", "bool")
SHAPES = (floats(3, 4), floats(2, 0, 3), floats(1, 5), floats())
AWAY = (away(3, 4), away(2, 0, 3), away(1, 5), away())
POSITIVE = (positive(3, 4), positive(2, 0, 3), positive(1, 5), positive())
FAR = fixed([0.0, -0.0, 30.0, -30.0, 700.0, -700.0, math.inf, -math.inf])
WIDE = fixed([0.0, -0.0, 30.0, -30.0, 1e4, -1e4])
CORNER = {"second": None, "reason": "a corner"}
EDGES = fixed([0.0, -0.0, math.inf, -math.inf, math.nan])


def one(name: str, inputs: Any = SHAPES, numpy: Any = None, **more: Any) -> Op:
    """lib.name(x)."""
    return Op(name, lambda lib, x: getattr(lib, name)(x), list(inputs), numpy=numpy, **more)


def method(name: str, inputs: Any = SHAPES, *arguments: Any, title: str = "", **more: Any) -> Op:
    """x.name(*arguments)."""
    return Op(title or name, lambda lib, x: getattr(x, name)(*arguments), list(inputs), **more)


def functional(name: str, inputs: Any = SHAPES, title: str = "", op: dict[str, Any] | None = None, **named: Any) -> Op:
    """x.name(**named), which PyTorch has as a function of torch.nn.functional."""

    def call(lib: Any, x: Any) -> Any:
        if hasattr(lib, "nn"):
            return getattr(lib.nn.functional, name)(x, **named)
        return getattr(x, name)(**named)

    return Op(title or name, call, list(inputs), dtypes=ALL, **(op or {}))


def two(name: str, f: Callable[..., Any], *cases: Case, **more: Any) -> Op:
    """f(lib, x, y), for tensors that are broadcast together."""
    return Op(name, f, list(cases) or PAIRS, **more)


def edge(name: str, *names: str) -> Op:
    """lib.name(x) for several names, of zeros, infinities and nan."""
    reason = "slopes that are infinite or nan cannot be measured"
    return Op(name, lambda lib, x: [getattr(lib, f)(x) for f in names], [EDGES, FAR], second=None, reason=reason)


PAIRS: list[Case] = [(away(3, 4), away(3, 4)), (away(3, 1), away(4)), (away(2, 0), away(1)), (away(), away(2, 2))]

CURVES = [
    one("exp", SHAPES, np.exp, dtypes=ALL),
    one("expm1", [*SHAPES, between(-1e-9, 1e-9, 4)], np.expm1, dtypes=ALL),
    one("log", POSITIVE, np.log, dtypes=ALL),
    one("log1p", [*POSITIVE, between(-1e-9, 1e-9, 4)], np.log1p, dtypes=ALL),
    one("log2", POSITIVE, np.log2, dtypes=ALL),
    one("log10", POSITIVE, np.log10, dtypes=ALL),
    one("sqrt", POSITIVE, np.sqrt, dtypes=ALL),
    one("rsqrt", POSITIVE, dtypes=ALL),
    one("square", SHAPES, np.square, dtypes=ALL),
    one("reciprocal", AWAY, lambda x: 1 / x, dtypes=ALL),
    edge("curves at the edge", "exp", "expm1", "tanh", "sigmoid", "erf", "square", "reciprocal"),
    edge("roots and logarithms at the edge", "sqrt", "rsqrt", "log", "log1p", "log2", "log10"),
    one("sin", SHAPES, np.sin, dtypes=ALL),
    one("cos", SHAPES, np.cos, dtypes=ALL),
    one("tanh", SHAPES, np.tanh, dtypes=ALL),
    one("erf", [*SHAPES, between(-1e-9, 1e-9, 4), between(-7.0, 7.0, 40)], dtypes=ALL),
    one("sigmoid", SHAPES, dtypes=ALL),
]  # fmt: skip

STEPS = [
    one("abs", AWAY, np.abs, dtypes=ALL),
    method("absolute", AWAY, numpy=np.abs),
    *(one(name, SHAPES, np.negative, dtypes=ALL) for name in ("neg", "negative")),
    one("sign", AWAY, np.sign, dtypes=ALL),
    one("floor", [*AWAY, between(-50.0, 50.0, 9)], np.floor, dtypes=ALL),
    one("ceil", [*AWAY, between(-50.0, 50.0, 9)], np.ceil, dtypes=ALL),
    one("trunc", [*AWAY, between(-50.0, 50.0, 9)], np.trunc, dtypes=ALL),
    one("round", [*AWAY, between(-50.0, 50.0, 9)], np.round, dtypes=ALL),
    Op("round of halves", lambda lib, x: lib.round(x), [fixed([0.5, 1.5, 2.5, -0.5, -1.5])], second=None,
       reason="jumps there"),
    Op("round(decimals=2)", lambda lib, x: lib.round(x, decimals=2), [between(-50.0, 50.0, 9)], dtypes=ALL[:3]),
    Op("round(decimals=-1)", lambda lib, x: x.round(decimals=-1), [between(-500.0, 500.0, 9)]),
    edge("steps at the edge", "abs", "sign", "floor", "ceil", "trunc", "round"),
    Op("slopes at a corner", lambda lib, x: (lib.abs(x), lib.sign(x), x.clamp(-1, 1), x.clamp(min=0.5)),
       [fixed([0.0, 1.0, -1.0, 0.5])], second=None, reason="corners"),
]  # fmt: skip

BENDS = [
    one("relu", AWAY, dtypes=ALL, second=False),
    functional("gelu", [*SHAPES, between(-9.0, 9.0, 40)]),
    functional("gelu", [*SHAPES, between(-9.0, 9.0, 40)], "gelu(tanh)", approximate="tanh"),
    functional("silu", [*SHAPES, between(-99.0, 99.0, 40)]),
    functional("softplus", [*SHAPES, between(-99.0, 99.0, 40)]),
    functional("softplus", [*SHAPES, between(-9.0, 9.0, 40)], "softplus(beta=3, threshold=5)", beta=3, threshold=5),
    functional("leaky_relu", AWAY, op={"second": False}),
    functional("leaky_relu", AWAY, "leaky_relu(0.3)", op={"second": False}, negative_slope=0.3),
    functional("elu", [*AWAY, between(-99.0, 99.0, 40)]),
    functional("elu", AWAY, "elu(alpha=0.5)", alpha=0.5),
    *(functional(name, [WIDE], f"{name} at its corner, and far out", op=CORNER) for name in
      ("relu", "gelu", "silu", "softplus", "leaky_relu", "elu", "sigmoid", "tanh")),
]  # fmt: skip

CHOICES = [
    method("clamp", AWAY, -0.7, 0.9, title="clamp(-0.7, 0.9)", numpy=lambda x: np.clip(x, -0.7, 0.9), dtypes=ALL),
    method("clamp", AWAY, 1, title="clamp(1)", dtypes=ALL),
    method("clamp", AWAY, None, 1, title="clamp(None, 1)", dtypes=ALL),
    method("clip", AWAY, 2, -2, title="clip(2, -2)"),
    Op("clamp by tensors", lambda lib, x, low, high: lib.clamp(x, low, high),
       [(floats(3, 4), between(-1.0, -0.5, 4), between(0.5, 1.0, 3, 1)), (floats(5), floats(5), floats(5))]),
    Op("clamp without a bound", lambda lib, x: x.clamp(), [floats(2)], raises=TypeError),
    two("maximum", lambda lib, x, y: lib.maximum(x, y), numpy=np.maximum, dtypes=ALL),
    two("minimum", lambda lib, x, y: lib.minimum(x, y), numpy=np.minimum, dtypes=ALL),
    two("maximum and minimum of equals, infinities and nan", lambda lib, x, y: (lib.maximum(x, y), lib.minimum(x, y)),
        (fixed([1.0, 2.0, math.inf, -math.inf, math.nan, 1.0, math.inf]),
         fixed([1.0, 3.0, math.inf, -math.inf, 1.0, math.nan, 0.0])), second=None, reason="corners"),
    two("x.max(y)", lambda lib, x, y: x.max(y)),
    two("x.min(y)", lambda lib, x, y: x.min(y)),
    Op("where", lambda lib, c, x, y: lib.where(c, x, y),
       [(mask(3, 4), floats(3, 4), floats(3, 4)), (mask(4), floats(3, 1), floats()),
        (mask(2, 0), floats(1), floats(2, 1)), (mask(40, 30), floats(40, 30), floats(40, 30))],
       dtypes=ALL, numpy=np.where),
    Op("x.where(c, y)", lambda lib, c, x, y: x.where(c, y), [(mask(3, 1), floats(3, 4), floats(4))]),
    Op("where with numbers", lambda lib, c, x: (lib.where(c, x, 2.0), lib.where(c, -1, x), x.where(c, math.inf)),
       [(mask(3, 4), floats(3, 4)), (mask(4), floats(3, 4)), (mask(40, 30), floats(40, 30))], dtypes=ALL),
    Op("where of numbers", lambda lib, c: (lib.where(c, 1, 2), lib.where(c, 1.5, 2), lib.where(c, True, False)),
       [mask(3, 4)], gradient=False),
    Op("where of mixed kinds", lambda lib, c, x, i: lib.where(c, x, i),
       [(mask(3, 4), floats(3, 4), whole(-3, 3, 3, 4))]),
    Op("where of whole numbers", lambda lib, c, i: (lib.where(c, i, 0.5), lib.where(c, i, c), lib.where(c, True, i)),
       [(mask(3, 4), whole(-3, 3, 3, 4))], gradient=False),
    Op("where hides nan", lambda lib, c, x: lib.where(c, x, 0.0), [(fixed([True, False]), fixed([1.0, math.nan]))]),
    Op("where needs bools", lambda lib, c, x: lib.where(c, x, x), [(whole(0, 2, 3), floats(3))], raises=DTypeError,
       says=["bools", "int64", "compare"]),
    Op("where of shapes that do not fit", lambda lib, c, x, y: lib.where(c, x, y), [(mask(2), floats(3), floats(3))],
       raises=LayoutError, says=["where", "(2,)", "(3,)"]),
    Op("masked_fill", lambda lib, x, m: x.masked_fill(m, -1.5),
       [(floats(3, 4), mask(3, 4)), (floats(2, 3, 4), mask(3, 1)), (floats(1, 4), mask(3, 4)),
        (floats(2, 0), mask(2, 1)), (floats(40, 30), mask(40, 30))], numpy=lambda x, m: np.where(m, -1.5, x)),
    Op("masked_fill of whole numbers", lambda lib, x, m: x.masked_fill(m, 7), [(whole(0, 5, 3, 4), mask(3, 4))]),
    Op("masked_fill with a tensor", lambda lib, x, m, v: x.masked_fill(m, v), [(floats(3, 4), mask(4), floats())]),
    Op("masked_fill keeps the dtype", lambda lib, x, m: x.masked_fill(m, 2.5), [(whole(0, 5, 4), mask(4))],
       raises=DTypeError, says=["int64", "2.5"], differs="2.5 in whole numbers would be cut to 2 without a word"),
    Op("masked_fill needs bools", lambda lib, x, m: x.masked_fill(m, 2.5), [(floats(4), whole(0, 2, 4))],
       raises=DTypeError, says=["masked_fill", "bools"]),
]  # fmt: skip

NAMED: list[Op] = [
    two(f"{name}(x, y)", lambda lib, x, y, name=name: getattr(lib, name)(x, y), numpy=getattr(np, ours), dtypes=ALL)
    for name, ours in (("add", "add"), ("mul", "multiply"), ("multiply", "multiply"), ("div", "divide"),
                       ("divide", "divide"), ("true_divide", "true_divide"))
] + [
    two(f"{name}(x, y)", lambda lib, x, y, name=name: getattr(lib, name)(x, y), numpy=np.subtract, dtypes=ALL)
    for name in ("sub", "subtract")
] + [
    two("add(alpha=3)", lambda lib, x, y: lib.add(x, y, alpha=3), dtypes=ALL[:3]),
    two("sub(alpha=0.5)", lambda lib, x, y: x.sub(y, alpha=0.5)),
    two("x.add(2)", lambda lib, x, y: x.add(2).mul(y).sub(1).div(4)),
    two("floor_divide(x, y)", lambda lib, x, y: lib.floor_divide(x, y), numpy=np.floor_divide, dtypes=ALL[:3],
        gradient=False),
    two("remainder(x, y)", lambda lib, x, y: lib.remainder(x, y),
        (fixed([5.5, -5.5, 5.5, -5.5]), fixed([3.0, 3.0, -3.0, -3.0])), numpy=np.remainder, dtypes=ALL[:3]),
    two("div(trunc)", lambda lib, x, y: lib.div(x, y, rounding_mode="trunc"),
        (fixed([5.5, -5.5, 7.5]), fixed([2.0, 2.0, -2.0])), dtypes=ALL[:3]),
    two("div(floor)", lambda lib, x, y: lib.div(x, y, rounding_mode="floor"),
        (fixed([5.5, -5.5, 7.5]), fixed([2.0, 2.0, -2.0])), dtypes=ALL[:3], gradient=False),
    two("pow(x, y)", lambda lib, x, y: lib.pow(x, y), (positive(3, 4), floats(3, 4)), (positive(3, 1), floats(4)),
        numpy=np.power),
    Op("pow(number)", lambda lib, x: (x.pow(2), x.pow(3), lib.pow(x, -1), lib.pow(x, 1), x.pow(0)), list(AWAY)),
    Op("pow of whole numbers", lambda lib, x: (x.pow(2), x.pow(3), x.pow(0), x.pow(1)), [whole(-4, 5, 3, 4)]),
]  # fmt: skip

LONG = ("not_equal", "less", "less_equal", "greater", "greater_equal")  # further names of the same

COMPARISONS: list[Op] = [
    two(f"{name}(x, y)", lambda lib, x, y, name=name: getattr(lib, name)(x, y), *PAIRS,
        (whole(0, 3, 9), whole(0, 3, 9)), (EDGES, fixed([0.0, 0.0, math.inf, 1.0, math.nan])),
        numpy=getattr(np, ours), dtypes=ALL, gradient=False)
    for name, ours in (("eq", "equal"), ("ne", "not_equal"), ("lt", "less"), ("le", "less_equal"), ("gt", "greater"),
                       ("ge", "greater_equal"), *((long, long) for long in LONG),
                       ("logical_and", "logical_and"), ("logical_or", "logical_or"),
                       ("logical_xor", "logical_xor"))
] + [
    one(name, [*SHAPES, EDGES], getattr(np, name), dtypes=ALL, gradient=False)
    for name in ("isnan", "isfinite", "isinf", "logical_not")
] + [
    two("isclose", lambda lib, x, y: (lib.isclose(x, y), x.isclose(y, equal_nan=True), x.isclose(y, 0.2, 0.1)),
        (fixed([1.0, 1.0, math.inf, math.inf, math.nan, 1.0]),
         fixed([1.0, 1.1, math.inf, -math.inf, math.nan, math.inf])),
        *PAIRS, dtypes=ALL[:3], gradient=False),
    Op("isclose of two kinds", lambda lib, x, y: lib.isclose(x, y), [(floats(2), whole(0, 2, 2))], raises=DTypeError),
    two("allclose and equal", lambda lib, x, y: (lib.allclose(x, y), lib.allclose(x, x + 1e-9), lib.equal(x, y),
                                                 lib.equal(x, x), x.equal(x[:0])),
        (floats(3, 4), floats(3, 4)), gradient=False),
]  # fmt: skip

OPS: list[Op] = [*CURVES, *STEPS, *BENDS, *CHOICES, *NAMED, *COMPARISONS]
