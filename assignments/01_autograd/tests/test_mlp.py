"""Task 1.5: a network of scalars, and the step that trains it."""

import random

import pytest
from hypothesis import given
from tinytorch.autograd.mlp import MLP, Neuron, accuracy, hinge_loss, train, training_step
from tinytorch.autograd.variable import Scalar
from tinytorch.data.toys import simple

from .strategies import numbers


@pytest.mark.task("1.5", "Neuron.__call__")
@given(x=numbers, y=numbers)
def test_neuron(x, y):
    """A neuron's result is w1 x + w2 y + bias."""
    neuron = Neuron(2, random.Random(0))
    neuron.weights[0].data, neuron.weights[1].data, neuron.bias.data = 2.0, -3.0, 0.5
    assert neuron([x, y]).data == pytest.approx(2.0 * x - 3.0 * y + 0.5)


@pytest.mark.task("1.5", "Neuron.__call__")
def test_neuron_can_learn():
    """Gradients reach the weights and the bias: the slope by a weight is its input."""
    neuron = Neuron(2, random.Random(0))
    neuron([7.0, 11.0]).backward()
    assert [neuron.weights[0].grad, neuron.weights[1].grad, neuron.bias.grad] == [7.0, 11.0, 1.0]


@pytest.mark.task("1.5", "MLP.__call__")
@given(x=numbers)
def test_mlp(x):
    """Every layer but the last ends in ReLU: relu(x + 1) - 5 for this little network."""
    model = MLP([1, 1, 1])
    ((hidden,), (last,)) = model.layers
    hidden.weights[0].data, hidden.bias.data = 1.0, 1.0
    last.weights[0].data, last.bias.data = 1.0, -5.0
    assert model([x]).data == pytest.approx(sorted([0.0, x + 1.0])[1] - 5.0)


@pytest.mark.task("1.5", "MLP.__call__")
def test_mlp_feeds_layer_into_layer():
    """A network with two hidden layers of several neurons takes two numbers and gives one Scalar."""
    score = MLP([2, 4, 3, 1])([0.5, -0.5])
    assert isinstance(score, Scalar)
    assert score.requires_grad is True


@pytest.mark.task("1.5", "MLP.parameters")
def test_parameters():
    """A layer of m neurons with n inputs has m (n + 1) parameters; [2, 4, 3, 1] has 12 + 15 + 4 = 31, all different."""
    parameters = MLP([2, 4, 3, 1]).parameters()
    assert len(parameters) == 31
    assert len({id(p) for p in parameters}) == 31
    assert all(p.requires_grad for p in parameters)


@pytest.mark.task("1.5", "MLP.parameters")
def test_parameters_come_in_order():
    """Layer by layer and neuron by neuron: the weights, then the bias."""
    model = MLP([2, 1, 1])
    ((hidden,), (last,)) = model.layers
    expected = [*hidden.weights, hidden.bias, *last.weights, last.bias]
    assert [id(p) for p in model.parameters()] == [id(p) for p in expected]


@pytest.mark.task("1.5", "hinge_loss")
@given(score=numbers)
def test_hinge_loss(score):
    """No loss once the score has the label's sign and is at least 1 in size; before, the missing distance."""
    assert hinge_loss(Scalar(score), 1.0).data == sorted([0.0, 1.0 - score])[1]
    assert hinge_loss(Scalar(score), -1.0).data == sorted([0.0, 1.0 + score])[1]


@pytest.mark.task("1.5", "training_step")
def test_training_step_returns_the_loss_before():
    """The loss of a model whose parameters are all 0 is 1: every score is 0, one short of its label."""
    model = MLP([2, 2, 1])
    for p in model.parameters():
        p.data = 0.0
    points, labels = simple(10)
    assert training_step(model, points, labels, learning_rate=0.1) == pytest.approx(1.0)


@pytest.mark.task("1.5", "training_step")
def test_training_step_goes_downhill():
    """Ten small steps make the loss smaller."""
    points, labels = simple(20)
    model = MLP([2, 4, 1], seed=1)
    losses = [training_step(model, points, labels, learning_rate=0.1) for _ in range(10)]
    assert losses[-1] < losses[0]


@pytest.mark.task("1.5", "training_step")
def test_training_step_moves_by_the_gradient():
    """A bias alone: with a loss of 1 - bias its slope is -1, so a step of 0.25 moves it from 0 to 0.25."""
    model = MLP([1, 1])
    ((neuron,),) = model.layers
    neuron.weights[0].data = 0.0
    training_step(model, [[0.0]], [1.0], learning_rate=0.25, decay=0.0)
    assert neuron.bias.data == pytest.approx(0.25)


@pytest.mark.task("1.5", "training_step")
def test_decay_pulls_towards_zero():
    """Where the points are all right already, decay alone moves: p falls by learning_rate * 2 * decay * p."""
    model = MLP([1, 1])
    ((neuron,),) = model.layers
    neuron.weights[0].data, neuron.bias.data = 2.0, 4.0
    training_step(model, [[1.0]], [1.0], learning_rate=0.1, decay=0.5)
    assert [neuron.weights[0].data, neuron.bias.data] == pytest.approx([1.8, 3.6])


@pytest.mark.task("1.5", "training_step")
def test_training_separates():
    """After 30 steps the two halves of a square are told apart, nearly without a mistake."""
    points, labels = simple(30)
    model = MLP([2, 4, 1], seed=1)
    train(model, points, labels, steps=30, learning_rate=0.5)
    assert accuracy(model, points, labels) >= 0.9
