"""Operators between a Tensor and what is none: ndarrays, lists, strings; and which operators lose the gradient."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tinytorch.autograd.engine import GradientError
from tinytorch.tensors.dtypes import DTypeError, float64
from tinytorch.tensors.tensor import Tensor

BINARY = (
    *(operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow),
    *(operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne),
)
FLAT = (operator.floordiv, operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)
each_operator = pytest.mark.parametrize("f", BINARY, ids=lambda f: f.__name__)

A = np.array([[1.5, 2.25, 3.25], [0.5, 4.0, 2.5]])
B = np.array([2.0, 1.5, 3.0])


@each_operator
def test_an_ndarray_on_either_side_is_a_constant(f: Callable[..., Any]) -> None:
    """array + tensor is a Tensor, as tensor + array is, with NumPy's numbers."""
    for result in (f(Tensor(A, dtype=float64), B), f(A, Tensor(B, dtype=float64))):
        assert type(result) is Tensor
        assert np.allclose(result.numpy(), f(A, B))


@each_operator
def test_a_gradient_flows_past_an_ndarray(f: Callable[..., Any]) -> None:
    """x - array has a gradient by x; a comparison or a rounded quotient has none and says so."""
    x = Tensor(B, requires_grad=True, dtype=float64)
    result = f(A, x)
    if f in FLAT:
        assert not result.requires_grad
        with pytest.raises(GradientError, match="derivative"):
            result.backward(np.ones((2, 3)))
    else:
        result.backward(np.ones((2, 3)))
        assert x.grad is not None
        step = 1e-6
        measured = [(f(A, B + step * row) - f(A, B - step * row)).sum() / (2 * step) for row in np.eye(3)]
        assert np.allclose(x.grad.numpy(), measured, rtol=1e-6)


@each_operator
@pytest.mark.parametrize("other", ["three", None, object()], ids=["str", "None", "object"])
def test_what_is_no_number_is_refused_by_name(f: Callable[..., Any], other: Any) -> None:
    """The error says what came."""
    with pytest.raises(DTypeError, match=type(other).__name__):
        f(Tensor(A), other)


def test_two_equal_tensors_are_two_keys() -> None:
    """== compares element by element, so a dictionary tells Tensors apart by who they are."""
    x, y = Tensor([1.0]), Tensor([1.0])
    assert len({x: "x", y: "y"}) == 2
    assert bool((x == y).numpy().all())


def test_in_place_operators_keep_the_memory() -> None:
    """x += y writes where x lies; a view made before sees it."""
    for f in (operator.iadd, operator.isub, operator.imul, operator.itruediv, operator.ifloordiv, operator.imod):
        x = Tensor(A, dtype=float64)
        memory = x.numpy()
        f(x, B)
        assert not np.array_equal(memory, A)
        assert x.numpy() is memory or np.shares_memory(x.numpy(), memory)


def test_a_product_of_whole_numbers_stays_exact() -> None:
    """int64 is not sent through floats: 2^62 and its neighbours stay apart."""
    big = Tensor([2**62, 2**62 + 1], dtype=int)
    assert (big - 2**62).numpy().tolist() == [0, 1]
    assert (big.maximum(Tensor([2**62 + 1, 0], dtype=int))).numpy().tolist() == [2**62 + 1, 2**62 + 1]
    assert big.clamp(min=2**62 + 1).numpy().tolist() == [2**62 + 1] * 2
    assert big.amax().item() == 2**62 + 1


def test_numpys_numbers_are_bounds_and_fillings_like_pythons(lib: Any) -> None:
    x = lib.tensor([1.0, 5.0])
    assert x.clamp(max=np.float64(2.0)).tolist() == [1.0, 2.0]
    assert x.masked_fill(x > 2.0, np.float64(0.0)).tolist() == [1.0, 0.0]


def test_numpys_whole_numbers_are_axes(lib: Any) -> None:
    assert lib.tensor([[1.0, 2.0]]).sum(np.int64(1)).tolist() == [3.0]
