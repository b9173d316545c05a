# Made from solutions/tinytorch/tensors/check.py by `autograder build`.
"""Check gradients of functions of Tensors against slopes measured from outside, in float64 along random directions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tinytorch.autograd.engine import GradientError
from tinytorch.autograd.variable import Variable
from tinytorch.tensors.arguments import check_function
from tinytorch.tensors.backward import grad
from tinytorch.tensors.dtypes import float64, is_float
from tinytorch.tensors.methods.arithmetic import check_tensor

STEP = 1e-5


def gradcheck(f: Callable[..., Any], *inputs: Any, tolerance: float = 1e-6, directions: int = 2) -> bool:
    """True if backward agrees with central differences: d/dt phi(x + t u) = <gradient of phi by x, u> at t = 0.

    f           takes the inputs, gives a Tensor of any shape, or several; phi is the sum of its elements, each times a
                random weight, so that no two elements may be mixed up
    inputs      Tensors. Those that require a gradient are checked, each along random directions u, and are float64.
                Stay away from corners and jumps: there is no slope there to agree on
    tolerance   how far the two may lie apart, measured against the larger of 1 and the slope. The difference is off by
                STEP^2 / 6 times a third derivative, and by 1e-16 / STEP times phi: 1e-11 each at STEP = 1e-5, near
                which their sum is smallest (Press et al., Numerical Recipes, section 5.7). 1e-6 leaves room for large
                derivatives, and a wrong rule is off by far more

    Raises GradientError where they differ, nan included; the message names the input and both numbers.
    """
    check_function("gradcheck", f)
    for x in inputs:
        check_tensor("gradcheck", x)
    rng = np.random.default_rng(0)
    results = list(of_floats(f(*inputs)))
    weights = [rng.uniform(0.5, 1.5, r.shape) for r in results]
    checked = [k for k, x in enumerate(inputs) if x.requires_grad]
    gradients = gradients_by([inputs[k] for k in checked], results, weights)

    def phi(moved: list[Any]) -> float:
        return sum(float(np.vdot(r.value.numpy(), w)) for r, w in zip(of_floats(f(*moved)), weights, strict=True))

    for k, gradient in zip(checked, gradients, strict=True):
        for _ in range(directions):
            u = rng.uniform(-1.0, 1.0, inputs[k].shape)
            x = inputs[k]
            above, below = ([*inputs[:k], leaf(x.value.numpy() + t * u, x), *inputs[k + 1 :]] for t in (STEP, -STEP))
            measured = (phi(above) - phi(below)) / (2.0 * STEP)
            computed = 0.0 if gradient is None else float(np.vdot(gradient.value.numpy(), u))
            if not abs(computed - measured) <= tolerance * max(1.0, abs(measured)):
                raise GradientError(
                    f"input {k}: backward gives a slope of {computed} along a random direction, "
                    f"the central difference is {measured}"
                )
    return True


def gradgradcheck(f: Callable[..., Any], *inputs: Any, tolerance: float = 1e-6, directions: int = 2) -> bool:
    """True if gradients of gradients agree with central differences of the first gradients.

    It is gradcheck of the function from (inputs, weights) to the gradients of the weighted results. That the weights
    move, too, gives even a linear f, whose gradient does not depend on its inputs, something to see.
    """
    check_function("gradgradcheck", f)
    for x in inputs:
        check_tensor("gradgradcheck", x)
    rng = np.random.default_rng(1)
    weights = [leaf(rng.uniform(0.5, 1.5, r.shape), r) for r in of_floats(f(*inputs))]

    def gradient(*moved: Any) -> tuple[Any, ...]:
        xs, starts = moved[: len(inputs)], moved[len(inputs) :]
        wanted = [x for x in xs if x.requires_grad]
        return tuple(d for d in gradients_by(wanted, list(of_floats(f(*xs))), starts, True) if d is not None)

    return gradcheck(gradient, *inputs, *weights, tolerance=tolerance, directions=directions)


def of_floats(results: Any) -> Iterator[Any]:
    """The Tensors of floats among the results."""
    for r in (results,) if isinstance(results, Variable) else results:
        if isinstance(r, Variable) and is_float(r.value.dtype):
            yield r


def gradients_by(inputs: Any, results: Any, weights: Any, create_graph: bool = False) -> tuple[Any, ...]:
    """The gradients of the weighted results by the inputs; None where none flows."""
    for x in inputs:
        if x.dtype is not float64:
            raise GradientError(f"expected inputs of float64, in which a slope can be measured, got {x.dtype}")
    ends = [(r, w) for r, w in zip(results, weights, strict=True) if r.requires_grad]
    if not ends:
        return (None,) * len(inputs)
    return grad([r for r, _ in ends], inputs, [w for _, w in ends], create_graph=create_graph, allow_unused=True)


def leaf(numbers: np.ndarray | float, like: Any) -> Any:
    """A Tensor of these numbers that requires a gradient, of the kind and on the device of another."""
    return type(like)(numbers, True, like.dtype, like.device)
