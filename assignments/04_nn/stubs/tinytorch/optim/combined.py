# Made from solutions/tinytorch/optim/combined.py by `autograder build`.
"""Schedules made of schedules: one after the other, or all at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from tinytorch.optim.optimizer import Optimizer
from tinytorch.optim.scheduler import LRScheduler, rates_now
from tinytorch.tensors.arguments import check_whole, said


class Combined(LRScheduler):
    """Several schedules of one optimizer."""

    unsaved = ("optimizer", "_schedulers")

    def __init__(self, optimizer: Optimizer, schedulers: Sequence[LRScheduler]) -> None:
        name = type(self).__name__
        if not isinstance(schedulers, list | tuple):
            raise TypeError(f"{name} wants a list of schedules, got {said(schedulers)}")
        if not schedulers:
            raise ValueError(f"{name} wants at least one schedule, got none")
        if not all(isinstance(schedule, LRScheduler) for schedule in schedulers):
            raise TypeError(f"{name} wants a list of schedules, got {[type(s).__name__ for s in schedulers]}")
        if any(schedule.optimizer is not optimizer for schedule in schedulers):
            raise ValueError(f"{name} wants schedules of one and the same optimizer")
        self.optimizer = optimizer
        self._schedulers = list(schedulers)

    def state_dict(self) -> dict[str, Any]:
        """Its own, and that of each schedule."""
        return {**super().state_dict(), "_schedulers": [schedule.state_dict() for schedule in self._schedulers]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from there. Raises ValueError if it was saved with another number of schedules."""
        states = state_dict.get("_schedulers", ())
        if len(states) != len(self._schedulers):
            raise ValueError(f"expected the state of {len(self._schedulers)} schedules, got that of {len(states)}")
        super().load_state_dict(state_dict)
        for schedule, state in zip(self._schedulers, states, strict=True):
            schedule.load_state_dict(state)


class SequentialLR(Combined):
    """Schedule k from epoch milestones[k - 1] on, counted from there: the first one from the beginning."""

    def __init__(
        self, optimizer: Optimizer, schedulers: Sequence[LRScheduler], milestones: Sequence[int], last_epoch: int = -1
    ) -> None:
        super().__init__(optimizer, schedulers)
        if not isinstance(milestones, list | tuple):
            raise TypeError(f"SequentialLR wants a list of epochs as milestones, got {said(milestones)}")
        for epoch in milestones:
            check_whole("SequentialLR", milestone=epoch)
        if len(milestones) != len(schedulers) - 1:
            raise ValueError(
                f"SequentialLR wants one milestone less than schedules, got {len(milestones)} for {len(schedulers)}"
            )
        self._milestones, self.last_epoch = list(milestones), last_epoch + 1
        for group in optimizer.param_groups:  # as if none of them had begun
            group["lr"] = group["initial_lr"]
        for schedule in self._schedulers:
            schedule.last_epoch -= 1
        self._schedulers[0].step()
        self._last_lr = self._schedulers[0].get_last_lr()

    def step(self, epoch: int | None = None) -> None:
        """A step of the schedule whose turn it is."""
        self.last_epoch += 1
        turn = bisect_right(self._milestones, self.last_epoch)
        begins = turn > 0 and self._milestones[turn - 1] == self.last_epoch
        self._schedulers[turn].step(0 if begins else None)
        self._last_lr = self._schedulers[turn].get_last_lr()


class ChainedScheduler(Combined):
    """All schedules at each step, one after the other: their factors are multiplied."""

    def __init__(self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None) -> None:
        given = schedulers if optimizer is None and isinstance(schedulers, list | tuple) else ()
        first = getattr(given[0], "optimizer", None) if given else optimizer
        super().__init__(first, schedulers)  # type: ignore[arg-type]
        self._last_lr = rates_now(self.optimizer)

    def step(self, epoch: int | None = None) -> None:
        """A step of each."""
        for schedule in self._schedulers:
            schedule.step()
        self._last_lr = rates_now(self.optimizer)
