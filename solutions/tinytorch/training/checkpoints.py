"""A checkpoint: all that a run needs to go on as if it had never stopped, in one file (training/tensorfile.py).

save_checkpoint("run.safetensors", model, optimizer, schedule, epoch=3)
notes = load_checkpoint("run.safetensors", model, optimizer, schedule)      # notes["epoch"] is 3

The weights are called "model.layers.0.weight", and what the optimizer keeps "optimizer.state.0.exp_avg".
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from tinytorch.nn.module import Module
from tinytorch.optim.optimizer import Optimizer
from tinytorch.optim.scheduler import LRScheduler
from tinytorch.tensors.random import DEFAULT, Generator
from tinytorch.tensors.tensor import Tensor
from tinytorch.training.tensorfile import CheckpointError, load, save

VERSION = 1
PARTS = {"version", "kinds", "model", "optimizer", "schedule", "random", "more"}


def save_checkpoint(
    path: str | os.PathLike[str],
    model: Module,
    optimizer: Optimizer | None = None,
    schedule: LRScheduler | None = None,
    **more: Any,
) -> None:
    """Write model, optimizer, schedule and the default generator of random numbers; and whatever else is given.

    more  plain data, such as epoch=3, and Generators, such as that of a DataLoader
    """
    check_parts(model, optimizer, schedule)
    generators = {name: value for name, value in more.items() if isinstance(value, Generator)}
    parts = {
        "version": VERSION,
        "kinds": {"optimizer": type(optimizer).__name__, "schedule": type(schedule).__name__},
        "model": model.state_dict(),
        "optimizer": None if optimizer is None else optimizer.state_dict(),
        "schedule": None if schedule is None else schedule.state_dict(),
        "random": {"default": DEFAULT.get_state(), **{name: g.get_state() for name, g in generators.items()}},
        "more": {name: value for name, value in more.items() if name not in generators},
    }
    save(parts, path)


def load_checkpoint(
    path: str | os.PathLike[str],
    model: Module,
    optimizer: Optimizer | None = None,
    schedule: LRScheduler | None = None,
    **generators: Generator,
) -> dict[str, Any]:
    """Put everything back as it was, and return what else was saved. What is not given is left alone.

    A file with nothing but weights, by `save` or from PyTorch, is fine where only a model is given. Raises
    CheckpointError if anything does not fit; then nothing has changed.
    """
    check_parts(model, optimizer, schedule)
    parts = load(path)
    if not (isinstance(parts, dict) and parts.keys() >= PARTS):
        parts = only_weights(path, parts, bool(optimizer or schedule or generators))
    if parts["version"] > VERSION:
        raise CheckpointError(f"{path} is of version {parts['version']}, and this is {VERSION}: use a newer tinytorch")
    with ExitStack() as undo:
        for what, part in (("optimizer", optimizer), ("schedule", schedule)):
            if part is not None:
                if parts[what] is not None and parts["kinds"][what] != type(part).__name__:
                    raise CheckpointError(
                        f"the {what} in {path} is of the kind {parts['kinds'][what]}, and not {type(part).__name__}"
                    )
                take(path, part, what, parts[what], undo)
        for name, generator in ({"default": DEFAULT} | generators if parts["random"] else {}).items():
            undo.callback(generator.set_state, generator.get_state())
            fitting(path, f"generator {name!r}", generator.set_state, parts["random"].get(name))
        fitting(path, "model", model.load_state_dict, parts["model"])  # last: it changes all or nothing by itself
        undo.pop_all()
    return dict(parts["more"])


def check_parts(model: Any, optimizer: Any, schedule: Any) -> None:
    """Raise TypeError unless each is what its name says; the last two may be None."""
    for name, part, kind in (
        ("model", model, Module),
        ("optimizer", optimizer, Optimizer | None),
        ("schedule", schedule, LRScheduler | None),
    ):
        if not isinstance(part, kind):
            raise TypeError(
                f"a checkpoint is (path, model, optimizer, schedule), got a {type(part).__name__} as its {name}"
            )


def only_weights(path: Any, state: Any, more_is_wanted: bool) -> dict[str, Any]:
    """The parts of a file that holds the state of a model alone."""
    if not isinstance(state, dict) or not all(isinstance(value, Tensor) for value in state.values()):
        raise CheckpointError(f"{path} holds other data than a checkpoint: read it with load()")
    if more_is_wanted:
        raise CheckpointError(f"{path} holds weights and nothing else: load it into the model alone")
    return {
        "version": VERSION,
        "model": state,
        "optimizer": None,
        "schedule": None,
        "random": {},
        "more": {},
        "kinds": {},
    }


def take(path: Any, part: Any, what: str, state: Any, undo: ExitStack) -> None:
    """Load a state, and note how to go back to the one before."""
    before = part.state_dict()
    if isinstance(state, dict) and set(state) != set(before):
        raise CheckpointError(f"the {what} in {path} is of another kind than {type(part).__name__}")
    fitting(path, what, part.load_state_dict, state)
    undo.callback(part.load_state_dict, before)


def fitting(path: Any, what: str, load_state: Callable[[Any], Any], state: Any) -> None:
    """load_state(state); what goes wrong becomes a CheckpointError that names the file and the part."""
    if state is None:
        raise CheckpointError(f"{path} was saved without the {what}: leave it out when loading, too")
    try:
        load_state(state)
    except (ValueError, TypeError, KeyError, RuntimeError) as error:
        raise CheckpointError(f"the {what} in {path} cannot be loaded: {error}") from error
