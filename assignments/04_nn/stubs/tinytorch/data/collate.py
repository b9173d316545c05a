# Made from solutions/tinytorch/data/collate.py by `autograder build`.
"""Samples put together into one batch.

default_collate([(image, 3), (image, 7)])   [images of shape (2, ...), tensor([3, 7])]

`Columns` are samples that lie together already: a data set that has its tensors whole answers with them, and a batch is
one look-up instead of one for each sample.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tinytorch.tensors.arguments import said
from tinytorch.tensors.creation import tensor
from tinytorch.tensors.dtypes import float64
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.methods.join import stack
from tinytorch.tensors.tensor import Tensor

CONTAINERS = "tensors, arrays, numbers, strings, or dicts, tuples and lists of them"


class Columns(Sequence[tuple[Tensor, ...]]):
    """Samples whose first parts are the rows of tensors[0], whose second parts are the rows of tensors[1], and so on.

    A list of samples like any other: it has a length, and item i is the tuple of the rows at i.
    """

    def __init__(self, tensors: Sequence[Tensor]) -> None:
        self.tensors = tensors

    def __getitem__(self, index: Any) -> Any:
        return tuple([column[index] for column in self.tensors])

    def __len__(self) -> int:
        return len(self.tensors[0])


def default_collate(batch: Sequence[Any]) -> Any:
    """One batch of a list of samples that are alike: a new first axis for tensors, arrays and numbers.

    Tensors and arrays are stacked, on their device; numbers become a tensor, Python's floats one of float64 as in
    PyTorch; strings and bytes stay a list. A dict becomes a dict of batches, a named tuple one of its kind, a tuple or
    a list a list of batches.
    Raises ValueError for an empty batch and for lists of different lengths, TypeError for anything else.
    """
    if type(batch) is Columns:
        return list(batch.tensors)
    if not hasattr(type(batch), "__getitem__"):
        raise TypeError(f"default_collate wants a list of samples, got {said(batch)}")
    if not len(batch):
        raise ValueError("a batch wants at least one sample, got none")
    first = batch[0]
    if isinstance(first, Tensor):
        return stack(batch)
    if isinstance(first, np.ndarray):
        return tensor(stacked(batch))
    if isinstance(first, bool | int | float | np.generic):
        return tensor(list(batch), dtype=float64 if isinstance(first, float) else None)
    if isinstance(first, str | bytes):
        return list(batch)
    if isinstance(first, Mapping):
        return {key: default_collate(column(batch, key)) for key in first}
    if isinstance(first, tuple | list):
        return rows_to_columns(batch)
    raise TypeError(f"default_collate wants {CONTAINERS}, got a {type(first).__name__}: hand over a collate_fn")


def stacked(batch: Sequence[np.ndarray]) -> np.ndarray:
    """Arrays of one shape, one after the other along a new first axis."""
    shape = batch[0].shape
    for k, sample in enumerate(batch):
        if np.shape(sample) != shape:
            raise LayoutError(f"a batch wants arrays of one shape, got {shape} and, in sample {k}, {np.shape(sample)}")
    return np.stack(batch)


def column(batch: Sequence[Mapping[Any, Any]], key: Any) -> list[Any]:
    """What the samples have under one key."""
    for k, sample in enumerate(batch):
        if not isinstance(sample, Mapping):
            raise TypeError(
                f"a batch wants samples that are alike, got dicts and, in sample {k}, a {type(sample).__name__}"
            )
        if key not in sample:
            raise KeyError(f"a batch wants dicts with the same keys, and sample {k} of it lacks {key!r}")
    return [sample[key] for sample in batch]


def rows_to_columns(batch: Sequence[Sequence[Any]]) -> Any:
    """A batch for each place in the samples, in a list, or in a named tuple where the samples are some."""
    length = len(batch[0])
    for k, sample in enumerate(batch):
        if not isinstance(sample, tuple | list):
            raise TypeError(
                f"a batch wants samples that are alike, got tuples and, in sample {k}, a {type(sample).__name__}"
            )
        if len(sample) != length:
            raise ValueError(
                f"a batch wants samples of one length, got {length} and, in sample {k} of it, {len(sample)}"
            )
    columns = [default_collate(parts) for parts in zip(*batch, strict=True)]
    return type(batch[0])(*columns) if hasattr(batch[0], "_fields") else columns


def default_convert(sample: Any) -> Any:
    """One sample with its arrays as tensors, tuples as lists: what a loader that makes no batches does."""
    if isinstance(sample, np.ndarray):
        return tensor(sample)
    if isinstance(sample, Mapping):
        return {key: default_convert(part) for key, part in sample.items()}
    if isinstance(sample, tuple | list):
        parts = [default_convert(part) for part in sample]
        return type(sample)(*parts) if hasattr(sample, "_fields") else parts
    return sample
