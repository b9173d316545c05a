"""Data sets hold what they are made of, each sample once; parts of one share none and leave none out."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.data.collate import Columns
from tinytorch.data.dataset import (
    ConcatDataset,
    Dataset,
    IterableDataset,
    Subset,
    TensorDataset,
    fetch,
    random_split,
    shares,
)
from tinytorch.tensors.backend import available
from tinytorch.tensors.creation import arange, zeros
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.random import Generator


class Squares(Dataset):
    """Sample i is i * i; it cannot make one of 3."""

    def __len__(self) -> int:
        return 10

    def __getitem__(self, index: int) -> int:
        if index == 3:
            raise RuntimeError("no square")
        return index * index


def test_a_sample_of_a_tensor_data_set_is_the_tuple_of_the_rows() -> None:
    first, second = TensorDataset(arange(6).reshape(3, 2), arange(3))[1]
    assert (first.tolist(), second.tolist()) == ([2, 3], 1)


def test_many_samples_at_once_are_the_same_as_one_by_one() -> None:
    data = TensorDataset(arange(8).reshape(4, 2), arange(4))
    many = fetch(data, [3, 0, 3])
    assert type(many) is Columns and len(many) == 3
    assert [[part.tolist() for part in sample] for sample in many] == [[[6, 7], 3], [[0, 1], 0], [[6, 7], 3]]


@pytest.mark.parametrize("device", available())
def test_many_samples_at_once_are_found_as_an_index_finds_them(device: str) -> None:
    """From the end, too, and with a gradient; what is outside is named."""
    table = arange(12.0).reshape(4, 3).to(device).requires_grad_()
    data = TensorDataset(table, arange(4).to(device))
    for indices in ([1, 3, 1], [-1, 0], []):
        for found, column in zip(fetch(data, indices).tensors, data.tensors, strict=True):
            assert found.device == device and found.tolist() == column[indices].tolist()
    fetch(data, [1, 3, 1]).tensors[0].sum().backward()
    assert table.grad is not None and table.grad[:, 0].tolist() == [0.0, 2.0, 0.0, 1.0]
    with pytest.raises(IndexError, match="within 4 elements on axis 0, got 4"):
        fetch(data, [0, 4])


def test_tensors_of_different_lengths_are_no_data_set() -> None:
    with pytest.raises(LayoutError, match=r"one length, got lengths \[3, 2\]"):
        TensorDataset(zeros(3), zeros(2))


def test_no_tensors_are_no_data_set() -> None:
    with pytest.raises(ValueError, match="at least one tensor, got none"):
        TensorDataset()


def test_a_subset_fetches_through_any_depth_by_one_look_up() -> None:
    inner = Subset(TensorDataset(arange(10)), [9, 7, 5, 3])
    many = fetch(Subset(inner, [2, 0]), [1, 0])
    assert type(many) is Columns and many.tensors[0].tolist() == [9, 5]


@given(lengths=st.lists(st.integers(0, 4), min_size=1, max_size=4), data=st.data())
def test_several_data_sets_as_one_are_their_samples_in_a_row(lengths: list[int], data: st.DataObject) -> None:
    parts = [list(range(10 * k, 10 * k + length)) for k, length in enumerate(lengths)]
    whole, row = ConcatDataset(parts), [sample for part in parts for sample in part]
    assert len(whole) == len(row) and [whole[k] for k in range(len(row))] == row
    if row:
        k = data.draw(st.integers(-len(row), -1))
        assert whole[k] == row[k]
    for outside in (len(row), -len(row) - 1):
        with pytest.raises(IndexError, match="expected the number of one of"):
            whole[outside]


def test_data_sets_are_added_with_plus() -> None:
    both = TensorDataset(arange(2)) + TensorDataset(arange(3))
    assert [both[k][0].item() for k in range(len(both))] == [0, 1, 0, 1, 2]


@pytest.mark.parametrize(("parts", "error"), [([], ValueError), ([IterableDataset()], TypeError)])
def test_what_has_no_numbered_samples_cannot_be_joined(parts: list[Any], error: type[Exception]) -> None:
    with pytest.raises(error, match="a ConcatDataset wants"):
        ConcatDataset(parts)


@given(count=st.integers(0, 50), cuts=st.lists(st.integers(0, 50), max_size=3), seed=st.integers(0, 9))
def test_the_parts_of_a_split_share_no_sample_and_leave_none_out(count: int, cuts: list[int], seed: int) -> None:
    ends = [0, *sorted(min(cut, count) for cut in cuts), count]
    lengths = [end - start for start, end in pairwise(ends)]
    if sum(lengths) == 1:
        return  # as in PyTorch, lengths that add up to 1 are shares
    parts = random_split(range(count), lengths, Generator(seed))
    assert [len(part) for part in parts] == lengths
    assert sorted(part[k] for part in parts for k in range(len(part))) == list(range(count))


def test_a_split_is_the_same_for_the_same_seed_only() -> None:
    drawn = [list(random_split(range(100), [60, 40], Generator(seed))[0].indices) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2] and drawn[0] != sorted(drawn[0])


@pytest.mark.parametrize("lengths", [[5, 4], [0.5, 0.4], [12, -2], [4.5, 5.5]])
def test_lengths_that_do_not_add_up_are_one_sentence(lengths: list[float]) -> None:
    with pytest.raises(ValueError, match="lengths that add up to 10, or shares that add up to 1, got"):
        random_split(range(10), lengths)


@pytest.mark.filterwarnings("ignore:Length of split")
@given(count=st.integers(0, 200), parts=st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_shares_are_rounded_as_pytorch_does(count: int, parts: list[int]) -> None:
    data = pytest.importorskip("torch.utils.data")
    wanted = [part / sum(parts) for part in parts]
    if sum(wanted) > 1:
        return  # by a rounding error: PyTorch takes them for lengths
    assert shares(count, wanted) == [len(part) for part in data.random_split(range(count), wanted)]


def test_what_goes_wrong_with_a_sample_says_which_one_it_was() -> None:
    with pytest.raises(RuntimeError, match="no square") as caught:
        fetch(Squares(), [2, 3])
    assert caught.value.__notes__ == ["while sample 3 of Squares was fetched"]


@pytest.mark.parametrize("use", [lambda: Dataset()[0], lambda: iter(IterableDataset())])
def test_a_data_set_without_its_method_says_which_to_write(use: Any) -> None:
    with pytest.raises(NotImplementedError, match="write its __"):
        use()


def test_indices_of_an_empty_list_fetch_no_rows() -> None:
    assert np.shape(fetch(TensorDataset(zeros(3, 2)), []).tensors[0].numpy()) == (0, 2)
