"""Losses as modules: each is the function of functional/ under a name like MSELoss, with its arguments kept.

    criterion = CrossEntropyLoss(label_smoothing=0.1)
    criterion(scores, labels).backward()

Weights are buffers: they move with the module to another device, and are saved with it.
"""

from __future__ import annotations

from tinytorch.nn.functional.distances import huber_loss, kl_div, l1_loss, mse_loss, smooth_l1_loss
from tinytorch.nn.functional.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    nll_loss,
)
from tinytorch.nn.module import Module
from tinytorch.tensors.arguments import check_number, check_whole
from tinytorch.tensors.tensor import Tensor


class Loss(Module):
    """What all losses keep: the reduction, "mean", "sum" or "none"."""

    def __init__(self, *, reduction: str = "mean") -> None:
        self.reduction = reduction


class WeightedLoss(Loss):
    """A loss with a weight for each class or element, or None."""

    weight: Tensor | None

    def __init__(self, weight: Tensor | None = None, *, reduction: str = "mean") -> None:
        self.reduction = reduction
        self.register_buffer("weight", weight)


class MSELoss(Loss):
    """(x - y)^2."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return mse_loss(input, target, reduction=self.reduction)


class L1Loss(Loss):
    """|x - y|."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return l1_loss(input, target, reduction=self.reduction)


class SmoothL1Loss(Loss):
    """With z = |x - y|: z^2 / (2 beta) where z < beta, else z - beta / 2."""

    def __init__(self, *, reduction: str = "mean", beta: float = 1.0) -> None:
        check_number("SmoothL1Loss", beta=beta)
        self.reduction, self.beta = reduction, beta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return smooth_l1_loss(input, target, reduction=self.reduction, beta=self.beta)


class HuberLoss(Loss):
    """With z = |x - y|: z^2 / 2 where z <= delta, else delta * (z - delta / 2)."""

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        check_number("HuberLoss", delta=delta)
        self.reduction, self.delta = reduction, delta

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return huber_loss(input, target, reduction=self.reduction, delta=self.delta)


class KLDivLoss(Loss):
    """y (ln y - x), for logarithms x of chances; "batchmean" is the mean divergence of a batch."""

    def __init__(self, *, reduction: str = "mean", log_target: bool = False) -> None:
        self.reduction, self.log_target = reduction, log_target

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return kl_div(input, target, reduction=self.reduction, log_target=self.log_target)


class NLLLoss(WeightedLoss):
    """-weight[y] * x[y], for logarithms x of the chances of each class."""

    def __init__(self, weight: Tensor | None = None, *, ignore_index: int = -100, reduction: str = "mean") -> None:
        super().__init__(weight, reduction=reduction)
        self.ignore_index = check_whole("NLLLoss", ignore_index=ignore_index)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return nll_loss(input, target, self.weight, ignore_index=self.ignore_index, reduction=self.reduction)


class CrossEntropyLoss(WeightedLoss):
    """-ln of the chance that softmax gives the right class, from scores of any size."""

    def __init__(
        self,
        weight: Tensor | None = None,
        *,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(weight, reduction=reduction)
        check_number("CrossEntropyLoss", label_smoothing=label_smoothing)
        self.ignore_index = check_whole("CrossEntropyLoss", ignore_index=ignore_index)
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return cross_entropy(
            input,
            target,
            self.weight,
            ignore_index=self.ignore_index,
            reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )


class BCELoss(WeightedLoss):
    """-(y ln x + (1 - y) ln(1 - x)), for chances x."""

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return binary_cross_entropy(input, target, self.weight, reduction=self.reduction)


class BCEWithLogitsLoss(WeightedLoss):
    """BCELoss of the sigmoid, from scores of any size; `pos_weight` is how much a yes counts."""

    pos_weight: Tensor | None

    def __init__(
        self, weight: Tensor | None = None, *, reduction: str = "mean", pos_weight: Tensor | None = None
    ) -> None:
        super().__init__(weight, reduction=reduction)
        self.register_buffer("pos_weight", pos_weight)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return binary_cross_entropy_with_logits(
            input, target, self.weight, reduction=self.reduction, pos_weight=self.pos_weight
        )
