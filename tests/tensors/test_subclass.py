"""A subclass of Tensor: copies are of its class, and what is computed from it is a plain Tensor."""

from __future__ import annotations

import pickle
from copy import deepcopy
from typing import Any

import pytest
from tinytorch.tensors.array import Array

import tinytorch as tt
from tinytorch import Tensor


class Weight(Tensor):
    """A leaf that requires a gradient unless told otherwise."""

    def __new__(cls, numbers: Any, name: str = "") -> Any:
        return Tensor(numbers) if type(numbers) is Array else super().__new__(cls)

    def __init__(self, numbers: Any, name: str = "") -> None:
        super().__init__(numbers, requires_grad=True)
        self.name = name


@pytest.fixture
def weight() -> Weight:
    return Weight([[1.0, 2.0], [3.0, 4.0]], "w")


def test_results_gradients_and_detached_ones_are_plain_tensors(weight: Weight) -> None:
    (weight @ weight).sum().backward()
    found = [weight * 2.0, 2.0 - weight, weight.T, weight > 1.0, weight[0], weight.max(0).values, tt.cat([weight])]
    found += [weight.grad, weight.detach(), weight.data, tt.where(weight > 1.0, weight, 0.0)]
    assert {type(x) for x in found} == {Tensor}


def test_a_result_under_no_grad_requires_no_gradient(weight: Weight) -> None:
    with tt.no_grad():
        assert not (weight * 2.0).requires_grad


def test_a_write_in_place_leaves_it_what_it_is(weight: Weight) -> None:
    same = weight
    with tt.no_grad():
        weight -= weight * 0.5
    assert weight is same
    assert weight.tolist() == [[0.5, 1.0], [1.5, 2.0]]


@pytest.mark.parametrize("copied", [deepcopy, lambda w: pickle.loads(pickle.dumps(w))], ids=["deepcopy", "pickle"])
def test_a_copy_is_of_the_same_class(weight: Weight, copied: Any) -> None:
    other = copied(weight)
    assert (type(other), other.requires_grad, other.tolist()) == (Weight, True, weight.tolist())
