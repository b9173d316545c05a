"""Samplers visit what they promise to; batches are the order, cut."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.data.laws import epoch_law
from tinytorch.data.samplers import (
    BatchSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
    index_batches,
)
from tinytorch.tensors.creation import tensor
from tinytorch.tensors.random import Generator, manual_seed

counts, sizes = st.integers(1, 40), st.integers(1, 12)


@given(counts)
def test_in_sequence_means_from_the_first_to_the_last(count: int) -> None:
    sampler = SequentialSampler(range(count))
    assert list(sampler) == list(range(count)) and len(sampler) == count


@given(counts, st.integers(0, 9))
def test_a_random_order_has_every_sample_once(count: int, seed: int) -> None:
    assert sorted(RandomSampler(range(count), generator=Generator(seed))) == list(range(count))


@given(counts, st.integers(1, 100))
def test_no_sample_comes_again_before_all_have_come(count: int, many: int) -> None:
    sampler = RandomSampler(range(count), num_samples=many)
    order = list(sampler)
    assert len(order) == len(sampler) == many
    for start in range(0, many, count):
        part = order[start : start + count]
        assert len(set(part)) == len(part) and set(part) <= set(range(count))


def test_with_replacement_every_number_is_drawn_from_all() -> None:
    order = list(RandomSampler(range(5), replacement=True, num_samples=1000, generator=Generator(0)))
    assert len(order) == 1000 and set(order) == set(range(5))
    assert len(set(order[:5])) < 5 or len(set(order[5:10])) < 5


def test_every_epoch_has_another_order_and_a_seed_repeats_them_all() -> None:
    orders = []
    for _ in range(2):
        sampler = RandomSampler(range(50), generator=Generator(3))
        orders.append([list(sampler) for _ in range(3)])
    assert orders[0] == orders[1]
    assert len({tuple(order) for order in orders[0]}) == 3


def test_without_a_generator_the_default_one_decides() -> None:
    orders = []
    for seed in (5, 5, 6):
        manual_seed(seed)
        orders.append(list(RandomSampler(range(50))))
    assert orders[0] == orders[1] != orders[2]


def test_an_order_is_the_same_on_every_machine() -> None:
    assert list(RandomSampler(range(10), generator=Generator(0))) == [4, 6, 2, 7, 3, 5, 9, 0, 8, 1]


def test_the_length_follows_a_data_source_that_grows() -> None:
    source = [1, 2]
    sampler = RandomSampler(source)
    source.append(3)
    assert len(sampler) == 3 and sorted(sampler) == [0, 1, 2]


def test_a_random_subset_has_each_of_its_numbers_once_in_another_order() -> None:
    sampler = SubsetRandomSampler(list(range(100, 130)), generator=Generator(0))
    first, second = list(sampler), list(sampler)
    assert sorted(first) == sorted(second) == list(range(100, 130)) and first != second and len(sampler) == 30


def test_weights_decide_how_often_a_sample_is_drawn() -> None:
    sampler = WeightedRandomSampler([1, 0, 3], 4000, generator=Generator(0))
    counts = [list(sampler).count(number) for number in range(3)]
    assert len(sampler) == 4000 and counts[1] == 0
    assert counts[0] / 4000 == pytest.approx(1 / 4, abs=0.03) and sum(counts[::2]) > 3800


def test_without_replacement_no_sample_comes_twice_and_heavy_ones_come_first() -> None:
    sampler = WeightedRandomSampler([1e-9, 2.0, 0.0, 1.0], 3, replacement=False, generator=Generator(0))
    first, second = list(sampler), list(sampler)
    assert sorted(first) == sorted(second) == [0, 1, 3] and first[-1] == second[-1] == 0


def test_weights_of_a_tensor_and_a_seed_give_the_same_draws() -> None:
    weights = [0.5, 1.0, 2.0]
    draws = [list(WeightedRandomSampler(w, 20, generator=Generator(1))) for w in (weights, tensor(weights))]
    assert draws[0] == draws[1]


def test_a_weighted_sampler_has_the_arguments_of_pytorchs() -> None:
    data = pytest.importorskip("torch.utils.data")
    mine, other = (inspect.signature(kind).parameters for kind in (WeightedRandomSampler, data.WeightedRandomSampler))
    assert [(p.name, p.default) for p in mine.values()] == [(p.name, p.default) for p in other.values()]


@given(st.lists(st.integers()), sizes, st.booleans())
def test_batches_are_the_order_cut_as_pytorch_cuts_it(order: list[int], size: int, drop_last: bool) -> None:
    data = pytest.importorskip("torch.utils.data")
    assert index_batches(order, size, drop_last) == list(data.BatchSampler(order, size, drop_last))


@given(st.integers(0, 40), sizes, st.booleans())
def test_the_length_of_a_batch_sampler_is_the_number_of_its_batches(count: int, size: int, drop_last: bool) -> None:
    sampler = BatchSampler(range(count), size, drop_last)
    assert len(sampler) == len(list(sampler))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: RandomSampler([]), "at least one sample, got an empty data set"),
        (lambda: RandomSampler([1], num_samples=0), "num_samples wants a whole number of at least 1, got 0"),
        (lambda: RandomSampler([1], num_samples=1.5), "num_samples wants a whole number of at least 1, got 1.5"),
        (lambda: WeightedRandomSampler([1], 0), "num_samples wants a whole number of at least 1, got 0"),
        (lambda: WeightedRandomSampler([1], 1, 1), "replacement wants True or False, got 1"),
        (lambda: WeightedRandomSampler([[1]], 1), r"one number for each sample, got numbers of shape \(1, 1\)"),
        (lambda: WeightedRandomSampler([1, -1], 1), "finite numbers, none of them below 0"),
        (lambda: WeightedRandomSampler([0, 0], 1), "not all of them 0"),
        (lambda: WeightedRandomSampler([float("nan")], 1), "finite numbers"),
        (lambda: WeightedRandomSampler([1, 0], 2, False), "at most 1 samples can be drawn, .* got num_samples=2"),
        (lambda: BatchSampler([1], 0), "batch_size wants a whole number of at least 1, got 0"),
        (lambda: BatchSampler([1], True), "batch_size wants a whole number of at least 1, got True"),
        (lambda: BatchSampler([1], 1, 1), "drop_last wants True or False, got 1"),
    ],
)
def test_what_makes_no_order_is_one_sentence(make: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()


def test_a_sampler_without_its_method_says_which_to_write() -> None:
    with pytest.raises(NotImplementedError, match="write its __iter__"):
        iter(Sampler())


# --- The law that students write


@given(st.integers(0, 30), sizes, st.booleans())
def test_the_law_never_accuses_a_right_function(count: int, size: int, drop_last: bool) -> None:
    def in_tuples(order: list[int], size: int, drop_last: bool) -> Any:
        return tuple(tuple(batch) for batch in index_batches(order, size, drop_last))

    assert epoch_law(index_batches, count, size, drop_last)
    assert epoch_law(in_tuples, count, size, drop_last)


WRONG: dict[str, Any] = {
    "the last batch is lost": lambda order, size, drop: index_batches(order, size, True),
    "drop_last is ignored": lambda order, size, drop: index_batches(order, size, False),
    "a full last batch is dropped": lambda order, size, drop: index_batches(order, size, False)[: -1 if drop else None],
    "the order is ignored": lambda order, size, drop: index_batches(range(len(order)), size, drop),
    "the order is sorted": lambda order, size, drop: index_batches(sorted(order), size, drop),
    "batches overlap": lambda order, size, drop: [order[k : k + size + 1] for k in range(0, len(order), size)],
    "batches are one too small": lambda order, size, drop: index_batches(order, max(size - 1, 1), drop),
    "one batch for all": lambda order, size, drop: [list(order)],
    "an empty batch at the end": lambda order, size, drop: [*index_batches(order, size, drop), []],
    "the short batch comes first": lambda order, size, drop: index_batches(order, size, drop)[::-1],
    "the first sample is lost": lambda order, size, drop: index_batches(order[1:], size, drop),
    "a sample comes twice": lambda order, size, drop: index_batches([*order, *order[:1]], size, drop),
    "sizes and number of batches are exchanged": lambda order, size, drop: index_batches(
        order, max(len(order) // size, 1), drop
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_the_law_catches(name: str) -> None:
    cases = [(count, size, drop) for count in range(9) for size in range(1, 5) for drop in (False, True)]
    assert not all(epoch_law(WRONG[name], *case) for case in cases)
