"""In which order samples are visited, and how the order is cut into batches.

RandomSampler(dataset, generator=Generator(0))   every sample once, in another random order each time it is asked
index_batches([4, 1, 3, 0, 2], 2, False)         [[4, 1], [3, 0], [2]]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Sized
from typing import Any

from tinytorch.tensors.random import Generator, randint, randperm


class Sampler:
    """An order of sample numbers: write `__iter__`, and `__len__` where there is an end."""

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError(f"{type(self).__name__} is a sampler: write its __iter__(self)")


class SequentialSampler(Sampler):
    """0, 1, 2, ... up to the last sample."""

    def __init__(self, data_source: Sized) -> None:
        check_sized(data_source)
        self.data_source = data_source

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.data_source)))

    def __len__(self) -> int:
        return len(self.data_source)


class RandomSampler(Sampler):
    """Sample numbers in random order: the same from a generator with the same seed, and another one each time.

    replacement  draw each number anew from all of them, so that some come twice and some never
    num_samples  how many numbers; as many as there are samples unless told
    generator    where the randomness comes from; the default generator unless given
    """

    def __init__(
        self,
        data_source: Sized,
        replacement: bool = False,
        num_samples: int | None = None,
        generator: Generator | None = None,
    ) -> None:
        check_sized(data_source)
        self.data_source = data_source
        self.replacement = replacement
        self.given = num_samples
        self.generator = generator
        if not len(data_source):
            raise ValueError("a random order wants at least one sample, got an empty data set")
        if num_samples is not None and not is_positive(num_samples):
            raise ValueError(f"num_samples wants a whole number of at least 1, got {num_samples!r}")

    @property
    def num_samples(self) -> int:
        """How many numbers one round has."""
        return len(self.data_source) if self.given is None else self.given

    def __iter__(self) -> Iterator[int]:
        """`num_samples` of the numbers 0, 1, ..., n - 1, where n is the length of the data source.

        With replacement each number is drawn on its own: `randint(n, (num_samples,), generator=...)`.
        Without, no number comes twice before all have come: `randperm(n, generator=...)` is all of them in random
        order, `.tolist()` makes Python numbers of them. Where num_samples is larger than n, another random order
        follows, and so on; where it is smaller, the rest of the order is left out.
        """
        ### BEGIN SOLUTION 6
        n = len(self.data_source)
        if self.replacement:
            yield from randint(n, (self.num_samples,), generator=self.generator).tolist()
            return
        for start in range(0, self.num_samples, n):
            yield from randperm(n, generator=self.generator).tolist()[: self.num_samples - start]
        ### END SOLUTION

    def __len__(self) -> int:
        return self.num_samples


class SubsetRandomSampler(Sampler):
    """The given sample numbers, each once, in random order."""

    def __init__(self, indices: Sequence[int], generator: Generator | None = None) -> None:
        self.indices = indices
        self.generator = generator

    def __iter__(self) -> Iterator[int]:
        for place in randperm(len(self.indices), generator=self.generator).tolist():
            yield self.indices[place]

    def __len__(self) -> int:
        return len(self.indices)


def index_batches(order: Sequence[int], size: int, drop_last: bool) -> list[list[int]]:
    """The numbers in `order`, `size` at a time: a list of lists.

    The last list is shorter where `size` does not divide their count; with `drop_last` such a short one is left out.
    A full last list always stays.

    >>> index_batches([4, 1, 3, 0, 2], 2, drop_last=True)
    [[4, 1], [3, 0]]
    """
    ### BEGIN SOLUTION 6
    batches = [list(order[start : start + size]) for start in range(0, len(order), size)]
    if drop_last and batches and len(batches[-1]) < size:
        batches.pop()
    return batches
    ### END SOLUTION


class BatchSampler(Sampler):
    """What a sampler yields, `batch_size` at a time. The sampler has an end: its order is taken whole, then cut."""

    def __init__(self, sampler: Iterable[int], batch_size: int, drop_last: bool = False) -> None:
        if not hasattr(sampler, "__iter__"):
            raise TypeError(
                f"a BatchSampler wants a sampler, which can be iterated over, got a {type(sampler).__name__}"
            )
        if not is_positive(batch_size):
            raise ValueError(f"batch_size wants a whole number of at least 1, got {batch_size!r}")
        if not isinstance(drop_last, bool):
            raise ValueError(f"drop_last wants True or False, got {drop_last!r}")
        self.sampler = sampler
        self.batch_size = batch_size
        self.drop_last = drop_last

    def __iter__(self) -> Iterator[list[int]]:
        return iter(index_batches(list(self.sampler), self.batch_size, self.drop_last))

    def __len__(self) -> int:
        return batch_count(len(self.sampler), self.batch_size, self.drop_last)  # type: ignore[arg-type]


def batch_count(count: int, size: int, drop_last: bool) -> int:
    """How many batches `count` samples make."""
    return count // size if drop_last else -(-count // size)


def check_sized(data_source: Any) -> None:
    """Raise TypeError unless it says how many samples it has."""
    if not hasattr(type(data_source), "__len__"):
        kind = type(data_source).__name__
        raise TypeError(f"expected a data set that knows its length, got a {kind}: write {kind}.__len__(self)")


def is_positive(number: Any) -> bool:
    """Whether it is a whole number of at least 1."""
    return isinstance(number, int) and not isinstance(number, bool) and number > 0
