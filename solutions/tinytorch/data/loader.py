"""Samples in batches, in the order and number that training wants them.

for images, labels in DataLoader(dataset, batch_size=64, shuffle=True):

A data set gives samples by number, a sampler the order of the numbers, a batch sampler cuts it into lists, and a
collate function makes one batch of the samples in a list. Each of the four can be exchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from tinytorch.data.collate import default_collate, default_convert
from tinytorch.data.dataset import IterableDataset, check_sized, fetch
from tinytorch.data.samplers import BatchSampler, RandomSampler, SequentialSampler, batch_count, is_positive
from tinytorch.data.workers import Crew, Job
from tinytorch.tensors.arguments import check_function, check_number, said
from tinytorch.tensors.random import Generator, randint


class DataLoader:
    """The batches of a data set: as many times as you iterate over it, each time an epoch.

    dataset             samples by number, or an IterableDataset
    batch_size          how many samples a batch has; None: no batches, one sample after the other
    shuffle             a new random order in every epoch
    sampler             an order of your own: any iterable of sample numbers that has an end
    batch_sampler       batches of your own: any iterable of lists of sample numbers
    num_workers         how many processes make batches ahead; 0: none, they are made when asked for
    collate_fn          makes a batch of a list of samples
    pin_memory          taken for the sake of programs written for PyTorch; nothing is pinned
    drop_last           leave out a last batch that is not full
    timeout             how many seconds to wait for a worker's batch; 0: for ever
    worker_init_fn      called in each worker, with its number, before it begins
    generator           where the order comes from; the default generator unless given
    prefetch_factor     how many batches each worker is ahead; 2 unless given
    persistent_workers  keep the workers from one epoch to the next

    The order of a seed is not PyTorch's, but the same in every run. An IterableDataset is read without workers. An
    empty data set has no batches; with `shuffle` it is refused, as PyTorch does it.
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Iterable[Any] | None = None,
        batch_sampler: Iterable[Any] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[Any], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Callable[[int], None] | None = None,
        generator: Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
    ) -> None:
        self.streams = isinstance(dataset, IterableDataset)
        check_samples(dataset)
        check_order(self.streams, batch_size, shuffle, sampler, batch_sampler, drop_last)
        check_workers(self.streams, num_workers, timeout, prefetch_factor, persistent_workers)
        self.dataset = dataset
        self.batch_size = batch_size
        self.drop_last = drop_last
        self.num_workers = num_workers
        self.timeout = timeout
        self.worker_init_fn = worker_init_fn
        self.generator = generator
        self.prefetch_factor = prefetch_factor or 2
        self.persistent_workers = persistent_workers
        if collate_fn is not None and not callable(collate_fn):
            raise TypeError(
                f"collate_fn wants a function that makes a batch of a list of samples, got {said(collate_fn)}"
            )
        if worker_init_fn is not None:
            check_function("worker_init_fn", worker_init_fn, "a function of the worker's number")
        self.collate_fn = collate_fn or (default_convert if batch_size is None else default_collate)
        if sampler is None and not self.streams:
            sampler = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
        if batch_sampler is None and sampler is not None and batch_size is not None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.sampler = sampler
        self.batch_sampler: Any = batch_sampler
        self.crew: Crew | None = None

    def __iter__(self) -> Iterator[Any]:
        """An epoch: one batch after the other.

        `self.batch_sampler` yields the lists of sample numbers, one for each batch. For each of them:

        1. `fetch(self.dataset, indices)` is the list of samples with these numbers.
        2. `self.collate_fn(samples)` makes a batch of them, which is handed out with `yield`.
        """
        seed = int(randint(2**62, (), generator=self.generator))  # drawn with and without workers: one order for both
        if self.is_special:
            yield from self._special(seed)
            return
        ### BEGIN SOLUTION 6
        for indices in self.batch_sampler:
            samples = fetch(self.dataset, indices)
            yield self.collate_fn(samples)
        ### END SOLUTION

    def __len__(self) -> int:
        """How many batches an epoch has; without batches, how many samples.

        Raises TypeError where the data set is a stream that does not know its length.
        """
        if self.batch_sampler is not None:
            check_sized(self.batch_sampler)
            return len(self.batch_sampler)
        numbered: Any = self.dataset if self.sampler is None else self.sampler
        check_sized(numbered)
        count = len(numbered)
        return count if self.batch_size is None else batch_count(count, self.batch_size, self.drop_last)

    @property
    def is_special(self) -> bool:
        """Whether an epoch is other than batches of numbered samples, made here."""
        return self.num_workers > 0 or self.batch_sampler is None

    def _special(self, seed: int) -> Iterator[Any]:
        """An epoch by workers, of a stream, or without batches."""
        if self.num_workers:
            return self._from_workers(seed)
        if self.batch_size is None:
            samples = self.dataset if self.sampler is None else (fetch(self.dataset, [k])[0] for k in self.sampler)
            return map(self.collate_fn, samples)
        return self._from_stream(iter(self.dataset), self.batch_size)

    def _from_stream(self, samples: Iterator[Any], size: int) -> Iterator[Any]:
        """As many samples at a time as a batch has."""
        while batch := list(islice(samples, size)):
            if len(batch) == size or not self.drop_last:
                yield self.collate_fn(batch)

    def _from_workers(self, seed: int) -> Iterator[Any]:
        """Batches that workers make ahead, in order. They end with the epoch, unless they are to stay."""
        plan = self.batch_sampler if self.batch_sampler is not None else ([k] for k in self.sampler or ())
        collate = self.collate_fn if self.batch_sampler is not None else OnlySample(self.collate_fn)
        crew = self.crew or Crew(Job(self.dataset, collate, self.worker_init_fn), self.num_workers)
        self.crew = None  # not for a second epoch at the same time
        finished = False
        try:
            yield from crew.batches(plan, seed, self.prefetch_factor, self.timeout)
            finished = True
        finally:
            if finished and self.persistent_workers and self.crew is None:
                self.crew = crew
            else:
                crew.close()


class OnlySample:
    """Collates a list of one sample without making a batch of it."""

    def __init__(self, convert: Callable[[Any], Any]) -> None:
        self.convert = convert

    def __call__(self, samples: Any) -> Any:
        return self.convert(samples[0])


def check_samples(dataset: Any) -> None:
    """Raise TypeError unless samples can be fetched: by number, or one after the other from an IterableDataset."""
    kind = type(dataset)
    if not hasattr(kind, "__getitem__") and not isinstance(dataset, IterableDataset):
        raise TypeError(
            f"a DataLoader wants a data set with numbered samples, or an IterableDataset, got a {kind.__name__}: make "
            "a list of it"
        )


def check_order(
    streams: bool,
    batch_size: int | None,
    shuffle: bool | None,
    sampler: Iterable[Any] | None,
    batch_sampler: Iterable[Any] | None,
    drop_last: bool,
) -> None:
    """Raise ValueError where two arguments would both decide the order or the batches."""
    for name, order in (("sampler", sampler), ("batch_sampler", batch_sampler)):
        if order is not None and not hasattr(order, "__iter__"):
            raise TypeError(f"{name} wants what can be iterated over, got {said(order)}")
    if batch_size is not None and not is_positive(batch_size):
        raise ValueError(f"batch_size wants a whole number of at least 1, or None, got {said(batch_size)}")
    if sampler is not None and shuffle:
        raise ValueError("a sampler gives the order: leave out shuffle, or leave out the sampler")
    if batch_sampler is not None and (batch_size != 1 or shuffle or sampler is not None or drop_last):
        raise ValueError(
            "a batch_sampler makes order and batches: leave out batch_size, shuffle, sampler and drop_last"
        )
    if batch_size is None and drop_last:
        raise ValueError("batch_size=None makes no batches, so that drop_last has none to drop: leave one of them out")
    if streams and (shuffle or sampler is not None or batch_sampler is not None):
        raise ValueError("an IterableDataset has its own order: leave out shuffle, sampler and batch_sampler")


def check_workers(
    streams: bool, num_workers: int, timeout: float, prefetch_factor: int | None, persistent_workers: bool
) -> None:
    """Raise ValueError where what is said of workers cannot be."""
    if not is_positive(num_workers) and (isinstance(num_workers, bool) or num_workers != 0):
        raise ValueError(f"num_workers wants a whole number of at least 0, got {said(num_workers)}")
    if streams and num_workers:
        raise ValueError("an IterableDataset cannot be shared out, so each worker would read all of it: num_workers=0")
    check_number("a DataLoader", timeout=timeout)
    if timeout < 0:
        raise ValueError(f"timeout wants a number of seconds of at least 0, got {timeout!r}")
    if prefetch_factor is not None and not (is_positive(prefetch_factor) and num_workers):
        raise ValueError(
            f"prefetch_factor wants a whole number of at least 1, and num_workers > 0, got {prefetch_factor!r}"
        )
    if persistent_workers and not num_workers:
        raise ValueError("persistent_workers wants workers that can stay: num_workers > 0")
