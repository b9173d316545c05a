"""Whole steps by NumPy: in place, with one array for what is in between, where `update` makes a new one each time.

The functions in STEPS have the names and the arguments of the kernels that a backend may offer (kernels/cpu/steps.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt

import numpy as np

from tinytorch.tensors.array import Array

ndarray = np.ndarray


def sgd_step(p: ndarray, gradient: ndarray, rate: float, decay: float) -> None:
    """p -= rate * (g + decay * p)."""
    p -= np.multiply(drawn(gradient, p, decay), rate)


def momentum_step(p: ndarray, gradient: ndarray, velocity: ndarray, rate: float, momentum: float, decay: float) -> None:
    """v = momentum * v + g + decay * p, and p -= rate * v."""
    velocity *= momentum
    velocity += drawn(gradient, p, decay)
    p -= np.multiply(velocity, rate)


def adam_step(
    p: ndarray,
    gradient: ndarray,
    mean: ndarray,
    square: ndarray,
    rate: float,
    share1: float,
    share2: float,
    epsilon: float,
    correction1: float,
    correction2: float,
    coupled: float,
    decoupled: float,
) -> None:
    """Adam's step, with the numbers of the kernel in kernels/fused/optimizer.py."""
    g = drawn(gradient, p, coupled)
    between = np.empty_like(p)
    np.multiply(g, share1, out=between)
    mean *= 1 - share1
    mean += between
    np.multiply(g, g, out=between)
    between *= share2
    square *= 1 - share2
    square += between
    np.sqrt(square, out=between)
    between *= 1 / sqrt(correction2)
    between += epsilon
    np.divide(mean, between, out=between)
    between *= rate / correction1
    if decoupled:
        p *= 1 - rate * decoupled
    p -= between


def drawn(gradient: ndarray, p: ndarray, decay: float) -> ndarray:
    """The gradient with weight decay: g + decay * p."""
    return gradient + decay * p if decay else gradient


def on_arrays(step: Callable[..., None]) -> Callable[..., bool]:
    """The step as a backend offers it. It is not done, and answers False, where an array is no row of numbers."""

    def stepped(changed: Sequence[Array], gradient: Array, numbers: Sequence[float]) -> bool:
        slope, views = gradient.numpy(), [array.numpy() for array in changed]
        if any(not x.flags.c_contiguous or x.shape != slope.shape or x.dtype is not slope.dtype for x in views):
            return False
        step(views[0], slope, *views[1:], *numbers)
        return True

    return stepped


STEPS = {step.__name__: on_arrays(step) for step in (sgd_step, momentum_step, adam_step)}
