"""Conversions: other kinds of number, copies, Python numbers."""

from __future__ import annotations

from tinytorch.autograd.engine import GradientError

from .entries import Op, fixed, floats, whole

EVERY = ("float64", "float32", "int64", "bool")
SIZES = [floats(2, 3), floats(2, 0, 3), floats()]
ROUNDED = "float32 has too few digits for the slope to be measured"

OPS: list[Op] = [
    Op("float", lambda lib, x: x.float(), SIZES, dtypes=EVERY, second=None, reason=ROUNDED),
    Op("float, and on", lambda lib, x: x.float() * x, SIZES, dtypes=EVERY, second=None, reason=ROUNDED),
    Op("double", lambda lib, x: x.double(), SIZES, dtypes=EVERY),
    Op("double of a product", lambda lib, x: (x * x).double() * x.double(), SIZES, dtypes=EVERY),
    Op("long", lambda lib, x: x.long(), [floats(2, 3), floats()], dtypes=EVERY, gradient=False),
    Op("bool", lambda lib, x: x.bool(), [fixed([0.0, 0.5, -1.0]), floats(2, 0)], dtypes=EVERY, gradient=False),
    Op("to a dtype", lambda lib, x: x.to(lib.float64) * 2.0, SIZES, dtypes=EVERY),
    Op("to a dtype by name", lambda lib, x: x.to(dtype=lib.float64) * 2.0, SIZES, dtypes=EVERY),
    Op("to whole numbers", lambda lib, x: x.to(lib.int64), [floats(2, 3)], dtypes=EVERY, gradient=False),
    Op("to the like of another", lambda lib, x, y: x.to(y) * 2, [(whole(0, 5, 3), floats(2))], gradient=False),
    Op("type", lambda lib, x: x.type(lib.float64) + x, SIZES, dtypes=EVERY),
    Op("detach", lambda lib, x: x.detach() * 2.0, SIZES, gradient=False),
    Op("clone of a view", lambda lib, x: x.clone() * x, SIZES, view=False),
    Op("detach lies on the same memory", lambda lib, x: x.detach(), SIZES[:1], gradient=False, view=True, dtypes=EVERY),
    Op("tolist", lambda lib, x: [x.tolist()], [floats(2, 3), floats(0), floats(2, 0)], dtypes=EVERY, gradient=False),
    Op("item", lambda lib, x: x.item(), [floats(), floats(1), floats(1, 1)], dtypes=EVERY, gradient=False),
    Op("item of many", lambda lib, x: x.item(), [floats(2), floats(0)], raises=ValueError, says=("one element",)),
    Op("bool of one", lambda lib, x: bool(x), [fixed([2.0]), fixed(0.0), fixed([[0.0]])], dtypes=EVERY, gradient=False),
    Op("bool of many", lambda lib, x: bool(x), [floats(2)], raises=ValueError, says=("(2,)",)),
    Op("float of one", lambda lib, x: float(x), [fixed([2.5]), fixed(-1.0)], dtypes=EVERY, gradient=False),
    Op("int of one", lambda lib, x: int(x), [fixed([2.5]), fixed(-1.7)], dtypes=EVERY, gradient=False),
    Op("numpy", lambda lib, x: x.numpy().sum().item(), [floats(2, 3)], dtypes=EVERY, gradient=False),
    Op(
        "numpy of what requires a gradient",
        lambda lib, x: x.numpy(),
        [floats(2)],
        raises=GradientError,
        says=("detach",),
    ),
]
