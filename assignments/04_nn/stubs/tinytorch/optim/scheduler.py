# Made from solutions/tinytorch/optim/scheduler.py by `autograder build`.
"""What all schedules share: the optimizer whose learning rates they set, epoch by epoch, and how that is saved.

class Halving(LRScheduler):
    def get_lr(self):
        return [base * 0.5**self.last_epoch for base in self.base_lrs]
"""

from __future__ import annotations

from typing import Any

from tinytorch.optim.optimizer import Optimizer
from tinytorch.tensors.arguments import check_number, check_whole


class LRScheduler:
    """Sets the learning rate of each group anew at each `step`; `get_lr` says to what.

    optimizer   whose groups it changes. The rate that a group has now is kept in it as "initial_lr"
    last_epoch  how many steps there have been; -1 begins, and another number goes on from there

    base_lrs    the initial rate of each group
    """

    unsaved: tuple[str, ...] = ("optimizer",)
    sets_first = True  # whether the first rate is set also where it goes on from an epoch

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        check_optimizer(self, optimizer)
        check_whole(type(self).__name__, last_epoch=last_epoch)
        for group in optimizer.param_groups:
            if last_epoch == -1:
                group.setdefault("initial_lr", group["lr"])
            elif "initial_lr" not in group:
                raise KeyError(
                    f"to go on from epoch {last_epoch} every group needs its 'initial_lr': load the state of the "
                    "optimizer first, or begin with last_epoch=-1"
                )
        self.optimizer = optimizer
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        self.begin()

    def begin(self) -> None:
        """The step before the first epoch. Where a run goes on, most schedules take the rate that the optimizer has."""
        if self.last_epoch == -1 or self.sets_first:
            self.step()
        else:
            self.last_epoch += 1
            self._last_lr = rates_now(self.optimizer)

    def get_lr(self) -> list[float]:
        """The rate of each group for `last_epoch`, given those before it."""
        raise NotImplementedError(f"{type(self).__name__} wants a method get_lr(self)")

    def closed_form(self) -> list[float]:
        """The rate of each group for `last_epoch`, whatever was before it."""
        return self.get_lr()

    def step(self, epoch: int | None = None) -> None:
        """Set the rates for the next epoch, or for the given one."""
        if epoch is None:
            self.last_epoch += 1
            rates = self.get_lr()
        else:
            check_number("step()", epoch=epoch)
            self.last_epoch = epoch
            rates = self.closed_form()
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            group["lr"] = rate
        self._last_lr = rates

    def get_last_lr(self) -> list[float]:
        """The rate of each group as it was last set."""
        return self._last_lr

    def state_dict(self) -> dict[str, Any]:
        """All but the optimizer, as plain data; functions are left out."""
        return {name: value for name, value in vars(self).items() if name not in self.unsaved}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from there. The optimizer's state, with the rates, is saved and loaded by itself."""
        if not isinstance(state_dict, dict):
            raise TypeError(f"{type(self).__name__} wants the dict of a state, got a {type(state_dict).__name__}")
        vars(self).update({name: value for name, value in state_dict.items() if name not in self.unsaved})


def check_optimizer(schedule: object, optimizer: Any) -> None:
    """Raise TypeError unless it is one."""
    if not isinstance(optimizer, Optimizer):
        raise TypeError(f"{type(schedule).__name__} wants an optimizer, got a {type(optimizer).__name__}")


def rates_now(optimizer: Optimizer) -> list[float]:
    """The rate that each group has at present."""
    return [group["lr"] for group in optimizer.param_groups]
