# Made from solutions/tinytorch/scalars/functional.py by `autograder build`.
"""Three ways to use a function many times (map, zip_with, reduce), and the list operations that they make.

Each takes a function and gives a function back, so that `map(neg)` is itself a thing with a name and a use. On
tensors these three become the three kernels that nearly everything runs on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tinytorch.scalars.operators import add, mul, neg


def map(f: Callable[[float], float]) -> Callable[[Iterable[float]], list[float]]:
    """map(f)([a, b, ...]) = [f(a), f(b), ...]. The given list stays as it is.

    >>> map(neg)([1.0, -2.0])
    [-1.0, 2.0]
    """
    # TODO: Implement for Task 0.3
    raise NotImplementedError("Need to implement for Task 0.3")


def zip_with(f: Callable[[float, float], float]) -> Callable[[Iterable[float], Iterable[float]], list[float]]:
    """zip_with(f)([a, b, ...], [c, d, ...]) = [f(a, c), f(b, d), ...].

    Lists of different lengths are a mistake of the caller: the inner function raises ValueError (`strict=True`
    makes Python's zip do it), because dropping the rest in silence would hide it.

    >>> zip_with(add)([1.0, 2.0], [10.0, 20.0])
    [11.0, 22.0]
    """
    # TODO: Implement for Task 0.3
    raise NotImplementedError("Need to implement for Task 0.3")


def reduce(f: Callable[[float, float], float], start: float) -> Callable[[Iterable[float]], float]:
    """reduce(f, start)([a, b, c]) = f(f(f(start, a), b), c), from the left; of an empty list, start.

    >>> reduce(mul, 1.0)([2.0, 3.0, 4.0])
    24.0
    """
    # TODO: Implement for Task 0.3
    raise NotImplementedError("Need to implement for Task 0.3")


def neg_list(values: Iterable[float]) -> list[float]:
    """neg_list([a, b, ...]) = [-a, -b, ...], by `map`.

    >>> neg_list([1.0, -2.0])
    [-1.0, 2.0]
    """
    # TODO: Implement for Task 0.3
    raise NotImplementedError("Need to implement for Task 0.3")


def add_lists(left: Iterable[float], right: Iterable[float]) -> list[float]:
    """add_lists([a, b], [c, d]) = [a + c, b + d], by `zip_with`.

    >>> add_lists([1.0, 2.0], [3.0, 4.0])
    [4.0, 6.0]
    """
    # TODO: Implement for Task 0.3
    raise NotImplementedError("Need to implement for Task 0.3")


def sum(values: Iterable[float]) -> float:
    """sum([a, b, c]) = a + b + c, by `reduce`; of an empty list, 0.0.

    >>> sum([1.0, 2.0, 3.0])
    6.0
    """
    # TODO: Implement for Task 0.3
    raise NotImplementedError("Need to implement for Task 0.3")


def prod(values: Iterable[float]) -> float:
    """prod([a, b, c]) = a * b * c, by `reduce`; of an empty list, 1.0.

    >>> prod([2.0, 3.0, 4.0])
    24.0
    """
    # TODO: Implement for Task 0.3
    raise NotImplementedError("Need to implement for Task 0.3")
