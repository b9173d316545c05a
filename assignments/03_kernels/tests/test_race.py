"""Task 3.5: the same training on another backend, by the clock."""

import pytest
from tinytorch.tensors import race
from tinytorch.tensors.race import BATCH, RATE, Lap, timed_training


@pytest.fixture
def events(monkeypatch):
    """What happens, in order: each training with its epochs, batch and rate, and each look at the clock; few digits."""
    seen = []
    digits = race.load_digits()

    def train(network, images, labels, epochs, batch, learning_rate):
        assert {p.device for p in network.parameters()} == {images.device} == {labels.device}
        seen.append((epochs, batch, learning_rate))
        return [0.0]

    monkeypatch.setattr(race, "load_digits", lambda: tuple(part[:20] for part in digits))
    monkeypatch.setattr(race, "train", train)
    return seen


def clock(events):
    """A clock that goes on by 6 seconds each time somebody looks."""

    def look():
        events.append("clock")
        return 6.0 * events.count("clock")

    return look


@pytest.mark.task("3.5", "timed_training")
def test_one_epoch_does_not_count_and_the_others_are_averaged(events):
    """Train once, look at the clock, train for 3 epochs, look again: 6 seconds for 3 epochs."""
    lap = timed_training("numpy", epochs=3, clock=clock(events))
    assert events == [(1, BATCH, RATE), "clock", (3, BATCH, RATE), "clock"]
    assert (lap.device, lap.seconds) == ("numpy", 2.0)


@pytest.mark.task("3.5", "timed_training")
@pytest.mark.parametrize("device", ["numpy", "python"])
def test_everything_is_on_the_device(events, device):
    """Images, labels and parameters; a network that has learned nothing guesses."""
    lap = timed_training(device, epochs=1, clock=clock(events))
    assert isinstance(lap, Lap)
    assert lap.device == device
    assert 0.0 <= lap.accuracy <= 0.5


@pytest.mark.task("3.5", "timed_training")
def test_the_accuracy_is_that_of_unseen_digits_after_all_epochs():
    """After three times through the digits most of the unseen ones are known."""
    lap = timed_training("numpy", epochs=2)
    assert lap.accuracy > 0.8
    assert lap.seconds > 0.0
