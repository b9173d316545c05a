# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.optim.lr_scheduler: the names that it hands on."""

from tinytorch.optim.combined import ChainedScheduler, SequentialLR
from tinytorch.optim.one_cycle import OneCycleLR
from tinytorch.optim.plateau import ReduceLROnPlateau
from tinytorch.optim.scheduler import LRScheduler
from tinytorch.optim.schedules import (
    ConstantLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    PolynomialLR,
    StepLR,
    WarmupCosineLR,
    warmup_cosine,
)

__all__ = [
    "ChainedScheduler",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "ExponentialLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "MultiplicativeLR",
    "OneCycleLR",
    "PolynomialLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
    "WarmupCosineLR",
    "warmup_cosine",
]
