"""The numbers that this assignment's tests draw, and how what comes out is shown.

Whole numbers in float64: their sums and products are exact, so that a result may be compared with == where nothing is
divided.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

whole = st.integers(-4, 4).map(float)
fronts = st.sampled_from([(3,), (), (2, 3), (1, 2, 2)])  # the axes before the last


def boxes(*shape: int, of: st.SearchStrategy[float] = whole) -> st.SearchStrategy[np.ndarray]:
    """An ndarray of this shape, of whole numbers unless told otherwise."""
    size = int(np.prod(shape, dtype=int))
    return st.lists(of, min_size=size, max_size=size).map(lambda row: np.array(row, np.float64).reshape(shape))


def numbers(x: Any) -> np.ndarray:
    """The elements of a Tensor, an Array or an ndarray as an ndarray."""
    x = x.detach() if hasattr(x, "detach") else x
    return np.asarray(x.numpy() if hasattr(x, "numpy") else x)


def shown(x: Any) -> tuple[tuple[int, ...], Any]:
    """Shape and elements, in a form in which two can be compared."""
    seen = numbers(x)
    return seen.shape, seen.tolist()


def measured(f: Callable[[np.ndarray], np.ndarray], x: np.ndarray, d: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """How fast the sum of d * f(x) rises with each element of x, measured a little to both sides."""
    slopes = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        move = np.zeros(x.shape)
        move[index] = step
        slopes[index] = (d * (f(x + move) - f(x - move))).sum() / (2.0 * step)
    return slopes
