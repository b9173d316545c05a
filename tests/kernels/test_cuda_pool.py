"""Device memory is asked for once: what nobody holds any more serves the next who asks, and nothing else does."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.kernels.cuda.device import Simulated
from tinytorch.kernels.cuda.operations import CudaBackend
from tinytorch.kernels.cuda.pool import SMALLEST, Pool, rounded
from tinytorch.tensors.backend import BackendError, _loaded
from tinytorch.tensors.classifier import Network, train_batch
from tinytorch.tensors.dtypes import bool_, float32, float64

import tinytorch as tt
from tinytorch import memory


class Counted(Simulated):
    """A machine that counts how often it is asked for memory, and has only so much."""

    def __init__(self, room: int = 1 << 40) -> None:
        super().__init__()
        self.asked, self.room = 0, room

    def allocate(self, size: int) -> Any:
        if size > self.room:
            raise MemoryError
        self.asked += 1
        return super().allocate(size)


@given(st.integers(0, 1 << 40))
def test_a_block_is_large_enough_and_at_most_a_quarter_larger(size: int) -> None:
    block = rounded(size)
    assert block >= size
    assert block <= max(SMALLEST, size * 5 / 4)
    assert rounded(block) == block
    assert block % 8 == 0


def test_a_freed_block_is_used_again_and_a_held_one_is_not() -> None:
    machine = Counted()
    pool = Pool(machine)
    first, second = pool.numbers(1000, float32), pool.numbers(1000, float32)
    assert machine.asked == 2
    block = first.row.base
    del first
    again = pool.numbers(990, float32)
    assert again.row.base is block
    assert again.row.size == 990
    assert second.row.base is not block
    assert machine.asked == 2


def test_a_block_serves_every_kind_of_number() -> None:
    machine = Counted()
    pool = Pool(machine)
    for count, dtype in ((128, float32), (64, float64), (512, bool_), (128, float32)):
        numbers = pool.numbers(count, dtype)
        assert (numbers.row.size, numbers.row.dtype, numbers.nbytes) == (count, dtype, 512)
        del numbers
    assert machine.asked == 1


def test_what_is_allocated_and_reserved_is_counted() -> None:
    pool = Pool(Counted())
    seen: list[int] = []
    pool.hooks[0] = seen.append
    a, b = pool.numbers(1000, float32), pool.numbers(10, float32)
    assert pool.allocated() == pool.peak() == pool.reserved == rounded(4000) + 512
    del a
    assert (pool.allocated(), pool.peak(), pool.reserved) == (512, rounded(4000) + 512, rounded(4000) + 512)
    pool.reset_peak()
    assert pool.peak() == 512
    assert pool.release() == rounded(4000)
    assert (pool.allocated(), pool.reserved) == (512, 512)
    del b
    assert seen == [rounded(4000), 512, -rounded(4000), -512]
    assert pool.allocated() == 0


def test_a_hook_that_raises_takes_no_block_away() -> None:
    pool = Pool(Counted())

    def refuse(size: int) -> None:
        if size > 0:
            raise ValueError("no more")

    pool.hooks[0] = refuse
    for _ in range(2):
        with pytest.raises(ValueError, match="no more"):
            pool.numbers(10, float32)
    assert (pool.allocated(), pool.reserved) == (0, 512)


def test_no_memory_is_used_where_there_are_no_numbers() -> None:
    machine = Counted()
    assert Pool(machine).numbers(0, float32).row is None
    assert machine.asked == 0


def test_where_the_device_is_full_what_waits_is_given_back_first() -> None:
    machine = Counted()
    pool = Pool(machine)
    del_me = pool.numbers(4000, float32)
    del del_me
    machine.room = 600
    with pytest.raises(BackendError, match=r"no 4096 bytes left beside the 0 in use"):
        pool.numbers(1024, float32)
    assert pool.reserved == 0
    assert pool.numbers(100, float32).size == 100


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """A counted machine behind device="cuda"."""
    made = Counted()
    monkeypatch.setitem(_loaded, "cuda", CudaBackend(made))
    return made


def test_a_view_keeps_the_memory_of_the_array_that_is_gone(machine: Counted) -> None:
    x = tt.tensor(np.arange(200, dtype=np.float32), device="cuda")
    view = x[10:20]
    del x
    others = [tt.zeros(200, device="cuda") for _ in range(3)]
    assert view.tolist() == list(range(10, 20))
    assert len(others) == 3


def test_the_second_training_step_asks_the_device_for_nothing(machine: Counted) -> None:
    network = Network((5, 6, 3), seed=1)
    network.weights, network.biases = (
        [p.detach().to("cuda").requires_grad_() for p in each] for each in (network.weights, network.biases)
    )
    images, labels = tt.ones(4, 5, device="cuda"), tt.tensor([0, 2, 1, 2], device="cuda")
    gc.disable()  # what a step leaves must go by itself, not when the collector comes
    try:
        for _ in range(2):  # gradients of the last step are alive in the next one
            train_batch(network, images, labels, 0.5)
        asked, allocated = machine.asked, memory.allocated("cuda")
        for _ in range(2):
            train_batch(network, images, labels, 0.5)
        assert machine.asked == asked
        assert memory.allocated("cuda") == allocated
    finally:
        gc.enable()
