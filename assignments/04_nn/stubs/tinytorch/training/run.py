# Made from solutions/tinytorch/training/run.py by `autograder build`.
"""One run of fit(): where it stands, what it does after each step and each epoch, and how it ends."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinytorch.nn.module import Module
from tinytorch.optim.optimizer import Optimizer
from tinytorch.optim.plateau import ReduceLROnPlateau
from tinytorch.optim.scheduler import LRScheduler
from tinytorch.tensors.tensor import Tensor
from tinytorch.training.checkpoints import load_checkpoint, save_checkpoint
from tinytorch.training.feed import Asked, Feed, Interrupted, generators, set_states, states
from tinytorch.training.first_bad import first_bad
from tinytorch.training.loop import Batches, Measure, evaluate, train_epoch
from tinytorch.training.progress import Progress
from tinytorch.training.runlog import Log
from tinytorch.training.tensorfile import CheckpointError, load

if TYPE_CHECKING:
    from tinytorch.viz.picture import Picture

Where = str | os.PathLike[str]
KEPT = ("epoch", "step", "total", "count", "begun", "skip", "best")  # of a Run, in a checkpoint


class TrainingError(ArithmeticError):
    """Training cannot go on; the text says at which step, and which layer was the first."""


@dataclass
class History:
    """What fit() has seen.

    rows     for each epoch {"epoch": 1, "loss": ..., "lr": ..., "valid_loss": ...}, and a number for each measure
    stopped  why it ended: "finished", "no progress" or "interrupted"
    best     the epoch with the least loss: of `valid`, where there is one
    """

    rows: list[dict[str, float]] = field(default_factory=list)
    stopped: str = "finished"
    best: int = 0

    def column(self, name: str) -> list[float]:
        """One number per epoch: column("valid_loss")."""
        return [row[name] for row in self.rows]

    def picture(self, logarithmic: bool = False) -> Picture:
        """The curves of the losses."""
        charts = import_module("tinytorch.viz.charts")  # when a picture is wanted: who trains does not pay for it
        picture: Picture = charts.curves(self, logarithmic=logarithmic)
        return picture


@dataclass
class Run:
    """A run as it stands.

    epoch, step    how many are done, of the steps all together
    total, count   of the losses of this epoch so far, and of its samples
    begun          the states of the generators when this epoch began
    feed           where the batches of this epoch come from
    skip, then     how many batches of this epoch were done before, and the states of the generators after them
    best           the least loss so far; last: that of the last step
    """

    model: Module
    loader: Any
    loss: Measure
    optimizer: Optimizer
    schedule: LRScheduler | None
    every_step: bool
    clip: float | None
    logs: Sequence[Log]
    bar: Progress
    asked: Asked = field(default_factory=Asked)
    history: History = field(default_factory=History)
    epoch: int = 0
    step: int = 0
    total: float = 0.0
    count: int = 0
    begun: dict[str, Any] = field(default_factory=dict)
    skip: int = 0
    then: dict[str, Any] | None = None
    best: float = math.inf
    last: float = math.nan
    feed: Feed = field(init=False)

    def go(
        self,
        epochs: int,
        valid: Batches | None,
        measures: Mapping[str, Measure],
        checkpoint: Where | None,
        patience: int | None,
    ) -> None:
        """Epoch after epoch, until there are enough of them, or a reason to stop."""
        while self.epoch < epochs:
            if patience is not None and self.epoch - self.history.best >= patience:
                self.stop("no progress")
                return
            try:
                row = {"epoch": self.epoch + 1, "loss": self.train(), "lr": self.optimizer.param_groups[0]["lr"]}
            except Interrupted:
                self.interrupt(checkpoint)
                return
            if valid is not None:
                seen = evaluate(self.model, self.fed(valid), loss=self.loss, **measures)
                row |= {f"valid_{name}": number for name, number in seen.items()}
            is_best = self.end_epoch(row)
            self.bar.line(f"epoch {self.epoch}/{epochs}" + "".join(f"  {k} {v:.4g}" for k, v in [*row.items()][1:]))
            if checkpoint is not None:
                self.save(checkpoint)
                if is_best:
                    self.save(best_path(checkpoint))
            if self.asked.to_stop and self.epoch < epochs:
                self.stop("interrupted")
                return

    def train(self) -> float:
        """One epoch, or what is left of it; the mean loss."""
        if self.skip:
            set_states(self.loader, self.begun)
        else:
            self.begun, self.total, self.count = states(self.loader), 0.0, 0
        self.feed = Feed(self.loader, self.asked, self.device, self.after_step, self.skip, self.then)
        self.bar.start(self.skip)
        mean = train_epoch(self.model, self.feed, self.watched_loss, self.optimizer, self.clip)
        whole = self.total / self.count if self.skip else mean
        self.skip, self.then = 0, None
        return whole

    @property
    def device(self) -> str | None:
        """Where the model is."""
        return next((p.device for p in self.model.parameters()), None)

    def fed(self, loader: Batches) -> Feed:
        """Batches where the model is."""
        return Feed(loader, Asked(), self.device)

    def watched_loss(self, output: Any, targets: Tensor) -> Any:
        """The loss, which has to be finite."""
        value = self.loss(output, targets)
        if not isinstance(value, Tensor) or value.numel() != 1:
            got = f"one of shape {value.shape}" if isinstance(value, Tensor) else f"a {type(value).__name__}"
            raise TypeError(f"fit() wants a loss that gives a tensor of one number, the mean over a batch, got {got}")
        self.last = float(value)
        if not math.isfinite(self.last):
            self.give_up()
        self.total += self.last * len(targets)
        self.count += len(targets)
        return value

    def after_step(self) -> None:
        """The optimizer has stepped."""
        self.step += 1
        rate = self.optimizer.param_groups[0]["lr"]
        self.note("step", epoch=self.epoch + 1, step=self.step, loss=self.last, lr=rate)
        if self.schedule is not None and self.every_step:
            self.schedule.step()
        self.bar.step(self.epoch + 1, self.feed.batch, self.last)

    def end_epoch(self, row: dict[str, float]) -> bool:
        """Note the epoch, and let the schedule step; whether it was the best one so far."""
        self.epoch += 1
        self.history.rows.append(row)
        self.note("epoch", step=self.step, **row)
        watched = row.get("valid_loss", row["loss"])
        if isinstance(self.schedule, ReduceLROnPlateau):
            self.schedule.step(watched)
        elif self.schedule is not None and not self.every_step:
            self.schedule.step()
        if not watched < self.best:
            return False
        self.best, self.history.best = watched, self.epoch
        return True

    # --- Ends

    def stop(self, why: str) -> None:
        """Say that no other epoch follows."""
        self.history.stopped = why
        self.note("stop", epoch=self.epoch, step=self.step, why=why)
        self.bar.line(f"stopped after epoch {self.epoch}: {why}; the best epoch was {self.history.best}")

    def interrupt(self, checkpoint: Where | None) -> None:
        """Stop in the midst of an epoch, so that the next batch can be the first one of another run."""
        self.skip, self.then = self.feed.batch, self.feed.before
        set_states(self.loader, self.then)
        self.history.stopped = "interrupted"
        self.note("stop", epoch=self.epoch, step=self.step, why="interrupted")
        where = "" if checkpoint is None else f"; fit(..., resume=True) goes on from {checkpoint}"
        self.bar.line(f"interrupted in epoch {self.epoch + 1}, after batch {self.skip}{where}")
        if checkpoint is not None:
            self.save(checkpoint)

    def give_up(self) -> None:
        """Say where the number came from that training cannot go on with."""
        set_states(self.loader, self.feed.before)
        inputs, targets = self.feed.inputs, self.feed.targets
        bad = first_bad(self.model, lambda: self.loss(self.model(inputs), targets))
        found = bad.what if bad else "computed again, it is finite"
        what = f"the loss is {self.last} in epoch {self.epoch + 1}, step {self.step + 1}: {found}"
        self.note("error", epoch=self.epoch + 1, step=self.step + 1, what=what)
        raise TrainingError(what)

    def note(self, event: str, **values: Any) -> None:
        """Tell all logs."""
        for log in self.logs:
            log.write(event, **values)

    # --- Checkpoints

    def save(self, path: Where) -> None:
        """All that is needed to go on."""
        kept = {name: getattr(self, name) for name in KEPT}
        seen = {"rows": self.history.rows, "best_epoch": self.history.best}
        save_checkpoint(path, self.model, self.optimizer, self.schedule, **kept, **seen, **generators(self.loader))

    def load(self, path: Where) -> None:
        """Go on from there."""
        whole = load(path)
        if not (isinstance(whole, dict) and {*whole.get("more", ())} >= {*KEPT, "rows", "best_epoch"}):
            raise CheckpointError(f"{path} is no checkpoint of fit(): load it with load_checkpoint(), without resume")
        notes = load_checkpoint(path, self.model, self.optimizer, self.schedule, **generators(self.loader))
        self.history = History(notes["rows"], best=notes["best_epoch"])
        for name in KEPT:
            setattr(self, name, notes[name])
        if self.skip:
            self.then = states(self.loader)


def best_path(path: Where) -> Path:
    """run.safetensors -> run.best.safetensors."""
    return Path(path).with_stem(Path(path).stem + ".best")
