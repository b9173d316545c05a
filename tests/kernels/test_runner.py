"""The block runner: CUDA kernels as plain functions, thread after thread, always in the same order."""

from __future__ import annotations

import gc
from typing import Any

import faulty
import greenlet
import numpy as np
import pytest
from numba import cuda
from tinytorch.kernels.cuda.cases import CASES
from tinytorch.kernels.cuda.runner import DivergentBarrier, KernelError, LaunchError, run

FLOAT = np.float32


def numbers(size: int) -> Any:
    return np.arange(1, size + 1, dtype=FLOAT)


@pytest.mark.parametrize("name", CASES)
def test_every_kernel_gives_on_every_case_what_numpy_gives(name: str) -> None:
    for case in CASES[name]():
        out = case.run()
        assert out.dtype == FLOAT
        np.testing.assert_allclose(out, case.expected, rtol=1e-6, atol=1e-7, err_msg=case.about)


def test_cases_are_small_enough_to_be_looked_at() -> None:
    for cases in CASES.values():
        for case in cases():
            arrays = [value.size for value in case.inputs().values() if isinstance(value, np.ndarray)]
            assert np.prod(case.grid) <= 4 and np.prod(case.block) <= 32 and max(arrays) <= 64, case.about


def test_threads_run_in_order_and_all_come_to_a_barrier_before_one_goes_on() -> None:
    seen: list[Any] = []
    run(faulty.order, 2, 3, seen)
    block = [("before", 0), ("before", 1), ("before", 2), ("after", 0), ("after", 1), ("after", 2)]
    assert seen == block * 2


def test_grids_and_blocks_have_up_to_three_axes() -> None:
    out = np.zeros((4, 2, 6))
    run(faulty.places_of, (3, 1, 2), (2, 2, 2), out, None)
    assert out.ravel().tolist() == list(range(48))


def test_a_kernel_sees_the_runners_constants_and_so_do_its_helpers() -> None:
    out = np.zeros(2, FLOAT)
    run(faulty.sum_with_helper, 2, 32, out, numbers(50))
    assert out.tolist() == [sum(range(1, 33)), sum(range(33, 51))]
    run(faulty.sum_with_helper, 2, 4, out, numbers(8), constants={"THREADS": 4})
    assert out.tolist() == [10, 26]
    assert faulty.THREADS == 256 and faulty.halve.__globals__["cuda"].__name__ == "numba.cuda"


def test_kernels_that_numba_has_decorated_run_as_the_functions_they_were() -> None:
    out = np.zeros(8, FLOAT)
    run(cuda.jit(faulty.double), 2, 4, out, numbers(8))
    assert out.tolist() == (2 * numbers(8)).tolist()


def test_two_shared_arrays_on_one_line_are_two() -> None:
    out = np.zeros(1, FLOAT)
    run(faulty.two_on_a_line, 1, 1, out, None)
    assert out[0] == 1


def test_memory_that_nobody_wrote_holds_nonsense() -> None:
    out = np.zeros(2)
    run(faulty.nonsense, 1, 1, out, None)
    assert np.isnan(out[0]) and out[1] == 0x5A5A5A5A


def test_atomics_change_and_return_what_was_before() -> None:
    out = np.zeros(5)
    run(faulty.atomics, 1, 4, out, None)
    assert out.tolist() == [6, 3, -3, 3, 7]


def test_numbers_are_those_of_the_arrays_and_too_large_ones_do_not_warn() -> None:
    out = np.zeros(1, FLOAT)
    run(faulty.double, 1, 1, out, np.full(1, 3e38, FLOAT))
    assert np.isinf(out[0])


def test_a_barrier_that_some_threads_never_reach_is_named() -> None:
    with pytest.raises(
        DivergentBarrier, match=r"thread 0 of block 1 waits .* line \d+, and thread 8 has ended"
    ) as caught:
        run(faulty.barrier_in_a_branch, 2, 32, np.zeros(40, FLOAT), numbers(40))
    assert caught.value.block == (1, 0, 0)
    assert [thread.x for thread in caught.value.missing] == list(range(8, 32))


@pytest.mark.parametrize("kernel", [faulty.two_barriers, faulty.helper_from_two_places])
def test_threads_that_wait_at_different_places_are_divergent(kernel: Any) -> None:
    with pytest.raises(DivergentBarrier, match=r"thread 0 .* and thread \d+ waits in line"):
        run(kernel, 1, 32, np.zeros(32, FLOAT), numbers(32))


def test_a_loop_of_barriers_that_never_ends_is_stopped() -> None:
    with pytest.raises(KernelError, match="passed 10000 barriers"):
        run(faulty.endless_barriers, 1, 1, np.zeros(1), numbers(1))


def alive() -> int:
    """Coroutines that have not ended. A proxy of something gone may not be asked for its class, only for its type."""
    coroutines = (each for each in gc.get_objects() if issubclass(type(each), greenlet.greenlet))
    return sum(not each.dead for each in coroutines)


def test_an_exception_names_kernel_thread_block_and_line_and_leaves_no_coroutine() -> None:
    before = alive()
    line = faulty.failing.__code__.co_firstlineno + 3
    with pytest.raises(KernelError, match=rf"failing, thread 5 of block 1, line {line}: ValueError: no luck"):
        run(faulty.failing, 2, 32, np.zeros(1), None)
    assert alive() == before


def test_a_blank_that_is_not_written_says_so_itself() -> None:
    def blank(out: Any) -> None:
        raise NotImplementedError("Need to implement for Task 3.3")

    with pytest.raises(NotImplementedError, match=r"Task 3\.3"):
        run(blank, 1, 1, None)


@pytest.mark.parametrize(
    ("grid", "block", "said"),
    [
        (0, 1, "A grid has 1 to 3 sizes of at least 1"),
        (1, (4, 0), "A block has 1 to 3 sizes of at least 1"),
        (1, (1, 1, 1, 1), "A block has 1 to 3 sizes"),
        (1, (64, 64), "A block has at most 1024 threads"),
        (1, (1, 1, 65), "A block has at most"),
        ((1, 70000), 1, "A grid has at most"),
    ],
)
def test_a_launch_that_no_gpu_takes_is_refused_in_one_sentence(grid: Any, block: Any, said: str) -> None:
    with pytest.raises(LaunchError, match=said):
        run(faulty.double, grid, block, np.zeros(1), numbers(1))


def test_shared_memory_has_an_end() -> None:
    with pytest.raises(KernelError, match="49152 bytes"):
        run(faulty.mirror, 1, 1, np.zeros(1), numbers(1), constants={"THREADS": 20_000})
