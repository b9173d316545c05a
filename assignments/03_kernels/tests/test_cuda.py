"""Tasks 3.3 and 3.4: kernels for a GPU, in the block runner, with 32 threads in a block and tiles of 4 x 4.

The cases are those of `tinytorch/kernels/cuda/cases.py`: what a kernel is given, how it is launched, and the result.
The sanitizer watches: no thread may leave an array, read memory that nobody wrote, or meet another one without a
barrier between them. Then the numbers are compared.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.kernels.cuda.cases import CASES
from tinytorch.kernels.cuda.launch import blocks_for
from tinytorch.kernels.cuda.ptx import ptx, why_no_ptx

TASKS = {
    "map_kernel": "3.3",
    "zip_kernel": "3.3",
    "block_sum": "3.3",
    "reduce_kernel": "3.3",
    "scatter_kernel": "3.3",
    "softmax_kernel": "3.3",
    "block_matmul": "3.4",
    "matmul_kernel": "3.4",
}


each_kernel = pytest.mark.parametrize(
    "symbol", [pytest.param(symbol, marks=pytest.mark.task(task, symbol), id=symbol) for symbol, task in TASKS.items()]
)


# --- blocks_for


@pytest.mark.task("3.3", "blocks_for")
def test_blocks_for_a_thousand_elements():
    """3 blocks of 256 threads are too few for 1000 elements, 4 are enough; for 1024 they are just enough."""
    assert [blocks_for(size, 256) for size in (1000, 1024, 1025, 1, 0)] == [4, 4, 5, 1, 0]


@pytest.mark.task("3.3", "blocks_for")
@given(size=st.integers(0, 10**12), threads=st.integers(1, 1024))
def test_blocks_are_enough_and_one_less_is_not(size, threads):
    """(blocks - 1) * threads < size <= blocks * threads, in whole numbers, exact for large ones."""
    blocks = blocks_for(size, threads)
    assert type(blocks) is int
    assert blocks * threads >= size
    assert (blocks - 1) * threads < size


# --- The kernels


def first_fault(case, report):
    """What the sanitizer says first of a case, with the text of the line."""
    for fault in report.faults:
        return f"{case.about}: {fault.sentence}{fault.source and f' The line: {fault.source}'}"
    return "no fault"


@each_kernel
def test_in_every_case_threads_stay_inside_do_not_race_and_make_the_right_numbers(symbol):
    """The sanitizer has nothing to say, and `out` holds what NumPy makes of the same numbers."""
    for case in CASES[symbol]():
        report, out = case.sanitize()
        assert first_fault(case, report) == "no fault"
        found, expected = (np.asarray(numbers).ravel().tolist() for numbers in (out, case.expected))
        assert (case.about, found) == (case.about, pytest.approx(expected, rel=1e-5))


@each_kernel
def test_a_gpu_would_take_it(symbol):
    """It compiles to PTX, the language of NVIDIA's GPUs; that takes CUDA's compiler, and no GPU."""
    case = CASES[symbol]()[0]
    try:
        case.run()
    except NotImplementedError:
        raise
    except Exception:  # what is wrong with the run, the test before says
        pytest.skip("it does not run yet")
    if reason := why_no_ptx():
        pytest.skip(reason)
    inputs = case.inputs()
    f = inputs.pop("f", None)
    assert ".entry" in ptx(case.kernel, f, "float32", list(inputs.values()))
