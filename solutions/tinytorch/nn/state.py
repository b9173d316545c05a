"""The numbers of a model under their names, out of it and into it.

state_dict(model)               {"layers.0.weight": ..., ...}: on the model's own memory
load_state_dict(model, state)   copy them in; what does not fit is named, all of it, before anything is written
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tinytorch.autograd.engine import no_grad
from tinytorch.nn.parameter import Parameter
from tinytorch.tensors.creation import as_tensor
from tinytorch.tensors.tensor import Tensor


class StateError(RuntimeError):
    """A state that does not fit a model; the text names every key that is wrong, and how."""


class LoadedKeys(NamedTuple):
    """What load_state_dict left out: keys that the state lacks, and keys that the model lacks."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"LoadedKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"


def places(module: Any, prefix: str = "") -> Iterator[tuple[str, Any, str]]:
    """(key, module, name) for each tensor of a state: a module's parameters, its persistent buffers, its children's.

    What occurs at several places is there at each.
    """
    for name, parameter in module._parameters.items():
        if parameter is not None:
            yield prefix + name, module, name
    for name, buffer in module._buffers.items():
        if buffer is not None and name not in module._not_persistent:
            yield prefix + name, module, name
    for name, child in module._modules.items():
        if child is not None:
            yield from places(child, f"{prefix}{name}.")


def state_dict(module: Any, prefix: str = "", keep_vars: bool = False) -> dict[str, Tensor]:
    """Key -> the tensor, detached but on the same memory; with keep_vars, the very parameter or buffer."""
    found = ((key, getattr(owner, name)) for key, owner, name in places(module, prefix))
    return {key: tensor if keep_vars else tensor.detach() for key, tensor in found}


def load_state_dict(module: Any, state: Mapping[str, Any], strict: bool = True, assign: bool = False) -> LoadedKeys:
    """Copy each tensor (or array) of the state over the one of the same key, whatever its dtype and device.

    strict  also raise for keys that only one side has; else they are left alone, and returned
    assign  put the state's own tensors in the place of the model's, with their dtype and device, instead of copying

    Raises StateError for what does not fit. Then the model is as it was.
    """
    if not isinstance(state, Mapping):
        raise TypeError(f"load_state_dict wants a dict from keys to tensors, got a {type(state).__name__}")
    here = {key: (owner, name) for key, owner, name in places(module)}
    left_out = LoadedKeys([key for key in here if key not in state], [key for key in state if key not in here])
    wrong = []
    tensors = {}
    for key, (owner, name) in here.items():
        if key in state:
            try:
                tensors[key] = fitting(state[key], getattr(owner, name))
            except (TypeError, ValueError) as error:
                wrong.append(f"{key!r}: {error}")
    if wrong or (strict and any(left_out)):
        raise StateError(complaint(type(module).__name__, left_out if strict else LoadedKeys([], []), wrong))
    with no_grad():
        for key, tensor in tensors.items():
            put(*here[key], tensor, assign)
    return left_out


def fitting(given: Any, wanted: Tensor) -> Tensor:
    """What a state holds for `wanted`, as a Tensor of its shape."""
    tensor = as_tensor(given)
    if tensor.shape != wanted.shape:
        raise ValueError(f"expected shape {wanted.shape}, got {tensor.shape}")
    return tensor


def put(owner: Any, name: str, tensor: Tensor, assign: bool) -> None:
    """Copy the tensor over the module's one of this name, or put it in its place."""
    old = getattr(owner, name)
    if not assign:
        old.copy_(tensor.to(device=old.device))
    elif isinstance(old, Parameter):
        setattr(owner, name, tensor if isinstance(tensor, Parameter) else Parameter(tensor, old.requires_grad))
    else:
        setattr(owner, name, tensor)


def complaint(model: str, left_out: LoadedKeys, wrong: list[str]) -> str:
    """One sentence about everything that does not fit."""
    parts = []
    if left_out.missing_keys:
        parts.append("it lacks " + ", ".join(map(repr, left_out.missing_keys)))
    if left_out.unexpected_keys:
        parts.append("nothing here is called " + ", ".join(map(repr, left_out.unexpected_keys)))
    parts += wrong
    advice = "load the state of a model that was made in the same way" + (
        ", or pass strict=False to leave out what only one side has" if any(left_out) else ""
    )
    return f"the state does not fit this {model}: {'; '.join(parts)}: {advice}"
