"""The scalar network of Task 1.5 against PyTorch, and what it learns."""

from __future__ import annotations

import gc

import pytest
from tinytorch.autograd.mlp import MLP, accuracy, collector_at_rest, hinge_loss, train, training_step
from tinytorch.autograd.variable import Scalar
from tinytorch.data.toys import TOYS, moons


def test_a_training_step_equals_pytorchs_to_the_last_parameter() -> None:
    torch = pytest.importorskip("torch")
    points, labels = moons(12, seed=3)
    model = MLP([2, 5, 4, 1], seed=1)
    parameters = [torch.tensor(p.data, dtype=torch.float64, requires_grad=True) for p in model.parameters()]

    def score(point):
        values, rest = [torch.tensor(x, dtype=torch.float64) for x in point], iter(parameters)
        for depth, layer in enumerate(model.layers):
            sums = [sum(next(rest) * x for x in values) + next(rest) for _ in layer]
            values = [torch.relu(v) for v in sums] if depth < 2 else sums
        return values[0]

    for _ in range(3):
        loss = sum(torch.relu(1 - y * score(p)) for p, y in zip(points, labels, strict=True)) / len(points)
        loss = loss + 1e-4 * sum(p * p for p in parameters)
        ours = training_step(model, points, labels, learning_rate=0.2)
        assert ours == pytest.approx(loss.item(), rel=1e-12)
        loss.backward()
        with torch.no_grad():
            for p, q in zip(parameters, model.parameters(), strict=True):
                p -= 0.2 * p.grad
                p.grad = None
                assert q.data == pytest.approx(p.item(), rel=1e-10, abs=1e-14)


def test_parameters_are_counted_once_in_order() -> None:
    model = MLP([2, 3, 1])
    assert len(model.parameters()) == 3 * 3 + 4
    assert model.parameters()[2] is model.layers[0][0].bias


def test_hinge_loss_is_zero_beyond_the_margin() -> None:
    assert hinge_loss(Scalar(1.0), 1.0).data == 0.0
    assert hinge_loss(Scalar(-2.0), 1.0).data == 3.0


@pytest.mark.parametrize("name", TOYS)
def test_every_toy_has_both_labels_the_asked_number_of_points_and_no_surprise(name: str) -> None:
    points, labels = TOYS[name](40, seed=2)
    assert (points, labels) == TOYS[name](40, seed=2)
    assert len(points) == len(labels) == 40
    assert {-1.0, 1.0} == set(labels)


@pytest.mark.parametrize(("name", "steps"), [("simple", 40), ("xor", 100), ("moons", 100)])
def test_the_network_learns_a_toy(name: str, steps: int) -> None:
    points, labels = TOYS[name](40, seed=0)
    model = MLP([2, 8, 8, 1], seed=0)
    losses = train(model, points, labels, steps, learning_rate=1.0)
    assert losses[-1] < losses[0] / 2
    assert accuracy(model, points, labels) >= 0.95


@pytest.mark.slow
@pytest.mark.parametrize(("name", "steps"), [("xor", 80), ("moons", 80), ("circle", 80), ("spiral", 400)])
def test_the_network_separates_the_hard_toys(name: str, steps: int) -> None:
    points, labels = TOYS[name](60, seed=0)
    model = MLP([2, 16, 16, 1], seed=0)
    train(model, points, labels, steps, learning_rate=1.0)
    assert accuracy(model, points, labels) >= 0.95


def test_the_collector_is_back_after_the_rest_even_when_training_fails() -> None:
    with pytest.raises(ValueError, match="zip"), collector_at_rest():
        assert not gc.isenabled()
        training_step(MLP([2, 1]), [(1.0,)], [1.0], 0.1)
    assert gc.isenabled()
