"""One cycle: the learning rate goes up once and down once in a whole run, and momentum the other way round.

schedule = OneCycleLR(optimizer, max_lr=0.1, epochs=10, steps_per_epoch=len(loader))
for inputs, targets in loader:
    ...
    optimizer.step()
    schedule.step()         after each batch
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from tinytorch.optim.optimizer import Optimizer
from tinytorch.optim.scheduler import LRScheduler, check_optimizer
from tinytorch.optim.schedules import half_cosine
from tinytorch.tensors.arguments import check_number, check_whole

START, TOP, FLOOR = 0, 1, 2  # the corners of the cycle


class OneCycleLR(LRScheduler):
    """From max_lr / div_factor up to max_lr, and down to max_lr / (div_factor * final_div_factor), by half cosines.

    max_lr           the highest rate, one number or one for each group
    total_steps      how many steps the cycle has; or their product `epochs` and `steps_per_epoch`
    pct_start        the share of them on the way up
    anneal_strategy  "cos" or "linear": the form of a way from corner to corner
    cycle_momentum   momentum, or Adam's first beta, goes from max_momentum down to base_momentum and up again
    three_phase      down as fast as up, to where it began, and from there to the lowest rate

    Source: L. Smith and N. Topin, Super-convergence: very fast training of neural networks using large learning rates,
    2017.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | Sequence[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | Sequence[float] = 0.85,
        max_momentum: float | Sequence[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        check_optimizer(self, optimizer)
        check_number("OneCycleLR", pct_start=pct_start, div_factor=div_factor, final_div_factor=final_div_factor)
        if not 0 <= pct_start <= 1:
            raise ValueError(f"OneCycleLR wants pct_start from 0 to 1, got {pct_start}")
        if not min(div_factor, final_div_factor) > 0:
            raise ValueError(
                f"OneCycleLR wants div_factor and final_div_factor above 0, got {div_factor} and {final_div_factor}"
            )
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(f'OneCycleLR wants anneal_strategy "cos" or "linear", got {anneal_strategy!r}')
        if cycle_momentum and not {"momentum", "betas"} & optimizer.defaults.keys():
            raise ValueError(
                f"cycle_momentum wants an optimizer with momentum or betas, got {type(optimizer).__name__}: "
                "write cycle_momentum=False"
            )
        self.total_steps = count_steps(total_steps, epochs, steps_per_epoch)
        self.pct_start, self.anneal_strategy, self.three_phase = pct_start, anneal_strategy, three_phase
        self.cycle_momentum = cycle_momentum
        tops = for_each_group("max_lr", max_lr, optimizer)
        self.rates = [[top / div_factor, top, top / div_factor / final_div_factor] for top in tops]
        low, high = (
            for_each_group(name, given, optimizer)
            for name, given in (("base_momentum", base_momentum), ("max_momentum", max_momentum))
        )
        self.momenta = [[most, least, most] for least, most in zip(low, high, strict=True)]
        if last_epoch == -1:
            for group, corners in zip(optimizer.param_groups, self.rates, strict=True):
                group["initial_lr"] = corners[START]
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[float]:
        return self._now(self.rates)

    def step(self, epoch: int | None = None) -> None:
        """Set the rates for the next step of the optimizer, and its momentum. Raises ValueError behind the cycle."""
        if (self.last_epoch + 1 if epoch is None else epoch) > self.total_steps:
            raise ValueError(f"this cycle ends after {self.total_steps} steps: give OneCycleLR more total_steps")
        super().step(epoch)
        if self.cycle_momentum:
            for group, momentum in zip(self.optimizer.param_groups, self._now(self.momenta), strict=True):
                if "betas" in group:
                    group["betas"] = (momentum, *group["betas"][1:])
                else:
                    group["momentum"] = momentum

    def _now(self, values: list[list[float]]) -> list[float]:
        """What each group has at present, of what it has at the three corners."""
        start, end, x = self._place()
        share = 1 - half_cosine(x) if self.anneal_strategy == "cos" else x
        return [corners[start] + (corners[end] - corners[start]) * share for corners in values]

    def _place(self) -> tuple[int, int, float]:
        """From which corner to which, and how far on the way: 0 at the first, 1 at the second."""
        up, last = self.pct_start * self.total_steps, self.total_steps - 1
        path = (START, TOP, START, FLOOR) if self.three_phase else (START, TOP, FLOOR)
        times = (0.0, up - 1, 2 * up - 2, last) if self.three_phase else (0.0, up - 1, last)
        phase = bisect_left(times[1:-1], self.last_epoch)
        length = times[phase + 1] - times[phase]
        x = (self.last_epoch - times[phase]) / length if length else 1.0  # a way that takes no step is over at once
        return path[phase], path[phase + 1], x


def count_steps(total_steps: Any, epochs: Any, steps_per_epoch: Any) -> int:
    """The number of steps of a cycle. Raises ValueError unless it is given in one of the two ways."""
    if total_steps is None and (epochs is None or steps_per_epoch is None):
        raise ValueError("OneCycleLR wants total_steps, or both epochs and steps_per_epoch")
    if total_steps is None:
        given = {"epochs": epochs, "steps_per_epoch": steps_per_epoch}
    else:
        given = {"total_steps": total_steps}
    product = 1
    for name, number in given.items():
        whole = check_whole("OneCycleLR", **{name: number})
        if whole < 1:
            raise ValueError(f"OneCycleLR wants a whole number of at least 1 as {name}, got {whole}")
        product *= whole
    return product


def for_each_group(name: str, given: float | Sequence[float], optimizer: Optimizer) -> list[float]:
    """One number for each group. Raises TypeError for what is none, ValueError for a list of another length."""
    count = len(optimizer.param_groups)
    numbers: list[Any] = list(given) if isinstance(given, list | tuple) else [given] * count
    for number in numbers:
        check_number("OneCycleLR", **{name: number})
    if len(numbers) != count:
        raise ValueError(f"OneCycleLR wants one {name}, or {count}, one for each group, got {len(numbers)}")
    return numbers
