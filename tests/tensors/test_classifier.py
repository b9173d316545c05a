"""The network of Task 2.5 learns the digits, and the memory settings are what they say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tinytorch.data import load_digits
from tinytorch.tensors import Network, accuracy, train

import tinytorch


@pytest.mark.parametrize("seed", [0, 1])
def test_it_reads_digits_it_has_never_seen(seed: int) -> None:
    """Over 95 % of the test images, from two different starts, and the loss goes down."""
    images, labels, unseen, unseen_labels = (tinytorch.from_numpy(numbers) for numbers in load_digits())
    network = Network([64, 64, 10], seed=seed)
    losses = train(network, images.flatten(1), labels, epochs=15, batch=32, learning_rate=0.3, seed=seed)
    assert losses[-1] < 0.1 * losses[0]
    assert accuracy(network(unseen.flatten(1)), unseen_labels) > 0.95


def test_the_same_seed_trains_the_same_network() -> None:
    """Start, order of the images and result are repeated bit by bit."""
    images, labels, _, _ = (tinytorch.from_numpy(numbers) for numbers in load_digits())
    networks = [Network([64, 8, 10], seed=4) for _ in range(2)]
    losses = [train(network, images.flatten(1), labels, 1, 64, 0.2, seed=2) for network in networks]
    assert losses[0] == losses[1]
    assert networks[0].weights[0].tolist() == networks[1].weights[0].tolist()


@pytest.mark.skipif(sys.platform != "linux", reason="the settings are glibc's")
@pytest.mark.parametrize(("word", "made"), [("", True), ("system", False)])
def test_freed_memory_is_kept_unless_told_otherwise(word: str, made: bool) -> None:
    """TINYTORCH_MALLOC=system leaves the C library as it is."""
    if not os.confstr("CS_GNU_LIBC_VERSION"):
        pytest.skip("this C library is not glibc")
    ask = "from tinytorch.tensors.memory import keep_freed_memory; print(keep_freed_memory())"
    source = str(Path(tinytorch.__file__).parents[1])
    answer = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=source,
        env={**os.environ, "PYTHONPATH": source, "TINYTORCH_MALLOC": word},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == str(made)


def test_importing_the_package_makes_no_settings() -> None:
    """A backend is loaded, and with it the settings are made, when the first tensor is."""
    ask = (
        "import sys, tinytorch\n"
        "loaded = lambda: 'tinytorch.tensors.numpy_backend' in sys.modules\n"
        "print(loaded(), tinytorch.ones(1).item(), loaded())"
    )
    source = str(Path(tinytorch.__file__).parents[1])
    answer = subprocess.run([sys.executable, "-c", ask], cwd=source, capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["False", "1.0", "True"]
