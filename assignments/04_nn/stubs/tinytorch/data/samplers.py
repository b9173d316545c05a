# Made from solutions/tinytorch/data/samplers.py by `autograder build`.
"""In which order samples are visited, and how the order is cut into batches.

RandomSampler(dataset, generator=Generator(0))   every sample once, in another random order each time it is asked
index_batches([4, 1, 3, 0, 2], 2, False)         [[4, 1], [3, 0], [2]]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Sized
from typing import Any

import numpy as np

from tinytorch.data.dataset import check_sized
from tinytorch.tensors.arguments import said
from tinytorch.tensors.creation import tensor
from tinytorch.tensors.dtypes import float64
from tinytorch.tensors.random import Generator, multinomial, randint, randperm
from tinytorch.tensors.tensor import Tensor


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
            raise ValueError(f"num_samples wants a whole number of at least 1, got {said(num_samples)}")

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
        # TODO: Implement for Task 4.6
        raise NotImplementedError("Need to implement for Task 4.6")

    def __len__(self) -> int:
        return self.num_samples


class SubsetRandomSampler(Sampler):
    """The given sample numbers, each once, in random order."""

    def __init__(self, indices: Sequence[int], generator: Generator | None = None) -> None:
        if not hasattr(type(indices), "__getitem__"):
            raise TypeError(f"a SubsetRandomSampler wants a list of sample numbers, got {said(indices)}")
        self.indices = indices
        self.generator = generator

    def __iter__(self) -> Iterator[int]:
        for place in randperm(len(self.indices), generator=self.generator).tolist():
            yield self.indices[place]

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Sampler):
    """`num_samples` sample numbers, each drawn with the chance weights[number] / sum(weights).

    Where the classes of a data set differ in size, the weights 1 / (size of the sample's class) make all classes come
    equally often. Without `replacement` no number comes twice.
    """

    def __init__(
        self,
        weights: Sequence[float],
        num_samples: int,
        replacement: bool = True,
        generator: Generator | None = None,
    ) -> None:
        if not is_positive(num_samples):
            raise ValueError(f"num_samples wants a whole number of at least 1, got {said(num_samples)}")
        if not isinstance(replacement, bool):
            raise ValueError(f"replacement wants True or False, got {replacement!r}")
        self.weights = check_weights(weights)
        self.num_samples, self.replacement, self.generator = num_samples, replacement, generator
        possible = int((self.weights > 0).sum())
        if not replacement and num_samples > possible:
            raise ValueError(
                f"without replacement at most {possible} samples can be drawn, as many as have a weight above 0, "
                f"got num_samples={num_samples}"
            )

    def __iter__(self) -> Iterator[int]:
        drawn = multinomial(self.weights, self.num_samples, self.replacement, self.generator)
        yield from drawn.tolist()

    def __len__(self) -> int:
        return self.num_samples


def check_weights(weights: Sequence[float]) -> Tensor:
    """The weights as float64. Raises ValueError unless they are a row of finite numbers, none below 0, not all 0."""
    made = tensor(weights, dtype=float64)
    if made.ndim != 1:
        raise ValueError(f"weights want one number for each sample, got numbers of shape {made.shape}")
    numbers = made.numpy()
    if not np.isfinite(numbers).all() or (numbers < 0).any() or not numbers.any():
        raise ValueError("weights want finite numbers, none of them below 0, and not all of them 0")
    return made


def index_batches(order: Sequence[int], size: int, drop_last: bool) -> list[list[int]]:
    """The numbers in `order`, `size` at a time: a list of lists.

    The last list is shorter where `size` does not divide their count; with `drop_last` such a short one is left out.
    A full last list always stays.

    >>> index_batches([4, 1, 3, 0, 2], 2, drop_last=True)
    [[4, 1], [3, 0]]
    """
    # TODO: Implement for Task 4.6
    raise NotImplementedError("Need to implement for Task 4.6")


class BatchSampler(Sampler):
    """What a sampler yields, `batch_size` at a time. The sampler has an end: its order is taken whole, then cut."""

    def __init__(self, sampler: Iterable[int], batch_size: int, drop_last: bool = False) -> None:
        if not hasattr(sampler, "__iter__"):
            raise TypeError(
                f"a BatchSampler wants a sampler, which can be iterated over, got a {type(sampler).__name__}"
            )
        if not is_positive(batch_size):
            raise ValueError(f"batch_size wants a whole number of at least 1, got {said(batch_size)}")
        if not isinstance(drop_last, bool):
            raise ValueError(f"drop_last wants True or False, got {drop_last!r}")
        self.sampler = sampler
        self.batch_size = batch_size
        self.drop_last = drop_last

    def __iter__(self) -> Iterator[list[int]]:
        return iter(index_batches(list(self.sampler), self.batch_size, self.drop_last))

    def __len__(self) -> int:
        check_sized(self.sampler)
        return batch_count(len(self.sampler), self.batch_size, self.drop_last)  # type: ignore[arg-type]


def batch_count(count: int, size: int, drop_last: bool) -> int:
    """How many batches `count` samples make."""
    return count // size if drop_last else -(-count // size)


def is_positive(number: Any) -> bool:
    """Whether it is a whole number of at least 1."""
    return isinstance(number, int) and not isinstance(number, bool) and number > 0
