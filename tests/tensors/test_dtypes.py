"""Which kind of number a result has: by PyTorch's rule, for arrays, arrays without axes and plain numbers."""

from __future__ import annotations

import pickle
from itertools import product
from typing import Any

import numpy as np
import pytest
from tinytorch.tensors.dtypes import DTypeError, as_dtype, bool_, float32, float64, int64, is_float, result_dtype
from tinytorch.tensors.tensor import Tensor

import tinytorch

KINDS = ("bool", "int64", "float32", "float64")
OPERANDS: dict[str, Any] = {
    **{f"{kind} of shape {shape}": np.zeros(shape, kind) for kind in KINDS for shape in ((2,), (), (0,), (1, 1))},
    **{f"the {type(number).__name__} {number}": number for number in (True, 2, 2.5)},
}


def ours(operand: Any) -> Any:
    return Tensor(operand, dtype=operand.dtype).value if isinstance(operand, np.ndarray) else operand


@pytest.mark.parametrize("left", OPERANDS)
def test_the_result_of_two_operands_has_the_kind_that_pytorch_gives_it(left: str) -> None:
    torch = pytest.importorskip("torch")

    def theirs(operand: Any) -> Any:
        return torch.tensor(operand) if isinstance(operand, np.ndarray) else operand

    for right in OPERANDS:
        pair = OPERANDS[left], OPERANDS[right]
        if any(isinstance(x, np.ndarray) for x in pair):
            expected = str(torch.result_type(*map(theirs, pair))).removeprefix("torch.")
            assert result_dtype(*map(ours, pair)).name == expected, f"{left} with {right}"


def test_of_three_operands_no_order_matters() -> None:
    arrays = [ours(x) for name, x in OPERANDS.items() if isinstance(x, np.ndarray) and not name.endswith("1)")]
    for a, b, c in product(arrays, repeat=3):
        assert result_dtype(a, b, c) is result_dtype(c, a, b) is result_dtype(b, a, c)


def test_plain_numbers_alone_have_the_kind_of_the_largest() -> None:
    assert (result_dtype(True, 2), result_dtype(2, 2.5), result_dtype(True)) == (int64, float32, bool_)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        *[(kind, np.dtype(kind)) for kind in KINDS],
        *[(np.dtype(kind), np.dtype(kind)) for kind in KINDS],
        *[(np.dtype(kind).type, np.dtype(kind)) for kind in KINDS],
        *[(bool, bool_), (int, int64), (float, float32), (None, float32)],
    ],
)
def test_a_dtype_may_be_given_as_a_name_or_a_type(given: Any, expected: Any) -> None:
    assert as_dtype(given) is expected


@pytest.mark.parametrize(
    "given", ["float16", "int32", np.uint8, np.float16, complex, "complex128", "no such", str, [], {}, 3]
)
def test_any_other_kind_is_refused_and_the_four_are_named(given: Any) -> None:
    with pytest.raises(DTypeError, match="expected dtype float32, float64, int64 or bool, got "):
        as_dtype(given)


def test_only_floats_have_derivatives() -> None:
    assert [kind for kind in (bool_, int64, float32, float64) if is_float(kind)] == [float32, float64]


def test_an_array_with_a_dtype_object_of_its_own_is_like_any_other() -> None:
    theirs = pickle.loads(pickle.dumps(np.array([True, False])))
    assert theirs.dtype is not bool_, "NumPy has changed: no dtype object needs exchanging any more"
    for made in (
        tinytorch.tensor(theirs),
        tinytorch.from_numpy(theirs),
        pickle.loads(pickle.dumps(tinytorch.tensor(theirs))),
    ):
        assert made.dtype is bool_
    assert tinytorch.tensor(np.zeros(2, np.longlong)).dtype is int64
    assert as_dtype(theirs.dtype) is bool_
