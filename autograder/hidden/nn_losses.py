"""Hidden checks of Task 4.4: the loss of labels, with weights and labels to ignore, and that of yes and no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import check, close
from autograder.hidden.nn_tools import SUMS, Drawn, Rng, constant, drawn, leaf, numbers, read, recording, values

reductions = st.sampled_from(["mean", "sum", "none"])

# --- nll_loss

NO_LABEL = -100  # what nll_loss ignores unless told otherwise
COUNTS = ((4,), (1,), (5,), (3,))


def labelled(rng: Rng, axes: tuple[int, ...], ignored: int | None = None, *, weighted: bool = True) -> Drawn:
    """Logarithms of chances, (N, classes, d1, ...), labels, a weight of each class, and a gradient by each loss."""
    classes = int(rng.integers(2, 5))
    scores = numbers(rng, axes[0], classes, *axes[1:])
    chances = scores - np.log(np.exp(scores).sum(1, keepdims=True))
    labels = rng.integers(0, classes, axes)
    if ignored is not None:
        labels = np.where(rng.random(axes) < 0.4, ignored, labels)
        labels.flat[-1] = ignored
        labels.flat[0] = (ignored + 1) % classes if 0 <= ignored < classes else 0
    weight = rng.uniform(0.25, 4.0, classes).round(2) if weighted else None
    return {"x": chances, "labels": labels.astype(np.int64), "weight": weight, "ignored": ignored}


plain = drawn(labelled, axes=st.sampled_from(COUNTS), weighted=st.just(False))
weighted = drawn(labelled, axes=st.sampled_from(COUNTS))
pictured = drawn(labelled, axes=st.sampled_from([(2, 3), (3, 1, 2), (2, 2)]), weighted=st.booleans())
ignoring = drawn(
    labelled, axes=st.sampled_from([(4,), (6,), (2, 3)]), ignored=st.sampled_from([NO_LABEL, 1, 0, -1, 77])
)


def nll(tt: Any, case: Drawn, **options: Any) -> tuple[Any, Any]:
    """The logarithms as a leaf, and their loss."""
    recording(tt)
    x, labels, weight = leaf(tt, case["x"]), leaf(tt, case["labels"], False), constant(tt, case["weight"])
    if case["ignored"] is not None:
        options["ignore_index"] = case["ignored"]
    return x, tt.nn.functional.losses.nll_loss(x, labels, weight, **options)


@check("nll_loss", compare=SUMS, examples=10, case=plain, reduction=reductions)
def the_loss_is_minus_the_right_chance(tt: Any, case: Drawn, reduction: str) -> Any:
    """The loss of a row is -x[label]: each by itself, their sum, or their mean."""
    return read(nll(tt, case, reduction=reduction)[1])


@check("nll_loss", compare=SUMS, examples=10, case=weighted, reduction=reductions)
def classes_have_weights(tt: Any, case: Drawn, reduction: str) -> Any:
    """A row counts with the weight of its label, and the mean is divided by the sum of these weights."""
    return read(nll(tt, case, reduction=reduction)[1])


@check("nll_loss", compare=SUMS, examples=10, case=pictured, reduction=reductions)
def labels_of_pictures(tt: Any, case: Drawn, reduction: str) -> Any:
    """The input may be (N, classes, d1, ...), with a label for each place, and the losses have the labels' shape."""
    return read(nll(tt, case, reduction=reduction)[1])


@check("nll_loss", compare=SUMS, examples=12, case=ignoring, reduction=reductions, weights=st.booleans())
def some_labels_are_ignored(tt: Any, case: Drawn, reduction: str, weights: bool) -> Any:
    """Elements with the label ignore_index, a class or not, count neither in the sum nor in the mean."""
    return read(nll(tt, case if weights else {**case, "weight": None}, reduction=reduction)[1])


@check("nll_loss", compare=SUMS, examples=6, case=ignoring, reduction=reductions)
def what_is_ignored_may_be_impossible(tt: Any, case: Drawn, reduction: str) -> Any:
    """An ignored row may hold infinite numbers: the loss does not see them."""
    x = case["x"].copy()
    np.moveaxis(x, 1, -1)[case["labels"] == case["ignored"]] = -np.inf
    return read(nll(tt, {**case, "x": x}, reduction=reduction)[1])


@check("nll_loss", compare=SUMS, examples=8, case=st.one_of(ignoring, weighted, plain))
def the_right_chance_gets_the_gradient(tt: Any, case: Drawn) -> Any:
    """The gradient is minus the row's share of the mean at its label, and 0 everywhere else."""
    x, loss = nll(tt, case)
    loss.backward()
    return read(x.grad)


# --- binary_cross_entropy_with_logits

LARGE = close(atol=1e-6, rtol=1e-9)


def answers(rng: Rng, shape: tuple[int, ...], scale: float = 1.0) -> Drawn:
    """Scores that are not 0, answers between no and yes, weights, and weights of yes for the last axis."""
    x = rng.uniform(0.1, 3.0, shape).round(3) * rng.choice([-1.0, 1.0], shape) * scale
    y = np.where(rng.random(shape) < 0.6, rng.integers(0, 2, shape), rng.random(shape).round(2))
    weight, pos = rng.uniform(0.5, 2.0, shape).round(2), rng.uniform(0.25, 5.0, shape[-1:]).round(2)
    return {"x": x, "y": y, "weight": weight, "pos_weight": pos}


shapes = st.sampled_from([(3,), (2, 3), (1, 4), (2, 1, 2)])
moderate, large = drawn(answers, shape=shapes), drawn(answers, shape=shapes, scale=st.sampled_from([1e3, 1e4, 300.0]))


def logits(tt: Any, case: Drawn, use: tuple[str, ...] = (), reduction: str = "mean") -> tuple[Any, Any]:
    """The scores as a leaf, and their loss, with those of the two weights that are to be used."""
    recording(tt)
    x, options = leaf(tt, case["x"]), {name: constant(tt, case[name]) for name in use}
    loss: Callable[..., Any] = tt.nn.functional.losses.binary_cross_entropy_with_logits
    return x, loss(x, constant(tt, case["y"]), reduction=reduction, **options)


@check("binary_cross_entropy_with_logits", compare=SUMS, examples=10, case=moderate, reduction=reductions)
def yes_and_no_cost_their_logarithms(tt: Any, case: Drawn, reduction: str) -> Any:
    """The loss is -(y ln s(x) + (1 - y) ln(1 - s(x))), for y = 0, y = 1 and between."""
    return read(logits(tt, case, reduction=reduction)[1])


@check("binary_cross_entropy_with_logits", compare=LARGE, examples=8, case=large, reduction=reductions)
def large_scores_have_a_loss(tt: Any, case: Drawn, reduction: str) -> Any:
    """Scores of thousands give a finite loss, and finite gradients."""
    x, loss = logits(tt, case, reduction=reduction)
    loss.sum().backward()
    return values([loss, x.grad])


@check("binary_cross_entropy_with_logits", compare=SUMS, examples=8, case=moderate, reduction=reductions)
def yes_may_weigh_more(tt: Any, case: Drawn, reduction: str) -> Any:
    """pos_weight multiplies the losses of yes only, and may differ along the last axis."""
    return read(logits(tt, case, ("pos_weight",), reduction)[1])


@check("binary_cross_entropy_with_logits", compare=LARGE, examples=6, case=large)
def weights_of_large_scores(tt: Any, case: Drawn) -> Any:
    """Both weights together, for scores of thousands."""
    x, loss = logits(tt, case, ("weight", "pos_weight"), "none")
    loss.sum().backward()
    return values([loss, x.grad])


@check("binary_cross_entropy_with_logits", compare=SUMS, examples=8, case=moderate, weights=st.booleans())
def the_gradient_is_the_error(tt: Any, case: Drawn, weights: bool) -> Any:
    """Without weights the gradient of a score is (s(x) - y) / n."""
    x, loss = logits(tt, case, ("pos_weight", "weight") if weights else ())
    loss.backward()
    return read(x.grad)
