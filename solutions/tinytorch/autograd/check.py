"""Check a gradient against the slope measured from outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tinytorch.autograd.engine import GradientError
from tinytorch.autograd.numeric import central_difference


def gradcheck(f: Callable[..., Any], *inputs: Any, tolerance: float = 1e-5) -> bool:
    """True if `f(*inputs).backward()` gives each input the gradient that `central_difference` measures.

    inputs     Scalars with requires_grad=True. Stay away from kinks (ReLU at 0) and jumps (comparisons): there is
               no slope there to agree on
    tolerance  how far the two may lie apart, measured against the larger of 1 and the slope

    Raises GradientError where they differ, nan included; the message names the input and both numbers.

    1. Forget old gradients, compute f(*inputs), and call its backward, unless it requires no gradient.
    2. For each input compare `x.grad` (None counts as 0.0) with the central difference of f at the inputs' values.
       f takes Scalars and returns one; central_difference moves plain numbers. Wrap and unwrap (`type(x)(v)`, `.data`).
    """
    ### BEGIN SOLUTION 4

    def plain(*values: float) -> float:
        return f(*[type(x)(v) for x, v in zip(inputs, values, strict=True)]).data

    for x in inputs:
        x.zero_grad()
    result = f(*inputs)
    if result.requires_grad:
        result.backward()
    for i, x in enumerate(inputs):
        computed = 0.0 if x.grad is None else x.grad
        measured = central_difference(plain, *[y.data for y in inputs], arg=i)
        if not abs(computed - measured) <= tolerance * max(1.0, abs(measured)):
            raise GradientError(f"input {i}: backward gives {computed}, the central difference is {measured}")
    return True
    ### END SOLUTION
