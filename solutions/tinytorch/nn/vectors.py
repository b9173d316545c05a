"""All parameters as one long vector, and back: for what looks at a model as one point in space.

direction = randn(parameters_to_vector(model.parameters()).shape)
vector_to_parameters(start + 0.1 * direction, model.parameters())
"""

from __future__ import annotations

from collections.abc import Iterable

from tinytorch.autograd.engine import no_grad
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.methods.arithmetic import check_tensor
from tinytorch.tensors.methods.join import cat
from tinytorch.tensors.tensor import Tensor


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """The numbers of all parameters, one parameter after the other: (n,). Gradients flow through it."""
    flat = [p.reshape(-1) for p in tensors("parameters_to_vector", parameters)]
    if not flat:
        raise ValueError("parameters_to_vector wants at least one parameter, got none: is the generator used up?")
    return cat(flat)


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Copy the numbers of such a vector into the parameters, whose memory stays what it is.

    Raises LayoutError unless it has as many numbers as they have together; then nothing is changed.
    """
    check_tensor("vector_to_parameters", vec)
    given = tensors("vector_to_parameters", parameters)
    sizes = [p.numel() for p in given]
    if vec.shape != (sum(sizes),):
        raise LayoutError(f"vector_to_parameters wants a vector of shape {(sum(sizes),)}, got {vec.shape}")
    with no_grad():
        for p, part in zip(given, vec.split(sizes), strict=True):
            p.copy_(part.reshape(p.shape))


def tensors(name: str, parameters: Iterable[Tensor]) -> list[Tensor]:
    """The parameters as a list. Raises TypeError for what is no tensor, as the parts of a model are."""
    given = list(parameters) if isinstance(parameters, Iterable) else [parameters]
    for p in given:
        if not isinstance(p, Tensor):
            raise TypeError(f"{name} wants tensors, got a {type(p).__name__}: hand over model.parameters()")
    return given
