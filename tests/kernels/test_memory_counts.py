"""memory.allocated(), peak() and hooks tell the bytes that live tensors hold; a second training step takes no more."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tinytorch.kernels.cuda.device import Simulated
from tinytorch.kernels.cuda.operations import CudaBackend
from tinytorch.tensors.backend import Buffer, _loaded, backend
from tinytorch.tensors.classifier import Network, train_batch

import tinytorch as tt
from tinytorch import memory

KIB = 1024


@pytest.fixture(autouse=True)
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A count of its own for each test, and none after it."""
    gc.collect()
    gc.disable()
    monkeypatch.setattr(memory, "host", memory.Host())
    monkeypatch.setattr(Buffer, "__init__", Buffer.__init__)
    monkeypatch.setitem(_loaded, "cuda", CudaBackend(Simulated()))
    yield
    if "__del__" in vars(Buffer):
        del Buffer.__del__  # type: ignore[attr-defined]
    gc.enable()


def kib(size: int, device: str = "cpu") -> tt.Tensor:
    """A tensor of so many KiB."""
    return tt.tensor(np.zeros((size, 128)), device=device)


devices = pytest.mark.parametrize("device", ["numpy", "cpu", "cuda"])  # the pool's blocks are as large as these


# --- Bytes


@devices
def test_allocated_is_what_live_tensors_hold_whether_or_not_it_is_counted(device: str) -> None:
    before = memory.allocated(device)
    x = kib(3, device)
    found = memory.allocated(device) - before
    memory.reset_peak(device)
    y = kib(2, device)
    assert (found, memory.allocated(device) - before) == (3 * KIB, 5 * KIB)
    del x
    assert memory.allocated(device) - before == 2 * KIB
    del y
    assert memory.allocated(device) == before


def test_what_only_pretends_to_be_there_is_not_counted() -> None:
    """Among all objects that Python knows are proxies of some that have gone, and to ask one for its class raises."""
    before = memory.allocated()
    proxy = weakref.proxy(type("Thing", (), {})())
    with pytest.raises(ReferenceError):
        isinstance(proxy, Buffer)
    assert memory.allocated() == before


@devices
def test_a_view_keeps_the_whole_memory_and_takes_none(device: str) -> None:
    before = memory.allocated(device)
    x = kib(4, device)
    view = x[1:2, ::2].T
    assert memory.allocated(device) - before == 4 * KIB
    del x
    assert memory.allocated(device) - before == 4 * KIB
    assert view.tolist() == [[0.0]] * 64
    del view
    assert memory.allocated(device) == before


def test_a_detached_tensor_and_an_array_of_numpys_on_the_same_memory_take_none() -> None:
    x = kib(4)
    memory.reset_peak()
    other, numbers = x.detach(), x.numpy()
    assert memory.peak() == memory.allocated()
    assert other.tolist() == numbers.tolist()


def test_the_peak_is_the_most_that_was_held_at_once_since_the_reset() -> None:
    memory.reset_peak()
    before = memory.allocated()
    for size in (5, 9, 2):
        kib(size)
    assert memory.peak() - before == 9 * KIB
    x = kib(3)
    memory.reset_peak()
    assert memory.peak() - before == 3 * KIB
    del x
    assert memory.peak() - before == 3 * KIB


def test_without_a_reset_there_is_no_peak_and_the_error_says_what_to_do() -> None:
    with pytest.raises(RuntimeError, match=r"call that first"):
        memory.peak()


def test_there_is_nothing_to_release_in_memory_that_the_c_library_manages() -> None:
    x = kib(1)
    assert memory.release() == 0
    assert x.sum().item() == 0.0


def test_the_backends_in_host_memory_have_one_count() -> None:
    memory.reset_peak()
    x = kib(3, "numpy")
    assert memory.allocated("cpu") == memory.allocated("numpy") == memory.allocated("python")
    assert x.shape == (3, 128)


# --- Hooks


@devices
def test_a_hook_hears_of_what_is_taken_and_given_back_until_it_is_removed(device: str) -> None:
    heard: list[int] = []
    handle = memory.on_change(heard.append, device)
    x = kib(2, device)
    y = x * 2.0
    view = y[0]
    del x, y, view
    assert heard == [2 * KIB, 2 * KIB, -2 * KIB, -2 * KIB]
    handle.remove()
    kib(1, device)
    assert len(heard) == 4


def test_the_hooks_add_up_to_what_is_held() -> None:
    memory.reset_peak()
    before, heard = memory.allocated(), []
    memory.on_change(heard.append)
    x = (kib(2) + 1.0).exp()[1:]
    assert sum(heard) == memory.allocated() - before == 2 * KIB
    assert x.shape == (1, 128)


# --- Training


def step_on(device: str) -> Any:
    """A step of training, to be called again and again with the same batch."""
    network = Network((8, 6, 3), 0)
    for parameters in (network.weights, network.biases):
        parameters[:] = [p.detach().to(device).requires_grad_() for p in parameters]
    rng = np.random.default_rng(0)
    images = tt.tensor(rng.normal(size=(4, 8)).astype(np.float32), device=device)
    labels = tt.tensor(rng.integers(0, 3, 4), device=device)
    return lambda: train_batch(network, images, labels, 0.1)


@devices
def test_a_second_training_step_takes_the_same_and_the_peak_does_not_grow(device: str) -> None:
    """The first one makes the gradients' memory, which stays."""
    assert backend(device)
    step = step_on(device)
    step()
    peaks, held, heard = [], [], []
    memory.on_change(heard.append, device)
    for _ in range(3):
        heard.clear()
        memory.reset_peak(device)
        before = memory.allocated(device)
        step()
        peaks.append(memory.peak(device) - before)
        held.append((sum(taken for taken in heard if taken > 0), sum(heard)))
    assert len(set(peaks)) == 1
    assert peaks[0] > 0
    assert held == [(held[0][0], 0)] * 3


# Some arrays of this step are larger than 32 MiB, which glibc by default always gives back to the system.
FAULTS = """
import resource, sys
sys.path.insert(0, sys.argv[2])
import numpy as np
import tinytorch as tt
from tinytorch.tensors.classifier import Network, train_batch

network = Network((4, 1024, 2), 0)
for parameters in (network.weights, network.biases):
    parameters[:] = [p.detach().to(sys.argv[1]).requires_grad_() for p in parameters]
images, labels = tt.ones(9000, 4, device=sys.argv[1]), tt.tensor(np.arange(9000) % 2, device=sys.argv[1])
before = 0
for _ in range(3):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    train_batch(network, images, labels, 0.1)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def page_faults(device: str, malloc: str) -> int:
    """Pages that the system had to fill with zeros during a training step, when two have gone before."""
    source = str(Path(tt.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", FAULTS, device, source],
        env={**os.environ, "TINYTORCH_MALLOC": malloc},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the settings of the C library are glibc's")
def test_a_later_training_step_causes_almost_no_page_faults() -> None:
    """Its arrays lie where those of the step before have lain; as glibc is by default, they would begin anew."""
    if not os.confstr("CS_GNU_LIBC_VERSION"):
        pytest.skip("this C library is not glibc")
    many = page_faults("numpy", "system")
    assert [page_faults(device, "") < many / 10 for device in ("numpy", "cpu")] == [True, True]
