"""A DataLoader visits every sample once an epoch, in batches, under PyTorch's arguments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.data.dataset import IterableDataset, TensorDataset, random_split
from tinytorch.data.loader import DataLoader
from tinytorch.tensors.backend import available
from tinytorch.tensors.creation import arange, tensor, zeros
from tinytorch.tensors.random import Generator, manual_seed
from tinytorch.tensors.tensor import Tensor


class Count(IterableDataset):
    """0, 1, 2, ... as a stream."""

    def __init__(self, end: int) -> None:
        self.end = end

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.end))


class Known(Count):
    """A stream that knows its length."""

    def __len__(self) -> int:
        return self.end


class Watched(TensorDataset):
    """Counts how it is asked."""

    one_by_one = 0

    def __getitem__(self, index: int) -> Any:
        self.one_by_one += 1
        return super().__getitem__(index)


def pairs(device: str = "numpy") -> TensorDataset:
    """Ten pictures with the label that each of them shows."""
    labels = arange(10)
    return TensorDataset((labels * 100).reshape(10, 1).to(device), labels.to(device))


def numbers(loader: Any) -> list[Any]:
    """The batches as lists."""
    return [batch.tolist() for batch in loader]


@given(st.integers(1, 40), st.integers(1, 12), st.booleans(), st.booleans())
def test_every_sample_comes_once_an_epoch_and_drop_last_and_length_agree(
    count: int, size: int, shuffle: bool, drop_last: bool
) -> None:
    loader = DataLoader(range(count), size, shuffle, drop_last=drop_last)
    batches = numbers(loader)
    seen = [number for batch in batches for number in batch]
    assert len(loader) == len(batches)
    assert all(len(batch) == size for batch in batches[: None if drop_last else -1])
    assert len(set(seen)) == len(seen) == (count - count % size if drop_last else count)
    assert set(seen) <= set(range(count))


@pytest.mark.parametrize("device", available())
def test_pictures_and_labels_stay_together_on_their_device(device: str) -> None:
    for images, labels in DataLoader(pairs(device), batch_size=4, shuffle=True):
        assert images.device == labels.device == device
        assert images.tolist() == [[100 * label] for label in labels.tolist()]


def test_a_seed_repeats_all_epochs_and_every_epoch_has_another_order() -> None:
    epochs = []
    for _ in range(2):
        loader = DataLoader(range(50), 50, shuffle=True, generator=Generator(4))
        epochs.append([numbers(loader) for _ in range(3)])
    assert epochs[0] == epochs[1]
    assert epochs[0][0] != epochs[0][1] != epochs[0][2]


def test_without_a_generator_the_seed_of_the_program_decides() -> None:
    orders = []
    for seed in (1, 1, 2):
        manual_seed(seed)
        orders.append(numbers(DataLoader(range(30), 30, shuffle=True)))
    assert orders[0] == orders[1] != orders[2]


def test_tensors_are_fetched_by_one_look_up_for_a_batch_also_through_a_split() -> None:
    data = Watched(arange(20))
    seen = [numbers(batch) for part in random_split(data, [0.5, 0.5]) for batch in DataLoader(part, 5)]
    assert sorted(number for (batch,) in seen for number in batch) == list(range(20))
    assert data.one_by_one == 0


def test_a_collate_function_of_ones_own_gets_a_list_of_samples() -> None:
    def lengths(samples: Any) -> Any:
        return [tuple(part.tolist() for part in sample) for sample in samples]

    assert next(iter(DataLoader(pairs(), 2, collate_fn=lengths))) == [([0], 0), ([100], 1)]


def test_a_sampler_and_a_batch_sampler_of_ones_own_decide() -> None:
    assert numbers(DataLoader(range(10), 2, sampler=[7, 1, 3])) == [[7, 1], [3]]
    loader = DataLoader(range(10), batch_sampler=[[9], [1, 2, 3]])
    assert numbers(loader) == [[9], [1, 2, 3]] and len(loader) == 2


def test_without_batches_samples_come_one_by_one() -> None:
    loader = DataLoader([np.zeros(2), 5, (np.ones(1), "a")], batch_size=None)
    first, second, third = loader
    assert len(loader) == 3 and isinstance(first, Tensor) and second == 5 and third[0].tolist() == [1.0]
    assert list(DataLoader(range(10), batch_size=None, sampler=[4, 2])) == [4, 2]


@pytest.mark.parametrize("drop_last", [False, True])
def test_a_stream_is_cut_into_batches(drop_last: bool) -> None:
    loader = DataLoader(Known(7), 3, drop_last=drop_last)
    assert numbers(loader) == [[0, 1, 2], [3, 4, 5], [6]][: len(loader)] and len(loader) == 3 - drop_last
    assert list(DataLoader(Known(3), batch_size=None)) == [0, 1, 2] and len(DataLoader(Known(3), batch_size=None)) == 3


def test_a_stream_that_does_not_know_its_length_has_none() -> None:
    with pytest.raises(TypeError, match=r"knows its length, got a Count: write Count\.__len__"):
        len(DataLoader(Count(3)))


def test_an_empty_data_set_has_no_batch() -> None:
    loader = DataLoader(TensorDataset(zeros(0, 3)), 4)
    assert list(loader) == [] and len(loader) == 0


def test_two_epochs_at_the_same_time_do_not_disturb_each_other() -> None:
    loader = DataLoader(range(3))
    assert [(a.item(), b.item()) for a in loader for b in loader] == [(a, b) for a in range(3) for b in range(3)]


def test_the_memory_of_a_batch_is_its_own() -> None:
    data = TensorDataset(zeros(4))
    for (batch,) in DataLoader(data, 2):
        batch += 1.0
    assert data.tensors[0].tolist() == [0.0] * 4


WRONG: dict[str, Any] = {
    "a random order wants at least one sample, got an empty data set": {"dataset": [], "shuffle": True},
    "batch_size wants a whole number of at least 1, or None, got 0": {"batch_size": 0},
    "batch_size wants a whole number of at least 1, or None, got 2.0": {"batch_size": 2.0},
    "a sampler gives the order: leave out shuffle": {"sampler": [0], "shuffle": True},
    "a batch_sampler makes order and batches: leave out batch_size": {"batch_sampler": [[0]], "batch_size": 2},
    "batch_size=None makes no batches": {"batch_size": None, "drop_last": True},
    "an IterableDataset has its own order": {"dataset": Count(3), "shuffle": True},
    "an IterableDataset cannot be shared out": {"dataset": Count(3), "num_workers": 1},
    "num_workers wants a whole number of at least 0, got -1": {"num_workers": -1},
    "timeout wants a number of seconds of at least 0, got -1": {"timeout": -1},
    "prefetch_factor wants a whole number of at least 1, and num_workers > 0, got 3": {"prefetch_factor": 3},
    "persistent_workers wants workers": {"persistent_workers": True},
}


@pytest.mark.parametrize("words", WRONG)
def test_what_cannot_be_is_one_sentence(words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        DataLoader(**{"dataset": range(3), **WRONG[words]})
    assert "\n" not in str(caught.value)


def test_what_pytorch_accepts_is_accepted_and_cut_alike() -> None:
    data = pytest.importorskip("torch.utils.data")
    for kind in ({"batch_size": 3}, {"batch_size": 3, "drop_last": True}, {"batch_size": 4, "shuffle": False}, {}):
        assert numbers(DataLoader(range(10), pin_memory=False, **kind)) == numbers(
            data.DataLoader(range(10), pin_memory=False, **kind)
        )


def test_a_label_is_no_view_of_the_data_set() -> None:
    labels = tensor([1, 2, 3])
    (batch,) = next(iter(DataLoader(TensorDataset(labels), 3)))
    labels += 1
    assert batch.tolist() == [1, 2, 3]
