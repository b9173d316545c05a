"""Task 2.2: broadcast_law accepts every right function, and catches the wrong ones.

NumPy's own function is the right one here. Each wrong one stands with a word on what is wrong with it; the law catches
it when it is False for at least one pair of shapes. The autograder has more wrong functions than these.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.tensors.laws import broadcast_law

from .strategies import shapes, shrunk

pairs = shapes.flatmap(lambda shape: st.tuples(shrunk(shape), shrunk(shape)))
SOME = [
    ([3], [3]),
    ([3, 1], [1, 4]),
    ([2, 3], [3]),
    ([3], [2, 3]),
    ([1], [1]),
    ([2, 1, 4], [3, 1]),
    ([0], [1]),
    ([], [5]),
]


def accuses(function, left, right):
    """Whether the law is False for these two shapes, or fails an assertion of its own, which is as good."""
    try:
        return not broadcast_law(function, left, right)
    except AssertionError:
        return True


def lined_up(left, right):
    """Pairs of sides, lined up at the last axis."""
    rank = max(len(left), len(right))
    return zip([1] * (rank - len(left)) + list(left), [1] * (rank - len(right)) + list(right), strict=True)


def by_hand(left, right):
    """Right: a side of 1 gives way."""
    return [b if a == 1 else a for a, b in lined_up(left, right)]


def shorter(left, right):
    """Wrong: where a side is 1, the other one gives way."""
    return [1 if 1 in (a, b) else b for a, b in lined_up(left, right)]


def aligned_in_front(left, right):
    """Wrong: lines the shapes up at the first axis."""
    rank = max(len(left), len(right))
    sides = zip(list(left) + [1] * (rank - len(left)), list(right) + [1] * (rank - len(right)), strict=True)
    return [b if a == 1 else a for a, b in sides]


@pytest.mark.task("2.2", "broadcast_law")
@pytest.mark.parametrize("right", [np.broadcast_shapes, by_hand], ids=["a tuple", "a list"])
@given(pair=pairs)
def test_broadcast_law_accepts_what_is_right(right, pair):
    """broadcast_law is True for NumPy's function, and for one that answers with a list."""
    left, other = map(list, pair)
    assert broadcast_law(right, left, other)


@pytest.mark.task("2.2", "broadcast_law")
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda left, right: tuple(left), id="the left shape"),
        pytest.param(lambda left, right: (7, *by_hand(left, right)), id="an axis too many"),
        pytest.param(lambda left, right: by_hand(left, right)[1:], id="an axis too few"),
        pytest.param(lambda left, right: [2 * side for side in by_hand(left, right)], id="sides too large"),
        pytest.param(
            lambda left, right: [side if side != 1 else 5 for side in by_hand(left, right)], id="invents sides"
        ),
        pytest.param(shorter, id="the sides that are 1, where one is"),
        pytest.param(aligned_in_front, id="lined up at the first axis"),
    ],
)
def test_broadcast_law_catches(wrong):
    """broadcast_law is False somewhere for a function that gives other shapes."""
    assert any(accuses(wrong, left, right) for left, right in SOME)
