"""Losses where numbers are extreme, targets are missing, or something does not fit."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tinytorch.nn.functional import distances as D
from tinytorch.nn.functional import losses as L
from tinytorch.tensors.dtypes import DTypeError
from tinytorch.tensors.layout import LayoutError

import tinytorch as tt

each_device = pytest.mark.parametrize("device", ["numpy", "cpu"])


@pytest.fixture(scope="module")
def torch() -> Any:
    return pytest.importorskip("torch")


def same_as(
    torch: Any,
    name: str,
    device: str,
    inputs: tuple[Any, ...],
    by_target: bool = False,
    digits: float = 1e-10,
    **options: Any,
) -> Any:
    """Raise unless the loss and its gradients are PyTorch's, in both kinds of float; the loss, as an array."""
    ours = getattr(D, name, None) or getattr(L, name)
    for kind in ("float64", "float32"):
        arrays = [np.array(x) if np.array(x).dtype.kind == "i" else np.array(x, kind) for x in inputs]
        mine = [tt.tensor(x, device=device) for x in arrays]
        theirs = [torch.tensor(x) for x in arrays]
        leaves = [k for k in range(len(arrays)) if k == 0 or (k == 1 and by_target)]
        for k in leaves:
            mine[k].requires_grad_(), theirs[k].requires_grad_()
        made = ours(*mine, **options)
        right = getattr(torch.nn.functional, name)(*theirs, **options)
        near = digits if kind == "float64" else 1e-5
        np.testing.assert_allclose(made.detach().numpy(), right.detach().numpy(), rtol=near, atol=near)
        made.sum().backward(), right.sum().backward()
        for k in leaves:
            np.testing.assert_allclose(mine[k].grad.numpy(), theirs[k].grad.numpy(), rtol=near, atol=near)
    return made.detach().numpy()


# --- Extreme numbers

BIG = [[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4], [0.0, 1e4, 1e4]]


@each_device
@pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
def test_cross_entropy_of_scores_of_ten_thousand_is_finite(device: str, reduction: str, torch: Any) -> None:
    for labels in ([0, 1, 2], [1, 0, 0]):
        assert np.isfinite(same_as(torch, "cross_entropy", device, (BIG, labels), reduction=reduction)).all()


@each_device
def test_binary_cross_entropy_of_scores_of_ten_thousand_is_finite(device: str, torch: Any) -> None:
    scores = [-1e4, -1e4, 1e4, 1e4, -30.0, -30.0, 30.0, 0.0, 0.0]
    target = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0]
    made = same_as(torch, "binary_cross_entropy_with_logits", device, (scores, target), reduction="none")
    assert made[:4].tolist() == [0.0, 1e4, 1e4, 0.0]


@each_device
@pytest.mark.parametrize("name", ["mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"])
def test_distances_of_ten_thousand_are_pytorchs(name: str, device: str, torch: Any) -> None:
    inputs = ([1e4, -1e4, 0.0, 0.5, -1.0], [-1e4, -1e4, 0.0, 0.0, 0.0])
    assert np.isfinite(same_as(torch, name, device, inputs, by_target=True, reduction="none")).all()


@each_device
def test_a_chance_of_0_or_1_costs_at_most_100(device: str, torch: Any) -> None:
    inputs = ([0.0, 1.0, 0.0, 1.0, 0.5, 1e-30], [0.0, 1.0, 1.0, 0.0, 0.5, 1.0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = same_as(torch, "binary_cross_entropy", device, inputs, by_target=True, digits=1e-8, reduction="none")
    assert made[:4].tolist() == [0.0, 0.0, 100.0, 100.0]  # PyTorch divides by float32's 1e-12, hence the digits


@each_device
def test_a_wanted_chance_of_0_adds_nothing_to_the_divergence(device: str, torch: Any) -> None:
    inputs = (np.log(np.full((2, 2), 0.5)), [[1.0, 0.0], [0.0, 1.0]])
    made = same_as(torch, "kl_div", device, inputs, reduction="sum")
    assert made == pytest.approx(2 * np.log(2.0))


@each_device
def test_a_score_of_minus_infinity_is_a_class_that_cannot_be(device: str, torch: Any) -> None:
    scores = [[0.0, -np.inf, 1.0], [2.0, -np.inf, 1.0]]
    for labels in ([0, 2], [0, -100]):
        with warnings.catch_warnings(action="ignore", category=RuntimeWarning):  # NumPy's, of inf - inf
            assert np.isfinite(same_as(torch, "cross_entropy", device, (scores, labels))).all()


# --- Nothing that counts


@each_device
@pytest.mark.parametrize("name", ["cross_entropy", "nll_loss"])
def test_the_mean_of_ignored_labels_alone_is_nan_and_its_gradient_0(name: str, device: str, torch: Any) -> None:
    assert np.isnan(same_as(torch, name, device, ([[1.0, 2.0]] * 3, [-100] * 3)))
    assert same_as(torch, name, device, ([[1.0, 2.0]] * 3, [-100] * 3), reduction="sum") == 0.0


@each_device
@pytest.mark.parametrize("name", ["cross_entropy", "nll_loss"])
def test_the_mean_of_no_rows_is_nan(name: str, device: str, torch: Any) -> None:
    assert np.isnan(same_as(torch, name, device, (np.zeros((0, 3)), np.zeros(0, int))))


@each_device
def test_a_label_that_is_a_class_can_be_ignored(device: str, torch: Any) -> None:
    for name in ("cross_entropy", "nll_loss"):
        same_as(torch, name, device, ([[1.0, 2.0, 0.5]] * 3, [0, 1, 2]), ignore_index=1)


# --- Labels


def test_one_hot_is_1_at_the_label() -> None:
    assert L.one_hot(tt.tensor([1, 0]), 3).tolist() == [[0, 1, 0], [1, 0, 0]]
    assert L.one_hot(tt.tensor([[2]])).tolist() == [[[0, 0, 1]]]


def test_the_way_back_from_cross_entropy_has_labels_of_its_own() -> None:
    """What the caller writes into labels after the call does not show in the gradient."""
    for device in ("numpy", "cpu"):
        scores, labels = tt.zeros(2, 3, device=device, requires_grad=True), tt.tensor([0, 1], device=device)
        loss = L.cross_entropy(scores, labels, reduction="sum")
        labels.zero_()
        loss.backward()
        assert np.allclose(scores.grad.numpy(), np.full((2, 3), 1 / 3) - np.eye(2, 3))


def test_a_second_way_back_is_not_disturbed_by_what_was_done_to_the_first_gradient() -> None:
    for device in ("numpy", "cpu"):
        scores = tt.zeros(2, 3, device=device, requires_grad=True)
        loss = L.cross_entropy(scores, tt.tensor([0, 1], device=device), reduction="sum")
        loss.backward(retain_graph=True)
        scores.grad.zero_()
        loss.backward()
        assert np.allclose(scores.grad.numpy(), np.full((2, 3), 1 / 3) - np.eye(2, 3))


# --- What does not fit

X, Y, SCORES, LABELS = tt.zeros(3), tt.zeros(4), tt.zeros(2, 3), tt.tensor([0, 2])
REFUSALS: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: L.cross_entropy(SCORES, tt.tensor([0, 3])), IndexError, "labels from 0 to 2, or -100 to ignore, got 3"),
    (lambda: L.nll_loss(SCORES, tt.tensor([0, -1])), IndexError, "labels from 0 to 2, or -100 to ignore, got -1"),
    (lambda: L.cross_entropy(SCORES, tt.tensor([0.0, 1.0])), DTypeError, "labels of int64, got float32 and float32"),
    (lambda: L.cross_entropy(SCORES, SCORES.long()), LayoutError, r"got \(2, 3\) for \(2, 3\)"),
    (lambda: L.cross_entropy(SCORES, tt.tensor([0, 1, 2])), LayoutError, r"got \(3,\) for \(2, 3\)"),
    (lambda: L.nll_loss(tt.zeros(2, 3, 4), LABELS), LayoutError, r"\(N, d1, ...\) .*got \(2,\) for \(2, 3, 4\)"),
    (lambda: L.nll_loss(tt.tensor(1.0), tt.tensor(0)), LayoutError, r"got \(\) for \(\)"),
    (lambda: L.cross_entropy(SCORES, LABELS, weight=X[:2]), LayoutError, r"each of 3 classes, got shape \(2,\)"),
    (lambda: L.cross_entropy(SCORES, SCORES, weight=X[:2]), LayoutError, r"each of 3 classes, got shape \(2,\)"),
    (lambda: L.cross_entropy(SCORES, LABELS, label_smoothing=2.0), ValueError, "between 0 and 1, got 2.0"),
    (lambda: L.cross_entropy(SCORES, LABELS, reduction="avg"), ValueError, '"none", "mean" or "sum", got \'avg\''),
    (lambda: L.nll_loss(SCORES, LABELS, reduction="avg"), ValueError, "got 'avg'"),
    (lambda: L.cross_entropy(SCORES, LABELS.to("cpu")), RuntimeError, "one device, got numpy and cpu"),
    (lambda: L.cross_entropy([[1.0]], LABELS), TypeError, "cross_entropy wants a tensor, got a list"),
    (lambda: L.cross_entropy(SCORES, [0, 1]), TypeError, "cross_entropy wants a tensor, got a list"),
    (lambda: L.nll_loss(SCORES, LABELS, [1.0] * 3), TypeError, "nll_loss wants a tensor, got a list"),
    (lambda: D.mse_loss(X, X, reduction="avg"), ValueError, "mse_loss wants reduction"),
    (lambda: D.mse_loss(X, X.long()), DTypeError, "floats, got float32 and int64"),
    (lambda: D.mse_loss(X, X, weight=Y), LayoutError, r"for every element, of shape \(3,\), got \(4,\)"),
    (lambda: D.mse_loss(X, 1.0), TypeError, "mse_loss wants a tensor, got a float"),
    (lambda: D.huber_loss(X, X, delta=0.0), ValueError, "a delta above 0, got 0.0"),
    (lambda: D.smooth_l1_loss(X, X, beta=-1.0), ValueError, "a beta of 0 or more, got -1.0"),
    (lambda: L.binary_cross_entropy(X + 1.5, X), ValueError, "chances between 0 and 1: apply sigmoid"),
    (lambda: L.binary_cross_entropy(X, Y), LayoutError, r"one shape, got \(3,\) and \(4,\): reshape"),
    (lambda: L.binary_cross_entropy_with_logits(X, Y), LayoutError, r"one shape, got \(3,\) and \(4,\): reshape"),
]


@pytest.mark.parametrize(("refused", "kind", "text"), REFUSALS, ids=[text[:40] for *_, text in REFUSALS])
def test_what_does_not_fit_is_refused_in_one_sentence(refused: Any, kind: type[Exception], text: str) -> None:
    with pytest.raises(kind, match=text):
        refused()


@pytest.mark.parametrize("name", ["mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss"])
def test_a_column_beside_a_row_is_broadcast_with_a_warning(name: str) -> None:
    """The classic mistake: (n, 1) from a network, and (n,) from a file."""
    with pytest.warns(UserWarning, match=rf"{name} wants input and target of one shape, got \(3, 1\) and \(3,\)"):
        assert getattr(D, name)(tt.zeros(3, 1), tt.ones(3), reduction="none").shape == (3, 3)


def test_weights_of_elements_weigh_in_the_mean(torch: Any) -> None:
    inputs = ([1.0, 2.0, 4.0], [0.0, 0.0, 0.0])
    for name in ("mse_loss", "l1_loss", "huber_loss"):
        for reduction in ("mean", "sum", "none"):
            weight = [1.0, 0.5, 3.0]
            ours = getattr(D, name)(*map(tt.tensor, inputs), weight=tt.tensor(weight), reduction=reduction)
            theirs = getattr(torch.nn.functional, name)(
                *map(torch.tensor, inputs), weight=torch.tensor(weight), reduction=reduction
            )
            assert np.allclose(ours.numpy(), theirs.numpy())
