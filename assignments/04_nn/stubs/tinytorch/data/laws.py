# Made from solutions/tinytorch/data/laws.py by `autograder build`.
"""A law: what must hold whenever an epoch is cut into batches, whoever wrote the function.

As in the assignments before, a law is handed the function under test and plain inputs, and is judged by the wrong
functions that it catches; it must never accuse a right one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Batches = Sequence[Sequence[int]]


def epoch_law(index_batches: Callable[[list[int], int, bool], Batches], count: int, size: int, drop_last: bool) -> bool:
    """True where `index_batches` cuts an order of the numbers 0 to count - 1 rightly into batches of `size`.

    count is 0 or more, size 1 or more; the function under test may answer with lists or tuples.
    Call it with an order that is not sorted, such as count - 1 down to 0: one that makes up its own numbers is wrong.
    Say what must be true of the answer: every batch but the last has `size` numbers; the last one has at least 1, and
    with drop_last it has `size`, too; put together they are the order, each number once and in its place, and nothing
    is missing but what drop_last leaves out, which is fewer than `size`.
    """
    # TODO: Implement for Task 4.6
    raise NotImplementedError("Need to implement for Task 4.6")
