# Made from solutions/tinytorch/optim/schedules.py by `autograder build`.
"""Learning rates that change while training goes on: a schedule sets "lr" in the groups of an optimizer.

schedule = CosineAnnealingLR(optimizer, T_max=epochs)
for epoch in range(epochs):
    train_epoch(...)
    schedule.step()
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from numbers import Real

from tinytorch.optim.optimizer import Optimizer, fits_rate
from tinytorch.optim.scheduler import LRScheduler, check_optimizer, rates_now
from tinytorch.tensors.arguments import check_number, check_whole, said


def warmup_cosine(step: int, warmup: int, total: int, floor: float = 0.0) -> float:
    """The factor of the learning rate at a step: up to 1 in a line, then down to `floor` along half a cosine.

    step    0 at first
    warmup  the step at which the factor is 1. Before, it rises in equal strides from 1 / (warmup + 1) at step 0
    total   the step from which on it is `floor`

    In between it is floor + (1 - floor) * (1 + cos(pi * x)) / 2, where x grows from 0 at step `warmup` to 1 at `total`.
    Example: warmup_cosine(step, warmup=1, total=3) for steps 0 to 3 is 1/2, 1, 1/2, 0.

    Mind the order: a step can be below `warmup` or not below `total`, and then there is nothing to divide by.
    """
    # TODO: Implement for Task 4.5
    raise NotImplementedError("Need to implement for Task 4.5")


class ByFactor(LRScheduler):
    """rate(epoch) = eta_min + (initial rate - eta_min) * factor(epoch).

    A step multiplies what the rate is by factor(epoch) / factor(epoch - 1). So several schedules may change one
    optimizer, and their factors are multiplied.
    """

    eta_min = 0.0
    sets_first = False

    def factor(self, epoch: int) -> float:
        """What the initial rate is multiplied by."""
        raise NotImplementedError(f"{type(self).__name__} wants a method factor(self, epoch)")

    def get_lr(self) -> list[float]:
        rates, factor, low = rates_now(self.optimizer), self.factor(self.last_epoch), self.eta_min
        before = self.factor(self.last_epoch - 1) if self.last_epoch > 0 else 1.0
        if before == 0:  # the rate has come down to eta_min, and no ratio brings it up again
            return [rate + (base - low) * factor for rate, base in zip(rates, self.base_lrs, strict=True)]
        return [low + (rate - low) * (factor / before) for rate in rates]

    def closed_form(self) -> list[float]:
        factor, low = self.factor(self.last_epoch), self.eta_min
        return [low + (base - low) * factor for base in self.base_lrs]


class StepLR(ByFactor):
    """gamma ^ (epoch // step_size): every `step_size` epochs the rate is multiplied by gamma."""

    sets_first = True

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1) -> None:
        check_epochs("step_size", step_size)
        check_number("StepLR", gamma=gamma)
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def factor(self, epoch: int) -> float:
        return self.gamma ** (epoch // self.step_size)


class MultiStepLR(ByFactor):
    """gamma ^ (how many milestones the epoch has reached)."""

    sets_first = True

    def __init__(
        self, optimizer: Optimizer, milestones: Iterable[int], gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        if not isinstance(milestones, Iterable):
            raise TypeError(f"MultiStepLR wants a list of epochs as milestones, got {said(milestones)}")
        check_number("MultiStepLR", gamma=gamma)
        self.milestones = sorted(check_whole("MultiStepLR", milestone=epoch) for epoch in milestones)
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def factor(self, epoch: int) -> float:
        return self.gamma ** bisect_right(self.milestones, epoch)


class ConstantLR(ByFactor):
    """`factor` for the first `total_iters` epochs, then 1."""

    sets_first = True

    def __init__(
        self, optimizer: Optimizer, factor: float = 1.0 / 3, total_iters: int = 5, last_epoch: int = -1
    ) -> None:
        check_factor("factor", factor)
        check_number("ConstantLR", total_iters=total_iters)
        self.first, self.total_iters = factor, total_iters
        super().__init__(optimizer, last_epoch)

    def factor(self, epoch: int) -> float:
        return self.first if epoch < self.total_iters else 1.0


class LinearLR(ByFactor):
    """In a line from start_factor to end_factor, which is reached at epoch `total_iters`."""

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1.0 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        check_factor("start_factor", start_factor)
        check_factor("end_factor", end_factor)
        if start_factor == 0:
            raise ValueError("LinearLR wants a start_factor above 0: with the rate 0 the first epoch would do nothing")
        check_epochs("total_iters", total_iters)
        self.start_factor, self.end_factor, self.total_iters = start_factor, end_factor, total_iters
        super().__init__(optimizer, last_epoch)

    def factor(self, epoch: int) -> float:
        share = min(epoch, self.total_iters) / self.total_iters
        return self.start_factor + (self.end_factor - self.start_factor) * share


class ExponentialLR(ByFactor):
    """gamma ^ epoch."""

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        check_number("ExponentialLR", gamma=gamma)
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def factor(self, epoch: int) -> float:
        return self.gamma**epoch


class PolynomialLR(ByFactor):
    """(1 - epoch / total_iters) ^ power, and 0 from epoch `total_iters` on."""

    def __init__(self, optimizer: Optimizer, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1) -> None:
        check_epochs("total_iters", total_iters)
        check_number("PolynomialLR", power=power)
        self.total_iters, self.power = total_iters, power
        super().__init__(optimizer, last_epoch)

    def factor(self, epoch: int) -> float:
        return (1.0 - min(epoch, self.total_iters) / self.total_iters) ** self.power


class CosineAnnealingLR(ByFactor):
    """Down to eta_min along half a cosine, in T_max epochs, and up again in as many.

    Source: Loshchilov and Hutter, SGDR: stochastic gradient descent with warm restarts, 2017.
    """

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0, last_epoch: int = -1) -> None:
        check_epochs("T_max", T_max)
        check_number("CosineAnnealingLR", eta_min=eta_min)
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer, last_epoch)

    def factor(self, epoch: int) -> float:
        return half_cosine(epoch / self.T_max)


class CosineAnnealingWarmRestarts(LRScheduler):
    """Down to eta_min along half a cosine in T_0 epochs, then from the top again; each time T_mult times as long."""

    def __init__(
        self, optimizer: Optimizer, T_0: int, T_mult: int = 1, eta_min: float = 0.0, last_epoch: int = -1
    ) -> None:
        check_epochs("T_0", T_0)
        check_number("CosineAnnealingWarmRestarts", T_mult=T_mult, eta_min=eta_min)
        if T_mult < 1:
            raise ValueError(f"CosineAnnealingWarmRestarts wants T_mult of 1 or more, got {T_mult}")
        self.T_0, self.T_mult, self.eta_min = T_0, T_mult, eta_min
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        since, length = self.last_epoch, self.T_0
        while since >= length:
            since, length = since - length, length * self.T_mult
        factor, low = half_cosine(since / length), self.eta_min
        return [low + (base - low) * factor for base in self.base_lrs]


def half_cosine(x: float) -> float:
    """1 at 0, 1/2 at 1/2, and 0, exactly, at 1."""
    return (1.0 + math.cos(math.pi * x)) / 2


def check_factor(name: str, factor: float) -> None:
    """Raise ValueError unless 0 <= factor <= 1."""
    check_number("a schedule", **{name: factor})
    if not 0 <= factor <= 1:
        raise ValueError(f"a schedule wants {name} from 0 to 1, got {factor}")


def check_epochs(name: str, epochs: int) -> None:
    """Raise ValueError unless there is at least one."""
    if not isinstance(epochs, Real) or epochs < 1:
        raise ValueError(f"a schedule wants {name} of 1 epoch or more, got {said(epochs)}")


# --- By a function of the epoch


class LambdaLR(LRScheduler):
    """rate(epoch) = initial rate * lr_lambda(epoch); one function, or one for each group."""

    unsaved = ("optimizer", "lr_lambdas")

    def __init__(
        self,
        optimizer: Optimizer,
        lr_lambda: Callable[[int], float] | Sequence[Callable[[int], float]],
        last_epoch: int = -1,
    ) -> None:
        check_optimizer(self, optimizer)
        count = len(optimizer.param_groups)
        given = [lr_lambda] * count if callable(lr_lambda) else lr_lambda
        if not isinstance(given, Sequence) or not all(map(callable, given)):
            raise TypeError(f"{type(self).__name__} wants a function from the epoch to a factor, got {said(lr_lambda)}")
        self.lr_lambdas = list(given)
        if len(self.lr_lambdas) != count:
            raise ValueError(f"expected one function, or {count}, one for each group, got {len(self.lr_lambdas)}")
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        return [base * factor for base, factor in zip(self.base_lrs, self._factors(), strict=True)]

    def _factors(self) -> list[float]:
        """What the function of each group gives for this epoch. Raises TypeError where that is no number."""
        factors = [f(self.last_epoch) for f in self.lr_lambdas]
        for factor in factors:
            if not fits_rate(factor):
                raise TypeError(
                    f"{type(self).__name__} wants a number from lr_lambda, which gave {said(factor)} for epoch "
                    f"{self.last_epoch}: does it return its result?"
                )
        return factors


class MultiplicativeLR(LambdaLR):
    """rate(epoch) = rate(epoch - 1) * lr_lambda(epoch), from epoch 1 on."""

    sets_first = False

    def get_lr(self) -> list[float]:
        return rates_now(self.optimizer) if self.last_epoch == 0 else self.closed_form()

    def closed_form(self) -> list[float]:
        rates = rates_now(self.optimizer)
        return [rate * factor for rate, factor in zip(rates, self._factors(), strict=True)]


class WarmupCosineLR(LRScheduler):
    """rate(step) = initial rate * warmup_cosine(step, warmup, total, floor)."""

    def __init__(self, optimizer: Optimizer, warmup: int, total: int, floor: float = 0.0, last_epoch: int = -1) -> None:
        check_number("WarmupCosineLR", warmup=warmup, total=total, floor=floor)
        if not 0 <= warmup <= total:
            raise ValueError(f"WarmupCosineLR wants 0 <= warmup <= total, got warmup {warmup} and total {total}")
        self.warmup, self.total, self.floor = warmup, total, floor
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        factor = warmup_cosine(self.last_epoch, self.warmup, self.total, self.floor)
        return [base * factor for base in self.base_lrs]
