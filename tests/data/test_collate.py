"""Samples of every kind become a batch of that kind, as in PyTorch."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np
import pytest
from tinytorch.data.collate import Columns, default_collate, default_convert
from tinytorch.tensors.backend import available
from tinytorch.tensors.creation import arange, tensor
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.tensor import Tensor

Point = namedtuple("Point", "x y")

BATCHES: dict[str, Any] = {
    "whole numbers": [1, 2, 3],
    "floats": [1.5, 2.5],
    "whole numbers, then a float": [1, 2.5],
    "truths": [True, False],
    "numbers of NumPy": [np.float32(1), np.float32(2)],
    "doubles of NumPy": [np.float64(1), np.float64(2)],
    "arrays": [np.ones((2, 3), np.float32), np.zeros((2, 3), np.float32)],
    "arrays without axes": [np.array(1.0), np.array(2.0)],
    "strings": ["a", "b"],
    "bytes": [b"a", b"b"],
    "tuples": [(1, 2.0), (3, 4.0)],
    "lists": [[1, 2], [3, 4]],
    "dicts": [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}],
    "named tuples": [Point(1, 2), Point(3, 4)],
    "all of it": [{"p": Point([1, 5], (2.0, np.ones(2)))}, {"p": Point([3, 6], (4.0, np.zeros(2)))}],
}


def plain(batch: Any, kind: type) -> Any:
    """A batch with each tensor as (dtype, numbers), and each container as (type, parts)."""
    if isinstance(batch, kind):
        return str(batch.dtype).removeprefix("torch."), batch.tolist()
    if isinstance(batch, dict):
        return {key: plain(part, kind) for key, part in batch.items()}
    if isinstance(batch, list | tuple):
        return type(batch).__name__, [plain(part, kind) for part in batch]
    return batch


@pytest.mark.parametrize("name", BATCHES)
def test_a_batch_is_what_pytorch_makes_of_it(name: str) -> None:
    torch = pytest.importorskip("torch")
    theirs = pytest.importorskip("torch.utils.data").default_collate(BATCHES[name])
    assert plain(default_collate(BATCHES[name]), Tensor) == plain(theirs, torch.Tensor)


@pytest.mark.parametrize("name", [name for name in BATCHES if "of NumPy" not in name])
def test_one_sample_is_converted_as_pytorch_does(name: str) -> None:
    torch = pytest.importorskip("torch")
    theirs = pytest.importorskip("torch.utils.data._utils.collate").default_convert(BATCHES[name][0])
    assert plain(default_convert(BATCHES[name][0]), Tensor) == plain(theirs, torch.Tensor)


@pytest.mark.parametrize("device", available())
def test_tensors_are_stacked_on_their_device(device: str) -> None:
    batch = default_collate([tensor([1.0, 2.0], device=device), tensor([3.0, 4.0], device=device)])
    assert batch.device == device and batch.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_columns_are_a_batch_already() -> None:
    column = arange(3)
    assert default_collate(Columns([column]))[0] is column


def test_bytes_of_pictures_become_whole_numbers() -> None:
    assert default_collate([np.array([255], np.uint8)]).tolist() == [[255]]


@pytest.mark.parametrize(
    ("batch", "error", "words"),
    [
        ([], ValueError, "at least one sample, got none"),
        ([None], TypeError, "dicts, tuples and lists of them, got a NoneType: hand over a collate_fn"),
        ([[1], [1, 2]], ValueError, "samples of one length, got 1 and, in sample 1 of it, 2"),
        ([{"a": 1}, {"b": 1}], KeyError, "sample 1 of it lacks 'a'"),
        ([np.zeros(2), np.zeros(3)], LayoutError, r"one shape, got \(2,\) and, in sample 1, \(3,\)"),
        ([tensor([1]), tensor([1, 2])], LayoutError, r"one shape, got \(1,\) and \(2,\)"),
    ],
)
def test_what_makes_no_batch_is_one_sentence(batch: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        default_collate(batch)
