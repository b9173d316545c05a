"""Data sets: samples that can be fetched by their number, or one after the other.

TensorDataset(images, labels)[7]                       (image 7, label 7)
random_split(whole, [0.8, 0.2], Generator(0))          two parts that share no sample
ConcatDataset([first, second]), Subset(whole, [3, 5])  several as one, some of one

Whatever has `[index]` and `len` is a data set, a list as well.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from numbers import Real
from typing import Any

import numpy as np

from tinytorch.data.collate import Columns
from tinytorch.tensors.arguments import said
from tinytorch.tensors.array import Array
from tinytorch.tensors.indexing import inside
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.methods.arithmetic import check_tensor
from tinytorch.tensors.random import Generator, randperm
from tinytorch.tensors.tensor import Tensor


class Dataset:
    """Samples by number: write `__getitem__(index)`, and `__len__` where there is an end.

    A data set that fetches many samples faster than one by one may also have `__getitems__(indices)`, which answers
    with a list of samples.
    """

    def __getitem__(self, index: int) -> Any:
        raise NotImplementedError(f"{type(self).__name__} is a data set: write its __getitem__(self, index)")

    def __add__(self, other: Any) -> ConcatDataset:
        return ConcatDataset([self, other])


class IterableDataset(Dataset):
    """Samples one after the other: write `__iter__`. For what has no order, no length or no end."""

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError(f"{type(self).__name__} is a stream of samples: write its __iter__(self)")


class TensorDataset(Dataset):
    """Sample i is (tensors[0][i], tensors[1][i], ...): the tensors have the same length."""

    def __init__(self, *tensors: Tensor) -> None:
        if not tensors:
            raise ValueError("a TensorDataset wants at least one tensor, got none")
        for column in tensors:
            check_tensor("a TensorDataset", column)
        lengths = [len(column) for column in tensors]
        if len(set(lengths)) > 1:
            raise LayoutError(f"a TensorDataset wants tensors of one length, got lengths {lengths}")
        self.tensors = tensors

    def __getitem__(self, index: int) -> tuple[Tensor, ...]:
        return tuple([column[index] for column in self.tensors])

    def __getitems__(self, indices: list[int]) -> Columns:
        """The samples with these numbers, by one look-up in each tensor."""
        rows = sample_numbers(indices)  # once for all: a list is walked through by every look-up
        plain = rows.size > 0 and inside(rows, len(self))
        return Columns([rows_of(column, rows) if plain else column[rows] for column in self.tensors])

    def __len__(self) -> int:
        return len(self.tensors[0])


def sample_numbers(indices: Any) -> np.ndarray:
    """The numbers of samples as an ndarray. Raises TypeError for what is no whole number."""
    rows = np.asarray(indices)
    if rows.dtype.kind not in "iu" and rows.size:
        raise TypeError(
            f"the number of a sample is a whole number, got {said(rows.flat[0].item())}: is it the sampler?"
        )
    return rows.astype(np.int64, copy=False)


def rows_of(column: Tensor, rows: np.ndarray) -> Tensor:
    """column[rows], for indices that are known to be inside: the rules for other keys cost as much as the copy does."""
    if column.requires_grad:
        return column[rows]
    value = column.value
    return Tensor(value.gather_rows(Array.from_numpy(rows, value.backend)))


class Subset(Dataset):
    """The samples of a data set whose numbers stand in `indices`, in that order."""

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        if not hasattr(type(indices), "__getitem__"):
            raise TypeError(f"a Subset wants a list of sample numbers, got {said(indices)}")
        self.dataset = dataset
        self.indices = indices

    def __getitem__(self, index: int) -> Any:
        return fetch(self.dataset, [self.indices[index]])[0]

    def __getitems__(self, indices: list[int]) -> Sequence[Any]:
        """The samples with these numbers, as fast as the whole data set can fetch them."""
        return fetch(self.dataset, [self.indices[index] for index in indices])

    def __len__(self) -> int:
        return len(self.indices)


class ConcatDataset(Dataset):
    """The samples of the first data set, then those of the second, and so on."""

    def __init__(self, datasets: Iterable[Any]) -> None:
        if not isinstance(datasets, Iterable):
            raise TypeError(f"a ConcatDataset wants a list of data sets, got {said(datasets)}: write [d]")
        self.datasets = list(datasets)
        if not self.datasets:
            raise ValueError("a ConcatDataset wants at least one data set, got none")
        if any(isinstance(part, IterableDataset) for part in self.datasets):
            raise TypeError("a ConcatDataset wants data sets with numbered samples, got an IterableDataset")
        for part in self.datasets:
            check_sized(part)
        self.ends = list(accumulate(len(part) for part in self.datasets))

    def __getitem__(self, index: int) -> Any:
        count = len(self)
        if not -count <= index < count:
            raise IndexError(f"expected the number of one of {count} samples, got {index}")
        place = index % count
        part = bisect_right(self.ends, place)
        return self.datasets[part][place - (self.ends[part - 1] if part else 0)]

    def __len__(self) -> int:
        return self.ends[-1]


def random_split(dataset: Any, lengths: Sequence[float], generator: Generator | None = None) -> list[Subset]:
    """Parts that share no sample and leave none out, drawn at random: of these lengths, or these shares of the whole.

    Shares add up to 1 and are rounded down; what is left over goes to the first parts, one sample each.
    Raises ValueError where lengths do not add up to the length of the data set, or shares not to 1.
    """
    if not isinstance(lengths, Sequence) or not all(isinstance(length, Real) for length in lengths):
        raise TypeError(f"random_split wants a list of lengths or shares, got {said(lengths)}")
    check_sized(dataset)
    counts = shares(len(dataset), lengths) if math.isclose(sum(lengths), 1) else list(lengths)
    if sum(counts) != len(dataset) or any(count < 0 or count != int(count) for count in counts):
        raise ValueError(
            f"random_split wants lengths that add up to {len(dataset)}, or shares that add up to 1, got {list(lengths)}"
        )
    order = randperm(len(dataset), generator=generator).tolist()
    ends = list(accumulate(map(int, counts), initial=0))
    return [Subset(dataset, order[start:end]) for start, end in pairwise(ends)]


def shares(count: int, parts: Sequence[float]) -> list[int]:
    """Whole numbers in these proportions, which add up to count."""
    counts = [math.floor(count * share) for share in parts]
    for k in range(count - sum(counts)):
        counts[k % len(counts)] += 1
    return counts


def fetch(dataset: Any, indices: Sequence[int]) -> Sequence[Any]:
    """The samples with these numbers, all at once where the data set knows how to.

    What goes wrong with a sample says which one it was.
    """
    if not hasattr(indices, "__iter__"):
        raise TypeError(f"a batch sampler yields lists of sample numbers, got {said(indices)}")
    if hasattr(dataset, "__getitems__"):
        return dataset.__getitems__(indices)
    samples = []
    for index in indices:
        try:
            samples.append(dataset[index])
        except Exception as error:
            error.add_note(f"while sample {index} of {type(dataset).__name__} was fetched")
            check_place(dataset, index, error)
            raise
    return samples


def check_place(dataset: Any, index: Any, error: Exception) -> None:
    """Raise IndexError or TypeError in place of an error that comes from a number that no sample of the set has."""
    count = len(dataset) if hasattr(type(dataset), "__len__") else None
    if isinstance(dataset, list | tuple) and not hasattr(type(index), "__index__"):
        raise TypeError(
            f"the number of a sample is a whole number, got {said(index)}: what does the sampler yield?"
        ) from error
    if isinstance(error, IndexError) and count is not None and isinstance(index, int) and not -count <= index < count:
        raise IndexError(
            f"expected the number of one of {count} samples, got {index}: is the sampler that of another data set?"
        ) from error


def check_sized(data_source: Any) -> None:
    """Raise TypeError unless it says how many samples it has."""
    if not hasattr(type(data_source), "__len__"):
        kind = type(data_source).__name__
        raise TypeError(
            f"expected a data set or a sampler that knows its length, got a {kind}: write {kind}.__len__(self)"
        )
