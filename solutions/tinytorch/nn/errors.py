"""Say in an error which layer of a model it comes from: "in model.layers.2 (Linear(in_features=4, ...)): ..."."""

from __future__ import annotations

from typing import Any

from tinytorch.tensors.methods.arithmetic import DeviceError, check_tensor

NAMED = (ValueError, TypeError, IndexError, DeviceError)  # what wrong shapes, dtypes, indices and devices raise


def name_layer(error: Exception, module: Any) -> None:
    """Put the layer that the error was raised in, and its path from `module`, before the error's text.

    Each module on the way up does so in its turn, and each knows a longer path. One that holds the layer where nobody
    can see it (a plain list) leaves the path as it is.
    """
    if len(error.args) != 1 or not isinstance(error.args[0], str):
        return  # not just a text: an error of another library, with an order of its own
    layer, text = error.__dict__.setdefault("raised_in", (module, error.args[0]))
    path = next((path for path, found in module.named_modules() if found is layer), None)
    if path is not None:
        shown = type(layer).__name__ if layer._modules else repr(layer)
        error.args = (f"in model.{path} ({shown}): {text}" if path else f"in {shown}: {text}",)


def ask_for_tensors(module: Any, args: tuple[Any, ...]) -> None:
    """Raise TypeError where a layer of this package was called with something else than tensors.

    A layer that calls a method of its input does not ask beforehand, for that would cost time in every step.
    """
    if type(module).__module__.startswith("tinytorch.nn.") and not module._modules:
        for x in args:
            try:
                check_tensor(type(module).__name__, x)
            except TypeError as error:
                name_layer(error, module)
                raise error from None
