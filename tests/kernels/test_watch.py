"""Turns of a prange that get in each other's way are found by running the kernel as Python; right kernels pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numba import prange
from tinytorch.kernels.cpu import matmul, pointwise, reduce, rows
from tinytorch.kernels.cpu.watch import writes


def row(*shape: int) -> np.ndarray:
    """Different numbers."""
    return np.arange(1.0, 1.0 + np.prod(shape), dtype=np.float32).reshape(shape)


def colliding(out: Any, a: Any) -> None:
    for i in prange(a.size):
        out[0] += a[i]


def overwriting(out: Any, a: Any) -> None:
    for i in prange(a.size):
        out[i // 2] = a[i]


def looking_back(out: Any, a: Any) -> None:
    for i in prange(1, out.size):
        out[i] = out[i - 1] + a[i]


def looking_ahead(out: Any, a: Any) -> None:
    for i in prange(out.size - 1):
        out[i] = out[i + 1] + a[i]


def carried(out: Any, a: Any) -> None:
    last = 0.0
    for i in prange(a.size):
        out[i] = last
        last = a[i]


def before_the_start(out: Any, a: Any) -> None:
    for i in prange(out.size):
        out[i] = a[i] + a[i - 1]


def past_the_end(out: Any, a: Any) -> None:
    for i in prange(out.size):
        out[i] = a[i + 1]


def shared_scratch(out: Any, a: Any) -> None:
    scratch = np.empty(3, a.dtype)
    for i in prange(2):
        for k in range(3):
            scratch[k] = a[3 * i + k]
        for k in range(3):
            out[3 * i + k] = scratch[k]


def inside(out: Any, a: Any) -> None:
    for i in prange(a.size):
        add_to(out, a[i])


def add_to(out: Any, number: float) -> None:
    out[0] += number


def by_slices(out: Any, a: Any) -> None:
    for i in prange(5):
        part = out[i : i + 2]
        part[:] = a[i : i + 2]


def in_place(out: Any, a: Any) -> None:
    for _ in prange(2):
        out += a


WRONG = {
    colliding: "race",
    overwriting: "race",
    looking_back: "race",
    looking_ahead: "race",
    shared_scratch: "race",
    inside: "race",
    by_slices: "race",
    in_place: "race",
    carried: "order",
    before_the_start: "outside",
    past_the_end: "outside",
}


@pytest.mark.parametrize("kernel", WRONG, ids=lambda kernel: kernel.__name__)
def test_what_would_go_wrong_with_threads_is_found(kernel: Callable[..., None]) -> None:
    faults = writes(kernel, row(6), row(6)).faults
    assert {fault[0] for fault in faults} == {WRONG[kernel]}
    assert all(fault[6].count("\n") == 0 for fault in faults)


def test_a_race_names_array_place_both_turns_and_lines() -> None:
    ((kind, array, index, turn, other, line, sentence),) = writes(overwriting, row(6), row(6)).faults
    first = overwriting.__code__.co_firstlineno
    assert (kind, array, index, turn, other, line) == ("race", "out", (0,), 1, 0, first + 2)
    assert sentence == f"out[0] is written by turn 0 and by turn 1 of the prange in line {first + 1}: a race"


def test_reading_and_writing_are_told_apart() -> None:
    ((*_, sentence),) = writes(looking_ahead, row(6), row(6)).faults
    assert "out[1] is read by turn 0 and written by turn 1" in sentence


def test_an_index_outside_names_its_axis() -> None:
    ((*_, sentence),) = writes(past_the_end, row(6), row(6)).faults
    assert sentence == "index 6 of a is outside: axis 0 has 6 places"


def private_scratch(out: Any, a: Any) -> None:
    for i in prange(2):
        scratch = np.zeros(3, a.dtype)
        for k in range(3):
            scratch[k] = a[3 * i + k]
        out[3 * i : 3 * i + 3] = scratch * 2.0


def summed(out: Any, a: Any) -> None:
    total = 0.0
    for i in prange(a.size):
        total += a[i]
    out[0] = total


def nested(out: Any, a: Any) -> None:
    for i in prange(2):
        for k in prange(3):
            out[3 * i] += a[3 * i + k]


def one_after_the_other(out: Any, a: Any) -> None:
    for i in prange(out.size):
        out[i] = a[i]
    for i in prange(out.size - 1):
        a[i] = out[i + 1]


def iterated(out: Any, a: Any) -> None:
    for i in prange(out.size):
        for x in a:
            out[i] += x


@pytest.mark.parametrize("kernel", [iterated, private_scratch, summed, nested, one_after_the_other])
def test_turns_that_keep_to_themselves_are_not_accused(kernel: Callable[..., None]) -> None:
    assert writes(kernel, row(6), row(6)).faults == []


@pytest.mark.parametrize(
    ("kernel", "arguments", "out"),
    [
        (pointwise.map_flat, (lambda x: 2 * x, row(6), row(6)), 1),
        (pointwise.zip_flat, (lambda x, y: x - 2 * y, row(6), row(6), row(6)), 1),
        (pointwise.map_strided, (lambda x: 2 * x, row(6), row(6), (2, 3), (1, 2), 0), 1),
        (pointwise.zip_strided, (max, row(6), (2, 3), row(6), (3, 1), 0, row(6), (0, 1), 0), 1),
        (reduce.reduce_strided, (max, 0.0, row(2), row(6), (2,), (3,), (3,), (1,), 0), 2),
        (rows.gather_rows, (row(3, 2), row(4, 2), np.array([1, 1, 3])), 0),
        (rows.scatter_rows, (row(4, 2), row(3, 2), np.array([1, 1, 3]), 2), 0),
        (matmul.matmul_rows, (row(3, 2), row(3, 4), row(4, 2)), 0),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_reference_has_no_fault_and_computes_what_it_does_without_a_watch(
    kernel: Callable[..., None], arguments: tuple[Any, ...], out: int
) -> None:
    plain = [each.copy() if isinstance(each, np.ndarray) else each for each in arguments]
    watched = [each.copy() if isinstance(each, np.ndarray) else each for each in arguments]
    kernel(*plain)
    report = writes(kernel, *watched)
    assert report.faults == []
    np.testing.assert_array_equal(watched[out], plain[out])


def test_the_tiled_product_of_the_reference_has_no_fault() -> None:
    """Its panel is shared and written outside of the turns; what is made inside a turn is the turn's own."""
    out, a, b = row(5, 3), row(5, 2), row(2, 3)
    report = writes(matmul.matmul_tiled, out, a, b)
    assert report.faults == []
    assert "out" not in report.serial
    np.testing.assert_array_equal(out, a @ b)


def only_for_show(out: Any, a: Any) -> None:
    for _ in prange(1):
        pass
    for i in range(out.size):
        out[i] = a[i]


def test_turns_are_counted_and_what_was_written_outside_of_them() -> None:
    first = only_for_show.__code__.co_firstlineno
    report = writes(only_for_show, row(6), row(6))
    assert (report.faults, report.turns, report.serial) == ([], [(first + 1, 1)], {"out": 6})
    report = writes(pointwise.map_flat, abs, row(4), row(4))
    assert ([turns for _, turns in report.turns], report.serial) == ([4], {})


def test_a_kernel_that_is_watched_still_sees_what_arrays_have() -> None:
    seen = []

    def asks(out: Any, a: Any) -> None:
        seen.append((out.size, out.shape, out.dtype, out.ndim, len(out), out[1].shape, float(out[1, 2])))

    writes(asks, row(2, 3), row(1))
    assert seen == [(6, (2, 3), np.float32, 2, 2, (3,), 6.0)] * 2


def test_arrays_can_be_named() -> None:
    ((_, array, *_),) = writes(colliding, row(6), row(6), names=("sum", "numbers")).faults
    assert array == "sum"
