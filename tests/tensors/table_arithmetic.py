"""The operators of Python: with tensors, plain numbers and bools on either side, broadcasting, kinds of number."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from tinytorch.tensors.dtypes import DTypeError
from tinytorch.tensors.layout import LayoutError

from .entries import Case, Op, away, fixed, floats, mask, positive, whole

ALL = ("float64", "float32", "int64", "bool")
PAIRS: list[Case] = [(away(3, 4), away(3, 4)), (away(3, 1), away(4)), (away(2, 0), away(1)), (away(), away(2, 2))]
SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
NUMBERS = (2, 0.5, -1)
ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne}
BITS = {"&": operator.and_, "|": operator.or_, "^": operator.xor}


def several(f: Any, numbers: Any = NUMBERS) -> Any:
    """f(tensor, number) for each number."""
    return lambda lib, x: [f(x, number) for number in numbers]


def turned(f: Any) -> Any:
    """f with the operands exchanged."""
    return lambda x, y: f(y, x)


TWO = [
    *(Op(f"x {sign} y", lambda lib, x, y, f=f: f(x, y), PAIRS, numpy=f, dtypes=ALL) for sign, f in SIGNS.items()
      if sign != "-"),
    Op("x - y", lambda lib, x, y: x - y, PAIRS, numpy=np.subtract, dtypes=ALL[:3]),
    Op("x ** y", lambda lib, x, y: x**y, [(positive(3, 4), floats(3, 4)), (positive(3, 1), floats(4))], numpy=np.power),
    Op("x // y", lambda lib, x, y: x // y, PAIRS, numpy=np.floor_divide, gradient=False, dtypes=ALL[:3]),
    Op("x % y", lambda lib, x, y: x % y, [(away(3, 4), away(3, 1))], numpy=np.remainder, dtypes=ALL[:3]),
    Op("a tensor with itself", lambda lib, x: (x + x, x * x, x / x, x - x), [away(3, 4)]),
    Op("kinds that meet", lambda lib, x, i, c: (x + i, i * x, x / c, x * c, x - i),
       [(floats(3, 4), whole(1, 5, 3, 4), fixed(np.ones((3, 4), bool)))]),
    Op("kinds without slopes that meet", lambda lib, i, c: (i / i, i + c, c * c, c / c, c * i),
       [(whole(1, 5, 3, 4), fixed(np.ones((3, 4), bool)))], gradient=False),
    Op("a tensor without axes does not make floats larger",
       lambda lib, x: (x.float() + x.double().sum(), x.float() * 2.5), [floats(3, 4)], gradient=False),
]  # fmt: skip

WITH_NUMBERS = [
    *(Op(f"x {sign} number", several(f), [away(3, 4), away(2, 0), away()], dtypes=ALL[:3])
      for sign, f in SIGNS.items()),
    *(Op(f"number {sign} x", several(turned(f)), [away(3, 4), away(2, 0), away()], dtypes=ALL[:3])
      for sign, f in SIGNS.items()),
    Op("bools with numbers", lambda lib, c: (c + 1, c * 2.5, c / 2, c + True, 2 * c), [mask(3, 4)], gradient=False),
    Op("1 - bools", lambda lib, c: 1 - c, [mask(3, 4)], numpy=lambda c: 1 - c, gradient=False,
       differs="the question is clear, and NumPy answers it"),
    Op("x ** number", several(operator.pow, (0, 1, 2, 3, -1, -2.0)), [away(3, 4), away(2, 0)]),
    Op("x ** 0.5", several(operator.pow, (0.5, 2.5, -0.5)), [positive(3, 4)]),
    Op("whole ** number", several(operator.pow, (0, 1, 2, 3, 2.0)), [whole(-3, 4, 3, 4)], gradient=False),
    Op("number ** x", several(turned(operator.pow), (2, 0.5, 2.5)), [floats(3, 4)], dtypes=ALL[:2]),
    Op("x // number", several(operator.floordiv, (2, 0.5, -3)), [away(3, 4)], gradient=False, dtypes=ALL[:3]),
    Op("number // x", several(turned(operator.floordiv), (7, 5.5, -3)), [away(3, 4)], gradient=False, dtypes=ALL[:3]),
    Op("x % number", several(operator.mod, (2, 0.7, -3)), [away(3, 4)], dtypes=ALL[:3]),
    Op("number % x", several(turned(operator.mod), (7, -3)), [away(3, 4)], gradient=False, dtypes=ALL[:3]),
    Op("-x, +x, abs(x)", lambda lib, x: (-x, +x, abs(x)), [away(3, 4), away(2, 0), away()], dtypes=ALL[:3]),
]  # fmt: skip

QUESTIONS = [
    *(Op(f"x {sign} y, and numbers", lambda lib, x, y, f=f: (f(x, y), f(x, 0), f(x, 0.5), f(1, x)),
         [*PAIRS, (whole(0, 3, 9), whole(0, 3, 9))], gradient=False, dtypes=ALL) for sign, f in ORDER.items()),
    *(Op(f"c {sign} d", lambda lib, c, d, f=f: (f(c, d), f(c, True), f(False, d)),
         [(mask(3, 4), mask(4)), (mask(2, 0), mask())], gradient=False) for sign, f in BITS.items()),
    Op("~c", lambda lib, c: ~c, [mask(3, 4), mask(2, 0), mask()], numpy=np.logical_not, gradient=False),
]  # fmt: skip

IN_PLACE = [
    *(Op(f"x {sign}= y", lambda lib, x, y, f=f: f(x * 1.0, y), [(away(3, 4), away(3, 4)), (away(3, 4), away(4))],
         second=None, reason="saved values were written to") for sign, f in
      (("+", operator.iadd), ("-", operator.isub))),
    *(Op(f"x {sign}= y of constants", lambda lib, x, y, f=f: f(x.clone(), y),
         [(away(3, 4), away(3, 4)), (away(3, 4), away(4))], gradient=False) for sign, f in
      (("*", operator.imul), ("/", operator.itruediv), ("//", operator.ifloordiv), ("%", operator.imod)))
]  # fmt: skip


def refused(title: str, call: Any, *case: Any, kind: Any = LayoutError, says: Any = (), **more: Any) -> Op:
    """What both libraries refuse."""
    return Op(title, call, [case], raises=kind, says=says, **more)


WRONG = [
    *(refused(f"shapes that do not fit: {sign}", lambda lib, x, y, f=f: f(x, y), floats(2, 3), floats(2),
              says=["(2, 3)", "(2,)"]) for sign, f in (SIGNS | ORDER).items()),
    refused("bools are not subtracted", lambda lib, c: c - c, mask(3), kind=DTypeError, says=["sub", "^"]),
    refused("bools have no powers of bools", lambda lib, c: c**c, mask(3), kind=DTypeError, says=["pow", "int64"]),
    refused("bools are not negated", lambda lib, c: -c, mask(3), kind=DTypeError, says=["neg", "~"]),
    refused("/= of whole numbers", lambda lib, i: operator.itruediv(i, 2), whole(1, 5, 3), kind=DTypeError,
            says=["int64"]),
    refused("+= that would grow", lambda lib, x, y: operator.iadd(x.detach(), y), floats(3), floats(2, 3),
            says=["(3,)", "(2, 3)"]),
    *(refused(f"{name} by zero", call, floats(3), kind=ZeroDivisionError, says=["zero"], gradient=False,
              differs="Python's rule for whole quotients")
      for name, call in (("floor division", lambda lib, x: x // 0), ("remainder", lambda lib, x: x % 0.0),
                         ("reversed floor division", lambda lib, x: 1 // (x * 0)))),
]  # fmt: skip

OPS: list[Op] = [*TWO, *WITH_NUMBERS, *QUESTIONS, *IN_PLACE, *WRONG]
