"""The sanitizer finds what a GPU does not tell, says it in a sentence, and says nothing of what is right."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

import faulty
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinytorch.kernels.cuda.cases import CASES
from tinytorch.kernels.cuda.pointwise import map_kernel
from tinytorch.kernels.cuda.report import Report
from tinytorch.kernels.cuda.sanitizer import sanitize

from tinytorch.scalars.operators import neg

FLOAT = np.float32
CONSTANTS: Mapping[str, int] = {"THREADS": 4, "TILE": 2}


def numbers(size: int) -> Any:
    return np.arange(1, size + 1, dtype=FLOAT)


def look(kernel: Any, size: int, out: int, blocks: int = 2, outputs: Any = ("out",), **more: Any) -> Report:
    """A kernel of `faulty`, with blocks of 4 threads."""
    return sanitize(
        kernel, blocks, 4, np.zeros(out, FLOAT), numbers(size), outputs=outputs, constants=CONSTANTS, **more
    )


@pytest.mark.parametrize("name", CASES)
def test_every_kernel_is_right_and_without_a_fault_on_every_case(name: str) -> None:
    for case in CASES[name]():
        report, out = case.sanitize()
        assert report.faults == (), case.about
        np.testing.assert_allclose(out, case.expected, rtol=1e-6, atol=1e-7, err_msg=case.about)


SIX = "has 6 elements."
TWICE = "written by thread 0 of block 0 and written by"
UNSET = "and nobody had written it before."
NO_BARRIER = "and there is no cuda.syncthreads() between."
PLANTED = [
    # kernel, numbers, results, kind, element, what thread of what block did to it, how the sentence ends
    (faulty.double_all, 6, 6, "out of bounds", "a[6]", "read by", 2, 1, SIX),
    (faulty.double_all, 6, 6, "out of bounds", "out[6]", "written by", 2, 1, SIX),
    (faulty.double_one_more, 6, 6, "out of bounds", "a[6]", "read by", 2, 1, SIX),
    (faulty.differences, 8, 8, "out of bounds", "a[-1]", "read by", 0, 0, "and a GPU does not count from the end."),
    (faulty.mirror_at_once, 8, 8, "uninitialised", "shared[3]", "read by", 0, 0, UNSET),
    (faulty.mirror_at_once, 8, 8, "race", "shared[2]", "read by thread 1 of block 0 and written by", 2, 0, NO_BARRIER),
    (faulty.mirror_twice, 8, 8, "race", "shared[1]", "written by thread 1 of block 0 and read by", 2, 0, NO_BARRIER),
    (faulty.sum_of_some, 6, 2, "uninitialised", "shared[2]", "read by", 0, 1, UNSET),
    (faulty.local_sum, 8, 8, "uninitialised", "mine[1]", "read by", 0, 0, UNSET),
    (
        *(faulty.all_into_one, 8, 1, "race", "out[0]", TWICE, 0, 1),
        "and blocks cannot wait for each other.",
    ),
    (
        *(
            faulty.same_for_all,
            8,
            2,
            "redundant write",
            "out[0]",
            "written by thread 0 of block 0 and written by",
            1,
            0,
        ),
        "and both wrote the same number, so one of them is enough.",
    ),
]


@pytest.mark.parametrize(("kernel", "size", "out", "kind", "element", "done", "thread", "block", "end"), PLANTED)
def test_a_planted_fault_is_found_and_named(
    kernel: Any, size: int, out: int, kind: str, element: str, done: str, thread: int, block: int, end: str
) -> None:
    report = look(kernel, size, out)
    array, index = element.rstrip("]").split("[")
    (fault,) = [each for each in report.faults if (each.kind, each.array) == (kind, array)]
    assert (fault.index, fault.block, fault.thread) == ((int(index),), (block,), (thread,))
    without_lines = re.sub(r" in line \d+", "", fault.sentence)
    assert without_lines.startswith(f"{element} was {done} thread {thread} of block {block}, ")
    assert without_lines.endswith(end)
    assert f"in line {fault.line}" in fault.sentence and array in fault.source
    assert report.ok == (kind == "redundant write")


def test_what_no_thread_wrote_shows_when_there_are_too_few_blocks() -> None:
    (fault,) = look(faulty.double, 12, 12, blocks=2).faults
    assert (fault.kind, fault.array, fault.index) == ("unwritten", "out", (8,))
    assert fault.sentence == "out[8] was written by no thread; are there enough blocks, and does each thread write?"


def test_reading_an_output_before_it_is_written_is_a_fault_and_of_an_input_not() -> None:
    assert "uninitialised" in {fault.kind for fault in look(faulty.sum_by_hand, 8, 1).faults}
    assert "uninitialised" not in {fault.kind for fault in look(faulty.sum_by_hand, 8, 1, outputs=()).faults}


def test_adding_to_one_number_is_a_race_by_hand_and_none_by_atomics() -> None:
    assert [fault.kind for fault in look(faulty.sum_by_hand, 8, 1, outputs=()).faults] == ["race"]
    assert look(faulty.sum_by_atomics, 8, 1, outputs=()).faults == ()


def test_two_names_for_one_memory_are_one_memory() -> None:
    a = numbers(8)
    assert sanitize(faulty.shift, 2, 4, np.zeros(8, FLOAT), a).faults == ()
    (fault,) = sanitize(faulty.shift, 2, 4, a, a).faults
    assert "a[1] was read by thread 0 of block 0" in fault.sentence
    assert "out[1], which is the same memory, was written by thread 1 of block 0" in fault.sentence
    assert sanitize(faulty.double, 2, 4, a, a).faults == ()  # each thread its own number: no harm


def test_a_divergent_barrier_is_a_fault_of_the_report() -> None:
    (fault,) = [each for each in look(faulty.barrier_in_a_branch, 6, 6).faults if each.kind == "divergent barrier"]
    assert (fault.block, fault.thread) == ((1,), (2,))
    assert "thread 0 of block 1 waits" in fault.sentence and "thread 2 has ended" in fault.sentence


def test_a_thread_that_never_ends_is_stopped_and_named() -> None:
    (fault,) = look(faulty.endless, 8, 8, steps=1000).faults
    assert (fault.kind, fault.block, fault.thread) == ("endless", (0,), (0,))
    assert fault.sentence.startswith("Thread 0 of block 0 has run 1000 lines and is in line")


def test_the_first_fault_of_a_kind_in_an_array_is_enough() -> None:
    kinds = [(fault.kind, fault.array) for fault in look(faulty.double_all, 2, 2, blocks=4).faults]
    assert sorted(kinds) == [("out of bounds", "a"), ("out of bounds", "out")]


def test_counts_say_what_each_thread_did() -> None:
    report = look(faulty.mirror, 8, 8)
    for counts in report.counts:
        found = counts.global_reads, counts.global_writes, counts.shared_reads, counts.shared_writes, counts.barriers
        assert found == (1, 1, 1, 1, 1)
    assert report.total("shared_reads") == 8 and report.most("barriers") == report.least("barriers") == 1
    atomics = look(faulty.sum_by_atomics, 8, 1, outputs=())
    assert atomics.total("global_reads") == 16 and atomics.total("global_writes") == 8


def test_touches_say_which_thread_touched_what_and_after_how_many_barriers() -> None:
    touches = look(faulty.mirror, 8, 8).touches
    shared = {(t.index, t.block, t.thread, t.barriers) for t in touches if t.array == "shared" and t.write}
    assert shared == {((k,), (b,), (k,), 0) for b in range(2) for k in range(4)}
    out = {(t.index, t.block, t.thread, t.barriers) for t in touches if t.array == "out"}
    assert out == {((4 * b + k,), (b,), (k,), 1) for b in range(2) for k in range(4)}


def test_a_report_is_plain_data() -> None:
    plain = look(faulty.mirror_at_once, 8, 8).plain()
    assert json.loads(json.dumps(plain))["faults"][0]["kind"] == "uninitialised"


def test_watched_arrays_behave_as_arrays() -> None:
    a, out = np.arange(12, dtype=FLOAT).reshape(3, 4), np.zeros(3, FLOAT)
    report = sanitize(faulty.slices_and_rows, 1, 4, out, a, outputs=["out"])
    assert report.faults == ()
    assert out.tolist() == a.sum(1).tolist()


def test_an_index_beyond_a_row_or_a_slice_is_named_in_its_own_terms() -> None:
    def beyond(out: Any, a: Any) -> None:
        out[0] = a[1][4] + a[3][0] + a[1, 1:3][2]

    (fault,) = sanitize(beyond, 1, 1, np.zeros(1), np.zeros((3, 4))).faults
    assert fault.sentence.startswith("a[1, 4] was read") and fault.sentence.endswith("a has shape (3, 4).")

    def sliced(out: Any, a: Any) -> None:
        out[0] = a[1:3][2]

    (fault,) = sanitize(sliced, 1, 1, np.zeros(1), np.zeros(8)).faults
    assert fault.sentence.startswith("a[1:3][2] was read") and fault.sentence.endswith("a[1:3] has 2 elements.")


@given(
    shape=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    threads=st.sampled_from([1, 2, 4, 8]),
    data=st.data(),
)
@settings(max_examples=40)
def test_a_right_kernel_is_never_accused(shape: list[int], threads: int, data: st.DataObject) -> None:
    """Any permutation of threads over elements, through shared memory or not, read under any strides."""
    axes = data.draw(st.permutations(range(len(shape))))
    a = np.arange(math.prod(shape), dtype=FLOAT)
    view = a.reshape(shape).transpose(axes)
    strides = tuple(stride // a.itemsize for stride in view.strides)
    out = np.zeros(a.size, FLOAT)
    blocks = -(-a.size // threads) + data.draw(st.integers(0, 1))
    report = sanitize(map_kernel, blocks, threads, neg, out, a, view.shape, strides, 0, outputs=["out"])
    assert report.faults == ()
    assert out.tolist() == (-view).ravel().tolist()

    kernel = data.draw(st.sampled_from([faulty.mirror, faulty.sum_with_helper]))
    full = numbers(threads * blocks)
    out = np.zeros(full.size if kernel is faulty.mirror else blocks, FLOAT)
    report = sanitize(kernel, blocks, threads, out, full, outputs=["out"], constants={"THREADS": threads})
    assert report.faults == ()
