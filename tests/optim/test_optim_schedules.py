"""Learning rates go where PyTorch's go, also when they are saved and loaded midway."""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from tinytorch.optim import schedules
from tinytorch.optim.adam import AdamW
from tinytorch.optim.combined import ChainedScheduler, SequentialLR
from tinytorch.optim.one_cycle import OneCycleLR
from tinytorch.optim.optimizer import Optimizer
from tinytorch.optim.plateau import ReduceLROnPlateau
from tinytorch.optim.scheduler import LRScheduler
from tinytorch.optim.schedules import LambdaLR, WarmupCosineLR, warmup_cosine
from tinytorch.optim.sgd import SGD

import tinytorch as tt

EPOCHS = 40
NAMES = (
    *("StepLR", "MultiStepLR", "ConstantLR", "LinearLR", "ExponentialLR", "PolynomialLR", "CosineAnnealingLR"),
    *("CosineAnnealingWarmRestarts", "LambdaLR", "MultiplicativeLR"),
)
MINE = SimpleNamespace(
    **{name: getattr(schedules, name) for name in NAMES},
    OneCycleLR=OneCycleLR,
    SequentialLR=SequentialLR,
    ChainedScheduler=ChainedScheduler,
    ReduceLROnPlateau=ReduceLROnPlateau,
)
Make = Callable[[Any, Any], Any]
SCHEDULES: dict[str, Make] = {
    "step": lambda lib, o: lib.StepLR(o, 7, gamma=0.3),
    "milestones": lambda lib, o: lib.MultiStepLR(o, [12, 3, 12, 30], gamma=0.5),
    "constant": lambda lib, o: lib.ConstantLR(o, factor=0.2, total_iters=6),
    "constant at 1": lambda lib, o: lib.ConstantLR(o, factor=1.0),
    "linear": lambda lib, o: lib.LinearLR(o, 0.1, 0.7, total_iters=9),
    "linear to 0": lambda lib, o: lib.LinearLR(o, 1.0, 0.0, total_iters=25),
    "exponential": lambda lib, o: lib.ExponentialLR(o, 0.9),
    "polynomial": lambda lib, o: lib.PolynomialLR(o, total_iters=13, power=2.5),
    "cosine": lambda lib, o: lib.CosineAnnealingLR(o, T_max=40),
    "cosine, up and down again": lambda lib, o: lib.CosineAnnealingLR(o, T_max=9, eta_min=0.01),
    "cosine to 0, and up": lambda lib, o: lib.CosineAnnealingLR(o, T_max=8),
    "restarts": lambda lib, o: lib.CosineAnnealingWarmRestarts(o, T_0=10, eta_min=0.01),
    "longer and longer restarts": lambda lib, o: lib.CosineAnnealingWarmRestarts(o, T_0=3, T_mult=2),
    "one cycle": lambda lib, o: lib.OneCycleLR(o, 0.3, total_steps=40),
    "one cycle in lines": lambda lib, o: lib.OneCycleLR(
        o, [0.3, 0.1], epochs=8, steps_per_epoch=5, pct_start=0.55, anneal_strategy="linear"
    ),
    "one cycle in three phases": lambda lib, o: lib.OneCycleLR(
        o, 0.3, 43, three_phase=True, div_factor=10.0, final_div_factor=100.0
    ),
    "one cycle that begins at its top": lambda lib, o: lib.OneCycleLR(o, 0.3, 41, pct_start=0.0),
    "one cycle that ends at its top": lambda lib, o: lib.OneCycleLR(o, 0.3, 41, pct_start=1.0),
    "a function": lambda lib, o: lib.LambdaLR(o, lambda epoch: 1 / (1 + epoch)),
    "two functions": lambda lib, o: lib.LambdaLR(o, [lambda epoch: 0.9**epoch, lambda epoch: epoch / 10]),
    "a function that multiplies": lambda lib, o: lib.MultiplicativeLR(o, lambda epoch: 1 - 1 / (1 + epoch)),
    "warm-up, then cosine": lambda lib, o: lib.SequentialLR(
        o, [lib.LinearLR(o, 0.1, total_iters=5), lib.CosineAnnealingLR(o, 20)], milestones=[5]
    ),
    "three in turn": lambda lib, o: lib.SequentialLR(
        o, [lib.ConstantLR(o, 0.1), lib.ExponentialLR(o, 0.8), lib.StepLR(o, 3)], milestones=[6, 20]
    ),
    "a function that multiplies, in turn": lambda lib, o: lib.SequentialLR(
        o, [lib.PolynomialLR(o), lib.MultiplicativeLR(o, lambda epoch: 0.9 + epoch / 500)], milestones=[3]
    ),
    "a polynomial that has ended, and a function": lambda lib, o: lib.ChainedScheduler(
        [lib.LambdaLR(o, lambda epoch: 0.9**epoch), lib.PolynomialLR(o, 8)]
    ),
    "a cosine that comes up again, and another": lambda lib, o: lib.ChainedScheduler(
        [lib.CosineAnnealingLR(o, 9, eta_min=0.01), lib.CosineAnnealingLR(o, 15)]
    ),
    "two at once": lambda lib, o: lib.ChainedScheduler([lib.ConstantLR(o, 0.1, 4), lib.ExponentialLR(o, 0.9)]),
    "steps and a cosine at once": lambda lib, o: lib.ChainedScheduler(
        [lib.StepLR(o, 5, 0.5), lib.CosineAnnealingLR(o, 50, eta_min=0.001), lib.MultiplicativeLR(o, lambda _: 0.99)]
    ),
}
each_schedule = pytest.mark.parametrize("make", SCHEDULES.values(), ids=[*SCHEDULES])


@pytest.fixture
def torch() -> Any:
    return pytest.importorskip("torch", reason="PyTorch is the oracle here")


def ours() -> SGD:
    return SGD(
        [{"params": tt.ones(1, requires_grad=True)}, {"params": tt.ones(1, requires_grad=True), "lr": 0.02}], 0.5
    )


def theirs(torch: Any) -> Any:
    groups = [
        {"params": [torch.ones(1, requires_grad=True)]},
        {"params": [torch.ones(1, requires_grad=True)], "lr": 0.02},
    ]
    return torch.optim.SGD(groups, 0.5)


def rates(optimizer: Any, schedule: Any, epochs: int = EPOCHS) -> list[float]:
    """The rates of both groups before each step of the schedule, and after the last."""
    seen = []
    for _ in range(epochs):
        seen += [group["lr"] for group in optimizer.param_groups]
        assert schedule.get_last_lr() == seen[-2:]
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # PyTorch's, that no step of the optimizer came before, and of its own calls
            schedule.step()
    return [*seen, *[group["lr"] for group in optimizer.param_groups]]


@each_schedule
def test_forty_epochs_are_those_of_pytorch(make: Make, torch: Any) -> None:
    mine, other = ours(), theirs(torch)
    wanted = rates(other, make(torch.optim.lr_scheduler, other))
    assert rates(mine, make(MINE, mine)) == pytest.approx(wanted, rel=1e-9, abs=1e-12)


@each_schedule
def test_a_schedule_that_is_saved_and_loaded_midway_goes_on_alike(make: Make) -> None:
    first = ours()
    schedule = make(MINE, first)
    rates(first, schedule, 13)
    saved = json.loads(json.dumps([first.state_dict(), schedule.state_dict()]))
    second = ours()
    resumed = make(MINE, second)
    second.load_state_dict(saved[0])
    resumed.load_state_dict(saved[1])
    assert resumed.get_last_lr() == schedule.get_last_lr()
    assert rates(second, resumed, 20) == rates(first, schedule, 20)


def test_two_schedules_may_change_one_optimizer_by_turns(torch: Any) -> None:
    seen = []
    for lib, optimizer in ((MINE, ours()), (torch.optim.lr_scheduler, theirs(torch))):
        both = [lib.ExponentialLR(optimizer, 0.9), lib.MultiStepLR(optimizer, [3, 8])]
        for _ in range(12):
            optimizer.step()
            for schedule in both:
                schedule.step()
            seen += [group["lr"] for group in optimizer.param_groups]
    assert seen[:24] == pytest.approx(seen[24:], rel=1e-12)


def test_a_schedule_can_be_set_to_an_epoch() -> None:
    optimizer = ours()
    schedule = schedules.CosineAnnealingLR(optimizer, 10)
    wanted = rates(optimizer, schedules.CosineAnnealingLR(optimizer, 10), 9)
    schedule.step(3)
    assert schedule.get_last_lr() == pytest.approx(wanted[6:8])


GOES_ON: dict[str, Callable[[Any, Any, int], Any]] = {
    "step": lambda lib, o, k: lib.StepLR(o, 2, gamma=0.5, last_epoch=k),
    "milestones": lambda lib, o, k: lib.MultiStepLR(o, [2, 4], gamma=0.5, last_epoch=k),
    "constant": lambda lib, o, k: lib.ConstantLR(o, 0.5, 4, last_epoch=k),
    "linear": lambda lib, o, k: lib.LinearLR(o, 0.5, total_iters=8, last_epoch=k),
    "exponential": lambda lib, o, k: lib.ExponentialLR(o, 0.9, last_epoch=k),
    "polynomial": lambda lib, o, k: lib.PolynomialLR(o, 10, 2.0, last_epoch=k),
    "cosine": lambda lib, o, k: lib.CosineAnnealingLR(o, 10, last_epoch=k),
    "restarts": lambda lib, o, k: lib.CosineAnnealingWarmRestarts(o, 4, last_epoch=k),
    "lambda": lambda lib, o, k: lib.LambdaLR(o, lambda epoch: 1 / (1 + epoch), last_epoch=k),
    "multiplicative": lambda lib, o, k: lib.MultiplicativeLR(o, lambda epoch: 0.9, last_epoch=k),
}


@pytest.mark.parametrize("last_epoch", [0, 3])
@pytest.mark.parametrize("make", GOES_ON.values(), ids=[*GOES_ON])
def test_a_schedule_goes_on_from_an_epoch_as_pytorchs_does(
    make: Callable[[Any, Any, int], Any], last_epoch: int, torch: Any
) -> None:
    seen = []
    for lib, optimizer in ((MINE, ours()), (torch.optim.lr_scheduler, theirs(torch))):
        for group in optimizer.param_groups:
            group["initial_lr"], group["lr"] = group["lr"], 0.6 * group["lr"]
        seen.append(rates(optimizer, make(lib, optimizer, last_epoch), 6))
    assert seen[0] == pytest.approx(seen[1], rel=1e-12)


# --- One cycle

CYCLED: dict[str, Callable[[Any, Any], Any]] = {
    "momentum": lambda lib, p: lib.SGD([p], lr=0.1, momentum=0.9),
    "velocity from 0": lambda lib, p: lib.SGD([p], lr=0.1),
    "betas": lambda lib, p: lib.AdamW([p], lr=0.1, weight_decay=0.1),
}


@pytest.mark.parametrize("three_phase", [False, True])
@pytest.mark.parametrize("make", CYCLED.values(), ids=[*CYCLED])
def test_one_cycle_drives_momentum_and_betas_as_in_pytorch(make: Any, three_phase: bool, torch: Any) -> None:
    seen: list[Any] = []
    for lib, optims, schedule in (
        (tt, SimpleNamespace(SGD=SGD, AdamW=AdamW), OneCycleLR),
        (torch, torch.optim, torch.optim.lr_scheduler.OneCycleLR),
    ):
        p = lib.tensor([1.0, -2.0], dtype=lib.float64, requires_grad=True)
        optimizer = make(optims, p)
        cycle = schedule(optimizer, 0.2, 20, base_momentum=0.7, three_phase=three_phase)
        for _ in range(20):
            optimizer.zero_grad()
            ((p - 0.3) ** 2).sum().backward()
            optimizer.step()
            cycle.step()
            group = optimizer.param_groups[0]
            seen += [*p.tolist(), group["lr"], *(group["betas"] if "betas" in group else [group["momentum"]])]
    half = len(seen) // 2
    assert seen[:half] == pytest.approx(seen[half:], rel=1e-10)
    assert len(set(seen[:half])) > 50


def test_one_cycle_leaves_momentum_alone_if_it_is_told_to() -> None:
    optimizer = SGD([tt.ones(1, requires_grad=True)], 0.5, momentum=0.3)
    schedule = OneCycleLR(optimizer, 1.0, 5, cycle_momentum=False)
    schedule.step()
    assert optimizer.param_groups[0]["momentum"] == 0.3


def test_a_way_up_of_one_step_is_over_at_once() -> None:
    optimizer = ours()
    OneCycleLR(optimizer, 1.0, total_steps=10, pct_start=0.1)  # PyTorch divides 0 by 0 here
    assert optimizer.param_groups[0]["lr"] == 1.0


def test_behind_its_end_a_cycle_says_how_long_it_was() -> None:
    schedule = OneCycleLR(ours(), 1.0, total_steps=3)
    with pytest.raises(ValueError, match="ends after 3 steps"):
        for _ in range(4):
            schedule.step()
    assert schedule.last_epoch == 3


# --- Warm-up and cosine


def test_warm_up_rises_in_a_line_and_the_cosine_falls_to_the_floor() -> None:
    assert [warmup_cosine(step, 1, 3) for step in range(5)] == pytest.approx([0.5, 1, 0.5, 0, 0])
    assert [warmup_cosine(step, 3, 7, 0.2) for step in range(4)] == pytest.approx([0.25, 0.5, 0.75, 1])
    assert warmup_cosine(5, 3, 7, 0.2) == pytest.approx(0.6)
    assert warmup_cosine(10**6, 3, 7, 0.2) == 0.2


@pytest.mark.parametrize(("warmup", "total"), [(0, 0), (0, 1), (5, 5), (5, 6), (0, 30)])
def test_warm_up_may_take_no_step_or_all_of_them(warmup: int, total: int) -> None:
    factors = [warmup_cosine(step, warmup, total, 0.1) for step in range(total + 2)]
    assert all(0.1 <= factor <= 1 for factor in factors[warmup:])
    assert factors[total] == 0.1
    assert factors[:warmup] == sorted(factors[:warmup])
    assert factors[warmup:] == sorted(factors[warmup:], reverse=True)


def test_warm_up_and_cosine_as_a_schedule_or_by_its_factor_are_the_same() -> None:
    first, second = ours(), ours()
    wanted = rates(first, LambdaLR(first, lambda step: warmup_cosine(step, 4, 30, 0.1)))
    schedule = WarmupCosineLR(second, 4, 30, 0.1)
    assert rates(second, schedule) == wanted
    assert json.loads(json.dumps(schedule.state_dict())) == schedule.state_dict()


# --- A plateau

PLATEAUS: list[dict[str, Any]] = [
    {"patience": 2},
    {"mode": "max", "factor": 0.5, "patience": 1, "threshold": 0.05, "cooldown": 3},
    {"factor": 0.3, "patience": 0, "threshold_mode": "abs", "threshold": 0.2, "min_lr": [0.01, 0.001]},
    {"mode": "max", "patience": 1, "threshold_mode": "abs", "threshold": 0.1, "min_lr": 0.05, "eps": 1e-3},
]


@pytest.mark.parametrize("options", PLATEAUS, ids=str)
def test_a_rate_is_cut_at_a_plateau_where_pytorch_cuts_it(options: dict[str, Any], torch: Any) -> None:
    measures = [math.exp(-epoch / 5) + 0.3 * math.cos(epoch) for epoch in range(EPOCHS)]
    measures[20] = math.nan
    seen = []
    for lib, optimizer in ((MINE, ours()), (torch.optim.lr_scheduler, theirs(torch))):
        schedule = lib.ReduceLROnPlateau(optimizer, **options)
        for k, measure in enumerate(measures):
            schedule.step(tt.tensor(measure) if k % 2 and lib is MINE else measure)
            seen += [*schedule.get_last_lr(), schedule.num_bad_epochs, schedule.best]
    assert seen[: 4 * EPOCHS] == pytest.approx(seen[4 * EPOCHS :], rel=1e-6)
    assert len({*seen[::4]}) > 1


def test_a_plateau_that_is_saved_and_loaded_goes_on_alike() -> None:
    first, second = ours(), ours()
    schedule, resumed = (ReduceLROnPlateau(o, patience=2, factor=0.5) for o in (first, second))
    for _ in range(5):
        schedule.step(1.0)
    resumed.load_state_dict(json.loads(json.dumps(schedule.state_dict())))
    second.load_state_dict(first.state_dict())
    for _ in range(5):
        schedule.step(1.0)
        resumed.step(1.0)
        assert resumed.get_last_lr() == schedule.get_last_lr()


# --- What is refused

WRONG: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "a cycle's length": (lambda: OneCycleLR(ours(), 1.0, epochs=3), ValueError, "total_steps, or both epochs and"),
    "a cycle of nothing": (lambda: OneCycleLR(ours(), 1.0, 0), ValueError, "at least 1 as total_steps, got 0"),
    "half a step of a cycle": (lambda: OneCycleLR(ours(), 1.0, 2.5), TypeError, "whole number as total_steps, got 2.5"),
    "a cycle without a top": (lambda: OneCycleLR(ours(), None, 9), TypeError, "a number as max_lr, got None"),
    "a cycle's least": (lambda: OneCycleLR(ours(), 1.0, 9, div_factor=0), ValueError, "above 0, got 0 and 10000.0"),
    "a cycle's way up": (lambda: OneCycleLR(ours(), 1.0, 9, pct_start=30), ValueError, "pct_start from 0 to 1, got 30"),
    "a cycle's form": (lambda: OneCycleLR(ours(), 1.0, 9, anneal_strategy="x"), ValueError, '"cos" or "linear"'),
    "a cycle's tops": (lambda: OneCycleLR(ours(), [1.0], 9), ValueError, "one max_lr, or 2, one for each group, got 1"),
    "a cycle without momentum": (lambda: OneCycleLR(plain(), 1.0, 9), ValueError, "write cycle_momentum=False"),
    "no optimizer": (lambda: schedules.StepLR(1, 2), TypeError, "StepLR wants an optimizer, got a int"),
    "going on without a begin": (
        lambda: schedules.StepLR(ours(), 2, last_epoch=3),
        KeyError,
        "every group needs its 'initial_lr'",
    ),
    "a factor": (lambda: schedules.ConstantLR(ours(), factor=2.0), ValueError, "factor from 0 to 1, got 2"),
    "a line from 0": (lambda: schedules.LinearLR(ours(), 0.0), ValueError, "start_factor above 0"),
    "a line to above 1": (lambda: schedules.LinearLR(ours(), 0.5, 1.5), ValueError, "end_factor from 0 to 1"),
    "restarts at once": (
        lambda: schedules.CosineAnnealingWarmRestarts(ours(), 0),
        ValueError,
        "T_0 of 1 epoch or more",
    ),
    "shorter and shorter": (lambda: schedules.CosineAnnealingWarmRestarts(ours(), 3, 0), ValueError, "T_mult of 1 or"),
    "no epochs": (lambda: schedules.CosineAnnealingLR(ours(), 0), ValueError, "T_max of 1 epoch or more, got 0"),
    "no steps": (lambda: schedules.StepLR(ours(), 0), ValueError, "step_size of 1 epoch or more, got 0"),
    "a line of no length": (lambda: schedules.LinearLR(ours(), total_iters=0), ValueError, "total_iters of 1 epoch"),
    "a power of nothing": (lambda: schedules.PolynomialLR(ours(), 0), ValueError, "total_iters of 1 epoch"),
    "functions": (lambda: LambdaLR(ours(), [abs] * 3), ValueError, "2, one for each group, got 3"),
    "plateau's factor": (lambda: ReduceLROnPlateau(ours(), factor=1.0), ValueError, "factor from 0 to below 1"),
    "plateau's mode": (lambda: ReduceLROnPlateau(ours(), "least"), ValueError, '"min" or "max", got \'least\''),
    "threshold's": (lambda: ReduceLROnPlateau(ours(), threshold_mode="x"), ValueError, '"rel" or "abs"'),
    "least rates": (lambda: ReduceLROnPlateau(ours(), min_lr=[0.1]), ValueError, "one for each group, got 1"),
    "milestones": (lambda: in_turn(ours(), [1, 2]), ValueError, "one milestone less than schedules, got 2 for 2"),
    "no schedules": (lambda: SequentialLR(ours(), [], []), ValueError, "at least one schedule"),
    "other optimizers": (
        lambda: ChainedScheduler([schedules.StepLR(ours(), 1), schedules.StepLR(ours(), 1)]),
        ValueError,
        "schedules of one and the same optimizer",
    ),
    "another number of them": (
        lambda: in_turn(ours(), [1]).load_state_dict({"_schedulers": []}),
        ValueError,
        "expected the state of 2 schedules, got that of 0",
    ),
}


def plain() -> Optimizer:
    """An optimizer that has a learning rate and nothing else."""
    return Optimizer([tt.ones(1, requires_grad=True)], {"lr": 0.1})


def in_turn(optimizer: SGD, milestones: list[int]) -> SequentialLR:
    return SequentialLR(optimizer, [schedules.StepLR(optimizer, 1), schedules.StepLR(optimizer, 2)], milestones)


@pytest.mark.parametrize("what", WRONG)
def test_what_makes_no_schedule_is_refused_in_a_sentence(what: str) -> None:
    make, kind, text = WRONG[what]
    with pytest.raises(kind, match=text):
        make()


def test_a_schedule_of_ones_own_is_a_method_get_lr() -> None:
    class Halving(LRScheduler):
        def get_lr(self) -> list[float]:
            return [base * 0.5**self.last_epoch for base in self.base_lrs]

    optimizer = ours()
    assert rates(optimizer, Halving(optimizer), 2)[::2] == [0.5, 0.25, 0.125]
    with pytest.raises(NotImplementedError, match="LRScheduler wants a method get_lr"):
        LRScheduler(optimizer)
