"""Hidden checks of Task 3.5: what is trained, where, and what the clock sees of it.

The clock that is handed in counts what has happened: a step of training, a layer of the network, the loading of the
digits. So the seconds that are measured are exact, and tell between which moments the clock was read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from autograder.checks import check, close

LOAD, LAYER, STEP = 1000.0, 100.0, 1.0  # seconds that each takes, by our clock
SMALL = (64, 2, 10)  # sizes of a network that every device runs quickly
FEW = (150, 150, 20, 20)  # images and labels to train with, and to test with


def patched(tt: Any, changes: list[tuple[Any, str, Any]], body: Callable[[], None]) -> Any:
    """Run `body` while (owner, name, value) hold; None, or [kind, message] of what it raised."""
    before = [tt.builtin.getattr(owner, name) for owner, name, _ in changes]
    for owner, name, value in changes:
        tt.builtin.setattr(owner, name, value)
    caught = tt.catch(body)
    for (owner, name, _), value in zip(changes, before, strict=True):
        tt.builtin.setattr(owner, name, value)
    return caught


def watched(tt: Any, device: str, epochs: int) -> list[Any]:
    """[error, lap, what each step of training was given], where steps do nothing but take their time."""
    race, classifier = tt.tensors.race, tt.tensors.classifier
    times, steps, laps = (tt.builtin.list([]) for _ in range(3))
    digits, linear = race.load_digits, classifier.linear

    def load() -> Any:
        times.append(LOAD)
        arrays = digits()
        return [arrays[k][:count] for k, count in enumerate(FEW)]

    def layer(x: Any, weight: Any, bias: Any) -> Any:
        times.append(LAYER)
        return linear(x, weight, bias)

    def step(network: Any, images: Any, labels: Any, rate: Any) -> Any:
        times.append(STEP)
        steps.append([images.device, labels.device, network.weights[0].device, tt.builtin.len(labels), rate])
        return 0.5

    def body() -> Any:
        lap = race.timed_training(device, epochs, tt.define(lambda: tt.builtin.sum(times)))
        laps.extend([lap.device, lap.seconds, lap.accuracy])
        return lap

    changes = [(race, "load_digits", load), (race, "SIZES", SMALL)]
    changes += [(classifier, "linear", layer), (classifier, "train_batch", step)]
    return [patched(tt, changes, body), laps, steps]


@check(
    "timed_training",
    compare=close(atol=1e-9),
    examples=3,
    epochs=st.integers(1, 4),
    also=[{"epochs": 2}, {"epochs": 1}],
)
def the_first_epoch_does_not_count(tt: Any, epochs: int) -> Any:
    """One epoch goes before; the clock sees the steps of those after it, and nothing else, divided by their number."""
    error, laps, steps = watched(tt, "numpy", epochs)
    return [error, laps, tt.builtin.len(steps)]


@check("timed_training", examples=2, device=st.sampled_from(["numpy", "python"]))
def everything_is_on_the_device(tt: Any, device: str) -> Any:
    """Images, labels and parameters lie on the device; steps have BATCH images, the last one the rest, and RATE."""
    error, laps, steps = watched(tt, device, 1)
    return [error, laps[0], steps]


@check("timed_training", compare=close(atol=0.02))
def the_accuracy_is_that_of_unseen_digits(tt: Any) -> Any:
    """After all epochs the accuracy is the share of the test images whose label the network finds."""
    return tt.tensors.race.timed_training("numpy", 1).accuracy
