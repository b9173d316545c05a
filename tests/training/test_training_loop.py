"""The training loop trains as it does in PyTorch, counts every sample once, and an evaluation leaves no trace."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import pytest
from tinytorch.autograd.engine import Mode
from tinytorch.nn.layers import Linear
from tinytorch.nn.module import Module
from tinytorch.optim.sgd import SGD
from tinytorch.tensors.tensor import Tensor
from tinytorch.training.loop import evaluate, train_epoch
from trainees import batches, bits, loss, network, samples


class Watched(Module):
    """Two times the weight, and a note of every call."""

    def __init__(self) -> None:
        self.inner = Linear(3, 1)
        self.calls: list[tuple[bool, bool, bool]] = []

    def forward(self, x: Tensor) -> Tensor:
        self.calls.append((self.training, self.inner.training, Mode.recording))
        return self.inner(x)


def pairs(*sizes: int) -> list[tuple[Tensor, Tensor]]:
    """Batches of these sizes."""
    inputs, targets = samples(sum(sizes))
    ends = [0, *accumulate(sizes)]
    return [(inputs[a:b], targets[a:b]) for a, b in pairwise(ends)]


# --- train_epoch


@pytest.mark.parametrize("device", ["numpy", "cpu"])
@pytest.mark.parametrize("clip", [None, 0.05])
def test_an_epoch_is_pytorchs(clip: float | None, device: str) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch, the judge, is not installed")
    ours = network(chance=0.0)
    theirs = torch.nn.Sequential(torch.nn.Linear(3, 6), torch.nn.ReLU(), torch.nn.Linear(6, 1)).double()
    ours.double().to(device)
    state = {key.replace("3.", "2."): torch.tensor(t.tolist()).double() for key, t in ours.state_dict().items()}
    theirs.load_state_dict(state)
    ours_data = [(x.to("float64").to(device), y.to("float64").to(device)) for x, y in pairs(4, 4, 3)]
    optimizer = torch.optim.SGD(theirs.parameters(), lr=0.1, momentum=0.9)
    losses = []
    for x, y in ours_data:
        optimizer.zero_grad()
        value = torch.nn.functional.mse_loss(
            theirs(torch.tensor(x.tolist()).double()), torch.tensor(y.tolist()).double()
        )
        value.backward()
        if clip:
            torch.nn.utils.clip_grad_norm_(theirs.parameters(), clip)
        optimizer.step()
        losses += [value.item()] * len(x)
    found = train_epoch(ours, ours_data, loss, SGD(ours.parameters(), lr=0.1, momentum=0.9), clip)
    for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert np.allclose(a.detach().numpy(), b.detach().numpy(), rtol=1e-10, atol=1e-12)
    assert found == pytest.approx(np.mean(losses), rel=1e-10)


def test_every_sample_counts_the_same_however_large_its_batch_is() -> None:
    model = network(chance=0.0)
    nothing = SGD(model.parameters(), lr=0.0)
    one, parts = (train_epoch(model, pairs(*sizes), loss, nothing) for sizes in [(11,), (6, 4, 1)])
    assert parts == pytest.approx(one, rel=1e-6)


def test_the_loss_of_a_batch_is_that_before_its_step() -> None:
    model = network(chance=0.0)
    (x, y) = samples(4)
    before = loss(model(x), y).item()
    assert train_epoch(model, [(x, y)], loss, SGD(model.parameters(), lr=0.1)) == pytest.approx(before, rel=1e-6)


def test_old_gradients_are_forgotten() -> None:
    fresh, used = network(), network()
    for model in (fresh, used):
        model.eval()
    loss(used(samples()[0]), samples()[1]).backward()
    for model in (fresh, used):
        model[2].p = 0.0
        train_epoch(model, pairs(5, 5), loss, SGD(model.parameters(), lr=0.1))
    assert bits(fresh) == bits(used)


def test_the_model_trains_in_training_mode_with_gradients_recorded() -> None:
    model = Watched().eval()
    train_epoch(model, pairs(2, 2), loss, SGD(model.parameters(), lr=0.1))
    assert model.calls == [(True, True, True)] * 2


def test_an_epoch_of_a_data_loader_takes_every_batch_once() -> None:
    model, loader = Watched(), batches()
    train_epoch(model, loader, loss, SGD(model.parameters(), lr=0.01))
    assert len(model.calls) == len(loader) == 6


@pytest.mark.parametrize("run", ["train", "evaluate"])
def test_no_batches_are_one_sentence(run: str) -> None:
    model = network()
    with pytest.raises(ValueError, match="expected at least one sample, got none: is the loader empty"):
        if run == "train":
            train_epoch(model, [], loss, SGD(model.parameters(), lr=0.1))
        else:
            evaluate(model, [], loss=loss)


# --- evaluate


def test_an_evaluation_is_the_mean_over_samples_of_each_measure() -> None:
    model = network()

    def largest(output: Tensor, targets: Tensor) -> float:
        return max(targets.tolist())[0]

    found = evaluate(model, pairs(6, 4, 1), loss=loss, largest=largest)
    inputs, targets = samples(11)
    sizes = [(6, 0), (4, 6), (1, 10)]
    expected = sum(n * max(targets[start : start + n].tolist())[0] for n, start in sizes) / 11
    assert found == {
        "loss": pytest.approx(loss(model.eval()(inputs), targets).item(), rel=1e-6),
        "largest": pytest.approx(expected),
    }


@pytest.mark.parametrize("inner", [True, False])
@pytest.mark.parametrize("mode", [True, False])
def test_an_evaluation_runs_in_evaluation_mode_without_a_record_and_leaves_no_trace(mode: bool, inner: bool) -> None:
    model = Watched().train(mode)
    model.inner.train(inner)
    before = bits(model)
    evaluate(model, pairs(2, 2), loss=loss)
    assert model.calls == [(False, False, False)] * 2
    assert (model.training, model.inner.training, Mode.recording) == (mode, inner, True)
    assert bits(model) == before and all(p.grad is None for p in model.parameters())


def test_an_evaluation_that_fails_puts_the_mode_back() -> None:
    model = Watched()
    model.inner.eval()

    def broken(output: Tensor, targets: Tensor) -> Any:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        evaluate(model, pairs(2), loss=broken)
    assert (model.training, model.inner.training, Mode.recording) == (True, False, True)
