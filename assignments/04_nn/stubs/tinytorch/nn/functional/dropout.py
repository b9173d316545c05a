# Made from solutions/tinytorch/nn/functional/dropout.py by `autograder build`.
"""Dropout: in training some numbers become 0 by chance, so that no neuron can rely on one other alone."""

from __future__ import annotations

from tinytorch.tensors.arguments import is_number, said
from tinytorch.tensors.dtypes import DTypeError, is_float
from tinytorch.tensors.methods.arithmetic import check_tensor
from tinytorch.tensors.random import rand_like
from tinytorch.tensors.tensor import Tensor


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Each number is 0 with the chance p, else it is divided by 1 - p; outside training the input as it is.

    Divided, the numbers keep their mean: of n numbers (1 - p) n stay, each 1 / (1 - p) times as large. So nothing
    needs to be scaled later, when all of them stay. With p = 1 all become 0. `inplace` is taken so that PyTorch's code
    runs: the result is the same, in memory of its own. Source: Srivastava et al., 2014.

    1. Outside training, or with p = 0, the answer is the input.
    2. `rand_like(input)` are numbers even over [0, 1): `>= p` holds with the chance 1 - p. That mask,
       `.to(input.dtype)`, is 1 where a number stays and 0 elsewhere: multiply the input by it, and by `scale`.

    Raises ValueError unless 0 <= p <= 1.
    """
    check_chance(p)
    check_input(input, training)
    scale = 1.0 / (1.0 - p) if p < 1.0 else 0.0
    # TODO: Implement for Task 4.2
    raise NotImplementedError("Need to implement for Task 4.2")


def check_chance(p: float) -> None:
    """Raise ValueError unless p is a chance."""
    if not is_number(p) or not 0.0 <= p <= 1.0:
        raise ValueError(f"dropout wants a chance p between 0 and 1, got {said(p)}")


def check_input(input: Tensor, training: bool) -> None:
    """Raise unless it is a tensor, and one of floats where it will be changed."""
    check_tensor("dropout", input)
    if training and not is_float(input.dtype):
        raise DTypeError(f"dropout wants float32 or float64, got {input.dtype}: use .float()")
