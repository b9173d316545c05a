# Made from solutions/tinytorch/optim/plateau.py by `autograder build`.
"""A learning rate that becomes smaller when training no longer makes progress."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any

from tinytorch.optim.optimizer import Optimizer
from tinytorch.optim.scheduler import LRScheduler, check_optimizer, rates_now
from tinytorch.tensors.arguments import check_number


class ReduceLROnPlateau(LRScheduler):
    """Multiplies the rates by `factor` when a measure, such as the loss of each epoch, has stopped to improve.

    mode            "min": smaller is better; "max": larger is
    patience        after how many epochs without a better one comes a cut: at the next
    threshold       how much better counts as better: a share of the best (threshold_mode "rel"), or as much ("abs")
    cooldown        for how many epochs after a cut bad ones do not count
    min_lr          where it ends, one number or one for each group
    eps             a cut by less than this is left out

    best            the best measure so far
    num_bad_epochs  how many epochs in a row were not better
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float | Sequence[float] = 0,
        eps: float = 1e-8,
    ) -> None:
        name = type(self).__name__
        check_number(name, factor=factor, patience=patience, threshold=threshold, cooldown=cooldown, eps=eps)
        if not 0 <= factor < 1:
            raise ValueError(f"ReduceLROnPlateau wants a factor from 0 to below 1, got {factor}")
        if mode not in ("min", "max"):
            raise ValueError(f'ReduceLROnPlateau wants mode "min" or "max", got {mode!r}')
        if threshold_mode not in ("rel", "abs"):
            raise ValueError(f'ReduceLROnPlateau wants threshold_mode "rel" or "abs", got {threshold_mode!r}')
        check_optimizer(self, optimizer)
        count = len(optimizer.param_groups)
        self.min_lrs = list(min_lr) if isinstance(min_lr, list | tuple) else [min_lr] * count
        for least in self.min_lrs:
            check_number(name, min_lr=least)
        if len(self.min_lrs) != count:
            raise ValueError(f"expected one min_lr, or {count}, one for each group, got {len(self.min_lrs)}")
        self.optimizer, self.mode, self.factor, self.patience = optimizer, mode, factor, patience
        self.threshold, self.threshold_mode, self.cooldown, self.eps = threshold, threshold_mode, cooldown, eps
        self.best = inf if mode == "min" else -inf
        self.num_bad_epochs = self.cooldown_counter = self.last_epoch = 0
        self._last_lr = rates_now(optimizer)

    def step(self, metrics: Any, epoch: int | None = None) -> None:  # type: ignore[override]
        """Look at the measure of another epoch, a number or a tensor of one element."""
        if not hasattr(metrics, "__float__"):
            raise TypeError(f"step(metrics) wants what is watched, such as the loss of the epoch, got {metrics!r}")
        measure = float(metrics)
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        if self.is_better(measure, self.best):
            self.best, self.num_bad_epochs = measure, 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self._cut()
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0
        self._last_lr = rates_now(self.optimizer)

    def _cut(self) -> None:
        """Multiply the rates by the factor."""
        for group, least in zip(self.optimizer.param_groups, self.min_lrs, strict=True):
            rate = max(group["lr"] * self.factor, least)
            if group["lr"] - rate > self.eps:
                group["lr"] = rate

    def is_better(self, a: float, best: float) -> bool:
        """Whether a is better than the best so far, by more than the threshold; nan never is."""
        sign = 1 if self.mode == "min" else -1
        if self.threshold_mode == "rel":
            return sign * a < sign * (best * (1 - sign * self.threshold))
        return sign * a < sign * best - self.threshold
