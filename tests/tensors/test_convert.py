"""From Python's numbers and lists to arrays: as NumPy reads them, of one of four kinds, in memory of their own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.tensors.convert import as_numbers, our_dtype
from tinytorch.tensors.dtypes import DTypeError, bool_, float32, float64, int64
from tinytorch.tensors.layout import LayoutError
from tinytorch.tensors.tensor import Tensor

from . import strategies as s

NUMBERS = {bool_: st.booleans(), int64: st.integers(-(2**62), 2**62), float32: st.floats(width=32)}


@st.composite
def nested(draw: st.DrawFn) -> tuple[Any, Any]:
    """(nested lists, or tuples, of numbers of one kind; their kind)."""
    kind = draw(st.sampled_from(sorted(NUMBERS, key=str)))
    shape = draw(s.shapes)
    count = int(np.prod(shape))
    numbers = draw(st.lists(NUMBERS[kind], min_size=count, max_size=count))

    def rows(shape: tuple[int, ...]) -> Any:
        if not shape:
            return numbers.pop()
        return draw(st.sampled_from((list, tuple)))(rows(shape[1:]) for _ in range(shape[0]))

    return rows(shape), kind


@given(nested())
def test_nested_lists_are_read_as_numpy_reads_them(given_: tuple[Any, Any]) -> None:
    data, kind = given_
    made = as_numbers(data)
    expected = np.array(data, made.dtype)
    assert made.dtype == (kind if made.size else float32)
    assert np.array_equal(made, expected, equal_nan=made.dtype == float32)
    assert made.flags.c_contiguous


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ([True, 2], int64),
        ([True, 2.5], float32),
        ([[1, 2], [3, 4.0]], float32),
        ([], float32),
        ([[], []], float32),
        ([np.float64(1.0), 2.0], float64),
        ([np.float32(1.0), 2], float32),
        ([np.int8(1), True], int64),
        ([Tensor([1, 2], dtype=int), [3, 4]], int64),
        ([Tensor(1.0), 2.0], float32),
    ],
)
def test_the_largest_kind_in_a_list_is_for_all(data: Any, kind: Any) -> None:
    assert as_numbers(data).dtype == kind


@pytest.mark.parametrize("kind", ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"])
def test_whole_numbers_of_any_width_become_int64(kind: str) -> None:
    made = as_numbers(np.array([0, 1, 100], kind))
    assert made.dtype == int64
    assert made.tolist() == [0, 1, 100]


@pytest.mark.parametrize(
    ("kind", "ours"), [("float16", float32), ("float32", float32), ("float64", float64), ("?", bool_)]
)
def test_an_array_keeps_its_kind_or_gets_the_next(kind: str, ours: Any) -> None:
    assert as_numbers(np.ones(2, kind)).dtype == ours
    assert as_numbers(np.ones((), kind)[()]).dtype == ours


def test_numbers_of_the_other_byte_order_are_read_right() -> None:
    assert as_numbers(np.array([1.5, 2.5], ">f8")).tolist() == [1.5, 2.5]
    assert our_dtype(np.dtype(">f8")) is float64
    assert our_dtype(np.dtype(">f4")) is float32
    assert our_dtype(np.dtype(">i4")) is int64


@pytest.mark.parametrize(
    "kind", ["complex64", "complex128", "<U1", "object", "datetime64[s]", "S2", "longdouble", "V4"]
)
def test_what_is_no_number_of_ours_is_refused_whatever_is_asked_for(kind: str) -> None:
    data = np.zeros(2, kind)
    with pytest.raises(DTypeError, match="float32, float64, int64 or bool"):
        as_numbers(data)
    with pytest.raises(DTypeError, match="float32, float64, int64 or bool"):
        as_numbers(data, float32)


@given(s.views())
def test_an_array_in_any_layout_is_copied_in_reading_order(view: np.ndarray) -> None:
    made = as_numbers(view)
    assert made.shape == view.shape
    assert made.tolist() == view.tolist()
    assert made.flags.c_contiguous
    assert not np.may_share_memory(made, view)


def test_no_memory_is_shared_with_a_tensor_either() -> None:
    x = Tensor([1.0, 2.0])
    assert not np.shares_memory(as_numbers(x), x.numpy())


class Speaks:
    """Something with the array protocol."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.array([1.0, 2.0], dtype)


def test_whatever_speaks_the_array_protocol_is_taken() -> None:
    assert as_numbers(Speaks()).tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([[1.0], [2.0, 3.0]], r"\(1,\) in item 0 and \(2,\) in item 1"),
        ([[1.0, 2.0], []], r"\(2,\) in item 0 and \(0,\) in item 1"),
        ([1.0, [2.0]], r"\(\) in item 0 and \(1,\) in item 1"),
        ([[[1], [2]], [[1], [2, 3]]], r"\(1,\) in item 0 and \(2,\) in item 1"),
        ([np.zeros(2), np.zeros(3)], r"\(2,\) in item 0 and \(3,\) in item 1"),
        ([Tensor([1.0]), 2.0], r"\(1,\) in item 0 and \(\) in item 1"),
    ],
)
def test_a_ragged_list_is_refused_and_the_rows_are_named(data: Any, words: str) -> None:
    with pytest.raises(LayoutError, match=words):
        as_numbers(data)


@pytest.mark.parametrize("data", [None, "1", b"1", {1.0}, {1: 2}, object(), 1j, [None], ["1"], [[1.0], [{}]]])
def test_what_is_not_a_number_is_refused_and_named(data: Any) -> None:
    with pytest.raises(DTypeError, match=r"expected .*, got a [a-zA-Z]+$"):
        as_numbers(data)


def test_a_whole_number_that_needs_more_than_64_bits_is_refused() -> None:
    with pytest.raises(DTypeError, match="64 bits"):
        as_numbers(2**70)
    with pytest.raises(DTypeError, match="64 bits"):
        as_numbers([1, 2**70])
    with pytest.raises(DTypeError, match="64 bits"):
        as_numbers(np.array([2**63], np.uint64))
    assert as_numbers(2**70, float64).tolist() == 2.0**70


def test_what_a_list_holds_of_a_record_is_not_lost_without_a_word() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(RuntimeError, match=r"\.detach\(\)"):
        as_numbers([x, x])
