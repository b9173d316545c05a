"""What the hidden checks of networks share: numbers that are drawn, tensors made of them, and what is read off.

A subclass with methods of its own cannot be sent, so models are put together from modules that there are, attributes
that are set on them, and modules whose forward is a recorded function without a `self`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import close

Drawn = dict[str, Any]
Rng = np.random.Generator

SUMS = close(atol=1e-9, rtol=1e-9)  # sums of products of float64, in any order
SINGLE = close(atol=1e-5, rtol=1e-5)  # the same of float32
SIGMAS = 5.0  # how far from its mean a random number may be: about one of two million is further away

seeds = st.integers(0, 2**32 - 1)


def drawn(make: Callable[..., Drawn], **options: st.SearchStrategy[Any]) -> st.SearchStrategy[Drawn]:
    """make(rng, **options), where rng draws NumPy's random numbers."""
    return st.builds(lambda seed, **given: make(np.random.default_rng(seed), **given), seeds, **options)


def numbers(rng: Rng, *shape: int, dtype: str = "float64") -> np.ndarray:
    """Numbers in [-2, 2], hardly any two of them equal."""
    return rng.uniform(-2.0, 2.0, shape).round(3).astype(dtype)


# --- Tensors and modules


def leaf(tt: Any, array: np.ndarray, requires_grad: bool = True) -> Any:
    """A Tensor of one's own with a copy of these numbers."""
    return tt.tensors.tensor.Tensor(array, requires_grad, dtype=str(array.dtype))


def constant(tt: Any, array: np.ndarray | None) -> Any:
    """A Tensor that no gradient flows to; None stays None."""
    return None if array is None else leaf(tt, array, False)


def parameter(tt: Any, array: np.ndarray) -> Any:
    """A Parameter with a copy of these numbers."""
    return tt.nn.parameter.Parameter(leaf(tt, array, False))


def recording(tt: Any) -> None:
    """Operations are recorded, whatever an earlier example has left behind."""
    tt.autograd.engine.Mode.recording = True


def module_of(tt: Any, forward: Callable[..., Any]) -> Any:
    """A module that computes forward(x)."""
    return tt.subclass(tt.nn.Module, forward=forward)()


def affine_layer(tt: Any, weight: np.ndarray, bias: np.ndarray) -> Any:
    """A layer x W^T + b with these parameters."""
    layer = tt.nn.layers.Linear(weight.shape[1], weight.shape[0])
    layer.weight, layer.bias = parameter(tt, weight), parameter(tt, bias)
    return layer


# --- What is read off


def read(x: Any) -> Any:
    """The numbers of a Tensor, as they are now."""
    return x.detach().clone().value.numpy()


def values(tensors: Sequence[Any]) -> list[Any]:
    """The numbers of each Tensor."""
    return [read(x) for x in tensors]


def listed(tt: Any, function: Callable[[Any], Any], items: Any) -> Any:
    """[function(item) for item in items], for items that exist only when the check runs."""
    return tt.builtin.list(tt.builtin.map(function, items))


def same(tt: Any, left: Any, right: Any) -> Any:
    """Whether both are one object."""
    return tt.builtin.id(left) == tt.builtin.id(right)


def kind_of(tt: Any, caught: Any) -> Any:
    """The kind of the exception that `tt.catch` gives, in a list; an empty list where there was none."""
    return listed(tt, lambda error: error[0], tt.builtin.filter(None, [caught]))
