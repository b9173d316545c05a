"""Task 4.7: the training loop, followed by hand on a model with one weight, and the evaluation of a model.

`Line` is y = w x. For one sample the loss (w x - y)^2 has the slope 2 (w x - y) x by w.
"""

import numpy as np
import pytest
from tinytorch.autograd.engine import Mode
from tinytorch.nn.module import Module
from tinytorch.nn.parameter import Parameter
from tinytorch.optim.sgd import SGD
from tinytorch.tensors.creation import tensor
from tinytorch.training.loop import evaluate, train_epoch


class Line(Module):
    """w x; it writes down in which mode it was called, and whether that was recorded."""

    def __init__(self, weight=0.0):
        self.weight = Parameter(tensor([weight]))
        self.calls = []

    def forward(self, x):
        self.calls.append({"training": self.training, "recording": Mode.recording})
        return x * self.weight


def square(output, target):
    """The mean of (output - target)^2."""
    return ((output - target) ** 2).mean()


def batch(*pairs):
    """(inputs, targets) of pairs of numbers."""
    return tuple(tensor([float(pair[k]) for pair in pairs]) for k in (0, 1))


class Watched(SGD):
    """SGD without momentum that writes down the gradient at each of its steps."""

    def __init__(self, model, lr=0.25):
        super().__init__(model.parameters(), lr=lr)
        self.seen, self.model = [], model

    def step(self, closure=None):
        gradient = self.model.weight.grad
        self.seen.append(None if gradient is None else gradient.item())
        return super().step(closure)


# --- train_epoch


@pytest.mark.task("4.7", "train_epoch")
def test_an_epoch_by_hand():
    """w = 0, and twice the pair (1, 1): the gradients are -2 and -1, with lr 0.25 w is 0.5 and then 0.75."""
    model = Line()
    optimizer = Watched(model)
    train_epoch(model, [batch((1, 1)), batch((1, 1))], square, optimizer)
    assert optimizer.seen == [-2.0, -1.0]
    assert model.weight.item() == 0.75


@pytest.mark.task("4.7", "train_epoch")
def test_the_loss_is_that_before_each_step():
    """With w = 0 the loss is 1, with w = 0.5 it is 0.25: in the mean 0.625, a float."""
    model = Line()
    mean = train_epoch(model, [batch((1, 1)), batch((1, 1))], square, Watched(model))
    assert type(mean) is float
    assert mean == 0.625


@pytest.mark.task("4.7", "train_epoch")
def test_samples_count_alike():
    """A batch of three with loss 1 and a batch of one with loss 9 are (3 + 9) / 4 = 3, and not (1 + 9) / 2."""
    model = Line()
    batches = [batch((1, 1), (1, 1), (1, 1)), batch((1, 3))]
    assert train_epoch(model, batches, square, Watched(model, lr=0.0)) == 3.0


@pytest.mark.task("4.7", "train_epoch")
def test_old_gradients_are_forgotten():
    """What somebody left in p.grad does not take part in the first step."""
    model = Line()
    model.weight.grad = tensor([100.0])
    optimizer = Watched(model)
    train_epoch(model, [batch((1, 1))], square, optimizer)
    assert optimizer.seen == [-2.0]


@pytest.mark.task("4.7", "train_epoch")
def test_training_is_in_training_mode():
    """The model is put into it, though it was being used before, and its calls are recorded."""
    model = Line().eval()
    train_epoch(model, [batch((1, 1))], square, Watched(model))
    assert model.calls == [{"training": True, "recording": True}]


@pytest.mark.task("4.7", "train_epoch")
@pytest.mark.parametrize(("clip", "seen"), [(1.0, -1.0), (5.0, -2.0), (None, -2.0)], ids=str)
def test_gradients_are_clipped_before_the_step(clip, seen):
    """A gradient of -2 that may be at most 1 long is -1 when the optimizer sees it."""
    model = Line()
    optimizer = Watched(model)
    train_epoch(model, [batch((1, 1))], square, optimizer, clip=clip)
    assert optimizer.seen == pytest.approx([seen], rel=1e-5)


@pytest.mark.task("4.7", "train_epoch")
def test_training_finds_the_slope():
    """Twenty epochs on points of y = 3 x, read from a generator made anew for each, lead to w = 3."""
    model, points = Line(), [(-2, -6), (1, 3), (2, 6)]
    optimizer = SGD(model.parameters(), lr=0.05)
    losses = [train_epoch(model, (batch(point) for point in points), square, optimizer) for _ in range(20)]
    assert model.weight.item() == pytest.approx(3.0, abs=1e-3)
    assert losses[0] > losses[1] > losses[-1]


# --- evaluate


def share_right(output, target):
    """How many outputs are within 1 of their target, as a share; a plain float and not a tensor."""
    return float(np.mean(np.abs(output.numpy() - target.numpy()) <= 1.0))


@pytest.mark.task("4.7", "evaluate")
def test_evaluate_is_a_mean_for_each_measure():
    """w = 1: the errors of (1, 1), (2, 2), (3, 5) are 0, 0, 2. The mean square is 4/3, and two of three are right."""
    batches = [batch((1, 1), (2, 2)), batch((3, 5))]
    result = evaluate(Line(1.0), batches, loss=square, right=share_right)
    assert result == pytest.approx({"loss": 4.0 / 3.0, "right": 2.0 / 3.0})
    assert {type(mean) for mean in result.values()} == {float}


@pytest.mark.task("4.7", "evaluate")
def test_evaluate_calls_the_model_once_for_each_batch():
    """In evaluation mode and without recording, however many measures there are."""
    model = Line(1.0)
    evaluate(model, [batch((1, 1)), batch((2, 2))], loss=square, again=square)
    assert model.calls == [{"training": False, "recording": False}] * 2


@pytest.mark.task("4.7", "evaluate")
@pytest.mark.parametrize("mode", [True, False], ids=["training", "evaluation"])
def test_evaluate_puts_the_mode_back(mode):
    """Whichever mode the model was in, and recording is on again."""
    model = Line().train(mode)
    evaluate(model, [batch((1, 1))], loss=square)
    assert model.training is mode
    assert Mode.recording


@pytest.mark.task("4.7", "evaluate")
def test_evaluate_leaves_a_frozen_part_frozen():
    """One part was in evaluation mode while the model was trained, and is so again."""
    model = Line()
    model.part = Line().eval()
    evaluate(model, [batch((1, 1))], loss=square)
    assert model.training
    assert not model.part.training


@pytest.mark.task("4.7", "evaluate")
def test_evaluate_puts_the_mode_back_after_an_error():
    """An error in a measure comes out, and leaves the model in training mode."""
    model = Line()

    def fails(output, target):
        raise ZeroDivisionError("no targets")

    with pytest.raises(ZeroDivisionError):
        evaluate(model, [batch((1, 1))], loss=fails)
    assert model.training and Mode.recording


@pytest.mark.task("4.7", "evaluate")
def test_evaluate_changes_nothing():
    """The weight and its gradient are what they were."""
    model = Line(1.0)
    model.weight.grad = tensor([7.0])
    evaluate(model, [batch((1, 3))], loss=square)
    assert (model.weight.item(), model.weight.grad.item()) == (1.0, 7.0)
