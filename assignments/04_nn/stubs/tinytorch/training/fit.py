# Made from solutions/tinytorch/training/fit.py by `autograder build`.
"""Train a model for many epochs, with all that belongs to a long run: a trainer around the loop of training/loop.py.

history = fit(model, loader, cross_entropy, optimizer, epochs=20, valid=test_loader, patience=3,
              checkpoint="run.safetensors", log="run.jsonl")
history.picture().save("loss.svg")

Ctrl-C lets the step under way finish, writes the checkpoint, and fit() returns; with resume=True it goes on from there,
and what comes out is equal to the last bit.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tinytorch.data.samplers import is_positive
from tinytorch.nn.module import Module
from tinytorch.optim.optimizer import Optimizer
from tinytorch.optim.plateau import ReduceLROnPlateau
from tinytorch.optim.scheduler import LRScheduler
from tinytorch.training.feed import ctrl_c
from tinytorch.training.loop import Batches, Measure
from tinytorch.training.progress import Progress
from tinytorch.training.run import History, Run, Where
from tinytorch.training.runlog import Log, RunLog


def fit(
    model: Module,
    loader: Batches,
    loss: Measure,
    optimizer: Optimizer,
    epochs: int,
    *,
    valid: Batches | None = None,
    measures: Mapping[str, Measure] | None = None,
    schedule: LRScheduler | None = None,
    every_step: bool = False,
    clip: float | None = None,
    log: Where | Log | list[Where | Log] | None = None,
    checkpoint: Where | None = None,
    resume: bool = False,
    patience: int | None = None,
    progress: bool = True,
) -> History:
    """Train until `epochs` epochs are done, and return what has been seen.

    valid       batches on which the loss, and each of `measures`, is computed after every epoch
    schedule    is told to step after each epoch, or with every_step after each step of the optimizer
    clip        the largest norm that all gradients together may have
    log         the path of a run log, or anything with write(event, **values); or several
    checkpoint  a file that is written after each epoch. Beside it run.best.safetensors has the best epoch so far
    resume      go on from the checkpoint, if there is one
    patience    stop when so many epochs in a row were not better than the best one

    Raises TrainingError where a loss is nan or infinite, and says which layer was the first to give such a number.
    """
    check_parts(model, loss, optimizer, schedule)
    check_plan(loader, valid, epochs, patience, measures)
    if every_step and isinstance(schedule, ReduceLROnPlateau):
        raise ValueError("ReduceLROnPlateau looks at the loss of whole epochs: leave out every_step")
    check_place(checkpoint, resume)
    with ExitStack() as ends:
        logs = [opened(one, ends) for one in (log if isinstance(log, list | tuple) else [log]) if one is not None]
        bar = ends.enter_context(Progress(epochs, batch_count(loader), progress))
        run = Run(model, loader, loss, optimizer, schedule, every_step, clip, logs, bar)
        if checkpoint is not None and resume and Path(checkpoint).exists():
            run.load(checkpoint)
        run.asked = ends.enter_context(ctrl_c())
        run.go(epochs, valid, measures or {}, checkpoint, patience)
    return run.history


def check_plan(loader: Any, valid: Any, epochs: Any, patience: Any, measures: Any) -> None:
    """Raise for batches that are none, for counts below 1, and for measures without names of their own."""
    for batches in (loader, loader if valid is None else valid):
        if not hasattr(type(batches), "__iter__"):
            raise TypeError(f"fit() wants batches, such as a DataLoader(data, 32) has, got a {type(batches).__name__}")
    if not is_positive(epochs) or not (patience is None or is_positive(patience)):
        raise ValueError(f"fit() wants epochs and patience of at least 1, got {epochs!r} and {patience!r}")
    if measures is not None and (not isinstance(measures, Mapping) or "loss" in measures):
        raise ValueError('fit() wants measures as a dict from names other than "loss" to functions')


def check_place(checkpoint: Where | None, resume: bool) -> None:
    """Make the folder of the checkpoint: what is wrong with it comes out now, and not after the first epoch."""
    if checkpoint is None:
        if resume:
            raise ValueError("fit() with resume=True wants to know from which checkpoint: give its path")
        return
    Path(checkpoint).parent.mkdir(parents=True, exist_ok=True)
    if Path(checkpoint).is_dir():
        raise ValueError(f"fit() wants a file as its checkpoint, and {checkpoint} is a folder: name a file in it")


def check_parts(model: Any, loss: Any, optimizer: Any, schedule: Any) -> None:
    """Raise TypeError for what cannot be trained with, ValueError for an optimizer or a schedule that is another's."""
    for name, part, kind in (("model", model, Module), ("optimizer", optimizer, Optimizer)):
        if not isinstance(part, kind):
            raise TypeError(f"fit() wants its {name} to be of class {kind.__name__}, got {shown(part)}")
    if not isinstance(schedule, LRScheduler | None):
        raise TypeError(f"fit() wants one of optim.lr_scheduler as its schedule, got {shown(schedule)}")
    if schedule is not None and schedule.optimizer is not optimizer:
        raise ValueError("the schedule sets the rates of another optimizer: make it from the one that fit() is given")
    if not callable(loss) or isinstance(loss, type):
        raise TypeError(f"fit() wants a function of outputs and targets as its loss, got {shown(loss)}")
    changed = {p for group in optimizer.param_groups for p in group["params"]}
    if changed.isdisjoint(model.parameters()):
        raise ValueError("the optimizer changes no parameter of this model: make it from model.parameters()")


def shown(part: Any) -> str:
    """What it is, in an error."""
    return f"the class {part.__name__}" if isinstance(part, type) else f"a {type(part).__name__}"


def opened(log: Where | Log, ends: ExitStack) -> Log:
    """The log at a path, which is closed at the end; what is a log already is left open."""
    if not isinstance(log, str | os.PathLike) and not hasattr(log, "write"):
        raise TypeError(f"fit() wants the path of a log, or something with write(event, **values), got {shown(log)}")
    return ends.enter_context(RunLog(log)) if isinstance(log, str | os.PathLike) else log


def batch_count(loader: Any) -> int | None:
    """How many batches an epoch has; None where nobody knows, as with a stream of data."""
    try:
        return len(loader)
    except TypeError:
        return None
