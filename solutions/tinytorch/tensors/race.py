"""The same training on every backend, by the clock: what kernels are worth.

    python -m tinytorch.tensors.race numpy cpu

prints, for each device, the seconds that an epoch takes, and the share of unseen digits that the network knows then.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tinytorch.data.digits import load_digits
from tinytorch.tensors.backend import BackendError
from tinytorch.tensors.classifier import Network, accuracy, train
from tinytorch.tensors.creation import tensor
from tinytorch.tensors.tensor import Tensor

SIZES = (64, 256, 10)
BATCH, RATE = 64, 0.3
EPOCHS = 10


@dataclass(frozen=True)
class Lap:
    """One training: on which device, seconds per epoch, and the share of unseen digits that are known after it."""

    device: str
    seconds: float
    accuracy: float


def digits_on(device: str) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Training images (1437, 64) and labels, test images (360, 64) and labels, on a device."""
    arrays = load_digits()
    return tuple(tensor(x.reshape(-1, 64) if x.ndim == 3 else x, device=device) for x in arrays)  # type: ignore[return-value]


def network_on(device: str, seed: int = 0) -> Network:
    """A network of SIZES whose parameters, the same on every device, lie there."""
    network = Network(SIZES, seed)
    for parameters in (network.weights, network.biases):
        parameters[:] = [p.detach().to(device).requires_grad_() for p in parameters]
    return network


def timed_training(device: str, epochs: int = EPOCHS, clock: Callable[[], float] = time.perf_counter) -> Lap:
    """Train `network_on(device)` with the digits there, and measure: one epoch that does not count, then `epochs` more.

    In the first epoch kernels are compiled, memory is taken for the first time, and caches are cold; a time that holds
    this says nothing of those that follow. Read the clock just before and just after the epochs that count, and divide.
    `train` takes BATCH and RATE; the accuracy is that of the test images, after all epochs.
    """
    ### BEGIN SOLUTION 5
    images, labels, test_images, test_labels = digits_on(device)
    network = network_on(device)
    train(network, images, labels, 1, BATCH, RATE)
    start = clock()
    train(network, images, labels, epochs, BATCH, RATE)
    seconds = (clock() - start) / epochs
    return Lap(device, seconds, accuracy(network(test_images), test_labels))
    ### END SOLUTION


def main(devices: Sequence[str]) -> int:
    """Print a line for each device; one that cannot be used here, or not yet, gives its reason."""
    print(f"{'device':8} {'seconds per epoch':>18} {'accuracy':>9}")
    for device in devices:
        try:
            lap = timed_training(device)
            print(f"{lap.device:8} {lap.seconds:18.4f} {lap.accuracy:9.1%}")
        except BackendError as error:
            print(f"{device:8} {error}")
        except NotImplementedError as error:
            print(f"{device:8} something that this takes is not written yet: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["numpy", "cpu"]))
