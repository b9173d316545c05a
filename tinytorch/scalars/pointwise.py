# Made from solutions/tinytorch/scalars/pointwise.py by `autograder build`.
"""Lift a function of floats to everything that knows how to apply it to each of its elements.

You write `relu` once, for one float. Later an array takes the very same function and maps it over its elements,
and a compiler turns it into a kernel. `pointwise` is the small door between the two worlds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any


def pointwise(function: Callable[..., float]) -> Callable[..., Any]:
    """pointwise(f)(x, ...) = x.pointwise(f, ...) where x has a method `pointwise`, else f(x, ...).

    The float function itself stays reachable as `lifted.__wrapped__`. It takes one to three arguments; there is one
    branch per count, because a lifted function is called for every operation that is ever recorded.
    """
    count = len(signature(function).parameters)
    if count == 1:

        @wraps(function)
        def lifted(x: Any) -> Any:
            if type(x) is float or not hasattr(x, "pointwise"):
                return function(x)
            return x.pointwise(function)

    elif count == 2:

        @wraps(function)
        def lifted(x: Any, y: Any) -> Any:
            if type(x) is float or not hasattr(x, "pointwise"):
                return function(x, y)
            return x.pointwise(function, y)

    elif count == 3:

        @wraps(function)
        def lifted(x: Any, y: Any, z: Any) -> Any:
            if type(x) is float or not hasattr(x, "pointwise"):
                return function(x, y, z)
            return x.pointwise(function, y, z)

    else:
        raise TypeError(f"pointwise lifts functions of one to three floats, got {function.__name__} with {count}")
    return lifted
