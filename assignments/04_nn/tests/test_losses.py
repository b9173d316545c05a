"""Task 4.4: the loss of chances for classes, and that of scores for yes and no."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.nn.functional.losses import binary_cross_entropy_with_logits, nll_loss
from tinytorch.tensors.creation import tensor, zeros
from tinytorch.tensors.dtypes import float64

from .strategies import boxes, numbers, shown

LOGS = [[-1.0, -2.0, -3.0], [-4.0, -5.0, -6.0], [-7.0, -8.0, -9.0]]  # as if they were logarithms of chances
IGNORED = -100

# --- nll_loss


@pytest.mark.task("4.4", "nll_loss")
def test_nll_loss_picks_the_right_class():
    """Labels 0, 2, 1 pick -1, -6 and -8: losses 1, 6 and 8, in all 15, in the mean 5."""
    logs, labels = tensor(LOGS), tensor([0, 2, 1])
    assert nll_loss(logs, labels, reduction="none").tolist() == [1.0, 6.0, 8.0]
    assert nll_loss(logs, labels, reduction="sum").item() == 15.0
    assert nll_loss(logs, labels).item() == 5.0


@pytest.mark.task("4.4", "nll_loss")
def test_classes_have_weights():
    """Weights 1, 10, 100 for the classes: losses 1 * 1, 100 * 6, 10 * 8; the mean divides by 1 + 100 + 10."""
    logs, labels, weight = tensor(LOGS), tensor([0, 2, 1]), tensor([1.0, 10.0, 100.0])
    assert nll_loss(logs, labels, weight, reduction="none").tolist() == [1.0, 600.0, 80.0]
    assert nll_loss(logs, labels, weight).item() == pytest.approx(681.0 / 111.0)


@pytest.mark.task("4.4", "nll_loss")
def test_an_ignored_label_does_not_count():
    """Labels 0, -100, 1: the losses are 1, 0 and 8, and the mean is that of two."""
    logs, labels = tensor(LOGS), tensor([0, IGNORED, 1])
    assert nll_loss(logs, labels, reduction="none").tolist() == [1.0, 0.0, 8.0]
    assert nll_loss(logs, labels).item() == 4.5
    assert nll_loss(logs, labels, tensor([1.0, 10.0, 100.0])).item() == pytest.approx(81.0 / 11.0)


@pytest.mark.task("4.4", "nll_loss")
def test_any_label_may_be_the_ignored_one():
    """ignore_index=0 leaves out class 0, and ignore_index=2 class 2."""
    logs, labels = tensor(LOGS), tensor([0, 2, 1])
    assert nll_loss(logs, labels, ignore_index=0, reduction="none").tolist() == [0.0, 6.0, 8.0]
    assert nll_loss(logs, labels, ignore_index=2).item() == 4.5


@pytest.mark.task("4.4", "nll_loss")
def test_an_ignored_row_may_hold_anything():
    """A chance of 0 has the logarithm -inf; in a row that does not count it does no harm: 0 * inf would be nan."""
    logs = tensor([[-1.0, -2.0], [-math.inf, -math.inf]])
    assert nll_loss(logs, tensor([1, IGNORED])).item() == 2.0


@pytest.mark.task("4.4", "nll_loss")
def test_nll_loss_has_a_simple_gradient():
    """By the log of the right class -weight / (sum of weights), by all others 0, and 0 in a row that is ignored."""
    logs = tensor(LOGS, float64, requires_grad=True)
    nll_loss(logs, tensor([0, IGNORED, 1]), tensor([1.0, 3.0, 7.0], float64)).backward()
    assert logs.grad.tolist() == [[-0.25, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, -0.75, 0.0]]


@pytest.mark.task("4.4", "nll_loss")
def test_nll_loss_of_pictures():
    """Chances (pictures, classes, places) and a label for every place: the losses stand in the shape of the labels."""
    logs = tensor([[[-1.0, -2.0], [-10.0, -20.0]]])  # one picture, two classes, two places
    assert shown(nll_loss(logs, tensor([[0, 1]]), reduction="none")) == ((1, 2), [[1.0, 20.0]])


@pytest.mark.task("4.4", "nll_loss")
@given(logs=boxes(4, 3), labels=st.lists(st.sampled_from((0, 1, 2, IGNORED)), min_size=4, max_size=4), data=st.data())
def test_nll_loss_is_numpys(logs, labels, data):
    """The sum of -weight[y] * logs[y] over the rows that count; "mean" divides it by the sum of their weight[y]."""
    weight = np.array(data.draw(st.sampled_from(([1.0, 1.0, 1.0], [1.0, 2.0, 4.0]))))
    rows = [row for row, label in enumerate(labels) if label != IGNORED]
    kept = [labels[row] for row in rows]
    total, factors = -(weight[kept] * logs[rows, kept]).sum(), weight[kept].sum()
    given_weight = None if weight.max() == 1.0 else tensor(weight)
    result = {how: nll_loss(tensor(logs), tensor(labels), given_weight, reduction=how) for how in ("sum", "mean")}
    assert result["sum"].item() == total
    assert result["mean"].item() == pytest.approx(total / factors if rows else math.nan, nan_ok=True)


# --- binary_cross_entropy_with_logits


def textbook(x: np.ndarray, y: np.ndarray, p: np.ndarray | float = 1.0) -> np.ndarray:
    """-(p y ln s + (1 - y) ln(1 - s)) with s = 1 / (1 + e^-x), which is right as long as x is not far from 0."""
    s = 1.0 / (1.0 + np.exp(-x))
    return -(p * y * np.log(s) + (1.0 - y) * np.log(1.0 - s))


@pytest.mark.task("4.4", "binary_cross_entropy_with_logits")
def test_who_knows_nothing_loses_ln_2():
    """A score of 0 is a chance of 1/2, whatever is right."""
    losses = binary_cross_entropy_with_logits(zeros(2), tensor([1.0, 0.0]), reduction="none")
    assert numbers(losses) == pytest.approx(np.full(2, math.log(2.0)))
    assert binary_cross_entropy_with_logits(zeros(2), tensor([1.0, 0.0])).item() == pytest.approx(math.log(2.0))


@pytest.mark.task("4.4", "binary_cross_entropy_with_logits")
def test_scores_of_a_thousand():
    """Sure and right costs 0, sure and wrong costs 1000: neither infinite nor nan."""
    x, y = tensor([1000.0, -1000.0, 1000.0, -1000.0]), tensor([1.0, 0.0, 0.0, 1.0])
    assert binary_cross_entropy_with_logits(x, y, reduction="none").tolist() == [0.0, 0.0, 1000.0, 1000.0]


@pytest.mark.task("4.4", "binary_cross_entropy_with_logits")
@given(x=boxes(3, of=st.floats(-5.0, 5.0)), y=boxes(3, of=st.floats(0.0, 1.0)))
def test_bce_is_the_textbooks(x, y):
    """-(y ln s(x) + (1 - y) ln(1 - s(x))), also for a y between 0 and 1."""
    losses = binary_cross_entropy_with_logits(tensor(x), tensor(y), reduction="none")
    assert numbers(losses) == pytest.approx(textbook(x, y), abs=1e-9)


@pytest.mark.task("4.4", "binary_cross_entropy_with_logits")
@given(x=boxes(2, 3, of=st.floats(-5.0, 5.0)), y=boxes(2, 3, of=st.sampled_from((0.0, 1.0, 0.25))))
def test_pos_weight_is_for_yes(x, y):
    """Where y is 1 the loss counts p times, where y is 0 once; p is broadcast, here one for each of three columns."""
    p = np.array([3.0, 0.5, 1.0])
    losses = binary_cross_entropy_with_logits(tensor(x), tensor(y), pos_weight=tensor(p), reduction="none")
    assert numbers(losses) == pytest.approx(textbook(x, y, p), abs=1e-9)


@pytest.mark.task("4.4", "binary_cross_entropy_with_logits")
def test_weight_and_reduction():
    """At scores of 0 the losses are ln 2 times 1 and 3: their sum 4 ln 2, their mean 2 ln 2."""
    x, y, weight = zeros(2), tensor([1.0, 0.0]), tensor([1.0, 3.0])
    for reduction, factor in (("sum", 4.0), ("mean", 2.0)):
        loss = binary_cross_entropy_with_logits(x, y, weight, reduction=reduction).item()
        assert loss == pytest.approx(factor * math.log(2.0)), reduction


@pytest.mark.task("4.4", "binary_cross_entropy_with_logits")
def test_bce_has_a_simple_gradient():
    """By the score: s(x) - y. s(ln 3) is 3/4, less 1 or less 0; and far away it is 1."""
    x = tensor([math.log(3.0), math.log(3.0), 1000.0, 1000.0], requires_grad=True)
    binary_cross_entropy_with_logits(x, tensor([1.0, 0.0, 1.0, 0.0]), reduction="sum").backward()
    assert numbers(x.grad) == pytest.approx(np.array([-0.25, 0.75, 0.0, 1.0]))
