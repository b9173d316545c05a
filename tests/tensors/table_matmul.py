"""Products of matrices and vectors, and einsum."""

from __future__ import annotations

import numpy as np
from tinytorch.tensors.dtypes import DTypeError
from tinytorch.tensors.layout import LayoutError

from .entries import Op, floats, mask, whole

REAL = ("float64", "float32", "int64")


def einsum(equation: str, *cases: object) -> Op:
    """The entry for an equation."""
    return Op(f"einsum {equation}", lambda lib, *xs: lib.einsum(equation, *xs), cases, dtypes=REAL)  # type: ignore[arg-type]


MATRICES = [
    (floats(2, 3), floats(3, 4)),
    (floats(1, 1), floats(1, 1)),
    (floats(2, 0), floats(0, 3)),
    (floats(0, 2), floats(2, 3)),
    (floats(2, 3), floats(3, 0)),
]
STACKS = [
    (floats(2, 3, 4), floats(2, 4, 5)),
    (floats(5, 1, 2, 3), floats(4, 3, 2)),
    (floats(2, 3), floats(4, 3, 2)),
    (floats(0, 2, 3), floats(0, 3, 2)),
    (floats(1, 2, 3), floats(5, 3, 2)),
]

OPS: list[Op] = [
    Op("matmul of matrices", lambda lib, x, y: x @ y, MATRICES, numpy=np.matmul, dtypes=REAL),
    Op("matmul of stacks", lambda lib, x, y: lib.matmul(x, y), STACKS, numpy=np.matmul, dtypes=REAL),
    Op(
        "matmul of a stack and a matrix",
        lambda lib, x, y: x.matmul(y),
        [(floats(2, 3, 4), floats(4, 5)), (floats(2, 1, 3, 2), floats(2, 2)), (floats(0, 3, 2), floats(2, 2))],
        numpy=np.matmul,
    ),
    Op("matmul of vectors", lambda lib, x, y: x @ y, [(floats(3), floats(3)), (floats(0), floats(0))], numpy=np.matmul),
    Op(
        "matmul of a matrix and a vector",
        lambda lib, x, y: x @ y,
        [(floats(2, 3), floats(3)), (floats(4, 2, 3), floats(3)), (floats(0, 3), floats(3)), (floats(2, 0), floats(0))],
        numpy=np.matmul,
    ),
    Op(
        "matmul of a vector and a matrix",
        lambda lib, x, y: x @ y,
        [(floats(3), floats(3, 2)), (floats(3), floats(4, 3, 2)), (floats(0), floats(0, 2))],
        numpy=np.matmul,
    ),
    Op("matmul with itself", lambda lib, x: x @ x.mT @ x, [floats(2, 3), floats(4, 2, 3)]),
    Op(
        "matmul by a constant",
        lambda lib, x, y: x @ y.to(x.dtype),
        [(floats(2, 3), whole(-3, 3, 3, 4)), (floats(2, 2, 3), whole(-3, 3, 3, 4))],
    ),
    Op(
        "matmul of a constant",
        lambda lib, x, y: x.to(y.dtype) @ y,
        [(whole(-3, 3, 2, 3), floats(3, 4)), (whole(-3, 3, 2, 2, 3), floats(3, 4))],
    ),
    Op(
        "matmul of constants", lambda lib, x, y: x.detach() @ y.detach(), [(floats(2, 3), floats(3, 4))], gradient=False
    ),
    Op("mm", lambda lib, x, y: lib.mm(x, y), MATRICES),
    Op("bmm", lambda lib, x, y: x.bmm(y), [(floats(2, 3, 4), floats(2, 4, 5)), (floats(0, 1, 2), floats(0, 2, 1))]),
    Op("mv", lambda lib, x, y: x.mv(y), [(floats(2, 3), floats(3))]),
    Op("dot", lambda lib, x, y: lib.dot(x, y), [(floats(3), floats(3)), (floats(0), floats(0))], dtypes=REAL),
    Op("outer", lambda lib, x, y: x.outer(y), [(floats(3), floats(2)), (floats(0), floats(2))], dtypes=REAL),
    Op("outer of kinds", lambda lib, x, y: lib.outer(x, y), [(floats(3), whole(-3, 4, 2))]),
    # --- einsum: one operand
    einsum("ij->ji", floats(2, 3), floats(0, 2)),
    einsum("ij->", floats(2, 3), floats(0, 2)),
    einsum("ij->j", floats(2, 3)),
    einsum("ba", floats(2, 3)),
    einsum("ii", floats(3, 3)),
    einsum("ii->i", floats(3, 3)),
    einsum("iji->j", floats(2, 3, 2)),
    einsum("iii->i", floats(2, 2, 2)),
    einsum("...ij->...ji", floats(2, 3), floats(4, 2, 3)),
    einsum("...ii->...i", floats(2, 3, 3)),
    einsum("...->...", floats(2, 3), floats()),
    einsum("i...->...", floats(2, 3, 2)),
    # --- two
    einsum("ij,jk->ik", *MATRICES),
    einsum("ij,jk", (floats(2, 3), floats(3, 4))),
    einsum("ij , kj -> ik", (floats(2, 3), floats(4, 3))),
    einsum("i,i->", (floats(3), floats(3))),
    einsum("i,j->ij", (floats(3), floats(2))),
    einsum("i,j->ji", (floats(3), floats(2))),
    einsum("ij,ij->ij", (floats(2, 3), floats(2, 3))),
    einsum("ij,ij->i", (floats(2, 3), floats(2, 3)), (floats(2, 0), floats(2, 0))),
    einsum("bij,bjk->bik", (floats(2, 3, 4), floats(2, 4, 2))),
    einsum("bhqd,bhkd->bhqk", (floats(2, 2, 3, 4), floats(2, 2, 3, 4))),
    einsum("bqhd,bkhd->bhqk", (floats(2, 3, 2, 4), floats(2, 3, 2, 4))),
    einsum("btc,cd->btd", (floats(2, 3, 4), floats(4, 2))),
    einsum("ijk,kji->", (floats(2, 3, 4), floats(4, 3, 2))),
    einsum("ijk,jk->i", (floats(2, 3, 4), floats(3, 4))),
    einsum("ij,kl->", (floats(2, 3), floats(1, 2))),
    einsum("ij,k->ik", (floats(2, 3), floats(2))),
    einsum("...ij,...jk->...ik", (floats(5, 1, 2, 3), floats(4, 3, 2)), (floats(2, 3), floats(3, 2))),
    einsum("...i,...i", (floats(2, 3), floats(3)), (floats(4, 1, 2), floats(3, 2))),
    einsum("...,...->...", (floats(2, 3), floats(3)), (floats(), floats(2))),
    einsum("i...,...->...i", (floats(2, 3), floats(4, 1))),
    einsum("ii,i->", (floats(3, 3), floats(3))),
    einsum("ij,jk->ik ", (floats(2, 1), floats(3, 2)), (floats(2, 3), floats(1, 1))),
    einsum("Ab,bC->AC", (floats(2, 3), floats(3, 2))),
    einsum("Ab,bC", (floats(2, 3), floats(3, 2))),
    # --- more
    einsum("i,j,k->kij", (floats(2), floats(3), floats(2))),
    einsum("ij,jk,kl->il", (floats(2, 3), floats(3, 4), floats(4, 2))),
    einsum("ij,jk,ki->", (floats(2, 3), floats(3, 4), floats(4, 2))),
    einsum("bn,anm,bm->ba", (floats(2, 3), floats(4, 3, 2), floats(2, 2))),
    einsum("i,i,i->i", (floats(3), floats(3), floats(3))),
    Op("einsum of a list", lambda lib, x, y: lib.einsum("i,i", [x, y]), [(floats(3), floats(3))]),
    # --- What is refused
    Op(
        "matmul of sides",
        lambda lib, x, y: x @ y,
        [(floats(2, 3), floats(2, 3)), (floats(3), floats(2)), (floats(2, 3), floats(2))],
        raises=LayoutError,
        says=["matmul"],
    ),
    Op(
        "matmul names shapes",
        lambda lib, x, y: x @ y,
        [(floats(2, 3), floats(4, 5))],
        raises=LayoutError,
        says=["(2, 3)", "(4, 5)"],
    ),
    Op(
        "matmul of unequal stacks",
        lambda lib, x, y: x @ y,
        [(floats(2, 3, 4), floats(3, 4, 2))],
        raises=LayoutError,
        says=["matmul", "(3, 4, 2)"],
    ),
    Op(
        "matmul with a number",
        lambda lib, x, y: x @ y,
        [(floats(2, 3), floats()), (floats(), floats(2))],
        raises=LayoutError,
    ),
    Op(
        "matmul of kinds",
        lambda lib, x, y: x @ y,
        [(floats(2, 3), whole(0, 5, 3, 2))],
        raises=DTypeError,
        says=["float64", "int64"],
    ),
    Op(
        "matmul of precisions",
        lambda lib, x, y: x @ y.to(lib.float32),
        [(floats(2, 3), floats(3, 2))],
        raises=DTypeError,
    ),
    Op("matmul of bools", lambda lib, x, y: x @ y, [(mask(2, 3), mask(3, 2))], raises=DTypeError, says=["bool"]),
    Op("mm of stacks", lambda lib, x, y: x.mm(y), [(floats(2, 3, 4), floats(4, 5))], raises=LayoutError, says=["mm"]),
    Op(
        "bmm of unequal stacks",
        lambda lib, x, y: x.bmm(y),
        [(floats(1, 3, 4), floats(2, 4, 5))],
        raises=LayoutError,
        says=["bmm"],
    ),
    Op("bmm of matrices", lambda lib, x, y: x.bmm(y), [(floats(3, 4), floats(4, 5))], raises=LayoutError),
    Op("mv of matrices", lambda lib, x, y: x.mv(y), [(floats(3, 4), floats(4, 5))], raises=LayoutError),
    Op("dot of matrices", lambda lib, x, y: x.dot(y), [(floats(3, 4), floats(4, 5))], raises=LayoutError),
    Op("dot of lengths", lambda lib, x, y: x.dot(y), [(floats(3), floats(1))], raises=LayoutError),
    Op("outer of matrices", lambda lib, x, y: x.outer(y), [(floats(3, 4), floats(4))], raises=LayoutError),
    Op(
        "einsum of sides",
        lambda lib, x, y: lib.einsum("ij,jk", x, y),
        [(floats(2, 3), floats(4, 2))],
        raises=LayoutError,
        says=["einsum", "'j'"],
    ),
    Op("einsum of too few", lambda lib, x: lib.einsum("ij,jk", x), [floats(2, 3)], raises=LayoutError),
    Op("einsum of axes", lambda lib, x: lib.einsum("ijk->i", x), [floats(2, 3)], raises=LayoutError, says=["ijk"]),
    Op("einsum of too many axes", lambda lib, x: lib.einsum("i->i", x), [floats(2, 3)], raises=LayoutError),
    Op("einsum to an unknown axis", lambda lib, x: lib.einsum("ij->ik", x), [floats(2, 3)], raises=LayoutError),
    Op("einsum to one axis twice", lambda lib, x: lib.einsum("ij->ii", x), [floats(2, 3)], raises=LayoutError),
    Op("einsum of an odd letter", lambda lib, x: lib.einsum("i1->i", x), [floats(2, 3)], raises=LayoutError),
    Op("einsum of an uneven diagonal", lambda lib, x: lib.einsum("ii->i", x), [floats(2, 3)], raises=LayoutError),
    Op(
        "einsum of kinds",
        lambda lib, x, y: lib.einsum("ij,jk->ik", x, y),
        [(floats(2, 3), whole(0, 5, 3, 2))],
        raises=DTypeError,
    ),
]
