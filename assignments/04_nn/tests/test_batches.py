"""Task 4.6: samples in random order, cut into batches, fetched and put together; and the law of an epoch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.data.dataset import TensorDataset
from tinytorch.data.laws import epoch_law
from tinytorch.data.loader import DataLoader
from tinytorch.data.samplers import RandomSampler, index_batches
from tinytorch.tensors.creation import tensor
from tinytorch.tensors.random import Generator

# --- RandomSampler.__iter__


def order(count: int, seed: int = 0, **how) -> list[int]:
    """One round of a new RandomSampler over `count` samples."""
    return list(RandomSampler(range(count), generator=Generator(seed), **how))


@pytest.mark.task("4.6", "RandomSampler.__iter__")
@given(count=st.integers(1, 12), seed=st.integers(0, 5))
def test_a_round_has_each_sample_once(count, seed):
    """In order again they are 0, 1, ..., count - 1, and they are Python's whole numbers."""
    found = order(count, seed)
    assert sorted(found) == list(range(count))
    assert {type(index) for index in found} == {int}


@pytest.mark.task("4.6", "RandomSampler.__iter__")
def test_each_round_is_another_one():
    """Two rounds of one sampler differ; two samplers with the same seed go the same way through both."""
    left, right = (RandomSampler(range(50), generator=Generator(3)) for _ in range(2))
    first, second = list(left), list(left)
    assert first != second
    assert [list(right), list(right)] == [first, second]
    assert list(range(50)) not in (first, second)


@pytest.mark.task("4.6", "RandomSampler.__iter__")
@given(count=st.integers(1, 6), wanted=st.integers(1, 20))
def test_more_or_fewer_numbers_than_samples(count, wanted):
    """num_samples of them; and no number comes twice before all have come."""
    found = order(count, num_samples=wanted)
    assert len(found) == wanted
    for start in range(0, wanted, count):
        part = found[start : start + count]
        assert len(set(part)) == len(part), found


@pytest.mark.task("4.6", "RandomSampler.__iter__")
def test_a_second_helping_is_shuffled_anew():
    """Of 2 * 30 numbers the second 30 are not the first 30 again."""
    found = order(30, num_samples=60)
    assert found[:30] != found[30:]


@pytest.mark.task("4.6", "RandomSampler.__iter__")
def test_with_replacement_some_come_twice():
    """100 draws from 100 samples are some 63 different ones, 2000 draws are all of them; the same for the same seed."""
    found = order(100, replacement=True, num_samples=2000)
    assert len(found) == 2000
    assert 50 < len(set(found[:100])) < 80  # 100 * (1 - 1/e) is 63
    assert set(found) == set(range(100))
    assert found == order(100, replacement=True, num_samples=2000)


# --- index_batches


@pytest.mark.task("4.6", "index_batches")
def test_an_order_is_cut_from_the_front():
    """Five numbers, two at a time: two full batches and one of a single number."""
    assert index_batches([4, 1, 3, 0, 2], 2, False) == [[4, 1], [3, 0], [2]]


@pytest.mark.task("4.6", "index_batches")
def test_drop_last_leaves_out_what_is_short():
    """The 2 goes. Where all batches are full, or the order is empty, nothing does."""
    assert index_batches([4, 1, 3, 0, 2], 2, True) == [[4, 1], [3, 0]]
    assert index_batches([4, 1, 3, 0], 2, True) == [[4, 1], [3, 0]]
    assert index_batches([1], 2, True) == []
    assert index_batches([], 2, True) == index_batches([], 2, False) == []


@pytest.mark.task("4.6", "index_batches")
def test_batches_are_lists_and_the_order_stays():
    """Any sequence is cut, also a range; a list is left as it was."""
    given_order = [5, 6, 7]
    assert index_batches(given_order, 2, False) == [[5, 6], [7]]
    assert given_order == [5, 6, 7]
    assert index_batches(range(3), 2, False) == [[0, 1], [2]]


@pytest.mark.task("4.6", "index_batches")
@given(order=st.permutations(range(7)), count=st.integers(0, 7), size=st.integers(1, 8), drop_last=st.booleans())
def test_batches_in_a_row_are_the_order(order, count, size, drop_last):
    """Nothing is lost, doubled or moved; every batch is full, but for the last one without drop_last."""
    order = order[:count]
    batches = index_batches(order, size, drop_last)
    kept = count - count % size if drop_last else count
    assert [index for batch in batches for index in batch] == order[:kept]
    assert [len(batch) for batch in batches] == [size] * (kept // size) + ([kept % size] if kept % size else [])


# --- DataLoader.__iter__


class Squares:
    """Sample i is i * i; it writes down which samples were asked for."""

    def __init__(self, count):
        self.count, self.asked = count, []

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        self.asked.append(index)
        return index * index


@pytest.mark.task("4.6", "DataLoader.__iter__")
def test_a_loader_yields_batches():
    """0, 1, 4, 9, 16, two at a time, as tensors; each epoch begins anew."""
    loader = DataLoader(Squares(5), batch_size=2)
    for _ in range(2):
        assert [batch.tolist() for batch in loader] == [[0, 1], [4, 9], [16]]


@pytest.mark.task("4.6", "DataLoader.__iter__")
def test_inputs_stay_with_their_labels():
    """A TensorDataset gives pairs; in random order, too, label 10 k belongs to input k."""
    inputs, labels = tensor([[0.0], [1.0], [2.0], [3.0], [4.0]]), tensor([0, 10, 20, 30, 40])
    loader = DataLoader(TensorDataset(inputs, labels), batch_size=2, shuffle=True, generator=Generator(0))
    batches = [(x.reshape(-1).tolist(), y.tolist()) for x, y in loader]
    assert [len(x) for x, _ in batches] == [2, 2, 1]
    assert sorted(label for _, y in batches for label in y) == [0, 10, 20, 30, 40]
    assert all(y == [10 * k for k in x] for x, y in batches), batches


@pytest.mark.task("4.6", "DataLoader.__iter__")
def test_a_loader_keeps_the_order_of_its_sampler():
    """Samples 4, 1, 3 in this order, and no others."""
    assert [batch.tolist() for batch in DataLoader(Squares(5), batch_size=2, sampler=[4, 1, 3])] == [[16, 1], [9]]


@pytest.mark.task("4.6", "DataLoader.__iter__")
def test_a_loader_takes_other_batches_and_another_collate():
    """batch_sampler says which samples, collate_fn what becomes of the list of them."""
    loader = DataLoader(Squares(9), batch_sampler=[[8, 0], [3, 3, 3]], collate_fn=sum)
    assert list(loader) == [64, 27]


@pytest.mark.task("4.6", "DataLoader.__iter__")
def test_a_loader_reads_no_further_than_it_is_asked():
    """The first batch is made of samples 0 and 1, and no other one has been touched: a data set may be large."""
    samples = Squares(1000)
    first = next(iter(DataLoader(samples, batch_size=2)))
    assert first.tolist() == [0, 1]
    assert samples.asked == [0, 1]


@pytest.mark.task("4.6", "DataLoader.__iter__")
def test_a_loader_drops_the_last():
    """With drop_last the 16 is left out."""
    assert [batch.tolist() for batch in DataLoader(Squares(5), batch_size=2, drop_last=True)] == [[0, 1], [4, 9]]


# --- epoch_law
#
# The law is given functions that are right, and others with a word on what is wrong with them; it catches one when it
# is False for at least one case. The autograder has more wrong functions than these.

CASES = [(count, size, drop_last) for count in range(8) for size in (1, 2, 3, 9) for drop_last in (False, True)]


def right(order, size, drop_last):
    """Right: takes from the front for as long as there is something."""
    batches, order = [], list(order)
    while order:
        batches.append(tuple(order[:size]))
        order = order[size:]
    return tuple(batch for batch in batches if len(batch) == size or not drop_last)


def accuses(function, case) -> bool:
    """Whether the law is False here, or fails an assertion of its own, which is as good."""
    try:
        return not epoch_law(function, *case)
    except AssertionError:
        return True


def from_the_back(order, size, drop_last):
    """Wrong: where nothing is dropped, the first batch is the short one."""
    short = 0 if drop_last else len(order) % size
    return [*([order[:short]] if short else []), *right(order[short:], size, drop_last)]


def joined(order, size, drop_last):
    """Wrong: where nothing is dropped, a short last batch is put to the one before."""
    batches = [list(batch) for batch in right(order, size, drop_last)]
    if len(batches) > 1 and len(batches[-1]) < size:
        batches[-2:] = [batches[-2] + batches[-1]]
    return batches


def one_too_many(order, size, drop_last):
    """Wrong: where size divides the count, an empty batch follows."""
    batches = right(order, size, drop_last)
    return batches if len(order) % size else (*batches, ())


@pytest.mark.task("4.6", "epoch_law")
@pytest.mark.parametrize(
    "function",
    [
        pytest.param(right, id="tuples"),
        pytest.param(lambda *case: [list(batch) for batch in right(*case)], id="lists"),
    ],
)
def test_epoch_law_accepts_what_is_right(function):
    """epoch_law is True for every count, size and drop_last."""
    assert [case for case in CASES if accuses(function, case)] == []


@pytest.mark.task("4.6", "epoch_law")
@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda order, size, drop_last: right(order, size, False), id="never drops"),
        pytest.param(lambda order, size, drop_last: right(order, size, True), id="always drops"),
        pytest.param(
            lambda order, size, drop_last: right(order, size, False)[: -1 if drop_last else None],
            id="drops a full last batch, too",
        ),
        pytest.param(one_too_many, id="an empty batch"),
        pytest.param(lambda order, size, drop_last: right(range(len(order)), size, drop_last), id="its own numbers"),
        pytest.param(lambda order, size, drop_last: right(order, size, drop_last)[::-1], id="last batch first"),
        pytest.param(
            lambda order, size, drop_last: [batch[::-1] for batch in right(order, size, drop_last)],
            id="batches turned round",
        ),
        pytest.param(lambda order, size, drop_last: right(order, size + 1, drop_last), id="batches too large"),
        pytest.param(
            lambda order, size, drop_last: [(batch[0],) * len(batch) for batch in right(order, size, drop_last)],
            id="one number again and again",
        ),
        pytest.param(lambda order, size, drop_last: [], id="no batches"),
        pytest.param(from_the_back, id="the first batch short"),
        pytest.param(joined, id="a last batch too long"),
    ],
)
def test_epoch_law_catches(wrong):
    """epoch_law is False for at least one count, size and drop_last."""
    caught = sum(accuses(wrong, case) for case in CASES)
    assert caught > 0
