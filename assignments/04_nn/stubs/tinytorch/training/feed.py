# Made from solutions/tinytorch/training/feed.py by `autograder build`.
"""Batches on their way from a loader into a training loop: where fit() skips, moves, stops, and looks after each step.

feed = Feed(loader, device="cpu", done=run.after_step)
train_epoch(model, feed, loss, optimizer)
feed.batch                                      how many batches the loop is through with
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

from tinytorch.tensors.random import DEFAULT, Generator
from tinytorch.tensors.tensor import Tensor

States = dict[str, Any]  # name of a generator -> where it is


class Interrupted(Exception):
    """Somebody asked to stop, and a step has just been finished."""


class Asked:
    """Whether somebody has pressed Ctrl-C."""

    def __init__(self) -> None:
        self.to_stop = False


@contextmanager
def ctrl_c() -> Iterator[Asked]:
    """Inside, the first Ctrl-C is only noted, so that no step is left half done; the second one acts as ever.

    Outside the main thread, and where a program has a handler of its own, nothing is changed.
    """
    asked = Asked()
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is not signal.default_int_handler:
        yield asked
        return

    def note(number: int, frame: Any) -> None:
        asked.to_stop = True
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, note)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)


class Feed:
    """One epoch of a loader, for one loop over it.

    batch   how many batches of the epoch are done. It may begin above 0: so many are taken from the loader in vain
    inputs, targets   the batch that is being worked on
    before  the states of the generators before it was taken from the loader
    """

    def __init__(
        self,
        loader: Any,
        asked: Asked,
        device: str | None = None,
        done: Callable[[], None] = lambda: None,
        begin: int = 0,
        then: States | None = None,
    ) -> None:
        """With `begin`, the generators are set to `then` when so many batches have been skipped."""
        self.loader, self.asked, self.device, self.done = loader, asked, device, done
        self.batch, self.then = begin, then
        self.inputs: Any = None
        self.targets: Any = None
        self.before: States = {}

    def __len__(self) -> int:
        """How many batches the loader has."""
        return len(self.loader)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """The batches. Raises Interrupted between two of them, if asked to."""
        batches = iter(self.loader)
        if sum(1 for _ in islice(batches, self.batch)) < self.batch:
            raise ValueError(
                f"the run was interrupted after batch {self.batch} of an epoch, and the loader has fewer: resume with "
                "the data and the batch size that it began with"
            )
        if self.then is not None:
            set_states(self.loader, self.then)
        while True:
            self.before = states(self.loader)
            try:
                batch = next(batches)
            except StopIteration:
                return
            if not isinstance(batch, tuple | list) or len(batch) != 2:
                raise ValueError(
                    f"expected batches that are pairs (inputs, targets), got a {type(batch).__name__}"
                    + (f" of {len(batch)}" if isinstance(batch, tuple | list) else "")
                )
            inputs, targets = batch
            if self.asked.to_stop:
                raise Interrupted
            self.inputs, self.targets = moved(inputs, self.device), moved(targets, self.device)
            yield self.inputs, self.targets
            self.batch += 1
            self.done()


def moved(data: Any, device: str | None) -> Any:
    """The data with its tensors on the device; where they are, without one."""
    if device is None:
        return data
    if isinstance(data, Tensor):
        return data.to(device=device)
    if isinstance(data, tuple) and hasattr(data, "_fields"):  # with named places
        return type(data)(*(moved(part, device) for part in data))
    if isinstance(data, list | tuple):
        return type(data)(moved(part, device) for part in data)
    return {name: moved(part, device) for name, part in data.items()} if isinstance(data, dict) else data


def generators(loader: Any) -> dict[str, Generator]:
    """The generators that decide about a loader's batches, beside the default one."""
    sampler = getattr(loader, "sampler", None)
    found = {"loader": getattr(loader, "generator", None), "sampler": getattr(sampler, "generator", None)}
    return {name: generator for name, generator in found.items() if isinstance(generator, Generator)}


def states(loader: Any) -> States:
    """Where the default generator and those of the loader are."""
    return {name: generator.get_state() for name, generator in ({"default": DEFAULT} | generators(loader)).items()}


def set_states(loader: Any, wanted: Mapping[str, Any]) -> None:
    """Put them there."""
    for name, generator in ({"default": DEFAULT} | generators(loader)).items():
        generator.set_state(wanted[name])
