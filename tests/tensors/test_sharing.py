"""Who shares memory with whom, where sides of 1 tempt one to hand out a view for a copy; and who is who in a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

COPIES: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "prod of one element": (2.0, lambda x: x.prod()),
    "prod along a side of 1": ([[2.0, 3.0]], lambda x: x.prod(0)),
    "repeat once": ([2.0, 3.0], lambda x: x.repeat(1)),
    "repeat of one element": ([2.0], lambda x: x.repeat(3)),
    "tile once": ([2.0, 3.0], lambda x: x.tile(1)),
    "diag of a matrix": ([[2.0, 3.0], [4.0, 5.0]], lambda x: x.diag()),
}


@pytest.mark.parametrize("requires_grad", [False, True])
@pytest.mark.parametrize("name", COPIES)
def test_it_is_a_copy(lib: Any, name: str, requires_grad: bool) -> None:
    """A write to the result leaves the input as it was."""
    numbers, operate = COPIES[name]
    x = lib.tensor(numbers, requires_grad=requires_grad)
    with lib.no_grad():
        operate(x).detach().zero_()
    operate(x).detach().zero_()
    assert x.tolist() == np.asarray(numbers).tolist()


def test_an_expansion_to_the_same_shape_is_a_vertex_of_its_own(lib: Any) -> None:
    """The gradient of y * x by y is x, which does not depend on y, though their numbers are the same."""
    x = lib.tensor([2.0, 3.0], requires_grad=True)
    y = x.expand(2)
    (by_y,) = lib.grad((y * x).sum(), y, create_graph=True)
    assert lib.grad(by_y.sum(), y, allow_unused=True) == (None,)
