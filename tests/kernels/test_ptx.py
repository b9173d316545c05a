"""Every kernel becomes code for a GPU, with every float function: types, shared memory and library calls are right."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from tinytorch.kernels.cuda import copies, fast, matmul, patches, pointwise, reduce, rows, softmax
from tinytorch.kernels.cuda.ptx import ptx, why_no_ptx
from tinytorch.tensors import elementary
from tinytorch.tensors.backend import PREDICATES, plain
from tinytorch.tensors.numpy_table import TABLE

from tinytorch.scalars import operators

EXP, ADD, WHERE = (plain(f) for f in (operators.exp, operators.add, elementary.where))
THREE, FOUR, SIX, TWO = (1,) * 3, (1,) * 4, (1,) * 6, (1, 1)


def arguments(dtype: str) -> dict[Callable[..., None], tuple[Any, tuple[Any, ...]]]:
    """Each kernel with a float function, if it takes one, and what it is called with."""
    row, one = np.zeros(4, dtype), np.dtype(dtype).type(1)
    numbers, mask, matrix = np.zeros(4, np.int64), np.zeros(4, bool), np.zeros((2, 2), dtype)
    product = row, row, THREE, 0, row, THREE, 0, 2, 2, 2
    boxes = row, row, SIX, TWO, TWO, TWO, TWO, TWO
    line = one, row, row, 4, 1, FOUR, FOUR, 0
    return {
        pointwise.map_kernel: (EXP, (row, row, FOUR, FOUR, 0)),
        pointwise.zip_kernel: (ADD, (row, FOUR, row, FOUR, 0, row, FOUR, 0)),
        reduce.block_sum: (None, (row, row)),
        reduce.reduce_kernel: (ADD, (one, row, row, 4, FOUR, FOUR, FOUR, FOUR, 0)),
        rows.gather_kernel: (None, (row, row, numbers, 2)),
        rows.scatter_kernel: (None, (row, row, numbers, 2)),
        softmax.softmax_kernel: (None, (row, row, 2)),
        matmul.block_matmul: (None, (matrix, matrix, matrix)),
        matmul.matmul_kernel: (None, product),
        copies.fill_kernel: (None, (row, one)),
        copies.copy_kernel: (None, (row, FOUR, FOUR, 0, row, FOUR, 0, 4)),
        copies.zip3_kernel: (WHERE, (row, FOUR, mask, FOUR, 0, row, FOUR, 0, row, FOUR, 0)),
        copies.best_kernel: (None, (numbers, row, True, 2, 1, FOUR, FOUR, 0)),
        fast.copy_flat: (None, (row, row)),
        fast.map_flat: (EXP, (row, row)),
        fast.zip_aa: (ADD, (row, row, row)),
        fast.zip_an: (ADD, (row, row, one)),
        fast.zip_rows: (ADD, (row, 2, row, 1, 1, 0, row, 1, 1, 0)),
        fast.reduce_rows: (ADD, line),
        fast.reduce_columns: (ADD, line),
        fast.matmul_registers: (None, product),
        patches.im2col_kernel: (None, boxes),
        patches.col2im_kernel: (None, boxes),
    }


YOURS = [kernel for kernel in arguments("float32") if "BEGIN SOLUTION" in inspect.getsource(kernel)]


@pytest.fixture(scope="module", autouse=True)
def compiler(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Without the compiler's library nothing can be said here."""
    if reason := why_no_ptx():
        pytest.skip(f"nothing can be compiled to PTX here: {reason}")


def entries(text: str) -> int:
    """How many kernels a GPU could start in this text."""
    return len(re.findall(r"^\.visible \.entry", text, re.MULTILINE))


@cache
def code(kernel: Any, dtype: str = "float32") -> str:
    """A kernel as PTX."""
    return ptx(kernel, arguments(dtype)[kernel][0], dtype, arguments(dtype)[kernel][1])


@pytest.mark.parametrize("kernel", YOURS, ids=lambda kernel: kernel.__name__)
def test_every_kernel_of_a_student_compiles_and_computes_in_float32_alone(kernel: Any) -> None:
    assert entries(code(kernel)) == 1
    assert ".f64" not in code(kernel)


@pytest.mark.slow
def test_every_kernel_compiles_and_computes_in_float32_alone() -> None:
    for kernel in arguments("float32"):
        assert entries(code(kernel)) == 1, kernel.__name__
        assert ".f64" not in code(kernel), kernel.__name__


def test_barriers_and_shared_memory_are_in_the_code() -> None:
    text = code(reduce.reduce_kernel)
    assert re.search(r"\.shared .*\.b8 .*\[1024\]", text)
    assert "bar.sync" in text


def test_scatter_adds_in_one_step() -> None:
    assert re.search(r"(atom|red)\.global\.add\.f32", code(rows.scatter_kernel))


def test_sums_in_registers_do_not_go_to_memory() -> None:
    assert "ld.local" not in code(fast.matmul_registers)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("f", [EXP, plain(elementary.round), plain(operators.lt)], ids=lambda f: f.__name__)
def test_float_functions_compile_for_both_kinds(f: Any, dtype: str) -> None:
    assert entries(compiled(f, dtype)) == 1


def compiled(f: Any, dtype: str) -> str:
    """A kernel with f in it, whatever number of operands it has."""
    row, one = np.zeros(4, dtype), np.dtype(dtype).type(1)
    out = np.zeros(4, bool) if f in PREDICATES else row
    kernel, args = {
        1: (fast.map_flat, (out, row)),
        2: (fast.zip_an, (out, row, one)),
        3: (copies.zip3_kernel, (out, FOUR, row, FOUR, 0, row, FOUR, 0, row, FOUR, 0)),
    }[len(inspect.signature(f).parameters)]
    return ptx(kernel, f, dtype, args)


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_float_function_of_the_table_compiles(dtype: str) -> None:
    for f in TABLE:
        assert entries(compiled(f, dtype)) == 1, f.__name__


@pytest.mark.slow
def test_every_kernel_compiles_for_float64() -> None:
    for kernel in arguments("float64"):
        assert entries(code(kernel, "float64")) == 1, kernel.__name__


def test_numba_compiles_a_function_inside_a_kernel_for_the_gpu_it_has() -> None:
    """`ptx` puts another answer in the place of Numba's get_current_device, and takes it away again."""
    from numba.cuda import dispatcher

    asked = dispatcher.get_current_device
    ptx(fast.map_flat, EXP, "float32", (np.zeros(4, np.float32),) * 2)
    assert dispatcher.get_current_device is asked
