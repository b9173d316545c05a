# Made from solutions/tinytorch/tensors/laws.py by `autograder build`.
"""A law: what must hold for all shapes that fit together, whoever wrote the function.

As in assignment 00, a law is handed the function under test and inputs, and is judged by the wrong functions that it
catches; it must never accuse a right one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Sides = Sequence[int]


def broadcast_law(broadcast_shapes: Callable[[Sides, Sides], Sides], left: Sides, right: Sides) -> bool:
    """True where `broadcast_shapes` gives the shape that both `left` and `right` can be expanded to, and no larger one.

    The two fit together, and are lists of 0 to 4 sides; the function under test may answer with a list or a tuple.
    Say what must be true of the answer, without computing it a second time: how many axes it has; that each side of
    left and right, lined up at the last axis, is 1 or the side of the answer; that a side of the answer is the side of
    one of the two; that the order of the two does not matter.
    """
    # TODO: Implement for Task 2.2
    raise NotImplementedError("Need to implement for Task 2.2")
