"""Task 2.5: a network of tensors, and the step that trains it."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.data.digits import load_digits
from tinytorch.tensors.classifier import Network, accuracy, cross_entropy, linear, train, train_batch
from tinytorch.tensors.creation import tensor, zeros

from .strategies import shown

whole = st.integers(-4, 4).map(float)


def matrix(n: int, m: int) -> st.SearchStrategy[np.ndarray]:
    """n rows of m whole numbers, as float32."""
    return st.lists(whole, min_size=n * m, max_size=n * m).map(lambda row: np.array(row, np.float32).reshape(n, m))


def network(weight: list[list[float]], bias: list[float]) -> Network:
    """A network of one layer with these numbers."""
    made = Network([len(weight), len(bias)])
    made.weights[0] = tensor(weight, requires_grad=True)
    made.biases[0] = tensor(bias, requires_grad=True)
    return made


# --- linear


@pytest.mark.task("2.5", "linear")
def test_linear_is_a_weighted_sum_for_each_row():
    """(1 2) times the weights (1 / 10) is 21, and 0.5 more is 21.5; the row (3 4) gives 43.5."""
    result = linear(tensor([[1.0, 2.0], [3.0, 4.0]]), tensor([[1.0], [10.0]]), tensor([0.5]))
    assert result.tolist() == [[21.5], [43.5]]


@pytest.mark.task("2.5", "linear")
@given(x=matrix(4, 3), weight=matrix(3, 2), bias=matrix(1, 2))
def test_linear_is_numpys(x, weight, bias):
    """x @ weight + bias, with the bias added to every row."""
    result = linear(tensor(x), tensor(weight), tensor(bias[0]))
    assert shown(result) == shown(x @ weight + bias)


@pytest.mark.task("2.5", "linear")
def test_linear_can_learn():
    """By the bias: one for each row. By a weight: the sum of what came in there. By the input: the weights."""
    x = tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], requires_grad=True)
    weight, bias = tensor([[7.0], [8.0]], requires_grad=True), zeros(1, requires_grad=True)
    linear(x, weight, bias).sum().backward()
    assert bias.grad.tolist() == [3.0]
    assert weight.grad.tolist() == [[9.0], [12.0]]
    assert x.grad.tolist() == [[7.0, 8.0]] * 3


# --- cross_entropy


@pytest.mark.task("2.5", "cross_entropy")
def test_cross_entropy_of_who_knows_nothing():
    """Equal scores for 10 classes are chances of 1/10 each, and a loss of ln 10."""
    assert cross_entropy(zeros(3, 10), tensor([0, 4, 9])).item() == pytest.approx(math.log(10.0))


@pytest.mark.task("2.5", "cross_entropy")
@given(scores=matrix(3, 4), labels=st.lists(st.integers(0, 3), min_size=3, max_size=3))
def test_cross_entropy_is_the_mean_of_minus_log_p(scores, labels):
    """The mean over the rows of -ln p[label], where p = e^score / (sum of e^score)."""
    powers = np.exp(scores.astype(float))
    chances = powers / powers.sum(1, keepdims=True)
    expected = -np.log(chances[[0, 1, 2], labels]).mean()
    assert cross_entropy(tensor(scores), tensor(labels)).item() == pytest.approx(expected, abs=1e-5)


@pytest.mark.task("2.5", "cross_entropy")
def test_cross_entropy_does_not_overflow():
    """Scores of 1000 and 0: sure and right costs 0, sure and wrong costs 1000."""
    scores = tensor([[1000.0, 0.0]])
    assert cross_entropy(scores, tensor([0])).item() == pytest.approx(0.0)
    assert cross_entropy(scores, tensor([1])).item() == pytest.approx(1000.0)


@pytest.mark.task("2.5", "cross_entropy")
def test_cross_entropy_has_a_simple_gradient():
    """By the scores: the probabilities, less 1 at the label, divided by the number of rows."""
    scores = zeros(2, 4, requires_grad=True)
    cross_entropy(scores, tensor([1, 3])).backward()
    expected = [[0.125, -0.375, 0.125, 0.125], [0.125, 0.125, 0.125, -0.375]]
    assert scores.grad.numpy() == pytest.approx(np.array(expected))


# --- Network.__call__


@pytest.mark.task("2.5", "Network.__call__")
def test_a_network_of_one_layer_is_linear():
    """No ReLU after the last layer: a score may be negative."""
    scores = network([[1.0, -1.0]], [0.0, 0.5])(tensor([[2.0]]))
    assert scores.tolist() == [[2.0, -1.5]]


@pytest.mark.task("2.5", "Network.__call__")
@given(x=matrix(2, 1))
def test_relu_stands_between_the_layers(x):
    """relu(relu(1 - x) - 2) - 5 for this little network of three layers."""
    model = Network([1, 1, 1, 1])
    model.weights = [tensor([[-1.0]]), tensor([[1.0]]), tensor([[1.0]])]
    model.biases = [tensor([1.0]), tensor([-2.0]), tensor([-5.0])]
    hidden = np.maximum(np.maximum(1.0 - x, 0.0) - 2.0, 0.0)
    assert shown(model(tensor(x))) == shown(hidden - 5.0)


@pytest.mark.task("2.5", "Network.__call__")
def test_scores_for_many_rows_at_once():
    """Seven rows of 4 numbers give seven rows of 3 scores, and a gradient reaches every parameter."""
    model = Network([4, 5, 6, 3])
    scores = model(zeros(7, 4))
    assert scores.shape == (7, 3)
    scores.sum().backward()
    assert [p.grad is not None for p in model.parameters()] == [True] * 6


# --- train_batch


@pytest.mark.task("2.5", "train_batch")
def test_training_step_returns_the_loss_before():
    """A network of zeros knows nothing of two classes: the loss is ln 2, a float."""
    model = network([[0.0, 0.0]], [0.0, 0.0])
    loss = train_batch(model, tensor([[1.0], [2.0], [3.0]]), tensor([0, 0, 1]), learning_rate=0.1)
    assert type(loss) is float
    assert loss == pytest.approx(math.log(2.0))


@pytest.mark.task("2.5", "train_batch")
def test_training_step_moves_against_the_gradient():
    """At equal chances the gradients by the scores are -1/2 and 1/2; a step of 0.1 moves by 0.05 the other way."""
    model = network([[0.0, 0.0]], [0.0, 0.0])
    train_batch(model, tensor([[2.0]]), tensor([0]), learning_rate=0.1)
    assert model.biases[0].detach().numpy() == pytest.approx(np.array([0.05, -0.05]))
    assert model.weights[0].detach().numpy() == pytest.approx(np.array([[0.1, -0.1]]))


@pytest.mark.task("2.5", "train_batch")
def test_one_step_for_the_whole_batch():
    """Two rows alike with different labels pull in opposite directions, and nothing moves."""
    model = network([[0.0, 0.0]], [0.0, 0.0])
    train_batch(model, tensor([[2.0], [2.0]]), tensor([0, 1]), learning_rate=1.0)
    assert model.weights[0].detach().numpy() == pytest.approx(np.zeros((1, 2)))


@pytest.mark.task("2.5", "train_batch")
def test_training_step_forgets_old_gradients():
    """A gradient that somebody left does not take part."""
    model = network([[0.0, 0.0]], [0.0, 0.0])
    model.biases[0].grad = tensor([100.0, 100.0])
    train_batch(model, tensor([[2.0]]), tensor([0]), learning_rate=0.1)
    assert model.biases[0].detach().numpy() == pytest.approx(np.array([0.05, -0.05]))


@pytest.mark.task("2.5", "train_batch")
def test_parameters_stay_the_same_tensors():
    """A step writes into the parameters: they are the tensors that they were, and still leaves."""
    model = Network([2, 3, 2])
    before = model.parameters()
    train_batch(model, zeros(4, 2), tensor([0, 1, 0, 1]), learning_rate=0.1)
    assert [id(p) for p in model.parameters()] == [id(p) for p in before]
    assert all(p.requires_grad and p.node is None for p in before)


@pytest.mark.task("2.5", "train_batch")
def test_training_reads_digits():
    """Three times through 400 handwritten digits, and most of 100 others are told apart."""
    images, labels = (tensor(part[:500]) for part in load_digits()[:2])
    rows = images.reshape(500, 64)
    model = Network([64, 16, 10])
    losses = train(model, rows[:400], labels[:400], epochs=3, batch=20, learning_rate=0.2)
    assert losses[-1] < losses[0]
    assert accuracy(model(rows[400:]), labels[400:]) > 0.7
