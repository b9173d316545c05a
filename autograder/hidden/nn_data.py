"""Hidden checks of Task 4.6: a random order of samples, its batches, and what a loader makes of them."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograder.checks import check, law_check
from autograder.hidden.nn_tools import SIGMAS, Drawn, constant, drawn, listed, numbers, seeds

# --- RandomSampler.__iter__


def sampler_of(tt: Any, n: int, seed: int, **options: Any) -> Any:
    """A sampler of n samples with a generator of its own."""
    generator = tt.tensors.random.Generator(seed)
    return tt.data.samplers.RandomSampler(list(range(n)), generator=generator, **options)


def whole(numbers: list[Any], n: int) -> bool:
    """Whether all are Python's whole numbers from 0 to n - 1."""
    return all(type(k) is int and 0 <= k < n for k in numbers)


def permutations(orders: Any, given: Drawn) -> str | None:
    """The law of orders of n samples: each has every number once."""
    n = given["n"]
    for order in orders:
        if not whole(order, n):
            return "an order is not one of whole numbers from 0 to n - 1"
        if sorted(order) != list(range(n)):
            return "a sample is missing in an order, or comes twice"
    return None


def apart_and_alike(orders: Any, given: Drawn) -> str | None:
    """The law of [first and second epoch, those of the same seed again, the first of another seed], many samples."""
    first, second, again, second_again, other = orders
    if permutations(orders, given):
        return "an order is not one of all samples"
    if list(range(given["n"])) in (first, second, other):
        return "an order is not random"
    if first == second:
        return "the second epoch has the order of the first"
    if [first, second] != [again, second_again]:
        return "generators of the same seed do not give the same orders"
    return "generators of two seeds give the same order" if first == other else None


def evenly(orders: Any, given: Drawn) -> str | None:
    """The law of many orders of three samples: each of the six comes about equally often."""
    reach = SIGMAS * math.sqrt(len(orders) * (1 / 6) * (5 / 6))
    found = [tuple(order) for order in orders]
    kinds = [found.count((a, b, 3 - a - b)) for a in range(3) for b in range(3) if a != b]
    if sum(kinds) != given["count"]:
        return "an order is not one of all samples"
    return None if all(abs(kind - given["count"] / 6) <= reach for kind in kinds) else "some orders come too often"


def with_replacement(orders: Any, given: Drawn) -> str | None:
    """The law of two orders with replacement: the right number of whole numbers, some of which come twice."""
    n, count = given["n"], given["count"]
    for order in orders:
        if not (len(order) == count and whole(order, n)):
            return "expected num_samples whole numbers from 0 to n - 1"
        if len({*order[:n]}) == n:
            return "of many numbers drawn with replacement some come twice"
        if len({*order}) < 2 or off_mean(order, n):
            return "the numbers are not even over 0 to n - 1"
    return "the second epoch has the order of the first" if orders[0] == orders[1] else None


def off_mean(order: list[int], n: int) -> bool:
    """Whether their mean is further from that of even numbers than it should be."""
    return abs(float(np.mean(order)) - (n - 1) / 2) > SIGMAS * math.sqrt((n * n - 1) / 12 / len(order))


def in_rounds(order: Any, given: Drawn) -> str | None:
    """The law of num_samples numbers without replacement: none comes twice before all have come."""
    n, count = given["n"], given["count"]
    if len(order) != count or not whole(order, n):
        return "expected num_samples whole numbers from 0 to n - 1"
    rounds = [order[start : start + n] for start in range(0, count, n)]
    if any(len({*part}) != len(part) for part in rounds):
        return "a number comes twice before all have come"
    many = [part for part in rounds if len(part) >= 10]
    if any(part == sorted(part) for part in many):
        return "an order is not random"
    repeated = any(left == right for left, right in pairwise(many))
    return "a round has the order of the one before" if repeated else None


@law_check("RandomSampler.__iter__", law=permutations, examples=10, n=st.integers(1, 20), seed=seeds)
def every_sample_comes_once(tt: Any, n: int, seed: int) -> Any:
    """Without replacement every number from 0 to n - 1 comes once in each epoch."""
    sampler = sampler_of(tt, n, seed)
    return [tt.builtin.list(sampler) for _ in range(2)]


@law_check("RandomSampler.__iter__", law=apart_and_alike, examples=6, n=st.integers(15, 40), seed=seeds)
def epochs_differ_and_seeds_repeat(tt: Any, n: int, seed: int) -> Any:
    """Each epoch has another random order, and a generator with the same seed repeats all of them."""
    samplers = [sampler_of(tt, n, each) for each in (seed, seed, seed, seed + 1)]
    first, second = (tt.builtin.list(samplers[0]) for _ in range(2))
    tt.tensors.random.manual_seed(seed)
    return [first, second, *(tt.builtin.list(samplers[k]) for k in (1, 1, 3))]


@law_check("RandomSampler.__iter__", law=evenly, examples=2, count=st.just(600), seed=seeds)
def each_order_is_as_likely(tt: Any, count: int, seed: int) -> Any:
    """Of three samples each of the six orders comes about equally often."""
    sampler = sampler_of(tt, 3, seed)
    return listed(tt, lambda _: tt.builtin.list(sampler), tt.builtin.range(count))


@law_check(
    "RandomSampler.__iter__",
    law=with_replacement,
    examples=6,
    n=st.sampled_from([20, 30]),
    count=st.sampled_from([40, 100, 60]),
    seed=seeds,
)
def numbers_are_drawn_with_replacement(tt: Any, n: int, count: int, seed: int) -> Any:
    """With replacement num_samples numbers are drawn, each anew from all of them."""
    sampler = sampler_of(tt, n, seed, replacement=True, num_samples=count)
    return [tt.builtin.list(sampler) for _ in range(2)]


@law_check(
    "RandomSampler.__iter__",
    law=in_rounds,
    examples=10,
    n=st.integers(1, 20),
    count=st.integers(1, 50),
    seed=seeds,
    also=[{"n": n, "count": count, "seed": 5} for n, count in ((10, 4), (10, 25), (12, 24), (12, 36), (1, 3))],
)
def as_many_numbers_as_are_wanted(tt: Any, n: int, count: int, seed: int) -> Any:
    """Without replacement num_samples numbers come, in as many rounds as it takes, and none twice in a round."""
    return tt.builtin.list(sampler_of(tt, n, seed, num_samples=count))


# --- index_batches

ENDS = [{"count": count, "size": size} for count, size in ((6, 2), (6, 3), (1, 1), (5, 5), (3, 5), (7, 3))]


def shuffled(count: int, seed: int) -> list[int]:
    """The numbers up to count, and beyond, in an order that is not sorted."""
    return [int(k) * 3 % 101 for k in np.random.default_rng(seed).permutation(count + 5)[:count]]


def cut(tt: Any, count: int, size: int, drop_last: bool, seed: int = 0) -> Any:
    """The batches of a shuffled order."""
    return tt.data.samplers.index_batches(shuffled(count, seed), size, drop_last)


@check("index_batches", examples=12, count=st.integers(1, 20), size=st.integers(1, 6), also=ENDS)
def the_order_is_cut_into_batches(tt: Any, count: int, size: int) -> Any:
    """Batches are `size` numbers of the order at a time; the last one holds the rest."""
    return cut(tt, count, size, False)


@check("index_batches", examples=12, count=st.integers(1, 20), size=st.integers(1, 6), also=ENDS)
def a_short_last_batch_is_dropped(tt: Any, count: int, size: int) -> Any:
    """With drop_last a last batch that is short is left out, and a full one stays."""
    return [cut(tt, count, size, True), cut(tt, count * size, size, True)]


@check("index_batches", examples=8, size=st.integers(1, 5), drop_last=st.booleans(), seed=seeds)
def no_samples_no_batches(tt: Any, size: int, drop_last: bool, seed: int) -> Any:
    """An empty order has no batches, not even an empty one; one of a single number has one, or none."""
    return [cut(tt, count, size, drop_last, seed) for count in (0, 1, size)]


@check(
    "index_batches", examples=6, count=st.integers(2, 9), size=st.integers(1, 4), drop_last=st.booleans(), seed=seeds
)
def the_order_is_left_alone(tt: Any, count: int, size: int, drop_last: bool, seed: int) -> Any:
    """The order that is handed in stays as it is; it may be a tuple or a range."""
    order = tt.builtin.list(shuffled(count, seed))
    cut_into = tt.data.samplers.index_batches
    batches = [cut_into(given, size, drop_last) for given in (order, tt.builtin.range(count), tuple(range(count)))]
    return [batches, order]


# --- DataLoader.__iter__


def samples(rng: np.random.Generator, count: int) -> Drawn:
    """Rows of numbers, and labels that can be read off them: the first number of row i is i."""
    x = numbers(rng, count, 3)
    x[:, 0] = np.arange(count)
    return {"x": x, "labels": np.arange(count, dtype=np.int64) * 7 % 5}


cases = drawn(samples, count=st.integers(4, 13))
sizes = st.integers(1, 5)


def tensor_set(tt: Any, case: Drawn) -> Any:
    """The samples as a TensorDataset."""
    return tt.data.dataset.TensorDataset(constant(tt, case["x"]), constant(tt, case["labels"]))


def batches_of(tt: Any, loader: Any) -> Any:
    """What the loader yields in an epoch: lists of arrays."""
    return listed(tt, lambda batch: listed(tt, lambda x: x.value.numpy(), batch), loader)


@check("DataLoader.__iter__", examples=10, case=cases, size=sizes, drop_last=st.booleans())
def batches_come_in_order(tt: Any, case: Drawn, size: int, drop_last: bool) -> Any:
    """Without shuffling the samples come in order, batch after batch; the last one may be short, or left out."""
    loader = tt.data.loader.DataLoader(tensor_set(tt, case), size, drop_last=drop_last)
    return [batches_of(tt, loader), tt.builtin.len(loader)]


@check(
    "DataLoader.__iter__", examples=6, case=cases, plan=st.lists(st.lists(st.integers(0, 3), min_size=1), min_size=1)
)
def batches_go_by_their_sampler(tt: Any, case: Drawn, plan: list[list[int]]) -> Any:
    """The numbers of each batch are what batch_sampler yields, in that order, and as often as it says."""
    loader = tt.data.loader.DataLoader(tensor_set(tt, case), batch_sampler=plan)
    return [batches_of(tt, loader), batches_of(tt, loader)]


@check("DataLoader.__iter__", examples=8, case=cases, size=sizes)
def samples_are_collated(tt: Any, case: Drawn, size: int) -> Any:
    """A batch is what collate_fn makes of the list of its samples; the data set may be a list of anything."""
    data = [[k, float(row[1])] for k, row in enumerate(case["x"])]
    loader = tt.data.loader.DataLoader(
        data, size, collate_fn=lambda batch: {"count": tt.builtin.len(batch), "all": batch}
    )
    return tt.builtin.list(loader)


def together(epochs: Any, given: Drawn) -> str | None:
    """The law of three shuffled epochs, the third from the same seed: each sample once, with its own label."""
    case, orders = given["case"], []
    for epoch in epochs:
        x, labels = (np.concatenate([batch[k] for batch in epoch]) for k in range(2))
        order = x[:, 0].astype(int)
        if sorted(order.tolist()) != list(range(len(case["x"]))):
            return "a sample is missing in an epoch, or comes twice"
        if not np.array_equal(x, case["x"][order]) or not np.array_equal(labels, case["labels"][order]):
            return "a sample and its label do not come together"
        if any(len(batch[0]) != given["size"] for batch in epoch[:-1]):
            return "a batch that is not the last has another size"
        orders.append(order.tolist())
    if orders[0] == orders[1]:
        return "the second epoch has the order of the first"
    return None if orders[0] == orders[2] else "the same seed does not give the same order"


@law_check(
    "DataLoader.__iter__",
    law=together,
    examples=6,
    case=drawn(samples, count=st.integers(15, 24)),
    size=sizes,
    seed=seeds,
)
def labels_stay_with_their_samples(tt: Any, case: Drawn, size: int, seed: int) -> Any:
    """Shuffled, each sample comes once in an epoch, with its own label, and each epoch has another order."""
    made = [
        tt.data.loader.DataLoader(tensor_set(tt, case), size, shuffle=True, generator=tt.tensors.random.Generator(seed))
        for _ in range(2)
    ]
    return [batches_of(tt, made[0]), batches_of(tt, made[0]), batches_of(tt, made[1])]
