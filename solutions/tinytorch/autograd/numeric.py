"""Measure a slope from outside, by moving an input a little to both sides. Slow, and never wrong: the judge of
every derivative that this package computes in a cleverer way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def central_difference(f: Callable[..., Any], *values: Any, arg: int = 0, epsilon: float = 1e-6) -> Any:
    """df/dx_arg at `values`, nearly: (f(.., x + epsilon, ..) - f(.., x - epsilon, ..)) / (2 epsilon).

    f       a function of as many numbers as there are values
    arg     which of them to move, counted from 0; the others stay where they are
    epsilon how far to move it. The error of the formula shrinks as epsilon^2, but for a tiny epsilon f(x + epsilon)
            and f(x - epsilon) agree in all the digits that a float keeps, and their difference is noise.

    >>> round(central_difference(lambda x, y: x * y, 3.0, 5.0, arg=1), 6)
    3.0
    """
    ### BEGIN SOLUTION 1
    above, below = list(values), list(values)
    above[arg] = values[arg] + epsilon
    below[arg] = values[arg] - epsilon
    return (f(*above) - f(*below)) / (2.0 * epsilon)
    ### END SOLUTION
