"""Indices: what a key picks, and looking up and adding up along an axis."""

from __future__ import annotations

from typing import Any

import numpy as np
from tinytorch.autograd.engine import GradientError
from tinytorch.tensors.dtypes import DTypeError
from tinytorch.tensors.layout import LayoutError

from .entries import Case, Op, fixed, floats, mask, whole

EVERY = ("float64", "float32", "int64", "bool")
REAL = ("float64", "float32", "int64")
CUBE = [floats(3, 4, 5)]


def one_hot(lib: Any, x: Any, *classes: int) -> Any:
    """functional.one_hot, or the method."""
    return lib.nn.functional.one_hot(x, *classes) if getattr(lib, "__name__", "") == "torch" else x.one_hot(*classes)


def key(text: str, *cases: Case, of: str = "", **expected: Any) -> Op:
    """The entry for x[...] with this key, as it is written; i, j are further inputs. `of` tells namesakes apart."""
    call = eval(f"lambda lib, x, *more: x[{text.replace('i#', 'more[0]').replace('j#', 'more[1]')}]")
    return Op(f"x[{text}]{of}", call, cases or CUBE, dtypes=EVERY, **expected)


def after(name: str, change: Any, *cases: Case, **expected: Any) -> Op:
    """The entry for a change in place: of a copy without a history, which is the result."""

    def call(lib: Any, x: Any, *more: Any) -> Any:
        y = x.detach().clone()
        change(lib, y, *more)
        return y

    return Op(name, call, cases or CUBE, gradient=False, **{"dtypes": REAL, **expected})


ROWS = fixed([2, 0, 2])
COLUMNS = fixed([[1], [3]])

OPS: list[Op] = [
    # --- x[key]: views
    *[
        key(text, view=True)
        for text in (
            *("0", "-1", "1, 2", "1, 2, 3", "-3, -4, -5", ":", "...", "None", "()", "1:", ":-1", "::2", "2:0", "1:9"),
            *("1, ...", "..., 1", "..., 1, :", "0, ..., 2", "1, 2, 3, ...", ":, None, 1", "None, 0, None", "..., None"),
            *("1:2, 1:3, ::3", ":, -3:-1", "0, 1:, None, ::2", "5:, 1", "1:1", ":, 4:2"),
        )
    ],
    key("...", floats(), floats(0, 2), of=" of little", view=True),
    key("None", floats(), of=" of a number", view=True),
    key(":, 0", floats(0, 2), floats(1, 1)),
    Op("a part of a part", lambda lib, x: x[1:, ::2][0][1:, None][..., 1:3], CUBE, view=True),
    Op("x[0] by a tensor", lambda lib, x, i: x[i], [(floats(3, 4), whole(0, 3)), (floats(3), whole(-3, 0))]),
    Op("x[:, n] of NumPy", lambda lib, x: x[:, np.int64(1)], [floats(3, 4)], view=True),
    # --- x[key]: arrays
    *[
        key(text, view=False)
        for text in (
            *(
                "[0, 2]",
                "[-1, 0, 0]",
                "[1]",
                ":, [3, 0]",
                "..., [4, 4]",
                ":, :, [0]",
                "[2, 0], [1, -1]",
                "[2, 0], 1",
            ),
            *(
                "0, [1, 2]",
                "[0, 1], :, [1, 2]",
                "0, :, [1, 2]",
                ":, [0, 1], [1, 2]",
                "[0, 1], ..., [3, 4]",
                "1, [1], [[2], [3]]",
            ),
            *(
                "None, [0, 1]",
                "[0], None, [1]",
                "[0, 1], None",
                "1:, [0, 1]",
                "::2, [1, 0], 1:3",
                ":, 1, [1, 2]",
                "[0, 1], 1:, [2]",
            ),
            *(
                "[0, 1], [[1], [2]], [3, 4]",
                "[True, False, True]",
                ":, [True, False, False, True]",
                "[True, False, True], [1, 2]",
            ),
        )
    ],
    *[
        key(text)
        for text in ("[]", ":, []", "True", "False", "True, [0, 1]", "0, True", "..., True", "True, :, [0, 1]")
    ],
    key(
        "i#",
        (floats(3, 4), whole(-3, 3, 5)),
        (floats(3), whole(0, 3, 2, 3)),
        (floats(3, 2), whole(0, 3, 0)),
        (floats(0, 2), whole(0, 1, 0)),
    ),
    key("i#, j#", (floats(3, 4), ROWS, COLUMNS), (floats(3, 4, 2), fixed([[1], [2]]), ROWS)),
    key("j#, :, i#", (floats(3, 4, 3), ROWS, ROWS)),
    key(":, j#, i#", (floats(2, 4, 3), ROWS, ROWS)),
    key(
        "i#",
        (floats(3, 4), mask(3, 4)),
        (floats(3, 4), mask(3)),
        (floats(3, 4, 2), mask(3, 4)),
        (floats(), mask()),
        (floats(0, 2), mask(0)),
        of=" of masks",
    ),
    key("i#, 1:", (floats(3, 4), mask(3))),
    key(":, i#", (floats(3, 4), mask(4)), (floats(3, 4, 2), mask(4, 2))),
    key("0, i#", (floats(3, 4), mask(4))),
    key(
        "i#, j#",
        (floats(3, 4), fixed([True, False, True]), whole(0, 4, 2)),
        (floats(3, 4), fixed([True, False, True]), fixed([True, True, False, False])),
        of=" of masks",
    ),
    Op("rows of a table", lambda lib, table, i: table[i], [(floats(7, 3), whole(0, 7, 2, 5))], numpy=lambda t, i: t[i]),
    Op("one of each row", lambda lib, x, i: x[lib.arange(3), i], [(floats(3, 4), whole(0, 4, 3))]),
    Op("an array of NumPy", lambda lib, x: x[np.array([2, 0])], [floats(3, 4)]),
    Op("arrays after parts", lambda lib, x, i: x[1:, ::2][:, i][0], [(floats(3, 4, 2), whole(0, 2, 3))]),
    # --- Going through
    Op("len", lambda lib, x: len(x), [floats(3, 4), floats(0)], gradient=False),
    Op("iteration", lambda lib, x: list(x), [floats(3, 4), floats(2), floats(0, 2)], dtypes=EVERY),
    Op("unpacking", lambda lib, x: [a * b for a, b in x], [floats(3, 2)]),
    Op("in", lambda lib, x: (3 in x, 1.5 in x), [fixed([1.0, 3.0]), fixed([[0.0]])], gradient=False),
    # --- Along an axis
    Op(
        "index_select",
        lambda lib, x, i: x.index_select(1, i),
        [(floats(3, 4), whole(0, 4, 6)), (floats(2, 3, 2), whole(0, 3, 0)), (floats(3, 4), whole(0, 4))],
        dtypes=EVERY,
    ),
    Op(
        "index_select of axis 0",
        lambda lib, x, i: lib.index_select(x, 0, i),
        [(floats(3, 4), whole(0, 3, 2)), (floats(3), whole(0, 3, 2))],
    ),
    Op(
        "gather",
        lambda lib, x, i: x.gather(1, i),
        [(floats(3, 4), whole(0, 4, 3, 2)), (floats(3, 4), whole(0, 4, 2, 6)), (floats(3, 4), whole(0, 4, 0, 2))],
        dtypes=EVERY,
    ),
    Op(
        "gather of axis 0",
        lambda lib, x, i: lib.gather(x, 0, i),
        [(floats(3, 4), whole(0, 3, 5, 4)), (floats(3), whole(0, 3, 5))],
    ),
    Op("gather of three axes", lambda lib, x, i: x.gather(-2, i), [(floats(2, 3, 4), whole(0, 3, 2, 1, 4))]),
    Op(
        "take_along_dim",
        lambda lib, x, i: x.take_along_dim(i, 1),
        [(floats(3, 4), whole(0, 4, 3, 2)), (floats(1, 4), whole(0, 4, 3, 2)), (floats(3, 4), whole(0, 4, 1, 2))],
    ),
    Op(
        "take_along_dim of all",
        lambda lib, x, i: lib.take_along_dim(x.contiguous(), i),
        [(floats(3, 4), whole(0, 12, 5))],
    ),
    Op(
        "scatter_add",
        lambda lib, x, i, y: x.scatter_add(1, i, y),
        [
            (floats(3, 4), whole(0, 4, 3, 2), floats(3, 2)),
            (floats(3, 4), whole(0, 4, 2, 6), floats(2, 6)),
            (floats(3, 4), whole(0, 4, 0, 2), floats(0, 2)),
        ],
        dtypes=REAL,
    ),
    Op(
        "scatter_add of axis 0",
        lambda lib, x, i, y: lib.scatter_add(x, 0, i, y),
        [(floats(3, 4), whole(0, 3, 5, 4), floats(5, 4)), (floats(3), whole(0, 3, 5), floats(5))],
    ),
    Op(
        "scatter",
        lambda lib, x, i, y: x.scatter(1, i, y),
        [(floats(3, 4), fixed([[0, 2], [3, 1], [2, 3]]), floats(3, 2)), (floats(2, 4), fixed([[0, 2]]), floats(1, 2))],
        dtypes=EVERY,
    ),
    Op(
        "scatter of axis 0",
        lambda lib, x, i, y: lib.scatter(x, 0, i, y),
        [(floats(3, 2), fixed([[0, 2], [2, 1]]), floats(2, 2)), (floats(3, 2), whole(0, 3, 0, 2), floats(0, 2))],
    ),
    Op("scatter of a number", lambda lib, x, i: x.scatter(1, i, 2.0), [(floats(3, 4), whole(0, 4, 3, 2))]),
    Op(
        "index_add",
        lambda lib, x, i, y: x.index_add(0, i, y),
        [(floats(3, 4), whole(0, 3, 5), floats(5, 4)), (floats(3), whole(0, 3, 0), floats(0))],
        dtypes=REAL,
    ),
    Op(
        "index_add along axis 1",
        lambda lib, x, i, y: lib.index_add(x, 1, i, y, alpha=-2),
        [(floats(2, 3, 2), whole(0, 3, 5), floats(2, 5, 2))],
    ),
    # --- Masks and labels
    Op(
        "masked_select",
        lambda lib, x, m: x.masked_select(m),
        [(floats(3, 4), mask(3, 4)), (floats(3), mask(2, 1)), (floats(0), mask(0))],
        dtypes=EVERY,
    ),
    Op(
        "nonzero",
        lambda lib, x: x.nonzero(),
        [mask(3, 4), whole(-1, 2, 5), mask(), fixed([0.0, 2.0]), mask(0, 2)],
        gradient=False,
    ),
    Op("nonzero of each axis", lambda lib, x: lib.nonzero(x, as_tuple=True), [mask(3, 4), mask()], gradient=False),
    Op(
        "one_hot",
        lambda lib, x: one_hot(lib, x, 5),
        [whole(0, 5, 3), whole(0, 5, 2, 3), whole(0, 5), whole(0, 5, 0)],
        gradient=False,
    ),
    Op("one_hot of as many as there are", lambda lib, x: one_hot(lib, x), [whole(0, 5, 3)], gradient=False),
    # --- In place
    after(
        "x[0] = y",
        lambda lib, x, y: x.__setitem__(0, y),
        (floats(3, 4), floats(4)),
        (floats(3, 4), floats()),
        (floats(3, 4), floats(1, 1, 4)),
        dtypes=EVERY,
    ),
    after(
        "x[1:, ::2] = 2",
        lambda lib, x: x.__setitem__((slice(1, None), slice(None, None, 2)), 2),
        floats(3, 4),
        dtypes=EVERY,
    ),
    after("x[...] = y", lambda lib, x, y: x.__setitem__(..., y), (floats(3, 4), floats(3, 1)), (floats(), floats())),
    after("x[x > 0] = 0", lambda lib, x: x.__setitem__(x > 0, 0), floats(3, 4), floats(0), floats()),
    after(
        "x[i] = y",
        lambda lib, x, i, y: x.__setitem__(i, y),
        (floats(5, 4), fixed([4, 0, -2]), floats(3, 4)),
        (floats(5, 4), fixed([4, 0]), floats(4)),
    ),
    after(
        "x[i, j] = y",
        lambda lib, x, i, y: x.__setitem__((i, slice(None), i), y),
        (floats(3, 2, 3), fixed([2, 0]), floats(2, 2)),
    ),
    after(
        "x[:, i] = y",
        lambda lib, x, i, y: x.__setitem__((slice(None), i), y),
        (floats(3, 4), fixed([2, 0]), floats(3, 2)),
    ),
    after(
        "x[m] = y", lambda lib, x, m, y: x.__setitem__(m, y), (floats(3, 2), fixed([True, False, True]), floats(2, 2))
    ),
    after(
        "writing through a view",
        lambda lib, x: (x[1:].T[0].fill_(7), x.permute(1, 0)[2:].zero_(), x.diagonal().mul_(3), x[None, 1].add_(1)),
        floats(3, 4),
    ),
    after("fill_ and zero_", lambda lib, x: (x.fill_(3), x[0].zero_()), floats(3, 4), dtypes=REAL),
    after("copy_", lambda lib, x, y: x.copy_(y), (floats(3, 4), floats(4)), (floats(3, 4), whole(0, 9, 3, 4))),
    after("add_", lambda lib, x, y: x.add_(y, alpha=2).add_(1), (floats(3, 4), floats(4)), (floats(3), whole(0, 9, 1))),
    after("sub_", lambda lib, x, y: x.sub_(y, alpha=2).sub_(1), (floats(3, 4), floats(4)), (floats(3), whole(0, 9, 1))),
    after("mul_", lambda lib, x, y: x.mul_(y).mul_(2), (floats(3, 4), floats(4))),
    after(
        "div_",
        lambda lib, x, y: x.div_(y).div_(2),
        (floats(3, 4), fixed([1.0, 2.0, 4.0, 8.0])),
        dtypes=("float64", "float32"),
    ),
    after(
        "clamp_",
        lambda lib, x, y: (x.clamp_(-1, 1), x[0].clamp_(max=0), x[1:].clamp_(y)),
        (floats(3, 4), floats(4)),
        dtypes=("float64", "float32"),
    ),
    after(
        "scatter_",
        lambda lib, x, i: x.scatter_(1, i, 1.0),
        (floats(3, 4), whole(0, 4, 3, 1)),
        dtypes=("float64", "float32"),
    ),
    after(
        "scatter_add_", lambda lib, x, i, y: x.scatter_add_(0, i, y), (floats(3, 4), whole(0, 3, 2, 4), floats(2, 4))
    ),
    after("index_add_", lambda lib, x, i, y: x.index_add_(0, i, y), (floats(3, 4), whole(0, 3, 2), floats(2, 4))),
    # --- What is refused
    Op("too many indices", lambda lib, x: x[0, 0, 0], [floats(3, 4)], raises=IndexError, says=["(3, 4)"]),
    Op("an index outside", lambda lib, x: x[3], [floats(3, 4)], raises=IndexError, says=["3"]),
    Op("an index outside from the end", lambda lib, x: x[:, -5], [floats(3, 4)], raises=IndexError),
    Op("an index of a number", lambda lib, x: x[0], [floats()], raises=IndexError),
    Op("rows outside", lambda lib, x: x[[0, 3]], [floats(3, 4)], raises=IndexError),
    Op("rows that do not fit", lambda lib, x: x[[0, 1], [0, 1, 2]], [floats(3, 4)], raises=IndexError),
    Op(
        "a mask that does not fit",
        lambda lib, x, m: x[m],
        [(floats(3, 4), mask(4)), (floats(3, 4), mask(3, 3))],
        raises=IndexError,
    ),
    Op("an index of a float", lambda lib, x: x[1.0], [floats(3)], raises=IndexError),
    Op("an array of floats", lambda lib, x, y: x[y], [(floats(3), fixed([0.0, 1.0]))], raises=IndexError),
    Op("a name as an index", lambda lib, x: x["a"], [floats(3)], raises=IndexError),
    Op("len of a number", lambda lib, x: len(x), [floats()], raises=TypeError),
    Op("going through a number", lambda lib, x: list(x), [floats()], raises=TypeError),
    Op(
        "index_select outside",
        lambda lib, x, i: x.index_select(0, i),
        [(floats(3), fixed([3])), (floats(3), fixed([-1]))],
        raises=IndexError,
    ),
    Op(
        "gather outside",
        lambda lib, x, i: x.gather(0, i),
        [(floats(3), fixed([3])), (floats(3), fixed([-1]))],
        raises=IndexError,
    ),
    Op(
        "gather too wide",
        lambda lib, x, i: x.gather(0, i),
        [(floats(3, 2), whole(0, 3, 1, 3)), (floats(3, 2), whole(0, 3, 1))],
        raises=LayoutError,
        says=["gather"],
    ),
    Op(
        "gather of other axes",
        lambda lib, x, i: x.gather(1, i),
        [(floats(2, 3), whole(0, 3, 2)), (floats(2, 3), whole(0, 3, 2, 1, 1))],
        raises=LayoutError,
        says=["gather", "(2, 3)"],
    ),
    Op("gather by floats", lambda lib, x, i: x.gather(0, i), [(floats(3), fixed([0.0]))], raises=IndexError),
    Op(
        "scatter_add of kinds",
        lambda lib, x, i, y: x.scatter_add(0, i, y),
        [(floats(3), fixed([0]), fixed([1]))],
        raises=DTypeError,
    ),
    Op(
        "scatter_add too wide",
        lambda lib, x, i, y: x.scatter_add(0, i, y),
        [(floats(3), whole(0, 3, 4), floats(3))],
        raises=LayoutError,
    ),
    Op(
        "scatter outside",
        lambda lib, x, i, y: x.scatter(0, i, y),
        [(floats(3), fixed([3]), floats(1))],
        raises=IndexError,
    ),
    Op(
        "index_add of another shape",
        lambda lib, x, i, y: x.index_add(0, i, y),
        [(floats(3, 2), fixed([0]), floats(1, 1))],
        raises=LayoutError,
    ),
    Op(
        "index_add outside",
        lambda lib, x, i, y: x.index_add(0, i, y),
        [(floats(3), fixed([-1]), floats(1))],
        raises=IndexError,
    ),
    Op(
        "masked_select without a mask",
        lambda lib, x, m: x.masked_select(m),
        [(floats(3), fixed([1, 0, 1]))],
        raises=DTypeError,
    ),
    Op("one_hot outside", lambda lib, x: one_hot(lib, x, 3), [fixed([3]), fixed([-1])], raises=IndexError),
    Op("one_hot of nothing", lambda lib, x: one_hot(lib, x), [whole(0, 1, 0)], raises=LayoutError),
    Op("x[0] = y of a leaf", lambda lib, x, y: x.__setitem__(0, y), [(floats(3), floats())], raises=GradientError),
    Op(
        "x[0] = y of another shape",
        lambda lib, x, y: x.detach().__setitem__(0, y.detach()),
        [(floats(3, 4), floats(3)), (floats(3), floats(2))],
        raises=LayoutError,
    ),
    Op(
        "x[i] = y of another shape",
        lambda lib, x, y: x.detach().__setitem__([0, 1], y.detach()),
        [(floats(3, 4), floats(3))],
        raises=LayoutError,
    ),
    Op("add_ of a leaf", lambda lib, x: x.add_(1), [floats(3)], raises=GradientError),
    Op(
        "add_ that would grow",
        lambda lib, x, y: x.detach().add_(y.detach()),
        [(floats(3), floats(2, 3))],
        raises=LayoutError,
    ),
    Op("add_ of a real to a whole number", lambda lib, x: x.add_(1.5), [whole(0, 3, 3)], raises=DTypeError),
    Op("add_ to an expanded one", lambda lib, x: x.detach().expand(2, 3).add_(1), [floats(3)], raises=LayoutError),
    # --- Where we are stricter, or more generous
    Op(
        "steps back",
        lambda lib, x: x[::-1, 3:0:-2],
        [floats(3, 4)],
        numpy=lambda x: x[::-1, 3:0:-2],
        differs="PyTorch has no negative steps",
    ),
    Op(
        "two dots",
        lambda lib, x: x[..., 0, ...],
        [floats(3, 4)],
        raises=IndexError,
        differs="PyTorch takes the second ... for a :, which may hide a mistake; NumPy refuses it, too",
    ),
    Op(
        "a source wider than its index",
        lambda lib, x, i, y: (x.scatter(1, i, y), x.scatter_add(1, i, y)),
        [(floats(2, 4), fixed([[0, 2]]), floats(3, 3))],
        numpy=lambda x, i, y: (
            np.array([[y[0, 0], x[0, 1], y[0, 1], x[0, 3]], x[1]]),
            x + np.array([[y[0, 0], 0, y[0, 1], 0], [0, 0, 0, 0]]),
        ),
        differs="PyTorch computes it, but its gradient by the source fails",
    ),
    Op(
        "a list of lists",
        lambda lib, x: x[[[0, 1], [1, 0]]],
        [floats(3, 4)],
        numpy=lambda x: x[np.array([[0, 1], [1, 0]])],
        differs="PyTorch still takes it for a tuple, and says that it will not",
    ),
    Op(
        "x[0] = y with a history",
        lambda lib, x, y: (x * 1).__setitem__(0, y),
        [(floats(3), floats())],
        raises=GradientError,
        says=["where"],
        differs="a write leaves no record here",
    ),
    Op(
        "a constant's x[0] = y with a history",
        lambda lib, x, y: x.detach().clone().__setitem__(0, y),
        [(floats(3), floats())],
        raises=GradientError,
        says=["cat"],
        differs="a write leaves no record here",
    ),
    Op(
        "add_ with a history",
        lambda lib, x: (x * 1).add_(1),
        [floats(3)],
        raises=GradientError,
        says=["x = x + y"],
        differs="a method that writes leaves no record here; x += y does",
    ),
]
