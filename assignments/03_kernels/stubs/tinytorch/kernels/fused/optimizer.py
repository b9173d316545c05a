# Made from solutions/tinytorch/kernels/fused/optimizer.py by `autograder build`.
"""A step of an optimizer over all parameters at once: they lie, like their gradients, in one row of numbers.

Every number is read and written once. The plain numbers (rate, beta1, ...) must be of the arrays' kind.
"""

from __future__ import annotations

import math

from numba import prange

from tinytorch.kernels.cpu.pointwise import Numbers


def sgd_step(parameters: Numbers, gradients: Numbers, rate: float, decay: float) -> None:
    """p -= rate * (g + decay * p): gradient descent, with weight decay."""
    for i in prange(parameters.size):
        parameters[i] -= rate * (gradients[i] + decay * parameters[i])


def momentum_step(
    parameters: Numbers, gradients: Numbers, velocity: Numbers, rate: float, momentum: float, decay: float
) -> None:
    """v = momentum * v + g + decay * p; p -= rate * v. v begins as 0."""
    for i in prange(parameters.size):
        v = momentum * velocity[i] + (gradients[i] + decay * parameters[i])
        velocity[i] = v
        parameters[i] -= rate * v


def adam_step(
    parameters: Numbers,
    gradients: Numbers,
    means: Numbers,
    squares: Numbers,
    rate: float,
    share1: float,
    share2: float,
    epsilon: float,
    correction1: float,
    correction2: float,
    coupled: float,
    decoupled: float,
) -> None:
    """Adam: g += coupled * p; p -= rate * decoupled * p; p -= rate * m / (sqrt(s) + epsilon).

    m is `means` / correction1 after means += share1 * (g - means), and s is `squares` / correction2 after squares
    += share2 * (g^2 - squares). The shares are 1 - beta1 and 1 - beta2: a float32 of 0.999 is too coarse to take it
    from 1 here. At step t the corrections are 1 - beta1^t and 1 - beta2^t. `coupled` is the weight decay of Adam,
    `decoupled` that of AdamW. Sources: Kingma and Ba, 2015; Loshchilov and Hutter, 2019.
    """
    step, root, keep = rate / correction1, 1.0 / math.sqrt(correction2), 1.0 - rate * decoupled
    for i in prange(parameters.size):
        p = parameters[i]
        g = gradients[i] + coupled * p
        mean = (1.0 - share1) * means[i] + share1 * g
        square = (1.0 - share2) * squares[i] + share2 * (g * g)
        means[i] = mean
        squares[i] = square
        parameters[i] = keep * p - step * mean / (math.sqrt(square) * root + epsilon)
