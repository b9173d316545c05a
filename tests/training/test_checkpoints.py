"""A run that was stopped and resumed ends with the bits of one that never stopped; a wrong file changes nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tinytorch.nn.containers import Sequential
from tinytorch.nn.layers import Linear
from tinytorch.optim.adam import Adam
from tinytorch.optim.schedules import StepLR
from tinytorch.optim.sgd import SGD
from tinytorch.tensors.random import DEFAULT, Generator, manual_seed, rand
from tinytorch.tensors.tensor import Tensor
from tinytorch.training.checkpoints import load_checkpoint, save_checkpoint
from tinytorch.training.loop import train_epoch
from tinytorch.training.tensorfile import CheckpointError, load, save
from trainees import Training, bits, loss, network

KINDS = ["momentum", "adam"]


def train(run: Training, epochs: int) -> None:
    for _ in range(epochs):
        train_epoch(run.model, run.loader, loss, run.optimizer)
        run.schedule.step()


def extra(run: Training) -> dict[str, Generator]:
    """The generator that decides about the order, if the loader has one of its own."""
    return {"order": run.loader.generator} if run.loader.generator else {}


# --- Resuming


@pytest.mark.parametrize("own_generator", [False, True], ids=["default generator", "own generator"])
@pytest.mark.parametrize("kind", KINDS)
def test_three_epochs_a_checkpoint_and_three_more_are_six_to_the_last_bit(
    kind: str, own_generator: bool, tmp_path: Path
) -> None:
    whole = Training.of(kind, own_generator)
    train(whole, 6)
    first = Training.of(kind, own_generator)
    train(first, 3)
    save_checkpoint(tmp_path / "a", first.model, first.optimizer, first.schedule, epoch=3, **extra(first))
    second = Training.of(kind, own_generator, seed=99)
    if second.loader.generator:
        second.loader.generator.manual_seed(98)
    notes = load_checkpoint(tmp_path / "a", second.model, second.optimizer, second.schedule, **extra(second))
    assert notes == {"epoch": 3}
    train(second, 3)
    assert second.weights() == whole.weights()
    assert second.optimizer.param_groups[0]["lr"] == whole.optimizer.param_groups[0]["lr"]


SECOND_PROCESS = """
import sys
sys.path.append(sys.argv[3])
from test_checkpoints import Training, load_checkpoint, save, train
run = Training.of("adam", seed=99)
load_checkpoint(sys.argv[1], run.model, run.optimizer, run.schedule)
train(run, 1)
save(run.model.state_dict(), sys.argv[2])
"""


def test_another_process_goes_on_to_the_same_bits(tmp_path: Path, root: Path) -> None:
    run = Training.of("adam")
    train(run, 2)
    save_checkpoint(tmp_path / "a", run.model, run.optimizer, run.schedule)
    train(run, 1)
    program = [sys.executable, "-c", SECOND_PROCESS, tmp_path / "a", tmp_path / "b", root / "tests" / "training"]
    subprocess.run(program, check=True, cwd=root / "solutions")
    there = load(tmp_path / "b")
    assert [np.ascontiguousarray(tensor.numpy()).tobytes() for tensor in there.values()] == run.weights()


def test_without_a_checkpoint_the_bits_would_differ(tmp_path: Path) -> None:
    """What the tests above rely on: momentum, dropout and order do matter."""
    whole, broken = Training.of("adam"), Training.of("adam")
    train(whole, 2)
    train(broken, 1)
    save(broken.model.state_dict(), tmp_path / "weights")
    fresh = Training.of("adam", seed=99)
    load_checkpoint(tmp_path / "weights", fresh.model)
    train(fresh, 1)
    assert fresh.weights() != whole.weights()


def test_a_checkpoint_of_one_device_is_loaded_on_another(tmp_path: Path) -> None:
    run = Training.of("adam")
    train(run, 1)
    save_checkpoint(tmp_path / "a", run.model, run.optimizer)
    other = Training.of("adam", seed=99, device="cpu")
    load_checkpoint(tmp_path / "a", other.model, other.optimizer)
    assert other.weights() == run.weights()
    kept = next(iter(other.optimizer.state.values()))
    assert kept["exp_avg"].device == "cpu" and kept["step"] == 6


def test_what_else_is_given_comes_back_as_it_was(tmp_path: Path) -> None:
    more = {"epoch": 3, "losses": [0.1, float("nan")], "mean": Tensor([1.0, 2.0]), "pair": (1, None)}
    save_checkpoint(tmp_path / "a", network(), **more)
    back = load_checkpoint(tmp_path / "a", network())
    assert back.pop("mean").tolist() == more.pop("mean").tolist()  # type: ignore[attr-defined]
    assert repr(back) == repr(more)


def test_random_numbers_go_on_where_they_were(tmp_path: Path) -> None:
    model = network()
    save_checkpoint(tmp_path / "a", model)
    expected = rand(3).tolist()
    manual_seed(4)
    load_checkpoint(tmp_path / "a", model)
    assert rand(3).tolist() == expected


# --- Weights by themselves


def test_weights_alone_are_loaded_into_a_model(tmp_path: Path) -> None:
    model = network(1)
    save(model.state_dict(), tmp_path / "weights")
    other = network(2)
    assert load_checkpoint(tmp_path / "weights", other) == {}
    assert bits(other) == bits(model)


def test_weights_travel_to_pytorch_and_back(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch, the judge, is not installed")
    exchange = pytest.importorskip("safetensors.torch", reason="the library safetensors is not installed")
    ours, theirs = (
        network(),
        torch.nn.Sequential(torch.nn.Linear(3, 6), torch.nn.ReLU(), torch.nn.Dropout(), torch.nn.Linear(6, 1)),
    )
    save_checkpoint(tmp_path / "checkpoint", ours)
    prefixed = exchange.load_file(tmp_path / "checkpoint")
    assert {*prefixed} == {f"model.{key}" for key in theirs.state_dict()}
    save(ours.state_dict(), tmp_path / "weights")
    theirs.load_state_dict(exchange.load_file(tmp_path / "weights"))
    x = np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3)
    with torch.no_grad():
        expected = theirs.eval()(torch.from_numpy(x)).numpy()
    assert np.allclose(ours.eval()(Tensor(x)).detach().numpy(), expected, rtol=1e-5, atol=1e-6)
    exchange.save_file(theirs.state_dict(), tmp_path / "back")
    other = network(9)
    load_checkpoint(tmp_path / "back", other)
    assert bits(other) == bits(ours)


# --- Files that do not fit


def everything(run: Training) -> Any:
    """All that a checkpoint could change."""
    return (
        run.weights(),
        repr(run.optimizer.state_dict()),
        repr(run.schedule.state_dict()),
        repr(run.loader.generator and run.loader.generator.get_state()),
    )


def a_checkpoint(tmp_path: Path, **changed: Any) -> Path:
    """The parts of a good checkpoint, with some of them exchanged."""
    run = Training.of("adam")
    train(run, 1)
    save_checkpoint(tmp_path / "good", run.model, run.optimizer, run.schedule)
    save({**load(tmp_path / "good"), **changed}, tmp_path / "bad")
    return tmp_path / "bad"


def other_state() -> dict[str, Tensor]:
    return Sequential(Linear(3, 7), Linear(6, 1)).state_dict()


def test_weights_of_another_model_change_nothing_and_every_key_is_named(tmp_path: Path) -> None:
    path, run = a_checkpoint(tmp_path, model=other_state()), Training.of("adam")
    before, random = everything(run), DEFAULT.get_state()
    with pytest.raises(CheckpointError) as error:
        load_checkpoint(path, run.model, run.optimizer, run.schedule)
    text = str(error.value)
    assert text.startswith(f"the model in {path} cannot be loaded: ") and "\n" not in text
    assert all(key in text for key in ("'3.weight'", "'3.bias'", "'1.weight'", "'0.weight'", "(7, 3)", "(6, 3)"))
    assert everything(run) == before and DEFAULT.get_state() == random


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"optimizer": None}, "was saved without the optimizer: leave it out"),
        ({"schedule": None}, "was saved without the schedule: leave it out"),
        ({"schedule": {"gamma": 0.5}}, "the schedule in {path} is of another kind than CosineAnnealingLR"),
        ({"optimizer": {"state": {}, "param_groups": []}}, "the optimizer in {path} cannot be loaded: "),
        ({"random": {"default": {"bit_generator": "MT19937"}}}, "the generator 'default' in {path} cannot be loaded: "),
        ({"version": 2}, "is of version 2, and this is 1: use a newer tinytorch"),
    ],
)
def test_a_part_that_does_not_fit_is_named_and_nothing_changes(
    changed: dict[str, Any], said: str, tmp_path: Path
) -> None:
    path = a_checkpoint(tmp_path, **changed)
    run = Training.of("adam")
    before, next_numbers = everything(run), rand(2).tolist()
    run = Training.of("adam")
    with pytest.raises(CheckpointError) as error:
        load_checkpoint(path, run.model, run.optimizer, run.schedule)
    assert said.format(path=path) in str(error.value) and "\n" not in str(error.value)
    assert everything(run) == before and rand(2).tolist() == next_numbers


def test_another_kind_of_optimizer_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    run = Training.of("momentum")
    train(run, 1)
    save_checkpoint(tmp_path / "a", run.model, run.optimizer)
    model = network(9)
    before = bits(model)
    with pytest.raises(CheckpointError, match="the optimizer in"):
        load_checkpoint(tmp_path / "a", model, Adam(model.parameters()))
    assert bits(model) == before


def test_a_schedule_of_another_kind_is_refused(tmp_path: Path) -> None:
    run = Training.of("adam")
    save_checkpoint(tmp_path / "a", run.model, run.optimizer, run.schedule)
    other = SGD(run.model.parameters(), lr=0.1)
    with pytest.raises(CheckpointError, match="is of the kind CosineAnnealingLR, and not StepLR"):
        load_checkpoint(tmp_path / "a", run.model, schedule=StepLR(other, 3))


def test_weights_alone_are_not_enough_for_an_optimizer(tmp_path: Path) -> None:
    run = Training.of("adam")
    save(run.model.state_dict(), tmp_path / "weights")
    with pytest.raises(CheckpointError, match="holds weights and nothing else"):
        load_checkpoint(tmp_path / "weights", run.model, run.optimizer)


def test_other_data_is_no_checkpoint(tmp_path: Path) -> None:
    save([1, 2], tmp_path / "list")
    with pytest.raises(CheckpointError, match="holds other data than a checkpoint"):
        load_checkpoint(tmp_path / "list", network())
